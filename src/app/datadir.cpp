// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadir.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace qn::app {

using namespace Qt::StringLiterals;

Result<QString> prepareDataDir(const QString &wanted)
{
    const QString path = wanted.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/qingniao"_s
        : QDir(wanted).absolutePath();
    const bool existed = QDir(path).exists();
    if (!QDir().mkpath(path))
        return fail(ErrorKind::Storage, u"the directory %1 cannot be made"_s.arg(path));
    if (!existed)
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

} // namespace qn::app
