// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <deque>
#include <optional>

namespace qn::app {

/// What happened in a folder between the times when somebody looked: the store keeps no log of changes. Each event has
/// a number, so that whoever knows one can be told what came after it. The oldest events are forgotten.
class FolderLog final
{
public:
    explicit FolderLog(size_t keepsAtMost = 100'000)
        : m_keepsAtMost(keepsAtMost)
    {
    }
    /// The folder as it is now, in the order of ids. The first time nothing has happened yet.
    void update(const QList<store::MessageState> &now);
    bool isKnown() const { return m_isKnown; }
    qint64 now() const { return m_last; } ///< number of the last event

    struct Step
    {
        QList<MessageId> changed, removed;
        qint64 next = 0; ///< what to ask with for the rest
        bool more = false;
    };
    /// What came after event `number`, `limit` messages at most. nullopt: that is forgotten, or was never.
    std::optional<Step> since(qint64 number, int limit) const;

private:
    struct Event
    {
        store::MessageKey key;
        bool isRemoval = false;
    };
    void note(QList<store::MessageKey> changed, const QList<store::MessageKey> &removed);

    size_t m_keepsAtMost;
    QList<store::MessageState> m_states; ///< at the last look
    std::deque<Event> m_events; ///< numbers m_last - size + 1 … m_last
    qint64 m_last = 0;
    bool m_isKnown = false;
};

} // namespace qn::app
