// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/bodystructure.h"

#include "mime/headerdecoder.h"

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxParts = 10'000;

bool isText(const Value &value)
{
    return value.kind == Value::Kind::String || value.kind == Value::Kind::Atom;
}

QByteArray lower(const Value &value)
{
    return isText(value) ? value.text.toLower() : QByteArray();
}

/// A parameter by name, also where RFC 2231 has split or marked it: mime's own decoder reads it then.
QString parameter(const Value &list, const QByteArray &wanted)
{
    QByteArray raw = "x/x";
    for (qsizetype i = 0; i + 1 < list.list.size(); i += 2) {
        const QByteArray name = lower(list.list[i]);
        if ((name == wanted || name.startsWith(wanted + '*')) && isText(list.list[i + 1])) {
            QByteArray value = list.list[i + 1].text;
            const bool bare = name.endsWith('*');
            value.replace('\\', "\\\\").replace('"', "\\\"").replace('\r', ' ').replace('\n', ' ');
            raw += "; " + name + '=' + (bare ? value : '"' + value + '"');
        }
    }
    return raw.size() == 3 ? QString() : mime::decodeParameters(raw).parameters.value(wanted);
}

class StructureReader final
{
public:
    ListedStructure structure;

    /// False: this is not what RFC 9051 describes.
    bool read(const Value &value, const QByteArray &section, bool inRelated, bool first, int depth)
    {
        if (!value.isList() || value.list.isEmpty() || depth > 60 || structure.leaves.size() >= maxParts)
            return false;
        if (!value.list.first().isList())
            return readLeaf(value.list, section.isEmpty() ? "1"_ba : section, inRelated, first);
        qsizetype children = 0;
        while (children < value.list.size() && value.list[children].isList())
            ++children;
        if (children == value.list.size() || !isText(value.list[children]))
            return false;
        const QByteArray subtype = lower(value.list[children]);
        structure.multiparts.insert(section, "multipart/" + subtype);
        for (qsizetype i = 0; i < children; ++i) {
            const QByteArray child = (section.isEmpty() ? section : section + '.') + QByteArray::number(i + 1);
            const bool childFirst = first && (i == 0 || subtype == "alternative");
            if (!read(value.list[i], child, inRelated || subtype == "related", childFirst, depth + 1))
                return false;
        }
        return true;
    }

private:
    bool readLeaf(const QList<Value> &fields, const QByteArray &section, bool inRelated, bool first)
    {
        // type subtype parameters id description encoding size: an empty multipart is `"mixed" (…) NIL`
        if (fields.size() < 7 || !isText(fields[0]) || !isText(fields[1]) || isText(fields[2]) || fields[5].number() >= 0
            || fields[6].number() < 0)
            return false;
        ListedPart part;
        part.section = section;
        part.type = lower(fields[0]) + '/' + lower(fields[1]);
        part.contentId = isText(fields[3]) ? mime::decodeHeader(fields[3].text).remove(u'<').remove(u'>').trimmed() : QString();
        part.encoding = lower(fields[5]);
        part.size = fields[6].number();
        part.inRelated = inRelated;
        readDisposition(fields, part);
        if (part.name.isEmpty())
            part.name = parameter(fields[2], "name");
        const bool isBody = part.type == "text/plain" || part.type == "text/html"
            || (part.type.startsWith("text/") && section == "1" && first);
        part.isFile = part.disposition == "attachment" || (!part.name.isEmpty() && !first) || !isBody;
        structure.leaves.append(part);
        return true;
    }

    /// Behind size come lines (text), envelope, structure and lines (message), the MD5, then it. It alone is `("attachment" (…))`.
    static void readDisposition(const QList<Value> &fields, ListedPart &part)
    {
        const bool isMessage = part.type == "message/rfc822" || part.type == "message/global";
        qsizetype at = isMessage && fields.size() > 9 && fields[9].number() >= 0 ? 11 : part.type.startsWith("text/") ? 9 : 8;
        if (at >= fields.size() || !fields[at].isList())
            at = !isMessage && fields.size() > 8 && fields[8].isList() ? 8 : at; // the lines of a text are missing
        if (at >= fields.size() || fields[at].list.isEmpty() || !isText(fields[at].list.first()))
            return;
        part.disposition = lower(fields[at].list.first());
        if (fields[at].list.size() > 1)
            part.name = parameter(fields[at].list[1], "filename");
    }
};

} // namespace

std::optional<ListedStructure> readStructure(const Value &structure)
{
    StructureReader reader;
    if (!reader.read(structure, QByteArray(), false, true, 0))
        return std::nullopt;
    return std::move(reader.structure);
}

std::optional<QList<ListedPart>> readBodyStructure(const Value &structure)
{
    std::optional<ListedStructure> read = readStructure(structure);
    return read ? std::optional(std::move(read->leaves)) : std::nullopt;
}

bool hasAttachments(const QList<ListedPart> &parts)
{
    return std::any_of(parts.begin(), parts.end(),
        [](const ListedPart &part) { return part.isFile && !(part.inRelated && !part.contentId.isEmpty()); });
}

} // namespace qn::imap
