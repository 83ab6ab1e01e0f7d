// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QCoroTask>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QObject>

#include <chrono>
#include <memory>

namespace qn::net {

class Line;

enum class TlsMode {
    Implicit, ///< TLS from the first byte (RFC 8314)
    StartTls, ///< begins in the clear; the protocol's client must call startTls() before anything secret
    None, ///< this machine only: open() refuses any other host with kind Tls
};

/// Where a mail server is and how its line is protected.
struct Endpoint
{
    QString host;
    quint16 port = 0;
    TlsMode tls = TlsMode::Implicit;
    /// SHA-256 of the certificate (DER) that the user has accepted for this server although it does not verify. Empty:
    /// none.
    QByteArray acceptedCertificate;
    bool operator==(const Endpoint &) const = default;
};

/// A byte stream to a mail server: IMAP and SMTP speak over it. Lives on the engine thread. Certificates are verified
/// always; TLS 1.2 at least. Errors: Network (also the end of the stream), Timeout, Tls, Canceled. After an error the
/// channel is closed and can be opened again. One reader at a time.
class LineChannel final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LineChannel)

public:
    struct Options
    {
        std::chrono::milliseconds connectTimeout{20'000};
        std::chrono::milliseconds silence{60'000}; ///< read(): no byte came for so long
        QNetworkProxy proxy{QNetworkProxy::DefaultProxy}; ///< this machine itself is never reached through one
    };
    explicit LineChannel(QObject *parent = nullptr);
    LineChannel(Options options, QObject *parent);
    ~LineChannel() override;

    /// Connects; with TlsMode::Implicit the line is encrypted when this ends. A refused certificate is an error of kind
    /// Tls whose reason is CertificateRefused, and refusedCertificate() tells which it was, for the question to the
    /// user.
    QCoro::Task<Result<void>> open(Endpoint endpoint);
    /// Encrypts a line that began in the clear. Whatever came before and was not read is dropped with an error of kind
    /// Tls: nobody may speak for the server before the line is safe (the "NO STARTTLS" attacks).
    QCoro::Task<Result<void>> startTls();
    /// RFC 4978: from here on both directions are deflated. Bytes that came already are taken as deflated ones;
    /// `alreadyRead` are those that the caller has read beyond the answer that agreed to it.
    void startDeflate(const QByteArray &alreadyRead = {});

    /// The bytes that have come, one at least; waits for `silence` at most (0: the option's). Never more than 1 MiB at
    /// a time, and no more is taken from the network before it is asked for, so that memory stays flat.
    QCoro::Task<Result<QByteArray>> read(std::chrono::milliseconds silence = std::chrono::milliseconds(0));
    /// What is there already, possibly nothing. Never waits.
    QByteArray readAvailable();
    /// Puts bytes on their way. Never waits; what cannot go is told by the next read() or flushed().
    void write(const QByteArray &bytes);
    /// Until no more than `remaining` bytes written are still here: keeps memory flat while a large mail goes up.
    QCoro::Task<Result<void>> flushed(qint64 remaining = 0);
    qint64 bytesToWrite() const;

    bool isOpen() const;
    bool isEncrypted() const;
    QHostAddress localAddress() const;
    QByteArray refusedCertificate() const; ///< DER of the last one that was refused
    QString refusal() const; ///< why it was refused, for people
    /// Ends what is under way with Canceled and closes.
    void abort();
    /// Closes at once without waiting for what is under way on the other side. Nothing may be awaited meanwhile.
    void close();
    /// Bytes that went over the wire since open(), as sent there (deflated), both ways.
    qint64 bytesReceived() const;
    qint64 bytesSent() const;

signals:
    void written(qint64 bytes); ///< so many more bytes of the stream have left this program

private:
    Options m_options;
    std::shared_ptr<Line>
        m_line; ///< shared with what is under way, which may outlive the channel by a turn of the event loop
};

} // namespace qn::net
