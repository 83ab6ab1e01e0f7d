// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/secret.h"

#include <QCoroTask>
#include <QObject>
#include <QString>

namespace qn::auth {

/// What SASL wants to know (RFC 4616, XOAUTH2).
struct Credentials
{
    enum class Kind {
        Password, ///< PLAIN, LOGIN; an authorization code (授权码) is one as well
        Bearer, ///< XOAUTH2 with an access token
    };
    Kind kind = Kind::Password;
    QString user;
    Secret secret;
};

/// Where IMAP, SMTP and CardDAV of one account get their credentials. Lives on the engine thread.
class CredentialSource : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CredentialSource)

public:
    explicit CredentialSource(QObject *parent = nullptr) : QObject(parent) { }
    /// Errors: Authorization (there are none: sign in), Keychain, and those of a token refresh.
    virtual QCoro::Task<Result<Credentials>> credentials() = 0;
    /// The server did not take these. True: another call of credentials() may give others (a fresh token), worth one more try.
    virtual bool reject(const Credentials &refused) = 0;
};

} // namespace qn::auth
