// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/providers.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

using net::TlsMode;

Provider provider(const char16_t *id, const char16_t *name, QStringList domains, const QString &imap, const QString &smtp)
{
    Provider made;
    made.id = QString::fromUtf16(id);
    made.name = QString::fromUtf16(name);
    made.domains = std::move(domains);
    made.settings.provider = made.id;
    made.settings.imap = {imap, 993, TlsMode::Implicit, {}};
    made.settings.smtp = {smtp, 465, TlsMode::Implicit, {}};
    return made;
}

QJsonObject oauth(const QString &authorizeUrl, const QString &tokenUrl, const QString &scope, const QString &clientId)
{
    QJsonObject made{{u"authorizeUrl"_s, authorizeUrl}, {u"tokenUrl"_s, tokenUrl}, {u"scope"_s, scope}};
    if (!clientId.isEmpty())
        made.insert(u"clientId"_s, clientId);
    return made;
}

QList<Provider> makeProviders()
{
    Provider qq = provider(u"qq", u"QQ Mail", {u"qq.com"_s, u"foxmail.com"_s, u"vip.qq.com"_s}, u"imap.qq.com"_s, u"smtp.qq.com"_s);
    qq.isTencent = true;
    qq.codePage = QUrl(u"https://wx.mail.qq.com/"_s);
    qq.settings.cardDav = QUrl(u"https://dav.qq.com/"_s);
    qq.settings.savesSent = true;
    Provider exmail = provider(u"exmail", u"Tencent Exmail", {u"exmail.qq.com"_s}, u"imap.exmail.qq.com"_s, u"smtp.exmail.qq.com"_s);
    exmail.isTencent = true;
    exmail.codePage = QUrl(u"https://exmail.qq.com/"_s);
    exmail.settings.savesSent = true;
    Provider exmailAbroad
        = provider(u"exmail-abroad", u"Tencent Exmail (overseas)", {}, u"hwimap.exmail.qq.com"_s, u"hwsmtp.exmail.qq.com"_s);
    exmailAbroad.isTencent = true;
    exmailAbroad.codePage = exmail.codePage;
    exmailAbroad.settings.savesSent = true;
    Provider netease163 = provider(u"163", u"163 Mail", {u"163.com"_s}, u"imap.163.com"_s, u"smtp.163.com"_s);
    netease163.codePage = QUrl(u"https://mail.163.com/"_s);
    Provider netease126 = provider(u"126", u"126 Mail", {u"126.com"_s}, u"imap.126.com"_s, u"smtp.126.com"_s);
    netease126.codePage = QUrl(u"https://mail.126.com/"_s);
    Provider netease = provider(u"netease", u"NetEase Mail", {}, u"imap.qiye.163.com"_s, u"smtp.qiye.163.com"_s);
    netease.settings.smtp.port = 994;
    netease.codePage = QUrl(u"https://qiye.163.com/"_s);
    Provider gmail
        = provider(u"gmail", u"Gmail", {u"gmail.com"_s, u"googlemail.com"_s}, u"imap.gmail.com"_s, u"smtp.gmail.com"_s);
    gmail.settings.login = ImapSettings::Login::OAuth2;
    gmail.oauth = oauth(u"https://accounts.google.com/o/oauth2/v2/auth"_s, u"https://oauth2.googleapis.com/token"_s,
        u"https://mail.google.com/"_s, QStringLiteral(QN_GMAIL_CLIENT_ID));
    gmail.oauthSecret = QN_GMAIL_CLIENT_SECRET;
    gmail.settings.savesSent = true;
    Provider outlook = provider(u"outlook", u"Outlook", {u"outlook.com"_s, u"hotmail.com"_s, u"live.com"_s, u"msn.com"_s},
        u"outlook.office365.com"_s, u"smtp.office365.com"_s);
    outlook.settings.smtp = {u"smtp.office365.com"_s, 587, TlsMode::StartTls, {}};
    outlook.settings.login = ImapSettings::Login::OAuth2;
    outlook.oauth = oauth(u"https://login.microsoftonline.com/common/oauth2/v2.0/authorize"_s,
        u"https://login.microsoftonline.com/common/oauth2/v2.0/token"_s,
        u"https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"_s,
        QStringLiteral(QN_OUTLOOK_CLIENT_ID));
    outlook.settings.savesSent = true;
    return {qq, exmail, exmailAbroad, netease163, netease126, netease, gmail, outlook};
}

} // namespace

const QList<Provider> &providers()
{
    static const QList<Provider> all = makeProviders();
    return all;
}

const Provider *providerFor(const QString &address)
{
    const QString domain = address.section(u'@', -1).trimmed().toLower();
    const auto found = std::find_if(
        providers().begin(), providers().end(), [&](const Provider &one) { return one.domains.contains(domain); });
    return found == providers().end() ? nullptr : &*found;
}

const Provider *providerById(const QString &id)
{
    const auto found = std::find_if(providers().begin(), providers().end(), [&](const Provider &one) { return one.id == id; });
    return found == providers().end() ? nullptr : &*found;
}

const Provider *providerForMailExchange(const QString &host)
{
    QString name = host.toLower();
    if (name.endsWith(u'.'))
        name.chop(1);
    static const std::pair<QLatin1StringView, QLatin1StringView> endings[] = {
        {"mxbiz1.qq.com"_L1, "exmail"_L1},
        {"mxbiz2.qq.com"_L1, "exmail"_L1},
        {".exmail.qq.com"_L1, "exmail"_L1},
        {".mxmail.netease.com"_L1, "netease"_L1},
        {".qiye.163.com"_L1, "netease"_L1},
        {".google.com"_L1, "gmail"_L1},
        {".googlemail.com"_L1, "gmail"_L1},
        {".mail.protection.outlook.com"_L1, "outlook"_L1},
    };
    const auto found = std::find_if(std::begin(endings), std::end(endings), [&](const auto &one) { return name.endsWith(one.first); });
    if (found == std::end(endings))
        return nullptr;
    const bool isAbroad = found->second == "exmail"_L1 && name.startsWith("hw"_L1);
    return providerById(isAbroad ? u"exmail-abroad"_s : QString(found->second));
}

QJsonObject accountSettings(const Provider &provider)
{
    QJsonObject settings = provider.settings.toJson();
    if (!provider.codePage.isEmpty())
        settings.insert(u"codePage"_s, provider.codePage.toString());
    if (!provider.oauth.isEmpty())
        settings.insert(u"oauth"_s, provider.oauth);
    return settings;
}

bool isProviderHost(const QString &host)
{
    return std::any_of(providers().begin(), providers().end(), [&](const Provider &one) {
        return one.settings.imap.host.compare(host, Qt::CaseInsensitive) == 0 || one.settings.smtp.host.compare(host, Qt::CaseInsensitive) == 0;
    });
}

} // namespace qn::imap
