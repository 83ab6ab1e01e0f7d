// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/mailaction.h"
#include "widgets/mails.h"

#include <QObject>

#include <functional>

namespace qn::models {
class FolderModel;
}

namespace qn::widgets {

class Toast;

/// Deletes, files and marks messages, and says so with a way back. What is for writing (reply, forward) is ComposeLauncher's.
class MailActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MailActions)

public:
    MailActions(session::Session &session, models::FolderModel &folders, Toast &toast, QWidget &window);

    /// Whether it makes sense for messages of this folder, as far as the server can do it.
    bool can(MailAction action, AccountId account, FolderId folder) const;
    void run(MailAction action, const Mails &mails);
    void move(const Mails &mails, FolderId target);
    void markRead(MessageId message); ///< by having been read: no word about it
    void undoLast(); ///< takes back what was done last and not taken back yet; nothing where there is none

signals:
    void undoableChanged(bool undoable); ///< whether undoLast() has something to take back, perhaps too late

private:
    using Answer = QFuture<Result<OperationId>>;
    void trash(const Mails &mails);
    bool isRemovedForGood(AccountId account, FolderId folder) const;
    void moveToRole(const Mails &mails, FolderRole role);
    QString movedTo(FolderId target, int count) const;
    void setFlag(const Mails &mails, MessageFlag flag, bool on);
    /// Toast with Undo, or with what went wrong. Where `done` is empty nothing is said of success. `opposite` undoes what has gone to the server.
    void follow(Answer answer, const QString &done, std::function<Answer()> opposite = {});
    void undo(OperationId operation);
    bool confirmRemoval(int count);

    session::Session &m_session;
    models::FolderModel &m_folders;
    Toast &m_toast;
    QWidget &m_window;
    struct Undoable
    {
        OperationId operation;
        std::function<Answer()> opposite;
    };
    QList<Undoable> m_undoable; ///< the last one last
};

} // namespace qn::widgets
