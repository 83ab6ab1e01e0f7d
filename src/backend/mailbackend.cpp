// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/mailbackend.h"

#include "backend/accountservices.h"

namespace qn::backend {

using namespace Qt::StringLiterals;

Task<QHash<RemoteFolderId, qint64>> MailBackend::folderSizes()
{
    co_return Result<QHash<RemoteFolderId, qint64>>(QHash<RemoteFolderId, qint64>());
}

Task<RemoteMessageId> MailBackend::append(RemoteFolderId, QByteArray, MessageFlags)
{
    co_return Result<RemoteMessageId>(fail(ErrorKind::Unsupported, u"no mail from elsewhere is taken"_s));
}

Task<RemoteMessageId> MailBackend::fileSent(OutgoingMessage)
{
    co_return Result<RemoteMessageId>(RemoteMessageId());
}

Task<QList<Message>> MailBackend::messages(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    QList<Message> all;
    for (const RemoteMessageId &id : std::as_const(ids)) {
        Result<Message> one = co_await message(folder, id);
        if (one)
            all.append(*one);
        else if (!one.error().isFinal())
            co_return Result<QList<Message>>(fail(one.error()));
    }
    co_return Result<QList<Message>>(std::move(all));
}

Task<void> MailBackend::attachmentTo(RemoteFolderId folder, RemoteMessageId id, QString partId, FileTaker take)
{
    Result<QByteArray> content = co_await attachment(folder, id, partId);
    co_return content ? take(0, *content) : Result<void>(fail(content.error()));
}

Task<bool> MailBackend::sourceTo(RemoteFolderId folder, RemoteMessageId id, qint64, FileTaker take)
{
    Result<QByteArray> all = co_await source(folder, id);
    const Result<void> taken = all ? take(0, *all) : Result<void>(fail(all.error()));
    co_return taken ? Result<bool>(true) : Result<bool>(fail(taken.error()));
}

Task<qsizetype> MailBackend::sources(RemoteFolderId folder, QList<QList<RemoteMessageId>> groups, SourceTaker take)
{
    qsizetype done = 0;
    for (const QList<RemoteMessageId> &group : std::as_const(groups)) {
        for (const RemoteMessageId &id : group) {
            Result<QByteArray> one = co_await source(folder, id);
            if (!one && !one.error().isFinal())
                co_return Result<qsizetype>(fail(one.error()));
            if (one && !take(id, std::move(*one)))
                co_return Result<qsizetype>(done);
        }
        ++done;
    }
    co_return Result<qsizetype>(done);
}

} // namespace qn::backend
