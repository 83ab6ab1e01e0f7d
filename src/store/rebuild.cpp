// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "store/logging.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

/// A damaged database, read piece by piece: where one piece cannot be read the next one is tried.
class Wreck final
{
    Q_DISABLE_COPY_MOVE(Wreck)

public:
    explicit Wreck(const QString &file)
    {
        if (auto opened = Database::open(file, Database::Access::Read))
            m_database = std::move(*opened);
    }

    template <typename T> std::optional<T> read(const std::function<Result<T>(Transaction &)> &query)
    {
        if (!m_database || !m_database->begin(Database::Begin::Deferred))
            return {};
        Transaction tx(*m_database);
        const Result<T> value = query(tx);
        m_database->rollback();
        return value ? std::optional<T>(*value) : std::nullopt;
    }
    /// From both ends, because a scan stops at the first damaged page.
    template <typename I> QList<I> ids(const char *ascending, const char *descending)
    {
        QList<I> found;
        for (const char *sql : {ascending, descending}) {
            read<int>([&](Transaction &tx) -> Result<int> {
                Query row = tx.database().query(sql);
                while (row.next()) {
                    if (const I id = row.id<I>(0); !found.contains(id))
                        found.append(id);
                }
                return 0;
            });
        }
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    std::unique_ptr<Database> m_database;
};

void rescueAccount(Transaction &tx, Wreck &wreck, AccountId id)
{
    const auto account = wreck.read<Account>([id](Transaction &old) { return accounts::find(old, id); });
    if (!account)
        return;
    // A place for it under its old id; then the usual way writes the rest.
    tx.database().run("INSERT INTO account (id, kind, name, email, settings) VALUES (?, '', '', '', '{}')", id);
    (void)accounts::update(tx, *account);
}

void rescueCorrespondents(Transaction &tx, Wreck &wreck)
{
    wreck.read<int>([&tx](Transaction &old) -> Result<int> {
        Query row = old.database().query("SELECT email_key, email, name, sent_count, last_sent FROM correspondent");
        while (row.next()) {
            tx.database().run("INSERT OR IGNORE INTO correspondent (email_key, email, name, sent_count, last_sent) "
                              "VALUES (?, ?, ?, ?, ?)",
                row.text(0), row.text(1), row.text(2), row.integer(3), row.integer(4));
        }
        return 0;
    });
}

bool hasAccount(Transaction &tx, AccountId id)
{
    return accounts::find(tx, id).has_value();
}

int rescueMails(Transaction &tx, Wreck &wreck)
{
    int mails = 0;
    const auto outgoingIds =
        wreck.ids<OutgoingId>("SELECT id FROM outgoing ORDER BY id", "SELECT id FROM outgoing ORDER BY id DESC");
    for (const OutgoingId id : outgoingIds) {
        auto row = wreck.read<OutgoingRow>([id](Transaction &old) { return outgoing::find(old, id); });
        if (!row || !hasAccount(tx, row->account))
            continue;
        if (row->state == OutgoingState::Sending)
            row->state = OutgoingState::Unknown;
        mails += outgoing::insert(tx, *row) ? 1 : 0;
    }
    const auto draftIds =
        wreck.ids<DraftId>("SELECT id FROM draft ORDER BY id", "SELECT id FROM draft ORDER BY id DESC");
    for (const DraftId id : draftIds) {
        auto row = wreck.read<DraftRow>([id](Transaction &old) { return drafts::find(old, id); });
        if (!row || !hasAccount(tx, row->account))
            continue;
        row->id = {};
        mails += drafts::save(tx, *row) ? 1 : 0;
    }
    return mails;
}

} // namespace

Result<QString> Store::moveAside(const QString &dataDir)
{
    const QString file = fileName(dataDir);
    const QString stem = file + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    QString aside = stem;
    for (int i = 2; QFile::exists(aside); ++i)
        aside = stem + u'-' + QString::number(i);
    // The log first: a database without its log is old, a log without its database would be applied to the next one.
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, QString()}) {
        if (QFile::exists(file + suffix) && !QFile::rename(file + suffix, aside + suffix))
            return fail(ErrorKind::Storage, u"mail.db%1 cannot be renamed"_s.arg(suffix), ErrorReason::FileUnreadable);
    }
    return aside;
}

Result<Store::Rebuilt> Store::rebuild(const QString &dataDir, QObject *parent)
{
    const auto aside = moveAside(dataDir);
    if (!aside)
        return fail(aside.error());
    auto store = open(dataDir, parent);
    if (!store)
        return fail(store.error());
    Rebuilt rebuilt{std::move(*store), *aside, 0};
    Wreck wreck(*aside);
    const auto done = rebuilt.store->write([&](Transaction &tx) -> Result<void> {
        const auto ids =
            wreck.ids<AccountId>("SELECT id FROM account ORDER BY id", "SELECT id FROM account ORDER BY id DESC");
        for (const AccountId id : ids)
            rescueAccount(tx, wreck, id);
        rebuilt.mails = rescueMails(tx, wreck);
        rescueCorrespondents(tx, wreck);
        return {};
    });
    if (!done)
        return fail(done.error());
    qCWarning(logStore) << "database rebuilt," << rebuilt.mails << "mails rescued";
    return rebuilt;
}

} // namespace qn::store
