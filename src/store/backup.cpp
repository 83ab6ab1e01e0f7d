// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backup.h"

#include "store/database.h"
#include "store/integrity.h"
#include "store/migrations.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

Result<void> copyInto(Database &target, const QString &sourceFile)
{
    auto source = Database::open(sourceFile, Database::Access::Read);
    if (!source)
        return fail(source.error());
    return target.copyFrom(**source);
}

/// A new file of one piece, without a log.
Result<void> copyToFile(const QString &sourceFile, const QString &targetFile)
{
    QFile::remove(targetFile);
    QFile placed(targetFile);
    if (!placed.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorKind::Storage, placed.errorString(), ErrorReason::FileUnreadable);
    placed.close();
    auto target = Database::open(targetFile, Database::Access::Write);
    if (!target)
        return fail(target.error());
    if (auto copied = copyInto(**target, sourceFile); !copied)
        return copied;
    return (*target)->execute("PRAGMA journal_mode=DELETE"_ba);
}

} // namespace

Result<void> backup(const QString &dataDir, const QString &file)
{
    if (QFile::exists(file))
        return fail(ErrorKind::Conflict, u"%1 exists"_s.arg(QFileInfo(file).fileName()));
    const QString unfinished = file + u".part"_s;
    Result<void> done = copyToFile(Store::fileName(dataDir), unfinished);
    if (done && !QFile::rename(unfinished, file))
        done = fail(ErrorKind::Storage, u"the backup cannot be renamed"_s, ErrorReason::FileUnreadable);
    if (!done)
        QFile::remove(unfinished);
    return done;
}

Result<QString> restore(const QString &dataDir, const QString &file)
{
    if (!QFile::exists(file))
        return fail(ErrorKind::NotFound, u"there is no such file"_s, ErrorReason::FileUnreadable);
    const auto schema = schemaInHeader(file);
    if (!schema)
        return fail(schema.error());
    if (*schema == 0)
        return fail(ErrorKind::Storage, u"the backup is empty"_s, ErrorReason::DatabaseCorrupt);
    if (*schema > newestSchema())
        return fail(ErrorKind::Storage, u"schema %1 is newer"_s.arg(*schema), ErrorReason::NewerSchema);
    if (auto sound = checkIntegrity(file, [] { return true; }); !sound)
        return fail(sound.error());

    // Opening makes the database where there is none, and refuses what may not be replaced.
    QString before;
    {
        const QString current = Store::fileName(dataDir);
        if (QFileInfo(current).size() > 0) {
            before =
                current + u".before-restore-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
            if (auto kept = backup(dataDir, before); !kept)
                return fail(kept.error());
        }
        auto opened = Store::open(dataDir);
        if (!opened)
            return fail(opened.error());
    }
    {
        auto database = Database::open(Store::fileName(dataDir), Database::Access::Write);
        if (!database)
            return fail(database.error());
        if (auto copied = copyInto(**database, file); !copied)
            return fail(copied.error());
    }
    // Older schemas are brought up to date by opening.
    auto store = Store::open(dataDir);
    if (!store)
        return fail(store.error());
    const Result<void> marked = (*store)->write([](Transaction &tx) -> Result<void> {
        tx.database().run("UPDATE outgoing SET state = 'unknown' WHERE state IN ('queued', 'sending')");
        const Result<bool> tidied = messages::tidySources(tx); // the backup may know files that are not here
        return tidied ? tx.database().status() : Result<void>(fail(tidied.error()));
    });
    if (!marked)
        return fail(marked.error());
    return before;
}

} // namespace qn::store
