// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/partpieces.h"

#include "backend/imap/fetchitems.h"
#include "backend/imap/fetchreading.h"
#include "backend/imap/largemail.h"
#include "mime/headerdecoder.h"
#include "mime/transferdecoder.h"

#include <algorithm>

namespace qn::imap {

namespace {

constexpr qint64 endBytes = 512;

/// `<1048576>` behind a section; -1: there is none.
qint64 originOf(const Value &name)
{
    const QByteArray mark = name.text.mid(name.text.indexOf(']') + 1);
    bool ok = false;
    const qint64 origin = mark.startsWith('<') && mark.endsWith('>') ? mark.mid(1).chopped(1).toLongLong(&ok) : -1;
    return ok ? origin : -1;
}

} // namespace

PartPieces::PartPieces(ListedPart part, bool isForServer)
    : m_part(std::move(part))
    , m_isForServer(isForServer)
    , m_size(isForServer ? -1 : m_part.size)
{
}

PartPieces::~PartPieces() = default;

bool PartPieces::areFor(const ListedPart &part)
{
    return part.size > pieceBytes && !part.type.startsWith("message/");
}

QByteArray PartPieces::ask()
{
    const bool isFirst = !m_decoder;
    if (m_isWrong || (isFirst && m_asked > 0) || (!isFirst && m_asked >= m_size))
        return {};
    // The last is asked for with a byte more than there should be: a file that is longer than listed is noticed.
    const qint64 left = m_size - m_asked, count = m_size >= 0 && left <= pieceBytes ? left + 1 : pieceBytes;
    const QByteArray section = m_part.section;
    QByteArray items = (m_isForServer ? "BINARY.PEEK[" : "BODY.PEEK[") + section + "]<" + QByteArray::number(m_asked) + '.'
        + QByteArray::number(count) + '>';
    if (isFirst && m_isForServer)
        items += " BODY.PEEK[" + section + "]<" + QByteArray::number(m_part.size - endBytes) + '.' + QByteArray::number(endBytes) + '>';
    else if (isFirst)
        items.prepend("BODY.PEEK[" + section + ".MIME] ");
    m_offsets.enqueue(m_asked);
    m_asked += pieceBytes;
    return items;
}

void PartPieces::askAgain()
{
    m_asked = m_taken;
    m_offsets.clear();
    m_pieces.clear();
}

QByteArray PartPieces::take(const QList<Response> &answer, quint32 uid)
{
    for (const Response &response : answer) {
        if (response.name == "FETCH" && readFetch(response).uid == uid)
            collect(response);
    }
    const qint64 offset = m_offsets.dequeue();
    m_isWrong = m_isWrong || (!m_decoder && !begin());
    QByteArray bytes;
    while (!m_isWrong && m_pieces.contains(m_taken))
        bytes += next();
    m_isWrong = m_isWrong || m_taken <= offset;
    return m_isWrong ? QByteArray() : bytes;
}

void PartPieces::collect(const Response &response)
{
    for (const FetchItem &item : fetchItems(response)) {
        const std::optional<QByteArray> section = sectionOf(*item.name);
        if (!section || item.value->isNil() || item.value->isList())
            continue;
        const bool isDecoded = item.name->text.toUpper().startsWith("BINARY");
        const qint64 origin = originOf(*item.name);
        if (*section == m_part.section + ".MIME")
            m_header = item.value->text;
        else if (*section == m_part.section && isDecoded == m_isForServer && origin >= m_taken)
            m_pieces.insert(origin, item.value->text);
        else if (*section == m_part.section && origin == m_part.size - endBytes)
            m_end = item.value->text;
    }
}

/// False: it is not the file that was listed.
bool PartPieces::begin()
{
    if (m_isForServer) {
        m_decoder = mime::TransferDecoder::of("binary");
        m_size = m_end.size() == endBytes ? base64Size(m_part.size, m_end).value_or(0) : 0;
        return m_size > 0;
    }
    const QByteArray encoding = mime::splitHeader(m_header).value("content-transfer-encoding").trimmed().toLower();
    m_decoder = mime::TransferDecoder::of(m_part.encoding);
    return m_decoder && encoding == m_part.encoding && decodedPart(m_part, m_header, {});
}

QByteArray PartPieces::next()
{
    const QByteArray piece = m_pieces.take(m_taken);
    m_isWrong = piece.size() != std::min(pieceBytes, m_size - m_taken);
    m_taken += piece.size();
    QByteArray bytes = m_decoder->decode(piece);
    return m_taken == m_size ? bytes + m_decoder->end() : bytes;
}

} // namespace qn::imap
