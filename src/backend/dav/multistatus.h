// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>

namespace qn::dav {

/// One `response` of a WebDAV multistatus answer (RFC 4918 14.24).
struct DavResponse
{
    QString href; ///< as sent, still percent-encoded
    int status = 0; ///< of the response itself; 0: it has properties
    bool isAddressBook = false;
    QString etag, displayName, card; ///< getetag, displayname, address-data
    QString principal, home; ///< href inside current-user-principal, addressbook-home-set
};

struct Multistatus
{
    QList<DavResponse> responses;
    QString syncToken; ///< RFC 6578
};

/// Namespaces are looked at, prefixes are not. Errors: Protocol.
Result<Multistatus> parseMultistatus(const QByteArray &xml);

} // namespace qn::dav
