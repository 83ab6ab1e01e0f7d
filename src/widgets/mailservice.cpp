// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mailservice.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(MailService)
};

using Kind = MailService::Kind;
using enum GuidePicture;

Kind kindOf(const QString &provider)
{
    if (provider == "qq"_L1)
        return Kind::Tencent;
    if (provider.startsWith("exmail"_L1))
        return Kind::TencentCompany;
    if (provider == "163"_L1 || provider == "126"_L1 || provider == "netease"_L1)
        return Kind::NetEase;
    if (provider == "gmail"_L1)
        return Kind::Google;
    return provider == "outlook"_L1 ? Kind::Microsoft : Kind::Other;
}

void describeTencent(MailService &service)
{
    service.name = Words::tr("QQ Mail");
    service.secret = Words::tr("Authorization code");
    service.secretHint = Words::tr("16 letters");
    service.open = Words::tr("Open QQ Mail's Settings");
    service.takesCode = true;
    service.steps = {{Settings, Words::tr("Sign in to QQ Mail on the web"), Words::tr("Open Settings, then Account & Security.")},
        {Switch, Words::tr("Turn on POP3/IMAP/SMTP"), Words::tr("It is under Security Settings.")},
        {Message, Words::tr("Confirm with a text message"), Words::tr("From the phone that belongs to your QQ account.")},
        {Code, Words::tr("Copy the 16 letters"), Words::tr("Each program can have a code of its own.")}};
}

void describeCompany(MailService &service)
{
    service.name = Words::tr("Tencent Exmail");
    service.secret = Words::tr("Client password");
    service.secretHint = Words::tr("Made in Exmail's settings");
    service.open = Words::tr("Open Exmail's Settings");
    service.steps = {{Settings, Words::tr("Sign in to Exmail on the web"), Words::tr("Open Settings.")},
        {Switch, Words::tr("Turn on IMAP/SMTP"), Words::tr("Under Client Settings; some companies do it for everybody.")},
        {Code, Words::tr("Make a client-specific password"), Words::tr("Under WeChat binding. Copy it here.")}};
}

void describeNetEase(MailService &service, const QString &provider)
{
    service.name = provider == "126"_L1 ? Words::tr("126 Mail") : provider == "163"_L1 ? Words::tr("163 Mail") : Words::tr("NetEase Mail");
    service.secret = Words::tr("Authorization code");
    service.secretHint = Words::tr("16 letters");
    service.open = Words::tr("Open %1's Settings").arg(service.name);
    service.steps = {{Settings, Words::tr("Sign in to %1 on the web").arg(service.name), Words::tr("Open Settings, then POP3/SMTP/IMAP.")},
        {Switch, Words::tr("Turn on IMAP/SMTP"), Words::tr("Confirm with the text message that is asked for.")},
        {Code, Words::tr("Copy the authorization code"), Words::tr("It is shown only once.")}};
}

void describeGoogle(MailService &service, bool asksBrowser)
{
    service.name = u"Gmail"_s;
    if (asksBrowser)
        return;
    service.secret = Words::tr("App password");
    service.secretHint = Words::tr("16 letters");
    service.open = Words::tr("Open Google's App Passwords");
    service.page = QUrl(u"https://myaccount.google.com/apppasswords"_s);
    service.takesCode = true;
    service.steps = {{Switch, Words::tr("Turn on 2-step verification"), Words::tr("Without it Google makes no app passwords.")},
        {Settings, Words::tr("Open App Passwords"), Words::tr("In your Google account; make one for Qingniao.")},
        {Code, Words::tr("Copy the 16 letters"), Words::tr("Your Google password itself is not taken.")}};
}

} // namespace

MailService mailServiceOf(const Account &account)
{
    const QString provider = account.settings.value("provider"_L1).toString();
    MailService service;
    service.kind = kindOf(provider);
    service.isBuiltIn = service.kind != Kind::Other;
    service.secret = Words::tr("Password");
    service.page = QUrl(account.settings.value("codePage"_L1).toString());
    switch (service.kind) {
    case Kind::Tencent:
        describeTencent(service);
        break;
    case Kind::TencentCompany:
        describeCompany(service);
        break;
    case Kind::NetEase:
        describeNetEase(service, provider);
        break;
    case Kind::Google:
        describeGoogle(service, wantsBrowser(account) && hasClientId(account));
        break;
    case Kind::Microsoft:
        service.name = u"Outlook"_s;
        break;
    case Kind::Other:
        service.name = account.email.section(u'@', -1);
        break;
    }
    return service;
}

bool wantsBrowser(const Account &account)
{
    return account.settings.value("login"_L1).toString() == "oauth2"_L1;
}

bool hasClientId(const Account &account)
{
    return !account.settings.value("oauth"_L1).toObject().value("clientId"_L1).toString().isEmpty();
}

QString completedAddress(const QString &typed)
{
    static const QRegularExpression qqNumber(u"^[1-9][0-9]{4,11}$"_s);
    const QString address = typed.trimmed();
    return qqNumber.match(address).hasMatch() ? address + "@qq.com"_L1 : address;
}

bool looksLikeAddress(const QString &text)
{
    static const QRegularExpression address(u"^[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+$"_s);
    return address.match(text).hasMatch();
}

} // namespace qn::widgets
