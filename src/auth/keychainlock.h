// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

namespace qn::auth {

/// QtKeychain 0.13 says "not found" of a secret that lies in a locked collection whose unlocking was not granted. This
/// asks the Secret Service itself whether it has the entry under lock. `answer` is called later on `context`'s thread,
/// or at once where there is no Secret Service to ask. Main thread.
void askWhetherLocked(
    const QString &service, const QString &entry, QObject *context, std::function<void(bool isLocked)> answer);

} // namespace qn::auth
