// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timetext.h"

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

bool isChinese(const QLocale &locale)
{
    return locale.language() == QLocale::Chinese;
}

/// Day and month in the order of the locale: 3月5日, 5 Mar, Mar 5.
QString dayAndMonth(const QDate &day, const QLocale &locale)
{
    if (isChinese(locale))
        return u"%1月%2日"_s.arg(day.month()).arg(day.day());
    const QString format = locale.dateFormat(QLocale::ShortFormat);
    const bool dayFirst = format.indexOf(u'd') < format.indexOf(u'M');
    return locale.toString(day, dayFirst ? u"d MMM"_s : u"MMM d"_s);
}

} // namespace

QString shortTime(const QDateTime &time, const QDateTime &now, const QLocale &locale)
{
    if (!time.isValid())
        return {};
    const QDateTime local = time.toLocalTime();
    const QDate day = local.date(), today = now.toLocalTime().date();
    const qint64 age = day.daysTo(today);
    if (age == 0)
        return local.time().toString(u"HH:mm"_s);
    if (age > 0 && age < 7)
        return isChinese(locale) ? u"周"_s + u"一二三四五六日"_s.at(day.dayOfWeek() - 1)
                                 : locale.dayName(day.dayOfWeek(), QLocale::ShortFormat);
    if (age > 0 && day.year() == today.year())
        return dayAndMonth(day, locale);
    return u"%1/%2/%3"_s.arg(day.year()).arg(day.month()).arg(day.day());
}

QString fullTime(const QDateTime &time, const QLocale &locale)
{
    const QDateTime local = time.toLocalTime();
    if (isChinese(locale))
        return locale.toString(local, u"yyyy年M月d日 dddd HH:mm"_s);
    return locale.toString(local.date(), QLocale::LongFormat) + u' ' + local.time().toString(u"HH:mm"_s);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 1024 * 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace qn::widgets
