// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/completion.h"
#include "net/linechannel.h"

#include <QQueue>
#include <QSslError>
#include <QSslSocket>

#include <optional>

namespace qn::net {

class DeflateStream;

/// One connection of a LineChannel, from connecting to its end: the socket's state and its first error, without
/// waiting.
class Line final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Line)

public:
    Line(Endpoint endpoint, const QNetworkProxy &proxy);
    ~Line() override;

    void connectToHost();
    void startEncryption();
    void startDeflate(const QByteArray &alreadyRead);

    /// Connected, and encrypted where the encryption has begun.
    bool isReady() const;
    bool isEncrypted() const { return m_socket->isEncrypted(); }
    QHostAddress localAddress() const { return m_socket->localAddress(); }
    const std::optional<Error> &failure() const { return m_failure; }
    /// Closes; the first reason is the one that counts.
    void fail(Error error);

    QByteArray take(); ///< what is there, 1 MiB at most
    bool hasBytes() const;
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;

    /// Finished at the next change of anything. The waiter takes itself out.
    void addWaiter(Completion *waiter) { m_waiters.append(waiter); }
    void removeWaiter(Completion *waiter) { m_waiters.removeOne(waiter); }

    const Endpoint endpoint;
    QByteArray refusedCertificate;
    QString refusal;
    std::optional<ServerCertificate> shownCertificate; ///< the same for people
    qint64 received = 0; ///< bytes, still deflated
    qint64 sent = 0; ///< bytes put on their way, deflated

signals:
    void written(qint64 bytes);

private:
    void onSslErrors(const QList<QSslError> &errors);
    void onError(QAbstractSocket::SocketError error);
    void onConnected();
    void onBytesWritten();
    void wake();

    /// A write of the stream: where it ends there, and where on the wire.
    struct Mark
    {
        qint64 stream = 0;
        qint64 wire = 0;
    };
    QSslSocket *m_socket = nullptr; ///< deleted later: its own signal may be what ends this
    std::unique_ptr<DeflateStream> m_deflate;
    QList<Completion *> m_waiters;
    QQueue<Mark> m_marks;
    qint64 m_stream = 0; ///< bytes of the stream given to write()
    qint64 m_left = 0; ///< bytes of the stream that have left
    std::optional<Error> m_failure;
    bool m_encrypting = false;
};

} // namespace qn::net
