// SPDX-License-Identifier: GPL-3.0-or-later
// namespace search of transaction.h: messages that are asked about one by one, without the index.
#include "store/database.h"
#include "store/searchcondition.h"

namespace qn::store::search {

Result<QList<MessageKey>> matching(Transaction &tx, const SearchNode &query, const QList<MessageId> &ids)
{
    const auto condition = searchCondition(tx, query);
    if (!condition)
        return fail(condition.error());
    SearchSubject subject(tx.database());
    QList<MessageKey> found;
    for (const MessageId id : ids) {
        subject.setMessage(id);
        if (subject.row().folder.isValid() && condition->holds(subject))
            found.append({subject.row().date, id});
    }
    return tx.database().checked(found);
}

} // namespace qn::store::search
