// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/searchmatcher.h"
#include "store/searchdocument.h"
#include "store/transaction.h"

#include <QSet>

#include <array>
#include <limits>
#include <memory>
#include <vector>

namespace qn::store {

/// A message that conditions are asked about. Reads from the store only what is asked for.
class SearchSubject final
{
    Q_DISABLE_COPY_MOVE(SearchSubject)

public:
    struct Row
    {
        qint64 date = 0;
        FolderId folder;
        quint32 flags = 0;
        qint64 size = 0;
        bool hasAttachments = false;
    };
    explicit SearchSubject(Database &database)
        : m_database(database)
    {
    }
    void setMessage(MessageId id);
    void setMessage(MessageId id, const Row &row);
    MessageId id() const { return m_id; }
    const Row &row(); ///< of a message that is gone: shown nowhere
    const TextAtoms &atoms(SearchNode::Field field); ///< not Any

private:
    void loadText(SearchNode::Field field);
    Database &m_database;
    MessageId m_id;
    Row m_row;
    bool m_hasRow = false, m_hasHeader = false, m_hasBody = false;
    SearchDocument m_document;
    std::array<TextAtoms, std::size(searchFields)> m_atoms;
    std::array<bool, std::size(searchFields)> m_isRead{};
};

/// What every hit's row must be, taken from a query: so that SQLite passes over most rows by itself. No row that a query
/// finds is outside; some inside may still not be meant.
struct SearchBounds
{
    qint64 firstDate = std::numeric_limits<qint64>::min(), endDate = std::numeric_limits<qint64>::max(); ///< end: exclusive
    quint32 flagMask = 0, flags = 0;
    qint64 larger = -1, smaller = std::numeric_limits<qint64>::max();
    bool hasAttachments = false;
    FolderId folder; ///< the only one that it may be in; invalid: any
    bool isFolderSmall = false;

    /// The index on `message` that has few more rows than are inside.
    enum class Index { Date, Flagged, Large, Unread, Files, Folder };
    Index index() const;
    bool hasDates() const;
};

/// A query that is ready to be asked of messages: phrases cut up, folders looked up.
struct SearchCondition
{
    SearchNode::Kind kind = SearchNode::Kind::All;
    std::vector<SearchCondition> children;
    std::shared_ptr<const SearchPhrase> phrase;
    QSet<FolderId> folders;
    quint32 flag = 0;
    bool isSet = true;
    qint64 number = 0;

    bool holds(SearchSubject &subject) const;
    bool isAboutText() const; ///< some part of it is
    bool isAboutRow() const; ///< it is a filter on what the list shows
    bool holdsForRow(const SearchSubject::Row &row) const; ///< of such a filter
    SearchBounds bounds() const;
};

class Query;
/// Messages that are shown and inside of the bounds, newest first: id, and what rowInside() takes.
Query rowsInside(Database &database, const SearchBounds &bounds, SearchBounds::Index index);
SearchSubject::Row rowInside(const Query &row);

/// Errors: NotFound where a folder is named that does not exist.
Result<SearchCondition> searchCondition(Transaction &tx, const SearchNode &query);

} // namespace qn::store
