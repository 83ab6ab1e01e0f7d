// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchset.h"

#include <algorithm>
#include <limits>

namespace qn::store {

void SearchWindow::add(qint64 low, qint64 high)
{
    if (high < low)
        return;
    m_ranges.push_back({low, high, m_size});
    m_size += high - low + 1;
}

qint64 SearchWindow::low() const
{
    qint64 low = std::numeric_limits<qint64>::max();
    for (const Range &range : m_ranges)
        low = std::min(low, range.low);
    return low;
}

qint64 SearchWindow::high() const
{
    qint64 high = std::numeric_limits<qint64>::min();
    for (const Range &range : m_ranges)
        high = std::max(high, range.high);
    return high;
}

qsizetype SearchWindow::indexOf(qint64 docid) const
{
    for (size_t tried = 0; tried < m_ranges.size(); ++tried) {
        const Range &range = m_ranges[m_last];
        if (docid >= range.low && docid <= range.high)
            return range.offset + (docid - range.low);
        m_last = m_last + 1 < m_ranges.size() ? m_last + 1 : 0;
    }
    return -1;
}

const SearchWindow::Range &SearchWindow::rangeOf(qsizetype index) const
{
    const auto behind = std::upper_bound(m_ranges.begin(), m_ranges.end(), index,
        [](qsizetype wanted, const Range &range) { return wanted < range.offset; });
    return *(behind - 1);
}

qint64 SearchWindow::docid(qsizetype index) const
{
    const Range &range = rangeOf(index);
    return range.low + (index - range.offset);
}

bool SearchSet::isEmpty() const
{
    return std::all_of(m_bits.begin(), m_bits.end(), [](quint64 bits) { return bits == 0; });
}

qsizetype SearchSet::count() const
{
    qsizetype count = 0;
    for (const quint64 bits : m_bits)
        count += std::popcount(bits);
    return count;
}

SearchSet &SearchSet::operator&=(const SearchSet &other)
{
    for (size_t i = 0; i < m_bits.size(); ++i)
        m_bits[i] &= other.m_bits[i];
    return *this;
}

SearchSet &SearchSet::operator|=(const SearchSet &other)
{
    for (size_t i = 0; i < m_bits.size(); ++i)
        m_bits[i] |= other.m_bits[i];
    return *this;
}

SearchSet &SearchSet::operator-=(const SearchSet &other)
{
    for (size_t i = 0; i < m_bits.size(); ++i)
        m_bits[i] &= ~other.m_bits[i];
    return *this;
}

} // namespace qn::store
