// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/serveroptions.h"

#include "server/grants.h"

namespace qn::server {

using namespace Qt::StringLiterals;

QByteArray Client::secretHashOf(const Secret &secret)
{
    return hashOf(secret.reveal());
}

bool Client::accepts(const QUrl &redirectUri) const
{
    if (!redirectUri.isValid() || redirectUri.scheme().isEmpty() || redirectUri.hasFragment()
        || !redirectUri.userInfo().isEmpty())
        return false;
    if (unregistered)
        return redirectUri.scheme() != "javascript"_L1 && redirectUri.scheme() != "data"_L1;
    return std::any_of(redirectUris.cbegin(), redirectUris.cend(), [&redirectUri](const QUrl &registered) {
        if (registered == redirectUri)
            return true;
        const bool anyPort = registered.scheme() == "http"_L1 && registered.port() < 0
            && (registered.host() == "127.0.0.1"_L1 || registered.host() == "::1"_L1);
        QUrl withoutPort = redirectUri;
        withoutPort.setPort(-1);
        return anyPort && registered == withoutPort;
    });
}

} // namespace qn::server
