// SPDX-License-Identifier: GPL-3.0-or-later
// The half of TransferCommands that writes files.
#include "session/mailcommands.h"
#include "session/transfercommands.h"
#include "store/answer.h"
#include "store/store.h"
#include "store/transaction.h"
#include "transfer/foldertree.h"
#include "transfer/mailwriter.h"

#include <QCoroTimer>

using namespace Qt::StringLiterals;

namespace qn::session {

using transfer::ExportRequest;
using transfer::MailWriter;
using transfer::Report;

namespace {

constexpr qsizetype messagesAtOnce = 50;

} // namespace

backend::Task<Report> TransferCommands::exportMail(ExportRequest request)
{
    if (!begin())
        co_return Result<Report>(fail(ErrorKind::Conflict, u"an import or export is under way"_s));
    const Result<QList<Source>> found = sources(request);
    Result<Report> report = fail(found ? Error() : found.error());
    if (found)
        report = co_await writeOut(request, *found);
    m_busy = false;
    co_return Result<Report>(report);
}

Result<QList<TransferCommands::Source>> TransferCommands::sources(const ExportRequest &request)
{
    QList<Source> found;
    const Result<void> read = m_engine.store().read([&](store::Transaction &tx) -> Result<void> {
        for (const Account &account : m_engine.accounts()) {
            if (request.account.isValid() && account.id != request.account)
                continue;
            const auto folders = store::folders::list(tx, account.id);
            if (!folders)
                return fail(folders.error());
            const auto wanted = transfer::findFolder(*folders, request.folder);
            for (const store::FolderRow &folder : *folders) {
                if (!request.folder.isEmpty() && (!wanted || wanted->id != folder.id))
                    continue;
                const auto keys = store::messages::keys(tx, folder.id);
                if (!keys)
                    return fail(keys.error());
                const bool isTop = !request.folder.isEmpty() || folder.folder.role == FolderRole::Inbox;
                found.append({account.id, isTop ? QStringList() : transfer::pathOf(*folders, folder), *keys});
            }
        }
        return {};
    });
    if (!read)
        return fail(read.error());
    if (found.isEmpty() && !request.folder.isEmpty())
        return fail(ErrorKind::NotFound, u"there is no folder \"%1\""_s.arg(request.folder));
    return found;
}

backend::Task<Report> TransferCommands::writeOut(ExportRequest request, QList<Source> sources)
{
    Result<std::unique_ptr<MailWriter>> made = MailWriter::make(request.format, request.path);
    if (!made)
        co_return Result<Report>(fail(made.error()));
    const std::shared_ptr<MailWriter> writer = std::move(*made);
    transfer::Progress progress;
    progress.total = 0;
    for (const Source &source : std::as_const(sources))
        progress.total += source.keys.size();
    Report report;
    for (const Source &source : std::as_const(sources)) {
        for (qsizetype at = 0; at < source.keys.size() && !isOver(); at += messagesAtOnce) {
            QList<MessageId> ids;
            for (const store::MessageKey &key : source.keys.mid(at, messagesAtOnce))
                ids.append(key.id);
            const Result<int> written = co_await writeSome(writer, source.path, ids);
            if (!written)
                co_return Result<Report>(fail(written.error()));
            report.messages += *written;
            report.skipped += int(ids.size()) - *written;
            progress.messages = report.messages;
            progress.done += ids.size();
            tell(progress);
            // The thread has other work as well.
            co_await QCoro::sleepFor(std::chrono::milliseconds(0));
        }
    }
    if (const Result<void> done = writer->finish(); !done)
        co_return Result<Report>(fail(done.error()));
    co_return Result<Report>(end(report, 0));
}

/// Returns how many of the messages were there to be written.
backend::Task<int> TransferCommands::writeSome(
    std::shared_ptr<MailWriter> writer, QStringList path, QList<MessageId> ids)
{
    const auto rows = store::answer<QList<store::MessageRow>>(
        m_engine.store(), [&ids](store::Transaction &tx) { return store::messages::rows(tx, ids); });
    if (!rows)
        co_return Result<int>(fail(rows.error()));
    QHash<MessageId, const store::MessageRow *> byId;
    for (const store::MessageRow &row : *rows)
        byId.insert(row.id, &row);
    MailCommands mail(m_engine);
    int written = 0;
    for (const MessageId id : std::as_const(ids)) {
        const store::MessageRow *const row = byId.value(id);
        if (!row)
            continue;
        // One at a time: fifty with large files are more than a computer may have memory for.
        const auto stored = store::answer<std::optional<QByteArray>>(
            m_engine.store(), [id](store::Transaction &tx) { return store::messages::source(tx, id); });
        if (!stored)
            co_return Result<int>(fail(stored.error()));
        QByteArray bytes = stored->value_or(QByteArray());
        if (bytes.isEmpty()) {
            const Result<QByteArray> fetched = co_await mail.fetchSource(id);
            if (!fetched && fetched.error().kind != ErrorKind::NotFound
                && fetched.error().kind != ErrorKind::Unsupported)
                co_return Result<int>(fail(fetched.error()));
            bytes = fetched.value_or(QByteArray());
        }
        if (bytes.isEmpty())
            continue;
        const Result<void> done = writer->write({bytes, path, row->flags, row->from.email, row->subject, row->date});
        if (!done)
            co_return Result<int>(fail(done.error()));
        ++written;
    }
    co_return Result<int>(written);
}

} // namespace qn::session
