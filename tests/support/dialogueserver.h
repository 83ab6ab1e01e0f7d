// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <optional>

namespace qn::test {

/// One step of a scripted dialogue, of any protocol that speaks in lines.
struct Step
{
    enum class Kind {
        Server, ///< sends the bytes
        Client, ///< waits for exactly these bytes; `*` at the end of a line stands for the rest of that line
        Until, ///< takes whatever comes until these bytes have come, and keeps it in DialogueServer::taken()
        Tls, ///< begins TLS
        Hold, ///< says nothing more and keeps the line
        Close, ///< hangs up
    };
    Kind kind = Kind::Server;
    QByteArray bytes;
};
inline Step S(const QByteArray &line)
{
    return {Step::Kind::Server, line + "\r\n"};
}
inline Step C(const QByteArray &line)
{
    return {Step::Kind::Client, line + "\r\n"};
}
inline Step raw(const QByteArray &bytes)
{
    return {Step::Kind::Server, bytes};
}
inline Step until(const QByteArray &bytes)
{
    return {Step::Kind::Until, bytes};
}
inline Step tls()
{
    return {Step::Kind::Tls, {}};
}
inline Step hold()
{
    return {Step::Kind::Hold, {}};
}
inline Step hangUp()
{
    return {Step::Kind::Close, {}};
}

/// A server on 127.0.0.1 that plays one script a connection (the last one again and again), in the clear or over TLS,
/// and can cut the line after a number of bytes sent or received. What a client says that the script does not expect
/// ends up in complaint(), and the line is cut.
class DialogueServer final : public QTcpServer
{
    Q_DISABLE_COPY_MOVE(DialogueServer)

public:
    explicit DialogueServer(
        QList<QList<Step>> scripts, std::optional<QSslConfiguration> configuration = {}, bool implicitTls = false)
        : m_scripts(std::move(scripts))
        , m_configuration(std::move(configuration))
        , m_implicitTls(implicitTls)
    {
        listen(QHostAddress::LocalHost);
    }

    /// The line is cut as soon as so many bytes have been sent (`false`: received) on it, both without TLS's own.
    void cutAfter(qint64 bytes, bool sent = true)
    {
        m_cutBytes = bytes;
        m_cutSent = sent;
    }
    QByteArray complaint() const { return m_complaint; }
    /// What the client said on the last connection.
    QByteArray heard() const { return m_heard; }
    QByteArray taken() const { return m_taken; } ///< by `until` steps of the last connection
    int connections() const { return m_connections; }
    bool isDone() const { return m_done; } ///< the last connection's script was played to its end
    qint64 sentBytes() const { return m_sent; }

protected:
    void incomingConnection(qintptr handle) override
    {
        if (m_socket)
            m_socket->disconnect(this);
        m_script = m_scripts.value(std::min<qsizetype>(m_connections++, m_scripts.size() - 1));
        m_heard.clear();
        m_taken.clear();
        m_buffer.clear();
        m_sent = 0;
        m_done = false;
        m_socket = new QSslSocket(this);
        QSslSocket *socket = m_socket;
        socket->setSocketDescriptor(handle);
        if (m_configuration)
            socket->setSslConfiguration(*m_configuration);
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::encrypted, this, [this] { play(); });
        connect(socket, &QSslSocket::readyRead, this, [this] { hear(); });
        if (m_implicitTls)
            socket->startServerEncryption();
        else
            QTimer::singleShot(0, this, [this] { play(); });
    }

private:
    void hear()
    {
        QByteArray bytes = m_socket->readAll();
        if (m_cutBytes >= 0 && !m_cutSent && m_heard.size() + bytes.size() >= m_cutBytes) {
            bytes.truncate(m_cutBytes - m_heard.size());
            m_heard += bytes;
            m_buffer += bytes;
            play();
            return cut();
        }
        m_heard += bytes;
        m_buffer += bytes;
        play();
    }

    void cut()
    {
        if (!m_socket)
            return;
        m_socket->disconnect(this);
        m_socket->flush();
        m_socket->disconnectFromHost();
        m_socket = nullptr;
    }

    /// False where the line is cut now.
    bool send(QByteArray bytes)
    {
        const bool cuts = m_cutBytes >= 0 && m_cutSent && m_sent + bytes.size() >= m_cutBytes;
        if (cuts)
            bytes.truncate(m_cutBytes - m_sent);
        m_sent += bytes.size();
        m_socket->write(bytes);
        if (cuts)
            cut();
        return !cuts;
    }

    enum class Match { Whole, More, Wrong };
    Match take(const QByteArray &expected)
    {
        if (!expected.endsWith("*\r\n")) {
            if (m_buffer.startsWith(expected)) {
                m_buffer.remove(0, expected.size());
                return Match::Whole;
            }
            return expected.startsWith(m_buffer) ? Match::More : Match::Wrong;
        }
        const qsizetype end = m_buffer.indexOf("\r\n");
        const QByteArray start = expected.chopped(3);
        if (end < 0)
            return start.startsWith(m_buffer.left(start.size())) ? Match::More : Match::Wrong;
        if (!m_buffer.left(end).startsWith(start))
            return Match::Wrong;
        m_buffer.remove(0, end + 2);
        return Match::Whole;
    }

    bool takeUntil(const QByteArray &end)
    {
        const qsizetype at = m_buffer.indexOf(end);
        if (at < 0)
            return false;
        m_taken += m_buffer.left(at + end.size());
        m_buffer.remove(0, at + end.size());
        return true;
    }

    void play()
    {
        while (m_socket && !m_script.isEmpty()) {
            if (m_socket->mode() != QSslSocket::UnencryptedMode && !m_socket->isEncrypted())
                return;
            const Step step = m_script.first();
            switch (step.kind) {
            case Step::Kind::Hold:
                return;
            case Step::Kind::Server:
                m_script.removeFirst();
                if (!send(step.bytes))
                    return;
                continue;
            case Step::Kind::Client:
                if (const Match match = take(step.bytes); match != Match::Whole) {
                    if (match == Match::Wrong)
                        complain(step.bytes);
                    return;
                }
                break;
            case Step::Kind::Until:
                if (!takeUntil(step.bytes))
                    return;
                break;
            case Step::Kind::Tls:
                m_script.removeFirst();
                m_socket->flush();
                m_socket->startServerEncryption();
                continue;
            case Step::Kind::Close:
                cut();
                break;
            }
            m_script.removeFirst();
        }
        m_done |= m_script.isEmpty();
    }

    void complain(const QByteArray &expected)
    {
        m_complaint = "expected " + expected.trimmed() + ", got " + m_buffer.left(200);
        cut();
    }

    QList<QList<Step>> m_scripts;
    const std::optional<QSslConfiguration> m_configuration;
    const bool m_implicitTls;
    QList<Step> m_script;
    QPointer<QSslSocket> m_socket;
    QByteArray m_buffer, m_heard, m_taken, m_complaint;
    qint64 m_cutBytes = -1, m_sent = 0;
    bool m_cutSent = true, m_done = false;
    int m_connections = 0;
};

} // namespace qn::test
