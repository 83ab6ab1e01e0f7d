// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/textformatting.h"

#include "widgets/theme.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

/// Web addresses end before the punctuation of the sentence they stand in, Chinese or Latin.
const QRegularExpression &links()
{
    static const QRegularExpression expression(
        u"(?<web>\\bhttps?://[^\\s<>\"'，。；：！？、（）《》「」『』【】]+[^\\s<>\"'，。；：！？、（）《》「」『』【】.,;:!?)\\]}])"
        u"|(?<mail>\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+\\b)"_s);
    return expression;
}

QString lineAsHtml(const QString &line)
{
    QString html;
    qsizetype from = 0;
    auto matches = links().globalMatch(line);
    while (matches.hasNext()) {
        const auto match = matches.next();
        html += line.mid(from, match.capturedStart() - from).toHtmlEscaped();
        const QString text = match.captured();
        const QString target = match.captured(u"mail").isEmpty() ? text : u"mailto:"_s + text;
        html += u"<a href=\"%1\">%2</a>"_s.arg(target.toHtmlEscaped(), text.toHtmlEscaped());
        from = match.capturedEnd();
    }
    return html + line.mid(from).toHtmlEscaped();
}

} // namespace

QString textAsHtml(const QString &text, const Tokens &tokens)
{
    QString html = u"<style>a { color: %1; text-decoration: none; }</style><div style=\"white-space: pre-wrap;\">"_s.arg(
        tokens.accent.name());
    bool signature = false;
    for (QString line : QString(text).replace(u"\r\n"_s, u"\n"_s).split(u'\n')) {
        signature = signature || line == u"-- "_s;
        const bool pale = signature || line.startsWith(u'>');
        if (line.isEmpty())
            line = QChar(0x200b); // a paragraph needs something to have a height
        html += pale ? u"<p style=\"margin: 0; color: %1;\">%2</p>"_s.arg(tokens.textThird.name(), lineAsHtml(line))
                     : u"<p style=\"margin: 0;\">%1</p>"_s.arg(lineAsHtml(line));
    }
    return html + u"</div>"_s;
}

bool isSafeLink(const QUrl &url)
{
    static const QSet<QString> schemes{u"http"_s, u"https"_s, u"mailto"_s};
    return url.isValid() && schemes.contains(url.scheme().toLower());
}

QString safeFileName(const QString &name)
{
    static const QRegularExpression unsafe(u"[\\x00-\\x1f\\x7f/\\\\:*?\"<>|\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"_s);
    QString safe = QString(name).replace(unsafe, u"_"_s).trimmed();
    while (safe.startsWith(u'.'))
        safe.remove(0, 1);
    while (safe.endsWith(u'.'))
        safe.chop(1);
    if (safe.size() > 120) {
        const QString ending = QFileInfo(safe).suffix().left(16);
        safe = safe.left(100) + (ending.isEmpty() ? QString() : u'.' + ending);
    }
    return safe.isEmpty() ? u"attachment"_s : safe;
}

bool isDangerousFile(const QString &name)
{
    static const QSet<QString> endings{u"exe"_s, u"com"_s, u"bat"_s, u"cmd"_s, u"scr"_s, u"pif"_s, u"msi"_s, u"msp"_s, u"lnk"_s,
        u"js"_s, u"jse"_s, u"vbs"_s, u"vbe"_s, u"wsf"_s, u"wsh"_s, u"hta"_s, u"ps1"_s, u"psm1"_s, u"reg"_s, u"cpl"_s, u"jar"_s,
        u"sh"_s, u"bash"_s, u"run"_s, u"desktop"_s, u"appimage"_s, u"deb"_s, u"rpm"_s, u"app"_s, u"dmg"_s, u"pkg"_s, u"command"_s,
        u"py"_s, u"pl"_s, u"rb"_s, u"apk"_s, u"iso"_s, u"img"_s, u"docm"_s, u"xlsm"_s, u"pptm"_s, u"html"_s, u"htm"_s, u"svg"_s,
        u"xhtml"_s, u"url"_s, u"webloc"_s};
    return endings.contains(QFileInfo(safeFileName(name)).suffix().toLower());
}

} // namespace qn::widgets
