// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace qn::widgets {

/// One thing that the search field offers: put in place of the characters [start, start + length) of the field.
struct SearchHint
{
    QString insert;
    QString explanation; ///< one line, for the user
    qsizetype start = 0, length = 0;
    bool isRecent = false; ///< a whole query the user asked before
    bool isWhole = false; ///< nothing has to be typed behind it
    bool operator==(const SearchHint &) const = default;
};

/// What may stand where the cursor is: for an empty field recent searches and the operators; behind the beginning of an
/// operator (English, or the user's language) that operator; behind `is:` and the like their values.
QList<SearchHint> searchHints(const QString &text, qsizetype cursor, const QStringList &recent);

} // namespace qn::widgets
