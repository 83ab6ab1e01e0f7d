// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/linechannel.h"

#include <QJsonObject>
#include <QUrl>

namespace qn::imap {

/// Account::settings of AccountKind::Imap. No secrets.
struct ImapSettings
{
    enum class Login { Password, OAuth2 };

    QString provider; ///< id of a preset, empty for any other server
    net::Endpoint imap, smtp;
    QString user; ///< empty: the account's address
    Login login = Login::Password;
    QUrl cardDav; ///< empty: no contacts on a server
    bool savesSent = false; ///< the server may file sent mail by itself: look before a copy is put there
    bool operator==(const ImapSettings &) const = default;

    static ImapSettings fromJson(const QJsonObject &json);
    QJsonObject toJson() const;
};

/// "implicit", "starttls", "none".
std::optional<net::TlsMode> tlsModeFrom(const QString &name);
/// `host:port`; [::1]:143 as well. nullopt where it is neither.
std::optional<net::Endpoint> parseEndpoint(const QString &text, net::TlsMode tls);

} // namespace qn::imap
