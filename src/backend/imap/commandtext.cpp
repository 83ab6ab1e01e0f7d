// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/commandtext.h"

#include <algorithm>

namespace qn::imap {

namespace {

constexpr qint64 smallLiteral = 4096; ///< RFC 7888 5
constexpr qsizetype longestQuoted = 500;

bool canBeQuoted(const QByteArray &text)
{
    return text.size() <= longestQuoted && std::all_of(text.begin(), text.end(), [](char c) {
        return quint8(c) >= 0x20 && quint8(c) < 0x7f;
    });
}

struct Range
{
    quint32 first, last;
};

QList<Range> ranges(QList<quint32> uids)
{
    std::sort(uids.begin(), uids.end());
    QList<Range> all;
    for (const quint32 uid : std::as_const(uids)) {
        if (!all.isEmpty() && uid <= all.last().last)
            continue;
        if (!all.isEmpty() && uid == all.last().last + 1)
            all.last().last = uid;
        else
            all.append({uid, uid});
    }
    return all;
}

QByteArray text(const Range &range)
{
    const QByteArray first = QByteArray::number(range.first);
    return range.first == range.last ? first : first + ':' + QByteArray::number(range.last);
}

std::optional<quint32> uidFrom(QByteArrayView text)
{
    bool ok = false;
    const uint uid = text.toUInt(&ok);
    return ok && uid > 0 ? std::optional<quint32>(uid) : std::nullopt;
}

} // namespace

CommandText command(const QByteArray &text)
{
    CommandText made;
    made.pieces.append(CommandText::Piece{text});
    return made;
}

CommandText &CommandText::raw(const QByteArray &text)
{
    pieces.last().bytes += text;
    return *this;
}

CommandText &CommandText::string(const QByteArray &text)
{
    if (!canBeQuoted(text))
        return literal(text);
    QByteArray quoted = text;
    quoted.replace('\\', "\\\\").replace('"', "\\\"");
    return raw('"' + quoted + '"');
}

CommandText &CommandText::literal(const QByteArray &bytes, bool eightBit)
{
    pieces.last().literal = bytes.size();
    pieces.last().eightBit = eightBit;
    pieces.append(Piece{bytes});
    return *this;
}

CommandText &CommandText::answer(const QByteArray &line)
{
    pieces.append(Piece{line});
    return *this;
}

bool CommandText::waitsBefore(qsizetype piece, Literals literals) const
{
    if (piece == 0)
        return false;
    const qint64 announced = pieces.at(piece - 1).literal;
    if (announced < 0)
        return true;
    return literals == Literals::Synchronizing
        || (literals == Literals::SmallNonSynchronizing && announced > smallLiteral);
}

QByteArray CommandText::wire(qsizetype piece, Literals literals) const
{
    const Piece &sent = pieces.at(piece);
    if (sent.literal < 0)
        return sent.bytes + "\r\n";
    const bool waits = waitsBefore(piece + 1, literals);
    return sent.bytes + (sent.eightBit ? "~{" : "{") + QByteArray::number(sent.literal) + (waits ? "}\r\n" : "+}\r\n");
}

QByteArray numberRange(qint64 first, qint64 last)
{
    constexpr qint64 highest = 0xffffffff;
    return QByteArray::number(first) + ':' + (last >= highest ? QByteArray("*") : QByteArray::number(last));
}

QByteArray sequenceSet(QList<quint32> uids)
{
    QByteArray set;
    for (const Range &range : ranges(std::move(uids)))
        set += (set.isEmpty() ? "" : ",") + text(range);
    return set;
}

QList<QByteArray> sequenceSets(QList<quint32> uids, qsizetype maxLength, qsizetype maxCount)
{
    QList<QByteArray> sets;
    QByteArray set;
    qsizetype named = 0;
    const auto cut = [&] {
        if (!set.isEmpty())
            sets.append(std::exchange(set, {}));
        named = 0;
    };
    for (Range range : ranges(std::move(uids))) {
        while (range.first <= range.last) {
            Range now = range;
            if (maxCount > 0)
                now.last = quint32(std::min<qint64>(range.last, qint64(range.first) + maxCount - named - 1));
            const QByteArray part = text(now);
            if (!set.isEmpty() && set.size() + 1 + part.size() > maxLength) {
                cut();
                continue;
            }
            set += (set.isEmpty() ? "" : ",") + part;
            named += now.last - now.first + 1;
            if (maxCount > 0 && named == maxCount)
                cut();
            if (now.last == range.last)
                break;
            range.first = now.last + 1;
        }
    }
    cut();
    return sets;
}

std::optional<QList<quint32>> parseSequenceSet(const QByteArray &text, qsizetype limit)
{
    QList<quint32> uids;
    for (const QByteArray &part : text.split(',')) {
        const qsizetype colon = part.indexOf(':');
        const QByteArrayView whole(part);
        const auto first = uidFrom(colon < 0 ? whole : whole.first(colon));
        const auto last = colon < 0 ? first : uidFrom(whole.sliced(colon + 1));
        if (!first || !last)
            return {};
        const qint64 count = std::abs(qint64(*last) - qint64(*first)) + 1;
        if (uids.size() + count > limit)
            return {};
        const int step = *first <= *last ? 1 : -1;
        for (qint64 i = 0, uid = *first; i < count; ++i, uid += step)
            uids.append(quint32(uid));
    }
    return uids;
}

} // namespace qn::imap
