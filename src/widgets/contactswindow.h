// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/contactlistmodel.h"
#include "session/session.h"
#include "widgets/composerequest.h"

#include <QTimer>
#include <QWidget>

namespace Ui {
class ContactsWindow;
}

namespace qn::widgets {

class AvatarLabel;
class EmptyStateWidget;

/// Looks people up: a list with a search field, and everything that is known of the one chosen. The session must be
/// open.
class ContactsWindow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ContactsWindow)

public:
    explicit ContactsWindow(session::Session &session, QWidget *parent = nullptr);
    ~ContactsWindow() override;

    void search(const QString &text);

public slots:
    void writeToCurrent();
    void addContact();
    void editCurrent();
    void removeCurrent(); ///< asks in place

signals:
    void composeRequested(const qn::widgets::ComposeRequest &request);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setUpWords();
    void setUpShortcuts();
    void connectParts();
    void showCurrent();
    void showContact(const store::ContactRow &row);
    void showList();
    void keepSelection();
    std::optional<store::ContactRow> current() const;
    AccountId editableAccount() const; ///< where a new contact goes; invalid: nowhere
    void updateActions();
    void openEditor(const Contact &contact, AccountId account);
    void remove(const store::ContactRow &row);

    session::Session &m_session;
    std::unique_ptr<Ui::ContactsWindow> m_ui;
    models::ContactListModel m_model;
    AvatarLabel *m_avatar;
    EmptyStateWidget *m_nobody; ///< no contact is chosen
    EmptyStateWidget *m_emptyList;
    QTimer m_searchPause;
    ContactId m_wanted; ///< just saved, to be chosen when the list has it
    ContactId m_shown; ///< stays selected while the list is read again
    bool m_loaded = false;
};

} // namespace qn::widgets
