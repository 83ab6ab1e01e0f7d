// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a search query, and as a text that is searched: reading, folding and marking never fail, what they say of places
// is inside the text, and a text is found in itself.
#include "core/searchmatcher.h"
#include "core/searchquery.h"

#include <cstdint>
#include <cstdlib>

using namespace qn;

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void checkQuery(const QString &text)
{
    static const QDateTime now(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC);
    const auto query = parseSearchQuery(text, now);
    if (!query) {
        const SearchError &error = query.error();
        need(!error.message.isEmpty() && error.position >= 0 && error.length >= 0
            && error.position + error.length <= text.size());
        return;
    }
    int end = -1;
    for (const auto &range : SearchHighlighter(*query).ranges(text, SearchNode::Field::Any)) {
        need(range.start > end && range.length > 0);
        end = range.start + range.length;
        need(end <= text.size());
    }
}

static void checkText(const QString &text)
{
    TextAtoms atoms;
    atoms.read(text);
    int before = 0;
    for (const TextAtoms::Atom &atom : atoms.atoms()) {
        need(atom.length > 0 && atom.start + atom.length <= atoms.folded().size());
        need(atom.sourceStart >= before && atom.sourceEnd > atom.sourceStart && atom.sourceEnd <= text.size());
        before = atom.sourceStart;
    }
    SearchNode node;
    node.kind = SearchNode::Kind::Text;
    node.text = text;
    node.isQuoted = true;
    need(atoms.atoms().isEmpty() || SearchPhrase(node).find(atoms) == 0);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    checkQuery(text);
    checkText(text);
    return 0;
}
