// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

#include <QUrlQuery>

namespace qn::api {

// Requests of the extensions. encode…() is the client's side, decode…() the server's; errors of decoding are of kind
// Parameter. GET requests travel as a query, POST requests as JSON.

/// Query text from names and values, everything reserved percent-encoded; empty values are left out.
QString encodeQuery(const QList<std::pair<QLatin1String, QString>> &items);
/// A value of a query as forms send it: "+" is a space. Empty where it is missing.
QString queryValue(const QUrlQuery &query, QLatin1String name);

struct ChangesRequest
{
    RemoteFolderId folder;
    QByteArray token; ///< any bytes; base64url on the wire
    int limit = 0; ///< 0: the server's choice
    bool operator==(const ChangesRequest &) const = default;
};
QString encodeChangesQuery(const ChangesRequest &request);
Result<ChangesRequest> decodeChangesQuery(const QUrlQuery &query);

/// get_mail, get_mail_source, get_attachment (with partId).
struct MailRequest
{
    RemoteFolderId folder;
    RemoteMessageId id;
    QString partId;
    bool operator==(const MailRequest &) const = default;
};
QString encodeMailQuery(const MailRequest &request);
Result<MailRequest> decodeMailQuery(const QUrlQuery &query);

/// append_mail; the mail itself is the body.
struct AppendRequest
{
    RemoteFolderId folder;
    MessageFlags flags;
    bool operator==(const AppendRequest &) const = default;
};
QString encodeAppendQuery(const AppendRequest &request);
Result<AppendRequest> decodeAppendQuery(const QUrlQuery &query);

struct FindSentRequest
{
    QString idempotencyKey;
    QString messageId;
    bool operator==(const FindSentRequest &) const = default;
};
QString encodeFindSentQuery(const FindSentRequest &request);
Result<FindSentRequest> decodeFindSentQuery(const QUrlQuery &query);

struct SearchRequest
{
    RemoteFolderId folder;
    QString query;
    bool operator==(const SearchRequest &) const = default;
};
QString encodeSearchQuery(const SearchRequest &request);
Result<SearchRequest> decodeSearchQuery(const QUrlQuery &query);

/// set_flags, move_mail, delete_mail; each uses the fields it knows.
struct MessagesRequest
{
    RemoteFolderId folder;
    QList<RemoteMessageId> ids;
    MessageFlags add, remove; ///< set_flags
    RemoteFolderId target; ///< move_mail
    bool operator==(const MessagesRequest &) const = default;
};
QByteArray encodeMessagesRequest(const MessagesRequest &request);
Result<MessagesRequest> decodeMessagesRequest(const QByteArray &body);

/// wait_for_change: a client gives back the state of the last answer, so that what happened between two calls is not
/// missed.
struct WaitAnswer
{
    bool changed = false;
    QString state;
    bool operator==(const WaitAnswer &) const = default;
};
QString encodeWaitQuery(const QString &state);
QString decodeWaitQuery(const QUrlQuery &query);
QByteArray encodeWaitAnswer(const WaitAnswer &answer);
Result<WaitAnswer> decodeWaitAnswer(const QByteArray &body);

} // namespace qn::api
