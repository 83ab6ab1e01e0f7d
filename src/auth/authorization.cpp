// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/authorization.h"
#include "auth/form.h"
#include "auth/oautherror.h"

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

bool isUrl(const QString &text, const QUrl &redirectUri)
{
    const bool hasOurScheme =
        !redirectUri.scheme().isEmpty() && text.startsWith(redirectUri.scheme() + u':', Qt::CaseInsensitive);
    return hasOurScheme || text.contains("://"_L1);
}

/// Takes as long whatever the difference.
bool isSame(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    uchar difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= uchar(a[i]) ^ uchar(b[i]);
    return difference == 0;
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : url.scheme() == "http"_L1 ? 80 : -1);
}

QString pathOf(const QUrl &url)
{
    const QString path = url.path(QUrl::FullyEncoded);
    return path.isEmpty() ? u"/"_s : path;
}

Result<Secret> codeOfQuery(const FormItems &items, const QByteArray &state)
{
    const QByteArray error = formValue(items, "error");
    const QByteArray code = formValue(items, "code");
    const bool hasState = formCount(items, "state") > 0;
    if ((hasState || code.size() > 0) && !isSame(formValue(items, "state"), state))
        return fail(ErrorKind::Authorization, u"state of another request"_s, ErrorReason::StateMismatch);
    if (!error.isEmpty())
        return tl::unexpected(oauthError(error, formValue(items, "error_description"), OAuthStep::Authorize));
    if (formValue(items, "usercancel").toInt() != 0) // QQ Connect's way to say so
        return fail(ErrorKind::Authorization, u"usercancel"_s, ErrorReason::AccessDenied);
    if (code.isEmpty() || formCount(items, "code") > 1)
        return fail(ErrorKind::Protocol, u"redirect without exactly one code"_s);
    return Secret(code);
}

} // namespace

QUrl authorizeUrl(
    const OAuthSettings &settings, const QUrl &redirectUri, const QByteArray &state, const QByteArray &challenge)
{
    FormItems items{{"response_type", "code"}, {"client_id", settings.clientId.toUtf8()},
        {"redirect_uri", redirectUri.toEncoded()}, {"state", state}, {"code_challenge", challenge},
        {"code_challenge_method", "S256"}};
    if (!settings.scope.isEmpty())
        items.append({"scope", settings.scope.toUtf8()});
    QString query = settings.authorizeEndpoint.query(QUrl::FullyEncoded);
    if (!query.isEmpty())
        query += u'&';
    QUrl url = settings.authorizeEndpoint;
    url.setQuery(query + QString::fromLatin1(encodeForm(items)), QUrl::StrictMode);
    return url;
}

bool isRedirect(const QUrl &url, const QUrl &redirectUri)
{
    return url.isValid() && url.scheme() == redirectUri.scheme() && url.host() == redirectUri.host()
        && portOf(url) == portOf(redirectUri) && pathOf(url) == pathOf(redirectUri)
        && url.userInfo() == redirectUri.userInfo();
}

Result<Secret> authorizationCode(const QString &redirectedOrCode, const QUrl &redirectUri, const QByteArray &state)
{
    const QString text = redirectedOrCode.trimmed();
    if (isUrl(text, redirectUri)) {
        const QUrl url(text, QUrl::StrictMode);
        if (!isRedirect(url, redirectUri))
            return fail(ErrorKind::Authorization, u"not the registered redirect"_s, ErrorReason::InvalidRedirect);
        return codeOfQuery(decodeForm(url.query(QUrl::FullyEncoded).toLatin1()), state);
    }
    const bool hasSpace = std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
    if (text.isEmpty() || hasSpace)
        return fail(ErrorKind::Parameter, u"neither an address nor a code"_s);
    return Secret(text.toUtf8());
}

} // namespace qn::auth
