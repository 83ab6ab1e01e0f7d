// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <utility>

namespace qn {

/// A server's word that it has accepted a mail for delivery.
struct SendReceipt
{
    RemoteMessageId sentId; ///< in Sent, empty if not told
    QList<std::pair<Address, QString>> refused; ///< recipients refused, with the server's words
    bool operator==(const SendReceipt &) const = default;
};

} // namespace qn
