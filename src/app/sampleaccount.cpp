// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sampleaccount.h"

#include "app/sampleserver.h"

#include <QCoreApplication>

namespace qn::app {

using namespace Qt::StringLiterals;

Account sampleAccount()
{
    Account account;
    account.kind = AccountKind::Sample;
    account.name = QCoreApplication::translate("Services", "Sample mailbox");
    account.settings = {{u"clientId"_s, sampleClientId}, {u"redirectUri"_s, sampleRedirectUri}};
    return account;
}

} // namespace qn::app
