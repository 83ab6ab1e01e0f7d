// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/message.h"

#include <QDateTime>
#include <QString>

#include <tl/expected.hpp>

#include <vector>

namespace qn {

/// What the user looks for, as a tree. A plain value.
struct SearchNode
{
    enum class Kind {
        All, ///< every message
        And, Or, ///< of children
        Not, ///< of the only child
        Text, ///< text, in field
        Attachment, ///< has one
        Flag, ///< flag is as isSet says
        Folder, ///< folder where valid, else text: a name, or a role's word ("inbox")
        Before, From, ///< date < time, date >= time
        Larger, Smaller, ///< bytes
    };
    enum class Field { Any, From, To, Cc, Subject, Body, FileName };

    Kind kind = Kind::All;
    std::vector<SearchNode> children;
    Field field = Field::Any;
    QString text;
    bool isQuoted = false; ///< whole words; otherwise the last word stands for all that begin so
    MessageFlag flag = MessageFlag::Seen;
    bool isSet = true;
    FolderId folder; ///< what a window narrows a query to; no query names it
    qint64 number = 0; ///< bytes, or milliseconds since the epoch (UTC)

    bool operator==(const SearchNode &) const = default;
};

/// Why a query means nothing, and where: for the field the user types in.
struct SearchError
{
    qsizetype position = 0, length = 0; ///< of the part at fault, UTF-16 units
    QString message; ///< for the user, translated
    bool operator==(const SearchError &) const = default;
};

/// Reads a query: words and "phrases" (all of them have to be there), from: to: cc: subject: body: filename: (also with
/// a group: `from:(a OR b)`), has:attachment, is:unread read flagged answered, in:FOLDER, before: after: on: with
/// 2026, 2026-11, 2026-11-24, 7d 2w 3m 1y (ago), today, yesterday, 上周 …, larger: smaller: with 500k, 2M, OR, - for
/// not, parentheses. Operators and punctuation may be Chinese or full-width. An open quote ends with the text, since
/// queries are read while they are typed. `now` gives relative dates and the time zone. An empty query is Kind::All.
tl::expected<SearchNode, SearchError> parseSearchQuery(const QString &query, const QDateTime &now);

} // namespace qn
