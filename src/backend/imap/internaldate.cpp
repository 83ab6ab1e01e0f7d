// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchreading.h"

#include <array>

namespace qn::imap {

namespace {

constexpr std::array<QByteArrayView, 12> months = {
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/// Reads the text from left to right.
class DateScanner final
{
public:
    explicit DateScanner(QByteArrayView text) : m_text(text) { }

    /// A number of at most `digits` digits; -1: none stands here.
    int number(int digits)
    {
        skip();
        int value = -1;
        for (; digits > 0 && m_at < m_text.size() && isdigit(uchar(m_text[m_at])); --digits, ++m_at)
            value = std::max(value, 0) * 10 + (m_text[m_at] - '0');
        return value;
    }
    /// Whether `c` is next; if so it is passed.
    bool passes(char c)
    {
        const bool is = m_at < m_text.size() && m_text[m_at] == c;
        m_at += is;
        return is;
    }
    bool isAtDigit() const { return m_at < m_text.size() && isdigit(uchar(m_text[m_at])); }
    QByteArray letters()
    {
        skip();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isalpha(uchar(m_text[m_at])))
            ++m_at;
        return m_text.sliced(begin, m_at - begin).toByteArray().toLower();
    }
    int sign()
    {
        while (m_at < m_text.size() && m_text[m_at] == ' ')
            ++m_at;
        const char c = m_at < m_text.size() ? m_text[m_at] : ' ';
        m_at += c == '+' || c == '-';
        return c == '+' ? 1 : c == '-' ? -1 : 0;
    }

private:
    void skip()
    {
        while (m_at < m_text.size() && !isalnum(uchar(m_text[m_at])))
            ++m_at;
    }
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

/// Seconds east of Greenwich: `+0800`, `+08:00`, `GMT`; CST is China's with the servers that write it. What is none is 0.
int readZone(DateScanner &scanner)
{
    const int sign = scanner.sign();
    if (sign == 0)
        return scanner.letters() == "cst" ? 8 * 3600 : 0;
    const int hours = scanner.number(2), minutes = std::max(scanner.number(2), 0);
    return hours < 0 || hours > 14 || minutes > 59 ? 0 : sign * (hours * 60 + minutes) * 60;
}

} // namespace

QDateTime readInternalDate(const QByteArray &text)
{
    DateScanner scanner(text);
    const int day = scanner.number(2);
    const QByteArray name = scanner.letters();
    const auto found = std::find(months.begin(), months.end(), QByteArrayView(name).first(std::min<qsizetype>(name.size(), 3)));
    // Some servers write the month as a number.
    const int month = !name.isEmpty() ? int(found - months.begin()) + 1 : scanner.number(2);
    int year = scanner.number(4);
    if (scanner.isAtDigit())
        return {};
    if (year >= 0 && year < 100)
        year += year < 70 ? 2000 : 1900;
    const int hour = scanner.number(2), minute = scanner.number(2);
    const int second = scanner.passes(':') ? std::min(scanner.number(2), 59) : 0; // 60 is a leap second
    const QDate date(year, month, day);
    const QTime time(hour, minute, second);
    if (!date.isValid() || !time.isValid())
        return {};
    return QDateTime(date, time, Qt::UTC).addSecs(-readZone(scanner));
}

QByteArray writeInternalDate(const QDateTime &date)
{
    const QDateTime utc = date.toUTC();
    QByteArray month = months[size_t(utc.date().month() - 1)].toByteArray();
    month[0] = char(month[0] - 32);
    const auto two = [](int number, char fill) { return QByteArray::number(number).rightJustified(2, fill); };
    const QTime time = utc.time();
    return '"' + two(utc.date().day(), ' ') + '-' + month + '-' + QByteArray::number(utc.date().year()).rightJustified(4, '0') + ' '
        + two(time.hour(), '0') + ':' + two(time.minute(), '0') + ':' + two(time.second(), '0') + " +0000\"";
}

} // namespace qn::imap
