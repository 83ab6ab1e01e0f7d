// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/accountmarks.h"

#include "core/keptmail.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace qn::session {

namespace {

constexpr auto capabilitiesKey = "capabilities"_L1;
constexpr auto awaitingKey = "awaitingSignIn"_L1;

struct Flag
{
    QLatin1StringView name;
    bool Capabilities::*member;
};

constexpr Flag flags[] = {
    {"folders"_L1, &Capabilities::folders},
    {"incremental"_L1, &Capabilities::incremental},
    {"rawSource"_L1, &Capabilities::rawSource},
    {"detail"_L1, &Capabilities::detail},
    {"flags"_L1, &Capabilities::flags},
    {"move"_L1, &Capabilities::move},
    {"remove"_L1, &Capabilities::remove},
    {"append"_L1, &Capabilities::append},
    {"drafts"_L1, &Capabilities::drafts},
    {"sendHtml"_L1, &Capabilities::sendHtml},
    {"sendCopies"_L1, &Capabilities::sendCopies},
    {"sendAttachments"_L1, &Capabilities::sendAttachments},
    {"idempotentSend"_L1, &Capabilities::idempotentSend},
    {"savesSent"_L1, &Capabilities::savesSent},
    {"editContacts"_L1, &Capabilities::editContacts},
    {"search"_L1, &Capabilities::search},
    {"watch"_L1, &Capabilities::watch},
};

} // namespace

Capabilities knownCapabilities(const Account &account)
{
    const QJsonObject stored = account.settings.value(capabilitiesKey).toObject();
    Capabilities capabilities;
    const QJsonArray names = stored.value("can"_L1).toArray();
    for (const Flag &flag : flags)
        capabilities.*flag.member = names.contains(QJsonValue(flag.name));
    capabilities.maxMessageBytes = stored.value("maxMessageBytes"_L1).toInteger();
    capabilities.accountEmail = stored.value("accountEmail"_L1).toString();
    capabilities.accountName = stored.value("accountName"_L1).toString();
    return capabilities;
}

void setKnownCapabilities(Account &account, const Capabilities &capabilities)
{
    QJsonArray names;
    for (const Flag &flag : flags) {
        if (capabilities.*flag.member)
            names.append(flag.name);
    }
    account.settings.insert(capabilitiesKey,
        QJsonObject{{"can"_L1, names}, {"maxMessageBytes"_L1, capabilities.maxMessageBytes},
            {"accountEmail"_L1, capabilities.accountEmail}, {"accountName"_L1, capabilities.accountName}});
}

bool isAwaitingSignIn(const Account &account)
{
    return account.settings.value(awaitingKey).toBool();
}

void setAwaitingSignIn(Account &account, bool awaiting)
{
    if (awaiting)
        account.settings.insert(awaitingKey, true);
    else
        account.settings.remove(awaitingKey);
}

Account withWhatWasTold(Account account, const Capabilities &capabilities)
{
    setKnownCapabilities(account, capabilities);
    setAwaitingSignIn(account, false);
    if (!capabilities.accountEmail.isEmpty())
        account.email = capabilities.accountEmail;
    if (account.name.isEmpty())
        account.name = capabilities.accountName.isEmpty() ? account.email : capabilities.accountName;
    return account;
}

Account withMarksOf(Account account, const Account &stored)
{
    for (const auto key : {capabilitiesKey, awaitingKey, keptMailKey}) {
        if (!account.settings.contains(key) && stored.settings.contains(key))
            account.settings.insert(key, stored.settings.value(key));
    }
    return account;
}

bool connectsDifferently(const Account &a, const Account &b)
{
    QJsonObject left = a.settings;
    QJsonObject right = b.settings;
    for (const auto key : {capabilitiesKey, awaitingKey, keptMailKey}) {
        left.remove(key);
        right.remove(key);
    }
    return a.kind != b.kind || left != right;
}

} // namespace qn::session
