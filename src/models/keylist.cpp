// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/keylist.h"

#include <algorithm>
#include <functional>

namespace qn::models {

KeyList::Place KeyList::locate(int row) const
{
    if (row >= m_size)
        return m_blocks.empty() ? Place{0, 0} : Place{m_blocks.size() - 1, m_blocks.back().size()};
    const auto after = std::upper_bound(m_starts.cbegin(), m_starts.cend(), row);
    const auto block = size_t(after - m_starts.cbegin()) - 1;
    return {block, row - m_starts[block]};
}

const KeyList::Key &KeyList::at(int row) const
{
    const Place place = locate(row);
    return m_blocks[place.block].at(place.offset);
}

int KeyList::lowerBound(const Key &key) const
{
    const auto block = std::partition_point(
        m_blocks.cbegin(), m_blocks.cend(), [&key](const QList<Key> &keys) { return keys.constLast() > key; });
    if (block == m_blocks.cend())
        return m_size;
    const auto found = std::lower_bound(block->cbegin(), block->cend(), key, std::greater<>());
    return m_starts[size_t(block - m_blocks.cbegin())] + int(found - block->cbegin());
}

int KeyList::find(const Key &key) const
{
    const int row = lowerBound(key);
    return row < m_size && at(row) == key ? row : -1;
}

int KeyList::findId(MessageId id) const
{
    int row = 0;
    for (const auto &block : m_blocks) {
        for (const Key &key : block) {
            if (key.id == id)
                return row;
            ++row;
        }
    }
    return -1;
}

void KeyList::insert(int row, const Key &key)
{
    if (m_blocks.empty()) {
        m_blocks.emplace_back();
        m_starts.push_back(0);
    }
    const Place place = locate(row);
    auto &block = m_blocks[place.block];
    ++m_size;
    if (block.size() == blockSize && place.block + 1 == m_blocks.size() && place.offset == blockSize) {
        // Appending in order leaves full blocks behind.
        m_blocks.push_back({key});
        m_starts.push_back(row);
        return;
    }
    block.insert(place.offset, key);
    shiftAfter(place.block, 1);
    if (block.size() > blockSize)
        split(place.block);
}

void KeyList::split(size_t block)
{
    auto &keys = m_blocks[block];
    QList<Key> second = keys.mid(keys.size() / 2);
    keys.resize(keys.size() / 2);
    m_blocks.insert(m_blocks.begin() + qsizetype(block) + 1, std::move(second));
    m_starts.insert(m_starts.begin() + qsizetype(block) + 1, m_starts[block] + int(m_blocks[block].size()));
}

void KeyList::remove(int row)
{
    const Place place = locate(row);
    auto &block = m_blocks[place.block];
    block.remove(place.offset);
    --m_size;
    shiftAfter(place.block, -1);
    if (block.empty()) {
        m_blocks.erase(m_blocks.begin() + qsizetype(place.block));
        m_starts.erase(m_starts.begin() + qsizetype(place.block));
    }
}

void KeyList::shiftAfter(size_t block, int change)
{
    for (size_t later = block + 1; later < m_starts.size(); ++later)
        m_starts[later] += change;
}

void KeyList::clear()
{
    m_blocks.clear();
    m_starts.clear();
    m_size = 0;
}

} // namespace qn::models
