// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/http/apicaller.h"
#include "core/changepage.h"

#include <deque>
#include <memory>

namespace qn::backend {

/// Pages of a folder's listing, fetched and decoded (on a thread of the pool) while whoever asks for them one after the
/// other still stores the last. One request at a time, `depth` pages ahead at most. Lives on the engine thread; what is
/// under way may outlive it, and ends with ApiCaller::abort().
class PagesAhead final
{
    Q_DISABLE_COPY_MOVE(PagesAhead)

public:
    explicit PagesAhead(std::shared_ptr<ApiCaller> caller);
    ~PagesAhead();
    Task<ChangePage> page(RemoteFolderId folder, QByteArray token, int limit);
    /// What was fetched ahead counts no more: the mailbox is about to change.
    void drop();

private:
    struct Page;
    struct Queue;
    static void begin(const std::shared_ptr<Queue> &queue, const std::shared_ptr<Page> &page);
    static void extend(const std::shared_ptr<Queue> &queue);
    static QCoro::Task<void> fetch(std::shared_ptr<Queue> queue, std::shared_ptr<Page> page);

    const std::shared_ptr<Queue> m_queue;
};

} // namespace qn::backend
