// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchcodes.h"

#include "store/database.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

// The first numbers; then letters a–z and 0–9 of words that are spelled, then the table, then all other letters of spelled words.
constexpr qint64 fieldEnd = 0, gap = 1, wordBegin = 2, wordEnd = 3, firstLetter = 4;
constexpr qint64 otherLetters = 0x100000;
constexpr qint64 mostCodes = 250'000; ///< the writer keeps them in memory
constexpr qsizetype longestWord = 24; ///< longer ones are seldom words
constexpr char lastByte = char(0x80);

static_assert(firstLetter + 36 == SearchEncoder::firstFree && mostCodes < otherLetters);

/// To a QByteArray or a std::string.
template <typename Bytes> void appendCode(Bytes &out, qint64 code)
{
    if (code >= 128) {
        code -= 128;
        if (code >= 16384) {
            code -= 16384;
            out += char(code >> 14);
        }
        out += char((code >> 7) & 127);
    }
    out += char((code & 127) | 0x80);
}

/// Moves behind the number; -1 at the end.
qint64 readCode(const char *&at, const char *end)
{
    qint64 code = 0;
    const char *begin = at;
    while (at < end) {
        const auto byte = quint8(*at++);
        code = (code << 7) | (byte & 127);
        if (byte & 0x80) {
            const auto length = at - begin;
            return code + (length > 1 ? 128 : 0) + (length > 2 ? 16384 : 0);
        }
    }
    return -1;
}

template <typename Bytes> void appendSpelled(Bytes &out, QStringView word)
{
    appendCode(out, wordBegin);
    for (const QChar letter : word) {
        const char16_t unit = letter.unicode();
        if (unit >= u'a' && unit <= u'z')
            appendCode(out, firstLetter + (unit - u'a'));
        else if (unit >= u'0' && unit <= u'9')
            appendCode(out, firstLetter + 26 + (unit - u'0'));
        else
            appendCode(out, otherLetters + unit);
    }
}

const char *find(const QByteArray &needle, const char *from, const char *end)
{
#ifdef __GLIBC__
    return static_cast<const char *>(memmem(from, size_t(end - from), needle.constData(), size_t(needle.size())));
#else
    const size_t at = std::string_view(from, size_t(end - from)).find(std::string_view(needle.constData(), size_t(needle.size())));
    return at == std::string_view::npos ? nullptr : from + at;
#endif
}

char32_t characterOf(QStringView text)
{
    return text.size() == 2 ? QChar::surrogateToUcs4(text[0].unicode(), text[1].unicode()) : text[0].unicode();
}

} // namespace

void SearchEncoder::forget()
{
    m_words.clear();
    m_common.clear();
    m_characters.clear();
    m_hasAll = false;
    m_nextCode = 0;
}

void SearchEncoder::begin(bool many)
{
    m_document = 0;
    if (m_nextCode == 0) {
        Query row = m_index.query("SELECT max(code) FROM code");
        m_nextCode = row.next() && !row.isNull(0) ? row.integer(0) + 1 : firstFree;
        Query common = m_index.query("SELECT text FROM common");
        bool isNew = false;
        while (common.next())
            m_common.at(common.text(0), isNew);
    }
    if (!many || m_hasAll)
        return;
    Query row = m_index.query("SELECT text, code FROM code");
    bool isNew = false;
    while (row.next())
        m_words.at(row.text(0), isNew).code = row.integer(1);
    m_hasAll = true;
}

SearchEncoder::Word &SearchEncoder::word(QStringView text)
{
    bool isNew = false;
    Word &word = m_words.at(text, isNew);
    if (isNew && !m_hasAll) {
        Query row = m_index.query("SELECT code FROM code WHERE text = ?", text.toString());
        if (row.next())
            word.code = row.integer(0);
    }
    return word;
}

void SearchEncoder::store(QStringView text, Word &word)
{
    word.code = m_nextCode++;
    m_index.run("INSERT INTO code (code, text) VALUES (?, ?)", word.code, text.toString());
}

void SearchEncoder::learn(const TextAtoms &text)
{
    for (const TextAtoms::Atom &atom : text.atoms()) {
        if (atom.length > longestWord)
            continue;
        Word &known = word(text.text(atom));
        ++known.documents;
        if (atom.isWord && std::exchange(known.lastDocument, m_document) != m_document)
            ++known.learnedDocuments;
    }
}

void SearchEncoder::endLearning()
{
    storeCommon();
    storeFrequent(4);
    m_words.removeWithoutCode();
    m_document = 0;
}

/// To know that two words are both there somewhere rules out few messages where each is in many.
void SearchEncoder::storeCommon()
{
    constexpr int fewDocuments = 200, share = 8;
    constexpr qsizetype most = 300;
    if (m_document < fewDocuments)
        return;
    QList<std::pair<qint32, QString>> common;
    m_words.forEach([&](QStringView text, const Word &word) {
        if (word.learnedDocuments >= m_document / share && !isCommonWord(text))
            common.append({-word.learnedDocuments, text.toString()});
    });
    std::sort(common.begin(), common.end());
    bool isNew = false;
    for (const auto &[count, text] : common.first(std::min(most, common.size()))) {
        m_common.at(text, isNew);
        m_index.run("INSERT INTO common (text) VALUES (?)", text);
    }
}

void SearchEncoder::storeFrequent(int least)
{
    QList<std::pair<qint32, QString>> frequent;
    m_words.forEach([&](QStringView text, const Word &word) {
        if (word.code == 0 && word.documents >= least)
            frequent.append({-word.documents, text.toString()});
    });
    std::sort(frequent.begin(), frequent.end());
    for (const auto &[count, text] : std::as_const(frequent)) {
        if (m_nextCode >= mostCodes)
            return;
        store(text, word(text));
    }
}

void SearchEncoder::startDocument()
{
    m_codes.clear();
    ++m_document;
}

void SearchEncoder::add(const TextAtoms &text)
{
    bool wasWord = true;
    for (const TextAtoms::Atom &atom : text.atoms()) {
        const QStringView what = text.text(atom);
        if (!atom.isWord) {
            if (!wasWord && !atom.touches)
                appendCode(m_codes, gap);
            qint64 &code = m_characters[characterOf(what)];
            if (code == 0) {
                Word &character = word(what);
                if (character.code == 0)
                    store(what, character);
                code = character.code;
            }
            appendCode(m_codes, code);
        } else {
            Word *known = atom.length <= longestWord ? &word(what) : nullptr;
            if (known && known->code) {
                appendCode(m_codes, known->code);
            } else {
                if (known && known->lastDocument != m_document) {
                    known->lastDocument = m_document;
                    ++known->documents;
                }
                appendSpelled(m_codes, what);
                appendCode(m_codes, wordEnd);
            }
        }
        wasWord = atom.isWord;
    }
    appendCode(m_codes, fieldEnd);
}

void SearchEncoder::end()
{
    storeFrequent(3);
    m_words.removeWithoutCode();
    m_document = 0;
}

SearchPattern::SearchPattern(Database &database, const SearchPhrase &phrase)
    : m_field(phrase.field())
{
    const TextAtoms &text = phrase.atoms();
    bool wasWord = true;
    for (qsizetype i = 0; i < text.atoms().size(); ++i) {
        const TextAtoms::Atom &from = text.atoms().at(i);
        Atom atom;
        atom.isWord = from.isWord;
        atom.mayStandApart = !from.isWord && !wasWord && !from.touches;
        wasWord = from.isWord;
        const QString what = text.text(i).toString();
        if (from.isWord)
            appendSpelled(atom.spelled, what);
        if (phrase.isPrefix() && i + 1 == text.atoms().size()) {
            Query row = database.query(
                "SELECT code FROM search.code WHERE text >= ?1 AND text < ?1 || char(0x10ffff)", what);
            while (row.next())
                atom.others.push_back(row.integer(0));
            std::sort(atom.others.begin(), atom.others.end());
        } else {
            Query row = database.query("SELECT code FROM search.code WHERE text = ?", what);
            if (row.next())
                appendCode(atom.code, row.integer(0));
            if (from.isWord)
                appendCode(atom.spelled, wordEnd);
        }
        m_atoms.push_back(std::move(atom));
    }
}

const char *SearchPattern::matched(const Atom &atom, const char *at, const char *end) const
{
    const auto startsWith = [&](const QByteArray &bytes) {
        return !bytes.isEmpty() && end - at >= bytes.size() && std::memcmp(at, bytes.constData(), size_t(bytes.size())) == 0;
    };
    if (atom.mayStandApart && at < end && quint8(*at) == (gap | 0x80))
        ++at;
    if (startsWith(atom.code))
        return at + atom.code.size();
    if (startsWith(atom.spelled))
        return at + atom.spelled.size();
    if (atom.others.empty())
        return nullptr;
    const qint64 code = readCode(at, end);
    return std::binary_search(atom.others.begin(), atom.others.end(), code) ? at : nullptr;
}

bool SearchPattern::begins(const QByteArray &needle, QByteArrayView text) const
{
    if (needle.isEmpty())
        return false;
    const char *end = text.data() + text.size();
    const char *from = text.data();
    while (from < end) {
        const char *at = find(needle, from, end);
        if (!at)
            return false;
        from = at + 1;
        if (at > text.data() && !(at[-1] & lastByte))
            continue;
        const char *next = at + needle.size();
        size_t i = 1;
        while (i < m_atoms.size() && next)
            next = matched(m_atoms[i++], next, end);
        if (next)
            return true;
    }
    return false;
}

bool SearchPattern::isIn(QByteArrayView codes) const
{
    if (m_atoms.empty())
        return false;
    if (m_field != SearchNode::Field::Any) {
        const char *at = codes.data(), *const end = at + codes.size();
        const char *begin = at;
        for (const SearchNode::Field field : codedFields) {
            begin = at;
            while (at < end && readCode(at, end) != fieldEnd) { }
            if (field == m_field)
                break;
        }
        codes = QByteArrayView(begin, at - begin);
    }
    const Atom &first = m_atoms.front();
    if (begins(first.code, codes) || begins(first.spelled, codes))
        return true;
    return std::any_of(first.others.begin(), first.others.end(), [&](qint64 code) {
        QByteArray bytes;
        appendCode(bytes, code);
        return begins(bytes, codes);
    });
}

} // namespace qn::store
