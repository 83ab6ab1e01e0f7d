// SPDX-License-Identifier: GPL-3.0-or-later
// Many messages as they are, streamed: what a copy of a whole mailbox is made of.
#include "backend/imap/imapbackend.h"

#include "backend/imap/headerfetch.h"

#include <QSet>

#include <deque>

using namespace Qt::StringLiterals;

namespace qn::imap {

/// What has come of some groups.
struct ImapBackend::Arrival
{
    backend::SourceTaker take;
    quint32 validity = 0;
    QSet<quint32> missing; ///< asked for
    bool mayGoOn = true;
};

namespace {

constexpr size_t commandsAhead = 2; ///< the link stays full, and who waits for the line does not wait long

/// Takes whole messages out of the answers to one command. An answer without a body is somebody else's news.
template <typename A> Connection::Sink sinkFor(const std::shared_ptr<A> &arrival, const QList<quint32> &uids)
{
    return [arrival, mine = QSet<quint32>(uids.cbegin(), uids.cend())](Response &response) {
        if (response.name != "FETCH")
            return false;
        Fetched one = readFetch(response);
        if (!one.body || !mine.contains(one.uid))
            return false;
        response = {}; // one copy in memory is enough
        if (arrival->missing.remove(one.uid))
            arrival->mayGoOn =
                arrival->take(messageId(arrival->validity, one.uid), *std::move(one.body)) && arrival->mayGoOn;
        return true;
    };
}

} // namespace

backend::Task<qsizetype> ImapBackend::sources(
    RemoteFolderId folder, QList<QList<RemoteMessageId>> groups, backend::SourceTaker take)
{
    using Done = Result<qsizetype>;
    Line &line = readingLine();
    Result<std::shared_ptr<Line::Pass>> pass = co_await line.enter(Line::Manner::Patient);
    if (!pass)
        co_return Done(fail(pass.error()));
    const bool wasSelected = line.selected() && line.selected()->folder == folder.value();
    const QList<RemoteMessageId> none;
    Result<QList<quint32>> selected = co_await select(&line, folder, none);
    if (!selected)
        co_return Done(fail(selected.error()));
    const auto arrival = std::make_shared<Arrival>();
    arrival->take = std::move(take);
    arrival->validity = std::max<quint32>(line.selected()->uidValidity, 1);
    Result<qsizetype> asked = co_await fetchGroups(&line, groups, arrival);
    if (!asked || arrival->missing.isEmpty() || !arrival->mayGoOn || !wasSelected)
        co_return Done(std::move(asked));
    // They may have come after the folder was selected.
    Result<void> looked = co_await lookAgain(&line);
    if (!looked)
        co_return Done(fail(looked.error()));
    QList<RemoteMessageId> rest;
    for (const quint32 uid : std::as_const(arrival->missing))
        rest.append(messageId(arrival->validity, uid));
    const QList<QList<RemoteMessageId>> again{rest};
    Result<qsizetype> found = co_await fetchGroups(&line, again, arrival);
    co_return found ? Done(std::move(asked)) : Done(fail(found.error()));
}

/// Always some commands ahead of the one that is being answered.
backend::Task<qsizetype> ImapBackend::fetchGroups(
    Line *line, QList<QList<RemoteMessageId>> groups, std::shared_ptr<Arrival> arrival)
{
    std::deque<Task<Answer>> underWay;
    std::optional<Error> broken;
    qsizetype asked = 0;
    for (;;) {
        const bool isMore = asked < groups.size() && !broken && arrival->mayGoOn && (asked == 0 || !line->isWanted());
        if (isMore) {
            const QList<quint32> uids = uidsOf(groups.at(asked++), arrival->validity);
            arrival->missing.unite(QSet<quint32>(uids.cbegin(), uids.cend()));
            for (const QByteArray &set : sequenceSets(uids)) {
                const CommandText text = command("UID FETCH " + set + " (UID BODY.PEEK[])");
                underWay.push_back(line->run(text, sinkFor(arrival, uids)));
            }
            if (underWay.size() < commandsAhead)
                continue;
        }
        if (underWay.empty())
            break;
        Task<Answer> first = std::move(underWay.front());
        underWay.pop_front();
        Result<Answer> answer = co_await first;
        if (!answer && !broken)
            broken = answer.error();
    }
    if (broken)
        co_return Result<qsizetype>(fail(*broken));
    co_return Result<qsizetype>(asked);
}

} // namespace qn::imap
