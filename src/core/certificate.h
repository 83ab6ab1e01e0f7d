// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace qn {

/// A server's certificate that was refused, as people are shown it before they decide.
struct ServerCertificate
{
    QByteArray sha256; ///< of the DER: what is stored where the user trusts it
    QString subject; ///< whom it names
    QString issuer; ///< who says so; the same as `subject` where it signed itself
    QDateTime validFrom, validUntil; ///< UTC
    /// Only what a private server's own certificate is usually at fault for: the user may trust it. Never where it is revoked or broken.
    bool mayBeTrusted = false;
    bool operator==(const ServerCertificate &) const = default;
};

} // namespace qn
