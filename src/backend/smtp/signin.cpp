// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/sasl.h"
#include "backend/smtp/dialogue.h"

using namespace Qt::StringLiterals;

namespace qn::smtp {

namespace {

using auth::Credentials;

/// What is sent for each challenge in turn, base64 not yet applied. The first goes with the command where the mechanism
/// allows it.
struct Mechanism
{
    QByteArray name;
    QList<QByteArray> responses;
    bool initial = true;
};

/// The mechanisms that fit, the best first.
QList<Mechanism> mechanismsFor(const Credentials &credentials, const QList<QByteArray> &offered)
{
    QList<Mechanism> known;
    if (credentials.kind == Credentials::Kind::Bearer) {
        // The second, empty, answers the challenge that explains a refusal.
        known = {{"XOAUTH2", {auth::saslXOAuth2(credentials), {}}, true}};
    } else {
        const QByteArray plain = auth::saslPlain(credentials);
        known = {{"PLAIN", {plain, plain}, true},
            {"LOGIN", {credentials.user.toUtf8(), credentials.secret.reveal()}, false}};
    }
    QList<Mechanism> fitting;
    for (const Mechanism &mechanism : known) {
        if (offered.contains(mechanism.name))
            fitting.append(mechanism);
    }
    return fitting;
}

QCoro::Task<Result<Reply>> tryMechanism(Dialogue *dialogue, Mechanism mechanism)
{
    QByteArray command = "AUTH " + mechanism.name;
    if (mechanism.initial)
        command += ' ' + mechanism.responses.takeFirst().toBase64();
    dialogue->say(command + "\r\n");
    for (;;) {
        const auto answer = co_await dialogue->reply(dialogue->options.timeouts.command, Stage::Login);
        if (!answer)
            co_return fail(answer.error());
        if (answer->code != 334)
            co_return Result<Reply>(*answer);
        // RFC 4954 4: an asterisk gives up, and the server answers that with a refusal.
        dialogue->say(mechanism.responses.isEmpty() ? "*\r\n"_ba : mechanism.responses.takeFirst().toBase64() + "\r\n");
        if (dialogue->isAborted())
            co_return fail(ErrorKind::Canceled, u"canceled"_s);
    }
}

/// True where another mechanism may do: this one is not meant, or too weak (RFC 4954 6).
bool isAboutMechanism(const Reply &reply)
{
    return reply.code == 500 || reply.code == 501 || reply.code == 502 || reply.code == 504 || reply.code == 534;
}

/// The server's last word on these credentials.
QCoro::Task<Result<Reply>> tryAll(Dialogue *dialogue, QList<Mechanism> mechanisms)
{
    Result<Reply> last = fail(ErrorKind::Unsupported, u"no way of signing in that the server offers fits"_s);
    for (const Mechanism &mechanism : mechanisms) {
        last = co_await tryMechanism(dialogue, mechanism);
        if (!last || !isAboutMechanism(*last))
            break;
    }
    co_return last;
}

} // namespace

QCoro::Task<Result<void>> signIn(Dialogue *dialogue, Extensions extensions, auth::CredentialSource *source)
{
    for (int attempt = 1;; ++attempt) {
        if (dialogue->isAborted())
            co_return fail(ErrorKind::Canceled, u"canceled"_s);
        const auto credentials = co_await source->credentials();
        if (dialogue->isAborted())
            co_return fail(ErrorKind::Canceled, u"canceled"_s);
        if (!credentials)
            co_return fail(credentials.error());
        if (extensions.auth.isEmpty() && credentials->secret.isEmpty())
            co_return Result<void>(); // a relay on this machine that asks nobody
        const auto mechanisms = mechanismsFor(*credentials, extensions.auth);
        const auto answer = co_await tryAll(dialogue, mechanisms);
        if (!answer)
            co_return fail(answer.error());
        if (answer->code == 235)
            co_return Result<void>();
        const Error refused = refusalError(Stage::Login, *answer);
        const bool again = refused.kind == ErrorKind::Authorization && attempt == 1 && !dialogue->isAborted()
            && source->reject(*credentials);
        if (!again)
            co_return fail(refused);
    }
}

} // namespace qn::smtp
