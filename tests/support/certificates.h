// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTemporaryDir>

namespace qn::test {

/// A certificate with its key that signs itself, made by openssl for this run.
class Certificate final
{
    Q_DISABLE_COPY_MOVE(Certificate)

public:
    explicit Certificate(const QString &host = QStringLiteral("localhost"))
    {
        const QString name = host.at(0).isDigit() ? QStringLiteral("IP:") + host : QStringLiteral("DNS:") + host;
        QProcess openssl;
        openssl.setStandardErrorFile(QProcess::nullDevice());
        openssl.start(QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("rsa:2048"),
                QStringLiteral("-nodes"), QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
                QStringLiteral("/CN=") + host, QStringLiteral("-addext"), QStringLiteral("subjectAltName=") + name,
                QStringLiteral("-keyout"), keyFile(), QStringLiteral("-out"), file()});
        m_made = openssl.waitForFinished() && openssl.exitCode() == 0;
    }

    bool isMade() const { return m_made; }
    QString file() const { return m_folder.filePath(QStringLiteral("certificate.pem")); }
    QString keyFile() const { return m_folder.filePath(QStringLiteral("key.pem")); }
    QSslCertificate certificate() const { return QSslCertificate(contents(file())); }
    QByteArray sha256() const { return QCryptographicHash::hash(certificate().toDer(), QCryptographicHash::Sha256); }
    /// What a server that shows this certificate is configured with.
    QSslConfiguration server() const
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(certificate());
        configuration.setPrivateKey(QSslKey(contents(keyFile()), QSsl::Rsa));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        return configuration;
    }

private:
    static QByteArray contents(const QString &path)
    {
        QFile opened(path);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    bool m_made = false;
};

/// While it lives, every TLS connection of this process trusts the certificate.
class Trust final
{
    Q_DISABLE_COPY_MOVE(Trust)

public:
    explicit Trust(const Certificate &certificate)
        : m_before(QSslConfiguration::defaultConfiguration())
    {
        QSslConfiguration trusting = m_before;
        trusting.addCaCertificate(certificate.certificate());
        QSslConfiguration::setDefaultConfiguration(trusting);
    }
    ~Trust() { QSslConfiguration::setDefaultConfiguration(m_before); }

private:
    const QSslConfiguration m_before;
};

} // namespace qn::test
