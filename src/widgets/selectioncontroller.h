// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "widgets/mails.h"

#include <QObject>
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
    SelectionController(MessageListView &view, models::MessageListModel &model, ReaderView &reader, ReaderController &opener);

    Mails mails() const; ///< from top to bottom
    std::optional<store::MessageRow> single() const;
    store::MessageRow row(MessageId id) const;
    void setPlace(AccountId account, FolderId folder);
    AccountId account() const { return m_account; }
    FolderId folder() const { return m_folder; }

signals:
    void changed(); ///< the selection, or what is known of it

private:
    void settle();
    void refresh();

    MessageListView &m_view;
    models::MessageListModel &m_model;
    ReaderView &m_reader;
    ReaderController &m_opener;
    AccountId m_account;
    FolderId m_folder;
    QTimer m_soon; ///< several changes at once are one
};

} // namespace qn::widgets
