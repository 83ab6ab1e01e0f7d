// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

#include <optional>

namespace qn {

// Values of the query language's operators (searchquery.h).

/// The days a word of time stands for: first, and the one behind the last.
struct SearchDays
{
    QDate first;
    QDate end;
    bool operator==(const SearchDays &) const = default;
};
std::optional<SearchDays> searchDays(const QString &word, QDate today);
/// Bytes: `500`, `20k`, `1.5M`, `1G`, also with a "B" behind; k is 1024.
std::optional<qint64> searchBytes(const QString &word);

} // namespace qn
