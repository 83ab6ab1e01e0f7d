// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/foldermodel.h"
#include "models/messagelistmodel.h"
#include "models/outgoingmodel.h"
#include "session/session.h"
#include "widgets/composerequest.h"
#include "widgets/firstsight.h"
#include "widgets/mailaction.h"
#include "widgets/webviewplugin.h"

#include <QMainWindow>

#include <memory>

class QToolButton;

namespace Ui {
class MainWindow;
}

namespace qn::widgets {

class AttachmentActions;
class ComposeLauncher;
class MailActions;
struct Mails;
class ReaderController;
class SearchController;
class SelectionController;
class Toast;
class TransferMenu;

/// The three panes: folders, messages, reader; or the welcome page while there is no account. Puts the parts together; what
/// happens on a command is in the controllers. Other windows are opened by whoever listens to the signals.
/// The session must be open.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    /// `settingsFile` keeps geometry and splitter. `webView` is asked when the first HTML mail is shown; it may be empty.
    MainWindow(session::Session &session, const QString &settingsFile, std::function<WebViewPlugin *()> webView,
        const FirstSight &sight = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

public slots:
    void openFolder(qn::FolderId folder);
    void openInboxOf(qn::AccountId account); ///< now or, of a new account, as soon as there is one

signals:
    void composeRequested(const qn::widgets::ComposeRequest &request);
    void contactsRequested();
    void settingsRequested();
    void addAccountRequested();
    void sampleRequested();
    void signInRequested(qn::AccountId account);

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setUpLooks();
    void setUpButton(QToolButton *button, QAction *action, const QString &icon);
    void setUpActions();
    void setUpMenus();
    void connectSession();
    void connectPanes();
    void connectReader();
    void connectSearch();
    void openWantedInbox();
    void showFolder(FolderId folder);
    void updateTitle();
    void updateEmptyState();
    void updateActions();
    void updatePages();
    void fillMoveMenu();
    void showContextMenu(const QPoint &position);
    void trigger(MailAction action, const Mails &mails);
    void triggerSelected(MailAction action);
    void openLink(const QUrl &url);
    void showAbout();
    void applyColours();
    void restoreState();
    void rememberRows();
    void saveState() const;
    void setMenuBarShown(bool shown);
    bool inDrafts() const;

    session::Session &m_session;
    const QString m_settingsFile;
    std::unique_ptr<Ui::MainWindow> m_ui;
    models::FolderModel m_folders;
    models::MessageListModel m_messages;
    models::OutgoingModel m_outgoing;
    AccountId m_wantedInbox; ///< of an account that has just been signed in to
    Toast *m_toast;
    MailActions *m_actions;
    ReaderController *m_reader;
    SelectionController *m_selection;
    SearchController *m_search;
    ComposeLauncher *m_compose;
    AttachmentActions *m_attachments;
    TransferMenu *m_transfer;
};

} // namespace qn::widgets
