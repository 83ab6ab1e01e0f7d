// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/synccursor.h"

namespace qn::sync {

// "GENERATION FLAGS TOKEN", flags m (mid-run) and l (listed) or "-". The token comes last because it may contain
// anything.
SyncCursor SyncCursor::decode(const QByteArray &stored)
{
    const qsizetype first = stored.indexOf(' ');
    const qsizetype second = first < 0 ? -1 : stored.indexOf(' ', first + 1);
    if (second < 0)
        return {};
    bool ok = false;
    SyncCursor cursor;
    cursor.generation = stored.left(first).toLongLong(&ok);
    if (!ok)
        return {};
    const QByteArray flags = stored.mid(first + 1, second - first - 1);
    cursor.midRun = flags.contains('m');
    cursor.listed = flags.contains('l');
    cursor.token = stored.mid(second + 1);
    return cursor;
}

QByteArray SyncCursor::encode() const
{
    QByteArray flags;
    if (midRun)
        flags += 'm';
    if (listed)
        flags += 'l';
    return QByteArray::number(generation) + ' ' + (flags.isEmpty() ? QByteArray("-") : flags) + ' ' + token;
}

} // namespace qn::sync
