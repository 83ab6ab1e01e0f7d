// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"

#include <span>
#include <vector>

namespace qn::imap {

/// Reads values (atoms, strings, literals, lists) of one answer. The answer is given as the pieces of its line between the literals:
/// literal i stands behind piece i.
class ValueReader final
{
    Q_DISABLE_COPY_MOVE(ValueReader)

public:
    enum class Escapes {
        Strict, ///< RFC 3501 9
        Lenient, ///< a `\"` that can only be the string's end is: QQ writes hosts as `"qq.com\"`
    };

    ValueReader() = default;

    /// False: more than `maxValues`. Lists nested deeper than `maxDepth` become empty ones.
    bool read(std::span<const QByteArrayView> pieces, std::span<const QByteArray> literals, int maxDepth, int maxValues);
    /// What read() found. Reads it a second time with Escapes::Lenient where the first reading met faults and the second meets fewer.
    QList<Value> take() { return std::move(m_result); }

private:
    bool readOnce(Escapes escapes);
    void readPiece(QByteArrayView piece);
    const char *readQuoted(const char *at, const char *end);
    const char *readAtom(const char *at, const char *end);
    bool closesHere(const char *quote, const char *end) const;
    void open();
    void close();
    void push(Value::Kind kind, QByteArray text);

    std::span<const QByteArrayView> m_pieces;
    std::span<const QByteArray> m_literals;
    int m_maxDepth = 0, m_maxValues = 0;
    Escapes m_escapes = Escapes::Strict;
    int m_faults = 0; ///< places where the grammar was broken
    int m_count = 0;
    int m_tooDeep = 0; ///< open lists below the deepest that is kept
    std::vector<Value> m_stack; ///< values of the lists that are open, outermost first
    std::vector<size_t> m_marks; ///< where each open list begins on it
    QList<Value> m_result;
};

} // namespace qn::imap
