// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/addressparser.h"

#include <QUrl>

namespace qn {

using namespace Qt::StringLiterals;

namespace {

/// One pass over the text; collects one mailbox at a time and delivers it at each separator.
class AddressScanner final
{
public:
    AddressScanner(const QString &text, bool typedByUser, qsizetype limit)
        : m_text(text)
        , m_typedByUser(typedByUser)
        , m_limit(limit)
    {
    }

    QList<Address> run()
    {
        while (m_position < m_text.size() && m_found.size() < m_limit)
            step();
        deliver();
        return m_found;
    }

private:
    void step()
    {
        const QChar c = m_text[m_position];
        if (c == u'"')
            takeQuoted();
        else if (c == u'(')
            takeComment();
        else if (c == u'<')
            takeAngle();
        else if (c == u'=' && takeEncodedWord())
            return;
        else if (isSeparator(c))
            deliver(), ++m_position;
        else if (c == u':' && !m_typedByUser && !m_bare.contains(u'@'))
            clear(), ++m_position; // the display name of a group; its members follow
        else
            add(c), ++m_position;
    }
    bool isSeparator(QChar c) const
    {
        if (c == u',' || c == u';')
            return true;
        return m_typedByUser && (c == u'，' || c == u'；' || c == u'、' || c == u'\n' || c == u'\r');
    }
    void add(QChar c)
    {
        m_phrase += c;
        m_bare += c;
    }
    void takeQuoted()
    {
        const qsizetype start = m_position++;
        if (m_text.indexOf(u'"', m_position) < 0) // never closed: not a quote
            return;
        while (m_position < m_text.size() && m_text[m_position] != u'"') {
            if (m_text[m_position] == u'\\' && m_position + 1 < m_text.size())
                ++m_position;
            m_phrase += m_text[m_position++];
        }
        ++m_position;
        // Spaces and separators of the local part stay together in the bare text because the quotes do.
        m_bare += QStringView(m_text).sliced(start, std::min(m_position, m_text.size()) - start);
        m_quoted = true;
    }
    void takeComment()
    {
        int depth = 0;
        QString comment;
        for (; m_position < m_text.size(); ++m_position) {
            const QChar c = m_text[m_position];
            if (c == u'\\' && m_position + 1 < m_text.size()) {
                comment += m_text[++m_position];
            } else if (c == u'(') {
                if (depth++ > 0)
                    comment += c;
            } else if (c == u')' && --depth == 0) {
                ++m_position;
                break;
            } else {
                comment += c;
            }
        }
        m_comment = comment.simplified();
        m_phrase += u' ';
        m_bare += u' ';
    }
    void takeAngle()
    {
        qsizetype end = m_text.indexOf(u'>', m_position);
        if (end < 0)
            end = m_text.size();
        QString inner = m_text.sliced(m_position + 1, end - m_position - 1).trimmed();
        if (inner.startsWith(u'@')) // obsolete route: <@relay,@relay:user@host>
            inner = inner.sliced(inner.indexOf(u':') + 1);
        m_angle = inner.startsWith(u'"') ? inner : inner.remove(u' ');
        m_position = end + 1;
    }
    bool takeEncodedWord()
    {
        if (m_typedByUser || !QStringView(m_text).sliced(m_position).startsWith(u"=?"))
            return false;
        qsizetype i = m_position + 2;
        for (int marks = 0; i < m_text.size() && i - m_position < 4000; ++i) {
            if (m_text[i] == u'?' && ++marks == 3)
                break;
            if (m_text[i].isSpace() || m_text[i] == u'<')
                return false;
        }
        if (i + 1 >= m_text.size() || m_text[i] != u'?' || m_text[i + 1] != u'=')
            return false;
        const QStringView word = QStringView(m_text).sliced(m_position, i + 2 - m_position);
        m_phrase += word;
        m_bare += word;
        m_position = i + 2;
        return true;
    }
    void clear()
    {
        m_phrase.clear();
        m_bare.clear();
        m_comment.clear();
        m_angle.reset();
        m_quoted = false;
    }
    void deliver()
    {
        if (m_angle) {
            const QString name = m_phrase.simplified();
            if (!m_angle->isEmpty() || !name.isEmpty())
                m_found.append({name.isEmpty() ? m_comment : name, *m_angle});
        } else {
            deliverBare();
        }
        clear();
    }
    /// `name a@b`, `a@b c@d`, `a@b (name)`, or no address at all.
    void deliverBare()
    {
        if (!m_bare.contains(u'@')) {
            const QString text = m_phrase.simplified();
            if (text.isEmpty())
                return;
            const bool isName = !m_typedByUser && (m_quoted || text.contains(u' ') || text.contains(u"=?"));
            m_found.append(isName ? Address{text, {}} : Address{m_comment, text});
            return;
        }
        QStringList name;
        for (const QString &word : words()) {
            if (m_found.size() >= m_limit)
                return;
            if (!word.contains(u'@') || (word.startsWith(u'"') && word.endsWith(u'"'))) {
                name << (word.startsWith(u'"') ? QString(word).remove(u'"') : word);
                continue;
            }
            m_found.append({name.isEmpty() ? m_comment : name.join(u' '), word});
            name.clear();
            m_comment.clear();
        }
    }
    QStringList words() const
    {
        QStringList result;
        QString word;
        bool quoted = false;
        for (const QChar c : m_bare) {
            if (c == u'"')
                quoted = !quoted;
            if (!c.isSpace() || quoted)
                word += c;
            else if (!word.isEmpty())
                result << std::exchange(word, {});
        }
        if (!word.isEmpty())
            result << word;
        return result;
    }

    const QString &m_text;
    const bool m_typedByUser;
    const qsizetype m_limit;
    qsizetype m_position = 0;
    QString m_phrase; ///< as a display name: quotes resolved
    QString m_bare; ///< as written, for addresses without brackets
    QString m_comment;
    std::optional<QString> m_angle;
    bool m_quoted = false;
    QList<Address> m_found;
};

QString singleLine(QString text)
{
    for (QChar &c : text) {
        if (c < u' ')
            c = u' ';
    }
    return text;
}

} // namespace

QList<Address> parseAddresses(const QString &text)
{
    return AddressScanner(text, true, 5000).run();
}

QList<Address> parseAddressHeader(const QString &text, qsizetype limit)
{
    return AddressScanner(text, false, limit).run();
}

QString formatAddress(const Address &address)
{
    if (address.name.isEmpty())
        return address.email;
    QString name = singleLine(address.name);
    const bool plain =
        std::none_of(name.begin(), name.end(), [](QChar c) { return u"()<>[]:;@\\,.\"，；、"_s.contains(c); });
    if (!plain)
        name = u'"' + name.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
    return address.email.isEmpty() ? name : name + u" <"_s + address.email + u'>';
}

QString formatAddresses(const QList<Address> &addresses)
{
    QStringList parts;
    for (const Address &address : addresses)
        parts << formatAddress(address);
    return parts.join(u", ");
}

bool isValidEmail(const QString &email)
{
    const qsizetype at = email.lastIndexOf(u'@');
    if (at <= 0 || at == email.size() - 1 || email.size() > 320)
        return false;
    const QString local = email.first(at), domain = email.sliced(at + 1);
    const bool quoted = local.size() > 2 && local.startsWith(u'"') && local.endsWith(u'"');
    for (const QChar c : email) {
        if (c < u' ' || c == QChar(127) || c == u'<' || c == u'>' || c == u',' || c == u';' || (c.isSpace() && !quoted))
            return false;
    }
    if (!quoted && (local.contains(u'@') || local.contains(u'"') || local.contains(u'(') || local.contains(u')')))
        return false;
    return !domain.startsWith(u'.') && !domain.endsWith(u'.') && !domain.contains(u".."_s) && !domain.contains(u'"')
        && !domain.contains(u' ');
}

std::optional<OutgoingMessage> parseMailto(const QString &url)
{
    if (!url.startsWith(u"mailto:"_s, Qt::CaseInsensitive))
        return std::nullopt;
    const auto decode = [](QStringView text) { return QUrl::fromPercentEncoding(text.toUtf8()); };
    // Commas separate addresses only where they are not percent-encoded (RFC 6068 2).
    const auto addAddresses = [&](QList<Address> &list, QStringView text) {
        for (const QStringView part : text.split(u','))
            list += parseAddresses(singleLine(decode(part)));
    };
    QStringView rest = QStringView(url).sliced(7);
    if (const auto hash = rest.indexOf(u'#'); hash >= 0)
        rest = rest.first(hash);
    const qsizetype mark = rest.indexOf(u'?');
    OutgoingMessage mail;
    addAddresses(mail.to, mark < 0 ? rest : rest.first(mark));
    if (mark < 0)
        return mail;
    for (const QStringView field : rest.sliced(mark + 1).split(u'&')) {
        const qsizetype equals = field.indexOf(u'=');
        if (equals < 0)
            continue;
        const QString name = decode(field.first(equals)).toLower();
        const QStringView value = field.sliced(equals + 1);
        if (name == u"to")
            addAddresses(mail.to, value);
        else if (name == u"cc")
            addAddresses(mail.cc, value);
        else if (name == u"bcc")
            addAddresses(mail.bcc, value);
        else if (name == u"subject")
            mail.subject = singleLine(decode(value));
        else if (name == u"body")
            mail.text = decode(value).replace(u"\r\n"_s, u"\n"_s);
        else if (name == u"in-reply-to")
            mail.inReplyTo = QStringList{singleLine(decode(value)).remove(u'<').remove(u'>').trimmed()};
    }
    return mail;
}

} // namespace qn
