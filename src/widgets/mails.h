// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <algorithm>
#include <utility>

namespace qn::widgets {

/// Messages that something is done to: one, or a million. Contents only where they are at hand.
struct Mails
{
    QList<MessageId> ids;
    QList<store::MessageRow> known; ///< those of `ids` whose contents are loaded
    AccountId account; ///< of the others
    FolderId folder; ///< of the others

    Mails() = default;
    explicit Mails(const store::MessageRow &row)
        : ids{row.id}, known{row}, account(row.account), folder(row.folder)
    {
    }
    explicit Mails(QList<store::MessageRow> rows) : known(std::move(rows))
    {
        ids.reserve(known.size());
        for (const store::MessageRow &row : known)
            ids.append(row.id);
    }
    bool isEmpty() const { return ids.isEmpty(); }
    int count() const { return int(ids.size()); }
    AccountId accountOfFirst() const { return isFirstKnown() ? known.constFirst().account : account; }
    FolderId folderOfFirst() const { return isFirstKnown() ? known.constFirst().folder : folder; }
    bool isFirstKnown() const { return !known.isEmpty() && known.constFirst().id == ids.constFirst(); }
    bool haveAll(MessageFlag flag) const ///< as far as is known that they have
    {
        return known.size() == ids.size()
            && std::all_of(known.cbegin(), known.cend(),
                [flag](const store::MessageRow &row) { return row.flags.testFlag(flag); });
    }
};

} // namespace qn::widgets
