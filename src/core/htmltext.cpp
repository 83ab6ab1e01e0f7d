// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/htmltext.h"

#include <QHash>

#include <algorithm>
#include <array>

namespace qn {

using namespace Qt::StringLiterals;

namespace {

const QHash<QStringView, QStringView> &entities()
{
    static const QHash<QStringView, QStringView> table = {
        {u"amp", u"&"},
        {u"lt", u"<"},
        {u"gt", u">"},
        {u"quot", u"\""},
        {u"apos", u"'"},
        {u"nbsp", u" "},
        {u"ensp", u" "},
        {u"emsp", u" "},
        {u"thinsp", u" "},
        {u"zwnj", u""},
        {u"zwj", u""},
        {u"shy", u""},
        {u"copy", u"©"},
        {u"reg", u"®"},
        {u"trade", u"™"},
        {u"hellip", u"…"},
        {u"mdash", u"—"},
        {u"ndash", u"–"},
        {u"lsquo", u"‘"},
        {u"rsquo", u"’"},
        {u"ldquo", u"“"},
        {u"rdquo", u"”"},
        {u"laquo", u"«"},
        {u"raquo", u"»"},
        {u"middot", u"·"},
        {u"bull", u"•"},
        {u"euro", u"€"},
        {u"pound", u"£"},
        {u"yen", u"¥"},
        {u"cent", u"¢"},
        {u"sect", u"§"},
        {u"deg", u"°"},
        {u"times", u"×"},
        {u"divide", u"÷"},
        {u"plusmn", u"±"},
        {u"larr", u"←"},
        {u"rarr", u"→"},
        {u"uarr", u"↑"},
        {u"darr", u"↓"},
        {u"agrave", u"à"},
        {u"aacute", u"á"},
        {u"auml", u"ä"},
        {u"ccedil", u"ç"},
        {u"egrave", u"è"},
        {u"eacute", u"é"},
        {u"iacute", u"í"},
        {u"ntilde", u"ñ"},
        {u"oacute", u"ó"},
        {u"ouml", u"ö"},
        {u"uacute", u"ú"},
        {u"uuml", u"ü"},
        {u"szlig", u"ß"},
        {u"Auml", u"Ä"},
        {u"Ouml", u"Ö"},
        {u"Uuml", u"Ü"},
        {u"Eacute", u"É"},
    };
    return table;
}

/// What an element does to the text.
enum class Element { Other, Skipped, Paragraph, Line, Break, Rule, Cell, Item, Preformatted };

constexpr qsizetype longestName = 20;

Element elementNamed(QStringView lowerCase)
{
    static const QHash<QStringView, Element> table = [] {
        QHash<QStringView, Element> names = {{u"br", Element::Break}, {u"hr", Element::Rule}, {u"td", Element::Cell},
            {u"th", Element::Cell}, {u"li", Element::Item}, {u"pre", Element::Preformatted}};
        for (const QStringView name : {u"script", u"style", u"head", u"title", u"template"})
            names.insert(name, Element::Skipped);
        for (const QStringView name : {u"p", u"h1", u"h2", u"h3", u"h4", u"h5", u"h6", u"blockquote", u"ul", u"ol", u"table"})
            names.insert(name, Element::Paragraph);
        for (const QStringView name :
            {u"div", u"tr", u"dt", u"dd", u"section", u"article", u"header", u"footer", u"center", u"address", u"form"})
            names.insert(name, Element::Line);
        return names;
    }();
    return table.value(lowerCase, Element::Other);
}

class HtmlReader final
{
public:
    HtmlReader(const QString &html, qsizetype enough)
        : m_html(html)
        , m_enough(enough)
    {
    }

    QString run()
    {
        while (m_position < m_html.size() && m_out.size() < m_enough) {
            const qsizetype mark = m_html.indexOf(u'<', m_position);
            const qsizetype end = mark < 0 ? m_html.size() : mark;
            addText(QStringView(m_html).sliced(m_position, end - m_position));
            m_position = end;
            if (m_position < m_html.size())
                readMarkup();
        }
        return m_out.trimmed();
    }

private:
    void readMarkup()
    {
        const QStringView rest = QStringView(m_html).sliced(m_position);
        if (rest.startsWith(u"<!--")) {
            const qsizetype end = m_html.indexOf(u"-->", m_position + 4);
            m_position = end < 0 ? m_html.size() : end + 3;
            return;
        }
        const QChar next = rest.size() > 1 ? rest[1] : QChar();
        if (!next.isLetter() && next != u'/' && next != u'!' && next != u'?') {
            addText(rest.first(1));
            ++m_position;
            return;
        }
        const qsizetype end = tagEnd();
        if (end < 0) {
            m_position = m_html.size(); // cut off in a tag: nothing readable follows
            return;
        }
        const QStringView tag = QStringView(m_html).sliced(m_position + 1, end - m_position - 1);
        m_position = end + 1;
        readTag(tag);
    }

    /// A ">" inside a quoted attribute does not end the tag. Where quotes never close, they are no longer trusted: that
    /// happens once, and keeps the scan linear.
    qsizetype tagEnd()
    {
        if (!m_quotesBroken) {
            QChar quote;
            for (qsizetype i = m_position + 1; i < m_html.size(); ++i) {
                const QChar c = m_html[i];
                if (!quote.isNull())
                    quote = c == quote ? QChar() : quote;
                else if (c == u'>')
                    return i;
                else if ((c == u'"' || c == u'\'') && m_html[i - 1] == u'=')
                    quote = c;
            }
            m_quotesBroken = true;
        }
        return m_html.indexOf(u'>', m_position);
    }

    void readTag(QStringView tag)
    {
        const bool closing = tag.startsWith(u'/');
        QStringView name = closing ? tag.sliced(1) : tag;
        qsizetype length = 0;
        while (length < name.size() && name[length].isLetterOrNumber())
            ++length;
        std::array<char16_t, longestName> letters{};
        length = std::min(length, longestName);
        std::transform(name.begin(), name.begin() + length, letters.begin(),
            [](QChar c) { return c >= u'A' && c <= u'Z' ? char16_t(c.unicode() | 0x20) : c.unicode(); });
        const QStringView lowerCase(letters.data(), length);
        switch (elementNamed(lowerCase)) {
        case Element::Other:
            return;
        case Element::Skipped:
            if (!closing)
                skipElement(lowerCase.toString());
            return;
        case Element::Preformatted:
            m_preformatted = !closing;
            [[fallthrough]];
        case Element::Paragraph:
            return newLines(2);
        case Element::Line:
            return newLines(1);
        case Element::Item:
            newLines(1);
            if (!closing)
                m_out += u"- ";
            return;
        case Element::Break:
            return newLines(1, true);
        case Element::Rule:
            newLines(1);
            m_out += u"----------\n";
            return;
        case Element::Cell:
            if (closing)
                addText(u" ");
        }
    }

    void skipElement(const QString &element)
    {
        if (element == u"head" && m_headUnclosed)
            return;
        const qsizetype end = m_html.indexOf(u"</"_s + element, m_position, Qt::CaseInsensitive);
        const qsizetype close = end < 0 ? -1 : m_html.indexOf(u'>', end);
        if (close >= 0)
            m_position = close + 1;
        else if (element == u"head") // without its end a head is not trusted: the body may follow
            m_headUnclosed = true;
        else
            m_position = m_html.size();
    }

    void newLines(int count, bool always = false)
    {
        while (m_out.endsWith(u' '))
            m_out.chop(1);
        if (m_out.isEmpty())
            return;
        int present = 0;
        while (present < 2 && present < m_out.size() && m_out[m_out.size() - 1 - present] == u'\n')
            ++present;
        if (always)
            count = std::min(present + count, 2);
        for (; present < count; ++present)
            m_out += u'\n';
    }

    void addText(QStringView text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            const qsizetype start = i;
            while (i < text.size() && isPlain(text[i].unicode()))
                ++i;
            if (i > start)
                m_out += text.sliced(start, i - start);
            if (i == text.size())
                return;
            if (text[i] == u'&')
                i = addEntity(text, i);
            else
                addChar(text[i]);
        }
    }

    /// Goes to the text as it is.
    static bool isPlain(char16_t c)
    {
        return c > u' ' && c != u'&' && c != 0xa0 && c != 0xad && c != 0x200b && c != 0x200c && c != 0xfeff;
    }

    void addChar(QChar c)
    {
        const bool space = c == u' ' || c == u'\t' || c == u'\n' || c == u'\r' || c == QChar(0xa0) || c == u'\f';
        if (!space) {
            // Zero-width characters pad the preview lines of newsletters.
            if (c != QChar(0x200b) && c != QChar(0x200c) && c != QChar(0xfeff) && c != QChar(0x00ad) && c >= u' ')
                m_out += c;
            return;
        }
        if (m_preformatted)
            m_out += c == QChar(0xa0) || c == u'\r' || c == u'\f' ? u' ' : c;
        else if (!m_out.isEmpty() && !m_out.endsWith(u' ') && !m_out.endsWith(u'\n'))
            m_out += u' ';
    }

    qsizetype addEntity(QStringView text, qsizetype start)
    {
        constexpr qsizetype longest = 12;
        const qsizetype end = text.sliced(start, std::min(longest, text.size() - start)).indexOf(u';');
        if (end < 2) {
            addChar(u'&');
            return start;
        }
        const QStringView name = text.sliced(start + 1, end - 1);
        if (name[0] == u'#') {
            const bool hex = name.size() > 1 && name[1].toLower() == u'x';
            bool ok = false;
            const uint code = name.sliced(hex ? 2 : 1).toUInt(&ok, hex ? 16 : 10);
            if (ok && code > 0 && code < 0x110000 && !QChar::isSurrogate(code)) {
                for (const QChar c : QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1))
                    addChar(c);
                return start + end;
            }
        } else if (const auto found = entities().constFind(name); found != entities().cend()) {
            for (const QChar c : *found)
                addChar(c);
            return start + end;
        }
        addChar(u'&');
        return start;
    }

    const QString &m_html;
    const qsizetype m_enough;
    QString m_out;
    qsizetype m_position = 0;
    bool m_preformatted = false;
    bool m_quotesBroken = false;
    bool m_headUnclosed = false;
};

} // namespace

QString htmlToText(const QString &html, qsizetype enough)
{
    return HtmlReader(html, enough).run();
}

QString textToHtml(const QString &text)
{
    return u"<div>"_s + text.toHtmlEscaped().replace(u'\n', u"<br>\n"_s) + u"</div>"_s;
}

} // namespace qn
