// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

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
    struct Place
    {
        qint64 file = 0; ///< its number
        qint64 offset = 0, length = 0;
        qint64 digest = 0;
    };
    explicit SourceFiles(const QString &dataDir);
    ~SourceFiles();

    /// Errors: Storage (DiskFull, FileUnreadable).
    Result<Place> append(QByteArrayView source);
    std::optional<QByteArray> read(const Place &place) const; ///< nullopt: it is not there, or not what was written

    struct Listed
    {
        qint64 file = 0;
        qint64 size = 0;
        bool isAtRest = false; ///< nobody has written to it for a while
    };
    QList<Listed> list() const;
    void remove(qint64 file);

private:
    QString pathOf(qint64 file) const;
    Result<void> begin();

    const QString m_directory;
    std::unique_ptr<QFile> m_file; ///< being written
    qint64 m_number = 0;
    qint64 m_end = 0;
};

} // namespace qn::store
