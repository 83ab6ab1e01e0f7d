// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/onceonlybody.h"

#include <algorithm>
#include <cstring>

namespace qn::net {

OnceOnlyBody::OnceOnlyBody(QByteArray bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OnceOnlyBody::seek(qint64 position)
{
    return position == m_offset && QIODevice::seek(position);
}

qint64 OnceOnlyBody::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min(maxSize, m_bytes.size() - m_offset);
    if (count <= 0)
        return -1;
    std::memcpy(data, m_bytes.constData() + m_offset, size_t(count));
    m_offset += count;
    return count;
}

qint64 OnceOnlyBody::writeData(const char *, qint64)
{
    return -1;
}

} // namespace qn::net
