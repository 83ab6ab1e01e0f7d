// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QObject>
#include <QTemporaryDir>

#include <optional>

namespace qn::widgets {

class AttachmentCard;
class ReaderView;
class Toast;

/// Opens and saves what is attached to the message in the reader.
class AttachmentActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AttachmentActions)

public:
    AttachmentActions(session::Session &session, ReaderView &view, Toast &toast);

    void open(MessageId message, const Attachment &attachment);
    void save(MessageId message, const Attachment &attachment);

private:
    enum class Choice { Open, Save, Nothing };
    Choice askAboutDanger(const QString &name);
    static void show(const QFuture<Result<void>> &saving, AttachmentCard *card);
    void fetch(MessageId message, const Attachment &attachment, const QString &path, std::function<void()> done);

    session::Session &m_session;
    ReaderView &m_view;
    Toast &m_toast;
    std::optional<QTemporaryDir> m_opened; ///< what was opened lies here until the program ends; made when it is needed
    QString m_lastFolder;
};

} // namespace qn::widgets
