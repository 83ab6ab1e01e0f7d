// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/searchmatcher.h"
#include "models/messagelistmodel.h"
#include "session/session.h"
#include "widgets/searchbar.h"

#include <QObject>
#include <QTimer>

class QPushButton;

namespace qn::models {
class FolderModel;
}

namespace qn::widgets {

class MessageListView;

/// Search as you type: takes the field's text, asks the store with every keystroke, and says what came of it. The results are
/// a list of their own beside the mailbox's, so that the mailbox stays as it was left.
class SearchController final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SearchController)

public:
    SearchController(session::Session &session, const models::FolderModel &folders, SearchBar &bar, MessageListView &results);
    ~SearchController() override;

    void setMailbox(FolderId folder); ///< what "this mailbox" is
    bool isActive() const { return m_isActive; } ///< the results are to be shown
    QString title() const; ///< "1,234 results"
    SearchHighlighter highlighter() const { return m_highlighter; } ///< of the query that the results are of
    models::MessageListModel *model() const { return m_model.get(); } ///< nullptr before the first search
    void start(); ///< into the field
    void leave(); ///< as if nothing had been looked for

signals:
    void activeChanged(); ///< show the results, or the mailbox again
    void titleChanged();
    void queryChanged(); ///< the results are of another query, or soon will be
    void resultsWanted(); ///< the user goes on to the results
    void mailboxWanted(); ///< the user goes back to the mailbox

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void createModel();
    void ask();
    void takeError(const SearchError &error);
    void setActive(bool active);
    SearchNode narrowed(SearchNode query) const;
    void describe();
    void offerMore();
    void widen();
    void askPending();
    void placeOffer();

    session::Session &m_session;
    const models::FolderModel &m_folders;
    SearchBar &m_bar;
    MessageListView &m_results;
    std::unique_ptr<models::MessageListModel> m_model;
    QPushButton *m_offer;
    FolderId m_mailbox;
    QString m_query; ///< as typed
    SearchHighlighter m_highlighter;
    std::optional<SearchError> m_error;
    bool m_isActive = false;
    bool m_isWaiting = false; ///< for the first answer
    bool m_namesFolder = false; ///< the query says itself where to look
    SearchBar::Scope m_preferred = SearchBar::Scope::AllMail;
    QTimer m_errorSoon; ///< who types on needs no word about what is not finished
    QTimer m_pendingSoon; ///< while the index is being filled
};

} // namespace qn::widgets
