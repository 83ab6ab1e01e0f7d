// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/textatoms.h"

#include "core/simplified.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace qn {

using namespace Qt::StringLiterals;

namespace {

enum class Kind : quint8 { Break, Word, Single, Dropped, Slow };

struct Folding
{
    char16_t folded = 0;
    Kind kind = Kind::Break;
};

bool isAccent(char32_t c)
{
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff)
        || (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
}

bool isKanaMark(char32_t c)
{
    return c == 0x3099 || c == 0x309a;
}

bool isJamo(char32_t c)
{
    return c >= 0x1100 && c <= 0x11ff;
}

bool isWithoutSpaces(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul:
    case QChar::Script_Bopomofo:
    case QChar::Script_Yi:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return c == 0x30fc; // the mark of long vowels belongs to both Kana
    }
}

Kind kindOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    switch (category) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Mark_SpacingCombining:
        if (isAccent(c) || (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef))
            return Kind::Dropped;
        break;
    case QChar::Other_Format: // zero-width joiners, soft hyphens, byte order marks
        return Kind::Dropped;
    case QChar::Other_Control:
        return c == 0 ? Kind::Dropped : Kind::Break;
    case QChar::Letter_Uppercase:
    case QChar::Letter_Lowercase:
    case QChar::Letter_Titlecase:
    case QChar::Letter_Modifier:
    case QChar::Letter_Other:
    case QChar::Number_DecimalDigit:
    case QChar::Number_Letter:
    case QChar::Number_Other:
        break;
    case QChar::Symbol_Other:
    case QChar::Other_PrivateUse:
        return Kind::Single;
    case QChar::Symbol_Modifier:
        return c >= 0x1f3fb && c <= 0x1f3ff ? Kind::Dropped : Kind::Break; // skin tones
    default:
        return Kind::Break;
    }
    return isWithoutSpaces(c) ? Kind::Single : Kind::Word;
}

/// Letters that Unicode does not take apart, but people do.
QLatin1StringView baseLetters(char32_t c)
{
    switch (c) {
    case U'ß':
        return "ss"_L1;
    case U'ø':
        return "o"_L1;
    case U'đ':
        return "d"_L1;
    case U'ł':
        return "l"_L1;
    case U'ħ':
        return "h"_L1;
    case U'ŧ':
        return "t"_L1;
    case U'ı':
        return "i"_L1;
    case U'æ':
        return "ae"_L1;
    case U'œ':
        return "oe"_L1;
    default:
        return {};
    }
}

/// The folded form of one character, before marks are dropped.
QString foldedForm(char32_t c)
{
    const QString compatible = QString::fromUcs4(&c, 1).normalized(QString::NormalizationForm_KC).toCaseFolded();
    // Accents go by decomposition; Kana and Hangul are not taken apart.
    QString result;
    for (const char32_t part : compatible.toStdU32String()) {
        if (const QLatin1StringView base = baseLetters(part); !base.isEmpty()) {
            result += base;
            continue;
        }
        const QString one = QString::fromUcs4(&part, 1);
        result += isWithoutSpaces(part) ? one : one.normalized(QString::NormalizationForm_KD).toCaseFolded();
    }
    return result;
}

Folding foldingOf(char16_t c)
{
    if (QChar::isSurrogate(c) || isJamo(c) || isKanaMark(c))
        return {0, Kind::Slow};
    const QString form = foldedForm(c);
    // A letter with its accents is one unit as well.
    char16_t unit = 0;
    int units = 0;
    for (const QChar part : form) {
        if (kindOf(part.unicode()) == Kind::Dropped && !part.isSurrogate())
            continue;
        unit = part.unicode();
        ++units;
    }
    if (units == 0)
        return {0, Kind::Dropped};
    if (units > 1 || isJamo(unit) || isKanaMark(unit) || QChar::isSurrogate(unit))
        return {0, Kind::Slow};
    unit = simplified(unit);
    return {unit, kindOf(unit)};
}

using Page = std::array<Folding, 256>;

/// Foldings are computed 256 at a time, when first needed: any thread.
const Page &page(int number)
{
    static std::array<std::atomic<const Page *>, 256> pages{};
    static std::array<std::unique_ptr<Page>, 256> owned;
    static std::mutex mutex;
    const Page *ready = pages[size_t(number)].load(std::memory_order_acquire);
    if (ready)
        return *ready;
    const std::lock_guard lock(mutex);
    auto &mine = owned[size_t(number)];
    if (!mine) {
        mine = std::make_unique<Page>();
        for (int i = 0; i < 256; ++i)
            (*mine)[size_t(i)] = foldingOf(char16_t(number * 256 + i));
        pages[size_t(number)].store(mine.get(), std::memory_order_release);
    }
    return *mine;
}

} // namespace

int TextAtoms::version()
{
    constexpr int ours = 1;
    return ours * 1000 + int(QChar::currentUnicodeVersion());
}

void TextAtoms::read(QStringView text)
{
    m_folded.resize(0);
    m_atoms.resize(0);
    m_isTouching = false;
    const Page *current = nullptr;
    int number = -1;
    const int size = int(text.size());
    for (int i = 0; i < size; ++i) {
        const char16_t unit = text[i].unicode();
        if (unit >> 8 != number) {
            number = unit >> 8;
            current = &page(number);
        }
        const Folding folding = (*current)[unit & 0xff];
        switch (folding.kind) {
        case Kind::Break:
            m_isTouching = false;
            break;
        case Kind::Dropped:
            if (m_isTouching)
                m_atoms.last().sourceEnd = i + 1;
            break;
        case Kind::Slow:
            if (QChar::isHighSurrogate(unit) && i + 1 < size && text[i + 1].isLowSurrogate()) {
                slow(QChar::surrogateToUcs4(unit, text[i + 1].unicode()), i, i + 2);
                ++i;
            } else {
                slow(unit, i, i + 1);
            }
            break;
        default:
            putUnit(folding.folded, folding.kind == Kind::Word, i, i + 1);
        }
    }
}

void TextAtoms::putUnit(char16_t unit, bool isWord, int begin, int end)
{
    if (isWord && m_isTouching && m_atoms.last().isWord) {
        Atom &word = m_atoms.last();
        ++word.length;
        word.sourceEnd = end;
    } else {
        m_atoms.append({int(m_folded.size()), 1, begin, end, isWord, m_isTouching});
    }
    m_folded.append(QChar(unit));
    m_isTouching = true;
}

/// What is rare or longer than one unit: surrogate pairs, ligatures, squared words, marks that join what is before.
void TextAtoms::slow(char32_t character, int begin, int end)
{
    if (character >= 0xd800 && character <= 0xdfff) { // half a pair
        m_isTouching = false;
        return;
    }
    for (const char32_t part : foldedForm(character).toStdU32String()) {
        if ((isKanaMark(part) || isJamo(part)) && compose(part, end))
            continue;
        put(part, begin, end);
    }
}

void TextAtoms::put(char32_t folded, int begin, int end)
{
    switch (const Kind kind = kindOf(folded)) {
    case Kind::Dropped:
        if (m_isTouching)
            m_atoms.last().sourceEnd = end;
        return;
    case Kind::Break:
    case Kind::Slow:
        m_isTouching = false;
        return;
    default:
        if (folded < 0x10000) {
            putUnit(simplified(char16_t(folded)), kind == Kind::Word, begin, end);
            return;
        }
        putUnit(QChar::highSurrogate(folded), kind == Kind::Word, begin, end);
        m_folded.append(QChar(QChar::lowSurrogate(folded)));
        ++m_atoms.last().length;
    }
}

/// Kana with its voice mark and the parts of a Hangul syllable are one character, however they were sent.
bool TextAtoms::compose(char32_t mark, int end)
{
    if (!m_isTouching || m_atoms.last().isWord || m_atoms.last().length != 1)
        return isKanaMark(mark); // it has nothing to stand on
    const QString joined = (m_folded.back() + QString::fromUcs4(&mark, 1)).normalized(QString::NormalizationForm_C);
    if (joined.size() != 1)
        return isKanaMark(mark);
    m_folded.back() = joined.at(0);
    m_atoms.last().sourceEnd = end;
    return true;
}

} // namespace qn
