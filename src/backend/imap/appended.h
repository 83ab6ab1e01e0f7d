// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>

namespace qn::imap {

/// What a folder has, as far as it takes to know whether the same bytes are there already: sizes of all messages, digests of those that were
/// looked at or put there. Fed by ImapBackend.
class Appended final
{
public:
    struct Entry
    {
        quint32 uid = 0; ///< 0: put there by us, and the server did not tell
        QByteArray digest; ///< empty: not known
    };

    /// Line ends as they stand in a message that is sent (RFC 5322): servers change lone line feeds, or refuse them.
    static QByteArray canonical(QByteArray source);
    static QByteArray digest(const QByteArray &canonicalSource);

    quint32 uidValidity = 0;
    quint32 uidNext = 1; ///< messages from this UID on are not listed here
    bool isStale = true; ///< others, or we on a connection that broke, may have added some

    void reset(quint32 validity);
    void add(qint64 size, quint32 uid, const QByteArray &digest = {});
    QList<Entry> ofSize(qint64 size) const { return m_bySize.values(size); }
    /// Notes a digest; an empty one takes the message out.
    void note(qint64 size, quint32 uid, const QByteArray &digest);

private:
    QMultiHash<qint64, Entry> m_bySize;
};

} // namespace qn::imap
