// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace qn {

/// One piece of a query (searchquery.h).
struct SearchToken
{
    enum class Kind { Word, Phrase, Operator, Not, Or, Open, Close, End };
    Kind kind = Kind::End;
    QString text; ///< of a word or phrase without its quotes; of an operator without its colon
    qsizetype position = 0, length = 0; ///< in the query
    bool operator==(const SearchToken &) const = default;
};

/// The last token is End. A word in front of a colon is an operator where `isOperator` says so, else text.
QList<SearchToken> searchTokens(const QString &query, const std::function<bool(const QString &)> &isOperator);

} // namespace qn
