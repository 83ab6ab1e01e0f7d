// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include "app/holder.h"
#include "app/imapaccounts.h"
#include "app/logging.h"
#include "app/sampleserver.h"
#include "auth/authenticator.h"
#include "auth/keychainstore.h"
#include "auth/memorystore.h"
#include "auth/oauth.h"
#include "backend/http/openapibackend.h"
#include "backend/http/openapisignin.h"
#include "mime/messageparser.h"
#include "net/connectivity.h"
#include "net/httpclient.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QTimer>

namespace qn::app {

using namespace Qt::StringLiterals;

/// What backend and sign-in of one account share.
struct Services::Connection
{
    Connection(auth::OAuthSettings settings, const QString &key, auth::SecretStore &secrets, const Clock &clock)
        : authenticator(std::move(settings), key, tokenHttp, secrets, clock)
    {
    }
    net::HttpClient http; ///< the backend's, which aborts it
    net::HttpClient tokenHttp; ///< the authenticator's: a refresh cut off may use up the only refresh token
    net::HttpClient signInHttp; ///< goes on while the backend is aborted
    auth::Authenticator authenticator;
};

namespace {

QUrl endpoint(QUrl base, const QString &path)
{
    QString prefix = base.path();
    while (prefix.endsWith(u'/'))
        prefix.chop(1);
    base.setPath(prefix + path);
    return base;
}

} // namespace

Services::Services(QString dataDir, const Clock &clock)
    : m_dataDir(std::move(dataDir))
    , m_clock(clock)
    , m_keychain(std::make_unique<auth::KeychainStore>())
    , m_secrets(std::make_unique<auth::RunOnlyStore>(*m_keychain))
    , m_imap(std::make_unique<ImapAccounts>(*m_secrets, m_clock))
    , m_sample(std::make_unique<SampleServer>(m_dataDir + u"/sample"_s))
{
}

Services::~Services() = default;

QUrl Services::baseUrlOf(const Account &account)
{
    if (account.kind == AccountKind::OpenApi)
        return QUrl(account.settings.value("baseUrl"_L1).toString());
    const Result<QUrl> url = m_sample->ensureRunning();
    if (!url) {
        qCWarning(log) << "the sample server does not run:" << url.error().detail;
        return QUrl(u"http://127.0.0.1:9/"_s); // refuses connections: the account is shown as offline
    }
    return *url;
}

QString Services::keyOf(const Account &account) const
{
    // Several data directories of one user share the keychain.
    const QByteArray directory = QCryptographicHash::hash(m_dataDir.toUtf8(), QCryptographicHash::Sha256).toHex().left(12);
    return u"%1/%2"_s.arg(QString::fromLatin1(directory)).arg(account.id.value());
}

auth::OAuthSettings Services::oauthSettings(const Account &account)
{
    const QUrl base = baseUrlOf(account);
    auth::OAuthSettings settings;
    settings.authorizeEndpoint = endpoint(base, u"/cgi-bin/oauth2/authorize"_s);
    settings.tokenEndpoint = endpoint(base, u"/cgi-bin/oauth2/token"_s);
    settings.clientId = account.settings.value("clientId"_L1).toString();
    settings.redirectUri = QUrl(account.settings.value("redirectUri"_L1).toString());
    return settings;
}

std::shared_ptr<Services::Connection> Services::connectionOf(const Account &account)
{
    std::weak_ptr<Connection> &known = m_connections[account.id];
    if (auto connection = known.lock())
        return connection;
    auto connection = std::make_shared<Connection>(oauthSettings(account), keyOf(account), *m_secrets, m_clock);
    known = connection;
    return connection;
}

std::unique_ptr<backend::MailBackend> Services::makeBackend(const Account &account)
{
    if (account.kind == AccountKind::Local)
        return nullptr;
    if (account.kind == AccountKind::Imap)
        return m_imap->makeBackend(account, keyOf(account));
    auto connection = connectionOf(account);
    auto backend = std::make_unique<backend::OpenApiBackend>(
        baseUrlOf(account), connection->http, connection->authenticator, m_clock);
    new Holder<Connection>(connection, backend.get());
    return backend;
}

std::unique_ptr<backend::SignIn> Services::makeSignIn(const Account &account)
{
    if (account.kind == AccountKind::Imap)
        return m_imap->makeSignIn(account, keyOf(account));
    auto connection = connectionOf(account);
    auto signIn = std::make_unique<backend::OpenApiSignIn>(oauthSettings(account), keyOf(account), connection->signInHttp,
        connection->authenticator, *m_secrets, m_clock);
    new Holder<Connection>(connection, signIn.get());
    return signIn;
}

backend::Task<void> Services::storeSecret(Account account, QString name, QByteArray value)
{
    Result<void> stored = co_await m_secrets->write(keyOf(account), name, Secret(value));
    if (!stored && stored.error().kind == ErrorKind::Keychain) {
        [[maybe_unused]] const Result<void> held = co_await m_secrets->holdForRun(keyOf(account), name, Secret(value));
    }
    co_return stored;
}

backend::Task<void> Services::forget(Account account)
{
    if (account.kind == AccountKind::Imap) {
        Result<void> forgotten = co_await m_imap->forget(account, keyOf(account));
        co_return forgotten;
    }
    const auto connection = connectionOf(account);
    Result<void> tokens = co_await connection->authenticator.forget();
    Result<void> clientSecret = co_await m_secrets->remove(keyOf(account), u"clientSecret"_s);
    co_return tokens ? clientSecret : tokens;
}

backend::Task<Account> Services::suggest(QString address, bool askDomain)
{
    return m_imap->suggest(address, askDomain);
}

session::Session::Options Services::sessionOptions(const QString &dataDir)
{
    session::Session::Options options;
    options.dataDir = dataDir;
    options.decodeAttachment = mime::attachmentContent; // the session may not know MIME
    options.parseMessage = mime::parseMessage;
    return options;
}

void Services::watchNetwork(QObject *context, std::function<void(bool isOnline, bool isMetered)> told)
{
    if (m_connectivity)
        return;
    m_connectivity = std::make_unique<net::Connectivity>();
    QObject::connect(m_connectivity.get(), &net::Connectivity::changed, context, std::move(told));
    m_connectivity->moveToThread(QCoreApplication::instance()->thread());
    QTimer::singleShot(0, m_connectivity.get(), &net::Connectivity::watchSystem);
}

} // namespace qn::app
