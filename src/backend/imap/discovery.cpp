// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/discovery.h"

#include "backend/imap/providers.h"
#include "net/completion.h"

#include <QTimer>
#include <QUrlQuery>
#include <QXmlStreamReader>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

struct Server
{
    net::Endpoint endpoint;
    QString user;
    bool isUsable = false;
};

QString filledIn(QString text, const QString &address)
{
    return text.replace("%EMAILADDRESS%"_L1, address)
        .replace("%EMAILLOCALPART%"_L1, address.section(u'@', 0, -2))
        .replace("%EMAILDOMAIN%"_L1, address.section(u'@', -1));
}

Server readServer(QXmlStreamReader &reader, const QString &type, const QString &address)
{
    Server server;
    bool isEncrypted = false;
    while (reader.readNextStartElement()) {
        const QString name = reader.name().toString();
        const QString text = reader.readElementText(QXmlStreamReader::SkipChildElements).trimmed();
        if (name == "hostname"_L1)
            server.endpoint.host = filledIn(text, address).toLower();
        else if (name == "port"_L1)
            server.endpoint.port = text.toUShort();
        else if (name == "username"_L1)
            server.user = filledIn(text, address);
        else if (name == "socketType"_L1) {
            isEncrypted = text == "SSL"_L1 || text == "STARTTLS"_L1;
            server.endpoint.tls = text == "SSL"_L1 ? net::TlsMode::Implicit : net::TlsMode::StartTls;
        }
    }
    server.isUsable = isEncrypted && !server.endpoint.host.isEmpty() && server.endpoint.port > 0
        && (type == "imap"_L1 || type == "smtp"_L1);
    return server;
}

} // namespace

std::optional<ImapSettings> parseAutoconfig(const QByteArray &xml, const QString &address)
{
    QXmlStreamReader reader(xml);
    reader.setEntityExpansionLimit(0);
    ImapSettings settings;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        const bool isIncoming = reader.name() == "incomingServer"_L1;
        if (!isIncoming && reader.name() != "outgoingServer"_L1)
            continue;
        const QString type = reader.attributes().value("type"_L1).toString();
        const Server server = readServer(reader, type, address);
        net::Endpoint &wanted = isIncoming ? settings.imap : settings.smtp;
        if (!server.isUsable || !wanted.host.isEmpty() || type != (isIncoming ? "imap"_L1 : "smtp"_L1))
            continue;
        wanted = server.endpoint;
        if (isIncoming)
            settings.user = server.user == address ? QString() : server.user;
    }
    if (settings.imap.host.isEmpty() || settings.smtp.host.isEmpty())
        return {};
    return settings;
}

std::optional<ServiceRecord> bestRecord(const QList<ServiceRecord> &records)
{
    const auto best = std::min_element(records.begin(), records.end(), [](const ServiceRecord &a, const ServiceRecord &b) {
        return std::pair(a.priority, -int(a.weight)) < std::pair(b.priority, -int(b.weight));
    });
    if (best == records.end() || best->host.isEmpty() || best->host == "."_L1 || best->port == 0)
        return {};
    return *best;
}

/// A company's own domain at a service that is known.
QCoro::Task<std::optional<ImapSettings>> Discovery::byMailExchange(QString domain)
{
    QDnsLookup lookup(QDnsLookup::MX, domain);
    if (!m_options.nameserver.isNull())
        lookup.setNameserver(m_options.nameserver);
    net::Completion done;
    QObject::connect(&lookup, &QDnsLookup::finished, &done, &net::Completion::finish);
    QTimer::singleShot(m_options.timeout, &done, &net::Completion::finish);
    lookup.lookup();
    co_await net::waitFor(&done);
    if (!lookup.isFinished())
        lookup.abort();
    const auto records = lookup.mailExchangeRecords();
    for (const QDnsMailExchangeRecord &record : records) {
        if (const Provider *provider = providerForMailExchange(record.exchange()))
            co_return std::optional<ImapSettings>(provider->settings);
    }
    co_return std::optional<ImapSettings>();
}

QCoro::Task<std::optional<ServiceRecord>> Discovery::lookUp(QString service, QString domain)
{
    QDnsLookup lookup(QDnsLookup::SRV, u"_%1._tcp.%2"_s.arg(service, domain));
    if (!m_options.nameserver.isNull())
        lookup.setNameserver(m_options.nameserver);
    net::Completion done;
    QObject::connect(&lookup, &QDnsLookup::finished, &done, &net::Completion::finish);
    QTimer::singleShot(m_options.timeout, &done, &net::Completion::finish);
    lookup.lookup();
    co_await net::waitFor(&done);
    QList<ServiceRecord> records;
    if (lookup.isFinished() && lookup.error() == QDnsLookup::NoError) {
        const auto answers = lookup.serviceRecords();
        for (const QDnsServiceRecord &record : answers)
            records.append({record.target(), record.port(), record.priority(), record.weight()});
    } else {
        lookup.abort();
    }
    co_return bestRecord(records);
}

QCoro::Task<std::optional<net::Endpoint>> Discovery::endpoint(QString implicitService, QString startTlsService, QString domain)
{
    std::optional<ServiceRecord> record = co_await lookUp(implicitService, domain);
    if (record)
        co_return std::optional(net::Endpoint{record->host, record->port, net::TlsMode::Implicit, {}});
    std::optional<ServiceRecord> open = co_await lookUp(startTlsService, domain);
    if (open)
        co_return std::optional(net::Endpoint{open->host, open->port, net::TlsMode::StartTls, {}});
    co_return std::optional<net::Endpoint>();
}

QCoro::Task<Result<ImapSettings>> Discovery::discover(QString address)
{
    const QString domain = address.section(u'@', -1).trimmed().toLower();
    if (domain.isEmpty() || domain == address)
        co_return Result<ImapSettings>(fail(ErrorKind::Parameter, u"this is not a mail address"_s));
    std::optional<ImapSettings> known = co_await byMailExchange(domain);
    if (known)
        co_return Result<ImapSettings>(*known);
    for (const QString &pattern : m_options.autoconfig) {
        net::HttpRequest request;
        request.url = QUrl(pattern.contains("%2"_L1) ? pattern.arg(domain, QString::fromLatin1(QUrl::toPercentEncoding(address)))
                                                     : pattern.arg(domain));
        request.timeout = m_options.timeout;
        request.maxAnswerBytes = 256 * 1024;
        request.repeatable = false; // one try: there are other ways
        Result<net::HttpResponse> answer = co_await m_http.send(request);
        if (!answer || answer->status != 200)
            continue;
        const std::optional<ImapSettings> found = parseAutoconfig(answer->body, address);
        if (found)
            co_return Result<ImapSettings>(*found);
    }
    std::optional<net::Endpoint> imap = co_await endpoint(u"imaps"_s, u"imap"_s, domain);
    std::optional<net::Endpoint> smtp = co_await endpoint(u"submissions"_s, u"submission"_s, domain);
    if (!imap || !smtp)
        co_return Result<ImapSettings>(fail(ErrorKind::NotFound, u"the domain does not say which servers it has"_s));
    ImapSettings settings;
    settings.imap = *imap;
    settings.smtp = *smtp;
    co_return Result<ImapSettings>(settings);
}

} // namespace qn::imap
