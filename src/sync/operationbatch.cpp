// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/operationbatch.h"

#include <QSet>

#include <algorithm>

namespace qn::sync {

namespace {

using store::OperationKind;
using store::OperationRow;

constexpr int maxMessages = 500;

/// What an operation touches; two operations with a touched thing in common keep their order.
class Touched final
{
public:
    bool overlaps(const OperationRow &row) const
    {
        return std::any_of(
                   row.messages.begin(), row.messages.end(), [this](MessageId id) { return m_messages.contains(id); })
            || (isDraft(row) && m_drafts) || (isContact(row) && m_contacts);
    }
    void add(const OperationRow &row)
    {
        for (const MessageId id : row.messages)
            m_messages.insert(id);
        m_drafts |= isDraft(row);
        m_contacts |= isContact(row);
    }

private:
    static bool isDraft(const OperationRow &row)
    {
        return row.kind == OperationKind::SaveDraft || row.kind == OperationKind::RemoveDraft;
    }
    static bool isContact(const OperationRow &row)
    {
        return row.kind == OperationKind::SaveContact || row.kind == OperationKind::RemoveContact;
    }
    QSet<MessageId> m_messages;
    bool m_drafts = false;
    bool m_contacts = false;
};

bool goTogether(const OperationRow &a, const OperationRow &b)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case OperationKind::SetFlags:
        return a.add == b.add && a.remove == b.remove;
    case OperationKind::Move:
        return a.target == b.target;
    case OperationKind::Remove:
        return true;
    default:
        return false;
    }
}

} // namespace

OperationBatch nextBatch(const QList<OperationRow> &pending, AccountId account, qint64 now, bool everything)
{
    OperationBatch batch;
    Touched passedOver;
    qsizetype messages = 0;
    for (const OperationRow &row : pending) {
        if (row.account != account)
            continue;
        const bool due = row.notBefore <= now || (everything && row.attempts > 0);
        const bool fits =
            batch.isEmpty() || (goTogether(batch.first(), row) && messages + row.messages.size() <= maxMessages);
        if (!due || !fits || passedOver.overlaps(row)) {
            passedOver.add(row);
            continue;
        }
        batch.append(row);
        messages += row.messages.size();
    }
    return batch;
}

qint64 nextDue(const QList<OperationRow> &pending, AccountId account)
{
    qint64 due = -1;
    for (const OperationRow &row : pending) {
        if (row.account == account && (due < 0 || row.notBefore < due))
            due = row.notBefore;
    }
    return due;
}

} // namespace qn::sync
