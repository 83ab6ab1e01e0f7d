// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

namespace qn::webview {

/// The site a host belongs to: its last two labels, three below a country's second-level domain (qq.com, 163.com, sina.com.cn).
/// Addresses and single-label hosts are their own site.
QString siteOf(const QString &host);

/// Which addresses the login dialog may go to: the site of the authorization page over HTTPS, or over HTTP on loopback.
class SignInScope final
{
public:
    SignInScope() = default;
    SignInScope(const QUrl &authorizeUrl, const QUrl &redirectUri);
    /// Scheme, host, port and path equal those of the redirect address (RFC 6749 3.1.2.3, RFC 9700 2.1).
    bool isRedirect(const QUrl &url) const;
    bool allows(const QUrl &url) const;

private:
    QString m_site;
    QUrl m_redirectUri;
};

} // namespace qn::webview
