// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/requests.h"

#include "api/json.h"
#include "api/messagecodec.h"

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String folderName("folder");
constexpr QLatin1String idName("id");

tl::unexpected<Error> missing(QLatin1String name)
{
    return fail(ErrorKind::Parameter, u"parameter \"%1\" is missing or wrong"_s.arg(name));
}

} // namespace

QString encodeQuery(const QList<std::pair<QLatin1String, QString>> &items)
{
    QStringList parts;
    for (const auto &[name, value] : items) {
        if (!value.isEmpty())
            parts.append(name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
    return parts.join(u'&');
}

QString queryValue(const QUrlQuery &query, QLatin1String name)
{
    QString value = query.queryItemValue(name, QUrl::FullyEncoded);
    return QUrl::fromPercentEncoding(value.replace(u'+', u' ').toLatin1());
}

QString encodeChangesQuery(const ChangesRequest &request)
{
    const QByteArray token = request.token.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return encodeQuery({{folderName, request.folder.value()}, {"token"_L1, QString::fromLatin1(token)},
        {"limit"_L1, request.limit > 0 ? QString::number(request.limit) : QString()}});
}

Result<ChangesRequest> decodeChangesQuery(const QUrlQuery &query)
{
    ChangesRequest request;
    request.folder = RemoteFolderId(queryValue(query, folderName));
    request.token = QByteArray::fromBase64(queryValue(query, "token"_L1).toLatin1(), QByteArray::Base64UrlEncoding);
    const QString limit = queryValue(query, "limit"_L1);
    bool isNumber = limit.isEmpty();
    if (!limit.isEmpty())
        request.limit = limit.toInt(&isNumber);
    if (!isNumber || request.limit < 0)
        return missing("limit"_L1);
    if (request.folder.isEmpty())
        return missing(folderName);
    return request;
}

QString encodeMailQuery(const MailRequest &request)
{
    return encodeQuery(
        {{folderName, request.folder.value()}, {idName, request.id.value()}, {"part_id"_L1, request.partId}});
}

Result<MailRequest> decodeMailQuery(const QUrlQuery &query)
{
    MailRequest request{RemoteFolderId(queryValue(query, folderName)), RemoteMessageId(queryValue(query, idName)),
        queryValue(query, "part_id"_L1)};
    if (request.folder.isEmpty())
        return missing(folderName);
    if (request.id.isEmpty())
        return missing(idName);
    return request;
}

QString encodeAppendQuery(const AppendRequest &request)
{
    QStringList flags;
    const QJsonArray words = toJson(request.flags);
    for (const QJsonValue &word : words)
        flags.append(word.toString());
    return encodeQuery({{folderName, request.folder.value()}, {"flags"_L1, flags.join(u',')}});
}

Result<AppendRequest> decodeAppendQuery(const QUrlQuery &query)
{
    AppendRequest request;
    request.folder = RemoteFolderId(queryValue(query, folderName));
    if (request.folder.isEmpty())
        return missing(folderName);
    const QStringList words = queryValue(query, "flags"_L1).split(u',', Qt::SkipEmptyParts);
    const auto flags = flagsFromJson(QJsonArray::fromStringList(words));
    if (!flags)
        return fail(ErrorKind::Parameter, u"flags is no list of words"_s);
    request.flags = *flags;
    return request;
}

QString encodeFindSentQuery(const FindSentRequest &request)
{
    return encodeQuery({{"idempotency_key"_L1, request.idempotencyKey}, {"message_id"_L1, request.messageId}});
}

Result<FindSentRequest> decodeFindSentQuery(const QUrlQuery &query)
{
    FindSentRequest request{queryValue(query, "idempotency_key"_L1), queryValue(query, "message_id"_L1)};
    if (request.idempotencyKey.isEmpty() && request.messageId.isEmpty())
        return missing("idempotency_key"_L1);
    return request;
}

QString encodeSearchQuery(const SearchRequest &request)
{
    return encodeQuery({{folderName, request.folder.value()}, {"query"_L1, request.query}});
}

Result<SearchRequest> decodeSearchQuery(const QUrlQuery &query)
{
    SearchRequest request{RemoteFolderId(queryValue(query, folderName)), queryValue(query, "query"_L1)};
    if (request.folder.isEmpty())
        return missing(folderName);
    if (request.query.isEmpty())
        return missing("query"_L1);
    return request;
}

QByteArray encodeMessagesRequest(const MessagesRequest &request)
{
    QJsonArray ids;
    for (const RemoteMessageId &id : request.ids)
        ids.append(id.value());
    QJsonObject object{{folderName, request.folder.value()}, {u"ids"_s, ids}};
    if (request.add)
        object.insert(u"add"_s, toJson(request.add));
    if (request.remove)
        object.insert(u"remove"_s, toJson(request.remove));
    if (!request.target.isEmpty())
        object.insert(u"target"_s, request.target.value());
    return compactJson(object);
}

Result<MessagesRequest> decodeMessagesRequest(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object) {
        Error error = object.error();
        error.kind = ErrorKind::Parameter;
        return fail(error);
    }
    Fields fields(*object, "request");
    MessagesRequest request;
    request.folder = RemoteFolderId(fields.id(folderName));
    request.target = RemoteFolderId(fields.id("target"_L1));
    const QStringList ids = fields.texts("ids"_L1);
    for (const QString &id : ids)
        request.ids.append(RemoteMessageId(id));
    const auto add = flagsFromJson(object->value("add"_L1));
    const auto remove = flagsFromJson(object->value("remove"_L1));
    request.add = add.value_or(MessageFlags());
    request.remove = remove.value_or(MessageFlags());
    if (!fields.finish() || !add || !remove)
        return fail(ErrorKind::Parameter, u"a field of the request has a wrong type"_s, ErrorReason::WrongType);
    if (request.folder.isEmpty())
        return missing(folderName);
    if (request.ids.isEmpty())
        return missing("ids"_L1);
    return request;
}

QString encodeWaitQuery(const QString &state)
{
    return encodeQuery({{"state"_L1, state}});
}

QString decodeWaitQuery(const QUrlQuery &query)
{
    return queryValue(query, "state"_L1);
}

QByteArray encodeWaitAnswer(const WaitAnswer &answer)
{
    return compactJson(QJsonObject{{u"changed"_s, answer.changed}, {u"state"_s, answer.state}});
}

Result<WaitAnswer> decodeWaitAnswer(const QByteArray &body)
{
    const auto object = readObject(body);
    if (!object)
        return fail(object.error());
    Fields fields(*object, "reply");
    WaitAnswer answer;
    answer.changed = fields.flag("changed"_L1);
    answer.state = fields.id("state"_L1);
    if (const auto ok = fields.finish(); !ok)
        return fail(ok.error());
    return answer;
}

} // namespace qn::api
