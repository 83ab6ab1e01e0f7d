// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"
#include "backend/imap/valuereader.h"

namespace qn::imap {

/// How the line of an answer begins.
struct AnswerStart
{
    Response::Kind kind = Response::Kind::Malformed;
    QByteArrayView tag;
    qint64 number = -1;
    QByteArrayView name; ///< as sent
    bool isStatus = false; ///< OK NO BAD BYE PREAUTH or `+`: free text follows, which has no literals
    qsizetype rest = 0; ///< offset of what follows the name
};
AnswerStart readStart(QByteArrayView line);

/// Reads one whole answer; `pieces` (used up) are without line ends and literal lengths. Never fails: what it cannot read is Malformed.
Response readAnswer(ValueReader &reader, std::span<QByteArrayView> pieces, std::span<const QByteArray> literals,
    int maxDepth, int maxValues);

} // namespace qn::imap
