// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchreading.h"

#include "backend/imap/bodystructure.h"
#include "backend/imap/commandtext.h"
#include "backend/imap/envelope.h"
#include "backend/imap/fetchitems.h"

#include <limits>

namespace qn::imap {

namespace {

struct FlagName
{
    MessageFlag flag;
    QByteArrayView upper, written;
};

constexpr FlagName flagNames[] = {
    {MessageFlag::Seen, "\\SEEN", "\\Seen"},
    {MessageFlag::Answered, "\\ANSWERED", "\\Answered"},
    {MessageFlag::Flagged, "\\FLAGGED", "\\Flagged"},
    {MessageFlag::Draft, "\\DRAFT", "\\Draft"},
    {MessageFlag::Forwarded, "$FORWARDED", "$Forwarded"},
};

std::optional<quint32> uidOf(qint64 number)
{
    return number > 0 && number <= std::numeric_limits<quint32>::max() ? std::optional<quint32>(quint32(number)) : std::nullopt;
}

void readSection(Fetched &fetched, const QByteArray &section, const Value &value)
{
    if (value.isNil() || value.isList())
        return;
    if (section.isEmpty())
        fetched.body = value.text;
    else if (section == "HEADER" || section.startsWith("HEADER.FIELDS"))
        fetched.header = value.text;
}

void readItem(Fetched &fetched, const Value &name, const Value &value)
{
    if (name.is("UID"))
        fetched.uid = uidOf(value.number()).value_or(fetched.uid);
    else if (name.is("FLAGS"))
        fetched.flags = readFlags(value);
    else if (name.is("INTERNALDATE"))
        fetched.internalDate = readInternalDate(value.text);
    else if (name.is("RFC822.SIZE"))
        fetched.size = value.number();
    else if (name.is("MODSEQ")) // RFC 7162 3.1.4.2: in parentheses
        fetched.modSeq = value.isList() ? value.list.value(0).number() : value.number();
    else if (name.is("RFC822"))
        readSection(fetched, {}, value);
    else if (name.is("RFC822.HEADER"))
        readSection(fetched, "HEADER", value);
    else if (name.is("ENVELOPE"))
        fetched.envelope = readEnvelope(value);
    else if (name.is("BODYSTRUCTURE")) {
        if (const std::optional<QList<ListedPart>> parts = readBodyStructure(value))
            fetched.hasAttachments = hasAttachments(*parts);
    } else if (const std::optional<QByteArray> section = sectionOf(name))
        readSection(fetched, *section, value);
}

/// A set of numbers, `1:3,7`; a list without one is empty.
std::optional<QList<quint32>> readSet(const Value &value)
{
    return value.kind == Value::Kind::Atom || value.kind == Value::Kind::String ? parseSequenceSet(value.text) : std::nullopt;
}

} // namespace

Fetched readFetch(const Response &response)
{
    Fetched fetched;
    if (response.name != "FETCH")
        return fetched;
    for (const FetchItem &item : fetchItems(response))
        readItem(fetched, *item.name, *item.value);
    return fetched;
}

MessageFlags readFlags(const Value &list)
{
    MessageFlags flags;
    for (const Value &value : list.list) {
        for (const FlagName &known : flagNames) {
            if (value.is(known.upper))
                flags |= known.flag;
        }
    }
    return flags;
}

QByteArray writeFlags(MessageFlags flags)
{
    QByteArray text;
    for (const FlagName &known : flagNames) {
        if (flags.testFlag(known.flag)) {
            if (!text.isEmpty())
                text += ' ';
            text += known.written;
        }
    }
    return text;
}

std::optional<QList<quint32>> readSearch(const Response &response)
{
    QList<quint32> found;
    if (response.name == "SEARCH") {
        found.reserve(response.values.size());
        for (const Value &value : response.values) {
            if (const std::optional<quint32> uid = uidOf(value.number()))
                found.append(*uid);
        }
        return found;
    }
    if (response.name != "ESEARCH")
        return std::nullopt;
    for (qsizetype i = 0; i + 1 < response.values.size(); ++i) {
        if (response.values[i].is("ALL"))
            return readSet(response.values[i + 1]).value_or(found);
    }
    return found;
}

std::optional<QList<quint32>> readVanished(const Response &response, bool *earlier)
{
    if (response.name != "VANISHED" || response.values.isEmpty())
        return std::nullopt;
    const Value &first = response.values.first();
    if (earlier)
        *earlier = first.isList() && first.list.value(0).is("EARLIER");
    return readSet(response.values.last());
}

std::optional<CopyUids> readCopyUids(const Response &status)
{
    const QList<Value> &arguments = status.codeArguments;
    const bool isCopy = status.code == "COPYUID";
    if ((!isCopy && status.code != "APPENDUID") || arguments.size() < (isCopy ? 3 : 2))
        return std::nullopt;
    const std::optional<quint32> uidValidity = uidOf(arguments[0].number());
    const std::optional<QList<quint32>> source = isCopy ? readSet(arguments[1]) : QList<quint32>();
    const std::optional<QList<quint32>> target = readSet(arguments[isCopy ? 2 : 1]);
    if (!uidValidity || !source || !target || (isCopy && source->size() != target->size()))
        return std::nullopt;
    return CopyUids{*uidValidity, *source, *target};
}

} // namespace qn::imap
