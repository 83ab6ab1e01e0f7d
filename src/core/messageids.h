// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QList>

#include <functional>
#include <initializer_list>
#include <utility>

namespace qn {

/// Messages that a command is for: one, or a million. The list of a million is not made where they are selected (it takes longer
/// than a frame of the screen) but by who goes through it, on its thread. A value; can be handed to another thread.
class MessageIds final
{
public:
    using Make = std::function<QList<MessageId>()>;

    MessageIds() = default;
    MessageIds(QList<MessageId> ids) : m_count(int(ids.size())), m_first(ids.value(0)), m_ids(std::move(ids)) { }
    MessageIds(std::initializer_list<MessageId> ids) : MessageIds(QList<MessageId>(ids)) { }
    /// `make` gives `count` ids, `first` first. It is called on any thread, and for each list() anew.
    MessageIds(int count, MessageId first, Make make) : m_count(count), m_first(first), m_make(std::move(make)) { }

    int count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    MessageId first() const { return m_first; } ///< invalid where there is none
    QList<MessageId> list() const { return m_make ? m_make() : m_ids; }

private:
    int m_count = 0;
    MessageId m_first;
    QList<MessageId> m_ids;
    Make m_make;
};

} // namespace qn
