// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailactions.h"

#include "core/whendone.h"
#include "models/foldermodel.h"
#include "store/localdrafts.h"
#include "widgets/toast.h"

#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::widgets {

MailActions::MailActions(session::Session &session, models::FolderModel &folders, Toast &toast, QWidget &window)
    : QObject(&window), m_session(session), m_folders(folders), m_toast(toast), m_window(window)
{
}

bool MailActions::can(MailAction action, AccountId account, FolderId folder) const
{
    const auto capabilities = m_session.status(account).capabilities;
    const auto here = m_folders.folder(folder);
    const FolderRole role = here ? here->folder.role : FolderRole::None;
    const bool isLocalDraft = here && store::isLocalDrafts(here->folder);
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
        return capabilities.remove || canMoveTo(FolderRole::Trash) || isLocalDraft;
    case MailAction::ToggleFlag:
    case MailAction::ToggleRead:
        return capabilities.flags && !isLocalDraft;
    }
    return false;
}

void MailActions::run(MailAction action, const Mails &mails)
{
    if (mails.isEmpty())
        return;
    switch (action) {
    case MailAction::Archive:
        return moveToRole(mails, FolderRole::Archive);
    case MailAction::Junk:
        return moveToRole(mails, FolderRole::Junk);
    case MailAction::Trash:
        return trash(mails);
    case MailAction::ToggleFlag:
        return setFlag(mails, MessageFlag::Flagged, !mails.haveAll(MessageFlag::Flagged));
    case MailAction::ToggleRead:
        return setFlag(mails, MessageFlag::Seen, !mails.haveAll(MessageFlag::Seen));
    case MailAction::Reply:
    case MailAction::ReplyAll:
    case MailAction::Forward:
        break;
    }
}

void MailActions::moveToRole(const Mails &mails, FolderRole role)
{
    if (const FolderId target = m_folders.folderByRole(mails.accountOfFirst(), role); target.isValid())
        follow(m_session.moveToRole(mails.ids, role), movedTo(target, mails.count()));
}

void MailActions::move(const Mails &mails, FolderId target)
{
    if (!mails.isEmpty() && m_folders.folder(target))
        follow(m_session.move(mails.ids, target), movedTo(target, mails.count()));
}

QString MailActions::movedTo(FolderId target, int count) const
{
    const QString name = models::FolderModel::displayName(m_folders.folder(target)->folder);
    return count == 1 ? tr("Moved to %1").arg(name) : tr("%n messages moved to %1", nullptr, count).arg(name);
}

bool MailActions::isRemovedForGood(AccountId account, FolderId folder) const
{
    const auto here = m_folders.folder(folder);
    return (here && (here->folder.role == FolderRole::Trash || store::isLocalDrafts(here->folder)))
        || !m_folders.folderByRole(account, FolderRole::Trash).isValid();
}

void MailActions::trash(const Mails &mails)
{
    // Results of a search are of several folders.
    int forGood = int(std::count_if(mails.known.cbegin(), mails.known.cend(),
        [this](const store::MessageRow &row) { return isRemovedForGood(row.account, row.folder); }));
    if (isRemovedForGood(mails.account, mails.folder))
        forGood += mails.count() - int(mails.known.size());
    if (forGood > 0 && !confirmRemoval(forGood))
        return;
    const int moved = mails.count() - forGood;
    const QString done = moved == 0 ? tr("Deleted") : moved == 1 ? tr("Moved to Trash") : tr("%n messages moved to Trash", nullptr, moved);
    follow(m_session.trash(mails.ids), done);
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

void MailActions::setFlag(const Mails &mails, MessageFlag flag, bool on)
{
    const auto change = [this, ids = mails.ids, flag](bool to) {
        return m_session.setFlags(ids, to ? MessageFlags(flag) : MessageFlags(), to ? MessageFlags() : MessageFlags(flag));
    };
    auto answer = change(on);
    if (mails.count() == 1) // the row itself shows it
        return follow(std::move(answer), {}, [change, on] { return change(!on); });
    const int count = mails.count();
    const QString done = flag == MessageFlag::Seen
        ? (on ? tr("%n messages marked as read", nullptr, count) : tr("%n messages marked as unread", nullptr, count))
        : (on ? tr("%n messages starred", nullptr, count) : tr("%n stars removed", nullptr, count));
    follow(std::move(answer), done);
}

void MailActions::markRead(MessageId message)
{
    m_session.setFlags({message}, MessageFlag::Seen, {});
}

void MailActions::follow(Answer answer, const QString &done, std::function<Answer()> opposite)
{
    whenDone(answer, this, [this, done, opposite = std::move(opposite)](const Result<OperationId> &result) {
        if (!result)
            return m_toast.tell(describe(result.error()).title);
        const OperationId operation = *result;
        const bool undoable = operation.isValid(); // what was done at once cannot be taken back
        if (undoable) {
            m_undoable.append({operation, opposite});
            emit undoableChanged(true);
        }
        if (!done.isEmpty())
            m_toast.tell(done, undoable ? tr("Undo") : QString(), [this, operation] { undo(operation); });
    });
}

void MailActions::undoLast()
{
    if (m_undoable.isEmpty())
        return;
    m_toast.hide(); // it may offer the same
    undo(m_undoable.constLast().operation);
}

void MailActions::undo(OperationId operation)
{
    const auto found = std::find_if(m_undoable.cbegin(), m_undoable.cend(), [operation](const Undoable &one) { return one.operation == operation; });
    if (found == m_undoable.cend())
        return;
    const std::function<Answer()> opposite = found->opposite;
    m_undoable.erase(found);
    emit undoableChanged(!m_undoable.isEmpty());
    whenDone(m_session.undo(operation), this, [this, opposite](const Result<void> &undone) {
        if (undone)
            return;
        if (opposite)
            return whenDone(opposite(), this, [this](const Result<OperationId> &result) {
                if (!result)
                    m_toast.tell(describe(result.error()).title);
            });
        m_undoable.clear(); // what came before is older still
        emit undoableChanged(false);
        m_toast.tell(tr("Too late to undo"));
    });
}

} // namespace qn::widgets
