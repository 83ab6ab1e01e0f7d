// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/fetchreading.h"
#include "backend/imap/largemail.h"

#include <QCache>
#include <QTimer>

namespace qn::imap {

/// A message as it came from the server to be read.
struct OpenedMail
{
    Fetched fetched; ///< `body` is the whole source, or only its beginning where there is `large`
    std::optional<LargeMail> large;
};

/// What came of the messages that were opened last, so that the pictures and files of one do not ask for it again. For a minute; lives on the
/// engine thread.
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
    std::optional<OpenedMail> find(const RemoteFolderId &folder, const RemoteMessageId &id) const
    {
        const OpenedMail *mail = m_mails.object({folder.value(), id.value()});
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

private:
    QCache<std::pair<QString, QString>, OpenedMail> m_mails{8 << 20}; ///< bytes; what is larger is not kept
    QTimer m_oblivion;
};

} // namespace qn::imap
