// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "core/message.h"
#include "core/result.h"
#include "core/sendreceipt.h"
#include "net/linechannel.h"

#include <QCoroTask>
#include <QObject>

#include <memory>

namespace qn::smtp {

/// What a server's EHLO answer offers (RFC 5321 4.1.1.1).
struct Extensions
{
    bool pipelining = false, eightBitMime = false, smtpUtf8 = false, chunking = false, dsn = false, startTls = false;
    qint64 size = 0; ///< 0: not told
    QList<QByteArray> auth; ///< upper case
};

/// A mail as SMTP carries it.
struct Envelope
{
    QString from; ///< addr-spec
    QList<Address> to; ///< everybody who gets it: to, cc, bcc
};

/// Hands one mail at a time over to an SMTP submission server (RFC 6409). Lives on the engine thread. Each mail has a connection of its own.
/// Errors: Authorization, SenderRefused, ContentRefused, QuotaExceeded, RecipientRefused (nobody was accepted), TooLarge (before sending, by
/// SIZE), RateLimited, Server (4xx), Unsupported (SMTPUTF8 wanted and not offered), Network/Timeout — with reason SendOutcomeUnknown
/// where the connection died after the data's end may have arrived — Tls, Canceled. Error::code is the reply code, Error::detail has the
/// server's words.
class SmtpClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SmtpClient)

public:
    struct Options
    {
        net::LineChannel::Options channel;
        QByteArray helloName; ///< empty: the address literal of the local end
    };
    SmtpClient(net::Endpoint endpoint, auth::CredentialSource &credentials, Options options, QObject *parent = nullptr);
    ~SmtpClient() override;

    /// Some recipients may be refused while others get the mail: SendReceipt::refused. `source` has CRLF line ends.
    QCoro::Task<Result<SendReceipt>> send(Envelope envelope, QByteArray source);
    /// Connects, signs in and leaves: what the wizard asks to know whether the settings work.
    QCoro::Task<Result<Extensions>> check();
    void abort();

signals:
    void progress(qint64 sent, qint64 total); ///< bytes of the mail

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::smtp
