// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/mailfiles.h"

#include <QLocale>
#include <QRegularExpression>
#include <QStringDecoder>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

bool isFieldLine(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || colon > 76)
        return false;
    return std::all_of(line.begin(), line.begin() + colon,
        [](char c) { return isalnum(static_cast<uchar>(c)) || c == '-' || c == '_'; });
}

MessageFlags statusFlags(const QByteArray &source)
{
    MessageFlags flags;
    for (const QByteArray &line : source.left(source.indexOf("\n\n") + 1).split('\n')) {
        if (line.startsWith("Status:") && line.contains('R'))
            flags |= MessageFlag::Seen;
        if (line.startsWith("X-Status:")) {
            flags.setFlag(MessageFlag::Answered, flags.testFlag(MessageFlag::Answered) || line.indexOf('A', 9) > 0);
            flags.setFlag(MessageFlag::Flagged, flags.testFlag(MessageFlag::Flagged) || line.indexOf('F', 9) > 0);
            flags.setFlag(MessageFlag::Draft, flags.testFlag(MessageFlag::Draft) || line.indexOf('T', 9) > 0);
        }
    }
    return flags;
}

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

QList<FoundMessage> splitMbox(const QByteArray &file)
{
    QList<FoundMessage> messages;
    QByteArray current;
    bool inside = false, afterBlank = true;
    const auto deliver = [&] {
        if (inside && !current.trimmed().isEmpty())
            messages.append({current, statusFlags(current)});
        current.clear();
    };
    for (qsizetype position = 0; position < file.size();) {
        qsizetype end = file.indexOf('\n', position);
        end = end < 0 ? file.size() : end + 1;
        const QByteArrayView line = QByteArrayView(file).sliced(position, end - position);
        // A From_ line stands before a header; any other line that begins so is text.
        const QByteArrayView next = QByteArrayView(file).sliced(end, std::min<qsizetype>(200, file.size() - end));
        if (line.startsWith("From ") && afterBlank && (isFieldLine(next) || next.startsWith(">From "))) {
            deliver();
            inside = true;
        } else if (inside) {
            qsizetype quotes = 0;
            while (quotes < line.size() && line[quotes] == '>')
                ++quotes;
            const bool quoted = quotes > 0 && line.sliced(quotes).startsWith("From ");
            current += quoted ? line.sliced(1) : line;
        }
        afterBlank = line.trimmed().isEmpty();
        position = end;
    }
    deliver();
    return messages;
}

bool looksLikeMessage(const QByteArray &bytes)
{
    QByteArrayView start = QByteArrayView(bytes).first(std::min<qsizetype>(bytes.size(), 4096));
    if (start.startsWith("\xEF\xBB\xBF"))
        start = start.sliced(3);
    start = start.trimmed();
    return start.startsWith("From ") || start.startsWith(">From ") || isFieldLine(start);
}

MessageFlags maildirFlags(const QString &fileName)
{
    static const QRegularExpression form(u"[:;!]2,([A-Za-z]*)$"_s);
    const QString letters = form.match(fileName).captured(1);
    MessageFlags flags;
    flags.setFlag(MessageFlag::Seen, letters.contains(u'S'));
    flags.setFlag(MessageFlag::Answered, letters.contains(u'R'));
    flags.setFlag(MessageFlag::Flagged, letters.contains(u'F'));
    flags.setFlag(MessageFlag::Draft, letters.contains(u'D'));
    flags.setFlag(MessageFlag::Forwarded, letters.contains(u'P'));
    return flags;
}

QString decodeModifiedUtf7(const QString &name)
{
    QString out;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const qsizetype end = name[i] == u'&' ? name.indexOf(u'-', i) : -1;
        if (end < 0) {
            out += name[i];
            continue;
        }
        if (end == i + 1) {
            out += u'&';
        } else {
            const QByteArray utf16 =
                QByteArray::fromBase64(name.sliced(i + 1, end - i - 1).toLatin1().replace(',', '/'));
            out += QStringDecoder(QStringDecoder::Utf16BE, QStringDecoder::Flag::Stateless).decode(utf16);
        }
        i = end;
    }
    return out;
}

FoundMessage refreshSample(FoundMessage message, const QDateTime &now)
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
