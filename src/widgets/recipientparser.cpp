// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientparser.h"

#include "core/addressparser.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

bool isSeparator(QChar c)
{
    return c == u',' || c == u';' || c == u'，' || c == u'；' || c == u'、' || c == u'\n' || c == u'\r'
        || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
}

/// Calls `found(position)` for every separator outside quotes and angle brackets.
template <typename Found> void eachSeparator(const QString &typed, Found found)
{
    bool quoted = false, angled = false;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const auto c = typed.at(i);
        if (c == u'\\' && quoted)
            ++i;
        else if (c == u'"')
            quoted = !quoted;
        else if (c == u'<' && !quoted)
            angled = true;
        else if (c == u'>' && !quoted)
            angled = false;
        else if (isSeparator(c) && !quoted && !angled)
            found(i);
    }
}

QString say(const char *text)
{
    return QCoreApplication::translate("Recipient", text);
}

} // namespace

QString addressProblem(const QString &email)
{
    static const QRegularExpression local(uR"(^("[^"\\\r\n]+"|[^\s<>()\[\]:;@\\,"]+)$)"_s);
    static const QRegularExpression domain(
        uR"(^(\[[0-9A-Fa-f.:IPv]+\]|[^\s<>()\[\]:;@\\,".]+(\.[^\s<>()\[\]:;@\\,".]+)*)$)"_s);
    const auto at = email.lastIndexOf(u'@');
    if (at < 0)
        return say(QT_TRANSLATE_NOOP("Recipient", "An address needs an @, like name@example.com"));
    const auto left = email.left(at), right = email.mid(at + 1);
    if (left.isEmpty())
        return say(QT_TRANSLATE_NOOP("Recipient", "The name before the @ is missing"));
    if (right.isEmpty())
        return say(QT_TRANSLATE_NOOP("Recipient", "What comes after the @ is missing"));
    if (left.contains(u'@'))
        return say(QT_TRANSLATE_NOOP("Recipient", "There is more than one @"));
    if (!local.match(left).hasMatch() || left.startsWith(u'.') || left.endsWith(u'.') || left.contains(u".."_s))
        return say(QT_TRANSLATE_NOOP("Recipient", "The part before the @ is not possible in an address"));
    if (!domain.match(right).hasMatch() || right.startsWith(u'-') || right.endsWith(u'-'))
        return say(QT_TRANSLATE_NOOP("Recipient", "The part after the @ is not possible in an address"));
    return {};
}

QList<Recipient> parseRecipients(const QString &typed)
{
    // Addresses copied from a web page often have nothing but spaces between them.
    static const QRegularExpression bareList(uR"(^[^\s<>"@]+@[^\s<>"@]+(\s+[^\s<>"@]+@[^\s<>"@]+)+$)"_s);
    auto text = typed.trimmed();
    if (bareList.match(text).hasMatch())
        text = text.simplified().replace(u' ', u',');
    else
        eachSeparator(typed.trimmed(), [&text](qsizetype position) { text[position] = u','; });
    QList<Recipient> recipients;
    for (auto address : parseAddresses(text)) {
        address.email.replace(u'＠', u'@');
        recipients.append({address, addressProblem(address.email)});
    }
    return recipients;
}

qsizetype lastSeparatorEnd(const QString &typed)
{
    qsizetype end = 0;
    eachSeparator(typed, [&](qsizetype position) { end = position + 1; });
    return end;
}

} // namespace qn::widgets
