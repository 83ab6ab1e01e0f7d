// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messageids.h"
#include "core/result.h"
#include "core/searchquery.h"
#include "models/keylist.h"
#include "models/rowcache.h"
#include "store/rows.h"

#include <QAbstractListModel>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>

namespace qn::store {
class StoreReader;
class Transaction;
}

namespace qn::models {

/// The messages of one folder (or of several, as one list), or what a query finds, newest first. Lives on the interface thread and never
/// waits: the newest rows come from one query and are shown at once, and when they are painted the keys of all the others
/// (16 bytes a row) follow; the contents of rows are fetched in pages around what is asked for, and are placeholders until they arrive.
/// Connect Session::changed to applyChanges().
class MessageListModel final : public QAbstractListModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MessageListModel)

public:
    enum Role {
        RowRole = Qt::UserRole + 1, ///< store::MessageRow; invalid while not loaded
        IdRole, ///< MessageId, also while not loaded
        IsLoadedRole, ///< bool
        UnreadRole, ///< bool
        FlaggedRole, ///< bool
        DateRole, ///< QDateTime, UTC, also while not loaded
    }; // Qt::DisplayRole: the subject. Qt::AccessibleTextRole: "Unread, from X, subject, date".

    /// `reader` must live longer than the model.
    explicit MessageListModel(store::StoreReader &reader, QObject *parent = nullptr);

    /// What the list of a folder begins with, newest first. On the reader's thread.
    static Result<QList<store::MessageRow>> newest(store::Transaction &tx, FolderId folder);
    /// newest() of `folder`, read ahead (FirstLook): shown at once if this folder is the first that is set.
    void expect(FolderId folder, const QList<store::MessageRow> &rows);
    void setFolder(FolderId folder); ///< invalid: an empty list
    void setFolders(const QList<FolderId> &folders);
    QList<FolderId> folders() const { return m_folders; }
    /// Lists what the query finds, of all folders that it does not exclude. What is shown stays until the first answer is
    /// there, so that nothing flickers while a query is typed. Afterwards messages that come to match appear; those that
    /// are moved to where the query does not look leave; those that only cease to match (read, while is:unread is looked
    /// for) stay until the query changes. Errors (failed): NotFound where a folder is named that does not exist.
    void setQuery(const SearchNode &query);
    bool hasQuery() const { return m_query.has_value(); }
    /// Asks the same again: while the index is being filled. Keeps rows, selection and place.
    void refresh();
    bool isReady() const { return m_isReady; } ///< all rows are there (not their contents)
    MessageId idAt(int row) const; ///< invalid id where there is no such row
    using Range = std::pair<int, int>; ///< first and last row
    MessageIds ids(const QList<Range> &ranges) const; ///< of rows that there are, in this order; takes no longer for a million
    /// -1 where it is not in the list. Looks at every key unless the content is loaded; prefer the overload with the
    /// key.
    int rowOf(MessageId id) const;
    int rowOf(const store::MessageKey &key) const; ///< O(log n)
    store::MessageKey keyAt(int row) const;
    static store::MessageKey keyOf(const store::MessageRow &row);
    QList<store::MessageRow> loadedRows() const { return m_cache.rows(); } ///< a thousand at most, in no order
    /// The row's content if it is loaded; asks for it otherwise (dataChanged tells when it is there).
    std::optional<store::MessageRow> rowAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

public slots:
    void applyChanges(const qn::store::ChangeSet &changes);
    /// The newest rows are on the screen: now for all the others. Comes by itself, a little later, where no view calls it.
    void loadRest();

signals:
    void ready(); ///< the list of rows is complete
    void firstRowsShown(); ///< the newest rows of a folder just set are there, with contents
    void failed(const qn::Error &error);

private:
    using Key = store::MessageKey;
    struct Source
    {
        QList<FolderId> folders;
        std::optional<SearchNode> query;
    };
    static Result<QList<store::MessageRow>> newestRows(store::Transaction &tx, const Source &source);
    static Result<std::shared_ptr<KeyList>> allKeys(store::Transaction &tx, const Source &source);
    void startRun();
    std::function<bool()> obsoleteTest() const;
    void loadFirst();
    void loadKeys();
    void takeFirst(const QList<store::MessageRow> &rows);
    void takeFirstHits(const QList<store::MessageRow> &rows);
    void becomeReady();
    void takeKeys(const std::shared_ptr<KeyList> &keys);
    void correctSome();
    void keysAreTaken();
    void correct(KeyList &keys, const store::ChangeSet::Moved &moved) const;
    void reconcile(KeyList &wanted); ///< turns m_keys into `wanted`, which it may take
    void reconcileSlowly(KeyList &wanted, const QList<int> &gone, const QList<std::pair<int, int>> &fresh);
    void place(const QList<store::ChangeSet::Moved> &placed); ///< at once where it is not much
    void placeSome();
    void placeNow(const QList<store::ChangeSet::Moved> &placed);
    void askWhichMatch(const store::ChangeSet &changes);
    void takeMatches(const store::ChangeSet &changes, const QList<Key> &matches);
    bool isMine(FolderId folder) const { return m_query ? folder.isValid() : m_folders.contains(folder); }
    void removeAt(QList<int> rows);
    void moveKey(const Key &from, const Key &to);
    void insertKeys(QList<Key> keys);
    const store::MessageRow *contentOf(int row) const;
    void scheduleFetch() const;
    void fetchWanted();
    void takeRows(const QList<MessageId> &asked, const QList<store::MessageRow> &rows);
    QVariant contentData(const store::MessageRow &row, int role) const;
    QString accessibleText(const store::MessageRow &row) const;

    store::StoreReader &m_reader;
    QList<FolderId> m_folders;
    std::optional<SearchNode> m_query;
    bool m_isReady = false;
    int m_run = 0; ///< answers of an earlier run are dropped
    std::shared_ptr<std::atomic<int>> m_runOfReader; ///< the same, for the reader: it stops working on an earlier one
    KeyList m_keys;
    /// While only the newest rows are there: the last of them. Older messages are not inserted before the others are
    /// there.
    std::optional<Key> m_floor;
    int m_outstanding = 0; ///< answers about places that are under way
    bool m_hasFirst = false; ///< the newest rows are there
    QList<QList<store::ChangeSet::Moved>> m_meanwhile; ///< changes that such an answer may not know
    bool m_areKeysUnderWay = false;
    bool m_loadsAgain = false; ///< the keys must be asked for again after that
    bool m_restWaits = false; ///< the keys are not asked for yet: the newest rows are painted first
    std::shared_ptr<KeyList> m_arriving; ///< the answer, while it is corrected
    std::pair<qsizetype, qsizetype> m_corrected; ///< list and entry of m_meanwhile: how far
    std::deque<QList<store::ChangeSet::Moved>> m_waiting; ///< changes to be placed
    qsizetype m_placed = 0; ///< entries of the first of them that are placed
    bool m_isPlacingScheduled = false;
    bool m_readyWhenPlaced = false;
    mutable RowCache m_cache;
    mutable bool m_isFetchScheduled = false;
    bool m_isFetching = false;
    FolderId m_expected;
    QList<store::MessageRow> m_expectedRows;
};

} // namespace qn::models
