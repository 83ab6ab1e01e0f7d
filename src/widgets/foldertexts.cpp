// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/foldertexts.h"

#include "widgets/timetext.h"

#include <QCoreApplication>

namespace qn::widgets {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(FolderTexts)
};

} // namespace

EmptyState emptyStateOf(FolderRole role)
{
    const QString icon = FolderDelegate::iconName(role);
    switch (role) {
    case FolderRole::Inbox:
        return {icon, Words::tr("The inbox is empty"), Words::tr("New mail appears here by itself.")};
    case FolderRole::Sent:
        return {icon, Words::tr("Nothing sent yet"), Words::tr("What you send is kept here.")};
    case FolderRole::Drafts:
        return {icon, Words::tr("No drafts"), Words::tr("Mail that you have begun waits here.")};
    case FolderRole::Trash:
        return {icon, Words::tr("The trash is empty"), {}};
    case FolderRole::Junk:
        return {icon, Words::tr("No junk"), Words::tr("Nice and clean.")};
    case FolderRole::Archive:
        return {icon, Words::tr("Nothing archived"), Words::tr("Archive what you are done with and want to keep.")};
    case FolderRole::None:
        break;
    }
    return {icon, Words::tr("This folder is empty"), {}};
}

EmptyState gettingMailState()
{
    return {QStringLiteral("refresh-cw"), Words::tr("Getting your mail…"), Words::tr("The newest comes first.")};
}

QString folderCountText(const Folder &folder)
{
    if (folder.unread > 0 && folder.role != FolderRole::Drafts && folder.role != FolderRole::Sent)
        return Words::tr("%n unread", nullptr, folder.unread);
    return folder.total > 0 ? Words::tr("%n messages", nullptr, folder.total) : QString();
}

QString folderSizeText(int messages, qint64 bytes)
{
    if (messages <= 0)
        return Words::tr("No messages");
    const QString count = Words::tr("%Ln messages", nullptr, messages);
    return bytes > 0 ? Words::tr("%1, %2").arg(count, sizeText(bytes)) : count;
}

} // namespace qn::widgets
