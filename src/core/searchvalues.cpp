// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchvalues.h"

#include <QHash>
#include <QRegularExpression>

#include <array>
#include <cmath>

namespace qn {

using namespace Qt::StringLiterals;

namespace {

enum class Span { Day, Week, Month, Year };

struct Word
{
    QLatin1StringView english;
    QStringView chinese;
    QStringView chineseToo;
    Span span;
    int ago;
};

constexpr std::array words{
    Word{"today"_L1, u"今天", u"今日", Span::Day, 0},
    Word{"yesterday"_L1, u"昨天", u"昨日", Span::Day, 1},
    Word{"daybeforeyesterday"_L1, u"前天", u"前日", Span::Day, 2},
    Word{"thisweek"_L1, u"本周", u"这周", Span::Week, 0},
    Word{"lastweek"_L1, u"上周", u"上星期", Span::Week, 1},
    Word{"thismonth"_L1, u"本月", u"这个月", Span::Month, 0},
    Word{"lastmonth"_L1, u"上月", u"上个月", Span::Month, 1},
    Word{"thisyear"_L1, u"今年", u"本年", Span::Year, 0},
    Word{"lastyear"_L1, u"去年", u"上年", Span::Year, 1},
    Word{"yearbeforelast"_L1, u"前年", u"前年", Span::Year, 2},
};

SearchDays spanOf(Span span, int ago, QDate today)
{
    switch (span) {
    case Span::Day:
        return {today.addDays(-ago), today.addDays(1 - ago)};
    case Span::Week: {
        const QDate monday = today.addDays(1 - today.dayOfWeek() - 7 * ago);
        return {monday, monday.addDays(7)};
    }
    case Span::Month: {
        const QDate first = QDate(today.year(), today.month(), 1).addMonths(-ago);
        return {first, first.addMonths(1)};
    }
    case Span::Year:
        break;
    }
    return {QDate(today.year() - ago, 1, 1), QDate(today.year() - ago + 1, 1, 1)};
}

/// "7d": the day that was 7 days ago, and so on.
std::optional<SearchDays> ago(const QString &word, QDate today)
{
    static const QRegularExpression form(u"^(\\d{1,4})(d|w|m|y|天|日|周|星期|个月|月|年)前?$"_s);
    const auto match = form.match(word);
    if (!match.hasMatch())
        return {};
    const int count = match.captured(1).toInt();
    const QString unit = match.captured(2);
    QDate day = today;
    if (unit == u"d" || unit == u"天" || unit == u"日")
        day = today.addDays(-count);
    else if (unit == u"w" || unit == u"周" || unit == u"星期")
        day = today.addDays(-7 * count);
    else if (unit == u"m" || unit == u"月" || unit == u"个月")
        day = today.addMonths(-count);
    else if (count < 1900) // "2026年" is a year, not so many years ago
        day = today.addYears(-count);
    else
        return {};
    if (!day.isValid())
        return {};
    return SearchDays{day, day.addDays(1)};
}

std::optional<SearchDays> calendar(const QString &word)
{
    static const QRegularExpression form(u"^(\\d{4})(?:[-/.年](?:(\\d{1,2})(?:[-/.月](?:(\\d{1,2})日?)?)?)?)?$"_s);
    const auto match = form.match(word);
    if (!match.hasMatch())
        return {};
    const int year = match.captured(1).toInt();
    const bool hasMonth = !match.captured(2).isEmpty(), hasDay = !match.captured(3).isEmpty();
    const QDate first(year, hasMonth ? match.captured(2).toInt() : 1, hasDay ? match.captured(3).toInt() : 1);
    if (!first.isValid())
        return {};
    return SearchDays{first, hasDay ? first.addDays(1) : hasMonth ? first.addMonths(1) : first.addYears(1)};
}

} // namespace

std::optional<SearchDays> searchDays(const QString &text, QDate today)
{
    const QString word = text.normalized(QString::NormalizationForm_KC).toLower();
    for (const Word &known : words) {
        if (word == known.english || word == known.chinese || word == known.chineseToo)
            return spanOf(known.span, known.ago, today);
    }
    if (const auto days = ago(word, today))
        return days;
    return calendar(word);
}

std::optional<qint64> searchBytes(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{1,12}(?:\\.\\d{1,3})?)([kmg]?)b?$"_s);
    const auto match = form.match(text.normalized(QString::NormalizationForm_KC).toLower());
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2);
    const double factor = unit.isEmpty() ? 1 : unit == u"k" ? 1024. : unit == u"m" ? 1024. * 1024 : 1024. * 1024 * 1024;
    return std::llround(match.captured(1).toDouble() * factor);
}

} // namespace qn
