// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/pages.h"

#include "server/pagestyle.h"

#include <QCryptographicHash>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

QString pick(PageLanguage language, const char16_t *english, const char16_t *chinese)
{
    return QString::fromUtf16(language == PageLanguage::Chinese ? chinese : english);
}

/// One or two characters, as the program's own avatars show them.
QString initialsOf(const QString &name, const QString &email)
{
    const QString shown = name.isEmpty() ? email : name;
    const bool latin = !shown.isEmpty() && shown.at(0).unicode() < 0x2E80;
    return latin ? shown.left(1).toUpper() : shown.right(shown.size() > 2 ? 2 : 1);
}

QString originOf(const QUrl &address)
{
    if (address.scheme() != "http"_L1 && address.scheme() != "https"_L1)
        return address.scheme() + u':';
    return address.adjusted(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toString();
}

Response guarded(Response response, const QString &formTargets)
{
    static const QByteArray styleHash = QCryptographicHash::hash(pageStyle(), QCryptographicHash::Sha256).toBase64();
    response.headers += {
        {"Cache-Control", "no-store"},
        {"Pragma", "no-cache"},
        {"Referrer-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
        {"Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-" + styleHash
                + "'; base-uri 'none'; frame-ancestors 'none'; form-action " + formTargets.toUtf8()},
    };
    return response;
}

Response page(PageLanguage language, int status, const QString &title, const QString &body, const QString &formTargets)
{
    const QString html = u"<!doctype html><html lang=\"%1\"><head><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                         "<meta name=\"color-scheme\" content=\"light dark\"><title>%2</title><style>"_s.arg(
                             language == PageLanguage::Chinese ? u"zh-CN"_s : u"en"_s, title.toHtmlEscaped())
        + QString::fromUtf8(pageStyle()) + u"</style></head><body><main>"_s + QString::fromUtf8(pageEmblem()) + body
        + u"</main><p class=\"foot\">"_s
        + pick(language, u"This page comes from Qingniao on this computer.", u"本页面由这台电脑上的青鸟提供")
              .toHtmlEscaped()
        + u"</p></body></html>"_s;
    return guarded({status, "text/html; charset=utf-8", html.toUtf8()}, formTargets);
}

QString accountCard(const PageContext &context)
{
    const QString name = context.accountName.isEmpty() ? context.accountEmail : context.accountName;
    return u"<div class=\"account\"><span class=\"avatar\" aria-hidden=\"true\">%1</span><span><b>%2</b><br>%3</span></div>"_s
        .arg(initialsOf(context.accountName, context.accountEmail).toHtmlEscaped(), name.toHtmlEscaped(),
            context.accountEmail.toHtmlEscaped());
}

QString form(const PageContext &context, const QString &fields, const QString &action, const QString &label)
{
    return u"<form method=\"post\" action=\"/cgi-bin/oauth2/authorize\" autocomplete=\"off\">"
           "<input type=\"hidden\" name=\"transaction\" value=\"%1\"><input type=\"hidden\" name=\"form_token\" "
           "value=\"%2\">%3"
           "<div class=\"buttons\"><button class=\"primary\" name=\"action\" value=\"%4\" autofocus>%5</button>"
           "<button name=\"action\" value=\"cancel\" formnovalidate>%6</button></div></form>"_s.arg(context.transaction,
               context.formToken, fields, action, label, pick(context.language, u"Cancel", u"取消"));
}

QString formTargets(const PageContext &context)
{
    return u"'self' "_s + originOf(context.redirectUri);
}

} // namespace

PageLanguage pageLanguage(const QByteArray &acceptLanguage)
{
    // The first language named that we speak; browsers list them by preference.
    for (const QByteArray &item : acceptLanguage.toLower().split(',')) {
        const QByteArray tag = item.trimmed();
        if (tag.startsWith("zh"))
            return PageLanguage::Chinese;
        if (tag.startsWith("en"))
            return PageLanguage::English;
    }
    return PageLanguage::English;
}

Response signInPage(const PageContext &context, SignInAsks asks, bool wasWrong)
{
    const auto say = [&context](const char16_t *english, const char16_t *chinese) {
        return pick(context.language, english, chinese);
    };
    const bool confirms = asks == SignInAsks::Confirmation;
    QString fields;
    if (asks == SignInAsks::Password)
        fields =
            u"<label>%1<input type=\"password\" name=\"password\" required></label>"_s.arg(say(u"Password", u"密码"));
    if (confirms)
        fields = u"<label>%1<input type=\"text\" name=\"password\" required maxlength=\"20\" spellcheck=\"false\" "
                 "autocapitalize=\"characters\"></label><p class=\"note\">%2</p>"_s.arg(say(u"Confirmation code", u"确认码"),
                     say(u"The terminal in which “qingniaoctl serve” runs shows it. Type it only if you opened this page "
                         u"yourself.",
                         u"确认码显示在运行 qingniaoctl serve 的终端里。只有这个页面是你自己打开的，才输入它。"));
    if (wasWrong)
        fields += u"<p class=\"wrong\" role=\"alert\">%1</p>"_s.arg(confirms
                ? say(u"That is not the code. Please try again.", u"确认码不对，请再试一次")
                : say(u"That is not the password. Please try again.", u"密码不对，请再试一次"));
    const QString title = confirms ? say(u"Is it you?", u"确认是你本人") : say(u"Sign in", u"登录邮箱");
    const QString intro = (confirms ? say(u"%1 asks for access to your mailbox", u"%1 请求访问你的邮箱")
                                    : say(u"to go on to %1", u"登录后继续前往 %1"))
                              .arg(context.clientName)
                              .toHtmlEscaped();
    const QString body = u"<h1>%1</h1><p class=\"intro\">%2</p>"_s.arg(title, intro) + accountCard(context)
        + form(context, fields, u"continue"_s, say(u"Continue", u"继续"));
    return page(context.language, wasWrong ? 401 : 200, title, body, formTargets(context));
}

Response consentPage(const PageContext &context, AccessScopes scopes)
{
    const auto say = [&context](const char16_t *english, const char16_t *chinese) {
        return pick(context.language, english, chinese);
    };
    QStringList permissions;
    if (scopes.testFlag(AccessScope::ReadMail))
        permissions << say(u"Read your mail", u"读取你的邮件");
    if (scopes.testFlag(AccessScope::SendMail))
        permissions << say(u"Send mail in your name", u"以你的名义发送邮件");
    if (scopes.testFlag(AccessScope::ChangeMail))
        permissions << say(u"Mark, move and delete mail, keep drafts", u"标记、移动和删除邮件，保存草稿");
    if (scopes.testFlag(AccessScope::ChangeContacts))
        permissions << say(u"See and change your contacts", u"查看和修改你的通讯录");
    else if (scopes.testFlag(AccessScope::ReadContacts))
        permissions << say(u"See your contacts", u"查看你的通讯录");
    QString list;
    for (const QString &permission : std::as_const(permissions))
        list += u"<li>%1</li>"_s.arg(permission);
    const QString title = say(u"Allow access?", u"授权访问");
    const QString intro = say(u"%1 would like to:", u"%1 想要：").arg(context.clientName).toHtmlEscaped();
    const QString note = say(u"It does not learn your password. You can take this back at any time.",
        u"它不会得到你的密码。你可以随时取消授权。");
    const QString body = u"<h1>%1</h1>"_s.arg(title) + accountCard(context)
        + u"<p class=\"intro\">%1</p><ul>%2</ul>"_s.arg(intro, list) + u"<p class=\"note\">%1</p>"_s.arg(note)
        + form(context, {}, u"agree"_s, say(u"Agree", u"同意"));
    return page(context.language, 200, title, body, formTargets(context));
}

Response problemPage(PageLanguage language, PageProblem problem)
{
    const auto text = [&]() -> std::pair<QString, QString> {
        switch (problem) {
        case PageProblem::UnknownClient:
            return {pick(language, u"This app is not known here", u"不认识这个应用"),
                pick(language, u"Check the Client ID in the app's account settings.",
                    u"请检查应用账号设置里的 Client ID。")};
        case PageProblem::WrongRedirect:
            return {pick(language, u"The way back does not match", u"回调地址不符"),
                pick(language, u"The app asked to be called back at an address that is not registered for it.",
                    u"应用给出的回调地址没有登记过。")};
        case PageProblem::StaleForm:
            return {pick(language, u"This page has expired", u"页面已过期"),
                pick(language, u"It was used already or left open for too long. Go back to the app and sign in again.",
                    u"它已经用过，或者打开太久了。请回到应用重新登录。")};
        case PageProblem::ForeignForm:
            return {pick(language, u"That did not come from this page", u"请求来源不对"),
                pick(language, u"Another site tried to answer for you. Nothing was allowed.",
                    u"有别的网站想替你作答，没有授权任何内容。")};
        case PageProblem::TooManyAttempts:
            return {pick(language, u"Too many attempts", u"尝试次数过多"),
                pick(language, u"Go back to the app and sign in again.", u"请回到应用重新登录。")};
        case PageProblem::BadRequest:
            break;
        }
        return {pick(language, u"This link is not complete", u"链接不完整"),
            pick(language, u"Go back to the app and sign in again.", u"请回到应用重新登录。")};
    }();
    const QString body = u"<h1>%1</h1><p class=\"intro\">%2</p>"_s.arg(text.first, text.second);
    const int status = problem == PageProblem::ForeignForm ? 403 : problem == PageProblem::TooManyAttempts ? 429 : 400;
    return page(language, status, text.first, body, u"'none'"_s);
}

Response redirectTo(const QUrl &address)
{
    Response response = guarded({302, {}, {}}, u"'none'"_s);
    response.headers.emplaceBack("Location", address.toEncoded());
    return response;
}

} // namespace qn::server
