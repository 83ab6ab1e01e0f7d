// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"
#include "sync/backoff.h"

#include <QDateTime>

#include <optional>

namespace qn::sync {

enum class Phase { Idle, Connecting, Syncing, Offline, SignInNeeded, Failed };

/// How far the copy of all mail is, where one is being made.
struct CopyState
{
    int done = 0; ///< messages whose source is here
    int total = 0;
    int rate = 0; ///< messages a second, 0: not known
    bool operator==(const CopyState &) const = default;
};

/// What an account's sync is doing.
struct SyncState
{
    Phase phase = Phase::Idle;
    int done = 0; ///< messages of this run so far
    int total = -1; ///< -1: not known
    int rate = 0; ///< messages a second in this run, 0: not known
    QDateTime lastSync; ///< UTC, end of the last run that succeeded; invalid if never
    std::optional<Error> error; ///< Offline, Failed
    std::optional<CopyState> copy; ///< while one is being made
    backend::Capabilities capabilities;
    bool operator==(const SyncState &) const = default;
};

struct SyncSettings
{
    int firstPage = 100; ///< messages; small, so that something is on the screen soon
    int page = 1000; ///< messages; the most that the server gives
    std::chrono::milliseconds poll{60000}; ///< between runs where the server cannot be watched
    std::chrono::milliseconds watchedPoll{300000}; ///< between runs where it can: a watch may be silent
    int meteredFactor = 5; ///< polls are so much rarer where the connection is paid by volume
    std::chrono::milliseconds watchPause{500}; ///< least time between two answers of the watch
    std::chrono::milliseconds contactsEvery{600000};
    int prefetchBodies = 200; ///< newest messages whose bodies are fetched in the background
    int prefetchDays = 30;
    qint64 prefetchBytes = 2 << 20; ///< larger mail is fetched when it is opened
    std::chrono::milliseconds prefetchPause{20}; ///< between two bodies
    Backoff backoff;
};

} // namespace qn::sync
