// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attachmentreader.h"

#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QPromise>
#include <QThreadPool>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

Result<Attachment> readNow(const QString &path, qint64 limit)
{
    const QFileInfo info(path);
    QFile file(path);
    if (info.isDir() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"cannot open the attachment"_s, ErrorReason::FileUnreadable);
    if (file.size() > limit)
        return fail(ErrorKind::TooLarge, u"attachment of %1 bytes"_s.arg(file.size()));
    Attachment attachment;
    attachment.content = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Storage, u"cannot read the attachment"_s, ErrorReason::FileUnreadable);
    if (attachment.content.size() > limit) // devices and pipes do not tell their size
        return fail(ErrorKind::TooLarge, u"attachment goes on beyond the limit"_s);
    attachment.name = info.fileName();
    attachment.type = QMimeDatabase().mimeTypeForFileNameAndData(attachment.name, attachment.content).name();
    attachment.size = attachment.content.size();
    return attachment;
}

} // namespace

QFuture<Result<Attachment>> readAttachment(const QString &path, qint64 limit)
{
    auto promise = std::make_shared<QPromise<Result<Attachment>>>();
    promise->start();
    auto future = promise->future();
    QThreadPool::globalInstance()->start([promise, path, limit] {
        promise->addResult(readNow(path, limit));
        promise->finish();
    });
    return future;
}

} // namespace qn::widgets
