// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QList>

#include <vector>

namespace qn::store {

class Database;

/// A stretch of docids that are in the order of their messages (date, id). Mostly there is one, growing at its end with new
/// mail and at its beginning while older mail is fetched; another is begun for what belongs in between. Several are merged
/// while a search goes through them.
struct SearchRun
{
    qint64 id = 0;
    qint64 low = 0, high = 0; ///< docids in use
    MessageKey lowKey, highKey;
    bool isClosed = false; ///< its documents are on their way into others
    qint64 size() const { return high - low + 1; }
};

/// The runs of an index, inside a transaction.
class SearchRuns final
{
public:
    void read(Database &index);
    void write(Database &index); ///< what changed
    void clear() { m_runs.clear(); }
    const std::vector<SearchRun> &all() const { return m_runs; }
    /// docids for these keys (ascending), parallel to them.
    std::vector<qint64> place(const std::vector<MessageKey> &keys);
    bool isInClosedRun(qint64 docid) const;
    bool hasClosed() const;
    void remove(qint64 id);
    /// Closes the smallest where there are too many.
    void closeSmall();

private:
    void open(const std::vector<MessageKey> &keys, size_t begin, size_t end, std::vector<qint64> &docids);
    std::vector<SearchRun> m_runs;
    QList<qint64> m_removed;
};

/// For readers: the schema to read from, as "search." where the index is attached.
std::vector<SearchRun> attachedRuns(Database &database);

} // namespace qn::store
