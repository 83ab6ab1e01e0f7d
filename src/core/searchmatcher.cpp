// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchmatcher.h"

#include <algorithm>

namespace qn {

SearchPhrase::SearchPhrase(const SearchNode &node)
    : m_field(node.field)
{
    m_atoms.read(node.text);
    // "foo." is a finished word.
    m_isPrefix = !node.isQuoted && !m_atoms.atoms().isEmpty() && m_atoms.atoms().last().isWord
        && m_atoms.atoms().last().sourceEnd == node.text.size();
}

bool SearchPhrase::matchesAt(const TextAtoms &text, qsizetype first) const
{
    const auto &wanted = m_atoms.atoms();
    const auto &there = text.atoms();
    if (first + wanted.size() > there.size())
        return false;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const TextAtoms::Atom &w = wanted.at(i);
        const TextAtoms::Atom &t = there.at(first + i);
        // Characters that touch make a word; a word beside them may stand apart or not (iPhone手机, iPhone 手机).
        if (w.isWord != t.isWord || (i > 0 && w.touches && !w.isWord && !wanted.at(i - 1).isWord && !t.touches))
            return false;
        const bool same = m_isPrefix && i + 1 == wanted.size() ? text.text(t).startsWith(m_atoms.text(w))
                                                              : text.text(t) == m_atoms.text(w);
        if (!same)
            return false;
    }
    return true;
}

qsizetype SearchPhrase::find(const TextAtoms &text, qsizetype from) const
{
    const qsizetype length = m_atoms.atoms().size();
    if (length == 0)
        return -1;
    const char16_t first = m_atoms.folded().front().unicode();
    const char16_t *folded = reinterpret_cast<const char16_t *>(text.folded().constData());
    for (qsizetype i = from; i + length <= text.atoms().size(); ++i) {
        if (folded[text.atoms().at(i).start] == first && matchesAt(text, i))
            return i;
    }
    return -1;
}

SearchHighlighter::SearchHighlighter(const SearchNode &query)
{
    collect(query);
}

void SearchHighlighter::collect(const SearchNode &node)
{
    if (node.kind == SearchNode::Kind::Not)
        return;
    if (node.kind == SearchNode::Kind::Text)
        m_phrases.append(SearchPhrase(node));
    for (const SearchNode &child : node.children)
        collect(child);
}

QList<SearchHighlighter::Range> SearchHighlighter::ranges(QStringView text, SearchNode::Field field) const
{
    QList<Range> found;
    if (m_phrases.isEmpty())
        return found;
    TextAtoms atoms;
    atoms.read(text);
    for (const SearchPhrase &phrase : m_phrases) {
        const bool applies = field == SearchNode::Field::Any || phrase.field() == SearchNode::Field::Any
            || phrase.field() == field;
        if (!applies)
            continue;
        const qsizetype length = phrase.atoms().atoms().size();
        for (qsizetype i = phrase.find(atoms); i >= 0; i = phrase.find(atoms, i + 1)) {
            const TextAtoms::Atom &last = atoms.atoms().at(i + length - 1);
            const int start = atoms.atoms().at(i).sourceStart;
            // Of a word only the part that was typed, where that is as long in the text as in its folded form.
            const int typed = phrase.isPrefix() && last.sourceEnd - last.sourceStart == last.length
                ? last.sourceStart + phrase.atoms().atoms().last().length
                : last.sourceEnd;
            found.append({start, typed - start});
        }
    }
    std::sort(found.begin(), found.end(), [](const Range &a, const Range &b) { return a.start < b.start; });
    QList<Range> merged;
    for (const Range &range : std::as_const(found)) {
        if (merged.isEmpty() || range.start > merged.last().start + merged.last().length)
            merged.append(range);
        else
            merged.last().length = std::max(merged.last().length, range.start + range.length - merged.last().start);
    }
    return merged;
}

} // namespace qn
