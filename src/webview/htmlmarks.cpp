// SPDX-License-Identifier: GPL-3.0-or-later
#include "webview/htmlmarks.h"

#include <QSet>
#include <QTextDocumentFragment>

namespace qn::webview {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longest = 400'000; ///< characters: beyond it marking would be felt
constexpr qsizetype longestEntity = 32;

bool isNameStart(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

/// Elements that do not end a word where they begin or end.
bool isInline(const QString &name)
{
    static const QSet<QString> names{u"a"_s, u"abbr"_s, u"b"_s, u"bdi"_s, u"bdo"_s, u"big"_s, u"cite"_s, u"code"_s, u"del"_s,
        u"dfn"_s, u"em"_s, u"font"_s, u"i"_s, u"ins"_s, u"kbd"_s, u"mark"_s, u"q"_s, u"s"_s, u"samp"_s, u"small"_s, u"span"_s,
        u"strike"_s, u"strong"_s, u"sub"_s, u"sup"_s, u"tt"_s, u"u"_s, u"var"_s, u"wbr"_s};
    return names.contains(name);
}

/// Elements whose content is no text of the page.
bool isRaw(const QString &name)
{
    static const QSet<QString> names{u"style"_s, u"script"_s, u"title"_s, u"textarea"_s, u"xmp"_s, u"noembed"_s, u"noframes"_s,
        u"noscript"_s, u"plaintext"_s, u"template"_s, u"svg"_s, u"math"_s, u"select"_s};
    return names.contains(name);
}

/// Walks through a page as a browser does, and gathers the text of a paragraph with the place of each character.
class Marker final
{
    Q_DISABLE_COPY_MOVE(Marker)

public:
    Marker(const QString &html, const SearchHighlighter &highlighter)
        : m_html(html)
        , m_highlighter(highlighter)
    {
    }

    QString run()
    {
        qsizetype at = 0;
        while (at < m_html.size()) {
            if (m_html.at(at) == u'<' && at + 1 < m_html.size())
                at = markup(at);
            else
                at = character(at);
        }
        finishParagraph();
        return m_out + m_html.mid(m_copied);
    }

private:
    struct Unit
    {
        qsizetype begin, end; ///< in the page: an entity is longer than what it stands for
    };

    qsizetype character(qsizetype at)
    {
        if (m_html.at(at) == u'&') {
            const qsizetype length = QStringView(m_html).mid(at, longestEntity).indexOf(u';');
            if (const qsizetype end = at + length; length > 0) {
                const QString text = entity(m_html.mid(at + 1, end - at - 1));
                if (!text.isEmpty()) {
                    for (const QChar c : text)
                        add(c, at, end + 1);
                    return end + 1;
                }
            }
        }
        add(m_html.at(at), at, at + 1);
        return at + 1;
    }

    /// What `name` stands for; empty where it is none. Qt knows the named ones, but is slow to tell.
    QString entity(const QString &name)
    {
        if (name.startsWith(u'#')) {
            const bool isHex = name.size() > 1 && name.at(1).toLower() == u'x';
            bool isNumber = false;
            const uint code = QStringView(name).mid(isHex ? 2 : 1).toUInt(&isNumber, isHex ? 16 : 10);
            if (!isNumber || code == 0 || code > QChar::LastValidCodePoint || QChar::isSurrogate(code))
                return {};
            const char32_t one = code;
            return QString::fromUcs4(&one, 1);
        }
        auto known = m_entities.find(name);
        if (known == m_entities.end()) {
            const QString text = QTextDocumentFragment::fromHtml(u'&' + name + u';').toPlainText();
            known = m_entities.insert(name, text.startsWith(u'&') && name != "amp"_L1 ? QString() : text);
        }
        return *known;
    }

    void add(QChar c, qsizetype begin, qsizetype end)
    {
        m_text += c;
        m_units.append({begin, end});
    }

    /// From a "<" to behind what it begins.
    qsizetype markup(qsizetype at)
    {
        const QChar next = m_html.at(at + 1);
        if (m_html.mid(at, 4) == "<!--"_L1) {
            // "<!-->" and "<!--->" are comments as well.
            const qsizetype end = m_html.indexOf("-->"_L1, at + 2);
            return end < 0 ? m_html.size() : end + 3;
        }
        if (next == u'!' || next == u'?') {
            const qsizetype end = m_html.indexOf(u'>', at);
            return end < 0 ? m_html.size() : end + 1;
        }
        const bool closes = next == u'/';
        qsizetype from = at + (closes ? 2 : 1);
        if (from >= m_html.size() || !isNameStart(m_html.at(from)))
            return character(at);
        qsizetype end = from;
        while (end < m_html.size() && !m_html.at(end).isSpace() && m_html.at(end) != u'/' && m_html.at(end) != u'>')
            ++end;
        const QString name = m_html.mid(from, end - from).toLower();
        end = endOfTag(end);
        if (!isInline(name))
            finishParagraph();
        if (!closes && isRaw(name)) {
            const qsizetype close = m_html.indexOf("</"_L1 + name, end, Qt::CaseInsensitive);
            return close < 0 ? m_html.size() : close;
        }
        return end;
    }

    qsizetype endOfTag(qsizetype at) const
    {
        QChar quote;
        bool isValue = false; // quotes count only where a value begins
        for (; at < m_html.size(); ++at) {
            const QChar c = m_html.at(at);
            if (!quote.isNull()) {
                if (c == quote)
                    quote = {};
            } else if (c == u'>') {
                return at + 1;
            } else if ((c == u'"' || c == u'\'') && isValue) {
                quote = c;
                isValue = false;
            } else if (!c.isSpace()) {
                isValue = c == u'=';
            }
        }
        return at;
    }

    void finishParagraph()
    {
        for (const SearchHighlighter::Range &range : m_highlighter.ranges(m_text, SearchNode::Field::Body)) {
            // Each piece between tags is marked by itself.
            for (int i = range.start; i < range.start + range.length;) {
                const qsizetype begin = m_units.at(i).begin;
                qsizetype end = m_units.at(i).end;
                while (++i < range.start + range.length && m_units.at(i).begin <= end)
                    end = m_units.at(i).end;
                m_out += QStringView(m_html).mid(m_copied, begin - m_copied);
                m_out += "<mark>"_L1;
                m_out += QStringView(m_html).mid(begin, end - begin);
                m_out += "</mark>"_L1;
                m_copied = end;
            }
        }
        m_text.clear();
        m_units.clear();
    }

    const QString &m_html;
    const SearchHighlighter &m_highlighter;
    QString m_text;
    QList<Unit> m_units;
    QHash<QString, QString> m_entities;
    QString m_out;
    qsizetype m_copied = 0;
};

} // namespace

QString markMatches(const QString &html, const SearchHighlighter &highlighter)
{
    if (highlighter.isEmpty() || html.size() > longest)
        return html;
    return Marker(html, highlighter).run();
}

} // namespace qn::webview
