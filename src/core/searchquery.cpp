// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchquery.h"

#include "core/searchlexer.h"
#include "core/searchvalues.h"
#include "core/textatoms.h"

#include <QCoreApplication>

#include <array>

namespace qn {

using namespace Qt::StringLiterals;

namespace {

using Node = SearchNode;
using Parsed = tl::expected<SearchNode, SearchError>;

class Words
{
    Q_DECLARE_TR_FUNCTIONS(Search)
};

enum class Operator { Field, Has, Is, In, Before, After, On, Larger, Smaller };

struct OperatorWord
{
    QStringView word;
    Operator meaning;
    Node::Field field = Node::Field::Any;
};

constexpr std::array operators{
    OperatorWord{u"from", Operator::Field, Node::Field::From},
    OperatorWord{u"发件人", Operator::Field, Node::Field::From},
    OperatorWord{u"to", Operator::Field, Node::Field::To},
    OperatorWord{u"收件人", Operator::Field, Node::Field::To},
    OperatorWord{u"cc", Operator::Field, Node::Field::Cc},
    OperatorWord{u"抄送", Operator::Field, Node::Field::Cc},
    OperatorWord{u"subject", Operator::Field, Node::Field::Subject},
    OperatorWord{u"主题", Operator::Field, Node::Field::Subject},
    OperatorWord{u"标题", Operator::Field, Node::Field::Subject},
    OperatorWord{u"body", Operator::Field, Node::Field::Body},
    OperatorWord{u"正文", Operator::Field, Node::Field::Body},
    OperatorWord{u"filename", Operator::Field, Node::Field::FileName},
    OperatorWord{u"附件名", Operator::Field, Node::Field::FileName},
    OperatorWord{u"文件名", Operator::Field, Node::Field::FileName},
    OperatorWord{u"has", Operator::Has},
    OperatorWord{u"有", Operator::Has},
    OperatorWord{u"is", Operator::Is},
    OperatorWord{u"状态", Operator::Is},
    OperatorWord{u"in", Operator::In},
    OperatorWord{u"文件夹", Operator::In},
    OperatorWord{u"before", Operator::Before},
    OperatorWord{u"早于", Operator::Before},
    OperatorWord{u"after", Operator::After},
    OperatorWord{u"晚于", Operator::After},
    OperatorWord{u"on", Operator::On},
    OperatorWord{u"日期", Operator::On},
    OperatorWord{u"larger", Operator::Larger},
    OperatorWord{u"大于", Operator::Larger},
    OperatorWord{u"smaller", Operator::Smaller},
    OperatorWord{u"小于", Operator::Smaller},
};

struct StateWord
{
    QStringView word;
    MessageFlag flag;
    bool isSet;
};

constexpr std::array states{
    StateWord{u"unread", MessageFlag::Seen, false},
    StateWord{u"未读", MessageFlag::Seen, false},
    StateWord{u"read", MessageFlag::Seen, true},
    StateWord{u"已读", MessageFlag::Seen, true},
    StateWord{u"flagged", MessageFlag::Flagged, true},
    StateWord{u"starred", MessageFlag::Flagged, true},
    StateWord{u"星标", MessageFlag::Flagged, true},
    StateWord{u"unflagged", MessageFlag::Flagged, false},
    StateWord{u"answered", MessageFlag::Answered, true},
    StateWord{u"已回复", MessageFlag::Answered, true},
    StateWord{u"forwarded", MessageFlag::Forwarded, true},
    StateWord{u"已转发", MessageFlag::Forwarded, true},
};

QString plain(const QString &word)
{
    return word.normalized(QString::NormalizationForm_KC).toLower();
}

const OperatorWord *operatorNamed(const QString &name)
{
    const QString word = plain(name);
    const auto found = std::find_if(operators.begin(), operators.end(), [&](const auto &o) { return o.word == word; });
    return found == operators.end() ? nullptr : &*found;
}

Node timeNode(Node::Kind kind, const QDateTime &now, QDate day)
{
    Node node;
    node.kind = kind;
    // As now: the day begins where the user lives.
    QDateTime start = now;
    start.setDate(day);
    start.setTime(QTime(0, 0));
    node.number = start.toMSecsSinceEpoch();
    return node;
}

/// A recursive-descent reader:  or = and (OR and)*   and = unary+   unary = '-' unary | '(' or ')' | [operator] word
class Parser final
{
    Q_DISABLE_COPY_MOVE(Parser)

public:
    Parser(QList<SearchToken> tokens, const QDateTime &now)
        : m_tokens(std::move(tokens))
        , m_now(now)
    {
    }

    Parsed run()
    {
        if (peek().kind == SearchToken::Kind::End)
            return Node();
        Parsed node = either(Node::Field::Any);
        if (!node || peek().kind == SearchToken::Kind::End)
            return node;
        return wrong(peek(), Words::tr("This “)” closes nothing."));
    }

private:
    static constexpr int deepest = 60;
    using Kind = SearchToken::Kind;

    const SearchToken &peek() const { return m_tokens.at(m_next); }
    const SearchToken &take() { return m_tokens.at(m_next++); }
    static tl::unexpected<SearchError> wrong(const SearchToken &token, const QString &message)
    {
        return tl::unexpected<SearchError>({token.position, token.length, message});
    }

    Parsed either(Node::Field field)
    {
        std::vector<Node> children;
        while (true) {
            Parsed node = together(field);
            if (!node)
                return node;
            children.push_back(std::move(*node));
            if (peek().kind != Kind::Or)
                break;
            take();
        }
        return joined(Node::Kind::Or, std::move(children));
    }

    Parsed together(Node::Field field)
    {
        std::vector<Node> children;
        while (peek().kind != Kind::Or && peek().kind != Kind::Close && peek().kind != Kind::End) {
            Parsed node = unary(field);
            if (!node)
                return node;
            children.push_back(std::move(*node));
        }
        if (children.empty())
            return nothingHere();
        return joined(Node::Kind::And, std::move(children));
    }

    tl::unexpected<SearchError> nothingHere() const
    {
        const SearchToken &token = peek();
        if (token.kind == Kind::Or)
            return wrong(token, Words::tr("“OR” wants something on both sides."));
        const SearchToken &before = m_tokens.at(std::max<qsizetype>(m_next - 1, 0));
        switch (m_next > 0 ? before.kind : token.kind) {
        case Kind::Or:
            return wrong(before, Words::tr("“OR” wants something on both sides."));
        case Kind::Not:
            return wrong(before, Words::tr("“-” wants something behind it."));
        case Kind::Open:
        case Kind::Operator:
            return wrong(before, Words::tr("There is nothing inside these parentheses."));
        default:
            return wrong(token, Words::tr("This “)” closes nothing."));
        }
    }

    static Node joined(Node::Kind kind, std::vector<Node> children)
    {
        if (children.size() == 1)
            return std::move(children.front());
        Node node;
        node.kind = kind;
        node.children = std::move(children);
        return node;
    }

    Parsed unary(Node::Field field)
    {
        const SearchToken &token = take();
        if (m_depth >= deepest)
            return wrong(token, Words::tr("This is nested too deeply."));
        ++m_depth;
        Parsed node = unaryAt(token, field);
        --m_depth;
        return node;
    }

    Parsed unaryAt(const SearchToken &token, Node::Field field)
    {
        switch (token.kind) {
        case Kind::Not: {
            if (peek().kind == Kind::End || peek().kind == Kind::Close || peek().kind == Kind::Or)
                return wrong(token, Words::tr("“-” wants something behind it."));
            Parsed inner = unary(field);
            if (!inner)
                return inner;
            Node node;
            node.kind = Node::Kind::Not;
            node.children.push_back(std::move(*inner));
            return node;
        }
        case Kind::Open:
            return group(token, field);
        case Kind::Operator:
            return withOperator(token);
        default:
            return textNode(token, field);
        }
    }

    Parsed group(const SearchToken &open, Node::Field field)
    {
        Parsed inner = either(field);
        if (!inner)
            return inner;
        if (peek().kind != Kind::Close)
            return wrong(open, Words::tr("A “)” is missing for this one."));
        take();
        return inner;
    }

    static Parsed textNode(const SearchToken &token, Node::Field field)
    {
        TextAtoms atoms;
        atoms.read(token.text);
        if (atoms.atoms().isEmpty())
            return wrong(token, Words::tr("There is nothing to look for in “%1”.").arg(token.text));
        Node node;
        node.kind = Node::Kind::Text;
        node.field = field;
        node.text = token.text;
        node.isQuoted = token.kind == Kind::Phrase;
        return node;
    }

    Parsed withOperator(const SearchToken &name)
    {
        const OperatorWord &known = *operatorNamed(name.text);
        const bool glued = peek().position == name.position + name.length;
        if (glued && peek().kind == Kind::Open && known.meaning == Operator::Field) {
            const SearchToken &open = take();
            return group(open, known.field);
        }
        if (!glued || (peek().kind != Kind::Word && peek().kind != Kind::Phrase))
            return wrong(name, missingValue(known));
        const SearchToken &value = take();
        switch (known.meaning) {
        case Operator::Field:
            return textNode(value, known.field);
        case Operator::Has:
            return hasNode(value);
        case Operator::Is:
            return stateNode(value);
        case Operator::In: {
            Node node;
            node.kind = Node::Kind::Folder;
            node.text = value.text.trimmed();
            return node;
        }
        case Operator::Larger:
        case Operator::Smaller:
            return sizeNode(value, known.meaning == Operator::Larger ? Node::Kind::Larger : Node::Kind::Smaller);
        default:
            return dateNode(value, known.meaning);
        }
    }

    static QString missingValue(const OperatorWord &known)
    {
        switch (known.meaning) {
        case Operator::Has:
            return Words::tr("Has what? For instance: has:attachment");
        case Operator::Is:
            return Words::tr("Is what? unread, read, flagged, answered or forwarded.");
        case Operator::In:
            return Words::tr("In which folder? For instance: in:inbox");
        case Operator::Larger:
        case Operator::Smaller:
            return Words::tr("Which size? For instance: 500k or 2M.");
        case Operator::Field:
            return Words::tr("“%1:” wants a word right behind it.").arg(known.word);
        default:
            return Words::tr("Which day? For instance: 2026-03-01, 2026, 7d or yesterday.");
        }
    }

    static Parsed hasNode(const SearchToken &value)
    {
        const QString word = plain(value.text);
        if (word != u"attachment" && word != u"attachments" && word != u"附件")
            return wrong(value, Words::tr("Only has:attachment is known."));
        Node node;
        node.kind = Node::Kind::Attachment;
        return node;
    }

    static Parsed stateNode(const SearchToken &value)
    {
        const QString word = plain(value.text);
        const auto found = std::find_if(states.begin(), states.end(), [&](const auto &s) { return s.word == word; });
        if (found == states.end())
            return wrong(value, Words::tr("Is what? unread, read, flagged, answered or forwarded."));
        Node node;
        node.kind = Node::Kind::Flag;
        node.flag = found->flag;
        node.isSet = found->isSet;
        return node;
    }

    static Parsed sizeNode(const SearchToken &value, Node::Kind kind)
    {
        const auto bytes = searchBytes(value.text);
        if (!bytes)
            return wrong(value, Words::tr("Which size? For instance: 500k or 2M."));
        Node node;
        node.kind = kind;
        node.number = *bytes;
        return node;
    }

    Parsed dateNode(const SearchToken &value, Operator meaning) const
    {
        const auto days = searchDays(value.text, m_now.date());
        if (!days)
            return wrong(value, Words::tr("Which day? For instance: 2026-03-01, 2026, 7d or yesterday."));
        if (meaning == Operator::Before)
            return timeNode(Node::Kind::Before, m_now, days->first);
        Node first = timeNode(Node::Kind::From, m_now, days->first);
        if (meaning == Operator::After)
            return first;
        std::vector<Node> both;
        both.push_back(std::move(first));
        both.push_back(timeNode(Node::Kind::Before, m_now, days->end));
        return joined(Node::Kind::And, std::move(both));
    }

    const QList<SearchToken> m_tokens;
    const QDateTime m_now;
    qsizetype m_next = 0;
    int m_depth = 0;
};

} // namespace

tl::expected<SearchNode, SearchError> parseSearchQuery(const QString &query, const QDateTime &now)
{
    constexpr qsizetype longest = 4000;
    if (query.size() > longest)
        return tl::unexpected<SearchError>({longest, query.size() - longest, Words::tr("This is too long.")});
    return Parser(searchTokens(query, [](const QString &name) { return operatorNamed(name) != nullptr; }), now).run();
}

} // namespace qn
