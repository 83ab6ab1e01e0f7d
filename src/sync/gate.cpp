// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/gate.h"

namespace qn::sync {

void Gate::leave()
{
    if (m_waiting.empty()) {
        m_held = false;
        return;
    }
    // Handed on without being opened: whoever left cannot overtake those who wait.
    const auto next = m_waiting.front();
    m_waiting.pop_front();
    QMetaObject::invokeMethod(
        this, [next] { next.resume(); }, Qt::QueuedConnection);
}

} // namespace qn::sync
