// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/searchcodes.h"
#include "store/searchcondition.h"
#include "store/searchset.h"
#include "store/searchterms.h"

#include <memory>
#include <vector>

namespace qn::store {

/// How a condition is answered. Points into the condition.
struct SearchPlan
{
    const SearchCondition *condition = nullptr;
    QString match; ///< an FTS5 expression that finds every hit; empty: the index says nothing
    bool isExact = false; ///< and nothing else
    bool isNarrowed = false; ///< what is asked has been found by `match` already, or by more
    std::vector<SearchPlan> rest; ///< parts to be asked besides
    SearchBounds bounds; ///< of the whole query
    std::shared_ptr<const SearchPattern> pattern; ///< of a phrase, once it was needed
};
SearchPlan searchPlan(const SearchCondition &condition, const SearchCommonWords &isCommon);

/// Answers a plan for a window of documents, with sets instead of one message after the other. Inside a transaction, with the
/// index attached as "search".
class SearchEvaluation final
{
    Q_DISABLE_COPY_MOVE(SearchEvaluation)

public:
    SearchEvaluation(Database &database, SearchPlan &plan, const SearchWindow &window);
    const SearchSet &all(); ///< documents of the window
    SearchSet matching(const QString &expression);
    SearchSet evaluate(const SearchSet &within) { return evaluate(m_plan, within); }
    void setRow(qsizetype index, const SearchSubject::Row &row); ///< what is known of a document need not be read

private:
    struct Leaf
    {
        const SearchCondition *condition = nullptr;
        SearchSet holds;
    };
    SearchSet evaluate(SearchPlan &plan, const SearchSet &within);
    SearchSet evaluateText(SearchPlan &plan, const SearchSet &within);
    SearchSet withPattern(const SearchPattern &pattern, const SearchSet &candidates);
    SearchSet evaluateRow(const SearchPlan &plan, const SearchSet &within);
    void collectLeaves(const SearchPlan &plan);
    void readDocuments();
    void readRows(const SearchSet &wanted);
    void readAllRows();
    void takeRow(qsizetype index, const SearchSubject::Row &row);

    Database &m_db;
    SearchPlan &m_plan;
    const SearchWindow &m_window;
    std::vector<Leaf> m_leaves; ///< conditions on columns of the list
    SearchSet m_loaded; ///< documents whose columns were looked at
    SearchSet m_all;
    bool m_hasAll = false;
    qint64 m_firstDate = 0, m_lastDate = 0;
    std::vector<std::pair<qint64, qsizetype>> m_indexOfMessage; ///< ascending
};

} // namespace qn::store
