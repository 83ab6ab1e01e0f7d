// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/connection.h"
#include "backend/imap/fetchreading.h"

#include "net/completion.h"

#include <QDeadlineTimer>

#include <deque>

namespace qn::imap {

/// What SELECT said of a folder.
struct Selected
{
    QString folder; ///< wire name
    quint32 uidValidity = 0;
    quint32 uidNext = 0;
    qint64 exists = 0;
    qint64 highestModSeq = -1; ///< -1: the folder keeps none
    QList<Response> changes; ///< with QRESYNC: FETCH and VANISHED of what happened since
};

/// What STATUS is asked for: all that tells whether anything has changed.
QByteArray statusItems(const Connection &connection);

/// A connection that several tasks share, one at a time, in order. It is opened when it is needed, not sooner than is polite after a
/// refusal, and opened again after it broke. Lives on the engine thread.
class Line final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Line)

public:
    /// The right to use the line, until it is destroyed.
    class Pass final
    {
        Q_DISABLE_COPY_MOVE(Pass)

    public:
        explicit Pass(Line &line) : m_line(line) { }
        ~Pass() { m_line.leave(); }

    private:
        Line &m_line;
    };

    Line(net::Endpoint endpoint, auth::CredentialSource &credentials, Connection::Options options, QObject *parent = nullptr);
    ~Line() override;

    enum class Manner {
        Urgent, ///< whoever has the line hears of it (isWanted)
        Patient, ///< works in the background: gives the line up when it is wanted, and does not ask for it
    };
    /// Waits for the turn, then opens the connection where it is not open. Ends an IDLE that is under way.
    QCoro::Task<Result<std::shared_ptr<Pass>>> enter(Manner manner = Manner::Urgent);
    /// Selects a folder, always anew. With `sinceModSeq` and QRESYNC the answer has the changes since then. Errors: NotFound.
    QCoro::Task<Result<Selected>> select(QString folder, quint32 uidValidity = 0, qint64 sinceModSeq = -1);
    /// The folder that is selected, as its SELECT told; nullopt if it is another or the connection is not open.
    const std::optional<Selected> &selected() const { return m_selected; }
    QCoro::Task<Result<Answer>> run(CommandText command, Connection::Sink sink = {});
    Connection &connection() { return m_connection; }
    quint64 passes() const { return m_passes; } ///< so many times the line was entered
    int losses() const { return m_losses; } ///< so many connections that were in use have broken
    bool isWanted() const { return m_urgent > 0; } ///< others wait for their turn
    bool isWaitedFor() const { return !m_waiting.empty(); } ///< also with patience: nobody should idle
    void abort();

private:
    void leave();
    QCoro::Task<Result<void>> ensureOpen();

    Connection m_connection;
    std::optional<Selected> m_selected;
    std::deque<std::shared_ptr<net::Completion>> m_waiting;
    bool m_isTaken = false;
    int m_urgent = 0; ///< of those who wait
    quint64 m_passes = 0;
    int m_aborts = 0;
    int m_losses = 0;
    std::optional<Error> m_refused; ///< of the last login
    QDeadlineTimer m_refusedUntil;
};

} // namespace qn::imap
