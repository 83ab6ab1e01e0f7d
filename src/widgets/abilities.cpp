// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/abilities.h"

namespace qn::widgets {

Capabilities abilities(const session::Session &session, AccountId account)
{
    using Phase = session::AccountStatus::Phase;
    const auto status = session.status(account);
    const bool told = status.capabilities != Capabilities{} || status.phase == Phase::Syncing
        || (status.phase == Phase::Idle && status.lastSync.isValid());
    if (told)
        return status.capabilities;
    Capabilities all;
    all.sendCopies = all.sendAttachments = all.sendHtml = all.editContacts = true;
    return all;
}

} // namespace qn::widgets
