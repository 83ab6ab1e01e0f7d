// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/database.h"
#include "store/searchcondition.h"
#include "store/searchplan.h"
#include "store/searchruns.h"
#include "store/transaction.h"

#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace qn::store {

/// One question to the index, inside a transaction.
class SearchReading final
{
    Q_DISABLE_COPY_MOVE(SearchReading)

public:
    using Take = std::function<bool(const MessageKey &)>; ///< false: no more
    using Visit = std::function<void(const MessageKey &)>;

    explicit SearchReading(Transaction &tx)
        : m_db(tx.database())
        , m_subject(m_db)
    {
    }
    Result<void> prepare(Transaction &tx, const SearchNode &query);
    /// Calls `take(key)` for hits, newest first, until it returns false.
    void newestFirst(const Take &take);
    /// Calls `take(key)` for every hit, in any order.
    void inAnyOrder(const Visit &take);
    qint64 count();

private:
    static constexpr qsizetype few = 8; ///< one document costs as much as passing so many
    static constexpr qsizetype firstChunk = 128, largestChunk = 16384;

    /// A run that hits are taken from, newest first, in chunks.
    struct Source
    {
        SearchRun run;
        MessageKey key; ///< of the hit it stands at
        std::unique_ptr<Query> query; ///< of the documents to be looked at
        std::vector<MessageKey> hits; ///< of this chunk, the next one last
        qsizetype chunk = firstChunk;
        bool isAtEnd = false; ///< a query begins again when it is asked behind its end
    };
    /// A message that a filter has let through.
    struct Candidate
    {
        qint64 docid = 0;
        MessageKey key;
        SearchSubject::Row row;
    };

    bool isCommon(QStringView word);
    bool isFilterRarer();
    bool advance(Source &source);
    bool readChunk(Source &source);
    std::optional<MessageKey> keyOf(qint64 docid);
    SearchWindow wholeWindow() const;
    SearchSet hitsOfAll(const SearchWindow &window);
    void takeSorted(const Take &take);
    void takeByRows(const Take &take);
    QList<MessageKey> hitsAmong(const std::vector<Candidate> &chunk);
    qint64 docidOf(MessageId id);
    void lookAtFolder();
    void narrowRuns();
    qint64 firstFrom(const SearchRun &run, qint64 date);
    void readCandidates();
    void readStale();
    void readExcluded();
    QList<MessageKey> staleHits();
    void scan(const Take &take);

    Database &m_db;
    SearchSubject m_subject;
    SearchCondition m_condition;
    SearchPlan m_plan;
    std::vector<SearchRun> m_runs;
    bool m_hasIndex = false;
    bool m_isLed = false; ///< the index says which documents to look at
    QList<MessageId> m_stale;
    QSet<qint64> m_excluded;
    bool m_hasCandidates = false; ///< only these documents come into question
    std::vector<qint64> m_candidates;
};

} // namespace qn::store
