// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

#include <QList>
#include <QUrl>

namespace qn::widgets {

/// What a step of a guide shows beside its words.
enum class GuidePicture { Settings, Switch, Message, Code };

struct GuideStep
{
    GuidePicture picture = GuidePicture::Settings;
    QString title;
    QString hint;
    bool operator==(const GuideStep &) const = default;
};

/// A mail service in the user's words: what it is called, what it wants in place of a password, and how one gets that.
struct MailService
{
    enum class Kind { Tencent, TencentCompany, NetEase, Google, Microsoft, Other };
    Kind kind = Kind::Other;
    QString name;
    QString secret; ///< what the field is called
    QString secretHint; ///< what it looks like
    QString open; ///< the button that leads to `page`
    QUrl page; ///< where the user makes a code; empty: there is none
    QList<GuideStep> steps;
    bool isBuiltIn = false; ///< its servers are known: nothing about them is to be changed or excepted
    bool takesCode = false; ///< a code of 16 lower-case letters
};

/// Of an account with settings as AccountServices::suggest() makes them.
MailService mailServiceOf(const Account &account);

/// The account's sign-in is a page in the browser, for which the program has to be registered.
bool wantsBrowser(const Account &account);
bool hasClientId(const Account &account);

/// What can be typed for short: a QQ number is the address that it has.
QString completedAddress(const QString &typed);
bool looksLikeAddress(const QString &text);

} // namespace qn::widgets
