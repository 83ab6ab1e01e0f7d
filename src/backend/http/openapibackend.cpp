// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/http/openapibackend.h"

#include "api/mailboxcodec.h"
#include "api/messagecodec.h"
#include "api/routes.h"
#include "api/wireerror.h"
#include "backend/http/logging.h"

namespace qn::backend {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 longestSource = 256 * 1024 * 1024;
constexpr auto longPoll = 90s; ///< the server answers within a minute

ApiCall get(QLatin1String path, QString query = {})
{
    return {path, std::move(query), {}};
}

ApiCall post(QLatin1String path, QByteArray body)
{
    return {path, {}, std::move(body)};
}

/// Whether a server that answers get_capabilities like this may be one that has never heard of it.
bool mayBeBaseline(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::NotFound:
    case ErrorKind::Parameter:
    case ErrorKind::Permission:
    case ErrorKind::Conflict:
    case ErrorKind::Unsupported:
        return true;
    case ErrorKind::Protocol:
        return error.reason != ErrorReason::Truncated;
    default:
        return false;
    }
}

Capabilities baselineCapabilities()
{
    Capabilities capabilities;
    capabilities.detail = true; // from the list
    return capabilities;
}

} // namespace

QUrl OpenApiBackend::defaultBaseUrl()
{
    return QUrl(u"https://mail.qq.com"_s);
}

OpenApiBackend::OpenApiBackend(
    QUrl baseUrl, net::HttpClient &http, auth::Authenticator &authenticator, const Clock &clock, QObject *parent)
    : MailBackend(parent)
    , m_caller(std::make_shared<ApiCaller>(std::move(baseUrl), http, authenticator, clock))
    , m_pages(m_caller)
    , m_clock(clock)
{
}

OpenApiBackend::~OpenApiBackend()
{
    m_pages.drop();
    m_caller->abort(); // what was fetched ahead
}

Task<Capabilities> OpenApiBackend::capabilities()
{
    // The first words of a run: whether there is a network at all is to be known soon.
    ApiCall question = get(api::routes::capabilities);
    question.isPatient = false;
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    bool isBaseline = false;
    Result<Capabilities> told = response ? api::decodeCapabilities(response->body) : fail(response.error());
    if (!told && mayBeBaseline(told.error())) {
        const Result<QList<api::ListEntry>> list = co_await fetchList();
        if (!list)
            co_return fail(list.error());
        m_fresh = *list;
        m_freshSince = m_clock.now();
        qCInfo(lcHttpBackend) << "the server has the baseline only";
        told = baselineCapabilities();
        isBaseline = true;
    }
    if (told) {
        m_known = *told;
        m_isBaseline = isBaseline;
    }
    co_return told;
}

Task<Capabilities> OpenApiBackend::known(bool Capabilities::*member)
{
    if (!m_known) {
        const Result<Capabilities> told = co_await capabilities();
        if (!told)
            co_return fail(told.error());
    }
    if (member != nullptr && !((*m_known).*member))
        co_return fail(ErrorKind::Unsupported, u"the server does not offer this"_s);
    co_return Result<Capabilities>(*m_known);
}

Task<QByteArray> OpenApiBackend::bytes(ApiCall call)
{
    call.expects = ApiCall::Expects::Bytes;
    call.maxAnswerBytes = longestSource;
    Result<net::HttpResponse> response = co_await m_caller->call(call);
    if (!response)
        co_return fail(response.error());
    co_return Result<QByteArray>(std::move(response->body));
}

/// The status has said all: 200 is success, whatever else the answer holds.
Task<void> OpenApiBackend::done(ApiCall call)
{
    const Result<net::HttpResponse> response = co_await m_caller->call(call);
    if (!response)
        co_return fail(response.error());
    const Result<QString> answer = api::decodeId(response->body);
    if (!answer && answer.error().reason == ErrorReason::HtmlInsteadOfJson)
        co_return fail(answer.error());
    co_return Result<void>();
}

Task<QList<RemoteMessageId>> OpenApiBackend::ids(ApiCall call)
{
    const Result<net::HttpResponse> response = co_await m_caller->call(call);
    const Result<QStringList> texts = response ? api::decodeIds(response->body) : fail(response.error());
    if (!texts)
        co_return fail(texts.error());
    QList<RemoteMessageId> list;
    for (const QString &text : *texts)
        list.append(RemoteMessageId(text));
    co_return Result<QList<RemoteMessageId>>(std::move(list));
}

Task<QList<Folder>> OpenApiBackend::folders()
{
    const Result<Capabilities> able = co_await known(nullptr);
    if (!able)
        co_return fail(able.error());
    if (m_isBaseline) {
        Folder inbox{
            RemoteFolderId(u"inbox"_s), {}, u"Inbox"_s, FolderRole::Inbox, static_cast<int>(m_list.size()), 0, true};
        for (const api::ListEntry &entry : std::as_const(m_list))
            inbox.unread += entry.header.flags.testFlag(MessageFlag::Seen) ? 0 : 1;
        co_return Result<QList<Folder>>(QList<Folder>{inbox});
    }
    ApiCall question = get(api::routes::folderList);
    question.isPatient = false;
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    if (!response)
        co_return fail(response.error());
    co_return api::decodeFolders(response->body);
}

Task<ChangePage> OpenApiBackend::changes(RemoteFolderId folder, QByteArray token, int limit)
{
    const Result<Capabilities> able = co_await known(nullptr);
    if (!able)
        co_return fail(able.error());
    if (m_isBaseline) {
        Result<ChangePage> page = co_await listedChanges();
        co_return page;
    }
    Result<ChangePage> page = co_await m_pages.page(folder, token, limit);
    co_return page;
}

Task<QByteArray> OpenApiBackend::source(RemoteFolderId folder, RemoteMessageId id)
{
    const Result<Capabilities> able = co_await known(&Capabilities::rawSource);
    if (!able)
        co_return fail(able.error());
    const ApiCall question = get(api::routes::mailSource, api::encodeMailQuery({folder, id, {}}));
    Result<QByteArray> source = co_await bytes(question);
    co_return source;
}

Task<Message> OpenApiBackend::message(RemoteFolderId folder, RemoteMessageId id)
{
    const Result<Capabilities> able = co_await known(&Capabilities::detail);
    if (!able)
        co_return fail(able.error());
    if (m_isBaseline) {
        Result<Message> message = co_await listedMessage(id);
        co_return message;
    }
    const ApiCall question = get(api::routes::mail, api::encodeMailQuery({folder, id, {}}));
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    if (!response)
        co_return fail(response.error());
    co_return api::decodeMessage(response->body);
}

Task<QByteArray> OpenApiBackend::attachment(RemoteFolderId folder, RemoteMessageId id, QString partId)
{
    const Result<Capabilities> able = co_await known(nullptr);
    if (!able)
        co_return fail(able.error());
    if (m_isBaseline)
        co_return fail(ErrorKind::Unsupported, u"the server does not hand out attachments"_s);
    const ApiCall question = get(api::routes::attachment, api::encodeMailQuery({folder, id, partId}));
    Result<QByteArray> content = co_await bytes(question);
    co_return content;
}

Task<void> OpenApiBackend::setFlags(
    RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    const Result<Capabilities> able = co_await known(&Capabilities::flags);
    if (!able)
        co_return fail(able.error());
    m_pages.drop();
    const ApiCall order = post(api::routes::setFlags, api::encodeMessagesRequest({folder, ids, add, remove, {}}));
    Result<void> result = co_await done(order);
    co_return result;
}

Task<QList<RemoteMessageId>> OpenApiBackend::move(
    RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    const Result<Capabilities> able = co_await known(&Capabilities::move);
    if (!able)
        co_return fail(able.error());
    m_pages.drop();
    const ApiCall order = post(api::routes::moveMail, api::encodeMessagesRequest({folder, ids, {}, {}, target}));
    Result<QList<RemoteMessageId>> moved = co_await this->ids(order);
    if (moved)
        moved->resize(ids.size()); // empty where the server did not tell
    co_return moved;
}

Task<void> OpenApiBackend::remove(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    const Result<Capabilities> able = co_await known(&Capabilities::remove);
    if (!able)
        co_return fail(able.error());
    m_pages.drop();
    const ApiCall order = post(api::routes::deleteMail, api::encodeMessagesRequest({folder, ids, {}, {}, {}}));
    Result<void> result = co_await done(order);
    co_return result;
}

Task<RemoteMessageId> OpenApiBackend::append(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    const Result<Capabilities> able = co_await known(&Capabilities::append);
    if (!able)
        co_return fail(able.error());
    if (source.isEmpty())
        co_return fail(ErrorKind::Parameter, u"an empty message"_s);
    if (able->maxMessageBytes > 0 && source.size() > able->maxMessageBytes)
        co_return fail(ErrorKind::TooLarge, u"the server does not take mail of this size"_s);
    ApiCall order = post(api::routes::appendMail, source);
    order.query = api::encodeAppendQuery({folder, flags});
    order.bodyType = "message/rfc822";
    const Result<net::HttpResponse> response = co_await m_caller->call(order);
    if (!response)
        co_return fail(response.error());
    const Result<QString> id = api::decodeId(response->body);
    if (!id)
        co_return fail(id.error());
    co_return Result<RemoteMessageId>(RemoteMessageId(*id));
}

Task<QList<RemoteMessageId>> OpenApiBackend::search(RemoteFolderId folder, QString query)
{
    const Result<Capabilities> able = co_await known(&Capabilities::search);
    if (!able)
        co_return fail(able.error());
    if (query.trimmed().isEmpty())
        co_return QList<RemoteMessageId>();
    const ApiCall question = get(api::routes::searchMail, api::encodeSearchQuery({folder, query}));
    Result<QList<RemoteMessageId>> found = co_await ids(question);
    co_return found;
}

Task<void> OpenApiBackend::waitForChange()
{
    const Result<Capabilities> able = co_await known(&Capabilities::watch);
    if (!able)
        co_return fail(able.error());
    ApiCall question = get(api::routes::waitForChange, api::encodeWaitQuery(m_waitState));
    question.timeout = longPoll;
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    const Result<api::WaitAnswer> answer = response ? api::decodeWaitAnswer(response->body) : fail(response.error());
    if (!answer)
        co_return fail(answer.error());
    m_waitState = answer->state;
    co_return Result<void>();
}

void OpenApiBackend::abort()
{
    m_pages.drop();
    m_caller->abort();
}

} // namespace qn::backend
