// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"
#include "core/message.h"
#include "store/rows.h"

#include <QJsonObject>

namespace qn::app {

/// The JSON of qingniaoctl. It is a contract, written down in packaging/qingniaoctl.1: names are only ever added.
QJsonObject toJson(const Address &address);
QJsonObject toJson(const store::MessageRow &row, const QString &folderName);
/// A whole message, as `show` and `inspect` print it. `id` may be empty.
QJsonObject toJson(const QString &id, const Message &message);
QJsonObject toJson(const store::OutgoingRow &row);
QJsonObject toJson(const store::ContactRow &row);
QJsonObject toJson(const Account &account);

/// Word for a state or role in the contract ("queued", "inbox").
QString wordFor(store::OutgoingState state);
QString wordFor(FolderRole role);
/// Whether a folder is what a person would type: its role, its name or its id.
bool isNamed(const store::FolderRow &row, const QString &wanted);

} // namespace qn::app
