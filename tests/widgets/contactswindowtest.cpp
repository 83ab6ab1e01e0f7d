// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/contactswindow.h"

#include "sessionfixture.h"
#include "widgets/contacteditdialog.h"
#include "widgets/inlinenotice.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

class ContactsWindowTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SessionFixture> m_fixture;
    std::unique_ptr<ContactsWindow> m_window;

    void open(bool online = false)
    {
        m_window.reset();
        m_fixture = std::make_unique<SessionFixture>(1, online);
        if (online)
            QVERIFY(waitFor(m_fixture->session().sync(m_fixture->account())));
        m_window = std::make_unique<ContactsWindow>(m_fixture->session());
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    template <typename W> W *part(const char *name) { return child<W>(*m_window, name); }
    int rows() { return part<QListView>("list")->model()->rowCount(); }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void init()
    {
        open();
        QTRY_COMPARE(rows(), 5);
    }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void typingSearchesAndEnterWrites()
    {
        QVERIFY(part<QLineEdit>("search")->hasFocus());
        QSignalSpy asked(m_window.get(), &ContactsWindow::composeRequested);
        commitText(part<QLineEdit>("search"), u"梅"_s);
        QTRY_COMPARE(rows(), 1);
        QTRY_COMPARE(part<QLabel>("name")->text(), u"韩梅梅"_s);
        QTest::keyClick(part<QLineEdit>("search"), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        const auto request = asked.first().first().value<ComposeRequest>();
        QCOMPARE(request.draft.to, (QList<Address>{{u"韩梅梅"_s, u"hanmeimei@example.com"_s}}));
        QCOMPARE(request.account, m_fixture->account());
    }

    void typingInTheListGoesOnInTheSearchField()
    {
        part<QListView>("list")->setFocus();
        QTest::keyClick(part<QListView>("list"), Qt::Key_Down);
        QTest::keyClicks(part<QListView>("list"), u"w"_s);
        QCOMPARE(part<QLineEdit>("search")->text(), u"w"_s);
        QVERIFY(part<QLineEdit>("search")->hasFocus());
    }

    void downFromTheSearchFieldGoesThroughTheList()
    {
        QTest::keyClick(part<QLineEdit>("search"), Qt::Key_Down);
        QCOMPARE(part<QListView>("list")->currentIndex().row(), 0);
        QTest::keyClick(part<QLineEdit>("search"), Qt::Key_Down);
        QCOMPARE(part<QListView>("list")->currentIndex().row(), 1);
        QVERIFY(part<QLineEdit>("search")->hasFocus());
    }

    void addressIsCopied()
    {
        m_window->search(u"wang"_s);
        QTRY_COMPARE(part<QLabel>("email")->text(), u"wang@foxmail.com"_s);
        part<QPushButton>("copy")->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"wang@foxmail.com"_s);
    }

    void nobodyFoundSaysSo()
    {
        m_window->search(u"zzzz"_s);
        QTRY_COMPARE(rows(), 0);
        QVERIFY(!part<QListView>("list")->isVisible());
        m_window->search({});
        QTRY_VERIFY(part<QListView>("list")->isVisible());
    }

    void escapeClearsTheSearchBeforeItCloses()
    {
        commitText(part<QLineEdit>("search"), u"wang"_s);
        QTest::keyClick(part<QLineEdit>("search"), Qt::Key_Escape);
        QVERIFY(part<QLineEdit>("search")->text().isEmpty());
        QVERIFY(m_window->isVisible());
        QTest::keyClick(part<QLineEdit>("search"), Qt::Key_Escape);
        QVERIFY(!m_window->isVisible());
    }

    void newContactIsSavedAndChosen()
    {
        m_window->addContact();
        auto *dialog = m_window->findChild<ContactEditDialog *>();
        QVERIFY(dialog);
        dialog->accept();
        QVERIFY(child<InlineNotice>(*dialog, "notice")->isVisible());
        child<QLineEdit>(*dialog, "name")->setText(u"赵敏"_s);
        child<QLineEdit>(*dialog, "email")->setText(u"zhaomin@example.com"_s);
        dialog->accept();
        QTRY_COMPARE(rows(), 6);
        QTRY_COMPARE(part<QLabel>("name")->text(), u"赵敏"_s);
    }

    void deletingAsksInPlace()
    {
        m_window->search(u"wang"_s);
        QTRY_COMPARE(rows(), 1);
        QTRY_VERIFY(part<QPushButton>("remove")->isEnabled());
        part<QPushButton>("remove")->click();
        auto *notice = part<InlineNotice>("notice");
        QVERIFY(notice->isVisible());
        for (auto *button : notice->findChildren<QPushButton *>()) {
            if (button->text() == u"Delete"_s)
                button->click();
        }
        QTRY_COMPARE(rows(), 0);
        m_window->search({});
        QTRY_COMPARE(rows(), 4);
    }

    void whatTheServerCannotDoIsGreyedWithTheReason()
    {
        open(true);
        QTRY_VERIFY(!part<QToolButton>("add")->isEnabled());
        QVERIFY(part<QToolButton>("add")->toolTip().contains(u"read"_s));
        QVERIFY(!part<QPushButton>("edit")->isEnabled());
    }
};

QTEST_MAIN(ContactsWindowTest)
#include "contactswindowtest.moc"
