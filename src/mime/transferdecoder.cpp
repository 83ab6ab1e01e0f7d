// SPDX-License-Identifier: GPL-3.0-or-later

// GLib has members named "signals": before Qt's macro of that name.
#include <gmime/gmime.h>

#include "mime/parttree.h"
#include "mime/transferdecoder.h"

#include <array>

namespace qn::mime {

class TransferDecoder::Private
{
public:
    GMimeEncoding state;
};

namespace {

constexpr std::array<std::pair<QByteArrayView, GMimeContentEncoding>, 5> encodings = {{
    {"7bit", GMIME_CONTENT_ENCODING_7BIT},
    {"8bit", GMIME_CONTENT_ENCODING_8BIT},
    {"binary", GMIME_CONTENT_ENCODING_BINARY},
    {"base64", GMIME_CONTENT_ENCODING_BASE64},
    {"quoted-printable", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE},
}};

} // namespace

TransferDecoder::TransferDecoder(std::unique_ptr<Private> given)
    : d(std::move(given))
{
}

TransferDecoder::~TransferDecoder() = default;

std::unique_ptr<TransferDecoder> TransferDecoder::of(const QByteArray &encoding)
{
    for (const auto &[name, known] : encodings) {
        if (encoding != name)
            continue;
        initialiseGMime();
        auto made = std::make_unique<Private>();
        g_mime_encoding_init_decode(&made->state, known);
        return std::unique_ptr<TransferDecoder>(new TransferDecoder(std::move(made)));
    }
    return nullptr;
}

QByteArray TransferDecoder::decode(QByteArrayView piece)
{
    QByteArray bytes(qsizetype(g_mime_encoding_outlen(&d->state, size_t(piece.size()))), Qt::Uninitialized);
    bytes.truncate(qsizetype(g_mime_encoding_step(&d->state, piece.data(), size_t(piece.size()), bytes.data())));
    return bytes;
}

QByteArray TransferDecoder::end()
{
    QByteArray bytes(qsizetype(g_mime_encoding_outlen(&d->state, 0)), Qt::Uninitialized);
    bytes.truncate(qsizetype(g_mime_encoding_flush(&d->state, "", 0, bytes.data())));
    return bytes;
}

} // namespace qn::mime
