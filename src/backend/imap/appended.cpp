// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/appended.h"

#include <QCryptographicHash>

#include <algorithm>

namespace qn::imap {

QByteArray Appended::canonical(QByteArray source)
{
    const qsizetype feeds = source.count('\n'), returns = source.count('\r');
    if (feeds == returns && source.count("\r\n") == feeds)
        return source;
    QByteArray out;
    out.reserve(source.size() + feeds);
    for (qsizetype i = 0; i < source.size(); ++i) {
        if (source.at(i) == '\r' && i + 1 < source.size() && source.at(i + 1) == '\n')
            continue;
        if (source.at(i) == '\r' || source.at(i) == '\n')
            out += "\r\n";
        else
            out += source.at(i);
    }
    return out;
}

QByteArray Appended::digest(const QByteArray &canonicalSource)
{
    return QCryptographicHash::hash(canonicalSource, QCryptographicHash::Sha256);
}

void Appended::reset(quint32 validity)
{
    m_bySize.clear();
    uidValidity = validity;
    uidNext = 1;
}

void Appended::add(qint64 size, quint32 uid, const QByteArray &digest)
{
    m_bySize.insert(size, Entry{uid, digest});
    if (uid > 0)
        uidNext = std::max(uidNext, uid + 1);
}

void Appended::note(qint64 size, quint32 uid, const QByteArray &digest)
{
    for (auto it = m_bySize.find(size); it != m_bySize.end() && it.key() == size; ++it) {
        if (it->uid != uid)
            continue;
        if (digest.isEmpty())
            m_bySize.erase(it);
        else
            it->digest = digest;
        return;
    }
}

} // namespace qn::imap
