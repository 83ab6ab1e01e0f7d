// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/partpieces.h"

#include "backend/imap/largemail.h"
#include "mime/headerdecoder.h"
#include "mime/transferdecoder.h"

namespace qn::imap {

namespace {

constexpr qint64 endBytes = 512;

}

PartPieces::PartPieces(ListedPart part, bool isForServer)
    : Pieces(isForServer ? "BINARY.PEEK" : "BODY.PEEK", part.section)
    , m_part(std::move(part))
    , m_isForServer(isForServer)
{
}

PartPieces::~PartPieces() = default;

bool PartPieces::areFor(const ListedPart &part)
{
    return part.size > pieceBytes && !part.type.startsWith("message/");
}

QByteArray PartPieces::withFirst() const
{
    if (!m_isForServer)
        return "BODY.PEEK[" + m_part.section + ".MIME]";
    return "BODY.PEEK[" + m_part.section + "]<" + QByteArray::number(m_part.size - endBytes) + '.'
        + QByteArray::number(endBytes) + '>';
}

void PartPieces::note(const FetchItem &item)
{
    const std::optional<QByteArray> section = sectionOf(*item.name);
    if (section == m_part.section + ".MIME")
        m_header = item.value->text;
    else if (section == m_part.section)
        m_end = item.value->text;
}

qint64 PartPieces::begin()
{
    if (m_isForServer) {
        m_decoder = mime::TransferDecoder::of("binary");
        return m_end.size() == endBytes ? base64Size(m_part.size, m_end).value_or(-1) : -1;
    }
    const QByteArray encoding = mime::splitHeader(m_header).value("content-transfer-encoding").trimmed().toLower();
    m_decoder = mime::TransferDecoder::of(m_part.encoding);
    return m_decoder && encoding == m_part.encoding && decodedPart(m_part, m_header, {}) ? m_part.size : -1;
}

QByteArray PartPieces::decoded(const QByteArray &piece)
{
    return m_decoder->decode(piece);
}

QByteArray PartPieces::end()
{
    return m_decoder->end();
}

void SourcePieces::note(const FetchItem &item)
{
    if (item.name->is("RFC822.SIZE"))
        m_size = item.value->number();
}

} // namespace qn::imap
