// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/pieces.h"

#include "backend/imap/fetchreading.h"

#include <algorithm>

namespace qn::imap {

namespace {

/// `<1048576>` behind a section; -1: there is none.
qint64 originOf(const Value &name)
{
    const QByteArray mark = name.text.mid(name.text.indexOf(']') + 1);
    bool ok = false;
    const qint64 origin = mark.startsWith('<') && mark.endsWith('>') ? mark.mid(1).chopped(1).toLongLong(&ok) : -1;
    return ok ? origin : -1;
}

} // namespace

Pieces::Pieces(QByteArray item, QByteArray section, qint64 from)
    : m_item(std::move(item))
    , m_section(std::move(section))
    , m_asked(from)
    , m_taken(from)
{
}

Pieces::~Pieces() = default;

QByteArray Pieces::ask()
{
    const bool mayAsk = m_hasBegun ? m_asked < m_size : m_offsets.isEmpty();
    if (m_isWrong || !mayAsk)
        return {};
    // The last is asked for with a byte more than there should be: what is longer than the server said is noticed.
    const qint64 left = m_size - m_asked, count = m_hasBegun && left <= pieceBytes ? left + 1 : pieceBytes;
    QByteArray items =
        m_item + '[' + m_section + "]<" + QByteArray::number(m_asked) + '.' + QByteArray::number(count) + '>';
    if (!m_hasBegun)
        items.prepend(withFirst() + ' ');
    m_offsets.enqueue(m_asked);
    m_asked += pieceBytes;
    return items;
}

void Pieces::askAgain()
{
    m_asked = m_taken;
    m_offsets.clear();
    m_pieces.clear();
}

QByteArray Pieces::take(const QList<Response> &answer, quint32 uid)
{
    for (const Response &response : answer) {
        if (response.name == "FETCH" && readFetch(response).uid == uid)
            collect(response);
    }
    const qint64 offset = m_offsets.dequeue();
    if (!m_hasBegun && !m_isWrong) {
        m_size = begin();
        m_hasBegun = true;
        m_isWrong = m_size < m_taken;
    }
    QByteArray bytes;
    while (!m_isWrong && m_pieces.contains(m_taken))
        bytes += next();
    m_isWrong = m_isWrong || (m_taken <= offset && m_taken < m_size);
    return m_isWrong ? QByteArray() : bytes;
}

void Pieces::collect(const Response &response)
{
    for (const FetchItem &item : fetchItems(response)) {
        const std::optional<QByteArray> section = sectionOf(*item.name);
        const bool isText = !item.value->isNil() && !item.value->isList();
        const QByteArray answered = m_item.left(m_item.indexOf('.')); // BODY.PEEK is answered by BODY
        const bool isPiece = section && *section == m_section && isText && originOf(*item.name) >= m_taken
            && item.name->text.toUpper().startsWith(answered + '[');
        if (isPiece)
            m_pieces.insert(originOf(*item.name), item.value->text);
        else if (isText)
            note(item);
    }
}

QByteArray Pieces::next()
{
    const QByteArray piece = m_pieces.take(m_taken);
    m_isWrong = piece.size() != std::min(pieceBytes, m_size - m_taken);
    m_taken += piece.size();
    const QByteArray bytes = decoded(piece);
    return m_taken == m_size ? bytes + end() : bytes;
}

} // namespace qn::imap
