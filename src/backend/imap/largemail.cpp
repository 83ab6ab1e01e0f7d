// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/largemail.h"

#include "backend/imap/fetchitems.h"
#include "mime/headerdecoder.h"
#include "mime/messageparser.h"
#include "mime/parttree.h"

#include <algorithm>

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxLeaves = 500, leavesAtOnce = 40; ///< a command's line is 8 kB at most (RFC 7162 4)
constexpr qint64 maxBytes = qint64(1) << 40; ///< no message is larger
constexpr qint64 smallFile = 8 << 10; ///< fetched to be exact
constexpr qint64 smallQuoted = 64 << 10; ///< the size of quoted-printable cannot be told from its end
constexpr qint64 endBytes = 512;
constexpr char sampleRange[] = "<0.16384>"; ///< an embedded message is named after its subject; how dense quoted-printable is
constexpr qint64 headerOfPart = 2 << 10, headersInAll = 16 << 10; ///< what a listed part may have around it

bool isEmbeddedMessage(const ListedPart &part)
{
    return part.type == "message/rfc822" || part.type == "message/global";
}

/// Its text is shown, or it is not worth guessing.
bool isWantedWhole(const ListedPart &part)
{
    return !part.isFile || part.size <= smallFile
        || (part.encoding == "quoted-printable" && part.size <= smallQuoted);
}

qint64 endOf(const ListedPart &part)
{
    return std::max<qint64>(part.size - endBytes, 0);
}

QByteArray originMark(qint64 origin)
{
    return '<' + QByteArray::number(origin) + '>';
}

/// `1.MIME`, `2<4096>`; empty: it is no piece of a message.
QByteArray pieceName(const Value &item)
{
    const std::optional<QByteArray> section = sectionOf(item);
    return section ? *section + item.text.mid(item.text.indexOf(']') + 1) : QByteArray();
}

/// A part as mime reads it from its header and, maybe, its content. Null where it is not what the server listed.
std::shared_ptr<mime::Part> readPart(const ListedPart &listed, const QByteArray &header, const QByteArray &content)
{
    if (header.isEmpty())
        return {}; // where there is no field there is a blank line
    QByteArray fields = header.trimmed();
    if (mime::splitHeader(fields).value("content-type").isEmpty()) // it depends on what is around it (RFC 2046 5.1.5)
        fields.prepend("Content-Type: " + listed.type + "\r\n");
    const QByteArray source = fields.trimmed() + "\r\n\r\n" + content;
    std::shared_ptr<mime::Part> part = mime::readParts(source, mime::splitHeader(source));
    return part && !part->isMultipart() && part->type() == listed.type ? part : nullptr;
}

/// A leaf of which not all has come.
class Leaf final : public mime::Part
{
    Q_DISABLE_COPY_MOVE(Leaf)

public:
    enum class Has { All, Beginning, Header };
    Leaf(std::shared_ptr<mime::Part> part, Has has, qint64 size)
        : m_part(std::move(part))
        , m_has(has)
        , m_size(size)
    {
    }
    bool isMultipart() const override { return false; }
    QByteArray type() const override { return m_part->type(); }
    QByteArray rawHeader(const char *name) const override { return m_part->rawHeader(name); }
    QList<std::shared_ptr<mime::Part>> children() const override { return {}; }
    QByteArray content() const override
    {
        m_wasMissed = m_wasMissed || m_has == Has::Header;
        return m_part->content();
    }
    qint64 contentSize() const override { return m_has == Has::All ? m_part->contentSize() : m_size; }
    bool wasMissed() const { return m_wasMissed; } ///< its content was asked for, and is not here

private:
    const std::shared_ptr<mime::Part> m_part;
    const Has m_has;
    const qint64 m_size;
    mutable bool m_wasMissed = false;
};

/// Null where the pieces are not what the server listed. A `size` that is not known (negative) is told from what is there.
std::shared_ptr<Leaf> leafOf(
    const ListedPart &listed, const QByteArray &header, const QHash<QByteArray, QByteArray> &pieces, qint64 size)
{
    Leaf::Has has = Leaf::Has::All;
    QByteArray name = listed.section;
    if (!pieces.contains(name)) {
        if (isWantedWhole(listed))
            return {};
        name += originMark(0);
        has = pieces.contains(name) ? Leaf::Has::Beginning : Leaf::Has::Header;
    }
    const QByteArray piece = pieces.value(name);
    const std::shared_ptr<mime::Part> part = readPart(listed, header, piece);
    if (part && size < 0)
        size = piece.isEmpty() ? listed.size : listed.size * part->content().size() / piece.size();
    return part ? std::make_shared<Leaf>(part, has, size) : nullptr;
}

class Multipart final : public mime::Part
{
    Q_DISABLE_COPY_MOVE(Multipart)

public:
    Multipart(QByteArray type, QList<std::shared_ptr<mime::Part>> children)
        : m_type(std::move(type))
        , m_children(std::move(children))
    {
    }
    bool isMultipart() const override { return true; }
    QByteArray type() const override { return m_type; }
    QByteArray rawHeader(const char *) const override { return {}; }
    QList<std::shared_ptr<mime::Part>> children() const override { return m_children; }
    QByteArray content() const override { return {}; }
    qint64 contentSize() const override { return 0; }

private:
    const QByteArray m_type;
    const QList<std::shared_ptr<mime::Part>> m_children;
};

/// Puts the leaves below the multiparts that the server lists.
std::shared_ptr<mime::Part> treeOf(const ListedStructure &structure, const QByteArray &section,
    const QHash<QByteArray, std::shared_ptr<Leaf>> &leaves)
{
    const auto multipart = structure.multiparts.constFind(section);
    if (multipart == structure.multiparts.constEnd())
        return leaves.value(section.isEmpty() ? "1"_ba : section);
    QList<std::shared_ptr<mime::Part>> children;
    for (int number = 1;; ++number) {
        const QByteArray child = (section.isEmpty() ? section : section + '.') + QByteArray::number(number);
        std::shared_ptr<mime::Part> part = treeOf(structure, child, leaves);
        if (!part)
            break;
        children.append(std::move(part));
    }
    return std::make_shared<Multipart>(*multipart, std::move(children));
}

} // namespace

std::optional<LargeMail> LargeMail::from(const QByteArray &start, qint64 size, const ListedStructure &structure)
{
    const mime::HeaderBlock block = mime::splitHeader(start);
    if (block.bodyStart >= start.size() || structure.leaves.size() > maxLeaves || size > maxBytes)
        return std::nullopt;
    const QByteArray type = mime::decodeParameters(block.value("content-type")).value;
    const QByteArray listed = structure.multiparts.value({});
    if (type.startsWith("multipart/") ? type != listed : !listed.isEmpty())
        return std::nullopt;
    qint64 inAll = 0, needed = 0;
    for (const ListedPart &part : structure.leaves) {
        if (part.size > size)
            return std::nullopt;
        inAll += part.size;
        needed += isWantedWhole(part) ? part.size : 0;
    }
    const qint64 around = size - block.bodyStart - inAll;
    const bool isAll = around >= 0 && around <= headersInAll + headerOfPart * structure.leaves.size();
    if (!isAll || needed > size / 2)
        return std::nullopt;
    LargeMail mail;
    mail.m_header = start.left(block.bodyStart);
    mail.m_size = size;
    mail.m_structure = structure;
    return mail;
}

QByteArrayList LargeMail::wanted(bool hasBinary) const
{
    QByteArrayList all;
    for (qsizetype i = 0; i < m_structure.leaves.size(); ++i) {
        const ListedPart &part = m_structure.leaves[i];
        QByteArrayList items;
        if (!isLeafAlone())
            items.append("BODY.PEEK[" + part.section + ".MIME]");
        const QByteArray content = "BODY.PEEK[" + part.section + ']';
        if (isWantedWhole(part))
            items.append(content);
        else if (isEmbeddedMessage(part) && part.name.isEmpty())
            items.append(content + sampleRange);
        if (!isWantedWhole(part) && part.encoding == "base64")
            items.append(content + '<' + QByteArray::number(endOf(part)) + '.' + QByteArray::number(endBytes) + '>');
        else if (!isWantedWhole(part) && part.encoding == "quoted-printable")
            items.append(hasBinary ? "BINARY.SIZE[" + part.section + ']' : content + sampleRange);
        if (i % leavesAtOnce == 0)
            all.append("UID"_ba);
        for (const QByteArray &item : std::as_const(items))
            all.last() += ' ' + item;
    }
    return all;
}

void LargeMail::take(const Response &response)
{
    for (const FetchItem &item : fetchItems(response)) {
        const QByteArray name = pieceName(*item.name);
        if (!name.isEmpty() && !item.value->isNil() && !item.value->isList())
            m_pieces.insert(name, item.value->text);
    }
    const QList<Value> items = response.values.value(0).list;
    for (qsizetype i = 0; i + 1 < items.size(); ++i) {
        constexpr QByteArrayView size("BINARY.SIZE[");
        if (items[i].kind == Value::Kind::Atom && items[i].text.toUpper().startsWith(size))
            m_sizes.insert(items[i].text.sliced(size.size()).chopped(1), std::max<qint64>(items[i + 1].number(), 0));
    }
}

/// Decoded bytes of a file; about so many, where they cannot be told without all of them. Negative: not known.
qint64 LargeMail::sizeOf(const ListedPart &part) const
{
    if (part.encoding == "quoted-printable")
        return m_sizes.value(part.section, -1);
    if (part.encoding != "base64")
        return part.size;
    const QByteArray end = m_pieces.value(part.section + originMark(endOf(part)));
    return base64Size(part.size, end).value_or(part.size * 57 / 78); // lines of 76 letters
}

std::optional<Message> LargeMail::read() const
{
    QHash<QByteArray, std::shared_ptr<Leaf>> leaves;
    for (const ListedPart &part : m_structure.leaves) {
        const QByteArray header = isLeafAlone() ? m_header : m_pieces.value(part.section + ".MIME");
        const std::shared_ptr<Leaf> leaf = leafOf(part, header, m_pieces, sizeOf(part));
        if (!leaf)
            return std::nullopt;
        leaves.insert(part.section, leaf);
    }
    const std::shared_ptr<mime::Part> root = treeOf(m_structure, {}, leaves);
    Message message = mime::readMessage(m_header, m_size, *root);
    if (std::any_of(leaves.cbegin(), leaves.cend(), [](const auto &leaf) { return leaf->wasMissed(); }))
        return std::nullopt;
    return message;
}

std::optional<ListedPart> LargeMail::part(const QString &partId) const
{
    const QByteArray section = partId.toLatin1();
    const auto found = std::find_if(m_structure.leaves.cbegin(), m_structure.leaves.cend(),
        [&](const ListedPart &part) { return part.section == section; });
    if (isLeafAlone() || found == m_structure.leaves.cend())
        return std::nullopt;
    return *found;
}

std::optional<QByteArray> decodedPart(const ListedPart &part, const QByteArray &header, const QByteArray &content)
{
    const std::shared_ptr<mime::Part> read = readPart(part, header, content);
    return read ? std::optional(read->content()) : std::nullopt;
}

std::optional<qint64> base64Size(qint64 size, QByteArrayView end)
{
    qint64 rest = size;
    while (!end.isEmpty() && (end.back() == '\n' || end.back() == '\r')) {
        end.chop(1);
        --rest;
    }
    const qsizetype lastEnd = end.lastIndexOf('\n');
    qint64 letters = rest; // all in one line
    if (lastEnd >= 0) {
        const qsizetype lineEnd = end.first(lastEnd).lastIndexOf('\n');
        if (lineEnd < 0)
            return std::nullopt;
        const qsizetype lineBytes = lastEnd - lineEnd, line = lineBytes - (end[lastEnd - 1] == '\r' ? 2 : 1);
        const qsizetype last = end.size() - lastEnd - 1;
        if (line <= 0 || last > line || (rest - last) % lineBytes != 0)
            return std::nullopt;
        letters = (rest - last) / lineBytes * line + last;
    }
    if (end.isEmpty() || letters % 4 != 0)
        return std::nullopt;
    const qint64 padding = end.endsWith("==") ? 2 : end.endsWith('=') ? 1 : 0;
    return letters / 4 * 3 - padding;
}

} // namespace qn::imap
