// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/mails.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace qn::models {
class MessageListModel;
}

namespace qn::widgets {

class MessageListView;
class ReaderController;
class ReaderView;

/// What is selected in the list, and that the reader shows it.
class SelectionController final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SelectionController)

public:
    /// Begins with the list of the mailbox.
    SelectionController(MessageListView &view, models::MessageListModel &model, ReaderView &reader, ReaderController &opener);

    /// Another list, of messages of any folder (results of a search); the mailbox's own with nullptr.
    void setResults(MessageListView *view, models::MessageListModel *model);
    MessageListView &list() const { return *m_view; }
    Mails mails() const; ///< from top to bottom
    std::optional<store::MessageRow> single() const;
    store::MessageRow row(MessageId id) const;
    void setPlace(AccountId account, FolderId folder);
    /// Where the selected messages are; of results: the first one, where it is loaded.
    AccountId account() const;
    FolderId folder() const;

signals:
    void changed(); ///< the selection, or what is known of it

private:
    void follow(MessageListView &view, models::MessageListModel &model);
    std::optional<store::MessageRow> first() const;
    void settle();
    void refresh();

    MessageListView *m_view;
    models::MessageListModel *m_model;
    MessageListView &m_mailboxView;
    models::MessageListModel &m_mailboxModel;
    QSet<MessageListView *> m_followed;
    ReaderView &m_reader;
    ReaderController &m_opener;
    AccountId m_account;
    FolderId m_folder;
    QTimer m_soon; ///< several changes at once are one
};

} // namespace qn::widgets
