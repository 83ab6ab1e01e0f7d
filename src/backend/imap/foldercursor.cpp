// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/foldercursor.h"

namespace qn::imap {

namespace {

constexpr char version[] = "imap3 ";
constexpr int fastCompression = 1;
constexpr qsizetype largestBlock = 64 << 20; ///< bytes, unpacked
constexpr qsizetype sizeInFront = 4; ///< bytes; qCompress begins with the size of what it packed

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

/// A block: steps between UIDs, then flags, each in a run of its own: many equal bytes.
bool unpackBlock(const QByteArray &packed, qsizetype count, KnownFlags &known)
{
    // qUncompress believes the size that stands in front.
    if (packed.size() < sizeInFront || qsizetype(quint8(packed.at(0))) << 24 >= largestBlock)
        return false;
    const QByteArray bytes = qUncompress(packed);
    if (bytes.size() < count)
        return false;
    qsizetype at = 0;
    quint32 uid = 0, step = 0;
    for (qsizetype i = 0; i < count; ++i) {
        if (!takeNumber(bytes, at, step) || step == 0)
            return false;
        uid += step;
        known.insert_or_assign(uid, MessageFlags::fromInt(quint8(bytes.at(bytes.size() - count + i))));
    }
    return true;
}

} // namespace

void KnownMessages::add(const KnownFlags &known)
{
    if (known.empty())
        return;
    QByteArray steps, flags;
    quint32 last = 0;
    for (const auto &[uid, value] : known) {
        putNumber(steps, uid - last);
        flags += char(value.toInt());
        last = uid;
    }
    const QByteArray block = qCompress(steps + flags, fastCompression);
    putNumber(m_packed, quint32(known.size()));
    putNumber(m_packed, quint32(block.size()));
    m_packed += block;
}

std::optional<KnownFlags> KnownMessages::unpacked() const
{
    KnownFlags known;
    quint32 count = 0, size = 0;
    for (qsizetype at = 0; at < m_packed.size(); at += size) {
        if (!takeNumber(m_packed, at, count) || !takeNumber(m_packed, at, size) || size > m_packed.size() - at)
            return {};
        if (!unpackBlock(m_packed.mid(at, size), count, known))
            return {};
    }
    return known;
}

std::optional<FolderCursor> FolderCursor::decode(const QByteArray &token)
{
    const qsizetype end = token.indexOf('\n');
    if (!token.startsWith(version) || end < 0)
        return {};
    const QList<QByteArray> parts = token.left(end).split(' ');
    if (parts.size() != 10)
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
    if (token.size() - end - 1 != numbers[8])
        return {};
    if (numbers[7] == 1)
        cursor.known.emplace(token.mid(end + 1));
    return cursor.uidValidity > 0 ? std::optional(cursor) : std::nullopt;
}

QByteArray FolderCursor::encode() const
{
    QByteArray token(version);
    for (const qint64 number : {qint64(uidValidity), qint64(below), qint64(uidNext), modSeq, exists, unseen, swept})
        token += QByteArray::number(number) + ' ';
    const QByteArray packed = known ? known->packed() : QByteArray();
    token += (known ? "1 " : "0 ") + QByteArray::number(packed.size()) + '\n';
    return token + packed;
}

} // namespace qn::imap
