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
    bool wantsReport =
        false; ///< a report of the delivery to each recipient (DSN, RFC 3461), where the server offers it
};

/// How long each answer may take (RFC 5321 4.5.3.2).
struct Timeouts
{
    std::chrono::milliseconds greeting{5 * 60'000}, command{5 * 60'000}, dataStart{2 * 60'000}, dataBlock{3 * 60'000},
        dataEnd{10 * 60'000};
};

class Dialogue;

/// Hands one mail at a time over to an SMTP submission server (RFC 6409). Lives on the engine thread. Each mail has a
/// connection of its own. Errors: Authorization (LoginRefused, AuthorizationCodeWanted, ServiceDisabled), Parameter
/// (SenderRefused, FromHeaderRefused, RecipientRefused and MailboxUnavailable where nobody was accepted, MailRefused),
/// Permission (SpamSuspected, ContentRefused, QuotaExceeded), TooLarge (before sending, by SIZE), RateLimited
/// (SendingTooOften, LoginTooOften), Server (4xx), Unsupported (AddressUnsupported: SMTPUTF8 wanted and not offered),
/// Network, Timeout, Tls, Protocol, Canceled. Whatever the kind, the reason is SendOutcomeUnknown where no answer came
/// although the data's end may have arrived. Error::code is the reply code, Error::detail has the server's words.
class SmtpClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SmtpClient)

public:
    struct Options
    {
        net::LineChannel::Options channel;
        QByteArray helloName; ///< empty: the address literal of the local end
        Timeouts timeouts;
        bool chunking = true; ///< BDAT (RFC 3030) where offered
    };
    SmtpClient(net::Endpoint endpoint, auth::CredentialSource &credentials, Options options, QObject *parent = nullptr);
    ~SmtpClient() override;

    /// Some recipients may be refused while others get the mail: SendReceipt::refused. `source` has CRLF line ends.
    QCoro::Task<Result<SendReceipt>> send(Envelope envelope, QByteArray source);
    /// Connects, signs in and leaves: what the wizard asks to know whether the settings work.
    QCoro::Task<Result<Extensions>> check();
    void abort();
    /// Of the last connection that ended with CertificateRefused: DER, and why, for people.
    QByteArray refusedCertificate() const;
    QString refusal() const;

signals:
    void progress(qint64 sent, qint64 total); ///< bytes of the mail

private:
    std::shared_ptr<Dialogue> begin();

    const net::Endpoint m_endpoint;
    auth::CredentialSource &m_credentials;
    const Options m_options;
    std::shared_ptr<Dialogue>
        m_dialogue; ///< shared with what is under way, which may outlive this by a turn of the event loop
};

} // namespace qn::smtp
