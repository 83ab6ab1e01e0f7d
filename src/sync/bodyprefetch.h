// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "core/clock.h"
#include "sync/syncstate.h"

#include <QSet>

namespace qn::store {
class Store;
}

namespace qn::sync {

/// Fetches bodies into the store: one that the user waits for, and the newest ones in the background.
class BodyPrefetch final
{
    Q_DISABLE_COPY_MOVE(BodyPrefetch)

public:
    BodyPrefetch(AccountId account, backend::MailBackend &backend, store::Store &store, const Clock &clock,
        const SyncSettings &settings)
        : m_account(account)
        , m_backend(backend)
        , m_store(store)
        , m_clock(clock)
        , m_settings(settings)
    {
    }
    /// The recent messages that still want a body, newest first. With `all` the newest thousand whatever their age and
    /// size.
    Result<QList<MessageId>> wanted(bool all = false) const;
    /// From the server into the store. Errors: those of MailBackend::message(), Storage.
    backend::Task<MessageBody> fetch(MessageId message);
    /// As many of them, from the first on, as go well in one piece: all of one folder. What cannot be had is not tried again in this run
    /// of the program. Returns how many are done with.
    backend::Task<qsizetype> fetchSome(QList<MessageId> messages);

private:
    struct Batch;
    Result<Batch> nextBatch(const QList<MessageId> &messages) const;

    AccountId m_account;
    backend::MailBackend &m_backend;
    store::Store &m_store;
    const Clock &m_clock;
    const SyncSettings &m_settings;
    QSet<MessageId> m_given;
};

} // namespace qn::sync
