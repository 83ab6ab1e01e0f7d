// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/http/pagesahead.h"

#include "api/messagecodec.h"
#include "api/requests.h"
#include "api/routes.h"
#include "net/completion.h"

#include <QCoroFuture>
#include <QCoroTimer>
#include <QPromise>
#include <QThreadPool>

namespace qn::backend {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t depth = 2; ///< one to be stored next, one on its way
constexpr qsizetype smallPage = 32 * 1024; ///< bytes; decoded at once
constexpr int turns = 4; ///< of the event loop, in which a page that has arrived is taken in

QFuture<Result<ChangePage>> decoded(QByteArray body)
{
    const auto promise = std::make_shared<QPromise<Result<ChangePage>>>();
    promise->start();
    QFuture<Result<ChangePage>> future = promise->future();
    const auto decode = [promise, body = std::move(body)] {
        promise->addResult(api::decodeChangePage(body));
        promise->finish();
    };
    if (body.size() <= smallPage)
        decode();
    else
        QThreadPool::globalInstance()->start(decode);
    return future;
}

} // namespace

struct PagesAhead::Page
{
    RemoteFolderId folder;
    QByteArray token;
    int limit = 0;
    QByteArray after; ///< token of the next one, as far as can be guessed
    bool isDropped = false;
    net::Completion done;
    Result<ChangePage> result = fail(ErrorKind::Canceled, u"canceled"_s);
};

struct PagesAhead::Queue
{
    std::shared_ptr<ApiCaller> caller;
    std::deque<std::shared_ptr<Page>> pages; ///< not asked for yet, in order
    std::shared_ptr<Page> last; ///< the last one that was begun
};

PagesAhead::PagesAhead(std::shared_ptr<ApiCaller> caller)
    : m_queue(std::make_shared<Queue>(Queue{std::move(caller), {}, {}}))
{
}

PagesAhead::~PagesAhead()
{
    drop();
}

void PagesAhead::drop()
{
    for (const auto &page : std::exchange(m_queue->pages, {}))
        page->isDropped = true;
    if (m_queue->last)
        m_queue->last->isDropped = true;
    m_queue->last.reset();
}

Task<ChangePage> PagesAhead::page(RemoteFolderId folder, QByteArray token, int limit)
{
    const std::shared_ptr<Queue> queue = m_queue;
    std::shared_ptr<Page> page = queue->pages.empty() ? nullptr : queue->pages.front();
    if (page && page->folder == folder && page->token == token && page->limit == limit) {
        queue->pages.pop_front();
        extend(queue);
    } else {
        drop();
        page = std::make_shared<Page>();
        page->folder = folder;
        page->token = token;
        page->limit = limit;
        begin(queue, page);
    }
    // Whoever takes one ready page after the other would keep the event loop from bringing more.
    for (int turn = 0; turn < turns && page->done.isFinished(); ++turn)
        co_await QCoro::sleepFor(std::chrono::milliseconds(0));
    co_await net::waitFor(&page->done);
    if (page->result.has_value() && page->result->next != page->after)
        page->after.clear();
    co_return Result<ChangePage>(std::move(page->result));
}

void PagesAhead::begin(const std::shared_ptr<Queue> &queue, const std::shared_ptr<Page> &page)
{
    queue->last = page;
    fetch(queue, page);
}

/// Goes on behind the last page. A listing's first page is small and the next one of another size, so nothing follows it.
void PagesAhead::extend(const std::shared_ptr<Queue> &queue)
{
    const std::shared_ptr<Page> last = queue->last;
    if (!last || last->isDropped || last->token.isEmpty() || last->after.isEmpty() || queue->pages.size() >= depth)
        return;
    const auto next = std::make_shared<Page>();
    next->folder = last->folder;
    next->token = last->after;
    next->limit = last->limit;
    queue->pages.push_back(next);
    begin(queue, next);
}

QCoro::Task<void> PagesAhead::fetch(std::shared_ptr<Queue> queue, std::shared_ptr<Page> page)
{
    const api::ChangesRequest wanted{page->folder, page->token, page->limit};
    const ApiCall question{api::routes::changes, api::encodeChangesQuery(wanted), {}};
    const std::shared_ptr<ApiCaller> caller = queue->caller;
    Result<net::HttpResponse> response = co_await caller->call(question);
    if (!response) {
        page->result = fail(response.error());
        page->done.finish();
        co_return;
    }
    page->after = api::likelyNextToken(response->body);
    extend(queue);
    const QFuture<Result<ChangePage>> decoding = decoded(std::move(response->body));
    page->result = co_await decoding;
    page->done.finish();
}

} // namespace qn::backend
