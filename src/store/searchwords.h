// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstring>
#include <vector>

namespace qn::store {

/// Of a folded text, four units at a time: an index is made of nothing but these. With a seed of this run, so that
/// nobody can send words that fall together.
inline quint64 searchHash(QStringView text, quint64 seed)
{
    constexpr quint64 factor = 0x9e3779b97f4a7c15;
    const auto mixed = [](quint64 value) {
        value *= factor;
        return value ^ (value >> 32);
    };
    quint64 hash = mixed(seed + quint64(text.size()));
    const char16_t *at = text.utf16();
    qsizetype left = text.size();
    for (; left >= 4; left -= 4, at += 4) {
        quint64 units = 0;
        std::memcpy(&units, at, sizeof(units));
        hash = mixed(hash ^ units);
    }
    quint64 units = 0;
    for (qsizetype i = 0; i < left; ++i)
        units |= quint64(at[i]) << (16 * i);
    return mixed(mixed(hash ^ units));
}

quint64 searchSeed(); ///< the same as long as the program runs

/// Words and what SearchEncoder knows of them. Half of the time of indexing is looking words up.
class SearchWords final
{
public:
    struct Word
    {
        qint64 code = 0; ///< 0: none
        qint32 documents = 0, lastDocument = 0; ///< where it has no number
        qint32 learnedDocuments = 0;
    };
    /// The word's entry, made where there is none (`isNew`). Valid until the next call.
    Word &at(QStringView text, bool &isNew);
    bool contains(QStringView text) const;
    void clear();
    void removeWithoutCode();
    /// Calls `visit(text, word)` for all.
    template <typename Visit> void forEach(Visit visit) const
    {
        for (const Entry &entry : m_entries)
            visit(textOf(entry), entry.word);
    }

private:
    struct Entry
    {
        quint64 hash = 0;
        qsizetype start = 0; ///< in m_texts
        qsizetype length = 0;
        Word word;
    };
    QStringView textOf(const Entry &entry) const { return QStringView(m_texts).sliced(entry.start, entry.length); }
    void fillSlots(size_t count);
    std::vector<Entry> m_entries;
    std::vector<quint32> m_slots; ///< open addressing: number of an entry from 1 on, 0 is free; a power of two of them
    QString m_texts;
};

} // namespace qn::store
