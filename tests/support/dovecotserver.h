// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/freeport.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>
#include <unistd.h>

namespace qn::test {

/// A Dovecot of its own on a loopback port, with Maildirs in a temporary directory. Every user name has the password "secret". Runs as whoever
/// runs the tests; root's mail belongs to "nobody", since Dovecot refuses to serve root.
class DovecotServer final
{
    Q_DISABLE_COPY_MOVE(DovecotServer)

public:
    static constexpr char password[] = "secret";

    /// `extra` is added to the configuration. `certificate` and `key` (PEM files) switch STARTTLS and TLS on.
    explicit DovecotServer(const QByteArray &extra = {}, const QString &certificate = {}, const QString &key = {})
    {
        m_port = freePort();
        m_tlsPort = freePort();
        QFile::setPermissions(m_directory.path(), QFile::Permissions(0x7755));
        QDir(m_directory.path()).mkpath(QStringLiteral("home"));
        if (::geteuid() == 0)
            QProcess::execute(QStringLiteral("chown"), {owner(), home()});
        write(extra, certificate, key);
        start();
    }
    ~DovecotServer() { stop(); }

    static bool isInstalled() { return !program().isEmpty(); }
    quint16 port() const { return m_port; } ///< in the clear, and STARTTLS
    quint16 tlsPort() const { return m_tlsPort; }
    QString home() const { return m_directory.filePath(QStringLiteral("home")); }
    QString log() const
    {
        QFile file(m_directory.filePath(QStringLiteral("log")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    /// Returns when not one of its processes is left.
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        const pid_t group = pid_t(m_process.processId());
        m_process.terminate();
        if (!m_process.waitForFinished(10'000))
            m_process.kill();
        m_process.waitForFinished(5000);
        for (int i = 0; i < 200 && isAlive(group); ++i) {
            if (i >= 50)
                ::kill(-group, SIGKILL);
            QThread::msleep(20);
        }
    }
    void start()
    {
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
        m_process.start(program(), {QStringLiteral("-F"), QStringLiteral("-c"), m_directory.filePath(QStringLiteral("dovecot.conf"))});
        QElapsedTimer time;
        time.start();
        for (;;) {
            QTcpSocket probe;
            probe.connectToHost(QStringLiteral("127.0.0.1"), m_port);
            if (probe.waitForConnected(200) && probe.waitForReadyRead(2000))
                return;
            if (time.elapsed() > 20'000)
                qFatal("Dovecot does not start: %s %s", qPrintable(log()), m_process.readAllStandardError().constData());
            QThread::msleep(20);
        }
    }

private:
    /// Whether any process of the group runs. One that nobody has waited for yet does not.
    static bool isAlive(pid_t group)
    {
        const QStringList all = QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")}, QDir::Dirs);
        for (const QString &id : all) {
            QFile file(QStringLiteral("/proc/%1/stat").arg(id));
            if (!file.open(QIODevice::ReadOnly))
                continue;
            const QByteArray stat = file.readAll();
            const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
            if (fields.size() > 2 && fields.at(2).toInt() == group && fields.at(0) != "Z")
                return true;
        }
        return false;
    }
    static QString program()
    {
        const QString found = QStandardPaths::findExecutable(QStringLiteral("dovecot"));
        return found.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("dovecot"), {QStringLiteral("/usr/sbin")}) : found;
    }
    static QString owner() { return ::geteuid() == 0 ? QStringLiteral("nobody:nogroup") : QString::number(::geteuid()); }
    void write(const QByteArray &extra, const QString &certificate, const QString &key)
    {
        const bool isRoot = ::geteuid() == 0;
        const QByteArray user = isRoot ? QByteArray("nobody") : QByteArray(qgetenv("USER").isEmpty() ? "nobody" : qgetenv("USER"));
        const QByteArray group = isRoot ? QByteArray("nogroup") : QByteArray::number(::getegid());
        const QByteArray uid = isRoot ? QByteArray("nobody") : QByteArray::number(::geteuid());
        const QByteArray base = m_directory.path().toUtf8();
        QByteArray text = "base_dir = " + base + "/run\nstate_dir = " + base + "/run\nlog_path = " + base
            + "/log\nprotocols = imap\nlisten = 127.0.0.1\ndisable_plaintext_auth = no\nfirst_valid_uid = 1\n"
              "auth_mechanisms = plain login\nauth_failure_delay = 0\nmail_fsync = never\nmail_max_userip_connections = 100\n"
              "default_internal_user = " + user + "\ndefault_login_user = " + user + "\ndefault_internal_group = " + group
            + "\npassdb {\n driver = static\n args = password=" + password + "\n}\nuserdb {\n driver = static\n args = uid=" + uid
            + " gid=" + group + " home=" + home().toUtf8() + "/%u\n}\nmail_location = maildir:~/Maildir\n"
              "namespace inbox {\n inbox = yes\n separator = /\n";
        for (const char *name : {"Drafts", "Sent", "Trash", "Junk", "Archive"})
            text += QByteArray(" mailbox ") + name + " {\n  special_use = \\" + name + "\n  auto = subscribe\n }\n";
        text += "}\nservice imap-login {\n chroot =\n inet_listener imap {\n  port = " + QByteArray::number(m_port)
            + "\n }\n inet_listener imaps {\n  port = " + QByteArray::number(certificate.isEmpty() ? 0 : m_tlsPort)
            + "\n  ssl = yes\n }\n}\nservice anvil {\n chroot =\n unix_listener anvil-auth-penalty {\n  mode = 0\n }\n}\n";
        if (certificate.isEmpty())
            text += "ssl = no\n";
        else
            text += "ssl = yes\nssl_cert = <" + certificate.toUtf8() + "\nssl_key = <" + key.toUtf8() + '\n';
        QFile file(m_directory.filePath(QStringLiteral("dovecot.conf")));
        if (!file.open(QIODevice::WriteOnly) || file.write(text + extra) < 0)
            qFatal("no configuration for Dovecot");
    }

    QTemporaryDir m_directory;
    QProcess m_process;
    quint16 m_port = 0, m_tlsPort = 0;
};

} // namespace qn::test
