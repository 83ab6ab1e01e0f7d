// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour/tour.h"

#include "app/gui/plugins.h"
#include "app/gui/windowcontroller.h"
#include "app/services.h"
#include "core/whendone.h"
#include "models/foldermodel.h"
#include "models/messagelistmodel.h"
#include "session/session.h"
#include "widgets/composewindow.h"
#include "widgets/contactswindow.h"
#include "widgets/folderview.h"
#include "widgets/mainwindow.h"
#include "widgets/messagelistview.h"
#include "widgets/readerview.h"
#include "widgets/recipientfield.h"
#include "widgets/searchfield.h"
#include "widgets/theme.h"
#include "widgets/webviewplugin.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QTest>

#include <cstdio>

namespace qn::app {

using namespace Qt::StringLiterals;

/// One run of the desktop program, put together as its main() does.
struct Tour::Program
{
    explicit Program(const QString &dataDir)
        : services(dataDir, clock)
        , session(options(dataDir), services, clock)
    {
    }
    static session::Session::Options options(const QString &dataDir)
    {
        session::Session::Options options = Services::sessionOptions(dataDir);
        options.undoWindow = std::chrono::milliseconds(1500);
        return options;
    }
    SystemClock clock;
    Services services;
    session::Session session;
    std::unique_ptr<WindowController> windows;
};

Tour::Tour(QString dataDir, QString pictures)
    : m_dataDir(std::move(dataDir))
    , m_pictures(std::move(pictures))
{
}

Tour::~Tour()
{
    quit();
}

bool Tour::until(const QString &what, const std::function<bool()> &come, int seconds)
{
    QElapsedTimer timer;
    timer.start();
    while (!come()) {
        if (timer.elapsed() > seconds * 1000) {
            m_failure = what;
            if (QWidget *window = QApplication::activeWindow())
                picture(u"stopped"_s, window);
            return false;
        }
        QTest::qWait(20);
    }
    return true;
}

bool Tour::picture(const QString &name, QWidget *window)
{
    QTest::qWait(400); // animations and the web view's painting come to rest
    const QRect frame = window->frameGeometry();
    const QPixmap shot = window->screen()->grabWindow(0, frame.x(), frame.y(), frame.width(), frame.height());
    const QString file = u"%1/%2-%3.png"_s.arg(m_pictures).arg(++m_number, 2, 10, QLatin1Char('0')).arg(name);
    std::printf("%s\n", qPrintable(file));
    std::fflush(stdout);
    return shot.save(file);
}

QWidget *Tour::topLevel(const char *className) const
{
    for (QWidget *window : QApplication::topLevelWidgets())
        if (window->isVisible() && window->inherits(className))
            return window;
    return nullptr;
}

bool Tour::composeWindowTakesKeys() const
{
    const QWidget *window = topLevel("qn::widgets::ComposeWindow");
    return window && window->isActiveWindow() && window->focusWidget();
}

bool Tour::start()
{
    m_program = std::make_unique<Program>(m_dataDir);
    bool opened = false;
    whenDone(m_program->session.open(), qApp, [&opened](const Result<void> &result) { opened = result.has_value(); });
    if (!until(u"the store opens"_s, [&] { return opened; }))
        return false;
    m_program->windows = std::make_unique<WindowController>(m_program->session, m_dataDir + u"/settings.ini"_s, webViewPlugin);
    m_program->windows->showMainWindow();
    return until(u"the main window is there"_s, [this] { return topLevel("qn::widgets::MainWindow"); });
}

void Tour::quit()
{
    if (m_program)
        m_program->windows.reset();
    m_program.reset();
}

bool Tour::walk()
{
    return openSampleMailbox() && signIn() && readMail() && search() && reply() && writeToContact() && writeToSelf() && lookSomebodyUp()
        && startAgain() && showDark();
}

bool Tour::openSampleMailbox()
{
    if (!start())
        return false;
    m_program->session.goOnline();
    QWidget *main = topLevel("qn::widgets::MainWindow");
    auto *button = main->findChild<QPushButton *>(u"sample"_s);
    if (!until(u"the welcome page offers the sample mailbox"_s, [button] { return button && button->isVisible(); }))
        return false;
    picture(u"welcome"_s, main);
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
}

bool Tour::signIn()
{
    const auto loginDialog = [] {
        for (QWidget *window : QApplication::topLevelWidgets())
            if (auto *dialog = dynamic_cast<widgets::LoginDialog *>(window); dialog && dialog->isVisible())
                return dialog;
        return static_cast<widgets::LoginDialog *>(nullptr);
    };
    if (!until(u"the login dialog opens"_s, [&] { return loginDialog(); }))
        return false;
    // The buttons take the key once the page is painted, so press until the page has changed.
    QWidget *view = nullptr;
    for (QWidget *child : loginDialog()->findChildren<QWidget *>())
        if (child->inherits("QWebEngineView"))
            view = child;
    QTest::qWait(2000);
    picture(u"sign-in"_s, loginDialog());
    QTest::keyClick(view->focusProxy(), Qt::Key_Return);
    QTest::qWait(1000);
    if (loginDialog())
        picture(u"consent"_s, loginDialog());
    const auto pressed = [&] {
        if (loginDialog() && view->focusProxy())
            QTest::keyClick(view->focusProxy(), Qt::Key_Return);
        QTest::qWait(300);
        return !loginDialog();
    };
    return until(u"the login dialog closes by itself"_s, pressed);
}

bool Tour::selectMessage(const std::function<bool(const QModelIndex &)> &wanted, const QString &what)
{
    auto *list = topLevel("qn::widgets::MainWindow")->findChild<widgets::MessageListView *>(u"messages"_s);
    QModelIndex found;
    const auto search = [&] {
        for (int row = 0; list->model() && row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (wanted(index)) {
                found = index;
                return true;
            }
        }
        return false;
    };
    if (!until(what, search))
        return false;
    list->scrollTo(found);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(found).center());
    return true;
}

static QString subjectOf(const QModelIndex &index)
{
    return index.data(models::MessageListModel::RowRole).value<store::MessageRow>().subject;
}

bool Tour::readMail()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    auto *list = main->findChild<widgets::MessageListView *>(u"messages"_s);
    if (!until(u"the inbox is there"_s, [list] { return list->model() && list->model()->rowCount() > 40; }))
        return false;
    QTest::qWait(1500);
    picture(u"inbox"_s, main);
    auto *reader = main->findChild<widgets::ReaderView *>();
    if (!selectMessage([](const QModelIndex &index) { return subjectOf(index).startsWith("Re"_L1); }, u"a mail can be chosen"_s))
        return false;
    QTest::qWait(1200);
    picture(u"mail"_s, main);
    for (int row = 0; row < list->model()->rowCount() && !reader->showsHtml(); ++row) {
        const QModelIndex index = list->model()->index(row, 0);
        list->scrollTo(index);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
        QTest::qWait(250);
    }
    if (!until(u"an HTML mail is shown"_s, [reader] { return reader->showsHtml(); }))
        return false;
    QTest::qWait(2000);
    picture(u"html-mail"_s, main);
    return true;
}

/// As the click of a person would make it: which window gets the keys when a dialog has closed is the window manager's choice.
bool Tour::mainWindowTakesKeys()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    return until(u"the main window takes the keys"_s, [main] {
        if (!main->isActiveWindow())
            main->activateWindow();
        return main->isActiveWindow();
    });
}

bool Tour::search()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    if (!mainWindowTakesKeys())
        return false;
    QTest::keyClick(main, Qt::Key_F, Qt::ControlModifier);
    auto *field = main->findChild<widgets::SearchField *>();
    auto *results = main->findChild<widgets::MessageListView *>(u"results"_s);
    if (!until(u"the search field takes the keys"_s, [field] { return field->hasFocus(); }))
        return false;
    picture(u"search-hints"_s, main);
    field->insert(u"通訊錄"_s); // as an input method does; finds 通讯录 as well
    if (!until(u"mail is found while typing"_s, [results] { return results->isVisible() && results->model()->rowCount() > 2; }))
        return false;
    QTest::keyClick(field, Qt::Key_Down);
    if (!until(u"the first hit is chosen"_s, [results] { return !results->selectedIds().isEmpty(); }))
        return false;
    QTest::qWait(1200);
    picture(u"search"_s, main);
    QTest::keyClick(results, Qt::Key_Escape);
    return until(u"the mailbox is there again"_s, [results] { return !results->isVisible(); });
}

bool Tour::reply()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    if (!selectMessage([](const QModelIndex &index) { return subjectOf(index).startsWith("Re"_L1) || subjectOf(index).startsWith(u"回复"_s); },
            u"a mail to reply to"_s)
        || !mainWindowTakesKeys())
        return false;
    QTest::qWait(800);
    QTest::keyClick(main, Qt::Key_R, Qt::ControlModifier);
    if (!until(u"the reply window opens"_s, [this] { return composeWindowTakesKeys(); }))
        return false;
    QWidget *window = topLevel("qn::widgets::ComposeWindow");
    QTest::keyClicks(window->findChild<QWidget *>(u"body"_s), u"Thanks, that works for me."_s);
    picture(u"reply"_s, window);
    QTest::keyClick(window->findChild<QWidget *>(u"body"_s), Qt::Key_Return, Qt::ControlModifier);
    return until(u"the reply is safe in the outbox"_s, [this] { return !topLevel("qn::widgets::ComposeWindow"); });
}

bool Tour::writeToContact()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    QTest::mouseClick(main->findChild<QPushButton *>(u"write"_s), Qt::LeftButton);
    if (!until(u"the compose window opens"_s, [this] { return composeWindowTakesKeys(); }))
        return false;
    QWidget *window = topLevel("qn::widgets::ComposeWindow");
    auto *to = window->findChild<widgets::RecipientField *>(u"to"_s);
    QTest::keyClicks(to->input(), u"wang"_s);
    if (!until(u"contacts are offered"_s, [to] { return to->isOffering(); }))
        return false;
    picture(u"completion"_s, window);
    QTest::keyClick(to->input(), Qt::Key_Return);
    window->findChild<QLineEdit *>(u"subject"_s)->setText(u"周五的评审会 / Friday's review"_s);
    window->findChild<QTextEdit *>(u"body"_s)->setPlainText(u"王芳，你好：\n\n周五下午三点的评审会，我会带上新的方案。\n\nSee you there!\n陈晓明"_s);
    QTest::qWait(1500);
    picture(u"compose"_s, window);
    QTest::mouseClick(window->findChild<QPushButton *>(u"send"_s), Qt::LeftButton);
    if (!until(u"the mail is safe in the outbox"_s, [this] { return !topLevel("qn::widgets::ComposeWindow"); }))
        return false;
    picture(u"sending"_s, main);
    return true;
}

bool Tour::writeToSelf()
{
    QWidget *main = topLevel("qn::widgets::MainWindow");
    m_program->windows->composeMailto(u"mailto:chen.xiaoming@qq.example?subject=%E6%89%93%E4%B8%AA%E6%8B%9B%E5%91%BC"
                                       "&body=%E4%BD%A0%E5%A5%BD%EF%BC%8C%E9%9D%92%E9%B8%9F%EF%BC%81"_s);
    if (!until(u"the compose window opens from a mailto: address"_s, [this] { return composeWindowTakesKeys(); }))
        return false;
    QWidget *window = topLevel("qn::widgets::ComposeWindow");
    QTest::keyClick(window->findChild<QWidget *>(u"body"_s), Qt::Key_Return, Qt::ControlModifier);
    if (!selectMessage([](const QModelIndex &index) { return subjectOf(index) == u"打个招呼"_s; }, u"the mail arrives"_s))
        return false;
    QTest::qWait(1000);
    picture(u"arrived"_s, main);
    return true;
}

bool Tour::lookSomebodyUp()
{
    m_program->windows->showContacts();
    if (!until(u"the contacts open"_s, [this] { return topLevel("qn::widgets::ContactsWindow"); }))
        return false;
    QWidget *window = topLevel("qn::widgets::ContactsWindow");
    auto *list = window->findChild<QAbstractItemView *>(u"list"_s);
    if (!until(u"contacts are listed"_s, [list] { return list->model()->rowCount() > 10; }))
        return false;
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(2, 0)).center());
    picture(u"contacts"_s, window);
    QTest::keyClicks(window->findChild<QLineEdit *>(u"search"_s), u"li"_s);
    QTest::qWait(500);
    picture(u"contacts-search"_s, window);
    window->close();
    m_program->windows->showSettings();
    if (!until(u"the accounts open"_s, [this] { return topLevel("qn::widgets::AccountSettingsDialog"); }))
        return false;
    picture(u"accounts"_s, topLevel("qn::widgets::AccountSettingsDialog"));
    topLevel("qn::widgets::AccountSettingsDialog")->close();
    return true;
}

bool Tour::startAgain()
{
    quit();
    if (!start()) // not online: what is shown comes from the store
        return false;
    QWidget *main = topLevel("qn::widgets::MainWindow");
    auto *list = main->findChild<widgets::MessageListView *>(u"messages"_s);
    if (!until(u"the inbox is there again, before any network"_s, [list] { return list->model() && list->model()->rowCount() > 40; }))
        return false;
    picture(u"next-start"_s, main);
    m_program->session.goOnline();
    return true;
}

bool Tour::showDark()
{
    widgets::applyTheme(*qApp, widgets::ThemeMode::Dark);
    QWidget *main = topLevel("qn::widgets::MainWindow");
    if (!selectMessage([](const QModelIndex &index) { return subjectOf(index).startsWith("Re"_L1); }, u"a mail can be chosen"_s))
        return false;
    QTest::qWait(1500);
    picture(u"inbox-dark"_s, main);
    m_program->windows->compose({});
    if (!until(u"the compose window opens"_s, [this] { return composeWindowTakesKeys(); }))
        return false;
    picture(u"compose-dark"_s, topLevel("qn::widgets::ComposeWindow"));
    topLevel("qn::widgets::ComposeWindow")->close();
    return true;
}

} // namespace qn::app
