// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesource.h"
#include "core/result.h"
#include "store/rows.h"

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace qn::store {

/// Sources of messages, one behind the other in files of DIR/sources that only grow: a byte is written once, where
/// SQLite would write it twice and take it apart into pages. Where a message lies is in the table `source`. Nothing is
/// flushed: after a power cut the end of a file may be lost, which its digest tells, and then it comes from the server
/// again. Each object writes into files of its own. Used on one thread.
class SourceFiles final
{
    Q_DISABLE_COPY_MOVE(SourceFiles)

public:
    using Place = SourcePlace;
    explicit SourceFiles(const QString &dataDir);
    ~SourceFiles();

    /// Errors: Storage (DiskFull, FileUnreadable).
    Result<Place> append(QByteArrayView source);
    std::optional<QByteArray> read(const Place &place) const; ///< nullopt: it is not there, or not what was written
    std::optional<MessageSource> find(const Place &place) const; ///< the same; what is large stays where it is

    struct Listed
    {
        qint64 file = 0;
        qint64 size = 0;
        bool isAtRest = false; ///< nobody has written to it for a while
    };
    QList<Listed> list() const;
    void remove(qint64 file);

private:
    friend class SourceWriter;
    QString pathOf(qint64 file) const;
    Result<void> begin();

    const QString m_directory;
    std::unique_ptr<QFile> m_file; ///< being written
    qint64 m_number = 0;
    qint64 m_end = 0;
};

/// A source that comes in pieces, written as it comes into a file of its own, which goes with this object unless keep() was called. Used
/// on one thread.
class SourceWriter final
{
    Q_DISABLE_COPY_MOVE(SourceWriter)

public:
    explicit SourceWriter(const QString &dataDir);
    ~SourceWriter();
    /// What was written from `offset` on counts no more. Errors: Storage (DiskFull, FileUnreadable).
    Result<void> write(qint64 offset, QByteArrayView bytes);
    qint64 size() const { return m_files.m_end; } ///< bytes
    Result<SourcePlace> place() const; ///< for messages::setSource(); reads all of it. Errors: Storage
    void keep() { m_isKept = true; } ///< the store knows it

private:
    SourceFiles m_files;
    bool m_isKept = false;
};

} // namespace qn::store
