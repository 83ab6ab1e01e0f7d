// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/folderlog.h"

#include <QSet>

#include <algorithm>

namespace qn::app {

using store::MessageKey;
using store::MessageState;

void FolderLog::update(const QList<MessageState> &now)
{
    QList<MessageKey> changed, removed;
    auto before = m_states.cbegin();
    for (const MessageState &state : now) {
        for (; before != m_states.cend() && before->key.id < state.key.id; ++before)
            removed.append(before->key);
        const bool isOld = before != m_states.cend() && before->key.id == state.key.id;
        if (!isOld || *before != state)
            changed.append(state.key);
        if (isOld)
            ++before;
    }
    for (; before != m_states.cend(); ++before)
        removed.append(before->key);
    m_states = now;
    if (std::exchange(m_isKnown, true))
        note(std::move(changed), removed);
}

/// The newest mail is told first.
void FolderLog::note(QList<MessageKey> changed, const QList<MessageKey> &removed)
{
    std::sort(changed.begin(), changed.end(), std::greater<>());
    for (const MessageKey &key : removed)
        m_events.push_back({key, true});
    for (const MessageKey &key : std::as_const(changed))
        m_events.push_back({key, false});
    m_last += removed.size() + changed.size();
    while (m_events.size() > m_keepsAtMost)
        m_events.pop_front();
}

std::optional<FolderLog::Step> FolderLog::since(qint64 number, int limit) const
{
    const qint64 forgotten = m_last - qint64(m_events.size());
    if (!m_isKnown || number < forgotten || number > m_last)
        return {};
    Step step;
    step.next = number;
    QSet<MessageId> changed, removed;
    for (auto event = m_events.cbegin() + (number - forgotten); event != m_events.cend(); ++event, ++step.next) {
        const MessageId id = event->key.id;
        if (changed.size() + removed.size() >= limit && !changed.contains(id) && !removed.contains(id)) {
            step.more = true;
            break;
        }
        (event->isRemoval ? changed : removed).remove(id);
        (event->isRemoval ? removed : changed).insert(id);
    }
    step.changed = changed.values();
    step.removed = removed.values();
    return step;
}

} // namespace qn::app
