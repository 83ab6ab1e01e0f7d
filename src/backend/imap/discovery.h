// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/imapsettings.h"
#include "core/result.h"
#include "net/httpclient.h"

#include <QCoroTask>
#include <QDnsLookup>
#include <QHostAddress>

namespace qn::imap {

/// Servers of an address as a domain's own autoconfiguration file names them (Mozilla's config-v1.1 format). Only entries that are
/// encrypted are taken. nullopt: the file names none of use.
std::optional<ImapSettings> parseAutoconfig(const QByteArray &xml, const QString &address);

/// The best of SRV records (RFC 2782): lowest priority, then highest weight; nullopt for none or "." (not offered).
struct ServiceRecord
{
    QString host;
    quint16 port = 0, priority = 0, weight = 0;
};
std::optional<ServiceRecord> bestRecord(const QList<ServiceRecord> &records);

/// Finds the servers of an address that no preset knows: whether a known service takes its mail, the domain's
/// autoconfiguration over https, then SRV records (RFC 6186, RFC 8314: TLS
/// from the first byte is preferred). Lives on one thread. Errors: NotFound (set up by hand), those of HttpClient where nothing can be reached at all.
class Discovery final
{
    Q_DISABLE_COPY_MOVE(Discovery)

public:
    struct Options
    {
        /// With %1 for the domain and %2 for the address.
        QStringList autoconfig{QStringLiteral("https://autoconfig.%1/mail/config-v1.1.xml?emailaddress=%2"),
            QStringLiteral("https://%1/.well-known/autoconfig/mail/config-v1.1.xml")};
        QHostAddress nameserver; ///< null: the system's
        std::chrono::milliseconds timeout{8000}; ///< of each step
    };
    Discovery(net::HttpClient &http, Options options) : m_http(http), m_options(std::move(options)) { }

    QCoro::Task<Result<ImapSettings>> discover(QString address);

private:
    QCoro::Task<std::optional<ImapSettings>> byMailExchange(QString domain);
    QCoro::Task<std::optional<ServiceRecord>> lookUp(QString service, QString domain);
    QCoro::Task<std::optional<net::Endpoint>> endpoint(QString implicitService, QString startTlsService, QString domain);

    net::HttpClient &m_http;
    const Options m_options;
};

} // namespace qn::imap
