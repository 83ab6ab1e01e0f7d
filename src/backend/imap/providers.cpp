// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/providers.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

using net::TlsMode;

constexpr qsizetype codeLetters = 16;

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
    Provider gmail
        = provider(u"gmail", u"Gmail", {u"gmail.com"_s, u"googlemail.com"_s}, u"imap.gmail.com"_s, u"smtp.gmail.com"_s);
    gmail.settings.login = ImapSettings::Login::OAuth2;
    gmail.settings.savesSent = true;
    Provider outlook = provider(u"outlook", u"Outlook", {u"outlook.com"_s, u"hotmail.com"_s, u"live.com"_s, u"msn.com"_s},
        u"outlook.office365.com"_s, u"smtp.office365.com"_s);
    outlook.settings.smtp = {u"smtp.office365.com"_s, 587, TlsMode::StartTls, {}};
    outlook.settings.login = ImapSettings::Login::OAuth2;
    outlook.settings.savesSent = true;
    return {qq, exmail, exmailAbroad, netease163, netease126, gmail, outlook};
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

QString authorizationCodeIn(const QString &text)
{
    QString letters = text.trimmed();
    letters.removeIf([](QChar c) { return c.isSpace() || c == u'-'; }); // shown in groups of four
    const bool isCode = letters.size() == codeLetters
        && std::all_of(letters.begin(), letters.end(), [](QChar c) { return c >= u'a' && c <= u'z'; });
    return isCode ? letters : QString();
}

} // namespace qn::imap
