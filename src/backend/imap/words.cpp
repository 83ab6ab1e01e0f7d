// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/words.h"

#include <array>
#include <cstring>

namespace qn::imap {

namespace {

constexpr const char *known[] = {"UID", "FLAGS", "\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft",
    "\\Recent", "$Forwarded", "$MDNSent", "NonJunk", "$NotJunk", "Junk", "$Junk", "INTERNALDATE", "RFC822.SIZE",
    "RFC822.HEADER", "RFC822", "MODSEQ", "ENVELOPE", "BODYSTRUCTURE", "BODY", "BODY[]", "BODY[HEADER]", "HEADER",
    "HEADER.FIELDS", "BODY[TEXT]", "FETCH", "EXISTS", "EXPUNGE", "RECENT", "VANISHED", "SEARCH", "ESEARCH", "LIST",
    "XLIST", "LSUB", "STATUS", "OK", "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY", "ID", "NAMESPACE", "ENABLED",
    "UIDVALIDITY", "UIDNEXT", "PERMANENTFLAGS", "READ-WRITE", "READ-ONLY", "HIGHESTMODSEQ", "COPYUID", "APPENDUID",
    "MESSAGES", "UNSEEN", "\\HasNoChildren", "\\HasChildren", "\\Noselect", "\\NoSelect", "/", "ALL", "COUNT", "MIN",
    "MAX", "TEXT", "PLAIN", "HTML", "CHARSET", "UTF-8", "7BIT", "8BIT", "BASE64", "QUOTED-PRINTABLE", "text", "plain",
    "html", "charset", "utf-8", "7bit", "8bit", "base64", "quoted-printable", "1"};

constexpr size_t capacity = 512;

constexpr size_t hashOf(const char *bytes, size_t size)
{
    // First, middle and last byte and the length tell the words above apart well enough.
    return (size * 131 + uchar(bytes[0]) * 29 + uchar(bytes[size / 2]) * 67 + uchar(bytes[size - 1]) * 7) % capacity;
}

struct Slot
{
    const char *bytes = nullptr;
    size_t size = 0;
};

constexpr std::array<Slot, capacity> makeTable()
{
    std::array<Slot, capacity> table;
    for (const char *entry : known) {
        const size_t size = std::char_traits<char>::length(entry);
        size_t at = hashOf(entry, size);
        while (table[at].bytes)
            at = (at + 1) % capacity;
        table[at] = {entry, size};
    }
    return table;
}

constexpr std::array<Slot, capacity> table = makeTable();
constexpr qsizetype longest = 24;

} // namespace

QByteArray word(QByteArrayView bytes)
{
    const size_t size = size_t(bytes.size());
    if (size > 0 && bytes.size() <= longest) {
        for (size_t at = hashOf(bytes.data(), size); table[at].bytes; at = (at + 1) % capacity) {
            if (table[at].size == size && std::memcmp(table[at].bytes, bytes.data(), size) == 0)
                return QByteArray::fromRawData(table[at].bytes, bytes.size());
        }
    }
    return bytes.toByteArray();
}

QByteArray upperWord(QByteArrayView bytes)
{
    if (bytes.size() > longest)
        return bytes.toByteArray().toUpper();
    char upper[longest];
    for (qsizetype i = 0; i < bytes.size(); ++i)
        upper[i] = bytes[i] >= 'a' && bytes[i] <= 'z' ? char(bytes[i] - 32) : bytes[i];
    return word(QByteArrayView(upper, bytes.size()));
}

} // namespace qn::imap
