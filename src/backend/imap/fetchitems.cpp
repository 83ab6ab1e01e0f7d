// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchitems.h"

#include "backend/imap/words.h"

namespace qn::imap {

namespace {

bool isStructure(const Value &name)
{
    return name.is("ENVELOPE") || name.is("BODYSTRUCTURE") || name.is("BODY");
}

bool isItemName(const Value &value)
{
    return value.is("UID") || value.is("FLAGS") || value.is("INTERNALDATE") || value.is("RFC822.SIZE") || value.is("MODSEQ")
        || isStructure(value) || value.is("RFC822") || value.is("RFC822.HEADER") || value.is("RFC822.TEXT")
        || sectionOf(value).has_value();
}

/// Looks into the answer's own list, and into structures and flags: these hold strings, lists and flags, so that an item's name in one of
/// them is one that a missing parenthesis has drawn in. In what nobody here knows (labels …) such a word means nothing.
void collect(const QList<Value> &values, QList<FetchItem> &items, bool deeper, int depth)
{
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (values[i].isList()) {
            if (deeper && depth < 100)
                collect(values[i].list, items, depth > 0, depth + 1);
            continue;
        }
        if (i + 1 >= values.size() || !isItemName(values[i]))
            continue;
        items.append(FetchItem{&values[i], &values[i + 1]});
        ++i;
        if (values[i].isList() && (isStructure(values[i - 1]) || values[i - 1].is("FLAGS")))
            collect(values[i].list, items, true, depth + 1);
    }
}

} // namespace

QList<FetchItem> fetchItems(const Response &response)
{
    QList<FetchItem> items;
    collect(response.values, items, true, 0);
    return items;
}

std::optional<QByteArray> sectionOf(const Value &name)
{
    if (name.kind != Value::Kind::Atom || name.text.size() < 6)
        return std::nullopt;
    const qsizetype open = name.text.indexOf('[');
    if (open < 0)
        return std::nullopt;
    const auto isItem = [&name, open](QByteArrayView known) {
        return open == known.size() && qstrnicmp(name.text.constData(), known.data(), size_t(open)) == 0;
    };
    if (!isItem("BODY") && !isItem("BINARY") && !isItem("BODY.PEEK") && !isItem("BINARY.PEEK"))
        return std::nullopt;
    qsizetype end = open + 1;
    while (end < name.text.size() && name.text[end] != ']' && name.text[end] != ' ')
        ++end;
    return upperWord(QByteArrayView(name.text).sliced(open + 1, end - open - 1));
}

std::optional<QByteArray> section(const Response &response, QByteArrayView wanted)
{
    for (const FetchItem &item : fetchItems(response)) {
        if (item.value->isNil() || item.value->isList())
            continue;
        const std::optional<QByteArray> name = sectionOf(*item.name);
        if (name && *name == wanted)
            return item.value->text;
    }
    return std::nullopt;
}

} // namespace qn::imap
