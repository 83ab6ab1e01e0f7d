// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/headerrepair.h"

#include "store/database.h"
#include "store/logging.h"
#include "store/migrations.h"

#include <QFile>
#include <QtEndian>

#include <array>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int headerSize = 100; // https://sqlite.org/fileformat2.html#the_database_header
constexpr std::array pageSizes = {16384, 4096, 8192, 32768, 2048, 1024, 512}; // ours first, then that of older files

void put(QByteArray &header, int at, quint32 value)
{
    qToBigEndian(value, header.data() + at);
}

/// As SQLite writes it for us, but for what only a writer needs (free pages) and what it finds out by itself (the
/// number of pages, where "version valid for" is another than the change counter).
QByteArray newHeader(int pageSize)
{
    QByteArray header("SQLite format 3");
    header.resize(headerSize, '\0');
    qToBigEndian(quint16(pageSize), header.data() + 16);
    header[18] = header[19] = 2; // a write-ahead log
    header[21] = 64; // payload fractions
    header[22] = header[23] = 32;
    put(header, 24, 2); // change counter
    put(header, 40, 1); // schema cookie
    put(header, 44, 4); // schema format
    put(header, 56, 1); // UTF-8
    put(header, 60, quint32(newestSchema()));
    put(header, 68, quint32(applicationId));
    put(header, 92, 1); // version valid for
    return header;
}

bool isReadable(const QString &file)
{
    const auto database = Database::open(file, Database::Access::Read);
    if (!database || !(*database)->begin(Database::Begin::Deferred))
        return false;
    int tables = 0;
    {
        Query row = (*database)->query("SELECT count(*) FROM sqlite_schema");
        tables = row.next() ? int(row.integer(0)) : 0;
    }
    {
        // Of a wrong page size the roots of the tables are somewhere else.
        Query row = (*database)->query("SELECT count(*) FROM account");
        row.run();
    }
    const bool read = (*database)->status().has_value();
    (*database)->rollback();
    return read && tables > 0;
}

/// The fields that never change, and those of which few values are possible.
bool isSound(const QByteArray &header)
{
    if (header.size() < headerSize)
        return false;
    const int pageSize = qFromBigEndian<quint16>(header.constData() + 16);
    const QByteArray wanted = newHeader(pageSize);
    const auto isSame = [&](int from, int to) {
        return QByteArrayView(header).sliced(from, to - from) == QByteArrayView(wanted).sliced(from, to - from);
    };
    return isSame(0, 24) && isSame(44, 48) && isSame(52, 60) && isSame(68, 92)
        && (pageSize == pageSizes[0] || pageSize == pageSizes[1]);
}

bool writeHeader(const QString &file, int pageSize)
{
    QFile copy(file);
    return copy.open(QIODevice::ReadWrite) && copy.write(newHeader(pageSize)) == headerSize && copy.flush();
}

} // namespace

bool copyWithNewHeader(const QString &file, const QString &copy)
{
    {
        QFile original(file);
        if (!original.open(QIODevice::ReadOnly) || isSound(original.read(headerSize)))
            return false;
    }
    const QString log = u"-wal"_s;
    if (!QFile::copy(file, copy) || (QFile::exists(file + log) && !QFile::copy(file + log, copy + log))) {
        qCWarning(logStore) << "no room to repair the header of the database on a copy";
        return false;
    }
    QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner); // mail is private
    for (const int pageSize : pageSizes) {
        QFile::remove(copy + u"-shm"_s);
        if (writeHeader(copy, pageSize) && isReadable(copy))
            return true;
    }
    return false;
}

} // namespace qn::store
