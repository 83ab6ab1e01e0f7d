// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "core/mailbox.h"
#include "core/result.h"
#include "net/httpclient.h"

#include <QCoroTask>
#include <QObject>

#include <memory>

namespace qn::dav {

/// The contacts of an account on a CardDAV server (RFC 6352, RFC 6764, RFC 6578; vCard RFC 6350 and 2426). Finds the address book by
/// itself from the server's address: well-known, current-user-principal, addressbook-home-set; where a server lists no collection (dav.qq.com), the
/// home itself is taken. Keeps what it knows (ETags, sync-token, cards) while it lives, so that a second contacts() asks for changes only. A card's
/// other properties survive an edit. `~` in addresses is left as it is. Lives on the engine thread.
/// Errors: Authorization, NotFound, Conflict (changed elsewhere since it was read: contacts() tells how), Unsupported, those of HttpClient.
class CardDavClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CardDavClient)

public:
    CardDavClient(QUrl server, net::HttpClient &http, auth::CredentialSource &credentials, QObject *parent = nullptr);
    ~CardDavClient() override;

    QCoro::Task<Result<QList<Contact>>> contacts();
    /// Creates (empty remoteId) or changes; with If-Match or If-None-Match. Returns the contact as stored.
    QCoro::Task<Result<Contact>> save(Contact contact);
    QCoro::Task<Result<void>> remove(RemoteContactId id);
    void abort();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace qn::dav
