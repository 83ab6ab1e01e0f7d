// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loopback.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace qn {

bool isLoopbackHost(const QString &host)
{
    static const QRegularExpression loopback(u"^(localhost|127(\\.[0-9]{1,3}){3}|::1)$"_s);
    return loopback.match(host).hasMatch();
}

} // namespace qn
