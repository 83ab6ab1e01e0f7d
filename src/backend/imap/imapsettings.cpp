// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/imapsettings.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

constexpr std::pair<net::TlsMode, QLatin1StringView> tlsNames[] = {
    {net::TlsMode::Implicit, "implicit"_L1},
    {net::TlsMode::StartTls, "starttls"_L1},
    {net::TlsMode::None, "none"_L1},
};

QJsonObject endpointToJson(const net::Endpoint &endpoint)
{
    QJsonObject json{{u"host"_s, endpoint.host}, {u"port"_s, endpoint.port}};
    for (const auto &[mode, name] : tlsNames) {
        if (mode == endpoint.tls)
            json.insert(u"tls"_s, name);
    }
    if (!endpoint.acceptedCertificate.isEmpty())
        json.insert(u"certificate"_s, QString::fromLatin1(endpoint.acceptedCertificate.toHex()));
    return json;
}

net::Endpoint endpointFrom(const QJsonObject &json)
{
    return net::Endpoint{json.value("host"_L1).toString(), quint16(json.value("port"_L1).toInt()),
        tlsModeFrom(json.value("tls"_L1).toString()).value_or(net::TlsMode::Implicit),
        QByteArray::fromHex(json.value("certificate"_L1).toString().toLatin1())};
}

} // namespace

ImapSettings ImapSettings::fromJson(const QJsonObject &json)
{
    ImapSettings settings;
    settings.provider = json.value("provider"_L1).toString();
    settings.imap = endpointFrom(json.value("imap"_L1).toObject());
    settings.smtp = endpointFrom(json.value("smtp"_L1).toObject());
    settings.user = json.value("user"_L1).toString();
    settings.login = json.value("login"_L1).toString() == "oauth2"_L1 ? Login::OAuth2 : Login::Password;
    settings.cardDav = QUrl(json.value("cardDav"_L1).toString());
    settings.savesSent = json.value("savesSent"_L1).toBool();
    return settings;
}

QJsonObject ImapSettings::toJson() const
{
    QJsonObject json{{u"imap"_s, endpointToJson(imap)}, {u"smtp"_s, endpointToJson(smtp)}};
    if (!provider.isEmpty())
        json.insert(u"provider"_s, provider);
    if (!user.isEmpty())
        json.insert(u"user"_s, user);
    if (login == Login::OAuth2)
        json.insert(u"login"_s, u"oauth2"_s);
    if (!cardDav.isEmpty())
        json.insert(u"cardDav"_s, cardDav.toString(QUrl::FullyEncoded));
    if (savesSent)
        json.insert(u"savesSent"_s, true);
    return json;
}

std::optional<net::TlsMode> tlsModeFrom(const QString &name)
{
    for (const auto &[mode, known] : tlsNames) {
        if (name == known)
            return mode;
    }
    return {};
}

std::optional<net::Endpoint> parseEndpoint(const QString &text, net::TlsMode tls)
{
    const qsizetype colon = text.lastIndexOf(u':');
    bool isNumber = false;
    const int port = text.mid(colon + 1).toInt(&isNumber);
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    if (colon <= 0 || host.isEmpty() || !isNumber || port < 1 || port > 65535)
        return {};
    return net::Endpoint{host, quint16(port), tls, {}};
}

} // namespace qn::imap
