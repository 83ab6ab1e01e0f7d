// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailactions.h"

#include "core/whendone.h"
#include "models/foldermodel.h"
#include "widgets/toast.h"

#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace qn::widgets {

using store::MessageRow;

namespace {

QList<MessageId> idsOf(const QList<MessageRow> &rows)
{
    QList<MessageId> ids;
    for (const MessageRow &row : rows)
        ids.append(row.id);
    return ids;
}

} // namespace

MailActions::MailActions(session::Session &session, models::FolderModel &folders, Toast &toast, QWidget &window)
    : QObject(&window), m_session(session), m_folders(folders), m_toast(toast), m_window(window)
{
}

bool MailActions::can(MailAction action, AccountId account, FolderId folder) const
{
    const auto capabilities = m_session.status(account).capabilities;
    const auto here = m_folders.folder(folder);
    const FolderRole role = here ? here->folder.role : FolderRole::None;
    const auto canMoveTo = [&](FolderRole target) {
        return capabilities.move && role != target && role != FolderRole::Drafts
            && m_folders.folderByRole(account, target).isValid();
    };
    switch (action) {
    case MailAction::Reply:
    case MailAction::ReplyAll:
        return role != FolderRole::Drafts;
    case MailAction::Forward:
        return role != FolderRole::Drafts;
    case MailAction::Archive:
        return role != FolderRole::Sent && canMoveTo(FolderRole::Archive);
    case MailAction::Junk:
        return role != FolderRole::Sent && canMoveTo(FolderRole::Junk);
    case MailAction::Trash:
        return capabilities.remove || canMoveTo(FolderRole::Trash);
    case MailAction::ToggleFlag:
    case MailAction::ToggleRead:
        return capabilities.flags;
    }
    return false;
}

void MailActions::run(MailAction action, const QList<MessageRow> &rows)
{
    if (rows.isEmpty())
        return;
    const auto all = [&](MessageFlag flag) {
        return std::all_of(rows.cbegin(), rows.cend(), [flag](const MessageRow &row) { return row.flags.testFlag(flag); });
    };
    switch (action) {
    case MailAction::Archive:
        return moveToRole(rows, FolderRole::Archive);
    case MailAction::Junk:
        return moveToRole(rows, FolderRole::Junk);
    case MailAction::Trash:
        return trash(rows);
    case MailAction::ToggleFlag:
        return setFlag(rows, MessageFlag::Flagged, !all(MessageFlag::Flagged));
    case MailAction::ToggleRead:
        return setFlag(rows, MessageFlag::Seen, !all(MessageFlag::Seen));
    case MailAction::Reply:
    case MailAction::ReplyAll:
    case MailAction::Forward:
        break;
    }
}

void MailActions::moveToRole(const QList<MessageRow> &rows, FolderRole role)
{
    QHash<AccountId, QList<MessageRow>> byAccount;
    for (const MessageRow &row : rows)
        byAccount[row.account].append(row);
    for (const auto &part : std::as_const(byAccount)) {
        if (const FolderId target = m_folders.folderByRole(part.first().account, role); target.isValid())
            move(part, target);
    }
}

void MailActions::move(const QList<MessageRow> &rows, FolderId target)
{
    const auto folder = m_folders.folder(target);
    if (rows.isEmpty() || !folder)
        return;
    const QString name = models::FolderModel::displayName(folder->folder);
    const QString done = rows.size() == 1 ? tr("Moved to %1").arg(name) : tr("%n messages moved to %1", nullptr, int(rows.size())).arg(name);
    follow(m_session.move(idsOf(rows), target), done);
}

void MailActions::trash(const QList<MessageRow> &rows)
{
    const auto folder = m_folders.folder(rows.first().folder);
    const bool forGood = (folder && folder->folder.role == FolderRole::Trash)
        || !m_folders.folderByRole(rows.first().account, FolderRole::Trash).isValid();
    if (forGood && !confirmRemoval(int(rows.size())))
        return;
    const QString done = forGood ? tr("Deleted") : rows.size() == 1 ? tr("Moved to Trash")
                                                                    : tr("%n messages moved to Trash", nullptr, int(rows.size()));
    follow(m_session.trash(idsOf(rows)), done);
}

bool MailActions::confirmRemoval(int count)
{
    QMessageBox box(QMessageBox::Warning, tr("Delete for good"),
        count == 1 ? tr("Delete this message for good?") : tr("Delete %n messages for good?", nullptr, count),
        QMessageBox::Cancel, &m_window);
    box.setInformativeText(tr("They cannot be brought back."));
    QPushButton *remove = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    remove->setProperty("danger", true);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == remove;
}

void MailActions::setFlag(const QList<MessageRow> &rows, MessageFlag flag, bool on)
{
    auto answer = m_session.setFlags(idsOf(rows), on ? MessageFlags(flag) : MessageFlags(), on ? MessageFlags() : MessageFlags(flag));
    if (rows.size() == 1) { // the row itself shows it
        whenDone(answer, this, [this](const Result<OperationId> &result) {
            if (!result)
                m_toast.tell(describe(result.error()).title);
        });
        return;
    }
    const int count = int(rows.size());
    const QString done = flag == MessageFlag::Seen
        ? (on ? tr("%n messages marked as read", nullptr, count) : tr("%n messages marked as unread", nullptr, count))
        : (on ? tr("%n messages starred", nullptr, count) : tr("%n stars removed", nullptr, count));
    follow(std::move(answer), done);
}

void MailActions::markRead(MessageId message)
{
    m_session.setFlags({message}, MessageFlag::Seen, {});
}

void MailActions::follow(Answer answer, const QString &done)
{
    whenDone(answer, this, [this, done](const Result<OperationId> &result) {
        if (!result)
            return m_toast.tell(describe(result.error()).title);
        const OperationId operation = *result;
        m_toast.tell(done, tr("Undo"), [this, operation] {
            whenDone(m_session.undo(operation), this, [this](const Result<void> &undone) {
                if (!undone)
                    m_toast.tell(tr("Too late to undo"));
            });
        });
    });
}

} // namespace qn::widgets
