// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/signinscope.h"

#include <QHostAddress>

namespace qn::webview {

using namespace Qt::StringLiterals;

QString siteOf(const QString &host)
{
    const QString lower = host.toLower();
    const QStringList labels = lower.split(u'.', Qt::SkipEmptyParts);
    if (labels.size() < 3 || !QHostAddress(lower).isNull())
        return lower;
    static const QStringList secondLevel = {u"com"_s, u"net"_s, u"org"_s, u"gov"_s, u"edu"_s, u"co"_s, u"ac"_s};
    const bool threeLabels = labels.last().size() == 2 && secondLevel.contains(labels.at(labels.size() - 2));
    return labels.mid(labels.size() - (threeLabels ? 3 : 2)).join(u'.');
}

static bool isLoopback(const QString &host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

static int portOf(const QUrl &url)
{
    return url.port(url.scheme() == "https"_L1 ? 443 : url.scheme() == "http"_L1 ? 80 : -1);
}

SignInScope::SignInScope(const QUrl &authorizeUrl, const QUrl &redirectUri)
    : m_site(siteOf(authorizeUrl.host()))
    , m_redirectUri(redirectUri)
{
}

bool SignInScope::isRedirect(const QUrl &url) const
{
    const auto path = [](const QUrl &u) { return u.path().isEmpty() ? u"/"_s : u.path(QUrl::FullyEncoded); };
    return m_redirectUri.isValid() && url.scheme() == m_redirectUri.scheme()
        && url.host().compare(m_redirectUri.host(), Qt::CaseInsensitive) == 0 && portOf(url) == portOf(m_redirectUri)
        && path(url) == path(m_redirectUri);
}

bool SignInScope::allows(const QUrl &url) const
{
    if (url == QUrl(u"about:blank"_s))
        return true;
    const bool secure = url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback(url.host()));
    return secure && siteOf(url.host()) == m_site;
}

} // namespace qn::webview
