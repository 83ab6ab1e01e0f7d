// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/changeset.h"

#include <QHash>
#include <QSet>

namespace qn::store {

namespace {

template <typename T> void removeDuplicates(QList<T> &list)
{
    QSet<T> seen;
    seen.reserve(list.size());
    list.removeIf([&seen](const T &value) {
        const auto before = seen.size();
        seen.insert(value);
        return seen.size() == before;
    });
}

} // namespace

ChangeSet condensed(ChangeSet changes)
{
    QHash<MessageId, qsizetype> first;
    QList<ChangeSet::Moved> placed;
    placed.reserve(changes.placed.size());
    for (const ChangeSet::Moved &moved : std::as_const(changes.placed)) {
        const auto found = first.constFind(moved.key.id);
        if (found == first.constEnd()) {
            first.insert(moved.key.id, placed.size());
            placed.append(moved);
        } else {
            placed[*found].folder = moved.folder;
            placed[*found].key = moved.key;
        }
    }
    placed.removeIf([](const ChangeSet::Moved &moved) {
        return moved.folder == moved.before && (moved.key == moved.keyBefore || !moved.folder.isValid());
    });
    changes.placed = std::move(placed);
    removeDuplicates(changes.updated);
    removeDuplicates(changes.folders);
    return changes;
}

bool isEmpty(const ChangeSet &changes)
{
    return changes == ChangeSet();
}

} // namespace qn::store
