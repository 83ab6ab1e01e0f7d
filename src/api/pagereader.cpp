// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/pagereader.h"

#include "api/wiredate.h"

#include <charconv>
#include <limits>
#include <string_view>

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

/// Goes through the text once; the first thing that is not expected ends it.
class PlainReader final
{
    Q_DISABLE_COPY_MOVE(PlainReader)

public:
    explicit PlainReader(const QByteArray &json)
        : m_at(json.constData())
        , m_end(json.constData() + json.size())
    {
    }
    bool isGood() const { return m_good; }
    bool isAtEnd()
    {
        skipSpace();
        return m_at == m_end;
    }

    /// Calls `member` for each key of an object, with the reader at its value.
    template <typename Member> void object(Member member)
    {
        list('{', '}', [&] {
            const std::string_view key = plainText();
            expect(':');
            if (m_good && !member(key))
                m_good = false;
        });
    }
    template <typename Item> void array(Item item) { list('[', ']', item); }

    QString text()
    {
        skipSpace();
        if (!take('"'))
            return {};
        const char *const begin = m_at;
        while (m_at < m_end && *m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= ' ')
            ++m_at;
        if (m_at < m_end && *m_at == '"')
            return decoded(begin, m_at++);
        m_at = begin;
        return escapedText();
    }
    bool flag()
    {
        skipSpace();
        if (word("true"))
            return true;
        if (!word("false"))
            m_good = false;
        return false;
    }
    qint64 number()
    {
        skipSpace();
        qint64 value = 0;
        const auto [end, error] = std::from_chars(m_at, m_end, value);
        // A fraction or an exponent is for the other reader.
        if (error != std::errc() || (end < m_end && (*end == '.' || *end == 'e' || *end == 'E')) || value < 0)
            m_good = false;
        m_at = end;
        return value;
    }
    void fail() { m_good = false; }

private:
    template <typename Item> void list(char open, char close, Item item)
    {
        expect(open);
        skipSpace();
        if (!m_good || (m_at < m_end && *m_at == close)) {
            ++m_at;
            return;
        }
        while (m_good) {
            item();
            skipSpace();
            if (m_at < m_end && *m_at == close) {
                ++m_at;
                return;
            }
            expect(',');
        }
    }
    void skipSpace()
    {
        while (m_at < m_end && (*m_at == ' ' || *m_at == '\n' || *m_at == '\r' || *m_at == '\t'))
            ++m_at;
    }
    bool take(char c)
    {
        if (!m_good || m_at >= m_end || *m_at != c)
            return m_good = false;
        ++m_at;
        return true;
    }
    void expect(char c)
    {
        skipSpace();
        take(c);
    }
    bool word(std::string_view expected)
    {
        if (m_end - m_at < qsizetype(expected.size()) || std::string_view(m_at, expected.size()) != expected)
            return false;
        m_at += expected.size();
        return true;
    }
    /// A key: no escapes.
    std::string_view plainText()
    {
        skipSpace();
        if (!take('"'))
            return {};
        const char *const begin = m_at;
        while (m_at < m_end && *m_at != '"' && *m_at != '\\')
            ++m_at;
        const std::string_view key(begin, size_t(m_at - begin));
        take('"');
        return key;
    }
    /// Broken UTF-8 is for the other reader, and so is what would be taken for a byte order mark.
    QString decoded(const char *begin, const char *end)
    {
        if (end - begin >= 3 && std::string_view(begin, 3) == "\xEF\xBB\xBF")
            m_good = false;
        const QString text = QString::fromUtf8(begin, end - begin);
        if (const qsizetype replaced = text.count(QChar(QChar::ReplacementCharacter)); replaced > 0
            && QByteArray::fromRawData(begin, end - begin).count("\xEF\xBF\xBD") != replaced)
            m_good = false;
        return text;
    }
    QString escapedText()
    {
        QString text;
        while (m_good) {
            const char *const begin = m_at;
            while (m_at < m_end && *m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= ' ')
                ++m_at;
            text += decoded(begin, m_at);
            if (m_at < m_end && *m_at == '"') {
                ++m_at;
                return text;
            }
            if (m_end - m_at < 2 || *m_at != '\\') {
                m_good = false;
                break;
            }
            ++m_at;
            const char c = *m_at++;
            constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
            if (const size_t found = names.find(c); found != std::string_view::npos)
                text += QLatin1Char(values[found]);
            else if (c == 'u')
                text += QChar(hexadecimal());
            else
                m_good = false;
        }
        return text;
    }
    ushort hexadecimal()
    {
        ushort value = 0;
        constexpr int digits = 4, base = 16;
        if (m_end - m_at < digits) {
            m_good = false;
            return 0;
        }
        const auto [end, error] = std::from_chars(m_at, m_at + digits, value, base);
        // Half a character, and the one that ends texts elsewhere: the other reader knows what to do.
        if (error != std::errc() || end != m_at + digits || value == 0 || QChar::isSurrogate(char32_t(value)))
            m_good = false;
        m_at += digits;
        return value;
    }

    const char *m_at;
    const char *const m_end;
    bool m_good = true;
};

Address address(PlainReader &in)
{
    Address address;
    in.object([&](std::string_view key) {
        if (key == "email")
            address.email = in.text();
        else if (key == "name")
            address.name = in.text();
        else
            return false;
        return true;
    });
    return address;
}

QList<Address> addresses(PlainReader &in)
{
    QList<Address> list;
    in.array([&] { list.append(address(in)); });
    return list;
}

QStringList texts(PlainReader &in)
{
    QStringList list;
    in.array([&] { list.append(in.text()); });
    return list;
}

MessageFlags flags(PlainReader &in)
{
    MessageFlags flags;
    in.array([&] {
        const QString name = in.text();
        if (name == "seen"_L1)
            flags.setFlag(MessageFlag::Seen);
        else if (name == "answered"_L1)
            flags.setFlag(MessageFlag::Answered);
        else if (name == "flagged"_L1)
            flags.setFlag(MessageFlag::Flagged);
        else if (name == "draft"_L1)
            flags.setFlag(MessageFlag::Draft);
        else if (name == "forwarded"_L1)
            flags.setFlag(MessageFlag::Forwarded);
        else
            in.fail();
    });
    return flags;
}

QDateTime date(PlainReader &in)
{
    return dateFromText(in.text());
}

MessageHeader header(PlainReader &in)
{
    MessageHeader header;
    in.object([&](std::string_view key) {
        if (key == "id")
            header.remoteId = RemoteMessageId(in.text());
        else if (key == "from")
            header.from = address(in);
        else if (key == "subject")
            header.subject = in.text();
        else if (key == "preview")
            header.preview = in.text();
        else if (key == "date")
            header.date = date(in);
        else if (key == "size")
            header.size = in.number();
        else if (key == "flags")
            header.flags = flags(in);
        else if (key == "has_attachments")
            header.hasAttachments = in.flag();
        else if (key == "message_id")
            header.messageId = in.text();
        else if (key == "in_reply_to")
            header.inReplyTo = texts(in);
        else if (key == "references")
            header.references = texts(in);
        else if (key == "reply_to")
            header.replyTo = addresses(in);
        else if (key == "to")
            header.to = addresses(in);
        else if (key == "cc")
            header.cc = addresses(in);
        else if (key == "bcc")
            header.bcc = addresses(in);
        else
            return false;
        return true;
    });
    if (header.remoteId.isEmpty())
        in.fail();
    return header;
}

} // namespace

std::optional<ChangePage> readPlainPage(const QByteArray &json)
{
    PlainReader in(json);
    ChangePage page;
    bool hasMails = false;
    in.object([&](std::string_view key) {
        if (key == "mails") {
            hasMails = true;
            in.array([&] { page.upserted.append(header(in)); });
        } else if (key == "removed")
            in.array([&] { page.removed.append(RemoteMessageId(in.text())); });
        else if (key == "next")
            page.next = QByteArray::fromBase64(in.text().toLatin1(), QByteArray::Base64UrlEncoding);
        else if (key == "more")
            page.more = in.flag();
        else if (key == "complete")
            page.complete = in.flag();
        else if (key == "anew")
            page.anew = in.flag();
        else if (key == "total")
            page.total = int(std::min<qint64>(in.number(), std::numeric_limits<int>::max()));
        else
            return false;
        return true;
    });
    if (!in.isGood() || !in.isAtEnd() || !hasMails)
        return std::nullopt;
    return page;
}

} // namespace qn::api
