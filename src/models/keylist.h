// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QList>

#include <vector>

namespace qn::models {

/// A list of keys in descending order (newest first), held in blocks so that an insertion or removal anywhere in a
/// million of them moves some kilobytes at most. Positions are row numbers.
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
    void insert(int row, const Key *first, const Key *last); ///< keys in descending order
    void remove(int row, int count = 1);
    void clear();

private:
    struct Place
    {
        size_t block = 0;
        size_t offset = 0;
    };
    Place locate(int row) const;

    static constexpr size_t blockSize = 2048;
    std::vector<std::vector<Key>> m_blocks; ///< none is empty
    int m_size = 0;
};

} // namespace qn::models
