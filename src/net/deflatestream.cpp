// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/deflatestream.h"

#include <algorithm>

#include <zlib.h>

namespace qn::net {

class DeflateStream::Private
{
public:
    z_stream packer{};
    z_stream unpacker{};
    QByteArray input;
    qsizetype used = 0; ///< of input
    bool moreInside = false; ///< the last output was full, so zlib may hold more
    bool broken = false;
};

DeflateStream::DeflateStream()
    : d(std::make_unique<Private>())
{
    constexpr int memoryLevel = 8;
    const bool isReady =
        deflateInit2(&d->packer, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, memoryLevel, Z_DEFAULT_STRATEGY) == Z_OK
        && inflateInit2(&d->unpacker, -MAX_WBITS) == Z_OK;
    d->broken = !isReady;
}

DeflateStream::~DeflateStream()
{
    deflateEnd(&d->packer);
    inflateEnd(&d->unpacker);
}

QByteArray DeflateStream::pack(const QByteArray &bytes)
{
    QByteArray input = bytes; // zlib's interface wants writable memory
    d->packer.next_in = reinterpret_cast<Bytef *>(input.data());
    d->packer.avail_in = uInt(input.size());
    QByteArray packed;
    do {
        const qsizetype before = packed.size();
        packed.resize(before + qsizetype(deflateBound(&d->packer, d->packer.avail_in)) + 16);
        d->packer.next_out = reinterpret_cast<Bytef *>(packed.data() + before);
        d->packer.avail_out = uInt(packed.size() - before);
        deflate(&d->packer, Z_SYNC_FLUSH);
        packed.chop(qsizetype(d->packer.avail_out));
    } while (d->packer.avail_in > 0 || d->packer.avail_out == 0);
    return packed;
}

void DeflateStream::feed(const QByteArray &packed)
{
    if (!hasInput()) {
        d->input = packed;
        d->used = 0;
        return;
    }
    d->input.remove(0, d->used);
    d->used = 0;
    d->input += packed;
}

QByteArray DeflateStream::unpack(qsizetype most)
{
    QByteArray bytes;
    constexpr qsizetype step = 64 * 1024;
    while (!d->broken && hasInput() && bytes.size() < most) {
        const qsizetype before = bytes.size();
        bytes.resize(std::min(before + step, most));
        d->unpacker.next_in = reinterpret_cast<Bytef *>(d->input.data() + d->used);
        d->unpacker.avail_in = uInt(d->input.size() - d->used);
        d->unpacker.next_out = reinterpret_cast<Bytef *>(bytes.data() + before);
        d->unpacker.avail_out = uInt(bytes.size() - before);
        const int result = inflate(&d->unpacker, Z_SYNC_FLUSH);
        d->used = d->input.size() - qsizetype(d->unpacker.avail_in);
        d->moreInside = d->unpacker.avail_out == 0;
        bytes.chop(qsizetype(d->unpacker.avail_out));
        // The stream of a line has no end: one that ends is as broken as one that makes no sense.
        d->broken = result != Z_OK && result != Z_BUF_ERROR;
    }
    return bytes;
}

bool DeflateStream::hasInput() const
{
    return d->moreInside || d->used < d->input.size();
}

bool DeflateStream::isBroken() const
{
    return d->broken;
}

} // namespace qn::net
