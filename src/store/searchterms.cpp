// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchterms.h"

#include "store/searchcodes.h"

#include <QSet>

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

/// Longer words (keys, hashes) are indexed by their beginning and looked at once more.
constexpr int longestWord = 48;

/// Marks of whole terms and of the beginnings of words, in the order of searchFields.
constexpr char termMarks[] = "bsftcn";
constexpr char prefixMarks[] = "ghijkl";

int fieldIndex(SearchNode::Field field)
{
    int index = 0;
    while (searchFields[index] != field)
        ++index;
    return index;
}

/// These are terms of their own: words that begin so are too many to be gathered while somebody types.
constexpr qsizetype longestBeginning = 3;

bool isBeginning(QStringView text)
{
    return text.size() <= longestBeginning
        && std::none_of(text.begin(), text.end(), [](QChar unit) { return unit.isSurrogate(); });
}

/// One term for an atom, or for two atoms that touch.
bool isPair(const TextAtoms &text, qsizetype second)
{
    const auto &atoms = text.atoms();
    return second > 0 && second < atoms.size() && atoms.at(second).touches && !atoms.at(second).isWord
        && !atoms.at(second - 1).isWord;
}

QStringView pairText(const TextAtoms &text, qsizetype second)
{
    const TextAtoms::Atom &a = text.atoms().at(second - 1), &b = text.atoms().at(second);
    return QStringView(text.folded()).sliced(a.start, a.length + b.length);
}

/// Between two common words in a row: no letter, so that such a term is no word.
constexpr char16_t between = u'\u00b7';

bool isCommonPair(const TextAtoms &text, qsizetype second, const SearchCommonWords &isCommon)
{
    const auto &atoms = text.atoms();
    return second > 0 && second < atoms.size() && atoms.at(second).isWord && atoms.at(second - 1).isWord
        && isCommon(text.text(second)) && isCommon(text.text(second - 1));
}

void appendUtf8(std::string &out, QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (QChar::isHighSurrogate(c) && i + 1 < text.size())
            c = QChar::surrogateToUcs4(char16_t(c), text[++i].unicode());
        if (c < 0x80) {
            out += char(c);
        } else if (c < 0x800) {
            out += char(0xc0 | (c >> 6));
            out += char(0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            out += char(0xe0 | (c >> 12));
            out += char(0x80 | ((c >> 6) & 0x3f));
            out += char(0x80 | (c & 0x3f));
        } else {
            out += char(0xf0 | (c >> 18));
            out += char(0x80 | ((c >> 12) & 0x3f));
            out += char(0x80 | ((c >> 6) & 0x3f));
            out += char(0x80 | (c & 0x3f));
        }
    }
}

} // namespace

void SearchTerms::rehash(qsizetype size)
{
    const QList<quint64> old = std::exchange(m_seen, QList<quint64>(size, 0));
    for (const quint64 key : old) {
        if (key == 0)
            continue;
        qsizetype at = qsizetype(key & quint64(size - 1));
        while (m_seen.at(at) != 0)
            at = (at + 1) & (size - 1);
        m_seen[at] = key;
    }
}

bool SearchTerms::isNew(char mark, QStringView text)
{
    const quint64 hash = searchHash(text, searchSeed() ^ quint64(mark));
    const quint64 key = hash ? hash : 1;
    const qsizetype mask = m_seen.size() - 1;
    quint64 *table = m_seen.data();
    for (qsizetype at = qsizetype(key) & mask;; at = (at + 1) & mask) {
        if (table[at] == key)
            return false;
        if (table[at] == 0) {
            table[at] = key;
            break;
        }
    }
    if (++m_seenCount * 2 > m_seen.size())
        rehash(m_seen.size() * 2);
    return true;
}

bool SearchTerms::addTerm(char mark, QStringView text)
{
    if (!isNew(mark, text))
        return false;
    m_terms += mark;
    appendUtf8(m_terms, text);
    m_terms += ' ';
    return true;
}

void SearchTerms::addField(SearchNode::Field field, const SearchEncoder &encoder)
{
    const int index = fieldIndex(field);
    const char mark = termMarks[index], prefixMark = prefixMarks[index];
    bool wasCommon = false;
    for (qsizetype i = 0; i < m_atoms.atoms().size(); ++i) {
        const TextAtoms::Atom &atom = m_atoms.atoms().at(i);
        const QStringView word = m_atoms.text(atom);
        const bool isFirst = addTerm(mark, word.first(std::min<qsizetype>(word.size(), longestWord)));
        if (isPair(m_atoms, i))
            addTerm(mark, pairText(m_atoms, i));
        if (!atom.isWord) {
            wasCommon = false;
            continue;
        }
        const bool isCommon = encoder.isCommon(word);
        if (isCommon && wasCommon) {
            m_pair.resize(0);
            m_pair.append(m_atoms.text(i - 1));
            m_pair.append(QChar(between));
            m_pair.append(word);
            addTerm(mark, m_pair);
        }
        wasCommon = isCommon;
        for (qsizetype length = 1; isFirst && length <= std::min(word.size(), longestBeginning); ++length) {
            if (isBeginning(word.first(length)))
                addTerm(prefixMark, word.first(length));
        }
    }
}

void SearchTerms::clear()
{
    m_terms.clear();
    if (m_seen.size() == 4096)
        m_seen.fill(0);
    else
        m_seen = QList<quint64>(4096, 0);
    m_seenCount = 0;
}

QByteArray SearchTerms::of(const SearchDocument &document, const SearchEncoder &encoder)
{
    clear();
    for (const SearchNode::Field field : codedFields) {
        m_atoms.read(document.text(field));
        addField(field, encoder);
    }
    return all();
}

QByteArray SearchTerms::encoded(const SearchDocument &document, SearchEncoder &encoder)
{
    clear();
    encoder.startDocument();
    for (const SearchNode::Field field : codedFields) {
        m_atoms.read(document.text(field));
        addField(field, encoder);
        encoder.add(m_atoms);
    }
    return all();
}

namespace {

QString quoted(char mark, QStringView text)
{
    return u'"' + QChar::fromLatin1(mark) + text.toString() + u'"';
}

QStringList termsIn(const SearchPhrase &phrase, int field, const SearchCommonWords &isCommon)
{
    constexpr qsizetype enough = 40; // more make the answer no smaller
    const TextAtoms &text = phrase.atoms();
    const qsizetype count = text.atoms().size();
    QStringList terms;
    QSet<QString> seen;
    const auto add = [&](const QString &term) {
        if (!seen.contains(term)) {
            seen.insert(term);
            terms.append(term);
        }
    };
    for (qsizetype i = 0; i < count && terms.size() < enough; ++i) {
        const TextAtoms::Atom &atom = text.atoms().at(i);
        const QStringView word = text.text(atom);
        if (!atom.isWord) {
            if (isPair(text, i))
                add(quoted(termMarks[field], pairText(text, i)));
            else if (!isPair(text, i + 1))
                add(quoted(termMarks[field], word));
        } else if (!phrase.isPrefix() || i + 1 < count || word.size() >= longestWord) {
            const auto isWholePair = [&](qsizetype second) {
                return isCommonPair(text, second, isCommon) && (!phrase.isPrefix() || second + 1 < count);
            };
            if (isWholePair(i))
                add(quoted(termMarks[field], text.text(i - 1).toString() + QChar(between) + word.toString()));
            else if (!isWholePair(i + 1))
                add(quoted(termMarks[field], word.first(std::min<qsizetype>(word.size(), longestWord))));
        } else if (isBeginning(word)) {
            add(quoted(prefixMarks[field], word));
        } else {
            add(quoted(termMarks[field], word) + u" *"_s);
        }
    }
    return terms;
}

} // namespace

SearchExpression searchExpression(const SearchPhrase &phrase, const SearchCommonWords &isCommon)
{
    const auto &atoms = phrase.atoms().atoms();
    SearchExpression expression;
    QStringList alternatives;
    for (int field = 0; field < int(std::size(searchFields)); ++field) {
        if (phrase.field() == SearchNode::Field::Any || phrase.field() == searchFields[field])
            alternatives.append(u'(' + termsIn(phrase, field, isCommon).join(u" AND "_s) + u')');
    }
    expression.match = alternatives.join(u" OR "_s);
    expression.isExact = (atoms.size() == 1 && atoms.first().length < longestWord)
        || (atoms.size() == 2 && (isPair(phrase.atoms(), 1) || (isCommonPair(phrase.atoms(), 1, isCommon) && !phrase.isPrefix())));
    return expression;
}

} // namespace qn::store
