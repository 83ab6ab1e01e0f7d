// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"
#include "core/textatoms.h"
#include "store/searchdocument.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <string>

namespace qn::store {

class SearchEncoder;

/// The terms of a message in the index: each begins with a letter for its field, so that one list of documents a term (FTS5
/// with detail=none) is all that is stored. Words are a term each, and their first one, two and three letters as well (for
/// prefixes that would name half of the dictionary). Of characters without spaces between them each is a term, and each pair of
/// neighbours: so a word of one or two characters is one term, and one of more is the messages that have all its pairs,
/// looked through once. Two common words in a row (SearchEncoder::isCommon) are one term as well.
class SearchTerms final
{
public:
    /// All terms, each once, separated by spaces. They have nothing in them that FTS5's tokenizer "ascii" would cut or change.
    QByteArray of(const SearchDocument &document, const SearchEncoder &encoder);
    /// The same, and the texts go to `encoder`.
    QByteArray encoded(const SearchDocument &document, SearchEncoder &encoder);

private:
    void clear();
    QByteArray all() const { return QByteArray(m_terms.data(), qsizetype(m_terms.size())); }
    void addField(SearchNode::Field field, const SearchEncoder &encoder);
    bool addTerm(char mark, QStringView text); ///< whether it was not there yet
    TextAtoms m_atoms;
    QString m_pair; ///< of common words
    std::string m_terms;
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
/// Whether two words of the kind in a row are a term.
using SearchCommonWords = std::function<bool(QStringView word)>;
SearchExpression searchExpression(const SearchPhrase &phrase, const SearchCommonWords &isCommon);

} // namespace qn::store
