// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace qn {

/// A server's certificate that was refused, as people are shown it before they decide.
struct ServerCertificate
{
    QByteArray sha256; ///< of the DER: what is stored where the user trusts it
    QString subject; ///< whom it names
    QString issuer; ///< who says so; the same as `subject` where it signed itself
    QDateTime validFrom, validUntil; ///< UTC
    /// Only what a private server's own certificate is usually at fault for: the user may trust it. Never where it is
    /// revoked or broken.
    bool mayBeTrusted = false;
    bool operator==(const ServerCertificate &) const = default;
};

/// A server whose own certificate the user trusts although it does not verify.
struct TrustedServer
{
    QString host;
    QByteArray sha256;
    bool operator==(const TrustedServer &) const = default;
};
/// Those of an account: of the server that mail comes from, then of the one that sends it; one where they are the same.
QList<TrustedServer> trustedServers(const Account &account);
/// The account's settings without that trust: the server's certificate has to verify from then on.
void withdrawTrust(Account &account, const TrustedServer &server);

/// AB:CD:…, as people compare them.
QString fingerprint(const QByteArray &sha256);

} // namespace qn
