// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace qn::smtp {

/// A server's answer, whole (RFC 5321 4.2).
struct Reply
{
    int code = 0;
    QByteArray enhanced; ///< RFC 3463, e.g. "5.7.1", empty if there is none
    QList<QByteArray> lines; ///< without code, enhanced code and line end

    bool isPositive() const { return code >= 200 && code < 300; }
    bool isTransient() const { return code >= 400 && code < 500; }
    /// All lines as one text: UTF-8, else GB18030. Without control characters, 500 characters at most.
    QString text() const;
    bool operator==(const Reply &) const = default;
};

/// Cuts bytes into replies, in pieces as they come. Tolerates lone LF and a missing space behind the code. Errors:
/// Protocol for what is no reply, and for a line of over 8 KiB or a reply of over 256 KiB.
class ReplyParser final
{
public:
    void feed(const QByteArray &bytes) { m_bytes += bytes; }
    /// nullopt: more bytes are wanted.
    Result<std::optional<Reply>> next();
    /// True where bytes wait that are not part of a reply given out. After the answer to STARTTLS that is an attack.
    bool hasPending() const { return m_used < m_bytes.size() || !m_reply.lines.isEmpty(); }

private:
    Result<bool> addLine(QByteArray line);

    QByteArray m_bytes;
    qsizetype m_used = 0;
    Reply m_reply; ///< its lines up to now
    qsizetype m_size = 0;
};

} // namespace qn::smtp
