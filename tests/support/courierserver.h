// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace qn::test {

/// Courier's imapd on a loopback port, with Maildirs in a temporary directory: an IMAP server with none of Dovecot's extensions and a namespace
/// below INBOX. Every user has the password "secret" and the folders Sent, Drafts, Trash, Junk and Archive. A test's program defines QN_SOURCE_DIR.
class CourierServer final
{
    Q_DISABLE_COPY_MOVE(CourierServer)

public:
    CourierServer()
    {
        const QString unpacked = QStringLiteral(QN_SOURCE_DIR "/build/courier");
        if (!QFile::exists(unpacked + QStringLiteral("/usr/bin/imapd")))
            qFatal("Courier is missing: packaging/courier.sh build/courier");
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("python3"), {QStringLiteral(QN_SOURCE_DIR "/tests/support/courier.py"), unpacked,
            m_directory.path(), QStringLiteral("secret")});
        if (m_process.waitForStarted() && (m_process.canReadLine() || m_process.waitForReadyRead(60'000)))
            m_port = m_process.readLine().trimmed().toUShort();
        if (m_port == 0)
            qFatal("Courier does not start");
    }
    ~CourierServer()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    quint16 port() const { return m_port; }

private:
    QTemporaryDir m_directory;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace qn::test
