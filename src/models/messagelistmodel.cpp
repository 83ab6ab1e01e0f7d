// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/messagelistmodel.h"

#include "core/whendone.h"
#include "store/storereader.h"

#include <QDateTime>
#include <QLocale>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <numeric>

namespace qn::models {

namespace {
constexpr int firstRows = 100;
constexpr int cachedRows = 1000;
constexpr int pageRows = 64; ///< rows that are fetched around one that is asked for
constexpr int mostRowsAtOnce = 512;
constexpr int longestWait = 100; ///< milliseconds from the newest rows to the others, where no view asks for them

bool isNewer(const store::MessageRow &a, const store::MessageRow &b)
{
    return MessageListModel::keyOf(a) > MessageListModel::keyOf(b);
}

Result<QList<store::MessageRow>> newestHits(store::Transaction &tx, const SearchNode &query)
{
    const auto keys = store::search::newest(tx, query, firstRows);
    if (!keys)
        return fail(keys.error());
    QList<MessageId> ids;
    for (const store::MessageKey &key : *keys)
        ids.append(key.id);
    auto rows = store::messages::rows(tx, ids);
    if (rows)
        std::sort(rows->begin(), rows->end(), isNewer);
    return rows;
}
} // namespace

Result<QList<store::MessageRow>> MessageListModel::newest(store::Transaction &tx, FolderId folder)
{
    return store::messages::list(tx, folder, 0, firstRows);
}

Result<QList<store::MessageRow>> MessageListModel::newestRows(store::Transaction &tx, const Source &source)
{
    if (source.query)
        return newestHits(tx, *source.query);
    QList<store::MessageRow> rows;
    for (const FolderId folder : source.folders) {
        auto some = newest(tx, folder);
        if (!some)
            return some;
        rows.append(*some);
    }
    std::sort(rows.begin(), rows.end(), isNewer);
    if (rows.size() > firstRows)
        rows.resize(firstRows);
    return rows;
}

Result<std::shared_ptr<KeyList>> MessageListModel::allKeys(store::Transaction &tx, const Source &source)
{
    QList<store::MessageKey> keys;
    if (source.query) {
        auto hits = store::search::keys(tx, *source.query);
        if (!hits)
            return fail(hits.error());
        keys = *hits;
    }
    for (const FolderId folder : source.folders) {
        auto some = store::messages::keys(tx, folder);
        if (!some)
            return fail(some.error());
        keys = keys.isEmpty() ? *some : keys + *some;
    }
    if (source.folders.size() > 1)
        std::sort(keys.begin(), keys.end());
    auto list = std::make_shared<KeyList>();
    for (auto key = keys.crbegin(); key != keys.crend(); ++key)
        list->append(*key);
    return list;
}

store::MessageKey MessageListModel::keyOf(const store::MessageRow &row)
{
    return {row.date.isValid() ? row.date.toMSecsSinceEpoch() : 0, row.id};
}

MessageListModel::MessageListModel(store::StoreReader &reader, QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
    , m_runOfReader(std::make_shared<std::atomic<int>>(0))
    , m_cache(cachedRows)
{
}

void MessageListModel::setFolder(FolderId folder)
{
    setFolders(folder.isValid() ? QList<FolderId>{folder} : QList<FolderId>());
}

void MessageListModel::setFolders(const QList<FolderId> &folders)
{
    if (folders == m_folders && !m_query)
        return;
    startRun();
    beginResetModel();
    m_folders = folders;
    m_query.reset();
    m_keys.clear();
    m_cache.clear();
    m_floor.reset();
    endResetModel();
    const QList<store::MessageRow> rows = std::exchange(m_expectedRows, {});
    if (m_expected.isValid() && m_folders == QList<FolderId>{m_expected})
        takeFirst(rows);
    else if (!m_folders.isEmpty())
        loadFirst(); // the keys follow: loadRest()
    m_expected = {};
}

void MessageListModel::expect(FolderId folder, const QList<store::MessageRow> &rows)
{
    m_expected = folder;
    m_expectedRows = rows;
}

void MessageListModel::setQuery(const SearchNode &query)
{
    if (m_query == query)
        return;
    startRun();
    m_folders.clear();
    m_query = query;
    loadFirst();
}

void MessageListModel::refresh()
{
    if (m_hasFirst && m_outstanding == 0)
        loadKeys();
}

void MessageListModel::startRun()
{
    *m_runOfReader = ++m_run;
    m_hasFirst = false;
    m_meanwhile.clear();
    m_waiting.clear();
    m_arriving.reset();
    m_areKeysUnderWay = false;
    m_loadsAgain = false;
    m_readyWhenPlaced = false;
    m_restWaits = false;
    m_outstanding = 0;
    m_isFetching = false;
    m_isReady = false;
}

std::function<bool()> MessageListModel::obsoleteTest() const
{
    return [run = m_run, now = m_runOfReader] { return *now != run; };
}

void MessageListModel::loadFirst()
{
    ++m_outstanding;
    whenDone(m_reader.ask<QList<store::MessageRow>>(
                 [source = Source{m_folders, m_query}](store::Transaction &tx) { return newestRows(tx, source); },
                 obsoleteTest()),
        this, [this, run = m_run](const Result<QList<store::MessageRow>> &rows) {
            if (run != m_run)
                return;
            --m_outstanding;
            if (rows)
                return takeFirst(*rows);
            emit failed(rows.error());
            if (!m_query)
                loadKeys();
        });
}

void MessageListModel::loadRest()
{
    if (!std::exchange(m_restWaits, false))
        return;
    loadKeys();
}

/// One answer at a time: what makes another one necessary meanwhile (another process that writes page after page) is
/// asked for once, after it.
void MessageListModel::loadKeys()
{
    m_restWaits = false;
    if (m_areKeysUnderWay) {
        m_loadsAgain = true;
        return;
    }
    m_areKeysUnderWay = true;
    ++m_outstanding;
    whenDone(m_reader.ask<std::shared_ptr<KeyList>>(
                 [source = Source{m_folders, m_query}](store::Transaction &tx) { return allKeys(tx, source); },
                 obsoleteTest()),
        this, [this, run = m_run](const Result<std::shared_ptr<KeyList>> &keys) {
            if (run != m_run)
                return;
            if (keys)
                return takeKeys(*keys);
            keysAreTaken();
            emit failed(keys.error());
        });
}

void MessageListModel::takeFirst(const QList<store::MessageRow> &rows)
{
    if (m_query)
        return takeFirstHits(rows);
    QList<Key> keys;
    for (const store::MessageRow &row : rows) {
        m_cache.put(row);
        keys.append(keyOf(row));
    }
    if (keys.size() == firstRows)
        m_floor = keys.constLast();
    m_hasFirst = true;
    insertKeys(keys);
    for (const auto &placed : std::as_const(m_meanwhile))
        place(placed);
    m_restWaits = !m_areKeysUnderWay;
    if (m_restWaits)
        m_meanwhile.clear(); // an answer that is asked for from now on knows of them
    emit firstRowsShown();
    if (rows.size() < firstRows)
        return loadRest();
    QTimer::singleShot(longestWait, this, [this, run = m_run] {
        if (run == m_run)
            loadRest();
    });
}

/// In place of what was found by the query before.
void MessageListModel::takeFirstHits(const QList<store::MessageRow> &rows)
{
    beginResetModel();
    m_cache.clear();
    m_keys.clear();
    m_floor.reset();
    for (const store::MessageRow &row : rows) {
        m_cache.put(row);
        m_keys.append(keyOf(row));
    }
    m_hasFirst = true;
    const bool isAll = rows.size() < firstRows;
    if (!isAll)
        m_floor = keyOf(rows.constLast());
    endResetModel();
    emit firstRowsShown();
    if (isAll)
        becomeReady();
    else
        loadKeys();
}

void MessageListModel::becomeReady()
{
    m_isReady = true;
    emit ready();
}

void MessageListModel::applyChanges(const store::ChangeSet &changes)
{
    if (m_folders.isEmpty() && !m_query)
        return;
    const bool isALot = m_query && changes.placed.size() + changes.updated.size() > mostRowsAtOnce;
    if (changes.everything || changes.accounts || isALot) {
        m_cache.refreshAll();
        scheduleFetch();
        if (!m_query || m_hasFirst)
            loadKeys();
        return;
    }
    if (m_query)
        askWhichMatch(changes);
    else if (m_outstanding > 0)
        m_meanwhile.append(changes.placed);
    if (m_hasFirst && !m_query)
        place(changes.placed);
    if (changes.updated.size() > cachedRows) {
        m_cache.refreshAll();
    } else {
        for (const MessageId id : changes.updated)
            m_cache.refresh(id);
    }
    if (m_cache.hasWanted())
        scheduleFetch();
}

/// The reader answers in order: an answer knows more than every one before it, so nothing has to be corrected as above.
void MessageListModel::askWhichMatch(const store::ChangeSet &changes)
{
    QList<MessageId> ids = changes.updated;
    for (const store::ChangeSet::Moved &moved : changes.placed)
        ids.append(moved.key.id);
    if (ids.isEmpty())
        return;
    whenDone(m_reader.ask<QList<Key>>(
                 [query = *m_query, ids](store::Transaction &tx) { return store::search::matching(tx, query, ids); },
                 obsoleteTest()),
        this, [this, changes, run = m_run](const Result<QList<Key>> &matches) {
            if (run == m_run && matches)
                takeMatches(changes, *matches);
        });
}

void MessageListModel::takeMatches(const store::ChangeSet &changes, const QList<Key> &matches)
{
    const QSet<MessageId> found = [&matches] {
        QSet<MessageId> ids;
        for (const Key &key : matches)
            ids.insert(key.id);
        return ids;
    }();
    QList<store::ChangeSet::Moved> placed;
    QSet<MessageId> moved;
    for (store::ChangeSet::Moved change : changes.placed) {
        moved.insert(change.key.id);
        if (!found.contains(change.key.id))
            change.folder = {};
        placed.append(change);
    }
    // What only ceased to match stays.
    constexpr FolderId somewhere(1);
    for (const Key &key : matches) {
        if (!moved.contains(key.id))
            placed.append({key, somewhere, somewhere, key});
    }
    place(placed);
}

const store::MessageRow *MessageListModel::contentOf(int row) const
{
    const MessageId id = m_keys.at(row).id;
    if (const store::MessageRow *content = m_cache.row(id))
        return content;
    const int first = row - row % pageRows;
    const int last = qMin(first + pageRows, m_keys.size()) - 1;
    m_keys.each(first, last, [this](const Key &key) { m_cache.want(key.id); });
    m_cache.want(id);
    scheduleFetch();
    return nullptr;
}

void MessageListModel::scheduleFetch() const
{
    if (m_isFetchScheduled || m_isFetching)
        return;
    m_isFetchScheduled = true;
    // Views ask for many rows while they paint: one query answers them all.
    auto *self = const_cast<MessageListModel *>(this);
    QMetaObject::invokeMethod(
        self, [self] { self->fetchWanted(); }, Qt::QueuedConnection);
}

void MessageListModel::fetchWanted()
{
    m_isFetchScheduled = false;
    if (m_isFetching || !m_cache.hasWanted())
        return;
    m_isFetching = true;
    const QList<MessageId> ids = m_cache.takeWanted(mostRowsAtOnce);
    whenDone(m_reader.ask<QList<store::MessageRow>>(
                 [ids](store::Transaction &tx) { return store::messages::rows(tx, ids); }),
        this, [this, ids, run = m_run](const Result<QList<store::MessageRow>> &rows) {
            if (run != m_run)
                return;
            m_isFetching = false;
            takeRows(ids, rows.value_or(QList<store::MessageRow>()));
            if (!rows)
                emit failed(rows.error());
            if (m_cache.hasWanted())
                scheduleFetch();
        });
}

void MessageListModel::takeRows(const QList<MessageId> &asked, const QList<store::MessageRow> &rows)
{
    m_cache.arrived(asked, rows);
    QList<int> changed;
    for (const store::MessageRow &row : rows) {
        if (const int at = m_keys.find(keyOf(row)); at >= 0)
            changed.append(at);
    }
    std::sort(changed.begin(), changed.end());
    for (qsizetype i = 0; i < changed.size();) {
        const int first = changed.at(i);
        int last = first;
        while (++i < changed.size() && changed.at(i) == last + 1)
            ++last;
        emit dataChanged(index(first), index(last));
    }
}

MessageId MessageListModel::idAt(int row) const
{
    return keyAt(row).id;
}

MessageIds MessageListModel::ids(const QList<Range> &ranges) const
{
    const int count = std::accumulate(ranges.cbegin(), ranges.cend(), 0,
        [](int sum, const Range &range) { return sum + range.second - range.first + 1; });
    if (count == 0)
        return {};
    return MessageIds(count, idAt(ranges.constFirst().first), [keys = m_keys, ranges, count] {
        QList<MessageId> ids;
        ids.reserve(count);
        for (const auto &[first, last] : ranges)
            keys.each(first, last, [&ids](const Key &key) { ids.append(key.id); });
        return ids;
    });
}

int MessageListModel::rowOf(MessageId id) const
{
    if (const store::MessageRow *content = m_cache.row(id)) {
        if (const int row = m_keys.find(keyOf(*content)); row >= 0)
            return row;
    }
    return m_keys.findId(id);
}

int MessageListModel::rowOf(const store::MessageKey &key) const
{
    return m_keys.find(key);
}

store::MessageKey MessageListModel::keyAt(int row) const
{
    return row >= 0 && row < m_keys.size() ? m_keys.at(row) : Key();
}

std::optional<store::MessageRow> MessageListModel::rowAt(int row) const
{
    if (row < 0 || row >= m_keys.size())
        return {};
    const store::MessageRow *content = contentOf(row);
    return content ? std::optional<store::MessageRow>(*content) : std::nullopt;
}

int MessageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_keys.size();
}

QVariant MessageListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Key &key = m_keys.at(index.row());
    if (role == IdRole)
        return QVariant::fromValue(key.id);
    if (role == DateRole)
        return key.date == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(key.date, Qt::UTC);
    const store::MessageRow *content = contentOf(index.row());
    if (role == IsLoadedRole)
        return content != nullptr;
    return content ? contentData(*content, role) : QVariant();
}

QVariant MessageListModel::contentData(const store::MessageRow &row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return row.subject.isEmpty() ? tr("(No subject)") : row.subject;
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case RowRole:
        return QVariant::fromValue(row);
    case UnreadRole:
        return !row.flags.testFlag(MessageFlag::Seen);
    case FlaggedRole:
        return row.flags.testFlag(MessageFlag::Flagged);
    default:
        return {};
    }
}

QString MessageListModel::accessibleText(const store::MessageRow &row) const
{
    QStringList parts;
    if (!row.flags.testFlag(MessageFlag::Seen))
        parts.append(tr("Unread"));
    if (row.flags.testFlag(MessageFlag::Flagged))
        parts.append(tr("Flagged"));
    parts.append(tr("from %1").arg(row.from.display()));
    parts.append(row.subject.isEmpty() ? tr("no subject") : row.subject);
    if (row.hasAttachments)
        parts.append(tr("with attachments"));
    if (row.date.isValid())
        parts.append(QLocale().toString(row.date.toLocalTime(), QLocale::ShortFormat));
    return parts.join(tr(", ", "between the parts of a description"));
}

QHash<int, QByteArray> MessageListModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{RowRole, "row"}, {IdRole, "id"}, {IsLoadedRole, "isLoaded"}, {UnreadRole, "unread"},
        {FlaggedRole, "flagged"}, {DateRole, "date"}});
    return names;
}

} // namespace qn::models
