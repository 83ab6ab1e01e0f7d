// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/terminal.h"

#include "app/json.h"

#include <QFile>
#include <QJsonDocument>

#include <cstdio>

namespace qn::app {

using namespace Qt::StringLiterals;

static void put(std::FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

void Terminal::print(const QString &line) const
{
    put(stdout, line.toUtf8() + '\n');
}

void Terminal::print(const QJsonObject &object) const
{
    put(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Terminal::print(const QJsonArray &array) const
{
    put(stdout, QJsonDocument(array).toJson(QJsonDocument::Compact) + '\n');
}

void Terminal::write(const QByteArray &bytes) const
{
    put(stdout, bytes);
}

void Terminal::note(const QString &line) const
{
    put(stderr, line.toUtf8() + '\n');
}

void Terminal::error(const QString &message) const
{
    put(stderr, "qingniaoctl: " + message.toUtf8() + '\n');
}

void Terminal::error(const Error &error) const
{
    const UserMessage words = describe(error);
    QString line = words.title;
    if (!words.advice.isEmpty())
        line += u" — "_s + words.advice;
    if (!error.detail.isEmpty())
        line += u" ("_s + error.detail + u')';
    this->error(line);
}

QString Terminal::readLine() const
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return {};
    const QByteArray line = input.readLine();
    return line.isNull() ? QString() : QString::fromUtf8(line).trimmed();
}

QByteArray Terminal::readAll() const
{
    QFile input;
    return input.open(stdin, QIODevice::ReadOnly) ? input.readAll() : QByteArray();
}

void print(const Terminal &terminal, const ListedMessages &messages)
{
    QJsonArray array;
    for (const auto &[folder, row] : messages) {
        if (terminal.json())
            array.append(toJson(row, folder));
        else
            terminal.print(u"%1  %2 %3  %4  %5"_s.arg(row.id.value(), 6)
                    .arg(row.flags.testFlag(MessageFlag::Seen) ? QLatin1Char(' ') : QLatin1Char('*'))
                    .arg(row.date.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s), row.from.display(), row.subject));
    }
    if (terminal.json())
        terminal.print(array);
}

} // namespace qn::app
