// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/firstlook.h"

#include "models/messagelistmodel.h"
#include "store/transaction.h"

#include <algorithm>

namespace qn::models {

Result<FirstLook> readFirstLook(store::Transaction &tx)
{
    FirstLook look;
    const auto accounts = store::accounts::list(tx);
    if (!accounts)
        return fail(accounts.error());
    look.accounts = *accounts;
    for (const Account &account : std::as_const(look.accounts)) {
        const auto folders = store::folders::list(tx, account.id);
        if (!folders)
            return fail(folders.error());
        look.folders.append(*folders);
    }
    const auto inbox = std::find_if(look.folders.cbegin(), look.folders.cend(),
        [](const store::FolderRow &row) { return row.folder.role == FolderRole::Inbox; });
    if (inbox == look.folders.cend())
        return look;
    look.inbox = inbox->id;
    const auto newest = MessageListModel::newest(tx, look.inbox);
    if (!newest)
        return fail(newest.error());
    look.newest = *newest;
    return look;
}

} // namespace qn::models
