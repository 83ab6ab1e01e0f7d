// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/grants.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace qn::server {

QByteArray randomToken()
{
    std::array<quint32, 8> bits{};
    QRandomGenerator::system()->fillRange(bits.data(), bits.size());
    return QByteArray(reinterpret_cast<const char *>(bits.data()), sizeof bits)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray hashOf(const QByteArray &secret)
{
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256).toHex();
}

bool isSame(const QByteArray &one, const QByteArray &other)
{
    quint8 difference = one.size() == other.size() ? 0 : 1;
    for (qsizetype i = 0; i < one.size() && i < other.size(); ++i)
        difference |= quint8(one.at(i)) ^ quint8(other.at(i));
    return difference == 0;
}

} // namespace qn::server
