// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/foldercursor.h"

namespace qn::imap {

namespace {

constexpr char version[] = "imap1 ";
constexpr int fastCompression = 1;
constexpr qsizetype largestMap = 64 << 20; ///< bytes, unpacked

void putNumber(QByteArray &bytes, quint32 number)
{
    for (; number >= 0x80; number >>= 7)
        bytes += char(number | 0x80);
    bytes += char(number);
}

bool takeNumber(const QByteArray &bytes, qsizetype &at, quint32 &number)
{
    number = 0;
    for (int shift = 0; at < bytes.size() && shift < 35; shift += 7) {
        const auto byte = quint8(bytes.at(at++));
        number |= quint32(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

/// Steps between UIDs, then flags, each in a block of its own: long runs of the same bytes.
QByteArray pack(const std::map<quint32, MessageFlags> &known)
{
    QByteArray steps, flags;
    quint32 last = 0;
    for (const auto &[uid, value] : known) {
        putNumber(steps, uid - last);
        flags += char(value.toInt());
        last = uid;
    }
    return qCompress(steps + flags, fastCompression);
}

std::optional<std::map<quint32, MessageFlags>> unpack(const QByteArray &packed, qsizetype count)
{
    // qUncompress believes the size that stands in front.
    if (packed.size() < 4 || qsizetype(quint8(packed.at(0))) << 24 > largestMap)
        return {};
    const QByteArray bytes = qUncompress(packed);
    std::map<quint32, MessageFlags> known;
    qsizetype at = 0;
    quint32 uid = 0, step = 0;
    if (bytes.size() < count)
        return {};
    for (qsizetype i = 0; i < count; ++i) {
        if (!takeNumber(bytes, at, step) || step == 0)
            return {};
        uid += step;
        known.emplace_hint(known.end(), uid, MessageFlags::fromInt(quint8(bytes.at(bytes.size() - count + i))));
    }
    return known;
}

} // namespace

std::optional<FolderCursor> FolderCursor::decode(const QByteArray &token)
{
    const qsizetype end = token.indexOf('\n');
    if (!token.startsWith(version) || end < 0)
        return {};
    const QList<QByteArray> parts = token.left(end).split(' ');
    if (parts.size() != 9)
        return {};
    QList<qint64> numbers;
    for (const QByteArray &part : parts.sliced(1)) {
        bool ok = false;
        numbers.append(part.toLongLong(&ok));
        if (!ok)
            return {};
    }
    FolderCursor cursor{quint32(numbers[0]), quint32(numbers[1]), quint32(numbers[2]), numbers[3], numbers[4], numbers[5],
        numbers[6], {}};
    if (numbers[7] >= 0) {
        cursor.known = unpack(token.mid(end + 1), numbers[7]);
        if (!cursor.known)
            return {};
    } else if (end + 1 != token.size()) {
        return {};
    }
    return cursor.uidValidity > 0 ? std::optional(cursor) : std::nullopt;
}

QByteArray FolderCursor::encode() const
{
    QByteArray token(version);
    for (const qint64 number : {qint64(uidValidity), qint64(below), qint64(uidNext), modSeq, exists, unseen, swept})
        token += QByteArray::number(number) + ' ';
    token += QByteArray::number(known ? qint64(known->size()) : -1) + '\n';
    return known ? token + pack(*known) : token;
}

} // namespace qn::imap
