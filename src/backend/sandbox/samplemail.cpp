// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/samplemail.h"

#include <QLocale>
#include <QRegularExpression>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

MessageFlags namedFlags(const QString &names)
{
    static const QHash<QString, MessageFlag> table = {{u"seen"_s, MessageFlag::Seen},
        {u"answered"_s, MessageFlag::Answered}, {u"flagged"_s, MessageFlag::Flagged}, {u"draft"_s, MessageFlag::Draft},
        {u"forwarded"_s, MessageFlag::Forwarded}};
    MessageFlags flags;
    for (const QString &name : names.toLower().split(QRegularExpression(u"[\\s,]+"_s), Qt::SkipEmptyParts)) {
        if (table.contains(name))
            flags |= table.value(name);
    }
    return flags;
}

std::optional<qint64> ageInSeconds(const QString &age)
{
    static const QRegularExpression form(u"^\\s*(\\d+)\\s*([smhdwy])\\s*$"_s);
    const auto match = form.match(age);
    if (!match.hasMatch())
        return std::nullopt;
    static const QHash<QString, qint64> units = {
        {u"s"_s, 1}, {u"m"_s, 60}, {u"h"_s, 3600}, {u"d"_s, 86'400}, {u"w"_s, 604'800}, {u"y"_s, 31'536'000}};
    return match.captured(1).toLongLong() * units.value(match.captured(2));
}

} // namespace

mime::FoundMessage refreshSample(mime::FoundMessage message, const QDateTime &now)
{
    if (!message.source.contains("X-Sample-"))
        return message;
    QByteArray header, date;
    std::optional<qint64> age;
    qsizetype position = 0;
    bool dropping = false;
    while (position < message.source.size()) {
        qsizetype end = message.source.indexOf('\n', position);
        end = end < 0 ? message.source.size() : end + 1;
        const QByteArray line = message.source.sliced(position, end - position);
        if (line.trimmed().isEmpty())
            break;
        position = end;
        const bool continuation = line[0] == ' ' || line[0] == '\t';
        const QString value = QString::fromLatin1(line.mid(line.indexOf(':') + 1)).trimmed();
        const bool isAge = !continuation && line.startsWith("X-Sample-Age:");
        const bool isFlags = !continuation && line.startsWith("X-Sample-Flags:");
        const bool isDate = !continuation && line.left(5).toLower() == "date:";
        if (isAge)
            age = ageInSeconds(value);
        if (isFlags)
            message.flags |= namedFlags(value);
        if (isDate)
            date = line;
        dropping = continuation ? dropping : isAge || isFlags || isDate;
        if (!dropping)
            header += line;
    }
    if (age) {
        const QDateTime then = now.toUTC().addSecs(-*age).toOffsetFromUtc(8 * 3600);
        date = "Date: " + QLocale::c().toString(then, u"ddd, d MMM yyyy HH:mm:ss "_s).toLatin1() + "+0800"
            + (message.source.contains("\r\n") ? "\r\n" : "\n");
    }
    message.source = header + date + message.source.sliced(position);
    return message;
}

} // namespace qn::sandbox
