// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailactions.h"

#include "core/whendone.h"
#include "models/foldermodel.h"
#include "store/localdrafts.h"
#include "widgets/toast.h"

#include <QMessageBox>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

/// A list for each account that some of the messages belong to.
QList<Mails> byAccount(const Mails &mails)
{
    QHash<MessageId, AccountId> elsewhere;
    for (const store::MessageRow &row : mails.known) {
        if (row.account != mails.account)
            elsewhere.insert(row.id, row.account);
    }
    if (elsewhere.isEmpty())
        return {mails};
    QHash<AccountId, Mails> parts;
    for (const MessageId id : mails.ids) {
        const AccountId account = elsewhere.value(id, mails.account);
        Mails &part = parts[account];
        part.account = account;
        part.ids.append(id);
    }
    return parts.values();
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
    for (const Mails &part : byAccount(mails)) {
        if (const FolderId target = m_folders.folderByRole(part.account, role); target.isValid())
            move(part, target);
    }
}

void MailActions::move(const Mails &mails, FolderId target)
{
    const auto folder = m_folders.folder(target);
    if (mails.isEmpty() || !folder)
        return;
    const QString name = models::FolderModel::displayName(folder->folder);
    const QString done = mails.count() == 1 ? tr("Moved to %1").arg(name) : tr("%n messages moved to %1", nullptr, mails.count()).arg(name);
    follow(m_session.move(mails.ids, target), done);
}

void MailActions::trash(const Mails &mails)
{
    const auto folder = m_folders.folder(mails.folderOfFirst());
    const bool forGood = (folder && (folder->folder.role == FolderRole::Trash || store::isLocalDrafts(folder->folder)))
        || !m_folders.folderByRole(mails.accountOfFirst(), FolderRole::Trash).isValid();
    if (forGood && !confirmRemoval(mails.count()))
        return;
    const QString done = forGood ? tr("Deleted") : mails.count() == 1 ? tr("Moved to Trash")
                                                                    : tr("%n messages moved to Trash", nullptr, mails.count());
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
    auto answer = m_session.setFlags(mails.ids, on ? MessageFlags(flag) : MessageFlags(), on ? MessageFlags() : MessageFlags(flag));
    if (mails.count() == 1) { // the row itself shows it
        whenDone(answer, this, [this](const Result<OperationId> &result) {
            if (!result)
                m_toast.tell(describe(result.error()).title);
        });
        return;
    }
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

void MailActions::follow(Answer answer, const QString &done)
{
    whenDone(answer, this, [this, done](const Result<OperationId> &result) {
        if (!result)
            return m_toast.tell(describe(result.error()).title);
        const OperationId operation = *result;
        if (!operation.isValid()) // done at once: there is nothing to take back
            return m_toast.tell(done);
        m_toast.tell(done, tr("Undo"), [this, operation] {
            whenDone(m_session.undo(operation), this, [this](const Result<void> &undone) {
                if (!undone)
                    m_toast.tell(tr("Too late to undo"));
            });
        });
    });
}

} // namespace qn::widgets
