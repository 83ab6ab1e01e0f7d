// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/http/openapisignin.h"
#include "auth/authenticator.h"
#include "auth/authorization.h"
#include "auth/loopbackredirect.h"
#include "auth/secretstore.h"
#include "auth/tokenclient.h"
#include "net/httpclient.h"

using namespace Qt::StringLiterals;

namespace qn::backend {

namespace {

/// What belongs to one visit of the authorization page.
struct Attempt
{
    QUrl redirectUri;
    QByteArray state;
    auth::Pkce pkce;
    std::unique_ptr<auth::LoopbackRedirect> loopback;
};

Error canceled()
{
    return {ErrorKind::Canceled, u"canceled"_s, ErrorReason::None, 0, {}};
}

} // namespace

/// Shared with the coroutines under way, which may outlive the sign-in by a turn of the event loop.
class OpenApiSignIn::Private
{
public:
    static Task<QUrl> redirected(std::shared_ptr<Private> d, std::shared_ptr<Attempt> attempt);
    static Task<void> complete(std::shared_ptr<Private> d, std::shared_ptr<Attempt> attempt, QString redirectedOrCode);

    auth::OAuthSettings settings;
    QString key;
    net::HttpClient &http;
    auth::Authenticator &authenticator;
    auth::SecretStore &secrets;
    const Clock &clock;
    std::shared_ptr<Attempt> attempt; ///< null: none, or aborted
};

Task<QUrl> OpenApiSignIn::Private::redirected(std::shared_ptr<Private> d, std::shared_ptr<Attempt> attempt)
{
    if (!attempt || !attempt->loopback)
        co_return fail(ErrorKind::Internal, u"no loopback redirect under way"_s);
    Result<QUrl> url = co_await attempt->loopback->redirected();
    if (d->attempt != attempt)
        co_return fail(canceled());
    co_return url;
}

Task<void> OpenApiSignIn::Private::complete(
    std::shared_ptr<Private> d, std::shared_ptr<Attempt> attempt, QString redirectedOrCode)
{
    if (!attempt)
        co_return fail(ErrorKind::Internal, u"no sign-in under way"_s);
    const Result<Secret> code = auth::authorizationCode(redirectedOrCode, attempt->redirectUri, attempt->state);
    if (!code)
        co_return fail(code.error());
    const Result<Secret> clientSecret = co_await auth::readClientSecret(d->secrets, d->key);
    if (d->attempt != attempt)
        co_return fail(canceled());
    if (!clientSecret) {
        // Kind Keychain would say that the sign-in has worked; the reason still says what is wrong with the keychain.
        Error error = clientSecret.error();
        if (error.kind == ErrorKind::Keychain)
            error.kind = ErrorKind::Authorization;
        co_return fail(std::move(error));
    }
    const auth::TokenClient client(d->settings, *clientSecret, d->http, d->clock, d.get());
    const Result<auth::Tokens> tokens = co_await client.exchange(*code, attempt->pkce.verifier, attempt->redirectUri);
    if (d->attempt != attempt)
        co_return fail(canceled());
    if (!tokens)
        co_return fail(tokens.error());
    d->attempt.reset(); // its state and its code are used up
    const Result<void> adopted = co_await d->authenticator.adopt(*tokens);
    co_return Result<void>(adopted);
}

OpenApiSignIn::OpenApiSignIn(auth::OAuthSettings settings, QString key, net::HttpClient &http,
    auth::Authenticator &authenticator, auth::SecretStore &secrets, const Clock &clock, QObject *parent)
    : SignIn(parent)
    , d(new Private{std::move(settings), std::move(key), http, authenticator, secrets, clock, {}})
{
}

OpenApiSignIn::~OpenApiSignIn()
{
    abort();
}

Result<SignInRequest> OpenApiSignIn::begin(RedirectMode mode)
{
    abort();
    auto attempt = std::make_shared<Attempt>();
    attempt->redirectUri = d->settings.redirectUri;
    attempt->state = auth::randomText(32);
    attempt->pkce = auth::Pkce::create();
    if (mode == RedirectMode::Loopback) {
        attempt->loopback = std::make_unique<auth::LoopbackRedirect>();
        const Result<QUrl> redirectUri = attempt->loopback->listen();
        if (!redirectUri)
            return fail(redirectUri.error());
        attempt->redirectUri = *redirectUri;
    }
    d->attempt = attempt;
    return SignInRequest{auth::authorizeUrl(d->settings, attempt->redirectUri, attempt->state, attempt->pkce.challenge),
        attempt->redirectUri};
}

Task<QUrl> OpenApiSignIn::redirected()
{
    return Private::redirected(d, d->attempt);
}

Task<void> OpenApiSignIn::complete(QString redirectedOrCode)
{
    return Private::complete(d, d->attempt, std::move(redirectedOrCode));
}

void OpenApiSignIn::abort()
{
    const auto attempt = std::exchange(d->attempt, nullptr);
    if (attempt && attempt->loopback)
        attempt->loopback->abort();
    d->http.abortFor(d.get());
}

} // namespace qn::backend
