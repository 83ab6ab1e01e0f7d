// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/signinadvice.h"

#include "core/authorizationcode.h"
#include "widgets/mailservice.h"

#include <QCoreApplication>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(SignInAdvice)
};

using Kind = MailService::Kind;

struct Failure
{
    const Error &error;
    const Account &account;
    const QString &secret;
    const MailService service;
    const QString server;
    bool sends() const { return error.server == ErrorServer::Outgoing; }
};

QString hostOf(const Failure &failure)
{
    return failure.server.section(u':', 0, -2);
}

/// QQ gives one sentence for five reasons; here they are, the commonest first.
SignInAdvice tencentRefusal(const Failure &failure)
{
    SignInAdvice advice;
    const bool isCode = !authorizationCodeIn(failure.secret).isEmpty();
    advice.title = Words::tr("QQ Mail did not let you in");
    advice.lead = Words::tr("It has the same answer for five different reasons. Try these in order:");
    advice.checks = {isCode ? Words::tr("Enter the authorization code, not your QQ password. What you entered has the form of a code, so it may be an old one.")
                            : Words::tr("Enter the authorization code, not your QQ password. A code has 16 small letters; what you entered has not."),
        Words::tr("See whether POP3/IMAP/SMTP is turned on in QQ Mail's settings."),
        Words::tr("Make a new code. Changing the QQ password ends all codes."),
        Words::tr("Wait some minutes. After several attempts QQ Mail refuses even the right code for a while."),
        Words::tr("Try again later. QQ Mail may be busy, or have locked the account: the web page then tells you.")};
    return advice;
}

QStringList codeChecks(const Failure &failure)
{
    switch (failure.service.kind) {
    case Kind::TencentCompany:
        return {Words::tr("Enter the client-specific password from Exmail's settings, not the one for the web page."),
            Words::tr("See whether IMAP/SMTP is turned on; in some companies only the administrator can do it."),
            Words::tr("Companies abroad use hwimap.exmail.qq.com and hwsmtp.exmail.qq.com: change the servers."),
            Words::tr("Wait some minutes after several attempts.")};
    case Kind::NetEase:
        return {Words::tr("Enter the authorization code, not the password of the web page."),
            Words::tr("See whether IMAP/SMTP is turned on in the settings of %1.").arg(failure.service.name),
            Words::tr("Make a new code: old ones run out after 180 days."), Words::tr("Wait some minutes after several attempts.")};
    case Kind::Google:
        return {Words::tr("Enter the app password of 16 letters, not your Google password."),
            Words::tr("Make a new one: changing the Google password ends all app passwords."),
            Words::tr("Accounts of companies and schools may need the administrator's leave.")};
    default:
        return {};
    }
}

SignInAdvice refusal(const Failure &failure)
{
    if (failure.service.kind == Kind::Tencent && !failure.sends())
        return tencentRefusal(failure);
    SignInAdvice advice;
    advice.title = failure.service.isBuiltIn ? Words::tr("%1 did not let you in").arg(failure.service.name)
                                             : Words::tr("The server did not accept the user name or the password");
    advice.lead = Words::tr("Try these in order:");
    advice.checks = codeChecks(failure);
    if (!advice.checks.isEmpty())
        return advice;
    const QString user = failure.account.settings.value("user"_L1).toString();
    advice.checks = {Words::tr("Look at the password with the eye beside it: capital letters, blanks, another keyboard."),
        Words::tr("See whether the address is right: %1").arg(failure.account.email),
        user.isEmpty() ? Words::tr("Some servers want only the part before the @ as the user name: change the servers.")
                       : Words::tr("See whether the user name is right: %1").arg(user),
        Words::tr("Many services want a password of its own for mail programs, made in their web settings."),
        Words::tr("Ask whoever runs the mail server whether IMAP is allowed for your account.")};
    return advice;
}

/// Reading works and sending does not.
SignInAdvice sendingRefusal(const Failure &failure)
{
    SignInAdvice advice;
    advice.title = Words::tr("Reading works, sending does not");
    advice.lead = Words::tr("The server for incoming mail has let you in; %1 has not.").arg(failure.server);
    if (failure.service.isBuiltIn)
        advice.checks = {Words::tr("See whether SMTP is turned on in the web settings: it may have a switch of its own."),
            Words::tr("Make a new code after you have turned it on."), Words::tr("Wait some minutes, then try again.")};
    else
        advice.checks = {Words::tr("See whether name, port and encryption of the outgoing server are right: change the servers."),
            Words::tr("It may want another user name, or allow sending only after somebody has turned it on."),
            Words::tr("Ask whoever runs the mail server.")};
    return advice;
}

SignInAdvice unreachable(const Failure &failure)
{
    const QString online = Words::tr("Open any web page: is this computer online?");
    const QString vpn = Words::tr("Switch a VPN or proxy off, or to another place.");
    const QString blocked = Words::tr("Networks of companies and hotels often block mail: try another one, such as your phone's.");
    const QString known = Words::tr("Wait a moment and try again: the service itself may be down.");
    const bool builtIn = failure.service.isBuiltIn;
    SignInAdvice advice;
    switch (failure.error.reason) {
    case ErrorReason::HostNotFound:
        advice.title = Words::tr("%1 cannot be found").arg(hostOf(failure));
        advice.checks = builtIn ? QStringList{online, vpn, known}
                                : QStringList{Words::tr("See whether the name of the server is spelled right."), online, vpn};
        return advice;
    case ErrorReason::ConnectionRefused:
        advice.title = Words::tr("%1 does not take the connection").arg(failure.server);
        advice.checks = builtIn ? QStringList{known, vpn, blocked}
                                : QStringList{Words::tr("See whether the port is right: 993 or 143 for IMAP, 465 or 587 for SMTP."),
                                      Words::tr("See whether the server runs, and whether a firewall is in between."), vpn};
        return advice;
    default:
        break;
    }
    if (failure.error.kind == ErrorKind::Timeout) {
        advice.title = Words::tr("%1 does not answer").arg(failure.server);
        advice.checks = {online};
        if (!builtIn)
            advice.checks.append(Words::tr("Port and encryption must fit: TLS goes with 993 and 465, STARTTLS with 143 and 587."));
        advice.checks += {blocked, vpn};
        return advice;
    }
    advice.title = Words::tr("The connection to %1 broke off").arg(failure.server);
    advice.checks = {online, vpn, blocked, known};
    return advice;
}

SignInAdvice insecure(const Failure &failure)
{
    SignInAdvice advice;
    switch (failure.error.reason) {
    case ErrorReason::CertificateRefused:
        advice.title = Words::tr("%1 could not prove who it is").arg(hostOf(failure));
        advice.lead = Words::tr("Your password was not sent. Somebody may be listening in on this network.");
        advice.checks = {Words::tr("See whether the date and time of this computer are right."),
            Words::tr("Open any web page: the network may want you to sign in first."),
            Words::tr("Antivirus programs that look into mail replace certificates: switch that off."), Words::tr("Try another network.")};
        return advice;
    case ErrorReason::TlsInjection:
        advice.title = Words::tr("Somebody meddled with the connection");
        advice.lead = Words::tr("Your password was not sent.");
        advice.checks = {Words::tr("Try another network."), Words::tr("Choose TLS instead of STARTTLS: change the servers.")};
        return advice;
    default:
        break;
    }
    advice.title = Words::tr("No secure connection to %1").arg(failure.server);
    advice.lead = Words::tr("Your password was not sent.");
    advice.checks = {Words::tr("Port and encryption must fit: TLS goes with 993 and 465, STARTTLS with 143 and 587."),
        Words::tr("A very old server may know no TLS 1.2; nothing older is safe.")};
    if (failure.service.isBuiltIn)
        advice.checks = {Words::tr("Try another network."), Words::tr("Antivirus programs that look into mail can break it: switch that off.")};
    return advice;
}

SignInAdvice pause(const Failure &failure)
{
    SignInAdvice advice;
    const auto minutes = failure.error.retryAfter ? std::chrono::ceil<std::chrono::minutes>(*failure.error.retryAfter).count() : 10;
    advice.title = Words::tr("Too many sign-ins in a short time");
    advice.lead = Words::tr("%1 asks for a pause.").arg(failure.service.name);
    advice.checks = {Words::tr("Wait about %n minute(s). Each attempt before that makes it longer.", nullptr, int(minutes)),
        Words::tr("Close other mail programs that use this mailbox, on the phone too."), Words::tr("Your code stays good meanwhile.")};
    return advice;
}

SignInAdvice notMail(const Failure &failure)
{
    SignInAdvice advice;
    advice.title = Words::tr("%1 gave an answer that makes no sense").arg(failure.server);
    advice.checks = {Words::tr("See whether name and port belong to a mail server: change the servers."),
        Words::tr("Open any web page: the network may want you to sign in first.")};
    return advice;
}

SignInAdvice byKind(const Failure &failure)
{
    switch (failure.error.kind) {
    case ErrorKind::Authorization:
    case ErrorKind::Permission:
        return failure.sends() ? sendingRefusal(failure) : refusal(failure);
    case ErrorKind::RateLimited:
        return pause(failure);
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return unreachable(failure);
    case ErrorKind::Tls:
        return insecure(failure);
    case ErrorKind::Protocol:
    case ErrorKind::Parameter:
        return notMail(failure);
    default:
        break;
    }
    const UserMessage words = describe(failure.error);
    return {words.title, words.advice, {}, {}};
}

bool isSaidByServer(const Error &error)
{
    return error.kind == ErrorKind::Authorization || error.kind == ErrorKind::Permission || error.kind == ErrorKind::RateLimited
        || error.kind == ErrorKind::Server || error.reason == ErrorReason::CertificateRefused;
}

} // namespace

QString serverOf(const Error &error, const Account &account)
{
    const QString which = error.server == ErrorServer::Outgoing ? u"smtp"_s : u"imap"_s;
    const QJsonObject server = account.settings.value(which).toObject();
    return u"%1:%2"_s.arg(server.value("host"_L1).toString()).arg(server.value("port"_L1).toInt());
}

SignInAdvice signInAdvice(const Error &error, const Account &account, const QString &secret)
{
    const Failure failure{error, account, secret, mailServiceOf(account), serverOf(error, account)};
    SignInAdvice advice = byKind(failure);
    if (isSaidByServer(error))
        advice.serverWords = error.detail;
    return advice;
}

} // namespace qn::widgets
