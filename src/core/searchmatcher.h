// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchquery.h"
#include "core/textatoms.h"

#include <QList>

namespace qn {

/// One word or phrase of a query, ready to be looked for in texts that are at hand.
class SearchPhrase final
{
public:
    explicit SearchPhrase(const SearchNode &node); ///< of Kind::Text
    SearchNode::Field field() const { return m_field; }
    const TextAtoms &atoms() const { return m_atoms; } ///< of the phrase
    bool isPrefix() const { return m_isPrefix; } ///< the last atom is a word, and stands for all that begin so
    /// The first atom of `text` from `from` on at which the phrase begins, -1 if there is none.
    qsizetype find(const TextAtoms &text, qsizetype from = 0) const;

private:
    bool matchesAt(const TextAtoms &text, qsizetype first) const;
    SearchNode::Field m_field;
    TextAtoms m_atoms;
    bool m_isPrefix = false;
};

/// Marks what a query found, where a text is shown.
class SearchHighlighter final
{
public:
    struct Range
    {
        int start = 0, length = 0; ///< UTF-16 units
        bool operator==(const Range &) const = default;
    };
    SearchHighlighter() = default;
    explicit SearchHighlighter(const SearchNode &query);
    bool isEmpty() const { return m_phrases.isEmpty(); }
    /// In ascending order, not overlapping. `field` is what the text is; Any: whatever was looked for.
    QList<Range> ranges(QStringView text, SearchNode::Field field) const;

private:
    void collect(const SearchNode &node);
    QList<SearchPhrase> m_phrases;
};

} // namespace qn
