// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace qn {

/// RFC 6154 special uses.
enum class FolderRole { None, Inbox, Sent, Drafts, Trash, Junk, Archive };

struct Folder
{
    RemoteFolderId remoteId;
    RemoteFolderId parent; ///< empty at the top level
    QString name; ///< decoded; for a role the windows show their own word instead
    FolderRole role = FolderRole::None;
    int total = 0;
    int unread = 0;
    bool selectable = true;
    std::optional<qint64> size = {}; ///< bytes of all its messages, where the server tells
    bool operator==(const Folder &) const = default;
};

struct Contact
{
    RemoteContactId remoteId;
    QString name;
    QString email;
    QString phone;
    QString note;
    bool operator==(const Contact &) const = default;
};

enum class AccountKind {
    OpenApi, ///< a server that speaks the QQ Mail Open API
    Imap, ///< IMAP and SMTP, with a password, an authorization code or OAuth 2.0
    Sample, ///< the built-in server
    Local, ///< "On this computer": what is stored here is the truth, no server has it
};

/// An account as it is stored: everything but the secrets, which live in the keychain.
struct Account
{
    AccountId id;
    AccountKind kind = AccountKind::OpenApi;
    QString name; ///< what the user calls it
    QString email; ///< empty until the server told it
    QJsonObject settings; ///< kind's own: baseUrl, clientId, redirectUri …; never a secret
    bool operator==(const Account &) const = default;
};

} // namespace qn
