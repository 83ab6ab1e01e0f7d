// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QStringList>

namespace qn::test {

/// tests/tools/qqserver in a process of its own: IMAP and SMTP the way QQ Mail's servers are known to behave. A test's program defines
/// QN_SOURCE_DIR.
class QQServer final
{
    Q_DISABLE_COPY_MOVE(QQServer)

public:
    static QString user() { return QStringLiteral("li@qq.com"); }
    static QByteArray code() { return "abcdefghijklmnop"; }

    explicit QQServer(const QStringList &options)
    {
        const QString debian = QStringLiteral("/usr/bin/python3");
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QFile::exists(debian) ? debian : QStringLiteral("python3"),
            QStringList{QStringLiteral("-B"), QStringLiteral(QN_SOURCE_DIR "/tests/tools/qqserver"), QStringLiteral("--stdin")} + options);
        m_imap = line().mid(5).toUShort();
        m_smtp = line().mid(5).toUShort();
    }
    ~QQServer()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished();
    }
    quint16 imapPort() const { return m_imap; } ///< 0: it could not be started
    quint16 smtpPort() const { return m_smtp; }
    /// See the program's help. What it says behind "ok".
    QByteArray ask(const QString &command)
    {
        m_process.write(command.toUtf8() + '\n');
        const QByteArray answer = line();
        if (!answer.startsWith("ok"))
            qFatal("qqserver, %s: %s", qPrintable(command), answer.constData());
        return answer.mid(3);
    }
    /// `UID:flags` of each message.
    QList<QByteArray> list(const QString &folder)
    {
        const QByteArray all = ask(QStringLiteral("list ") + folder);
        return all.isEmpty() ? QList<QByteArray>() : all.split(' ');
    }

private:
    QByteArray line()
    {
        while (!m_process.canReadLine())
            if (!m_process.waitForReadyRead(60'000))
                return {};
        return m_process.readLine().trimmed();
    }

    QProcess m_process;
    quint16 m_imap = 0, m_smtp = 0;
};

} // namespace qn::test
