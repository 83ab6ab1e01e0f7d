// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "store/transaction.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace qn::test {

using namespace Qt::StringLiterals;

/// Fails the running test where the result is an error.
#define QN_OK(expression)                                                                                              \
    do {                                                                                                               \
        const auto &qnResult = (expression);                                                                           \
        if (!qnResult.has_value())                                                                                     \
            QFAIL(qPrintable(QStringLiteral(#expression ": ") + qnResult.error().detail));                             \
    } while (false)

/// A store in a directory of its own, with one account.
class StoreFixture final
{
public:
    StoreFixture() { reopen(); }

    void reopen()
    {
        store.reset();
        auto opened = store::Store::open(path());
        if (!opened)
            qFatal("store does not open: %s", qPrintable(opened.error().detail));
        store = std::move(*opened);
    }
    QString path() const { return m_dir.path(); }

    template <typename T> T read(const std::function<Result<T>(store::Transaction &)> &query) const
    {
        std::optional<T> value;
        const auto done = store->read([&](store::Transaction &tx) -> Result<void> {
            auto answer = query(tx);
            if (!answer)
                return fail(answer.error());
            value = *answer;
            return {};
        });
        if (!done)
            qFatal("read failed: %s", qPrintable(done.error().detail));
        return *value;
    }
    /// Writes and returns what was announced.
    template <typename Work> store::ChangeSet write(Work work, store::Durability durability = store::Durability::Full)
    {
        store::ChangeSet changes;
        const auto connection = QObject::connect(store.get(), &store::Store::changed, store.get(),
            [&changes](const store::ChangeSet &set) { changes = set; });
        const auto done = store->write(
            [&](store::Transaction &tx) -> Result<void> {
                const auto result = work(tx);
                if (!result)
                    return fail(result.error());
                return {};
            },
            durability);
        QObject::disconnect(connection);
        if (!done)
            qFatal("write failed: %s", qPrintable(done.error().detail));
        return changes;
    }

    AccountId addAccount(const QString &name = u"Test"_s)
    {
        AccountId id;
        write([&](store::Transaction &tx) {
            Account account;
            account.name = name;
            account.email = name.toLower() + u"@example.com"_s;
            auto added = store::accounts::insert(tx, account);
            id = added.value_or(AccountId());
            return added;
        });
        return id;
    }
    /// Folders named by their remote ids; "inbox", "trash" … get that role.
    QList<FolderId> addFolders(AccountId account, const QStringList &names)
    {
        QList<Folder> folders;
        for (const QString &name : names) {
            Folder folder;
            folder.remoteId = RemoteFolderId(name);
            folder.name = name;
            folder.role = name == u"inbox"_s ? FolderRole::Inbox
                : name == u"trash"_s         ? FolderRole::Trash
                                             : FolderRole::None;
            folders.append(folder);
        }
        write([&](store::Transaction &tx) { return store::folders::replaceAll(tx, account, folders); });
        QList<FolderId> ids;
        const auto rows =
            read<QList<store::FolderRow>>([&](store::Transaction &tx) { return store::folders::list(tx, account); });
        for (const store::FolderRow &row : rows)
            ids.append(row.id);
        return ids;
    }
    QList<store::MessageRow> list(FolderId folder) const
    {
        return read<QList<store::MessageRow>>(
            [&](store::Transaction &tx) { return store::messages::list(tx, folder, 0, 1'000'000); });
    }

    std::unique_ptr<store::Store> store;

private:
    QTemporaryDir m_dir;
};

inline MessageHeader header(const QString &remoteId, qint64 seconds = 1'700'000'000, MessageFlags flags = {})
{
    MessageHeader header;
    header.remoteId = RemoteMessageId(remoteId);
    header.messageId = remoteId + u"@mid.example.com"_s;
    header.from = {u"张三"_s, u"zhangsan@example.com"_s};
    header.to = {{u"Li Si"_s, u"lisi@example.com"_s}};
    header.subject = u"Subject "_s + remoteId;
    header.preview = u"Preview of "_s + remoteId;
    header.date = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
    header.size = 1234;
    header.flags = flags;
    return header;
}

} // namespace qn::test
