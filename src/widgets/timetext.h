// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QLocale>
#include <QString>

namespace qn::widgets {

/// The short time of a list row: 14:05 today, 周二 / Tue within a week, 3月5日 / 5 Mar within the year, 2024/3/5 before.
/// Both times may be in any zone; days are those of the local one.
QString shortTime(const QDateTime &time, const QDateTime &now, const QLocale &locale = QLocale());
/// Day and minute in full, for the reader and tool tips.
QString fullTime(const QDateTime &time, const QLocale &locale = QLocale());
/// 12 KB, 3.4 MB.
QString sizeText(qint64 bytes);

} // namespace qn::widgets
