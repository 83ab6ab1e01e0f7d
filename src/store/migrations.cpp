// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include "store/database.h"
#include "store/logging.h"

#include <QDir>
#include <QFile>
#include <QtEndian>

// Resources of a static library have to be named once; the macro wants to stand outside of namespaces.
static void initResources()
{
    Q_INIT_RESOURCE(migrations);
}

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

QStringList migrationFiles()
{
    initResources();
    return QDir(u":/migrations"_s).entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
}

Result<void> newerSchema(qint64 version)
{
    return fail(
        ErrorKind::Storage, u"schema %1 is newer than %2"_s.arg(version).arg(newestSchema()), ErrorReason::NewerSchema);
}

tl::unexpected<Error> anothersFile()
{
    return fail(ErrorKind::Storage, u"mail.db belongs to another program"_s, ErrorReason::DatabaseCorrupt);
}

qint64 pragma(Database &database, const char *sql)
{
    Query query = database.query(sql);
    return query.next() ? query.integer(0) : -1;
}

Result<void> runOne(Database &database, int number, const QString &name)
{
    QFile file(u":/migrations/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, u"migration %1 cannot be read"_s.arg(name));
    if (auto begun = database.begin(Database::Begin::Immediate); !begun)
        return begun;
    // Another process may have migrated while this one waited for the lock.
    if (pragma(database, "PRAGMA user_version") >= number) {
        database.rollback();
        return {};
    }
    Result<void> done = database.status();
    if (done)
        done = database.execute(file.readAll());
    if (done)
        done = database.execute("PRAGMA user_version=" + QByteArray::number(number)
            + "; PRAGMA application_id=" + QByteArray::number(applicationId));
    if (done)
        done = database.commit();
    if (!done)
        database.rollback();
    else
        qCInfo(logStore) << "schema is now" << number;
    return done;
}

} // namespace

int newestSchema()
{
    static const int newest = int(migrationFiles().size());
    return newest;
}

Result<int> schemaInHeader(const QString &path)
{
    QFile file(path);
    if (!file.exists() || file.size() == 0)
        return 0;
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"mail.db: "_s + file.errorString(), ErrorReason::FileUnreadable);
    // https://sqlite.org/fileformat2.html#the_database_header
    const QByteArray header = file.read(100);
    if (header.size() < 100 || !header.startsWith("SQLite format 3"))
        return fail(ErrorKind::Storage, u"mail.db is not a database"_s, ErrorReason::DatabaseCorrupt);
    const auto owner = qFromBigEndian<quint32>(header.constData() + 68);
    if (owner != 0 && owner != quint32(applicationId))
        return anothersFile();
    return int(qFromBigEndian<quint32>(header.constData() + 60));
}

Result<void> migrate(Database &database, int until)
{
    const qint64 version = pragma(database, "PRAGMA user_version");
    if (auto read = database.status(); !read)
        return read;
    if (const qint64 owner = pragma(database, "PRAGMA application_id"); owner != 0 && owner != applicationId)
        return anothersFile();
    if (version > newestSchema())
        return newerSchema(version);
    const QStringList files = migrationFiles();
    for (int number = int(version) + 1; number <= until; ++number) {
        if (auto done = runOne(database, number, files.at(number - 1)); !done)
            return done;
    }
    return {};
}

} // namespace qn::store
