// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/freeport.h"

#include <QDir>
#include <QFile>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

namespace qn::test {

/// A CardDAV server (Radicale) of its own with one user, "chen@qq.example" with the password "secret", whose address book is empty.
class RadicaleServer final
{
    Q_DISABLE_COPY_MOVE(RadicaleServer)

public:
    RadicaleServer()
    {
        m_port = freePort();
        write(QStringLiteral("users"), "chen@qq.example:secret\n");
        const QString book = QStringLiteral("data/collection-root/chen@qq.example/contacts");
        QDir(m_directory.path()).mkpath(book);
        write(book + QStringLiteral("/.Radicale.props"), R"({"tag": "VADDRESSBOOK", "D:displayname": "Contacts"})");
        m_process.start(QStringLiteral("radicale"),
            {QStringLiteral("--config"), QString(),
                QStringLiteral("--server-hosts"), QStringLiteral("127.0.0.1:%1").arg(m_port),
                QStringLiteral("--storage-filesystem-folder"), m_directory.filePath(QStringLiteral("data")),
                QStringLiteral("--auth-type"), QStringLiteral("htpasswd"), QStringLiteral("--auth-htpasswd-filename"),
                m_directory.filePath(QStringLiteral("users")), QStringLiteral("--auth-htpasswd-encryption"),
                QStringLiteral("plain")});
        QElapsedTimer time;
        time.start();
        for (;;) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, m_port);
            if (socket.waitForConnected(200))
                return;
            if (time.elapsed() > 20'000)
                qFatal("Radicale does not start: %s", m_process.readAllStandardError().constData());
            QThread::msleep(50);
        }
    }
    ~RadicaleServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_port)); }
    /// Takes all contacts away.
    void clear()
    {
        QDir book(bookFolder());
        for (const QString &card : book.entryList({QStringLiteral("*.vcf")}, QDir::Files))
            book.remove(card);
    }
    QString bookFolder() const { return m_directory.filePath(QStringLiteral("data/collection-root/chen@qq.example/contacts")); }

private:
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_directory.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
            qFatal("cannot write %s", qPrintable(name));
    }

    QTemporaryDir m_directory;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace qn::test
