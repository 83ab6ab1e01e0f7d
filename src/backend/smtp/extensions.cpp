// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/extensions.h"

#include <algorithm>

namespace qn::smtp {

namespace {

void addMechanisms(Extensions &extensions, const QList<QByteArray> &mechanisms)
{
    for (const QByteArray &mechanism : mechanisms) {
        if (!mechanism.isEmpty() && !extensions.auth.contains(mechanism) && extensions.auth.size() < 50)
            extensions.auth.append(mechanism);
    }
}

} // namespace

Extensions parseExtensions(const Reply &reply)
{
    Extensions extensions;
    for (const QByteArray &line : reply.lines.mid(1)) {
        QByteArray upper = line.simplified().toUpper();
        if (upper.startsWith("AUTH="))
            upper[4] = ' ';
        const auto words = upper.split(' ');
        const QByteArray &name = words.first();
        extensions.pipelining |= name == "PIPELINING";
        extensions.eightBitMime |= name == "8BITMIME";
        extensions.smtpUtf8 |= name == "SMTPUTF8";
        extensions.chunking |= name == "CHUNKING";
        extensions.dsn |= name == "DSN";
        extensions.startTls |= name == "STARTTLS";
        if (name == "SIZE")
            extensions.size = std::max<qint64>(0, words.value(1).toLongLong());
        if (name == "AUTH")
            addMechanisms(extensions, words.mid(1));
    }
    return extensions;
}

} // namespace qn::smtp
