// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mailboxserver.h"

#include "app/logging.h"
#include "app/sessionmailbox.h"
#include "app/storedgrants.h"
#include "server/apiserver.h"
#include "store/accessstore.h"

#include <QCoroTask>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

std::optional<server::Client> findClient(store::AccessStore &access, const QString &id)
{
    const auto row = access.application(id);
    if (!row)
        qCWarning(log) << "the applications cannot be read:" << row.error().detail;
    if (!row || !*row)
        return std::nullopt;
    return server::Client{.id = (*row)->clientId,
        .name = (*row)->name,
        .secretHash = (*row)->secretHash,
        .redirectUris = {QUrl((*row)->redirectUri, QUrl::StrictMode)}};
}

server::ServerOptions optionsFor(const Account &account, store::AccessStore &access, server::Grants &grants,
    quint16 port, MailboxServer::Confirm confirm)
{
    server::ServerOptions options;
    options.port = port;
    options.findClient = [&access](const QString &id) { return findClient(access, id); };
    options.grants = &grants;
    options.defaultScopes = baselineAccess;
    options.confirm = [confirm = std::move(confirm)](const server::Client &client, const Secret &code) {
        confirm(client.name, code);
    };
    options.accountName = account.name;
    options.accountEmail = account.email;
    return options;
}

} // namespace

struct MailboxServer::Parts
{
    Parts(session::Session &session, const Account &account, store::AccessStore &access, const Clock &clock,
        quint16 port, Confirm confirm)
        : mailbox(session, account)
        , grants(access, account, server::ServerOptions().accessTokenLifetime, clock)
        , server(mailbox, optionsFor(account, access, grants, port, std::move(confirm)), clock)
    {
    }
    SessionMailbox mailbox;
    StoredGrants grants;
    server::ApiServer server;
};

MailboxServer::MailboxServer(session::Session &session, const Account &account, store::AccessStore &access,
    const Clock &clock, quint16 port, Confirm confirm)
    : m_parts(std::make_unique<Parts>(session, account, access, clock, port, std::move(confirm)))
{
}

MailboxServer::~MailboxServer() = default;

Result<void> MailboxServer::listen()
{
    return m_parts->server.listen();
}

QUrl MailboxServer::baseUrl() const
{
    return m_parts->server.baseUrl();
}

void MailboxServer::close()
{
    QCoro::waitFor(m_parts->server.close());
}

} // namespace qn::app
