// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn::widgets {

/// One recipient as typed. An address that cannot be written to keeps its text in `address.email`.
struct Recipient
{
    Address address;
    QString problem; ///< empty: fine; else why not, in the user's language
    bool operator==(const Recipient &) const = default;
};

/// Splits what a person typed or pasted: commas, semicolons (also ， ； 、) and line ends separate.
QList<Recipient> parseRecipients(const QString &typed);
/// Why an addr-spec cannot be written to, in the user's language; empty where it can.
QString addressProblem(const QString &email);
/// Position after the last separator outside quotes and angle brackets, 0 where there is none.
qsizetype lastSeparatorEnd(const QString &typed);

} // namespace qn::widgets
