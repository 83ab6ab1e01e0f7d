// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate.h"

using namespace Qt::StringLiterals;

namespace qn {

namespace {

constexpr QLatin1StringView servers[] = {"imap"_L1, "smtp"_L1};

TrustedServer trustedIn(const QJsonObject &server)
{
    return {
        server.value("host"_L1).toString(), QByteArray::fromHex(server.value("certificate"_L1).toString().toLatin1())};
}

} // namespace

QList<TrustedServer> trustedServers(const Account &account)
{
    QList<TrustedServer> trusted;
    for (const QLatin1StringView key : servers) {
        const TrustedServer one = trustedIn(account.settings.value(key).toObject());
        if (!one.sha256.isEmpty() && !trusted.contains(one))
            trusted.append(one);
    }
    return trusted;
}

void withdrawTrust(Account &account, const TrustedServer &server)
{
    for (const QLatin1StringView key : servers) {
        QJsonObject settings = account.settings.value(key).toObject();
        if (trustedIn(settings) != server)
            continue;
        settings.remove("certificate"_L1);
        account.settings.insert(key, settings);
    }
}

QString fingerprint(const QByteArray &sha256)
{
    return QString::fromLatin1(sha256.toHex(':').toUpper());
}

} // namespace qn
