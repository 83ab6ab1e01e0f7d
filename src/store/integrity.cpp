// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/integrity.h"

#include "store/database.h"
#include "store/logging.h"
#include "store/store.h"

#include <QFile>
#include <QFileInfo>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

QString markOf(const QString &dataDir)
{
    return Store::fileName(dataDir) + u".is-damaged"_s;
}

} // namespace

Result<void> checkIntegrity(const QString &file, const std::function<bool()> &goOn)
{
    auto database = Database::open(file, Database::Access::Read);
    if (!database)
        return fail(database.error());
    (*database)->interruptWhen([&goOn] { return !goOn(); });
    QString verdict;
    {
        Query row = (*database)->query("PRAGMA quick_check(1)");
        if (row.next())
            verdict = row.text(0);
    }
    if (!goOn())
        return fail(ErrorKind::Canceled, u"the check was ended"_s);
    if (auto read = (*database)->status(); !read)
        return read;
    if (verdict == "ok"_L1)
        return {};
    qCWarning(logStore) << "database check:" << verdict;
    return fail(ErrorKind::Storage, u"quick_check: "_s + verdict, ErrorReason::DatabaseCorrupt);
}

bool wasLeftOpen(const QString &dataDir)
{
    return QFileInfo(Store::fileName(dataDir) + u"-wal"_s).size() > 0;
}

void markDamaged(const QString &dataDir)
{
    QFile mark(markOf(dataDir));
    if (!mark.open(QIODevice::WriteOnly))
        qCWarning(logStore) << "the damaged database cannot be marked";
}

bool isMarkedDamaged(const QString &dataDir)
{
    return QFile::exists(markOf(dataDir));
}

} // namespace qn::store
