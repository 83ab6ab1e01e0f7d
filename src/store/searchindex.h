// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "store/searchcodes.h"
#include "store/searchdocument.h"
#include "store/searchruns.h"
#include "store/searchterms.h"

#include <QSet>

#include <functional>
#include <memory>

namespace qn::store {

class Database;

/// Writing side of the full-text index, DIR/search.db. It follows the mailbox by the change log of mail.db
/// (search_change), in batches of one transaction each: what is indexed, and up to where the log was read, is committed
/// together, so that a kill at any moment loses nothing. Belongs to one thread; several (also of other processes) may
/// work on one index. Anything about it that does not fit (other program version, other mailbox, damage) makes it start
/// anew, newest messages first.
///
/// A document is a row of `doc`; its terms are under its docid in `term`, its text (searchcodes.h) in `text`. docids follow the dates inside a run
/// (searchruns.h). The FTS5 table has no contents, so terms can be taken back only where the old texts are known to be
/// what they were (by their hash); otherwise the old docid is put on the list of the dead.
class SearchIndex final
{
    Q_DISABLE_COPY_MOVE(SearchIndex)

public:
    static QString fileName(const QString &dataDir);
    static qint64 version(); ///< of layout, terms and texts: what an index was made with
    static constexpr qint64 outdated = 0; ///< instead of it: can be read, and will be made anew
    /// A reader has met damage in it: the next step makes it anew.
    static void markDamaged(const QString &dataDir);
    static Result<std::unique_ptr<SearchIndex>> open(const QString &dataDir);
    ~SearchIndex();

    struct Progress
    {
        int indexed = 0; ///< messages in this step
        bool hasMore = false; ///< call again
        qint64 sequence = 0; ///< search_change rows up to here are done with
    };
    /// Indexes up to `limit` messages in one transaction. Errors: Canceled, with nothing written, where stopWhen() says so.
    Result<Progress> step(int limit = 2000);
    void stopWhen(std::function<bool()> question) { m_shouldStop = std::move(question); } ///< asked for each message

private:
    struct State;
    struct Work;
    struct Action;
    SearchIndex(const QString &dataDir, std::unique_ptr<Database> mail, std::unique_ptr<Database> index);
    Result<void> replaceDamaged();
    Result<Progress> stepInside(int limit);
    bool shouldStop();
    bool renewSnapshot();
    void learn(const QSet<MessageId> &ids);
    Result<State> readState();
    Result<void> startAnew(State &state);
    void writeState(const State &state);
    bool readLog(State &state, int limit, QSet<MessageId> &ids);
    bool readBackfill(State &state, int limit, QSet<MessageId> &ids);
    bool readClosedRuns(int limit, QSet<MessageId> &ids);
    std::vector<Work> prepare(const QSet<MessageId> &ids);
    void dropDocument(qint64 docid, bool isTakenBack);
    std::vector<Action> place(std::vector<Work> &work);
    void apply(std::vector<Action> &actions);
    bool hasTooManyDead();
    bool hasLearnedTooLittle(const State &state);

    const QString m_dataDir;
    std::unique_ptr<Database> m_mail;
    std::unique_ptr<Database> m_index;
    SearchTerms m_terms;
    SearchEncoder m_encoder;
    std::function<bool()> m_shouldStop;
    bool m_isStopped = false;
    qint64 m_version = -1; ///< of the index, as of the last step
    SearchRuns m_runs;
};

} // namespace qn::store
