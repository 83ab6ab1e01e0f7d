// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QJsonObject>

namespace qn::sandbox {

/// A parsed header as the journal keeps it, so that no message is parsed twice. Without remoteId and flags.
QJsonObject storeHeader(const MessageHeader &header);
MessageHeader loadHeader(const QJsonObject &stored);

} // namespace qn::sandbox
