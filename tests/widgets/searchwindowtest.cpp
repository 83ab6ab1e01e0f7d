// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplesession.h"
#include "widgets/folderview.h"
#include "widgets/mainwindow.h"
#include "widgets/messagelistview.h"
#include "widgets/plaintextview.h"
#include "widgets/readerview.h"
#include "widgets/searchbar.h"
#include "widgets/searchfield.h"
#include "widgets/searchpopup.h"
#include "widgets/theme.h"
#include "widgets/toast.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

/// Search as you type in the real window, on the sample mailbox.
class SearchWindowTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::SampleSession> m_sample;
    std::unique_ptr<MainWindow> m_window;

    template <typename W> W *part(const char *name) { return m_window->findChild<W *>(QString::fromLatin1(name)); }
    SearchField *field() { return part<SearchField>("searchField"); }
    SearchBar *bar() { return part<SearchBar>("search"); }
    MessageListView *mailbox() { return part<MessageListView>("messages"); }
    MessageListView *results() { return part<MessageListView>("results"); }
    bool isSearching() { return part<QStackedWidget>("lists")->currentWidget() == results(); }
    int found() { return results()->model() ? results()->model()->rowCount() : -1; }
    QString title() { return part<QLabel>("folderTitle")->text(); }
    QString subject(int row) { return results()->model()->index(row, 0).data().toString(); }
    /// As an input method gives text.
    void type(const QString &text)
    {
        field()->setFocus();
        for (const QChar c : text) {
            QInputMethodEvent event;
            event.setCommitString(c);
            QCoreApplication::sendEvent(field(), &event);
        }
    }
    void look(const QString &query)
    {
        field()->clear();
        type(query);
    }
    static bool hasColour(const QImage &image, const QColor &colour)
    {
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour)
                    return true;
            }
        }
        return false;
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void init()
    {
        m_sample = std::make_unique<test::SampleSession>();
        m_window = std::make_unique<MainWindow>(m_sample->session(), m_sample->dataDir() + u"/window.ini"_s, nullptr);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get())); // only then a field has the focus
        QTRY_VERIFY(mailbox()->model()->rowCount() > 20);
    }
    void cleanup()
    {
        m_window.reset();
        m_sample.reset();
    }

    void findsWhileTyping()
    {
        QVERIFY(!isSearching());
        type(u"通讯"_s);
        QVERIFY(isSearching());
        QTRY_VERIFY_WITH_TIMEOUT(found() > 2, 20000);
        QTRY_COMPARE(title(), u"%1 results"_s.arg(found()));
        look(u"通訊錄"_s); // traditional
        QTRY_VERIFY(found() > 2);
        look(u"通讯录 from:nobodyinhere"_s);
        QTRY_COMPARE(found(), 0);
        QTRY_COMPARE(title(), u"No results"_s);
        look(u"subject:通讯录"_s);
        QTRY_VERIFY(found() > 2);
        for (int row = 0; row < found(); ++row)
            QTRY_VERIFY2(subject(row).contains(u"通讯录"_s), qPrintable(subject(row)));
    }

    void escapeGoesBackToTheMailboxAsItWas()
    {
        mailbox()->setCurrentIndex(mailbox()->model()->index(12, 0));
        mailbox()->verticalScrollBar()->setValue(300);
        const auto selected = mailbox()->selectedIds().list();
        type(u"云舟"_s);
        QTRY_VERIFY_WITH_TIMEOUT(found() > 0, 20000);
        QVERIFY(part<QAction>("actionReply")->isEnabled() == false || results()->selectedIds().isEmpty());
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(!isSearching());
        QVERIFY(field()->text().isEmpty());
        QCOMPARE(mailbox()->selectedIds().list(), selected);
        QCOMPARE(mailbox()->verticalScrollBar()->value(), 300);
        QTRY_VERIFY(part<QAction>("actionReply")->isEnabled());
        QVERIFY(title() != u"No results"_s);
    }

    void keysLeadIntoTheResultsAndBack()
    {
        part<QAction>("actionSearch")->trigger();
        QTRY_VERIFY(field()->hasFocus());
        type(u"通讯录"_s);
        QTRY_VERIFY_WITH_TIMEOUT(found() > 2, 20000);
        QTest::keyClick(field(), Qt::Key_Down);
        QTRY_VERIFY(results()->hasFocus());
        QCOMPARE(results()->currentIndex().row(), 0);
        QTRY_COMPARE(results()->selectedIds().count(), 1);
        QTRY_VERIFY(part<QAction>("actionReply")->isEnabled());
        QTest::keyClick(results(), Qt::Key_Down);
        QCOMPARE(results()->currentIndex().row(), 1);
        QTest::keyClick(results(), Qt::Key_Up);
        QTest::keyClick(results(), Qt::Key_Up);
        QVERIFY(field()->hasFocus());
        QVERIFY(field()->recent().contains(u"通讯录"_s));
        results()->setFocus();
        QTest::keyClick(results(), Qt::Key_Escape);
        QVERIFY(!isSearching());
        QVERIFY(mailbox()->hasFocus());
    }

    void marksWhatItFound()
    {
        type(u"通讯录"_s);
        QTRY_VERIFY_WITH_TIMEOUT(found() > 2, 20000);
        const QColor mark = Tokens::light().match;
        QTRY_VERIFY(hasColour(results()->viewport()->grab().toImage(), mark));
        look(u"glossary"_s);
        QTRY_VERIFY(found() >= 1 && subject(0).contains(u"Glossary"_s));
        QTest::keyClick(field(), Qt::Key_Down);
        auto *subjectLabel = m_window->findChild<ReaderView *>(u"reader"_s);
        QTRY_VERIFY(hasColour(subjectLabel->grab().toImage(), mark));
        QTest::keyClick(results(), Qt::Key_Escape);
        QTRY_VERIFY(!hasColour(m_window->grab().toImage(), mark));
    }

    void marksTheTextThatIsRead()
    {
        PlainTextView view;
        view.resize(400, 200);
        view.setHighlighter(SearchHighlighter(*parseSearchQuery(u"会议"_s, QDateTime::currentDateTime())));
        view.showText(u"请参加明天的會議。\n第二次会议在周五。"_s);
        const auto marks = view.extraSelections();
        QCOMPARE(marks.size(), 2);
        QCOMPARE(marks[0].cursor.selectedText(), u"會議"_s);
        QCOMPARE(marks[1].cursor.selectedText(), u"会议"_s);
        view.setHighlighter({});
        QVERIFY(view.extraSelections().isEmpty());
    }

    void saysWhatIsWrongUnderTheField()
    {
        type(u"(通讯录"_s);
        QVERIFY(bar()->note() != SearchBar::Note::Error); // not while it is typed
        QTRY_COMPARE(bar()->note(), SearchBar::Note::Error);
        QVERIFY(bar()->noteText().contains(u")"_s));
        QVERIFY(hasColour(field()->grab().toImage(), Tokens::light().danger)
            || part<QLabel>("searchNote")->isVisible());
        type(u")"_s);
        QVERIFY(bar()->note() != SearchBar::Note::Error);
        look(u"in:nowhere"_s);
        QTRY_COMPARE(bar()->note(), SearchBar::Note::Error);
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(bar()->note() == SearchBar::Note::None);
    }

    void offersOperators()
    {
        type(u"is"_s);
        QTRY_VERIFY(field()->popup()->isVisible());
        QTest::keyClick(field(), Qt::Key_Tab);
        QCOMPARE(field()->text(), u"is:"_s);
        QVERIFY(field()->hasFocus());
        QVERIFY(field()->popup()->isVisible()); // its values
        QTest::keyClick(field(), Qt::Key_Down);
        QTest::keyClick(field(), Qt::Key_Return);
        QCOMPARE(field()->text(), u"is:unread "_s);
        QVERIFY(!field()->popup()->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(found() > 0, 20000);
        type(u"fr"_s);
        QVERIFY(field()->popup()->isVisible());
        QTest::keyClick(field(), Qt::Key_Escape); // first only the popup
        QVERIFY(!field()->popup()->isVisible());
        QVERIFY(isSearching());
    }

    void offersToLookEverywhereElse()
    {
        bar()->setScope(SearchBar::Scope::Mailbox);
        type(u"云舟通讯录：立项"_s);
        QVERIFY(isSearching());
        for (auto *button : bar()->findChildren<QToolButton *>()) {
            if (button->text() == u"Inbox"_s)
                button->click();
        }
        QCOMPARE(bar()->scope(), SearchBar::Scope::Mailbox);
        auto *offer = part<QPushButton>("searchOffer");
        QTRY_VERIFY_WITH_TIMEOUT(offer->isVisible(), 20000);
        QCOMPARE(found(), 0);
        offer->click();
        QCOMPARE(bar()->scope(), SearchBar::Scope::AllMail);
        QTRY_VERIFY(found() > 0);
        QVERIFY(!offer->isVisible());
        look(u"恭喜 已获得"_s); // in junk
        QTRY_VERIFY(offer->isVisible());
        QCOMPARE(found(), 0);
        offer->click();
        QTRY_COMPARE(found(), 1);
    }

    void arrivingMailAppears()
    {
        type(u"青鸟来信"_s);
        QTRY_COMPARE_WITH_TIMEOUT(title(), u"No results"_s, 20000);
        OutgoingMessage mail;
        mail.from = m_sample->owner();
        mail.to = {m_sample->owner()};
        mail.subject = u"青鳥來信"_s;
        mail.text = u"Hello"_s;
        m_sample->session().send(m_sample->session().accounts().first().id, mail);
        QTRY_VERIFY_WITH_TIMEOUT(found() >= 1, 30000);
    }

    void deletingALineWorksAsInAMailbox()
    {
        type(u"subject:通讯录"_s);
        constexpr int all = 10; // of resources/sample, once every folder has been fetched
        QTRY_COMPARE_WITH_TIMEOUT(found(), all, 20000);
        QTest::keyClick(field(), Qt::Key_Down);
        results()->setCurrentIndex(results()->model()->index(1, 0));
        const MessageId next = qobject_cast<models::MessageListModel *>(results()->model())->idAt(2);
        QTRY_VERIFY(part<QAction>("actionDelete")->isEnabled());
        part<QAction>("actionDelete")->trigger();
        QTRY_COMPARE(found(), all - 1);
        QTRY_COMPARE(results()->selectedIds().list(), QList<MessageId>{next});
        auto *toast = m_window->findChild<Toast *>();
        QTRY_VERIFY(toast->isVisible());
        toast->findChild<QPushButton *>()->click();
        QTRY_COMPARE(found(), all);
    }

    void choosingAFolderEndsTheSearch()
    {
        type(u"通讯录"_s);
        QVERIFY(isSearching());
        auto *folders = part<FolderView>("folders");
        const QRect row = folders->visualRect(folders->currentIndex());
        QTest::mouseClick(folders->viewport(), Qt::LeftButton, {}, row.center());
        QVERIFY(!isSearching());
        QVERIFY(field()->text().isEmpty());
    }

    void everythingHasAName()
    {
        type(u"通讯录"_s);
        for (const auto *button : m_window->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(button->objectName()));
        }
        QVERIFY(!field()->accessibleName().isEmpty());
        QVERIFY(!results()->accessibleName().isEmpty());
    }
};

QTEST_MAIN(SearchWindowTest)
#include "searchwindowtest.moc"
