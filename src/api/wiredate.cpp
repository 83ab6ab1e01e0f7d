// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/wiredate.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 msecsPerDay = 86'400'000;
constexpr int qqMailOffset = 8 * 3600;

/// `count` digits at `at`, or -1.
int digits(QStringView text, qsizetype at, int count)
{
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (int i = 0; i < count; ++i) {
        const ushort c = text[at + i].unicode();
        if (c < u'0' || c > u'9')
            return -1;
        value = value * 10 + (c - u'0');
    }
    return value;
}

/// Seconds east of Greenwich of "Z", "+08:00", "+0800" or nothing.
std::optional<int> offsetFrom(QStringView zone)
{
    if (zone.isEmpty())
        return qqMailOffset;
    if (zone == u"Z" || zone == u"z")
        return 0;
    const bool hasColon = zone.size() == 6 && zone[3] == u':';
    if ((zone[0] != u'+' && zone[0] != u'-') || (zone.size() != 5 && !hasColon))
        return std::nullopt;
    const int hours = digits(zone, 1, 2);
    const int minutes = digits(zone, hasColon ? 4 : 3, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
        return std::nullopt;
    return (zone[0] == u'-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/// RFC 3339 5.6, by hand: QDateTime::fromString takes a third of the time of reading a long list.
QDateTime rfc3339(QStringView text)
{
    if (text.size() < 19 || text[4] != u'-' || text[7] != u'-' || text[13] != u':' || text[16] != u':')
        return {};
    const int year = digits(text, 0, 4);
    if (year < 0)
        return {}; // QDate has years before Christ
    const QDate day(year, digits(text, 5, 2), digits(text, 8, 2));
    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (!day.isValid() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return {};
    qsizetype at = 19;
    int msecs = 0;
    if (at < text.size() && text[at] == u'.') {
        int weight = 100;
        for (++at; at < text.size() && text[at].unicode() >= u'0' && text[at].unicode() <= u'9'; ++at, weight /= 10)
            msecs += weight * (text[at].unicode() - u'0');
    }
    const auto offset = offsetFrom(text.mid(at).trimmed());
    if (!offset)
        return {};
    static const qint64 epoch = QDate(1970, 1, 1).toJulianDay();
    const qint64 seconds = hour * 3600 + minute * 60 + second - *offset;
    return QDateTime::fromMSecsSinceEpoch((day.toJulianDay() - epoch) * msecsPerDay + seconds * 1000 + msecs, Qt::UTC);
}

QDateTime rfc5322(QString text)
{
    static const QRegularExpression comment(u"\\s*\\([^)]*\\)\\s*$"_s);
    static const QRegularExpression namedUtc(u"\\b(GMT|UTC|UT|Z)$"_s);
    text.remove(comment).replace(namedUtc, u"+0000"_s);
    return QDateTime::fromString(text.simplified(), Qt::RFC2822Date).toUTC();
}

/// Beyond the year 5138 in seconds: then they are milliseconds.
QDateTime epochDate(qint64 number)
{
    constexpr qint64 fewest = 100'000'000'000;
    const bool isMsecs = number >= fewest || number <= -fewest;
    return QDateTime::fromMSecsSinceEpoch(isMsecs ? number : number * 1000, Qt::UTC);
}

/// What dateToText() can write.
bool isWritable(const QDateTime &utc)
{
    return utc.isValid() && utc.date().year() >= 0 && utc.date().year() <= 9999;
}

QDateTime writable(const QDateTime &utc)
{
    return isWritable(utc) ? utc : QDateTime();
}

void put(QChar *at, int value, int width)
{
    for (int i = width - 1; i >= 0; --i, value /= 10)
        at[i] = QChar(u'0' + value % 10);
}

} // namespace

QString dateToText(const QDateTime &date)
{
    const QDateTime utc = date.toUTC();
    if (!isWritable(utc))
        return {};
    const QDate day = utc.date();
    const QTime time = utc.time();
    QString text = u"0000-00-00T00:00:00.000Z"_s;
    QChar *at = text.data();
    put(at, day.year(), 4);
    put(at + 5, day.month(), 2);
    put(at + 8, day.day(), 2);
    put(at + 11, time.hour(), 2);
    put(at + 14, time.minute(), 2);
    put(at + 17, time.second(), 2);
    put(at + 20, time.msec(), 3);
    return text;
}

QDateTime dateFromText(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QDateTime date = rfc3339(trimmed);
    if (date.isValid() || trimmed.isEmpty())
        return writable(date);
    bool isNumber = false;
    const qint64 number = trimmed.toLongLong(&isNumber);
    return writable(isNumber ? epochDate(number) : rfc5322(trimmed));
}

std::optional<QDateTime> dateFromJson(const QJsonValue &value)
{
    if (value.isString())
        return dateFromText(value.toString());
    if (value.isDouble() && qAbs(value.toDouble()) < 9e14)
        return writable(epochDate(static_cast<qint64>(value.toDouble())));
    if (value.isNull() || value.isUndefined())
        return QDateTime();
    return std::nullopt;
}

} // namespace qn::api
