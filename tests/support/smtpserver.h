// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/certificates.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace qn::test {

/// aiosmtpd, a mail server that is not ours, on 127.0.0.1. Recipients nobody@… are refused. A test's program defines
/// QN_SOURCE_DIR.
class SmtpServer final
{
    Q_DISABLE_COPY_MOVE(SmtpServer)

public:
    enum class Tls { None, StartTls, Implicit };

    /// `password` empty: any will do. `certificate` for the two kinds of TLS.
    explicit SmtpServer(Tls tls = Tls::None, const Certificate *certificate = nullptr, const QString &password = {})
    {
        // Debian's own Python has Debian's packages, whatever comes first in the path.
        const QString debian = QStringLiteral("/usr/bin/python3");
        QStringList arguments{QStringLiteral(QN_SOURCE_DIR "/tests/support/smtpserver.py"), m_folder.path()};
        if (tls != Tls::None)
            arguments << QStringLiteral("--certificate") << certificate->file() << QStringLiteral("--key")
                      << certificate->keyFile();
        if (tls == Tls::StartTls)
            arguments << QStringLiteral("--starttls");
        if (!password.isEmpty())
            arguments << QStringLiteral("--password") << password;
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QFile::exists(debian) ? debian : QStringLiteral("python3"), arguments);
        if (m_process.waitForStarted() && (m_process.canReadLine() || m_process.waitForReadyRead(60'000)))
            m_port = m_process.readLine().trimmed().toUShort();
    }
    ~SmtpServer()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    quint16 port() const { return m_port; } ///< 0: it could not be started
    qsizetype count() const { return QDir(m_folder.path()).entryList({QStringLiteral("*.json")}, QDir::Files).size(); }
    /// The n-th mail as it came, and its envelope: from, to, options, tls, authenticated.
    QByteArray mail(int n) const { return contents(QStringLiteral("%1.eml").arg(n)); }
    QJsonObject envelope(int n) const
    {
        return QJsonDocument::fromJson(contents(QStringLiteral("%1.json").arg(n))).object();
    }

private:
    QByteArray contents(const QString &name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace qn::test
