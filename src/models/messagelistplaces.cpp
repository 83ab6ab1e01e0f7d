// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows there are: MessageListModel's part that follows the places of messages. A step takes some milliseconds at
// most, however much has changed; the rest waits for the next turn of the event loop.
#include "models/messagelistmodel.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <numeric>

namespace qn::models {

namespace {
constexpr int rangesAtOnce = 400;
constexpr int changesAtOnce = 250;
constexpr int stepTime = 4; ///< milliseconds
constexpr qsizetype mostDifferences = 200'000; ///< beyond it the list is another one
} // namespace

void MessageListModel::takeKeys(const std::shared_ptr<KeyList> &keys)
{
    m_arriving = keys;
    m_corrected = {};
    correctSome();
}

/// What was announced while the answer was under way may be newer than the answer.
void MessageListModel::correctSome()
{
    QElapsedTimer timer;
    timer.start();
    for (auto &[list, entry] = m_corrected; list < m_meanwhile.size(); ++list, entry = 0) {
        const QList<store::ChangeSet::Moved> placed = m_meanwhile.at(list);
        for (; entry < placed.size(); ++entry) {
            if (entry % changesAtOnce == 0 && timer.elapsed() >= stepTime)
                return QTimer::singleShot(0, this, [this, run = m_run] {
                    if (run == m_run)
                        correctSome();
                });
            correct(*m_arriving, placed.at(entry));
        }
    }
    const std::shared_ptr<KeyList> keys = std::exchange(m_arriving, nullptr);
    m_waiting.clear(); // the answer and its corrections know of all that
    m_readyWhenPlaced = false;
    m_hasFirst = true;
    m_floor.reset();
    reconcile(*keys);
    keysAreTaken();
    if (m_outstanding > 0)
        return;
    m_readyWhenPlaced = !m_waiting.empty();
    if (!m_readyWhenPlaced)
        becomeReady();
}

void MessageListModel::keysAreTaken()
{
    --m_outstanding;
    m_areKeysUnderWay = false;
    if (m_outstanding == 0)
        m_meanwhile.clear();
    if (std::exchange(m_loadsAgain, false))
        loadKeys();
}

void MessageListModel::correct(KeyList &keys, const store::ChangeSet::Moved &moved) const
{
    for (const Key &key : {moved.keyBefore, moved.key}) {
        if (const int row = keys.find(key); row >= 0)
            keys.remove(row);
    }
    if (m_folders.contains(moved.folder))
        keys.insert(keys.lowerBound(moved.key), moved.key);
}

void MessageListModel::reconcile(KeyList &wanted)
{
    QList<int> gone;
    QList<std::pair<int, int>> fresh; // ranges of rows of `wanted`
    KeyList::Cursor have(m_keys), want(wanted);
    const auto addFresh = [&fresh](int first, int last) {
        if (!fresh.isEmpty() && fresh.constLast().second == first - 1)
            fresh.last().second = last;
        else
            fresh.append({first, last});
    };
    while (!have.isAtEnd() && !want.isAtEnd()) {
        if (have.key() == want.key()) {
            have.next();
            want.next();
        } else if (have.key() > want.key()) {
            gone.append(have.row());
            have.next();
        } else {
            addFresh(want.row(), want.row());
            want.next();
        }
    }
    for (; !have.isAtEnd(); have.next())
        gone.append(have.row());
    if (!want.isAtEnd())
        addFresh(want.row(), wanted.size() - 1);
    if (gone.size() + fresh.size() > rangesAtOnce)
        return reconcileSlowly(wanted, gone, fresh);
    removeAt(gone);
    for (const auto &[first, last] : std::as_const(fresh)) {
        beginInsertRows({}, first, last);
        if (first == fresh.constLast().first)
            std::swap(m_keys, wanted);
        else
            wanted.each(first, last, [this, at = first](const Key &key) mutable { m_keys.insert(at++, key); });
        endInsertRows();
    }
}

void MessageListModel::reconcileSlowly(
    KeyList &wanted, const QList<int> &gone, const QList<std::pair<int, int>> &fresh)
{
    const auto differences = std::accumulate(fresh.cbegin(), fresh.cend(), gone.size(),
        [](qsizetype sum, const std::pair<int, int> &range) { return sum + range.second - range.first + 1; });
    if (differences > mostDifferences) {
        beginResetModel();
        std::swap(m_keys, wanted);
        endResetModel();
        return;
    }
    QList<store::ChangeSet::Moved> placed;
    placed.reserve(differences);
    for (const int row : gone)
        placed.append({m_keys.at(row), {}, {}, m_keys.at(row)});
    const FolderId here = m_query ? FolderId(1) : m_folders.constFirst();
    for (const auto &[first, last] : fresh)
        wanted.each(first, last, [&](const Key &key) { placed.append({key, here, {}, key}); });
    place(placed);
}

void MessageListModel::place(const QList<store::ChangeSet::Moved> &placed)
{
    if (m_waiting.empty() && placed.size() <= changesAtOnce)
        return placeNow(placed);
    if (m_waiting.empty())
        m_placed = 0;
    m_waiting.push_back(placed);
    if (!m_isPlacingScheduled)
        placeSome();
}

void MessageListModel::placeSome()
{
    QElapsedTimer timer;
    timer.start();
    while (!m_waiting.empty() && timer.elapsed() < stepTime) {
        const QList<store::ChangeSet::Moved> placed = m_waiting.front();
        const qsizetype from = std::exchange(m_placed, m_placed + changesAtOnce);
        if (m_placed >= placed.size()) {
            m_waiting.pop_front();
            m_placed = 0;
        }
        placeNow(placed.mid(from, changesAtOnce));
    }
    if (!m_waiting.empty()) {
        m_isPlacingScheduled = true;
        return QTimer::singleShot(0, this, [this] {
            m_isPlacingScheduled = false;
            placeSome();
        });
    }
    if (std::exchange(m_readyWhenPlaced, false))
        becomeReady();
}

void MessageListModel::placeNow(const QList<store::ChangeSet::Moved> &placed)
{
    QList<int> gone;
    QList<Key> fresh;
    QList<std::pair<Key, Key>> moved;
    for (const store::ChangeSet::Moved &change : placed) {
        const int here = m_keys.find(change.key);
        const int before = change.keyBefore == change.key ? -1 : m_keys.find(change.keyBefore);
        const bool mine = isMine(change.folder);
        const bool isBelow = m_floor && change.key < *m_floor;
        if (!mine || isBelow || (here >= 0 && before >= 0)) {
            if (before >= 0)
                gone.append(before);
            if (here >= 0 && (!mine || isBelow))
                gone.append(here);
        } else if (before >= 0) {
            moved.append({change.keyBefore, change.key});
        } else if (here < 0) {
            fresh.append(change.key);
        }
    }
    removeAt(gone);
    for (const auto &[from, to] : std::as_const(moved))
        moveKey(from, to);
    insertKeys(fresh);
}

void MessageListModel::removeAt(QList<int> rows)
{
    std::sort(rows.begin(), rows.end(), std::greater<>());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (qsizetype i = 0; i < rows.size();) {
        const int last = rows.at(i);
        int first = last;
        while (++i < rows.size() && rows.at(i) == first - 1)
            --first;
        beginRemoveRows({}, first, last);
        for (int row = last; row >= first; --row) {
            m_cache.forget(m_keys.at(row).id);
            m_keys.remove(row);
        }
        endRemoveRows();
    }
}

void MessageListModel::moveKey(const Key &from, const Key &to)
{
    const int source = m_keys.find(from);
    if (source < 0)
        return;
    const int destination = m_keys.lowerBound(to);
    const bool isMove = destination != source && destination != source + 1;
    if (isMove)
        beginMoveRows({}, source, source, {}, destination);
    m_keys.remove(source);
    m_keys.insert(destination > source ? destination - 1 : destination, to);
    m_cache.refresh(to.id);
    if (isMove)
        endMoveRows();
    else
        emit dataChanged(index(source), index(source));
}

void MessageListModel::insertKeys(QList<Key> keys)
{
    std::sort(keys.begin(), keys.end(), std::greater<>());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    for (qsizetype i = 0; i < keys.size();) {
        const int first = m_keys.lowerBound(keys.at(i));
        qsizetype end = i + 1;
        while (end < keys.size() && m_keys.lowerBound(keys.at(end)) == first)
            ++end;
        beginInsertRows({}, first, first + int(end - i) - 1);
        for (int row = first; i < end; ++i, ++row)
            m_keys.insert(row, keys.at(i));
        endInsertRows();
    }
}

} // namespace qn::models
