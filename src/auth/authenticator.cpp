// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/authenticator.h"
#include "auth/logging.h"
#include "auth/secretstore.h"
#include "auth/storedtokens.h"
#include "auth/tokenclient.h"
#include "net/completion.h"
#include "net/httpclient.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

const QString entryName = u"tokens"_s;

/// One look into the keychain or one refresh, for all who wait for it.
struct Flight
{
    net::Completion done;
    Result<Secret> token = fail(ErrorKind::Internal, u"not finished"_s);
};

} // namespace

/// Shared with the coroutines under way, which may outlive the Authenticator by a turn of the event loop.
class Authenticator::Private
{
public:
    using Self = std::shared_ptr<Private>;

    Private(
        Authenticator *authenticator, OAuthSettings s, QString k, net::HttpClient &h, SecretStore &st, const Clock &c)
        : q(authenticator)
        , settings(std::move(s))
        , key(std::move(k))
        , http(h)
        , secrets(st)
        , clock(c)
    {
    }

    static QCoro::Task<Result<Secret>> accessToken(Self d);
    static QCoro::Task<Result<Secret>> fly(Self d);
    static QCoro::Task<Result<void>> load(Self d);
    static QCoro::Task<Result<Secret>> refresh(Self d);
    static QCoro::Task<Result<void>> store(Self d);
    static QCoro::Task<Result<void>> adopt(Self d, Tokens tokens);
    static QCoro::Task<Result<void>> forget(Self d);

    void hold(Tokens tokens);
    void releaseWaiters(const std::shared_ptr<Flight> &ended, const Result<Secret> &token);
    tl::unexpected<Error> lost(Error error);

    QPointer<Authenticator> q; ///< null once that is gone; nothing below may be used then
    const OAuthSettings settings;
    const QString key;
    net::HttpClient &http;
    SecretStore &secrets;
    const Clock &clock;

    StoredTokens stored;
    bool isLoaded = false;
    bool isRejected = false; ///< the server did not accept the access token
    std::optional<Error> lostWith; ///< the user must sign in again
    quint64 generation = 0; ///< counts what comes from outside: adopt() and forget()
    std::shared_ptr<Flight> flight;
};

QCoro::Task<Result<Secret>> Authenticator::Private::accessToken(Self d)
{
    if (d->flight) { // also where its token is there, but not yet stored
        const std::shared_ptr<Flight> joined = d->flight;
        co_await net::waitFor(&joined->done);
        co_return Result<Secret>(joined->token);
    }
    if (d->isLoaded && !d->isRejected && d->stored.isFresh(d->clock.now()))
        co_return Secret(d->stored.tokens.access);
    const auto flight = std::make_shared<Flight>();
    d->flight = flight;
    Result<Secret> token = co_await fly(d);
    d->releaseWaiters(flight, token);
    co_return token;
}

void Authenticator::Private::releaseWaiters(const std::shared_ptr<Flight> &ended, const Result<Secret> &token)
{
    if (flight == ended)
        flight.reset();
    ended->token = token;
    ended->done.finish();
}

QCoro::Task<Result<Secret>> Authenticator::Private::fly(Self d)
{
    if (!d->isLoaded) {
        Result<void> loaded = co_await load(d);
        if (!loaded)
            co_return fail(loaded.error());
    }
    if (!d->isRejected && d->stored.isFresh(d->clock.now()))
        co_return Secret(d->stored.tokens.access);
    if (d->lostWith)
        co_return fail(*d->lostWith);
    if (d->stored.tokens.refresh.isEmpty()) {
        if (!d->isRejected && d->stored.isValid(d->clock.now()))
            co_return Secret(d->stored.tokens.access);
        co_return d->lost({ErrorKind::Authorization, u"no refresh token"_s, ErrorReason::SignInExpired, 0, {}});
    }
    Result<Secret> token = co_await refresh(d);
    co_return token;
}

QCoro::Task<Result<void>> Authenticator::Private::load(Self d)
{
    const quint64 generation = d->generation;
    Result<std::optional<Secret>> entry = co_await d->secrets.read(d->key, entryName);
    if (!d->q)
        co_return fail(ErrorKind::Canceled, u"canceled"_s);
    if (d->generation != generation)
        co_return Result<void>();
    if (!entry)
        co_return fail(entry.error());
    d->stored = StoredTokens::fromEntry(entry->value_or(Secret()));
    d->isLoaded = true;
    co_return Result<void>();
}

QCoro::Task<Result<Secret>> Authenticator::Private::refresh(Self d)
{
    const quint64 generation = d->generation;
    Result<Secret> clientSecret = co_await readClientSecret(d->secrets, d->key);
    if (!d->q)
        co_return fail(ErrorKind::Canceled, u"canceled"_s);
    if (!clientSecret)
        co_return fail(clientSecret.error());
    const TokenClient client(d->settings, *clientSecret, d->http, d->clock, d.get());
    Result<Tokens> tokens = co_await client.refresh(d->stored.tokens.refresh);
    if (!d->q)
        co_return fail(ErrorKind::Canceled, u"canceled"_s);
    if (d->generation != generation) { // somebody signed in or out meanwhile
        Result<Secret> token = co_await fly(d);
        co_return token;
    }
    if (!tokens) {
        const bool isSettings = tokens.error().reason == ErrorReason::InvalidClient; // cured without signing in
        if (tokens.error().kind == ErrorKind::Authorization && !isSettings)
            co_return d->lost(tokens.error());
        if (!d->isRejected && d->stored.isValid(d->clock.now()))
            co_return Secret(d->stored.tokens.access); // it was ahead of time anyway
        co_return fail(tokens.error());
    }
    if (tokens->refresh.isEmpty())
        tokens->refresh = d->stored.tokens.refresh; // RFC 6749 6: then the old one stays good
    d->hold(*tokens);
    const Secret access = tokens->access;
    Result<void> kept = co_await store(d);
    if (!kept && d->q)
        emit d->q->tokensNotStored(kept.error());
    co_return Secret(access);
}

void Authenticator::Private::hold(Tokens tokens)
{
    stored.lifetime = std::chrono::milliseconds(
        tokens.expires.isValid() ? std::max<qint64>(0, clock.now().msecsTo(tokens.expires)) : 0);
    stored.tokens = std::move(tokens);
    isLoaded = true;
    isRejected = false;
    lostWith.reset();
}

QCoro::Task<Result<void>> Authenticator::Private::store(Self d)
{
    Result<void> stored = co_await d->secrets.write(d->key, entryName, d->stored.toEntry());
    if (!stored)
        qCWarning(lcAuth) << "tokens are held for this run only:" << stored.error().detail;
    co_return stored;
}

tl::unexpected<Error> Authenticator::Private::lost(Error error)
{
    const bool isNew = !lostWith;
    lostWith = error;
    isRejected = true;
    if (isNew && q)
        emit q->signInNeeded();
    return fail(std::move(error));
}

QCoro::Task<Result<void>> Authenticator::Private::adopt(Self d, Tokens tokens)
{
    ++d->generation;
    d->hold(std::move(tokens));
    Result<void> stored = co_await store(d);
    co_return stored;
}

QCoro::Task<Result<void>> Authenticator::Private::forget(Self d)
{
    ++d->generation;
    d->stored = {};
    d->isLoaded = true;
    d->lostWith.reset();
    Result<void> removed = co_await d->secrets.remove(d->key, entryName);
    co_return removed;
}

Authenticator::Authenticator(OAuthSettings settings, QString key, net::HttpClient &http, SecretStore &secrets,
    const Clock &clock, QObject *parent)
    : QObject(parent)
    , d(std::make_shared<Private>(this, std::move(settings), std::move(key), http, secrets, clock))
{
}

Authenticator::~Authenticator()
{
    d->q.clear();
    d->http.abortFor(d.get());
}

QCoro::Task<Result<Secret>> Authenticator::accessToken()
{
    return Private::accessToken(d);
}

void Authenticator::reject(const Secret &token)
{
    if (token == d->stored.tokens.access)
        d->isRejected = true;
}

QCoro::Task<Result<void>> Authenticator::adopt(Tokens tokens)
{
    return Private::adopt(d, std::move(tokens));
}

QCoro::Task<Result<void>> Authenticator::forget()
{
    return Private::forget(d);
}

} // namespace qn::auth
