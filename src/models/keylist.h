// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QList>

#include <vector>

namespace qn::models {

/// A list of keys in descending order (newest first), held in blocks so that an insertion or removal anywhere in a
/// million of them moves some kilobytes at most. Positions are row numbers. A copy shares the blocks, each until it is changed.
class KeyList final
{
public:
    using Key = store::MessageKey;

    int size() const { return m_size; }
    const Key &at(int row) const;
    /// Row of the first key that is not newer than `key`: where it is, or where it belongs.
    int lowerBound(const Key &key) const;
    int find(const Key &key) const; ///< -1 if it is not there
    int findId(MessageId id) const; ///< -1 if it is not there; looks at every key
    void insert(int row, const Key &key);
    void append(const Key &key) { insert(m_size, key); } ///< `key` is older than all
    void remove(int row);
    void clear();
    /// Calls visit(key) for the rows first … last.
    template <typename Visit> void each(int first, int last, Visit visit) const
    {
        for (Place place = locate(first); first <= last; ++first) {
            visit(m_blocks[place.block].at(place.offset));
            if (++place.offset == m_blocks[place.block].size())
                place = {place.block + 1, 0};
        }
    }

    /// Walks from the first key to the last.
    class Cursor final
    {
    public:
        explicit Cursor(const KeyList &list)
            : m_list(list)
        {
        }
        bool isAtEnd() const { return m_block == m_list.m_blocks.size(); }
        const Key &key() const { return m_list.m_blocks[m_block].at(m_offset); }
        int row() const { return m_row; }
        void next()
        {
            ++m_row;
            if (++m_offset == m_list.m_blocks[m_block].size()) {
                ++m_block;
                m_offset = 0;
            }
        }

    private:
        const KeyList &m_list;
        size_t m_block = 0;
        qsizetype m_offset = 0;
        int m_row = 0;
    };

private:
    struct Place
    {
        size_t block = 0;
        qsizetype offset = 0;
    };
    Place locate(int row) const;
    void split(size_t block);
    void shiftAfter(size_t block, int change);

    static constexpr qsizetype blockSize = 1024; ///< keys in a block at most
    std::vector<QList<Key>> m_blocks; ///< none is empty
    std::vector<int> m_starts; ///< row of each block's first key
    int m_size = 0;
};

} // namespace qn::models
