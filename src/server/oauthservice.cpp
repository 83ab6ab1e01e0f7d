// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/oauthservice.h"

#include "server/logging.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QUrlQuery>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

constexpr int signInSeconds = 600;
constexpr int passwordAttempts = 5;
constexpr int transactionsKept = 100;
constexpr size_t unregisteredKept = 1000;
constexpr int confirmationSeconds = 60;
constexpr int confirmationsAtOnce = 10; // within that time, unanswered
constexpr int codeMemorySeconds = 600; // how long a used code is remembered, to notice its second use

QUrl withParameters(QUrl address, const QList<std::pair<QString, QString>> &parameters)
{
    QUrlQuery query(address);
    for (const auto &[name, value] : parameters)
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    address.setQuery(query);
    return address;
}

/// Eight characters that nobody mistakes for others: 40 bits.
QByteArray confirmationCode()
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // 32
    QByteArray code;
    for (int i = 0; i < 8; ++i)
        code.append(letters[QRandomGenerator::system()->bounded(32)]);
    return code;
}

/// RFC 7636 4.2: 43 characters of base64url, the length of a SHA-256.
bool isChallenge(const QString &text)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9_-]{43}\\z"_s);
    return form.match(text).hasMatch();
}

} // namespace

OAuthService::OAuthService(const ServerOptions &options, Grants &grants, const Clock &clock)
    : m_options(options)
    , m_grants(grants)
    , m_clock(clock)
{
}

void OAuthService::setAccount(const QString &name, const QString &email)
{
    m_accountName = name;
    m_accountEmail = email;
}

std::optional<Client> OAuthService::findClient(const QString &id)
{
    const auto found = std::find_if(
        m_options.clients.cbegin(), m_options.clients.cend(), [&id](const Client &client) { return client.id == id; });
    if (found != m_options.clients.cend())
        return *found;
    if (std::optional<Client> known = m_options.findClient ? m_options.findClient(id) : std::nullopt)
        return known;
    if (!m_options.acceptsUnknownClients || id.isEmpty() || id.size() > 200
        || (m_unregistered.size() >= unregisteredKept && !m_unregistered.contains(id)))
        return std::nullopt;
    Client client{.id = id, .name = id, .secretHash = {}, .redirectUris = {}, .unregistered = true};
    return m_unregistered.try_emplace(id, std::move(client)).first->second;
}

AccessScopes OAuthService::scopesWanted(const QString &words) const
{
    const AccessScopes named = scopesFrom(words);
    const AccessScopes wanted = named ? named : m_options.defaultScopes;
    return m_options.baselineOnly ? wanted & baselineAccess : wanted;
}

/// False where so many wait for their answer that this is no longer a person.
bool OAuthService::askToConfirm(const Client &client, Transaction &transaction)
{
    if (!m_options.confirm)
        return true;
    const auto fresh = m_clock.now().addSecs(signInSeconds - confirmationSeconds);
    const auto waiting = std::count_if(m_transactions.cbegin(), m_transactions.cend(),
        [&fresh](const Transaction &other) { return other.expires > fresh; });
    if (waiting >= confirmationsAtOnce)
        return false;
    const QByteArray code = confirmationCode();
    transaction.confirmationHash = hashOf(code);
    m_options.confirm(client, Secret(code));
    return true;
}

SignInAsks OAuthService::asks() const
{
    if (m_options.confirm)
        return SignInAsks::Confirmation;
    return m_options.passwordHash.isEmpty() ? SignInAsks::Nothing : SignInAsks::Password;
}

bool OAuthService::isProved(const Transaction &transaction, const Form &form) const
{
    const QString typed = form.value(u"password"_s);
    if (m_options.confirm) // people type it as they like
        return isSame(hashOf(typed.toUpper().remove(u'-').remove(u' ').toUtf8()), transaction.confirmationHash);
    return m_options.passwordHash.isEmpty() || isSame(hashOf(typed.toUtf8()), m_options.passwordHash);
}

Response OAuthService::authorize(const Request &request)
{
    forgetOld();
    const PageLanguage language = pageLanguage(request.header("accept-language"));
    const Form &query = request.query;
    const std::optional<Client> client = findClient(query.value(u"client_id"_s));
    if (!query.repeated().isEmpty())
        return problemPage(language, PageProblem::BadRequest);
    if (!client)
        return problemPage(language, PageProblem::UnknownClient);
    const QUrl redirectUri(query.value(u"redirect_uri"_s), QUrl::StrictMode);
    if (!client->accepts(redirectUri))
        return problemPage(language, PageProblem::WrongRedirect);

    // From here on the client can be told (RFC 6749 4.1.2.1).
    Transaction transaction;
    transaction.id = QString::fromLatin1(randomToken());
    transaction.clientId = client->id;
    transaction.redirectUri = redirectUri;
    transaction.state = query.value(u"state"_s);
    transaction.hasState = query.has(u"state"_s);
    transaction.challenge = query.value(u"code_challenge"_s);
    transaction.scopes = scopesWanted(query.value(u"scope"_s));
    transaction.expires = m_clock.now().addSecs(signInSeconds);
    if (query.value(u"response_type"_s) != "code"_L1)
        return finish(transaction, u"error"_s, u"unsupported_response_type"_s);
    const bool usesPkce = query.has(u"code_challenge"_s) || query.has(u"code_challenge_method"_s);
    const bool pkceIsSound = query.value(u"code_challenge_method"_s) == "S256"_L1 && isChallenge(transaction.challenge);
    if ((usesPkce && !pkceIsSound) || (!usesPkce && client->secretHash.isEmpty() && !client->unregistered))
        return finish(transaction, u"error"_s, u"invalid_request"_s);

    if (!askToConfirm(*client, transaction))
        return problemPage(language, PageProblem::TooManyAttempts);
    const Response page = signInPage(nextPage(transaction, language), asks(), false);
    m_transactions.append(transaction);
    return page;
}

PageContext OAuthService::nextPage(Transaction &transaction, PageLanguage language)
{
    const QByteArray formToken = randomToken();
    transaction.formTokenHash = hashOf(formToken);
    const std::optional<Client> client = findClient(transaction.clientId);
    const QString name = client && !client->name.isEmpty() ? client->name : transaction.clientId;
    return {language, name, m_accountName, m_accountEmail, transaction.id,
        QString::fromLatin1(formToken), transaction.redirectUri};
}

Response OAuthService::submit(const Request &request, quint16 port)
{
    forgetOld();
    const PageLanguage language = pageLanguage(request.header("accept-language"));
    const QByteArray origin = request.header("origin");
    const QByteArray tail = ':' + QByteArray::number(port);
    if (!origin.isEmpty() && origin != "http://127.0.0.1" + tail && origin != "http://localhost" + tail)
        return problemPage(language, PageProblem::ForeignForm);

    const Form form = Form::parse(request.body);
    const QString id = form.value(u"transaction"_s);
    const auto found = std::find_if(m_transactions.begin(), m_transactions.end(),
        [&id](const Transaction &transaction) { return transaction.id == id; });
    if (id.isEmpty() || found == m_transactions.end())
        return problemPage(language, PageProblem::StaleForm);
    Transaction transaction = *found;
    m_transactions.erase(found);
    if (!isSame(hashOf(form.value(u"form_token"_s).toLatin1()), transaction.formTokenHash))
        return problemPage(language, PageProblem::StaleForm);

    const QString action = form.value(u"action"_s);
    if (action == "cancel"_L1)
        return finish(transaction, u"error"_s, u"access_denied"_s);
    if (action == "continue"_L1 && !transaction.signedIn)
        return signInStep(transaction, form, language);
    if (action == "agree"_L1 && transaction.signedIn)
        return finish(transaction, u"code"_s, QString::fromLatin1(issueCode(transaction)));
    return problemPage(language, PageProblem::BadRequest);
}

Response OAuthService::signInStep(Transaction &transaction, const Form &form, PageLanguage language)
{
    transaction.signedIn = isProved(transaction, form);
    if (!transaction.signedIn && ++transaction.wrongPasswords >= passwordAttempts)
        return problemPage(language, PageProblem::TooManyAttempts);
    const PageContext context = nextPage(transaction, language);
    m_transactions.append(transaction);
    return transaction.signedIn ? consentPage(context, transaction.scopes) : signInPage(context, asks(), true);
}

Response OAuthService::finish(const Transaction &transaction, const QString &key, const QString &value)
{
    QList<std::pair<QString, QString>> parameters{{key, value}};
    if (transaction.hasState)
        parameters.append({u"state"_s, transaction.state});
    return redirectTo(withParameters(transaction.redirectUri, parameters));
}

QByteArray OAuthService::issueCode(const Transaction &transaction)
{
    const QByteArray code = randomToken();
    m_codes.append({hashOf(code), transaction.clientId, transaction.redirectUri, transaction.challenge, transaction.scopes,
        m_clock.now().addSecs(m_options.codeLifetime.count()), {}});
    return code;
}

void OAuthService::forgetOld()
{
    const QDateTime now = m_clock.now();
    m_transactions.removeIf([&now](const Transaction &transaction) { return transaction.expires <= now; });
    if (m_transactions.size() >= transactionsKept)
        m_transactions.removeFirst();
    m_codes.removeIf([&now](const Code &code) { return code.expires.addSecs(codeMemorySeconds) <= now; });
}

} // namespace qn::server
