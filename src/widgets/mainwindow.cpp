// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mainwindow.h"

#include "core/whendone.h"
#include "models/lookup.h"
#include "ui_mainwindow.h"
#include "widgets/attachmentactions.h"
#include "widgets/composelauncher.h"
#include "widgets/foldertexts.h"
#include "widgets/mailactions.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/readercontroller.h"
#include "widgets/searchcontroller.h"
#include "widgets/searchfield.h"
#include "widgets/selectioncontroller.h"
#include "widgets/textformatting.h"
#include "widgets/theme.h"
#include "widgets/toast.h"
#include "widgets/transfermenu.h"

#include <QCloseEvent>
#include <QDesktopServices>
#include <QMessageBox>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace qn::widgets {

using store::MessageRow;

MainWindow::MainWindow(session::Session &session, const QString &settingsFile, std::function<WebViewPlugin *()> webView,
    const FirstSight &sight, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settingsFile(settingsFile)
    , m_ui(std::make_unique<Ui::MainWindow>())
    , m_folders(session.reader(), sight.look ? &*sight.look : nullptr)
    , m_messages(session.reader())
    , m_outgoing(session.reader())
{
    m_ui->setupUi(this);
    m_toast = new Toast(m_ui->mail);
    m_toast->setAnchor(m_ui->splitter);
    m_actions = new MailActions(session, m_folders, *m_toast, *this);
    m_reader = new ReaderController(session, *m_ui->reader, *m_actions);
    m_selection = new SelectionController(*m_ui->messages, m_messages, *m_ui->reader, *m_reader);
    m_search = new SearchController(session, m_folders, *m_ui->search, *m_ui->results);
    m_compose = new ComposeLauncher(session, *m_toast, this);
    m_attachments = new AttachmentActions(session, *m_ui->reader, *m_toast);
    m_transfer = new TransferMenu(session, *m_toast, this);
    m_ui->reader->setWebView(std::move(webView));
    setUpLooks();
    setUpActions();
    setUpMenus();
    connectSession();
    connectPanes();
    connectReader();
    connectSearch();
    m_ui->messages->setMessages(&m_messages);
    m_ui->messages->setPaintedAhead(sight.rows);
    if (sight.look)
        m_messages.expect(sight.look->inbox, sight.look->newest);
    m_ui->folders->setFolders(&m_folders);
    m_ui->outgoing->follow(m_outgoing);
    m_ui->status->follow(session);
    restoreState();
    updatePages();
    updateActions();
}

MainWindow::~MainWindow() = default;

void MainWindow::setUpLooks()
{
    m_ui->write->setProperty("primary", true);
    m_ui->write->setText(tr("Write"));
    m_ui->write->setIcon(themeIcon(u"square-pen"_s));
    m_ui->write->setMinimumHeight(36);
    m_ui->write->setFont(themeFont(TextRole::Body, true));
    m_ui->addAccount->setText(tr("Add account"));
    m_ui->addAccount->setIcon(themeIcon(u"plus"_s));
    m_ui->folderTitle->setFont(themeFont(TextRole::Title, true));
    m_ui->folderCount->setFont(themeFont(TextRole::Caption));
    m_ui->folderCount->setContentsMargins(4, 3, 0, 0);
    m_ui->folders->viewport()->setBackgroundRole(QPalette::AlternateBase);
    setUpButton(m_ui->reply, m_ui->actionReply, u"reply"_s);
    setUpButton(m_ui->archive, m_ui->actionArchive, u"archive"_s);
    setUpButton(m_ui->remove, m_ui->actionDelete, u"trash-2"_s);
    setUpButton(m_ui->contacts, m_ui->actionContacts, u"users"_s);
    setUpButton(m_ui->sync, m_ui->actionSync, u"refresh-cw"_s);
    m_ui->splitter->setStretchFactor(0, 0);
    m_ui->splitter->setStretchFactor(1, 0);
    m_ui->splitter->setStretchFactor(2, 1);
    applyColours();
}

void MainWindow::setUpButton(QToolButton *button, QAction *action, const QString &icon)
{
    action->setIcon(themeIcon(icon));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setFocusPolicy(Qt::TabFocus);
    QString name = action->text();
    name.remove(u'&').remove(u'…');
    action->setToolTip(action->shortcut().isEmpty()
            ? name
            : u"%1 (%2)"_s.arg(name, action->shortcut().toString(QKeySequence::NativeText)));
    button->setAccessibleName(name);
}

void MainWindow::setUpActions()
{
    const QList<std::pair<QAction *, QString>> icons{{m_ui->actionWrite, u"square-pen"_s}, {m_ui->actionReplyAll, u"reply-all"_s},
        {m_ui->actionForward, u"forward"_s}, {m_ui->actionSearch, u"search"_s}, {m_ui->actionEditDraft, u"pencil"_s}, {m_ui->actionJunk, u"shield-alert"_s},
        {m_ui->actionFlag, u"star"_s}, {m_ui->actionRead, u"mail"_s}, {m_ui->actionUndo, u"undo-2"_s}, {m_ui->actionSettings, u"settings"_s},
        {m_ui->actionAddAccount, u"user-plus"_s}, {m_ui->actionQuit, u"log-out"_s}, {m_ui->actionAbout, u"info"_s}};
    for (const auto &[action, icon] : icons)
        action->setIcon(themeIcon(icon));
    m_ui->menuMove->setIcon(themeIcon(u"folder-input"_s));
    const QList<std::pair<QAction *, MailAction>> mail{{m_ui->actionReply, MailAction::Reply},
        {m_ui->actionReplyAll, MailAction::ReplyAll}, {m_ui->actionForward, MailAction::Forward},
        {m_ui->actionArchive, MailAction::Archive}, {m_ui->actionDelete, MailAction::Trash}, {m_ui->actionJunk, MailAction::Junk},
        {m_ui->actionFlag, MailAction::ToggleFlag}, {m_ui->actionRead, MailAction::ToggleRead}};
    for (const auto &[action, what] : mail)
        connect(action, &QAction::triggered, this, [this, what = what] { triggerSelected(what); });
    const auto write = [this] { m_compose->write(m_selection->account()); };
    connect(m_ui->actionWrite, &QAction::triggered, this, write);
    connect(m_ui->write, &QPushButton::clicked, this, write);
    connect(m_ui->actionEditDraft, &QAction::triggered, this, [this] {
        if (const auto row = m_selection->single())
            m_compose->takeUpDraft(*row);
    });
    m_ui->actionSearch->setShortcuts({QKeySequence(QKeySequence::Find), QKeySequence(Qt::CTRL | Qt::Key_K)});
    connect(m_ui->actionSearch, &QAction::triggered, m_search, &SearchController::start);
    m_ui->actionUndo->setShortcut(QKeySequence::Undo);
    connect(m_ui->actionUndo, &QAction::triggered, m_actions, &MailActions::undoLast);
    connect(m_actions, &MailActions::undoableChanged, m_ui->actionUndo, &QAction::setEnabled);
    connect(m_ui->actionSync, &QAction::triggered, this, [this] { m_session.sync(); });
    connect(m_ui->actionContacts, &QAction::triggered, this, &MainWindow::contactsRequested);
    connect(m_ui->actionSettings, &QAction::triggered, this, &MainWindow::settingsRequested);
    connect(m_ui->actionAddAccount, &QAction::triggered, this, &MainWindow::addAccountRequested);
    connect(m_ui->addAccount, &QPushButton::clicked, this, &MainWindow::addAccountRequested);
    connect(m_ui->actionQuit, &QAction::triggered, qApp, &QApplication::closeAllWindows);
    connect(m_ui->actionAbout, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_ui->actionMenuBar, &QAction::toggled, this, &MainWindow::setMenuBarShown);
    for (QMenu *menu : {m_ui->menuFile, m_ui->menuMessage, m_ui->menuView})
        addActions(menu->actions()); // their keys work while the menu bar is hidden
}

void MainWindow::setUpMenus()
{
    auto *menu = new QMenu(this);
    menu->addAction(m_ui->menuMessage->menuAction());
    menu->addSeparator();
    menu->addAction(m_ui->actionSync);
    menu->addAction(m_ui->actionAddAccount);
    menu->addAction(m_ui->actionSettings);
    menu->addAction(m_ui->actionMenuBar);
    QAction *last = menu->addSeparator();
    m_transfer->addTo(*menu, last);
    m_transfer->addTo(*m_ui->menuFile, m_ui->actionAddAccount);
    menu->addAction(m_ui->actionAbout);
    menu->addAction(m_ui->actionQuit);
    m_ui->menu->setIcon(themeIcon(u"menu"_s));
    m_ui->menu->setToolTip(tr("Menu (F10)"));
    m_ui->menu->setAccessibleName(tr("Menu"));
    m_ui->menu->setShortcut(QKeySequence(Qt::Key_F10));
    m_ui->menu->setFocusPolicy(Qt::TabFocus);
    connect(m_ui->menu, &QToolButton::clicked, this, [this, menu] {
        const QPoint corner = m_ui->menu->mapToGlobal(QPoint(m_ui->menu->width(), m_ui->menu->height() + 4));
        menu->popup(corner - QPoint(menu->sizeHint().width(), 0));
    });
    connect(m_ui->menuMove, &QMenu::aboutToShow, this, &MainWindow::fillMoveMenu);
    for (MessageListView *list : {m_ui->messages, m_ui->results}) {
        list->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(list, &QWidget::customContextMenuRequested, this, &MainWindow::showContextMenu);
    }
#ifdef Q_OS_MACOS
    m_ui->actionMenuBar->setVisible(false); // always there
#endif
}

void MainWindow::connectSession()
{
    using session::Session;
    connect(&m_session, &Session::changed, &m_folders, &models::FolderModel::applyChanges);
    connect(&m_session, &Session::changed, &m_messages, &models::MessageListModel::applyChanges);
    connect(&m_session, &Session::changed, &m_outgoing, &models::OutgoingModel::applyChanges);
    connect(&m_session, &Session::accountsChanged, this, &MainWindow::updatePages);
    connect(&m_session, &Session::statusChanged, this, &MainWindow::updateActions);
    connect(&m_session, &Session::changeRefused, this,
        [this](AccountId, const Error &error) { m_toast->tell(describe(error).title); });
    connect(m_ui->status, &StatusLine::retryRequested, this, [this](AccountId account) { m_session.sync(account); });
    connect(m_ui->status, &StatusLine::signInRequested, this, &MainWindow::signInRequested);
    connect(m_ui->outgoing, &OutgoingBanner::undoRequested, m_compose, &ComposeLauncher::takeBack);
    connect(m_ui->outgoing, &OutgoingBanner::retryRequested, this, [this](OutgoingId mail) { m_session.retrySend(mail); });
    connect(m_ui->welcome, &WelcomePage::signInChosen, this, &MainWindow::addAccountRequested);
    connect(m_ui->welcome, &WelcomePage::sampleChosen, this, &MainWindow::sampleRequested);
    connect(m_compose, &ComposeLauncher::composeRequested, this, &MainWindow::composeRequested);
}

void MainWindow::connectPanes()
{
    connect(m_ui->folders, &FolderView::currentFolderChanged, this, &MainWindow::showFolder);
    connect(m_ui->folders, &FolderView::accountMenuRequested, this, [this](AccountId, const QPoint &position) {
        QMenu menu(this);
        menu.addActions({m_ui->actionSync, m_ui->actionAddAccount, m_ui->actionSettings});
        menu.exec(position);
    });
    connect(&m_messages, &models::MessageListModel::ready, this, &MainWindow::rememberRows);
    connect(&m_folders, &models::FolderModel::ready, this, &MainWindow::updateTitle);
    connect(&m_folders, &models::FolderModel::ready, this, &MainWindow::openWantedInbox);
    connect(&m_folders, &QAbstractItemModel::dataChanged, this, &MainWindow::updateTitle);
    connect(m_selection, &SelectionController::changed, this, &MainWindow::updateActions);
    for (MessageListView *list : {m_ui->messages, m_ui->results}) {
        connect(list, &MessageListView::hoverActionTriggered, this,
            [this](MailAction action, MessageId message) { trigger(action, Mails(m_selection->row(message))); });
        connect(list, &MessageListView::opened, this, [this](MessageId message) {
            if (inDrafts())
                m_compose->takeUpDraft(m_selection->row(message));
            else
                m_ui->reader->setFocus();
        });
    }
}

void MainWindow::connectSearch()
{
    connect(m_search, &SearchController::activeChanged, this, [this] {
        const bool active = m_search->isActive();
        MessageListView *list = active ? m_ui->results : m_ui->messages;
        m_selection->setResults(active ? list : nullptr, m_search->model());
        m_ui->lists->setCurrentWidget(list);
        if (!active)
            m_ui->reader->setHighlighter({});
        updateTitle();
        updateActions();
    });
    connect(m_search, &SearchController::titleChanged, this, &MainWindow::updateTitle);
    connect(m_search, &SearchController::queryChanged, this, [this] { m_ui->reader->setHighlighter(m_search->highlighter()); });
    connect(m_search, &SearchController::mailboxWanted, m_ui->messages, qOverload<>(&QWidget::setFocus));
    connect(m_search, &SearchController::resultsWanted, this, [this] {
        m_ui->results->setFocus();
        if (m_ui->results->selectedCount() == 0 && m_search->model()->rowCount() > 0)
            m_ui->results->setCurrentIndex(m_search->model()->index(0));
    });
    // The mailbox that is open already: a click on it leads back to it.
    connect(m_ui->folders, &QAbstractItemView::clicked, m_search, &SearchController::leave);
}

void MainWindow::connectReader()
{
    for (MessageListView *list : {m_ui->messages, m_ui->results})
        connect(list, &MessageListView::pageRequested, m_ui->reader, &ReaderView::scrollPage);
    connect(m_ui->reader, &ReaderView::actionTriggered, this,
        [this](MailAction action) { trigger(action, Mails(m_reader->row())); });
    connect(m_ui->reader, &ReaderView::writeRequested, this,
        [this](const Address &address) { m_compose->write(m_selection->account(), {address}); });
    connect(m_ui->reader, &ReaderView::linkActivated, this, &MainWindow::openLink);
    connect(m_ui->reader, &ReaderView::openRequested, this,
        [this](const Attachment &attachment) { m_attachments->open(m_reader->message(), attachment); });
    connect(m_ui->reader, &ReaderView::saveRequested, this,
        [this](const Attachment &attachment) { m_attachments->save(m_reader->message(), attachment); });
}

void MainWindow::openFolder(FolderId folder)
{
    m_ui->folders->setCurrentFolder(folder);
}

void MainWindow::openInboxOf(AccountId account)
{
    m_wantedInbox = account;
    openWantedInbox();
}

void MainWindow::openWantedInbox()
{
    if (!m_wantedInbox.isValid())
        return;
    if (const FolderId inbox = m_folders.folderByRole(m_wantedInbox, FolderRole::Inbox); inbox.isValid()) {
        m_wantedInbox = {};
        openFolder(inbox);
    }
}

void MainWindow::showFolder(FolderId folder)
{
    m_search->leave();
    m_search->setMailbox(folder);
    m_selection->setPlace(m_ui->folders->currentAccount(), folder);
    const auto row = m_folders.folder(folder);
    const FolderRole role = row ? row->folder.role : FolderRole::None;
    m_ui->messages->messageDelegate()->setShowsRecipients(role == FolderRole::Sent || role == FolderRole::Drafts);
    m_messages.setFolders(folder.isValid() ? QList<FolderId>{folder} : QList<FolderId>());
    m_ui->messages->scrollToTop();
    m_transfer->setFolder(m_ui->folders->currentAccount(), row ? row->folder.remoteId.value() : QString(),
        row ? models::FolderModel::displayName(row->folder) : QString());
    updateTitle();
    updateActions();
}

void MainWindow::updateEmptyState()
{
    using Phase = session::AccountStatus::Phase;
    const auto status = m_session.status(m_ui->folders->currentAccount());
    const bool first = !status.lastSync.isValid() && (status.phase == Phase::Syncing || status.phase == Phase::Connecting);
    const auto row = m_folders.folder(m_ui->folders->currentFolder());
    m_ui->messages->setEmptyState(first ? gettingMailState() : emptyStateOf(row ? row->folder.role : FolderRole::None));
}

bool MainWindow::inDrafts() const
{
    const auto row = m_folders.folder(m_selection->folder());
    return row && row->folder.role == FolderRole::Drafts;
}

void MainWindow::updateTitle()
{
    const auto row = m_folders.folder(m_ui->folders->currentFolder());
    m_search->setMailbox(m_ui->folders->currentFolder()); // it may have got another name
    if (m_search->isActive()) {
        m_ui->folderTitle->setText(m_search->title());
        m_ui->folderCount->clear();
        return;
    }
    m_ui->folderTitle->setText(row ? models::FolderModel::displayName(row->folder) : QString());
    m_ui->folderCount->setText(row ? folderCountText(row->folder) : QString());
}

void MainWindow::updatePages()
{
    const bool any = !m_session.accounts().isEmpty();
    QWidget *page = any ? m_ui->mail : static_cast<QWidget *>(m_ui->welcome);
    if (m_ui->pages->currentWidget() != page) {
        m_ui->pages->setCurrentWidget(page);
        any ? m_selection->list().setFocus() : m_ui->welcome->setFocus();
    }
    updateActions();
}

void MainWindow::updateActions()
{
    updateEmptyState();
    const AccountId account = m_selection->account();
    const FolderId folder = m_selection->folder();
    const int selected = m_selection->list().selectedCount();
    const auto single = m_selection->single();
    const auto allow = [&](QAction *action, MailAction what) {
        const bool alone = what == MailAction::Reply || what == MailAction::ReplyAll || what == MailAction::Forward;
        action->setEnabled((alone ? selected == 1 : selected > 0) && m_actions->can(what, account, folder));
    };
    allow(m_ui->actionReply, MailAction::Reply);
    allow(m_ui->actionReplyAll, MailAction::ReplyAll);
    allow(m_ui->actionForward, MailAction::Forward);
    allow(m_ui->actionArchive, MailAction::Archive);
    allow(m_ui->actionDelete, MailAction::Trash);
    allow(m_ui->actionJunk, MailAction::Junk);
    allow(m_ui->actionFlag, MailAction::ToggleFlag);
    allow(m_ui->actionRead, MailAction::ToggleRead);
    m_ui->archive->setVisible(m_folders.folderByRole(account, FolderRole::Archive).isValid());
    const bool drafts = inDrafts();
    m_ui->actionEditDraft->setVisible(drafts);
    m_ui->actionEditDraft->setEnabled(drafts && selected == 1);
    m_ui->reader->setAnswerable(!drafts);
    m_ui->menuMove->setEnabled(selected > 0 && !drafts && m_session.status(account).capabilities.move);
    const MessageRow *row = single ? &*single : nullptr;
    m_ui->actionFlag->setText(MessageListDelegate::actionText(MailAction::ToggleFlag, row));
    m_ui->actionRead->setText(MessageListDelegate::actionText(MailAction::ToggleRead, row));
    const QList<Account> all = m_session.accounts();
    m_ui->actionWrite->setEnabled(std::any_of(
        all.cbegin(), all.cend(), [](const Account &one) { return one.kind != AccountKind::Local; }));

    QList<MailAction> hover;
    for (const MailAction action : {MailAction::Archive, MailAction::Trash, MailAction::ToggleFlag, MailAction::ToggleRead}) {
        if (m_actions->can(action, account, folder))
            hover.append(action);
    }
    m_selection->list().messageDelegate()->setHoverActions(hover);
}

void MainWindow::fillMoveMenu()
{
    m_ui->menuMove->clear();
    const QModelIndex account = m_folders.indexOf(m_selection->account());
    std::function<void(const QModelIndex &, int)> add = [&](const QModelIndex &parent, int depth) {
        for (int i = 0; i < m_folders.rowCount(parent); ++i) {
            const QModelIndex index = m_folders.index(i, 0, parent);
            const auto folder = index.data(models::FolderModel::IdRole).value<FolderId>();
            const auto role = FolderRole(index.data(models::FolderModel::FolderRoleRole).toInt());
            const bool target = role != FolderRole::Sent && role != FolderRole::Drafts && folder != m_selection->folder();
            if (target && index.data(models::FolderModel::SelectableRole).toBool())
                m_ui->menuMove->addAction(themeIcon(FolderDelegate::iconName(role)),
                    QString(depth * 3, u' ') + index.data().toString().replace(u'&', u"&&"_s), this,
                    [this, folder] { m_actions->move(m_selection->mails(), folder); });
            add(index, depth + 1);
        }
    };
    add(account, 0);
}

void MainWindow::showContextMenu(const QPoint &position)
{
    if (m_selection->list().selectedCount() == 0)
        return;
    QMenu menu(this);
    for (QAction *action : m_ui->menuMessage->actions()) {
        if (action->isSeparator() || action->isEnabled())
            menu.addAction(action);
    }
    menu.exec(m_selection->list().viewport()->mapToGlobal(position));
}

void MainWindow::trigger(MailAction action, const Mails &mails)
{
    if (mails.isEmpty())
        return;
    const auto first = [&] {
        return mails.isFirstKnown() ? mails.known.constFirst() : m_selection->row(mails.ids.first());
    };
    switch (action) {
    case MailAction::Reply:
        return m_compose->answer(ReplyKind::Sender, first());
    case MailAction::ReplyAll:
        return m_compose->answer(ReplyKind::All, first());
    case MailAction::Forward:
        return m_compose->answer(ReplyKind::Forward, first());
    default:
        m_actions->run(action, mails);
    }
}

void MainWindow::triggerSelected(MailAction action)
{
    Mails mails = m_selection->mails();
    if (!m_search->isActive() || mails.isEmpty() || mails.isFirstKnown())
        return trigger(action, mails);
    // Of a result that is not loaded nothing is known, not even the account.
    whenDone(models::findRows(m_session.reader(), {mails.ids.first()}), this,
        [this, action, mails](const Result<QList<MessageRow>> &rows) mutable {
            if (!rows || rows->isEmpty())
                return;
            mails.known.prepend(rows->constFirst());
            mails.account = rows->constFirst().account;
            mails.folder = rows->constFirst().folder;
            trigger(action, mails);
        });
}

void MainWindow::openLink(const QUrl &url)
{
    if (!isSafeLink(url))
        return m_toast->tell(tr("This link is not a web address and was not opened"));
    if (url.scheme() == "mailto"_L1)
        return m_compose->write(m_selection->account(), {{QString(), url.path(QUrl::FullyDecoded)}});
    QDesktopServices::openUrl(url);
}

void MainWindow::showAbout()
{
    QMessageBox box(this);
    box.setWindowTitle(tr("About Qingniao"));
    box.setIconPixmap(windowIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    box.setText(tr("Qingniao %1").arg(QCoreApplication::applicationVersion()));
    box.setInformativeText(tr("A calm mail client for QQ Mail. Free software under the GPL, version 3 or later. "
                              "Not an official product of Tencent or QQ Mail. Icons by Lucide."));
    box.exec();
}

void MainWindow::setMenuBarShown(bool shown)
{
#ifndef Q_OS_MACOS
    menuBar()->setVisible(shown);
#else
    Q_UNUSED(shown)
#endif
}

void MainWindow::applyColours()
{
    QPalette third;
    third.setColor(QPalette::WindowText, Tokens::of(palette()).textThird);
    m_ui->folderCount->setPalette(third);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_ui)
        applyColours();
}

void MainWindow::restoreState()
{
    const QSettings settings(m_settingsFile, QSettings::IniFormat);
    if (!restoreGeometry(settings.value(u"mainWindow/geometry"_s).toByteArray()))
        resize(1240, 800);
    if (!m_ui->splitter->restoreState(settings.value(u"mainWindow/splitter"_s).toByteArray()))
        m_ui->splitter->setSizes({208, 360, 672});
    const bool menu = settings.value(u"mainWindow/menuBar"_s, false).toBool();
    m_ui->actionMenuBar->setChecked(menu);
    m_ui->search->field()->setRecent(settings.value(u"search/recent"_s).toStringList());
    setMenuBarShown(menu);
}

/// For the next start.
void MainWindow::rememberRows()
{
    const QWidget *seen = m_ui->messages->viewport();
    const int height = m_ui->messages->rowHeight();
    if (isVisible() && m_ui->messages->isVisible())
        PaintedRows::remember(m_settingsFile,
            {seen->width(), (seen->height() + height - 1) / height, seen->devicePixelRatioF(), seen->logicalDpiY()});
}

void MainWindow::saveState() const
{
    QSettings settings(m_settingsFile, QSettings::IniFormat);
    settings.setValue(u"mainWindow/geometry"_s, saveGeometry());
    settings.setValue(u"mainWindow/splitter"_s, m_ui->splitter->saveState());
    settings.setValue(u"search/recent"_s, m_ui->search->field()->recent());
    settings.setValue(u"mainWindow/menuBar"_s, m_ui->actionMenuBar->isChecked());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    QMainWindow::closeEvent(event);
}

} // namespace qn::widgets
