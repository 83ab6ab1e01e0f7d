// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "store/rows.h"
#include "store/store.h"
#include "sync/syncstate.h"

#include <QSet>

#include <memory>

namespace qn::sync {

/// Brings the sources of all mail of an account into the store, newest first: a copy that needs no network any more.
/// What is in the store is the only state, so that it goes on after any interruption. Lives on the engine thread.
class MailCopy final
{
    Q_DISABLE_COPY_MOVE(MailCopy)

public:
    MailCopy(AccountId account, backend::MailBackend &backend, store::Store &store);
    ~MailCopy();
    /// Takes the newest that are missing, of one folder, until `mayGoOn` (asked after each) says no or something more
    /// urgent needs the server. Nothing is left to do where isComplete() then. Errors: those of MailBackend::sources(),
    /// Storage. What had come before an error is stored.
    backend::Task<void> someMore(std::function<bool()> mayGoOn);
    void rest(); ///< nothing more for now: others may work
    bool isComplete() const { return m_isComplete; } ///< at the last look
    int taken() const { return m_taken; } ///< messages that have come in this run of the program
    Result<CopyState> state() const; ///< without a rate

private:
    struct Round;
    struct Large;
    Result<QList<store::RemotePlace>> nextPlaces() const;
    QList<QList<RemoteMessageId>> groupsOf(const QList<store::RemotePlace> &places) const;
    Result<void> store(Round &round);
    backend::Task<void> someOfLarge(store::RemotePlace place, std::function<bool()> mayGoOn);
    Result<void> storeLarge(const Large &large);
    void measure(const Round &round);
    void noteOutcome(const Round &round, const Result<qsizetype> &asked, const QList<QList<RemoteMessageId>> &groups);

    const AccountId m_account;
    backend::MailBackend &m_backend;
    store::Store &m_store;
    QSet<MessageId> m_given; ///< what the server does not have or give: not asked for again in this run of the program
    double m_bytesPerMs = 0; ///< as measured
    std::unique_ptr<store::Store::Rush> m_rush;
    std::shared_ptr<Large> m_large; ///< has begun to come
    int m_oneByOne = 0; ///< so many are asked for alone, because some of them cannot be had
    int m_refusals = 0;
    int m_taken = 0;
    bool m_isComplete = false;
};

} // namespace qn::sync
