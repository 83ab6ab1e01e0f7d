// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchwords.h"

#include <QRandomGenerator>

namespace qn::store {

namespace {
constexpr size_t fewestSlots = 1024;
}

quint64 searchSeed()
{
    static const quint64 seed = QRandomGenerator::global()->generate64();
    return seed;
}

SearchWords::Word &SearchWords::at(QStringView text, bool &isNew)
{
    if (m_slots.empty())
        fillSlots(fewestSlots);
    const quint64 hash = searchHash(text, searchSeed());
    const size_t mask = m_slots.size() - 1;
    size_t slot = size_t(hash) & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        Entry &entry = m_entries[m_slots[slot] - 1];
        if (entry.hash == hash && textOf(entry) == text) {
            isNew = false;
            return entry.word;
        }
    }
    isNew = true;
    m_entries.push_back({hash, m_texts.size(), text.size(), {}});
    m_texts.append(text);
    m_slots[slot] = quint32(m_entries.size());
    if (m_entries.size() * 2 > m_slots.size())
        fillSlots(m_slots.size() * 2);
    return m_entries.back().word;
}

bool SearchWords::contains(QStringView text) const
{
    if (m_slots.empty())
        return false;
    const quint64 hash = searchHash(text, searchSeed());
    const size_t mask = m_slots.size() - 1;
    for (size_t slot = size_t(hash) & mask; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        const Entry &entry = m_entries[m_slots[slot] - 1];
        if (entry.hash == hash && textOf(entry) == text)
            return true;
    }
    return false;
}

void SearchWords::fillSlots(size_t count)
{
    m_slots.assign(count, 0);
    for (size_t i = 0; i < m_entries.size(); ++i) {
        size_t slot = size_t(m_entries[i].hash) & (count - 1);
        while (m_slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        m_slots[slot] = quint32(i + 1);
    }
}

void SearchWords::clear()
{
    m_entries = {};
    m_slots = {};
    m_texts = QString();
}

void SearchWords::removeWithoutCode()
{
    QString texts;
    size_t kept = 0;
    for (const Entry &entry : m_entries) {
        if (entry.word.code == 0)
            continue;
        const Entry moved{entry.hash, texts.size(), entry.length, entry.word};
        texts.append(textOf(entry));
        m_entries[kept++] = moved;
    }
    m_entries.resize(kept);
    m_texts = std::move(texts);
    fillSlots(std::max(fewestSlots, m_slots.size()));
}

} // namespace qn::store
