// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/inflater.h"

#include <array>

#include <zlib.h>

namespace qn::net {

class Inflater::Private
{
public:
    z_stream stream{};
    qint64 maxBytes = 0;
    QByteArray bytes;
    State state = State::Going;
};

Inflater::Inflater(qint64 maxBytes)
    : d(std::make_unique<Private>())
{
    d->maxBytes = maxBytes;
    constexpr int gzipOrZlib = 32 + MAX_WBITS;
    if (inflateInit2(&d->stream, gzipOrZlib) != Z_OK)
        d->state = State::Broken;
}

Inflater::~Inflater()
{
    inflateEnd(&d->stream);
}

Inflater::State Inflater::feed(const QByteArray &packed)
{
    QByteArray input = packed; // zlib's interface wants writable memory
    d->stream.next_in = reinterpret_cast<Bytef *>(input.data());
    d->stream.avail_in = uInt(input.size());
    std::array<char, 32768> buffer;
    while (d->stream.avail_in > 0 && d->state != State::Broken && d->state != State::TooLarge) {
        if (d->state == State::Whole) { // RFC 1952 2.2: members may follow each other
            inflateReset(&d->stream);
            d->state = State::Going;
        }
        int result = Z_OK;
        do {
            d->stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
            d->stream.avail_out = uInt(buffer.size());
            result = inflate(&d->stream, Z_NO_FLUSH);
            d->bytes.append(buffer.data(), qsizetype(buffer.size() - d->stream.avail_out));
        } while (result == Z_OK && d->stream.avail_out == 0 && d->bytes.size() <= d->maxBytes);
        if (d->bytes.size() > d->maxBytes)
            d->state = State::TooLarge;
        else if (result == Z_STREAM_END)
            d->state = State::Whole;
        else if (result != Z_OK && result != Z_BUF_ERROR)
            d->state = State::Broken;
    }
    return d->state;
}

Inflater::State Inflater::state() const
{
    return d->state;
}

const QByteArray &Inflater::bytes() const
{
    return d->bytes;
}

} // namespace qn::net
