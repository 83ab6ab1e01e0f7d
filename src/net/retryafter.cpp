// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/retryafter.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace qn::net {

namespace {

QDateTime httpDate(const QByteArray &value)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(value), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    date.setTimeSpec(Qt::UTC);
    return date;
}

} // namespace

std::optional<std::chrono::milliseconds> retryAfter(const HttpResponse &response, const QDateTime &now)
{
    const QByteArray value = response.header("retry-after").trimmed();
    if (value.isEmpty())
        return {};
    bool isNumber = false;
    const int seconds = value.toInt(&isNumber);
    if (isNumber)
        return std::chrono::seconds(std::max(0, seconds));
    const QDateTime until = httpDate(value);
    if (!until.isValid())
        return {};
    const QDateTime date = httpDate(response.header("date").trimmed());
    return std::chrono::milliseconds(std::max<qint64>(0, (date.isValid() ? date : now).msecsTo(until)));
}

} // namespace qn::net
