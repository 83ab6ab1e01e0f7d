// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace qn {

/// What search compares: a text cut into words (letters and digits of scripts that have words) and single characters of
/// scripts that are written without spaces (Han, Kana, Hangul, Thai …, and symbols such as emoji). Both are folded:
/// compatibility forms (so full and half width are alike), case, accents, and traditional Han to simplified. Everything
/// else is a break. Index, query, highlights: all see a text through this.
class TextAtoms final
{
public:
    struct Atom
    {
        int start = 0, length = 0; ///< in folded()
        int sourceStart = 0, sourceEnd = 0; ///< in the text that was read, UTF-16 units
        bool isWord = false;
        bool touches = false; ///< nothing but dropped characters stands between it and the atom before
    };
    /// Replaces what was read before. Memory is kept: read many texts with one object.
    void read(QStringView text);
    const QList<Atom> &atoms() const { return m_atoms; }
    const QString &folded() const { return m_folded; } ///< of all atoms, one behind the other
    QStringView text(const Atom &atom) const { return QStringView(m_folded).sliced(atom.start, atom.length); }
    QStringView text(qsizetype index) const { return text(m_atoms.at(index)); }

    /// Changes when the same text may fold to something else: what was derived from it has to be made again.
    static int version();

private:
    void slow(char32_t character, int begin, int end);
    void put(char32_t folded, int begin, int end);
    void putUnit(char16_t unit, bool isWord, int begin, int end);
    bool compose(char32_t mark, int end);
    QString m_folded;
    QList<Atom> m_atoms;
    bool m_isTouching = false; ///< no break since the last atom
};

} // namespace qn
