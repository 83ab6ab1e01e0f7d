// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/certificate.h"

#include <QString>

#include <chrono>
#include <optional>

namespace qn {

/// What code branches on. Never branch on Error::detail.
enum class ErrorKind {
    Network, ///< no connection, DNS, reset, cut off: worth a retry
    Timeout, ///< no answer in time: worth a retry
    Tls, ///< certificate or handshake refused
    Authorization, ///< token or credentials not accepted: sign in again
    Permission, ///< signed in, but not allowed
    Parameter, ///< the request is at fault
    NotFound,
    Conflict, ///< the server's state is not what the request assumed
    TooLarge,
    RateLimited, ///< see Error::retryAfter
    Server, ///< the server failed: worth a retry
    Protocol, ///< the answer cannot be understood
    Unsupported, ///< this server cannot do that
    Canceled, ///< by the user or by shutdown: not shown
    Storage, ///< local disk or database
    Keychain, ///< OS keychain absent, locked or refused
    Internal,
};

/// A finer reason, where the user can be told something more useful than the kind says.
/// The store keeps the number: new ones go to the end.
enum class ErrorReason {
    None,
    // OAuth 2.0 (RFC 6749 4.1.2.1 and 5.2)
    AccessDenied, InvalidGrant, CodeExpired, InvalidClient, InvalidRedirect, InvalidScope, StateMismatch, SignInExpired,
    ClientNotPermitted, InvalidRequest, UnsupportedGrant, SignInRefused,
    // answers
    NotJson, HtmlInsteadOfJson, Truncated, WrongType,
    // store
    DiskFull, DatabaseLocked, DatabaseCorrupt, NewerSchema,
    // keychain
    KeychainAbsent, KeychainLocked, KeychainDenied,
    // sending
    SendOutcomeUnknown, RecipientRefused, SenderRefused, ContentRefused, QuotaExceeded,
    // files
    FileUnreadable,
    // mail servers
    CertificateRefused, StartTlsMissing, TlsInjection, LoginRefused, LoginTooOften, ServiceDisabled, AuthorizationCodeWanted,
    TlsWanted,
    // their refusals of a mail
    FromHeaderRefused, SpamSuspected, MailRefused, SendingTooOften, MailboxUnavailable, RecipientMailboxFull,
    AddressUnsupported,
    // connections
    HostNotFound, ConnectionRefused,
};

/// Of an account with several servers: which one it was.
enum class ErrorServer { Unknown, Incoming, Outgoing };

struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString detail; ///< for logs and "Details": English, no secrets, no mail text
    ErrorReason reason = ErrorReason::None;
    int code = 0; ///< HTTP status, errcode or reply code, 0 if none
    std::optional<std::chrono::milliseconds> retryAfter;
    ErrorServer server = ErrorServer::Unknown; ///< told by a sign-in
    std::optional<ServerCertificate> certificate = std::nullopt; ///< with CertificateRefused: which one

    bool operator==(const Error &) const = default;
    /// True where the same request may succeed later without anybody's help.
    bool isTransient() const;
    /// True where it is refused whenever it is asked: no later try helps, after whatever else has been put right.
    bool isFinal() const;
};

/// The one place that turns an Error into words for the user, in the user's language.
struct UserMessage
{
    QString title; ///< what happened, one short sentence
    QString advice; ///< what to do about it
    bool operator==(const UserMessage &) const = default;
};
UserMessage describe(const Error &error);

} // namespace qn
