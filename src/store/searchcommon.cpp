// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchcommon.h"

#include <QSet>

namespace qn::store {

namespace {

constexpr qsizetype longest = 8;

constexpr QStringView words[] = {u"a", u"about", u"after", u"all", u"also", u"am", u"an", u"and", u"any", u"are", u"as", u"at",
    u"be", u"been", u"before", u"but", u"by", u"can", u"could", u"dear", u"did", u"do", u"does", u"each", u"for", u"from", u"get", u"had",
    u"has", u"have", u"he", u"hello", u"her", u"here", u"hi", u"him", u"his", u"how", u"i", u"if", u"in", u"into", u"is", u"it", u"its",
    u"just", u"let", u"like", u"may", u"me", u"more", u"most", u"must", u"my", u"need", u"new", u"no", u"not", u"now", u"of", u"off", u"on",
    u"one", u"only", u"or", u"other", u"our", u"out", u"over", u"per", u"please", u"re", u"regards", u"s", u"see", u"she", u"should", u"so",
    u"some", u"such", u"t", u"than", u"thank", u"thanks", u"that", u"the", u"their", u"them", u"then", u"there", u"these", u"they",
    u"this", u"those", u"to", u"too", u"up", u"us", u"use", u"very", u"want", u"was", u"we", u"were", u"what", u"when", u"where", u"which",
    u"who", u"why", u"will", u"with", u"would", u"you", u"your"};

/// A byte each; 0 where it is none of ours.
quint64 packed(QStringView text)
{
    quint64 bits = 0;
    for (const QChar c : text) {
        if (c.unicode() >= 0x80)
            return 0;
        bits = (bits << 8) | c.unicode();
    }
    return bits;
}

} // namespace

bool isCommonWord(QStringView word)
{
    static const QSet<quint64> common = [] {
        QSet<quint64> set;
        for (const QStringView text : words)
            set.insert(packed(text));
        return set;
    }();
    if (word.isEmpty() || word.size() > longest)
        return false;
    const quint64 bits = packed(word);
    return bits != 0 && common.contains(bits);
}

} // namespace qn::store
