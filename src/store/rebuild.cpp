// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "store/headerrepair.h"
#include "store/logging.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonDocument>
#include <QSet>

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
        QSet<I> found;
        for (const char *sql : {ascending, descending}) {
            read<int>([&](Transaction &tx) -> Result<int> {
                Query row = tx.database().query(sql);
                while (row.next())
                    found.insert(row.id<I>(0));
                return 0;
            });
        }
        QList<I> sorted = found.values();
        std::sort(sorted.begin(), sorted.end());
        return sorted;
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

/// The folders of accounts without a server, under new ids.
QHash<FolderId, FolderId> rescueLocalFolders(Transaction &tx, Wreck &wreck)
{
    QHash<FolderId, FolderId> folders;
    const auto accountsHere = accounts::list(tx);
    for (const Account &account : accountsHere.value_or(QList<Account>())) {
        if (account.kind != AccountKind::Local)
            continue;
        const auto rows =
            wreck.read<QList<FolderRow>>([&](Transaction &old) { return folders::list(old, account.id); });
        for (const FolderRow &row : rows.value_or(QList<FolderRow>())) {
            if (const auto added = folders::add(tx, account.id, row.folder))
                folders.insert(row.id, *added);
        }
    }
    return folders;
}

std::optional<std::pair<FolderId, LocalMessage>> localMessage(Wreck &wreck, MessageId id)
{
    using Found = std::pair<FolderId, LocalMessage>;
    return wreck.read<Found>([id](Transaction &old) -> Result<Found> {
        const auto row = messages::find(old, id);
        const auto header = messages::header(old, id);
        const auto body = messages::body(old, id);
        const auto source = messages::source(old, id);
        if (!row || !*row || !header || !body || !*body || !source)
            return fail(ErrorKind::NotFound, u"not whole any more"_s);
        Found found{(*row)->folder, {*header, **body, source->value_or(QByteArray())}};
        found.second.header.flags = (*row)->flags; // what was pending is gone: what was shown is the truth
        return found;
    });
}

/// Mail that no server has, some at a time.
Result<int> rescueLocalMail(Store &store, Wreck &wreck, const QHash<FolderId, FolderId> &folders)
{
    constexpr qsizetype atOnce = 200;
    int rescued = 0;
    const auto ids = wreck.ids<MessageId>(
        "SELECT m.id FROM message m JOIN account a ON a.id = m.account_id WHERE a.kind = 'local' ORDER BY m.id",
        "SELECT m.id FROM message m JOIN account a ON a.id = m.account_id WHERE a.kind = 'local' ORDER BY m.id DESC");
    for (qsizetype at = 0; at < ids.size(); at += atOnce) {
        QHash<FolderId, QList<LocalMessage>> some;
        for (const MessageId id : ids.mid(at, atOnce)) {
            auto found = localMessage(wreck, id);
            if (found && folders.contains(found->first))
                some[folders.value(found->first)].append(std::move(found->second));
        }
        const Result<void> written = store.write([&](Transaction &tx) -> Result<void> {
            for (auto it = some.cbegin(); it != some.cend(); ++it) {
                const auto added = messages::addLocal(tx, it.key(), it.value());
                if (!added)
                    return fail(added.error());
                rescued += *added;
            }
            return {};
        });
        if (!written)
            return fail(written.error());
    }
    return rescued;
}

Result<void> rescue(Store &store, Wreck &wreck, Store::Rebuilt &rebuilt)
{
    QHash<FolderId, FolderId> localFolders;
    const auto done = store.write([&](Transaction &tx) -> Result<void> {
        const auto ids =
            wreck.ids<AccountId>("SELECT id FROM account ORDER BY id", "SELECT id FROM account ORDER BY id DESC");
        for (const AccountId id : ids)
            rescueAccount(tx, wreck, id);
        rebuilt.mails = rescueMails(tx, wreck);
        rescueCorrespondents(tx, wreck);
        localFolders = rescueLocalFolders(tx, wreck);
        return {};
    });
    if (!done)
        return done;
    const auto local = rescueLocalMail(store, wreck, localFolders);
    rebuilt.localMails = local.value_or(0);
    return local ? Result<void>() : Result<void>(fail(local.error()));
}

QString workshopOf(const QString &dataDir)
{
    return dataDir + u"/rebuild"_s;
}

const QString completeMark = u"/complete"_s;

} // namespace

Result<QString> Store::moveAside(const QString &dataDir)
{
    const QString file = fileName(dataDir);
    const QString stem = file + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    QString aside = stem;
    for (int i = 2; QFile::exists(aside); ++i)
        aside = stem + u'-' + QString::number(i);
    // The log first: a database without its log is old, a log without its database would be applied to the next one.
    QFile::remove(file + u".is-damaged"_s);
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s, QString()}) {
        if (QFile::exists(file + suffix) && !QFile::rename(file + suffix, aside + suffix))
            return fail(ErrorKind::Storage, u"mail.db%1 cannot be renamed"_s.arg(suffix), ErrorReason::FileUnreadable);
    }
    return aside;
}

/// A rebuild that was cut off after the damaged database was moved aside.
void Store::finishRebuild(const QString &dataDir)
{
    const QString workshop = workshopOf(dataDir);
    if (QFile::exists(fileName(dataDir)) || !QFile::exists(workshop + completeMark))
        return;
    if (QFile::rename(fileName(workshop), fileName(dataDir)))
        QDir(workshop).removeRecursively();
}

/// The new database is made beside the damaged one and takes its place when it is complete, so that a crash in between
/// loses nothing.
Result<Store::Rebuilt> Store::rebuild(const QString &dataDir, QObject *parent)
{
    const QString workshop = workshopOf(dataDir);
    QDir(workshop).removeRecursively();
    Rebuilt rebuilt;
    {
        auto fresh = open(workshop);
        if (!fresh)
            return fail(fresh.error());
        const QString copy = workshop + u"/wreck.db"_s;
        const QString original = fileName(dataDir);
        Wreck wreck(copyWithNewHeader(original, copy) ? copy : original);
        if (auto done = rescue(**fresh, wreck, rebuilt); !done)
            return fail(done.error());
    }
    QFile complete(workshop + completeMark);
    if (!complete.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Storage, complete.errorString(), ErrorReason::FileUnreadable);
    complete.close();
    const auto aside = moveAside(dataDir);
    if (!aside)
        return fail(aside.error());
    rebuilt.aside = *aside;
    finishRebuild(dataDir);
    auto store = open(dataDir, parent);
    if (!store)
        return fail(store.error());
    rebuilt.store = std::move(*store);
    qCWarning(logStore) << "database rebuilt," << rebuilt.mails << "outgoing mails and drafts and" << rebuilt.localMails
                        << "local mails rescued";
    return rebuilt;
}

} // namespace qn::store
