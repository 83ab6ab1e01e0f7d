// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/smtp/refusal.h"
#include "backend/smtp/reply.h"
#include "backend/smtp/smtpclient.h"

namespace qn::smtp {

/// One connection to a submission server: what is said and what is answered. Shared by a SmtpClient and its coroutine.
class Dialogue final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Dialogue)

public:
    Dialogue(net::Endpoint endpoint, const SmtpClient::Options &options);

    const net::Endpoint endpoint;
    const SmtpClient::Options options;
    net::LineChannel channel;

    void say(const QByteArray &bytes);
    /// The next reply, whole within `longest`. A 421 is an error, since the server hangs up (RFC 5321 3.8).
    QCoro::Task<Result<Reply>> reply(std::chrono::milliseconds longest, Stage stage);
    /// A reply that is there already although none is due yet. Never waits.
    Result<std::optional<Reply>> earlyReply();
    /// TLS on this line; whatever came before is refused.
    QCoro::Task<Result<void>> startTls();
    /// QUIT, waiting for the answer no longer than is polite.
    QCoro::Task<> leave();

    /// From now on the mail's end is among what was said: whoever has got everything has got the mail.
    void setEndSaid() { m_endSaid = true; }
    /// True where the server may have the whole mail, and its word is missing.
    bool mayHaveArrived() const { return m_endSaid && !m_endAnswered && m_left >= m_said; }
    void setEndAnswered() { m_endAnswered = true; }
    qint64 left() const { return m_left; }

    void abort();
    bool isAborted() const { return m_aborted; }

signals:
    void progress(qint64 sent, qint64 total);

private:
    ReplyParser m_parser;
    qint64 m_said = 0; ///< bytes
    qint64 m_left = 0; ///< bytes that have left this program
    bool m_endSaid = false;
    bool m_endAnswered = false;
    bool m_aborted = false;
};

/// Greeting, EHLO, STARTTLS where the endpoint wants it, EHLO again.
QCoro::Task<Result<Extensions>> greet(Dialogue *dialogue);
/// AUTH by the best mechanism that server and credentials have in common; once more where the source has others.
QCoro::Task<Result<void>> signIn(Dialogue *dialogue, Extensions extensions, auth::CredentialSource *source);
/// MAIL, RCPT, and the data.
QCoro::Task<Result<SendReceipt>> deliver(
    Dialogue *dialogue, Extensions extensions, Envelope envelope, QByteArray source);

} // namespace qn::smtp
