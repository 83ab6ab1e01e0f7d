// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/foldercursor.h"
#include "backend/imap/headerfetch.h"
#include "backend/imap/line.h"
#include "backend/mailbackend.h"
#include "core/clock.h"

#include <QHash>

namespace qn::imap {

/// The UIDs among `ids` that are of this life of the folder.
QList<quint32> uidsOf(const QList<RemoteMessageId> &ids, quint32 uidValidity);

/// Lists a folder page by page: newest first when it is new to the client, then what changed, by the cheapest means that the server
/// has: QRESYNC, CONDSTORE, or (QQ) a comparison of UIDs and flags with those that the cursor remembers.
class FolderListing final
{
    Q_DISABLE_COPY_MOVE(FolderListing)

public:
    template <typename T>
    using Task = QCoro::Task<Result<T>>;

    FolderListing(Line &line, const Clock &clock) : m_line(line), m_clock(clock), m_headers(line) { }

    /// The caller has entered the line. As MailBackend::changes().
    Task<ChangePage> page(QString folder, QByteArray token, int limit);
    /// What STATUS said a moment ago: spares a look into a folder in which nothing has changed. Taken once.
    void noteStatus(const MailboxStatus &status) { m_status.insert(status.wireName, status); }
    /// This folder was selected just now: spares a SELECT when it is listed. Taken once.
    void noteSelected(Selected selected) { m_opened = std::move(selected); }
    void forgetStatus(const QString &folder) { m_status.remove(folder); }
    void forgetAllStatus() { m_status.clear(); }

private:
    struct Change; ///< what happened since a cursor
    static constexpr qsizetype politePage = 500; ///< messages; the most that QQ gives without trouble

    Task<std::optional<MailboxStatus>> newStatus(QString folder, FolderCursor cursor);
    bool isStillSelected(const QString &folder, const FolderCursor &cursor) const;
    bool isUnchanged(const FolderCursor &cursor, const MailboxStatus &status) const;
    std::optional<ChangePage> emptyFolder(const QString &folder);
    bool isSweepDue(const FolderCursor &cursor) const;
    std::optional<Selected> takeOpened(const QString &folder);
    Task<ChangePage> firstPage(QString folder, int limit);
    Task<ChangePage> nextPage(QString folder, FolderCursor cursor, int limit);
    Task<ChangePage> changedPage(QString folder, FolderCursor cursor, std::optional<MailboxStatus> status, int limit);
    Task<Selected> lookForChanges(QString folder, FolderCursor cursor, std::optional<MailboxStatus> status);
    static bool keepFirst(Change &change, qsizetype limit);
    static bool keepFirstSteps(Change &change, const FolderCursor &cursor, qsizetype limit);
    static Change changesByServer(const Selected &selected, const FolderCursor &cursor);
    Task<Change> changesByComparison(Selected selected, FolderCursor cursor, KnownFlags before);
    Task<QList<quint32>> search(QByteArray criteria, quint32 from, quint32 below);
    Task<QList<Fetched>> fetchFlags(QByteArray set, qint64 changedSince);
    static QList<QByteArray> nextRanges(const QList<quint32> &remaining, qsizetype size, int count);
    ChangePage finish(FolderCursor cursor, const Selected &selected, QList<MessageHeader> headers, bool more) const;

    Line &m_line;
    const Clock &m_clock;
    QHash<QString, MailboxStatus> m_status;
    std::optional<Selected> m_opened;
    QHash<QString, QList<quint32>> m_remaining; ///< of a listing under way: UIDs still to come, ascending
    HeaderFetch m_headers;
};

} // namespace qn::imap
