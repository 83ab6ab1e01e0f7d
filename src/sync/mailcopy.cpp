// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/mailcopy.h"

#include "store/answer.h"
#include "store/sourcefiles.h"
#include "store/transaction.h"
#include "sync/logging.h"

#include <QElapsedTimer>
#include <QHash>

#include <algorithm>
#include <memory>

namespace qn::sync {

using namespace Qt::StringLiterals;

namespace {

constexpr int placesAtOnce = 2000; ///< of the newest, those of one folder are fetched in one go
constexpr qsizetype mostInGroup = 400; ///< messages; QQ refuses long sets
// What the user opens meanwhile waits for the groups that are on their way, so that they are as long as the line is
// fast.
constexpr double groupMs = 150;
constexpr qint64 leastGroup = 128 << 10, mostGroup = 4 << 20; // bytes
constexpr qint64 mostHeld = 4 << 20; ///< bytes in memory before they are written
constexpr int mostRefusals = 5; ///< in a row: then it is not the messages

/// Of what was asked for, and not of asking.
bool isRefusal(const Error &error)
{
    return error.isFinal() || error.kind == ErrorKind::Server;
}

bool isLarge(const store::RemotePlace &place)
{
    return place.size > MessageSource::largeBytes;
}

} // namespace

/// One message that comes in pieces.
struct MailCopy::Large
{
    MessageId id;
    std::unique_ptr<store::SourceWriter> file;
};

MailCopy::MailCopy(AccountId account, backend::MailBackend &backend, store::Store &store)
    : m_account(account)
    , m_backend(backend)
    , m_store(store)
{
}

MailCopy::~MailCopy() = default;

/// One call of MailBackend::sources().
struct MailCopy::Round
{
    QHash<RemoteMessageId, MessageId> ids;
    QList<std::pair<MessageId, QByteArray>> held;
    qint64 heldBytes = 0;
    QSet<MessageId> came;
    qint64 bytes = 0;
    QElapsedTimer clock, sinceWrite;
    Result<void> written;
};

Result<CopyState> MailCopy::state() const
{
    const auto count = store::answer<store::messages::SourceCount>(
        m_store, [this](store::Transaction &tx) { return store::messages::countSources(tx, m_account); });
    if (!count)
        return fail(count.error());
    return CopyState{count->here, count->here + std::max(0, count->missing - int(m_given.size())), 0};
}

/// Of the newest that are missing, those of the first one's folder. What is large is alone.
Result<QList<store::RemotePlace>> MailCopy::nextPlaces() const
{
    auto places = store::answer<QList<store::RemotePlace>>(m_store, [this](store::Transaction &tx) {
        return store::messages::withoutSource(
            tx, m_account, placesAtOnce, [this](MessageId id) { return m_given.contains(id); });
    });
    if (!places || places->isEmpty())
        return places;
    const store::RemotePlace first = places->constFirst();
    if (isLarge(first))
        return QList<store::RemotePlace>{first};
    places->removeIf([&first](const auto &place) { return place.folder != first.folder || isLarge(place); });
    return places;
}

QList<QList<RemoteMessageId>> MailCopy::groupsOf(const QList<store::RemotePlace> &places) const
{
    const qint64 wanted = std::clamp(qint64(m_bytesPerMs * groupMs), leastGroup, mostGroup);
    QList<QList<RemoteMessageId>> groups;
    qint64 bytes = 0;
    for (const store::RemotePlace &place : places) {
        if (groups.isEmpty() || bytes + place.size > wanted || groups.constLast().size() == mostInGroup
            || m_oneByOne > 0) {
            if (m_oneByOne > 0 && !groups.isEmpty())
                break;
            groups.append(QList<RemoteMessageId>());
            bytes = 0;
        }
        groups.last().append(place.remoteId);
        bytes += place.size;
    }
    return groups;
}

void MailCopy::rest()
{
    m_rush.reset();
}

/// No network is as fast, but a server on this machine or beside it: then it is over sooner if nobody else works.
void MailCopy::measure(const Round &round)
{
    constexpr qint64 enough = 64 << 10;
    constexpr double fast = 20'000; // bytes a millisecond
    if (round.bytes < enough)
        return;
    m_bytesPerMs = double(round.bytes) / double(std::max<qint64>(round.clock.elapsed(), 1));
    if (m_bytesPerMs < fast)
        m_rush.reset();
    else if (!m_rush)
        m_rush = std::make_unique<store::Store::Rush>(m_store);
}

/// What is held goes to the disk.
Result<void> MailCopy::store(Round &round)
{
    if (round.held.isEmpty())
        return {};
    const Result<void> written = m_store.write(
        [&round](store::Transaction &tx) -> Result<void> {
            for (const auto &[id, source] : std::as_const(round.held)) {
                const Result<void> set = store::messages::setSource(tx, id, source);
                if (!set && set.error().kind != ErrorKind::NotFound)
                    return set;
            }
            return {};
        },
        store::Durability::Relaxed);
    round.held.clear();
    round.heldBytes = 0;
    round.sinceWrite.restart();
    measure(round);
    return written;
}

backend::Task<void> MailCopy::someMore(std::function<bool()> mayGoOn)
{
    const Result<QList<store::RemotePlace>> places = nextPlaces();
    if (!places)
        co_return Result<void>(fail(places.error()));
    m_isComplete = places->isEmpty();
    if (m_isComplete)
        co_return Result<void>();
    if (isLarge(places->constFirst())) {
        backend::Task<void> fetching = someOfLarge(places->constFirst(), mayGoOn);
        co_return co_await fetching;
    }
    const auto round = std::make_shared<Round>();
    for (const store::RemotePlace &place : *places)
        round->ids.insert(place.remoteId, place.id);
    round->clock.start();
    round->sinceWrite.start();
    const backend::SourceTaker take = [this, round, mayGoOn](
                                          const RemoteMessageId &remoteId, const QByteArray &source) {
        const MessageId id = round->ids.value(remoteId);
        if (!id.isValid())
            return true;
        constexpr qint64 longestHold = 1000; // milliseconds: a kill costs no more
        round->held.append({id, source});
        round->heldBytes += source.size();
        round->bytes += source.size();
        round->came.insert(id);
        ++m_taken;
        if (round->heldBytes >= mostHeld || round->sinceWrite.hasExpired(longestHold))
            round->written = store(*round);
        return round->written.has_value() && mayGoOn();
    };
    const QList<QList<RemoteMessageId>> groups = groupsOf(*places);
    backend::Task<qsizetype> fetching = m_backend.sources(places->first().folder, groups, take);
    Result<qsizetype> asked = co_await fetching;
    if (round->written)
        round->written = store(*round);
    if (!round->written)
        co_return Result<void>(fail(round->written.error()));
    noteOutcome(*round, asked, groups);
    if (!asked && (!isRefusal(asked.error()) || m_refusals > mostRefusals))
        co_return Result<void>(fail(asked.error()));
    co_return Result<void>();
}

/// Goes on where it was, also after an error: what has come of a large message is not fetched again in this run of the program.
backend::Task<void> MailCopy::someOfLarge(store::RemotePlace place, std::function<bool()> mayGoOn)
{
    if (!m_large || m_large->id != place.id)
        m_large = std::make_shared<Large>(Large{place.id, m_store.newSource()});
    const std::shared_ptr<Large> large = m_large;
    const backend::FileTaker take = [large, mayGoOn](qint64 offset, const QByteArray &bytes) -> Result<void> {
        const Result<void> written = large->file->write(offset, bytes);
        return !written || mayGoOn() ? written : fail(ErrorKind::Canceled, u"not now"_s);
    };
    backend::Task<bool> fetching = m_backend.sourceTo(place.folder, place.remoteId, large->file->size(), take);
    Result<bool> isWhole = co_await fetching;
    if (!isWhole && isRefusal(isWhole.error())) {
        qCInfo(logSync) << "a large message of account" << m_account.value() << "cannot be had:" << isWhole.error().detail;
        m_given.insert(place.id);
        m_large.reset();
        co_return ++m_refusals > mostRefusals ? Result<void>(fail(isWhole.error())) : Result<void>();
    }
    if (!isWhole && isWhole.error().kind == ErrorKind::Canceled)
        co_return Result<void>();
    if (!isWhole && isWhole.error().kind == ErrorKind::Storage)
        m_large.reset(); // a full disk has better use for the room
    if (!isWhole || !*isWhole)
        co_return isWhole ? Result<void>() : Result<void>(fail(isWhole.error()));
    m_large.reset();
    m_refusals = 0;
    co_return storeLarge(*large);
}

Result<void> MailCopy::storeLarge(const Large &large)
{
    const Result<store::SourcePlace> place = large.file->place();
    if (!place)
        return fail(place.error());
    const Result<void> written = m_store.write(
        [&](store::Transaction &tx) { return store::messages::setSource(tx, large.id, *place); },
        store::Durability::Relaxed);
    if (!written)
        return written.error().kind == ErrorKind::NotFound ? Result<void>() : written;
    large.file->keep();
    ++m_taken;
    return {};
}

/// What was asked for in vain is not asked for again.
void MailCopy::noteOutcome(
    const Round &round, const Result<qsizetype> &asked, const QList<QList<RemoteMessageId>> &groups)
{
    m_refusals = asked || !round.came.isEmpty() ? 0 : m_refusals + 1;
    qsizetype done = asked.value_or(0);
    if (!asked) {
        if (!isRefusal(asked.error()))
            return;
        qCInfo(logSync) << "some messages of account" << m_account.value() << "cannot be had:" << asked.error().detail;
        if (asked.error().kind == ErrorKind::NotFound)
            done = groups.size(); // the folder has gone
        else if (m_oneByOne == 0)
            m_oneByOne = int(mostInGroup);
        else
            done = 1;
    }
    m_oneByOne = m_oneByOne > 0 && (asked || done > 0) ? m_oneByOne - 1 : m_oneByOne;
    for (const QList<RemoteMessageId> &group : groups.mid(0, done)) {
        for (const RemoteMessageId &remoteId : group) {
            const MessageId id = round.ids.value(remoteId);
            if (!round.came.contains(id))
                m_given.insert(id);
        }
    }
}

} // namespace qn::sync
