// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dav/vcard.h"


#include <algorithm>

using namespace Qt::StringLiterals;

namespace qn::dav {

namespace {

constexpr qsizetype lineBytes = 75; ///< RFC 6350 3.2
constexpr qsizetype longestCard = 4 << 20; ///< photographs stand inside

QString unescaped(const QString &value)
{
    QString text;
    for (qsizetype i = 0; i < value.size(); ++i) {
        if (value.at(i) != u'\\' || i + 1 == value.size()) {
            text += value.at(i);
            continue;
        }
        const QChar next = value.at(++i);
        text += next == u'n' || next == u'N' ? u'\n' : next;
    }
    return text;
}

QString escaped(QString text)
{
    text.replace(u'\\', "\\\\"_L1).replace(u'\n', "\\n"_L1).replace(u',', "\\,"_L1).replace(u';', "\\;"_L1);
    return text.remove(u'\r');
}

/// Components of a structured value such as N.
QStringList components(const QString &value)
{
    QStringList parts(1);
    for (qsizetype i = 0; i < value.size(); ++i) {
        if (value.at(i) == u'\\' && i + 1 < value.size()) {
            parts.last() += value.mid(i, 2);
            ++i;
        } else if (value.at(i) == u';') {
            parts.append(QString());
        } else {
            parts.last() += value.at(i);
        }
    }
    return parts;
}

/// Version 2.1 has quoted-printable, maybe of another charset.
QString decodedValue(const QString &head, const QString &value)
{
    if (!head.contains("QUOTED-PRINTABLE"_L1, Qt::CaseInsensitive))
        return value;
    QByteArray bytes;
    const QByteArray raw = value.toUtf8();
    for (qsizetype i = 0; i < raw.size(); ++i) {
        if (raw.at(i) == '=' && i + 2 < raw.size()) {
            bytes += QByteArray::fromHex(raw.mid(i + 1, 2));
            i += 2;
        } else {
            bytes += raw.at(i);
        }
    }
    return QString::fromUtf8(bytes);
}

/// The colon that ends the name and its parameters; one inside quotes does not.
qsizetype endOfHead(const QString &line)
{
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line.at(i) == u'"')
            quoted = !quoted;
        else if (line.at(i) == u':' && !quoted)
            return i;
    }
    return -1;
}

QStringList unfoldedLines(const QByteArray &text)
{
    QStringList lines;
    const QStringList raw = QString::fromUtf8(text.left(longestCard)).split(u'\n');
    for (QString line : raw) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        const bool isFolded = line.startsWith(u' ') || line.startsWith(u'\t');
        const bool softBreak = !lines.isEmpty() && lines.last().endsWith(u'=')
            && lines.last().contains("QUOTED-PRINTABLE"_L1, Qt::CaseInsensitive);
        if (softBreak) {
            lines.last().chop(1);
            lines.last() += line;
        } else if (isFolded && !lines.isEmpty()) {
            lines.last() += line.mid(1);
        } else if (!line.isEmpty()) {
            lines.append(line);
        }
    }
    return lines;
}

QByteArray folded(const QByteArray &line)
{
    QByteArray out;
    qsizetype used = 0;
    for (qsizetype i = 0; i < line.size();) {
        qsizetype end = i + 1;
        while (end < line.size() && (quint8(line.at(end)) & 0xc0) == 0x80)
            ++end;
        if (used + end - i > lineBytes) {
            out += "\r\n ";
            used = 1;
        }
        out += line.mid(i, end - i);
        used += end - i;
        i = end;
    }
    return out + "\r\n";
}

} // namespace

VCard VCard::parse(const QByteArray &text)
{
    VCard card;
    bool inside = false;
    for (const QString &line : unfoldedLines(text)) {
        const QString upper = line.left(20).trimmed().toUpper();
        if (upper == "BEGIN:VCARD"_L1) {
            inside = true;
        } else if (upper == "END:VCARD"_L1 && inside) {
            break;
        } else if (const qsizetype colon = endOfHead(line); inside && colon > 0) {
            const QString head = line.left(colon);
            const QString name = head.section(u';', 0, 0).section(u'.', -1).toUpper();
            card.m_properties.append({name, head, line.mid(colon + 1)});
        }
    }
    return card;
}

VCard VCard::make(const QString &uid)
{
    VCard card;
    card.m_properties = {{u"VERSION"_s, u"VERSION"_s, u"3.0"_s}, {u"UID"_s, u"UID"_s, uid}};
    return card;
}

const VCard::Property *VCard::find(QLatin1StringView name) const
{
    const auto found = std::find_if(
        m_properties.begin(), m_properties.end(), [name](const Property &property) { return property.name == name; });
    return found == m_properties.end() ? nullptr : &*found;
}

QString VCard::uid() const
{
    const Property *uid = find("UID"_L1);
    return uid ? uid->value : QString();
}

Contact VCard::contact() const
{
    const auto text = [this](QLatin1StringView name) {
        const Property *property = find(name);
        return property ? unescaped(decodedValue(property->head, property->value)).trimmed() : QString();
    };
    Contact contact;
    contact.name = text("FN"_L1);
    if (const Property *n = find("N"_L1); contact.name.isEmpty() && n) {
        const QStringList parts = components(decodedValue(n->head, n->value));
        contact.name = unescaped((parts.value(1) + u' ' + parts.value(0)).simplified());
    }
    contact.email = text("EMAIL"_L1).remove("mailto:"_L1, Qt::CaseInsensitive);
    contact.phone = text("TEL"_L1).remove("tel:"_L1, Qt::CaseInsensitive);
    contact.note = text("NOTE"_L1);
    return contact;
}

/// Changes the first of that name; an empty value takes it away.
void VCard::put(QLatin1StringView name, const QString &value)
{
    const auto found = std::find_if(
        m_properties.begin(), m_properties.end(), [name](const Property &property) { return property.name == name; });
    if (value.isEmpty()) {
        if (found != m_properties.end())
            m_properties.erase(found);
    } else if (found == m_properties.end()) {
        m_properties.append({name, name, value});
    } else {
        if (found->head.contains("QUOTED-PRINTABLE"_L1, Qt::CaseInsensitive))
            found->head = name;
        found->value = value;
    }
}

void VCard::set(const Contact &contact)
{
    const Contact before = this->contact();
    const QString name = contact.name.isEmpty() ? contact.email : contact.name;
    if (before.name != name) {
        put("FN"_L1, escaped(name));
        put("N"_L1, escaped(name) + ";;;;"_L1); // one field for the name, as Chinese names are written
    }
    if (before.email != contact.email)
        put("EMAIL"_L1, escaped(contact.email));
    if (before.phone != contact.phone)
        put("TEL"_L1, escaped(contact.phone));
    if (before.note != contact.note)
        put("NOTE"_L1, escaped(contact.note));
}

QByteArray VCard::text() const
{
    QByteArray text = "BEGIN:VCARD\r\n";
    for (const Property &property : m_properties)
        text += folded((property.head + u':' + property.value).toUtf8());
    return text + "END:VCARD\r\n";
}

} // namespace qn::dav
