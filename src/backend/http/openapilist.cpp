// SPDX-License-Identifier: GPL-3.0-or-later
// What a baseline server offers to read: one list.
#include "api/routes.h"
#include "backend/http/openapibackend.h"

namespace qn::backend {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 freshSeconds = 10;

} // namespace

Task<QList<api::ListEntry>> OpenApiBackend::fetchList()
{
    const ApiCall question{api::routes::mailList, {}, {}};
    const Result<net::HttpResponse> response = co_await m_caller->call(question);
    if (!response)
        co_return fail(response.error());
    Result<QList<api::ListEntry>> list = api::decodeMailList(response->body);
    if (list) {
        m_list.clear();
        for (const api::ListEntry &entry : std::as_const(*list))
            m_list.insert(entry.header.remoteId, entry);
    }
    co_return list;
}

Task<ChangePage> OpenApiBackend::listedChanges()
{
    QList<api::ListEntry> entries = std::exchange(m_fresh, {});
    if (entries.isEmpty() || m_freshSince.secsTo(m_clock.now()) > freshSeconds) {
        const Result<QList<api::ListEntry>> list = co_await fetchList();
        if (!list)
            co_return fail(list.error());
        entries = *list;
    }
    ChangePage page;
    page.upserted.reserve(entries.size());
    for (const api::ListEntry &entry : std::as_const(entries))
        page.upserted.append(entry.header);
    page.complete = true;
    page.anew = true;
    page.total = static_cast<int>(entries.size());
    co_return page;
}

Task<Message> OpenApiBackend::listedMessage(RemoteMessageId id)
{
    if (!m_list.contains(id)) {
        const Result<QList<api::ListEntry>> list = co_await fetchList();
        if (!list)
            co_return fail(list.error());
    }
    const auto entry = m_list.constFind(id);
    if (entry == m_list.constEnd())
        co_return fail(ErrorKind::NotFound, u"the mail is not in the list any more"_s);
    Message message{entry->header, entry->body};
    message.body.attachments.clear(); // named, but not to be had
    if (!entry->hasBody)
        message.body.text = entry->header.preview;
    co_return Result<Message>(std::move(message));
}

} // namespace qn::backend
