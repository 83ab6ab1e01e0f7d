// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messageids.h"
#include "store/rows.h"

#include <algorithm>

namespace qn::widgets {

/// Messages that something is done to: one, or a million. Contents only where they are at hand.
struct Mails
{
    MessageIds ids;
    QList<store::MessageRow> known; ///< those of `ids` whose contents are loaded
    AccountId account; ///< of the others
    FolderId folder; ///< of the others

    Mails() = default;
    explicit Mails(const store::MessageRow &row)
        : ids{row.id}, known{row}, account(row.account), folder(row.folder)
    {
    }
    bool isEmpty() const { return ids.isEmpty(); }
    int count() const { return ids.count(); }
    AccountId accountOfFirst() const { return isFirstKnown() ? known.constFirst().account : account; }
    bool isFirstKnown() const { return !known.isEmpty() && known.constFirst().id == ids.first(); }
    bool haveAll(MessageFlag flag) const ///< as far as is known that they have
    {
        return known.size() == ids.count()
            && std::all_of(known.cbegin(), known.cend(),
                [flag](const store::MessageRow &row) { return row.flags.testFlag(flag); });
    }
};

} // namespace qn::widgets
