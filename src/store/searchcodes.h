// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"
#include "core/textatoms.h"
#include "store/searchcommon.h"
#include "store/searchdocument.h"
#include "store/searchwords.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <string>
#include <vector>

namespace qn::store {

class Database;

/// The text of a message as numbers, so that a phrase is looked for in a quarter of the bytes and without reading the message:
/// each character of a script without spaces and each word that several messages have is one number (table `code`), other
/// words are spelled. Numbers are one to three bytes of seven bits, the last with its top bit set: bytes of a number that are
/// found behind such a byte are that number. Fields follow each other in the order of codedFields.
inline constexpr SearchNode::Field codedFields[] = {SearchNode::Field::Subject, SearchNode::Field::From,
    SearchNode::Field::To, SearchNode::Field::Cc, SearchNode::Field::FileName, SearchNode::Field::Body};

/// Writes texts as numbers. What it knows of the table is kept until forget(), which is needed whenever the table may have
/// changed behind its back: after a transaction that failed, or one of somebody else.
class SearchEncoder final
{
    Q_DISABLE_COPY_MOVE(SearchEncoder)

public:
    explicit SearchEncoder(Database &index)
        : m_index(index)
    {
    }
    void forget();
    /// Before documents are written in a transaction: `many` reads the whole table at once.
    void begin(bool many);
    bool isEmpty() const { return m_nextCode == firstFree; } ///< the table has no number yet
    /// While isEmpty(): to give short numbers to what is frequent, and to know which words are common. A document is begun by
    /// startDocument().
    void learn(const TextAtoms &text);
    void endLearning();
    /// Two of these in a row are a term (SearchTerms): words of nearly every English mail, and those of many messages here.
    bool isCommon(QStringView word) const { return isCommonWord(word) || m_common.contains(word); }

    void startDocument();
    void add(const TextAtoms &text); ///< the next field
    QByteArray document() const { return QByteArray(m_codes.data(), qsizetype(m_codes.size())); }
    /// Gives numbers to the words that were spelled in several documents since begin().
    void end();

    static constexpr qint64 firstFree = 40; ///< of the table

private:
    using Word = SearchWords::Word;
    Word &word(QStringView text);
    void store(QStringView text, Word &word);
    void storeFrequent(int least);
    void storeCommon();

    Database &m_index;
    SearchWords m_words;
    SearchWords m_common; ///< that were learned
    QHash<char32_t, qint64> m_characters;
    bool m_hasAll = false;
    qint64 m_nextCode = 0;
    qint32 m_document = 0;
    std::string m_codes;
};

/// A phrase, to be looked for in such numbers.
class SearchPattern final
{
public:
    SearchPattern(Database &database, const SearchPhrase &phrase); ///< with the index attached as "search"
    bool isIn(QByteArrayView codes) const;

private:
    struct Atom
    {
        bool isWord = false, mayStandApart = false; ///< from the atom before
        QByteArray code, spelled; ///< empty: not as such
        std::vector<qint64> others; ///< numbers of the words that begin with it, ascending
    };
    const char *matched(const Atom &atom, const char *at, const char *end) const; ///< behind it, or nullptr
    bool begins(const QByteArray &needle, QByteArrayView text) const;
    SearchNode::Field m_field;
    std::vector<Atom> m_atoms;
};

} // namespace qn::store
