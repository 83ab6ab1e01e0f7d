// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/searchruns.h"

#include <bit>
#include <vector>

namespace qn::store {

/// The documents that a step of a search is about: all runs of the index, or a stretch of one. Gives them numbers from 0 on.
class SearchWindow final
{
public:
    SearchWindow() = default;
    void add(qint64 low, qint64 high); ///< of one run
    qsizetype size() const { return m_size; }
    qint64 low() const; ///< the smallest docid
    qint64 high() const;
    qsizetype indexOf(qint64 docid) const; ///< -1: not inside
    qint64 docid(qsizetype index) const;

private:
    struct Range
    {
        qint64 low = 0, high = 0;
        qsizetype offset = 0;
    };
    const Range &rangeOf(qsizetype index) const;
    std::vector<Range> m_ranges;
    qsizetype m_size = 0;
    mutable size_t m_last = 0; ///< where the last one was found
};

/// Some of the documents of a window, a bit each.
class SearchSet final
{
public:
    SearchSet() = default;
    explicit SearchSet(const SearchWindow &window)
        : m_bits(size_t(window.size() + 63) / 64)
    {
    }
    void insert(qsizetype index) { m_bits[size_t(index) / 64] |= bit(index); }
    void remove(qsizetype index) { m_bits[size_t(index) / 64] &= ~bit(index); }
    bool contains(qsizetype index) const { return (m_bits[size_t(index) / 64] & bit(index)) != 0; }
    bool isEmpty() const;
    qsizetype count() const;
    SearchSet &operator&=(const SearchSet &other);
    SearchSet &operator|=(const SearchSet &other);
    SearchSet &operator-=(const SearchSet &other);

    template <typename Visit> void forEach(Visit visit) const
    {
        for (size_t word = 0; word < m_bits.size(); ++word) {
            for (quint64 left = m_bits[word]; left != 0; left &= left - 1)
                visit(qsizetype(word * 64) + std::countr_zero(left));
        }
    }

private:
    static quint64 bit(qsizetype index) { return quint64(1) << (index & 63); }
    std::vector<quint64> m_bits;
};

} // namespace qn::store
