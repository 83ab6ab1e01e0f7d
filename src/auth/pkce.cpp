// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/pkce.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

namespace qn::auth {

namespace {

QByteArray base64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace

QByteArray randomText(int bytes)
{
    QByteArray random(bytes, Qt::Uninitialized);
    for (char &byte : random)
        byte = char(QRandomGenerator::system()->bounded(256));
    return base64Url(random);
}

Pkce Pkce::create()
{
    Pkce pkce;
    pkce.verifier = Secret(randomText(32)); // 43 characters, the least that is allowed
    pkce.challenge = challengeFor(pkce.verifier);
    return pkce;
}

QByteArray Pkce::challengeFor(const Secret &verifier)
{
    return base64Url(QCryptographicHash::hash(verifier.reveal(), QCryptographicHash::Sha256));
}

} // namespace qn::auth
