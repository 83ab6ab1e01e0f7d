// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "server/grants.h"
#include "server/http.h"
#include "server/pages.h"
#include "server/serveroptions.h"

#include <map>

namespace qn::server {

/// The authorization server: authorization code grant with PKCE (RFC 6749, 7636, 8252, 9700).
class OAuthService final
{
    Q_DISABLE_COPY_MOVE(OAuthService)

public:
    OAuthService(const ServerOptions &options, Grants &grants, const Clock &clock);

    /// Whose mailbox it is, for the pages.
    void setAccount(const QString &name, const QString &email);
    /// GET: the sign-in page, or what is wrong with the request.
    Response authorize(const Request &request);
    /// POST: an answer to one of our forms. `origin` is our own, for example http://127.0.0.1:4711.
    Response submit(const Request &request, quint16 port);
    Response token(const Request &request);

private:
    /// A sign-in under way in some browser.
    struct Transaction
    {
        QString id;
        QByteArray formTokenHash; ///< of the page shown last; good for one answer
        QString clientId;
        QUrl redirectUri;
        QString state;
        bool hasState = false;
        QString challenge;
        AccessScopes scopes;
        QByteArray confirmationHash; ///< empty: none is asked for
        bool signedIn = false;
        int wrongPasswords = 0;
        QDateTime expires;
    };
    struct Code
    {
        QByteArray hash;
        QString clientId;
        QUrl redirectUri;
        QString challenge;
        AccessScopes scopes;
        QDateTime expires;
        QString grantId; ///< not empty: used
    };

    std::optional<Client> findClient(const QString &id);
    AccessScopes scopesWanted(const QString &words) const;
    bool askToConfirm(const Client &client, Transaction &transaction);
    SignInAsks asks() const;
    bool isProved(const Transaction &transaction, const Form &form) const;
    PageContext nextPage(Transaction &transaction, PageLanguage language);
    Response signInStep(Transaction &transaction, const Form &form, PageLanguage language);
    Response finish(const Transaction &transaction, const QString &key, const QString &value);
    QByteArray issueCode(const Transaction &transaction);
    void forgetOld();
    Response exchangeCode(const Client &client, const Form &form);
    Response refresh(const Client &client, const Form &form);

    const ServerOptions &m_options;
    Grants &m_grants;
    const Clock &m_clock;
    QString m_accountName;
    QString m_accountEmail;
    QList<Transaction> m_transactions;
    QList<Code> m_codes;
    std::map<QString, Client> m_unregistered; ///< met so far
};

} // namespace qn::server
