// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"
#include "core/result.h"

#include <memory>
#include <optional>

namespace qn::imap {

/// Cuts the bytes of a connection into answers (RFC 3501 9, RFC 9051 9, RFC 7888 literals, RFC 3516 literal8, RFC 4466), in pieces as they come,
/// linear in their number. Tolerant of what servers really send: quoted strings with raw 8-bit bytes or a stray escape, missing or extra
/// parentheses, empty multiparts, unpadded dates, lone LF, unknown answers and codes, NIL for lists, flags with odd characters. What cannot be read
/// becomes a Malformed answer (also one of too many values; lists deeper than the limit are read as empty ones), and the parser goes on at the next line that begins an answer (`* `, `+ `, a tag); a literal's bytes
/// are never taken for lines. Fails (TooLarge), now and ever after, only where going on would be unsafe: a limit
/// of bytes was passed.
class ResponseParser final
{
    Q_DISABLE_COPY_MOVE(ResponseParser)

public:
    struct Limits
    {
        qint64 line = 8 << 20; ///< bytes of one answer without its literals
        qint64 literal = 256 << 20;
        qint64 response = 512 << 20; ///< all of one answer
        int depth = 100; ///< nested lists
        int values = 2'000'000; ///< in one answer
    };
    ResponseParser();
    explicit ResponseParser(Limits limits);
    ~ResponseParser();

    void feed(const QByteArray &bytes);
    /// The next whole answer; nullopt: more bytes are wanted.
    Result<std::optional<Response>> next();
    /// Bytes that were fed and not yet given out. Anything left when STARTTLS is answered is an attack.
    qsizetype pending() const;
    /// What is not parsed yet is given back, for a stream whose encoding changes here (COMPRESS).
    QByteArray takePending();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::imap
