// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/reading.h"

#include "store/codec.h"

#include <QList>
#include <QStringList>

#include <unicode/translit.h>

#include <algorithm>
#include <memory>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

bool hasHan(const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    return std::any_of(
        characters.cbegin(), characters.cend(), [](uint c) { return QChar::script(c) == QChar::Script_Han; });
}

/// One of ICU's transforms; a transform that this ICU lacks leaves text as it is.
class Transform final
{
public:
    explicit Transform(const char *id)
    {
        UErrorCode code = U_ZERO_ERROR;
        UParseError place;
        m_transliterator.reset(
            icu::Transliterator::createInstance(icu::UnicodeString(id, -1, US_INV), UTRANS_FORWARD, place, code));
        if (U_FAILURE(code))
            m_transliterator.reset();
    }
    QString operator()(const QString &text) const
    {
        if (!m_transliterator)
            return text;
        icu::UnicodeString buffer(reinterpret_cast<const char16_t *>(text.utf16()), int32_t(text.size()));
        m_transliterator->transliterate(buffer);
        return QString::fromUtf16(buffer.getBuffer(), buffer.length());
    }

private:
    std::unique_ptr<icu::Transliterator> m_transliterator;
};

/// "zhāng sān" as "zhang san". The ü of lü and nü stays apart from u.
QString plainSyllables(const QString &latin)
{
    QString plain;
    const QString decomposed = latin.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const QChar c : decomposed) {
        if (c == QChar(0x308) && plain.endsWith(u'u'))
            plain.back() = u'v';
        else if (c.isMark() || c == u'\'')
            continue;
        else
            plain += c.isLetterOrNumber() ? c : QChar(u' ');
    }
    return plain.simplified();
}

/// The keyboards of pinyin input methods have v for ü; people type u too.
bool sameSound(QChar typed, QChar stored)
{
    return typed == stored || (stored == u'v' && typed == u'u');
}

/// Whether `word` from `at` on can be spelled with the syllables from `syllable` on.
bool spells(const QStringList &syllables, qsizetype syllable, QStringView word)
{
    if (word.isEmpty())
        return true;
    if (syllable == syllables.size())
        return false;
    const QString &sound = syllables.at(syllable);
    qsizetype same = 0;
    while (same < sound.size() && same < word.size() && sameSound(word.at(same), sound.at(same)))
        ++same;
    for (; same > 0; --same) {
        if (spells(syllables, syllable + 1, word.sliced(same)))
            return true;
    }
    return false;
}

} // namespace

QString simplifiedChinese(const QString &text)
{
    if (!hasHan(text))
        return text;
    thread_local const Transform transform("Traditional-Simplified");
    return transform(text);
}

QString readingsOf(const QString &name)
{
    const QString simplified = simplifiedChinese(searchKey(name));
    QStringList lines{QString(simplified).replace(u'\n', u' ')};
    if (!hasHan(simplified)) {
        lines.append(plainSyllables(simplified));
    } else {
        thread_local const Transform asName("Han-Latin/Names");
        thread_local const Transform asWord("Han-Latin");
        lines.append(plainSyllables(asName(simplified)));
        lines.append(plainSyllables(asWord(simplified)));
        lines.removeDuplicates();
    }
    return lines.join(u'\n');
}

bool matchesReadings(const QString &readings, const QString &word)
{
    const QStringList lines = readings.split(u'\n');
    if (lines.first().contains(word))
        return true;
    const bool canBeSpelled = word.size() <= 64 // longer than any name: not worth the search
        && std::all_of(word.cbegin(), word.cend(), [](QChar c) { return c.unicode() < 128; });
    for (qsizetype line = 1; canBeSpelled && line < lines.size(); ++line) {
        const QStringList syllables = lines.at(line).split(u' ', Qt::SkipEmptyParts);
        for (qsizetype first = 0; first < syllables.size(); ++first) {
            if (spells(syllables, first, word))
                return true;
        }
    }
    return false;
}

} // namespace qn::store
