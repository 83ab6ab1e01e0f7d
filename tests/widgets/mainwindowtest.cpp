// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/mainwindow.h"

#include "models/foldermodel.h"
#include "samplesession.h"
#include "widgets/accountsettingsdialog.h"
#include "widgets/foldertexts.h"
#include "widgets/folderview.h"
#include "widgets/messagelistview.h"
#include "widgets/plaintextview.h"
#include "widgets/readerview.h"
#include "widgets/theme.h"
#include "widgets/toast.h"
#include "widgets/welcomepage.h"

#include <QAction>
#include <QCheckBox>
#include <QHelpEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

class MainWindowTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::SampleSession> m_sample;
    std::unique_ptr<MainWindow> m_window;

    template <typename W> W *part(const char *name) { return m_window->findChild<W *>(QString::fromLatin1(name)); }
    MessageListView *list() { return part<MessageListView>("messages"); }
    QAction *action(const char *name) { return m_window->findChild<QAction *>(QString::fromLatin1(name)); }
    MessageId chooseRow(int row)
    {
        list()->setCurrentIndex(list()->model()->index(row, 0));
        QTest::qWait(0);
        return list()->selectedIds().first();
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void init()
    {
        m_sample = std::make_unique<test::SampleSession>();
        m_window = std::make_unique<MainWindow>(m_sample->session(), m_sample->dataDir() + u"/window.ini"_s, nullptr);
        m_window->show();
        QTRY_VERIFY(list()->model()->rowCount() > 20);
    }
    void cleanup()
    {
        m_window.reset();
        m_sample.reset();
    }

    void opensTheInbox()
    {
        QTRY_VERIFY(!part<QLabel>("folderCount")->text().isEmpty());
        QVERIFY(part<FolderView>("folders")->currentFolder().isValid());
        QVERIFY(!action("actionReply")->isEnabled()); // nothing is selected
    }

    void tellsHowLargeFoldersAndAccountsAre()
    {
        auto *folders = part<FolderView>("folders");
        const QModelIndex inbox = folders->currentIndex();
        QTRY_VERIFY(inbox.data(models::FolderModel::SizeRole).toLongLong() > 0);
        const QPoint place = folders->visualRect(inbox).center();
        QHelpEvent help(QEvent::ToolTip, place, folders->viewport()->mapToGlobal(place));
        QApplication::sendEvent(folders->viewport(), &help);
        QCOMPARE(QToolTip::text(), folderSizeText(inbox.data(models::FolderModel::TotalRole).toInt(), inbox.data(models::FolderModel::SizeRole).toLongLong()));
        QToolTip::hideText();
        AccountSettingsDialog dialog(m_sample->session());
        dialog.show();
        QTRY_VERIFY(dialog.findChild<QCheckBox *>(u"keepAll"_s)->text().contains(u"(about "_s));
    }

    void showsWhatIsSelectedAndMarksItAsRead()
    {
        auto *model = qobject_cast<models::MessageListModel *>(list()->model());
        int unread = -1;
        for (int row = 0; row < model->rowCount() && unread < 0; ++row) {
            QTRY_VERIFY(model->rowAt(row));
            if (!model->rowAt(row)->flags.testFlag(MessageFlag::Seen))
                unread = row;
        }
        QVERIFY(unread >= 0);
        const MessageId id = chooseRow(unread);
        QTRY_VERIFY(part<PlainTextView>("")->isVisible() || part<ReaderView>("reader")->showsHtml());
        QVERIFY(action("actionReply")->isEnabled());
        QTRY_VERIFY(model->rowAt(model->rowOf(id)) && model->rowAt(model->rowOf(id))->flags.testFlag(MessageFlag::Seen));
    }

    void deletingGoesOnToTheNextAndCanBeUndone()
    {
        const int count = list()->model()->rowCount();
        const MessageId first = chooseRow(2);
        const MessageId next = qobject_cast<models::MessageListModel *>(list()->model())->idAt(3);
        action("actionDelete")->trigger();
        QTRY_COMPARE(list()->model()->rowCount(), count - 1);
        QTRY_COMPARE(list()->selectedIds().list(), QList<MessageId>{next});
        auto *toast = m_window->findChild<Toast *>();
        QTRY_VERIFY(toast->isVisible());
        toast->findChild<QPushButton *>()->click();
        QTRY_COMPARE(list()->model()->rowCount(), count);
        QVERIFY(qobject_cast<models::MessageListModel *>(list()->model())->rowOf(first) == 2);
        QCOMPARE(list()->selectedIds().list(), QList<MessageId>{next});
    }

    void takesBackOneAfterTheOther()
    {
        auto *model = qobject_cast<models::MessageListModel *>(list()->model());
        const int count = model->rowCount();
        QAction *undo = action("actionUndo");
        const MessageId starred = chooseRow(1);
        QTRY_VERIFY(model->rowAt(1));
        const bool was = model->rowAt(1)->flags.testFlag(MessageFlag::Flagged);
        action("actionFlag")->trigger();
        QTRY_COMPARE(model->rowAt(model->rowOf(starred))->flags.testFlag(MessageFlag::Flagged), !was);
        const MessageId deleted = chooseRow(2);
        action("actionDelete")->trigger();
        QTRY_COMPARE(model->rowCount(), count - 1);
        QTRY_VERIFY(undo->isEnabled());
        QTest::keySequence(m_window.get(), QKeySequence::Undo);
        QTRY_COMPARE(model->rowCount(), count);
        QCOMPARE(model->rowOf(deleted), 2);
        QCOMPARE(model->rowAt(model->rowOf(starred))->flags.testFlag(MessageFlag::Flagged), !was);
        QTest::keySequence(m_window.get(), QKeySequence::Undo);
        QTRY_COMPARE(model->rowAt(model->rowOf(starred))->flags.testFlag(MessageFlag::Flagged), was);
        QVERIFY(!m_window->findChild<Toast *>()->isVisible());
    }

    void arrivingMailLeavesTheSelectionAlone()
    {
        const int count = list()->model()->rowCount();
        const MessageId chosen = chooseRow(4);
        OutgoingMessage mail;
        mail.from = m_sample->owner();
        mail.to = {m_sample->owner()};
        mail.subject = u"To myself"_s;
        mail.text = u"Hello"_s;
        m_sample->session().send(m_sample->session().accounts().first().id, mail);
        QTRY_COMPARE_WITH_TIMEOUT(list()->model()->rowCount(), count + 1, 20000);
        QCOMPARE(list()->selectedIds().list(), QList<MessageId>{chosen});
        QCOMPARE(list()->currentIndex().row(), 5);
    }

    void aReplyCarriesTheQuotation()
    {
        QSignalSpy spy(m_window.get(), &MainWindow::composeRequested);
        chooseRow(0);
        action("actionReply")->trigger();
        QTRY_COMPARE(spy.size(), 1);
        const auto request = spy.first().first().value<ComposeRequest>();
        QVERIFY(request.focusBody);
        QVERIFY(request.account.isValid());
        QVERIFY(!request.draft.to.isEmpty());
        QVERIFY(request.draft.text.contains(u"\n> "_s));
    }

    void welcomesWhereThereIsNoAccount()
    {
        test::SampleSession empty(false);
        MainWindow window(empty.session(), empty.dataDir() + u"/window.ini"_s, nullptr);
        window.show();
        auto *welcome = window.findChild<WelcomePage *>();
        QVERIFY(welcome->isVisible());
        QSignalSpy spy(&window, &MainWindow::sampleRequested);
        welcome->findChild<QPushButton *>(u"sample"_s)->click();
        QCOMPARE(spy.size(), 1);
    }

    void everyButtonHasAName()
    {
        for (const auto *button : m_window->findChildren<QAbstractButton *>()) {
            if (button->isVisible())
                QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), qPrintable(button->objectName()));
        }
    }
};

QTEST_MAIN(MainWindowTest)
#include "mainwindowtest.moc"
