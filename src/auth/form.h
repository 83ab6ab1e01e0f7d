// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace qn::auth {

using FormItems = QList<std::pair<QByteArray, QByteArray>>; ///< UTF-8, not encoded

/// application/x-www-form-urlencoded, both ways. QUrlQuery leaves "+" alone, which servers read as a space.
QByteArray encodeForm(const FormItems &items);
FormItems decodeForm(const QByteArray &text);

/// The first value of that name; empty where there is none.
QByteArray formValue(const FormItems &items, QByteArrayView name);
qsizetype formCount(const FormItems &items, QByteArrayView name);

} // namespace qn::auth
