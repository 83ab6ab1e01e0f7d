// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/smtp/smtpclient.h"
#include "backend/smtp/dialogue.h"
#include "backend/smtp/logging.h"

using namespace Qt::StringLiterals;

namespace qn::smtp {

namespace {

using DialoguePointer = std::shared_ptr<Dialogue>;

QCoro::Task<Result<Extensions>> enter(Dialogue *dialogue, auth::CredentialSource *credentials)
{
    const auto extensions = co_await greet(dialogue);
    if (!extensions)
        co_return fail(extensions.error());
    const auto signedIn = co_await signIn(dialogue, *extensions, credentials);
    if (!signedIn)
        co_return fail(signedIn.error());
    co_return Result<Extensions>(*extensions);
}

void log(const Dialogue &dialogue, const char *what, const std::optional<Error> &error)
{
    if (!error)
        qCInfo(lcSmtp).noquote() << dialogue.endpoint.host << what << "done";
    else
        qCInfo(lcSmtp).noquote() << dialogue.endpoint.host << what << "failed: kind" << int(error->kind) << "reason"
                                 << int(error->reason) << "code" << error->code;
}

QCoro::Task<Result<SendReceipt>> sendOver(
    DialoguePointer dialogue, auth::CredentialSource *credentials, Envelope envelope, QByteArray source)
{
    const auto extensions = co_await enter(dialogue.get(), credentials);
    Result<SendReceipt> receipt = fail(ErrorKind::Internal, u"not sent"_s);
    if (extensions)
        receipt = co_await deliver(dialogue.get(), *extensions, envelope, source);
    else
        receipt = fail(extensions.error());
    log(*dialogue, "send", receipt ? std::nullopt : std::optional(receipt.error()));
    co_await dialogue->leave();
    co_return receipt;
}

QCoro::Task<Result<Extensions>> checkOver(DialoguePointer dialogue, auth::CredentialSource *credentials)
{
    const Result<Extensions> extensions = co_await enter(dialogue.get(), credentials);
    log(*dialogue, "check", extensions ? std::nullopt : std::optional(extensions.error()));
    co_await dialogue->leave();
    co_return Result<Extensions>(extensions);
}

} // namespace

SmtpClient::SmtpClient(net::Endpoint endpoint, auth::CredentialSource &credentials, Options options, QObject *parent)
    : QObject(parent)
    , m_endpoint(std::move(endpoint))
    , m_credentials(credentials)
    , m_options(std::move(options))
{
}

SmtpClient::~SmtpClient()
{
    abort();
}

std::shared_ptr<Dialogue> SmtpClient::begin()
{
    abort(); // one mail at a time
    m_dialogue = std::make_shared<Dialogue>(m_endpoint, m_options);
    connect(m_dialogue.get(), &Dialogue::progress, this, &SmtpClient::progress);
    return m_dialogue;
}

QCoro::Task<Result<SendReceipt>> SmtpClient::send(Envelope envelope, QByteArray source)
{
    return sendOver(begin(), &m_credentials, std::move(envelope), std::move(source));
}

QCoro::Task<Result<Extensions>> SmtpClient::check()
{
    return checkOver(begin(), &m_credentials);
}

void SmtpClient::abort()
{
    if (m_dialogue)
        m_dialogue->abort();
}

QByteArray SmtpClient::refusedCertificate() const
{
    return m_dialogue ? m_dialogue->channel.refusedCertificate() : QByteArray();
}

QString SmtpClient::refusal() const
{
    return m_dialogue ? m_dialogue->channel.refusal() : QString();
}

} // namespace qn::smtp
