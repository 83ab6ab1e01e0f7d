// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"
#include "core/textatoms.h"
#include "store/searchdocument.h"

#include <QByteArray>
#include <QList>

namespace qn::store {

class SearchEncoder;

/// The terms of a message in the index: each begins with a letter for its field, so that one list of documents a term (FTS5
/// with detail=none) is all that is stored. Words are a term each, and their first one, two and three letters as well (for
/// prefixes that would name half of the dictionary). Of characters without spaces between them each is a term, and each pair of
/// neighbours: so a word of one or two characters is one term, and one of more is the messages that have all its pairs,
/// looked through once. Two common words in a row (store/searchcommon.h) are one term as well.
class SearchTerms final
{
public:
    /// All terms, each once, separated by spaces. They have nothing in them that FTS5's tokenizer "ascii" would cut or change.
    /// The same texts go to `encoder`.
    QByteArray of(const SearchDocument &document, SearchEncoder *encoder = nullptr);

private:
    void addField(SearchNode::Field field);
    void addTerm(char mark, QStringView text);
    TextAtoms m_atoms;
    QString m_pair; ///< of common words
    QByteArray m_terms;
    QList<quint64> m_seen; ///< open addressing; 0 is free
    qsizetype m_seenCount = 0;
    void rehash(qsizetype size);
    bool isNew(char mark, QStringView text);
};

/// An FTS5 expression for a phrase of a query.
struct SearchExpression
{
    QString match; ///< empty: says nothing
    bool isExact = false; ///< it finds the phrase; otherwise what may have it
};
SearchExpression searchExpression(const SearchPhrase &phrase);

} // namespace qn::store
