// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/mailbackend.h"

#include <QUrl>

#include <functional>
#include <memory>

namespace qn::backend {

/// How the answer of the authorization page comes back to us.
enum class RedirectMode {
    Captured, ///< a dialog or a person watches the page's navigation and hands the redirected address over
    Loopback, ///< the system browser is sent to a listener on 127.0.0.1 (RFC 8252 7.3)
};

struct SignInRequest
{
    QUrl authorizeUrl;
    QUrl redirectUri;
};

/// One attempt to sign in to an account. Lives on the engine thread.
class SignIn : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SignIn)

public:
    explicit SignIn(QObject *parent = nullptr) : QObject(parent) { }
    /// The page to open. With Loopback the listener is up when this returns.
    virtual Result<SignInRequest> begin(RedirectMode mode) = 0;
    /// With Loopback: the address that the browser came back to.
    virtual Task<QUrl> redirected() = 0;
    /// Checks `state`, exchanges the code and puts the tokens into the keychain.
    /// `redirectedOrCode` is the redirected address or, where a person types it, the bare code.
    /// Error of kind Keychain: the tokens are held for this run only and the sign-in has worked otherwise.
    virtual Task<void> complete(QString redirectedOrCode) = 0;
    virtual void abort() = 0;
};

/// Makes what an account needs. Implemented by the composition root; called on the engine thread.
class AccountServices
{
public:
    virtual ~AccountServices() = default;
    virtual std::unique_ptr<MailBackend> makeBackend(const Account &account) = 0;
    virtual std::unique_ptr<SignIn> makeSignIn(const Account &account) = 0;
    /// Stores a secret that the user typed for this account (for example "clientSecret").
    virtual Task<void> storeSecret(Account account, QString name, QByteArray value) = 0;
    /// Removes every secret of the account from the keychain.
    virtual Task<void> forget(Account account) = 0;
    /// What an address's account most likely is: servers of a known service or, with `askDomain`, those that its domain names over the
    /// network. Settings as in AccountKind::Imap. Errors: Parameter (no address), NotFound.
    virtual Task<Account> suggest(QString address, bool askDomain);
    /// From now on calls `told`, on the thread of `context` and while it lives, when the system says that the network has
    /// come or gone, or that it is (no longer) paid by volume.
    virtual void watchNetwork(QObject *, std::function<void(bool isOnline, bool isMetered)>) { }
};

inline Task<Account> AccountServices::suggest(QString, bool)
{
    co_return Result<Account>(fail(ErrorKind::NotFound, QStringLiteral("no mail service is known here")));
}

} // namespace qn::backend
