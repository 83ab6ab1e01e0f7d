// SPDX-License-Identifier: GPL-3.0-or-later
// account add | list | set | distrust | remove
#include "app/ctl/command.h"
#include "app/ctl/opensession.h"
#include "app/json.h"
#include "backend/imap/providers.h"
#include "core/certificate.h"
#include "core/keptmail.h"
#include "net/loopback.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>

#include <functional>

namespace qn::app {

using namespace Qt::StringLiterals;

namespace {

const QString addUsage = u"account add --open-api BASE_URL --client-id ID [--client-secret-file F] [--redirect-uri URI] [--name N]"_s;
const QString addImapUsage = u"account add --imap HOST:PORT --smtp HOST:PORT --user U --password-stdin [--tls implicit|starttls|none] "
                             "[--trust SHA256] [--email ADDRESS] [--carddav URL] [--name N]"_s;
const QString setUsage = u"account set ID [--keep all|recent] [--name N]"_s;

/// What a verb has its options in.
CommandContext behindVerb(const CommandContext &context)
{
    return {context.terminal, context.dataDir, context.arguments.mid(1)};
}

Result<QByteArray> secretFrom(const QString &path)
{
    if (path.isEmpty())
        return QByteArray();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Parameter, u"%1: %2"_s.arg(path, file.errorString()), ErrorReason::FileUnreadable);
    return file.readAll().trimmed();
}

void openBrowser(const QUrl &url)
{
    const QString opener = QStandardPaths::findExecutable(u"xdg-open"_s);
    if (!opener.isEmpty() && !qEnvironmentVariableIsEmpty("DISPLAY"))
        QProcess::startDetached(opener, {url.toString(QUrl::FullyEncoded)});
}

/// Runs the sign-in; what the user has to open is printed, the redirected address or the code is read from standard input.
Result<void> signIn(const CommandContext &context, session::Session &session, AccountId account, bool loopback)
{
    const auto ticket
        = await(session.beginSignIn(account, loopback ? backend::RedirectMode::Loopback : backend::RedirectMode::Captured));
    if (!ticket)
        return fail(ticket.error());
    const QString url = ticket->request.authorizeUrl.toString(QUrl::FullyEncoded);
    if (context.terminal.json())
        context.terminal.print(QJsonObject{{u"authorize_url"_s, url}});
    else
        context.terminal.print(Words::tr("Open this address and agree:\n%1").arg(url));
    if (loopback) {
        openBrowser(ticket->request.authorizeUrl);
        context.terminal.note(Words::tr("Waiting for the browser to come back …"));
        return await(session.finishSignIn(account, {}));
    }
    context.terminal.note(Words::tr("Then paste the address that you were sent to, or just the code:"));
    const QString answer = context.terminal.readLine();
    if (answer.isEmpty())
        return fail(ErrorKind::Canceled, u"nothing was entered"_s);
    return await(session.finishSignIn(account, answer));
}

/// Without tokens or a password in the keychain the account would be of no use to the next command: then none is left.
int addSignedIn(const CommandContext &context, session::Session &session, Account account, const QByteArray &secret,
    const std::function<Result<void>(AccountId)> &sign)
{
    const auto id = await(session.addAccount(account, secret));
    if (!id) {
        context.terminal.error(id.error());
        return exitFailed;
    }
    if (const Result<void> signedIn = sign(*id); !signedIn) {
        (void)await(session.removeAccount(*id, true));
        context.terminal.error(signedIn.error());
        if (const auto &certificate = signedIn.error().certificate; certificate && certificate->mayBeTrusted)
            context.terminal.note(Words::tr("If that is your own server and this is its certificate, add: --trust %1").arg(fingerprint(certificate->sha256)));
        return exitFailed;
    }
    account.id = *id;
    if (context.terminal.json())
        context.terminal.print(toJson(account));
    else
        context.terminal.print(Words::tr("Account %1 added. Fetch its mail with: qingniaoctl sync").arg(id->value()));
    return 0;
}

int add(const CommandContext &context)
{
    const CommandLine line(behindVerb(context), addUsage,
        {{u"open-api"_s, {}, u"BASE_URL"_s}, {u"client-id"_s, {}, u"ID"_s}, {u"client-secret-file"_s, {}, u"F"_s},
            {u"redirect-uri"_s, {}, u"URI"_s}, {u"name"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    const QUrl baseUrl(line.value(u"open-api"_s), QUrl::StrictMode);
    const QString clientId = line.value(u"client-id"_s);
    const QUrl redirect(line.value(u"redirect-uri"_s), QUrl::StrictMode);
    if (clientId.isEmpty() || !line.positional().isEmpty())
        return line.usageError();
    if (!baseUrl.isValid() || baseUrl.host().isEmpty() || (baseUrl.scheme() != "https"_L1 && baseUrl.scheme() != "http"_L1))
        return line.usageError(Words::tr("--open-api wants the server's address, for example https://mail.qq.com."));
    if (line.isSet(u"redirect-uri"_s) && (!redirect.isValid() || redirect.scheme().isEmpty()))
        return line.usageError(Words::tr("--redirect-uri wants the address registered for the application."));
    const auto secret = secretFrom(line.value(u"client-secret-file"_s));
    if (!secret) {
        context.terminal.error(secret.error());
        return exitFailed;
    }
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;

    Account account;
    account.kind = AccountKind::OpenApi;
    account.name = line.isSet(u"name"_s) ? line.value(u"name"_s) : baseUrl.host();
    account.settings = {{u"baseUrl"_s, baseUrl.toString()}, {u"clientId"_s, clientId}, {u"redirectUri"_s, redirect.toString()}};
    session::Session &session = open.session();
    return addSignedIn(context, session, account, *secret,
        [&](AccountId id) { return signIn(context, session, id, !line.isSet(u"redirect-uri"_s)); });
}

/// `--tls` holds for both servers.
std::optional<Account> imapAccount(const CommandLine &line, QString &wrong)
{
    const QString word = line.isSet(u"tls"_s) ? line.value(u"tls"_s) : u"implicit"_s;
    const auto tls = imap::tlsModeFrom(word);
    const auto imap = tls ? imap::parseEndpoint(line.value(u"imap"_s), *tls) : std::nullopt;
    const auto smtp = tls ? imap::parseEndpoint(line.value(u"smtp"_s), *tls) : std::nullopt;
    const auto isOpenElsewhere = [](const net::Endpoint &end) { return end.tls == net::TlsMode::None && !net::isLoopback(end.host); };
    const QByteArray trusted = QByteArray::fromHex(line.value(u"trust"_s).toLatin1().replace(':', QByteArray()));
    const QString user = line.value(u"user"_s);
    const QString email = line.isSet(u"email"_s) ? line.value(u"email"_s) : user;
    if (!tls)
        wrong = Words::tr("--tls wants implicit, starttls or none.");
    else if (!imap || !smtp)
        wrong = Words::tr("--imap and --smtp want HOST:PORT, for example imap.qq.com:993.");
    else if (isOpenElsewhere(*imap) || isOpenElsewhere(*smtp))
        wrong = Words::tr("--tls none is for servers on this computer only.");
    else if (!email.contains(u'@'))
        wrong = Words::tr("The address of the mailbox is missing: --email ADDRESS.");
    else if (line.isSet(u"trust"_s) && trusted.size() != 32)
        wrong = Words::tr("--trust wants the SHA-256 fingerprint of the server's certificate.");
    else if (!line.isSet(u"password-stdin"_s))
        wrong = Words::tr("The password or authorization code is read from standard input: --password-stdin.");
    if (!wrong.isEmpty())
        return {};
    imap::ImapSettings settings;
    if (const imap::Provider *provider = imap::providerFor(email); provider && provider->settings.imap.host == imap->host)
        settings = provider->settings;
    settings.imap = *imap;
    settings.smtp = *smtp;
    settings.imap.acceptedCertificate = settings.smtp.acceptedCertificate = trusted;
    settings.user = user == email ? QString() : user;
    if (line.isSet(u"carddav"_s))
        settings.cardDav = QUrl(line.value(u"carddav"_s));
    Account account;
    account.kind = AccountKind::Imap;
    account.email = email;
    account.name = line.isSet(u"name"_s) ? line.value(u"name"_s) : email;
    account.settings = settings.toJson();
    return account;
}

int addImap(const CommandContext &context)
{
    const CommandLine line(behindVerb(context), addImapUsage,
        {{u"imap"_s, {}, u"HOST:PORT"_s}, {u"smtp"_s, {}, u"HOST:PORT"_s}, {u"user"_s, {}, u"U"_s}, {u"email"_s, {}, u"ADDRESS"_s},
            {u"password-stdin"_s, {}}, {u"tls"_s, {}, u"MODE"_s}, {u"trust"_s, {}, u"SHA256"_s}, {u"carddav"_s, {}, u"URL"_s}, {u"name"_s, {}, u"N"_s}});
    if (!line.ok())
        return exitUsage;
    QString wrong;
    const Account account = imapAccount(line, wrong).value_or(Account());
    if (!wrong.isEmpty())
        return line.usageError(wrong);
    const QString password = context.terminal.readLine();
    OpenSession open(context, OpenSession::OnDemand);
    if (!open.ok())
        return exitFailed;
    session::Session &session = open.session();
    return addSignedIn(context, session, account, {}, [&](AccountId id) -> Result<void> {
        const auto begun = await(session.beginSignIn(id, backend::RedirectMode::Captured));
        return begun ? await(session.finishSignIn(id, password)) : fail(begun.error());
    });
}

int list(const CommandContext &context)
{
    OpenSession open(context, OpenSession::Offline);
    if (!open.ok())
        return exitFailed;
    QJsonArray array;
    for (const Account &account : open.session().accounts()) {
        if (context.terminal.json())
            array.append(toJson(account));
        else
            context.terminal.print(u"%1\t%2\t%3"_s.arg(account.id.value()).arg(account.name, account.email));
    }
    if (context.terminal.json())
        context.terminal.print(array);
    return 0;
}

/// A verb about one account: opens the session and does `work` with the account that the one argument names.
int withAccount(const CommandContext &context, const CommandLine &line, OpenSession::Mode mode,
    const std::function<int(session::Session &, Account)> &work)
{
    if (!line.ok())
        return exitUsage;
    if (line.positional().size() != 1)
        return line.usageError();
    OpenSession open(context, mode);
    if (!open.ok())
        return exitFailed;
    const std::optional<Account> account = open.account(line.positional().constFirst());
    return account ? work(open.session(), *account) : exitFailed;
}

/// `told`: what a user who reads no JSON is told of it; may be empty.
int update(const CommandContext &context, session::Session &session, const Account &account, const QString &told)
{
    const Result<void> updated = await(session.updateAccount(account));
    if (!updated)
        context.terminal.error(updated.error());
    else if (context.terminal.json())
        context.terminal.print(toJson(account));
    else if (!told.isEmpty())
        context.terminal.print(told);
    return updated ? 0 : exitFailed;
}

/// The certificates of an account's servers that the user has excepted: from now on they have to verify.
int distrust(const CommandContext &context)
{
    const CommandLine line(behindVerb(context), u"account distrust ID [--server HOST]"_s, {{u"server"_s, {}, u"HOST"_s}});
    return withAccount(context, line, OpenSession::Offline, [&](session::Session &session, Account account) {
        const QList<TrustedServer> before = trustedServers(account);
        for (const TrustedServer &server : before) {
            if (!line.isSet(u"server"_s) || line.value(u"server"_s).compare(server.host, Qt::CaseInsensitive) == 0)
                withdrawTrust(account, server);
        }
        if (trustedServers(account) != before)
            return update(context, session, account, Words::tr("The certificate is not trusted any more."));
        context.terminal.error(Words::tr("No certificate is trusted for that server."));
        return exitFailed;
    });
}

int set(const CommandContext &context)
{
    const CommandLine line(behindVerb(context), setUsage, {{u"keep"_s, {}, u"all|recent"_s}, {u"name"_s, {}, u"N"_s}});
    const QString keep = line.value(u"keep"_s);
    if (line.ok() && !line.isSet(u"keep"_s) && !line.isSet(u"name"_s))
        return line.usageError();
    if (line.ok() && line.isSet(u"keep"_s) && keep != "all"_L1 && keep != "recent"_L1)
        return line.usageError(Words::tr("--keep wants all or recent."));
    return withAccount(context, line, OpenSession::Offline, [&](session::Session &session, Account account) {
        if (line.isSet(u"keep"_s) && account.kind == AccountKind::Local)
            return line.usageError(Words::tr("This mail is only on this computer: all of it is kept."));
        if (line.isSet(u"keep"_s))
            setKeepsAllMail(account, keep == "all"_L1);
        if (line.isSet(u"name"_s))
            account.name = line.value(u"name"_s);
        return update(context, session, account, {});
    });
}

int remove(const CommandContext &context)
{
    const CommandLine line(behindVerb(context), u"account remove ID [--even-unsent]"_s, {{u"even-unsent"_s, {}}});
    return withAccount(context, line, OpenSession::OnDemand, [&](session::Session &session, const Account &account) {
        const Result<void> removed = await(session.removeAccount(account.id, line.isSet(u"even-unsent"_s)));
        if (!removed && removed.error().kind == ErrorKind::Conflict)
            context.terminal.error(Words::tr("Mail of this account has not been sent yet; see \"outbox\". --even-unsent removes it with the account."));
        else if (!removed)
            context.terminal.error(removed.error());
        return removed ? 0 : exitFailed;
    });
}

} // namespace

int runAccount(const CommandContext &context)
{
    const QString verb = context.arguments.value(0);
    if (verb == "add"_L1)
        return context.arguments.contains("--imap"_L1) ? addImap(context) : add(context);
    if (verb == "list"_L1)
        return list(context);
    if (verb == "set"_L1)
        return set(context);
    if (verb == "distrust"_L1)
        return distrust(context);
    if (verb == "remove"_L1)
        return remove(context);
    context.terminal.note(u"usage: qingniaoctl "_s + addUsage + u"\n       qingniaoctl "_s + addImapUsage + u"\n       qingniaoctl account list\n       qingniaoctl "_s + setUsage + u"\n"
                                                                "       qingniaoctl account distrust ID [--server HOST]\n"
                                                                "       qingniaoctl account remove ID [--even-unsent]"_s);
    return exitUsage;
}

} // namespace qn::app
