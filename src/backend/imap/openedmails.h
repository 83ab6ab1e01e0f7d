// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/fetchreading.h"
#include "backend/imap/largemail.h"

#include <QCache>
#include <QTimer>

#include <functional>

namespace qn::imap {

/// A message as it came from the server to be read.
struct OpenedMail
{
    Fetched fetched; ///< `body` is the whole source, or only its beginning where there is `large`
    std::optional<LargeMail> large;
};

/// What came of the messages that were opened last, so that the pictures and files of one do not ask for it again. For a minute after it was
/// last of use; lives on the engine thread. Whoever learns that a message is gone tells it.
class OpenedMails final
{
    Q_DISABLE_COPY_MOVE(OpenedMails)

public:
    OpenedMails()
    {
        m_oblivion.setSingleShot(true);
        m_oblivion.setInterval(std::chrono::minutes(1));
        m_oblivion.callOnTimeout([this] { m_mails.clear(); });
    }
    std::optional<OpenedMail> find(const RemoteFolderId &folder, const RemoteMessageId &id)
    {
        const OpenedMail *mail = m_mails.object({folder.value(), id.value()});
        if (mail)
            m_oblivion.start();
        return mail ? std::optional(*mail) : std::nullopt;
    }
    void keep(const RemoteFolderId &folder, const RemoteMessageId &id, const OpenedMail &mail)
    {
        constexpr qsizetype structureBytes = 4 << 10;
        const qsizetype bytes = structureBytes + (mail.large ? 0 : mail.fetched.body.value_or(QByteArray()).size());
        auto kept = std::make_unique<OpenedMail>(mail);
        if (mail.large) {
            kept->fetched.body.reset();
            kept->large->dropPieces();
        }
        m_mails.insert({folder.value(), id.value()}, kept.release(), bytes);
        m_oblivion.start();
    }
    /// They are gone.
    void forget(const RemoteFolderId &folder, const QList<RemoteMessageId> &ids)
    {
        for (const RemoteMessageId &id : ids)
            m_mails.remove({folder.value(), id.value()});
    }
    /// Whatever was opened where `isGone` says so.
    void forgetFolders(const std::function<bool(const RemoteFolderId &)> &isGone)
    {
        const QList<std::pair<QString, QString>> all = m_mails.keys();
        for (const auto &key : all) {
            if (isGone(RemoteFolderId(key.first)))
                m_mails.remove(key);
        }
    }

private:
    QCache<std::pair<QString, QString>, OpenedMail> m_mails{8 << 20}; ///< bytes; what is larger is not kept
    QTimer m_oblivion;
};

} // namespace qn::imap
