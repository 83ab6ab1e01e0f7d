// SPDX-License-Identifier: GPL-3.0-or-later
// serve: the Open API over the user's own mailbox, and the applications that may use it
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/mailboxserver.h"
#include "server/grants.h"
#include "store/accessstore.h"

#include <QLocale>
#include <QUrl>

namespace qn::app {

using namespace Qt::StringLiterals;
using store::AccessStore;
using store::ApplicationRow;

namespace {

constexpr int usualPort = 8027;
const QString serveUsage = u"serve [--account ID] [--port N]"_s;
const QString addUsage = u"serve apps add --name NAME [--redirect-uri URI]"_s;

/// One with a server: the account named by its id, or the first.
std::optional<Account> servedAccount(const CommandContext &context, OpenSession &open, const QString &id)
{
    std::optional<Account> account = open.account(id);
    if (id.isEmpty() && account && account->kind == AccountKind::Local) {
        account.reset();
        for (const Account &other : open.session().accounts()) {
            if (other.kind != AccountKind::Local && !account)
                account = other;
        }
    }
    if (account && account->kind != AccountKind::Local)
        return account;
    if (!id.isEmpty() && account)
        context.terminal.error(Words::tr("The mail on this computer has no server to send with; choose another account."));
    else if (!account && id.isEmpty() && !open.session().accounts().isEmpty())
        context.terminal.error(Words::tr("There is no account yet. Add one with: qingniaoctl account add"));
    return std::nullopt;
}

void announce(const CommandContext &context, const QUrl &baseUrl, const Account &account, bool hasApplications)
{
    if (context.terminal.json()) {
        context.terminal.print(QJsonObject{{u"base_url"_s, baseUrl.toString()},
            {u"account"_s, QString::number(account.id.value())}, {u"address"_s, account.email}});
        return;
    }
    context.terminal.print(Words::tr("Serving %1 at %2, to programs on this computer. Ctrl+C ends it.")
                               .arg(account.email.isEmpty() ? account.name : account.email, baseUrl.toString()));
    if (!hasApplications)
        context.terminal.note(
            Words::tr("No application is registered yet. In another terminal: qingniaoctl serve apps add --name NAME"));
}

/// In two groups of four, as people read them aloud.
void askToConfirm(const Terminal &terminal, const QString &application, const Secret &code)
{
    const QString text = QString::fromLatin1(code.reveal());
    const QString shown = text.left(4) + u'-' + text.mid(4);
    if (terminal.json())
        terminal.print(QJsonObject{{u"event"_s, u"confirmation"_s}, {u"application"_s, application}, {u"code"_s, shown}});
    else
        terminal.print(Words::tr("“%1” asks for access. If you opened its page yourself, type this code there: %2")
                           .arg(application, shown));
}

int serve(const CommandContext &context)
{
    const CommandLine line(context, serveUsage, {{u"account"_s, {}, u"ID"_s}, {u"port"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    const int port = line.number(u"port"_s, usualPort);
    if (port < 0 || port > 65535 || !line.positional().isEmpty())
        return line.usageError();
    OpenSession open(context, OpenSession::Serving);
    if (!open.ok())
        return exitFailed;
    const auto account = servedAccount(context, open, line.value(u"account"_s));
    if (!account)
        return exitFailed;
    const auto access = AccessStore::open(context.dataDir);
    if (!access) {
        context.terminal.error(access.error());
        return exitFailed;
    }
    const SystemClock clock;
    MailboxServer server(open.session(), *account, **access, clock, quint16(port),
        [&context](const QString &application, const Secret &code) { askToConfirm(context.terminal, application, code); });
    if (const Result<void> listening = server.listen(); !listening) {
        context.terminal.error(
            Words::tr("Port %1 is taken by another program; choose one with --port N.").arg(port));
        return exitFailed;
    }
    QObject::connect(&open.session(), &session::Session::signInNeeded, &open.session(), [&](AccountId id) {
        if (id == account->id)
            context.terminal.note(Words::tr("The mailbox wants you to sign in again: open Qingniao."));
    });
    announce(context, server.baseUrl(), *account, !(*access)->applications().value_or(QList<ApplicationRow>()).isEmpty());
    const int code = runUntilInterrupted();
    server.close();
    return code;
}

// applications

int addApplication(const CommandContext &context, AccessStore &access)
{
    const CommandLine line(context, addUsage, {{u"name"_s, {}, u"NAME"_s}, {u"redirect-uri"_s, {}, u"URI"_s}});
    if (!line.ok())
        return exitUsage;
    const QString name = line.value(u"name"_s).simplified();
    if (name.isEmpty() || name.size() > 100 || line.positional().size() != 2)
        return line.usageError();
    // Any port of this computer: RFC 8252 7.3.
    const QUrl redirect(
        line.isSet(u"redirect-uri"_s) ? line.value(u"redirect-uri"_s) : u"http://127.0.0.1/callback"_s, QUrl::StrictMode);
    const QString scheme = redirect.scheme();
    if (!redirect.isValid() || scheme.isEmpty() || redirect.hasFragment() || scheme == "javascript"_L1 || scheme == "data"_L1)
        return line.usageError(Words::tr("--redirect-uri wants the address that the application is called back at."));
    const QByteArray secret = server::randomToken();
    const ApplicationRow row{QString::fromLatin1(server::hashOf(server::randomToken()).left(16)), name, redirect.toString(),
        server::hashOf(secret), SystemClock().now().toMSecsSinceEpoch()};
    if (const Result<void> added = access.addApplication(row); !added) {
        context.terminal.error(added.error());
        return exitFailed;
    }
    if (context.terminal.json()) {
        context.terminal.print(QJsonObject{{u"client_id"_s, row.clientId}, {u"client_secret"_s, QString::fromLatin1(secret)},
            {u"redirect_uri"_s, row.redirectUri}, {u"name"_s, row.name}});
        return 0;
    }
    context.terminal.print(u"client_id=%1\nclient_secret=%2\nredirect_uri=%3"_s.arg(
        row.clientId, QString::fromLatin1(secret), row.redirectUri));
    context.terminal.note(Words::tr("The secret is shown this once and not kept here."));
    return 0;
}

QJsonArray toJson(const QList<ApplicationAccess> &access)
{
    QJsonArray array;
    for (const ApplicationAccess &one : access)
        array.append(QJsonObject{{u"account"_s, QString::number(one.account.value())}, {u"scope"_s, scopeWords(one.scopes)},
            {u"granted"_s, one.granted.toString(Qt::ISODate)}, {u"last_used"_s, one.lastUsed.toString(Qt::ISODate)}});
    return array;
}

int listApplications(const CommandContext &context, AccessStore &store)
{
    const auto applications = store.applications();
    const auto access = store.access();
    if (!applications || !access) {
        context.terminal.error(applications ? access.error() : applications.error());
        return exitFailed;
    }
    QJsonArray array;
    for (const ApplicationRow &row : *applications) {
        QList<ApplicationAccess> own;
        std::copy_if(access->cbegin(), access->cend(), std::back_inserter(own),
            [&row](const ApplicationAccess &one) { return one.clientId == row.clientId; });
        array.append(QJsonObject{{u"client_id"_s, row.clientId}, {u"name"_s, row.name}, {u"redirect_uri"_s, row.redirectUri},
            {u"access"_s, toJson(own)}});
        if (context.terminal.json())
            continue;
        if (own.isEmpty())
            context.terminal.print(u"%1\t%2\t%3"_s.arg(row.clientId, row.name, Words::tr("no access")));
        for (const ApplicationAccess &one : own)
            context.terminal.print(u"%1\t%2\t%3\t%4"_s.arg(row.clientId, row.name, scopeWords(one.scopes),
                Words::tr("last used %1").arg(QLocale().toString(one.lastUsed.toLocalTime(), QLocale::ShortFormat))));
    }
    if (context.terminal.json())
        context.terminal.print(array);
    return 0;
}

/// revoke: it may ask again. remove: it is not known any more.
int endApplication(const CommandContext &context, AccessStore &store, bool removes)
{
    const QString id = context.arguments.value(2);
    const auto known = store.application(id);
    Result<void> done = known ? Result<void>() : Result<void>(fail(known.error()));
    if (done && !*known)
        done = fail(ErrorKind::NotFound, u"there is no application %1"_s.arg(id));
    if (done && removes)
        done = store.removeApplication(id);
    if (done && !removes) {
        const Result<bool> revoked = store.revoke(id);
        if (!revoked)
            done = fail(revoked.error());
    }
    if (!done)
        context.terminal.error(done.error());
    return done ? 0 : exitFailed;
}

int applications(const CommandContext &context)
{
    const QString verb = context.arguments.value(1, u"list"_s);
    const bool ends = (verb == "revoke"_L1 || verb == "remove"_L1) && context.arguments.size() == 3;
    const bool lists = verb == "list"_L1 && context.arguments.size() <= 2;
    if (verb != "add"_L1 && !ends && !lists) {
        context.terminal.note(u"usage: qingniaoctl serve apps [list]\n       qingniaoctl "_s + addUsage
            + u"\n       qingniaoctl serve apps revoke CLIENT_ID\n       qingniaoctl serve apps remove CLIENT_ID"_s);
        return exitUsage;
    }
    const auto access = AccessStore::open(context.dataDir);
    if (!access) {
        context.terminal.error(access.error());
        return exitFailed;
    }
    if (verb == "add"_L1)
        return addApplication(context, **access);
    return lists ? listApplications(context, **access) : endApplication(context, **access, verb == "remove"_L1);
}

} // namespace

int runServe(const CommandContext &context)
{
    return context.arguments.value(0) == "apps"_L1 ? applications(context) : serve(context);
}

} // namespace qn::app
