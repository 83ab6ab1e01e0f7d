// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capabilities.h"
#include "core/mailbox.h"
#include "core/result.h"

#include <QJsonObject>

namespace qn::api {

QByteArray encodeCapabilities(const Capabilities &capabilities); ///< answer of get_capabilities
Result<Capabilities> decodeCapabilities(const QByteArray &body);

QByteArray encodeFolders(const QList<Folder> &folders); ///< answer of get_folder_list: {"folders":[…]}
Result<QList<Folder>> decodeFolders(const QByteArray &body);

QJsonObject toJson(const Contact &contact);
Result<Contact> contactFromJson(const QJsonObject &object);
QByteArray encodeContact(const Contact &contact); ///< request and answer of save_contact
Result<Contact> decodeContact(const QByteArray &body);

QByteArray encodeIds(const QStringList &ids); ///< {"ids":[…]}: answer of move_mail and search_mail
Result<QStringList> decodeIds(const QByteArray &body);
QByteArray encodeId(const QString &id); ///< {"id":…}: answer of save_draft, request of delete_contact
Result<QString> decodeId(const QByteArray &body);

} // namespace qn::api
