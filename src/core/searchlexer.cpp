// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchlexer.h"

namespace qn {

using namespace Qt::StringLiterals;

namespace {

bool isQuote(QChar c)
{
    return QStringView(u"\"“”„‟＂「」『』").contains(c);
}

bool isOpen(QChar c)
{
    return c == u'(' || c == u'（';
}

bool isClose(QChar c)
{
    return c == u')' || c == u'）';
}

bool isColon(QChar c)
{
    return c == u':' || c == u'：';
}

bool isMinus(QChar c)
{
    return c == u'-' || c == u'－' || c == u'−';
}

class Lexer final
{
    Q_DISABLE_COPY_MOVE(Lexer)

public:
    Lexer(const QString &query, const std::function<bool(const QString &)> &isOperator)
        : m_query(query)
        , m_isOperator(isOperator)
    {
    }

    QList<SearchToken> run()
    {
        while (true) {
            while (m_at < m_query.size() && (m_query[m_at].isSpace() || m_query[m_at].isNull()))
                ++m_at;
            if (m_at >= m_query.size())
                break;
            one(m_query[m_at]);
        }
        add(Kind::End, m_query.size(), {});
        return m_tokens;
    }

private:
    using Kind = SearchToken::Kind;

    void one(QChar c)
    {
        const qsizetype start = m_at;
        const bool hasMore = start + 1 < m_query.size() && !m_query[start + 1].isSpace();
        if (isOpen(c) || isClose(c)) {
            ++m_at;
            add(isOpen(c) ? Kind::Open : Kind::Close, start, {});
        } else if (isQuote(c)) {
            phrase(start);
        } else if (isMinus(c) && (hasMore || start + 1 == m_query.size())) {
            ++m_at;
            add(Kind::Not, start, {});
        } else {
            word(start);
        }
    }

    void phrase(qsizetype start)
    {
        qsizetype end = start + 1;
        while (end < m_query.size() && !isQuote(m_query[end]))
            ++end;
        const QString text = m_query.sliced(start + 1, end - start - 1);
        m_at = std::min(end + 1, m_query.size());
        // What is not written yet, or was left empty, asks for nothing.
        if (!text.trimmed().isEmpty() || follows(Kind::Operator, start))
            add(Kind::Phrase, start, text);
    }

    void word(qsizetype start)
    {
        qsizetype end = start;
        while (end < m_query.size() && !m_query[end].isSpace() && !isOpen(m_query[end]) && !isClose(m_query[end])
            && !isQuote(m_query[end])) {
            if (isColon(m_query[end]) && end > start && !follows(Kind::Operator, start)
                && m_isOperator(m_query.sliced(start, end - start))) {
                m_at = end + 1;
                add(Kind::Operator, start, m_query.sliced(start, end - start));
                return;
            }
            ++end;
        }
        m_at = end;
        const QString text = m_query.sliced(start, end - start);
        const QString plain = text.normalized(QString::NormalizationForm_KC);
        if (follows(Kind::Operator, start))
            add(Kind::Word, start, text);
        else if (plain == u"OR" || plain == u"|" || plain == u"||")
            add(Kind::Or, start, {});
        else if (plain == u"NOT")
            add(Kind::Not, start, {});
        else if (plain != u"AND" && plain != u"&" && plain != u"&&")
            add(Kind::Word, start, text);
    }

    /// True where the last token is of this kind and ends here.
    bool follows(Kind kind, qsizetype position) const
    {
        return !m_tokens.isEmpty() && m_tokens.last().kind == kind
            && m_tokens.last().position + m_tokens.last().length == position;
    }

    void add(Kind kind, qsizetype start, const QString &text)
    {
        m_tokens.append({kind, text, start, m_at - start});
    }

    const QString &m_query;
    const std::function<bool(const QString &)> &m_isOperator;
    QList<SearchToken> m_tokens;
    qsizetype m_at = 0;
};

} // namespace

QList<SearchToken> searchTokens(const QString &query, const std::function<bool(const QString &)> &isOperator)
{
    return Lexer(query, isOperator).run();
}

} // namespace qn
