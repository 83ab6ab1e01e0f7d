// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/applicationaccess.h"
#include "server/http.h"

#include <QUrl>

namespace qn::server {

/// The languages of the pages, chosen by Accept-Language rather than by the program's own language: the reader may be
/// elsewhere.
enum class PageLanguage { English, Chinese };
PageLanguage pageLanguage(const QByteArray &acceptLanguage);

/// What every page of one sign-in shows and carries.
struct PageContext
{
    PageLanguage language = PageLanguage::English;
    QString clientName;
    QString accountName;
    QString accountEmail;
    QString transaction; ///< hidden fields of the form
    QString formToken;
    QUrl redirectUri; ///< where the form may lead to (CSP form-action covers redirects too)
};

enum class PageProblem { UnknownClient, WrongRedirect, BadRequest, StaleForm, ForeignForm, TooManyAttempts };

/// What proves who sits there.
enum class SignInAsks {
    Nothing,
    Password,
    Confirmation, ///< a code that only the user can read (ServerOptions::confirm)
};

/// The pages need no scripts and load nothing. All of them forbid framing and caching.
Response signInPage(const PageContext &context, SignInAsks asks, bool wasWrong);
Response consentPage(const PageContext &context, AccessScopes scopes);
Response problemPage(PageLanguage language, PageProblem problem);
/// 302 with the headers of a page.
Response redirectTo(const QUrl &address);

} // namespace qn::server
