// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QFile>
#include <QJsonArray>

#include <functional>

namespace qn::sandbox {

/// Append-only file of transactions, one JSON array a line. A transaction is in the file whole or not at all: a line
/// that a crash cut short is dropped when the file is opened, one that the disk had no room for is taken back.
class Journal final
{
public:
    explicit Journal(const QString &path)
        : m_file(path)
    {
    }
    Q_DISABLE_COPY_MOVE(Journal)

    /// Reads every transaction in order and opens the file for appending.
    Result<void> open(const std::function<void(const QJsonArray &)> &replay);
    Result<void> append(const QJsonArray &transaction);
    /// Replaces the whole file at once.
    Result<void> rewrite(const QList<QJsonArray> &transactions);
    qsizetype recordCount() const { return m_records; }

private:
    Result<void> openForAppending();

    QFile m_file;
    qsizetype m_records = 0;
};

} // namespace qn::sandbox
