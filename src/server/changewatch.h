// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/requests.h"
#include "backend/mailbackend.h"
#include "server/wake.h"

#include <QCoroTask>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>
#include <optional>

namespace qn::server {

/// Serves every long poll from one wait on the backend. Counts the changes seen, so that a client that was away between
/// two polls is told at once.
class ChangeWatch final : public QObject, public std::enable_shared_from_this<ChangeWatch>
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChangeWatch)

public:
    explicit ChangeWatch(backend::MailBackend &backend); ///< to be owned by a shared_ptr

    /// Returns at once where `seen` is not the present state, else with the next change or after half a minute of
    /// nothing.
    QCoro::Task<Result<api::WaitAnswer>> next(QString seen);
    void stop();
    /// After stop() and an abort() of the backend: returns when nothing waits on the backend any more.
    QCoro::Task<void> ended();

signals:
    void watchEnded();

private:
    static QCoro::Task<void> watch(std::shared_ptr<ChangeWatch> self);
    QCoro::Task<void> watchUntilStopped();
    QString state() const;
    void wakeAll();

    backend::MailBackend &m_backend;
    const QString m_run; ///< tells the states of this run from those of an earlier one
    qint64 m_changes = 0;
    bool m_watching = false;
    bool m_stopped = false;
    std::optional<Error> m_error; ///< of the wait that ended last
    QSet<Wake *> m_waiting; ///< each polling client's own
};

} // namespace qn::server
