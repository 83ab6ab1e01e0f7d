// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composewindow.h"

#include "sessionfixture.h"
#include "widgets/attachmentbar.h"
#include "widgets/composeeditor.h"
#include "widgets/inlinenotice.h"
#include "widgets/recipientfield.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

class ComposeWindowTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SessionFixture> m_fixture;
    QPointer<ComposeWindow> m_window;

    void open(const ComposeRequest &request = {})
    {
        m_window = new ComposeWindow(m_fixture->session(), request);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window));
    }
    template <typename W> W *part(const char *name) { return child<W>(*m_window, name); }
    RecipientField *to() { return part<RecipientField>("to"); }
    InlineNotice *notice() { return part<InlineNotice>("notice"); }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        auto *target = m_window->focusWidget() ? m_window->focusWidget() : m_window.data();
        QTest::keyClick(target, Qt::Key(key), modifiers);
    }
    void writeMail(const QString &subject = u"Hello"_s, const QString &text = u"Some words."_s)
    {
        commitText(to()->input(), u"wang@foxmail.com,"_s);
        commitText(part<QLineEdit>("subject"), subject);
        commitText(part<ComposeEditor>("body"), text);
    }
    void clickAction(const QString &text)
    {
        for (auto *button : notice()->findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible()) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(u"no action "_s + text));
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void init() { m_fixture = std::make_unique<SessionFixture>(); }
    void cleanup()
    {
        delete m_window;
        m_fixture.reset();
    }

    void focusBeginsInTo()
    {
        open();
        QVERIFY(to()->input()->hasFocus());
        QVERIFY(!part<QWidget>("fromRow")->isVisible());
        QVERIFY(!part<QWidget>("ccRow")->isVisible());
        QVERIFY(!part<QWidget>("bccRow")->isVisible());
    }

    void focusOfAReplyBeginsInTheTextAboveTheQuotation()
    {
        ComposeRequest request;
        request.draft.to = {{u"李雷"_s, u"lilei@example.com"_s}};
        request.draft.subject = u"Re: x"_s;
        request.draft.text = u"\n\n> quoted"_s;
        request.focusBody = true;
        open(request);
        QVERIFY(part<ComposeEditor>("body")->hasFocus());
        QCOMPARE(part<ComposeEditor>("body")->textCursor().position(), 0);
        QCOMPARE(m_window->windowTitle(), u"Re: x"_s);
    }

    void contactsAreOfferedWhileTyping()
    {
        open();
        commitText(to()->input(), u"梅"_s);
        QTRY_VERIFY(to()->isOffering());
        press(Qt::Key_Return);
        QCOMPARE(to()->recipients(), (QList<Address>{{u"韩梅梅"_s, u"hanmeimei@example.com"_s}}));
    }

    void escapeClosesTheOfferFirst()
    {
        open();
        commitText(to()->input(), u"han"_s);
        QTRY_VERIFY(to()->isOffering());
        press(Qt::Key_Escape);
        QVERIFY(!to()->isOffering());
        QVERIFY(m_window->isVisible());
    }

    void draftIsSavedAsItIsWritten()
    {
        open();
        writeMail();
        QTRY_COMPARE(part<QLabel>("status")->text(), u"Draft saved"_s);
        const auto drafts = m_fixture->drafts();
        QCOMPARE(drafts.size(), 1);
        QVERIFY(drafts.first().open);
        QCOMPARE(drafts.first().mail.subject, u"Hello"_s);
        QCOMPARE(drafts.first().mail.to.first().email, u"wang@foxmail.com"_s);
        QCOMPARE(drafts.first().id, m_window->draft());

        commitText(part<ComposeEditor>("body"), u"more"_s);
        QCOMPARE(part<QLabel>("status")->text(), QString());
        QTRY_COMPARE(part<QLabel>("status")->text(), u"Draft saved"_s);
        QCOMPARE(m_fixture->drafts().size(), 1);
    }

    void escapeClosesAndKeepsTheDraft()
    {
        open();
        writeMail();
        QSignalSpy kept(m_window, &ComposeWindow::draftKept);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window);
        QCOMPARE(kept.size(), 1);
        const auto drafts = m_fixture->drafts();
        QCOMPARE(drafts.size(), 1);
        QVERIFY(!drafts.first().open);
        QCOMPARE(drafts.first().mail.text, u"Some words."_s);
    }

    void nothingWrittenLeavesNoDraft()
    {
        open();
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window);
        QVERIFY(m_fixture->drafts().isEmpty());
    }

    void whatWasWrittenAndTakenBackLeavesNoDraft()
    {
        open();
        commitText(part<QLineEdit>("subject"), u"x"_s);
        QTRY_VERIFY(m_window->draft().isValid());
        part<QLineEdit>("subject")->clear();
        press(Qt::Key_Escape);
        QTRY_VERIFY(!m_window);
        QTRY_VERIFY(m_fixture->drafts().isEmpty());
    }

    void sendingClosesTheWindowWhenTheMailIsInTheOutbox()
    {
        open();
        writeMail();
        QTRY_VERIFY(m_window->draft().isValid());
        QSignalSpy sent(m_window, &ComposeWindow::sent);
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!m_window);
        QCOMPARE(sent.size(), 1);
        const auto outbox = m_fixture->outbox();
        QCOMPARE(outbox.size(), 1);
        QCOMPARE(outbox.first().mail.subject, u"Hello"_s);
        QCOMPARE(outbox.first().mail.text, u"Some words."_s);
        QCOMPARE(outbox.first().mail.from.email, u"me1@qq.com"_s);
        QVERIFY(m_fixture->drafts().isEmpty());
    }

    void sendingAtOnceLeavesNoDraftBehind()
    {
        open();
        writeMail();
        m_window->send();
        QTRY_VERIFY(!m_window);
        QTest::qWait(1300); // longer than the pause after which drafts are saved
        QCOMPARE(m_fixture->outbox().size(), 1);
        QVERIFY(m_fixture->drafts().isEmpty());
    }

    void whereSendingFailsTheWindowStaysWithEverything()
    {
        open();
        writeMail();
        QVERIFY(waitFor(m_fixture->session().removeAccount(m_fixture->account(), true)));
        QTRY_VERIFY(m_fixture->session().accounts().isEmpty());
        m_window->send();
        QTRY_VERIFY(notice()->isVisible());
        QVERIFY(m_window->isVisible());
        QCOMPARE(part<ComposeEditor>("body")->toPlainText(), u"Some words."_s);
        QCOMPARE(to()->recipients().size(), 1);
        QVERIFY(part<QPushButton>("send")->isEnabled());
        QVERIFY(!part<ComposeEditor>("body")->isReadOnly());
    }

    void whereTheDraftCannotBeKeptTheWindowStaysOpen()
    {
        open();
        writeMail();
        QVERIFY(waitFor(m_fixture->session().removeAccount(m_fixture->account(), true)));
        m_window->close();
        QVERIFY(m_window && m_window->isVisible());
        QVERIFY(notice()->isVisible());
        QCOMPARE(part<ComposeEditor>("body")->toPlainText(), u"Some words."_s);
    }

    void nobodyToSendToIsToldInPlace()
    {
        open();
        commitText(part<QLineEdit>("subject"), u"x"_s);
        m_window->send();
        QVERIFY(notice()->isVisible());
        QVERIFY(to()->input()->hasFocus());
        QVERIFY(m_fixture->outbox().isEmpty());
    }

    void impossibleAddressIsToldInPlace()
    {
        open();
        writeMail();
        commitText(to()->input(), u"nobody"_s);
        m_window->send();
        QVERIFY(notice()->title().contains(u"nobody"_s));
        QVERIFY(m_fixture->outbox().isEmpty());
    }

    void missingSubjectIsAskedForOnce()
    {
        open();
        writeMail({});
        m_window->send();
        QVERIFY(notice()->isVisible());
        QVERIFY(part<QLineEdit>("subject")->hasFocus());
        QVERIFY(m_fixture->outbox().isEmpty());
        clickAction(u"Send Anyway"_s);
        QTRY_VERIFY(!m_window);
        QCOMPARE(m_fixture->outbox().size(), 1);
    }

    void forgottenAttachmentIsAskedForOnce_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("asks");
        QTest::newRow("chinese") << u"附件是会议纪要。"_s << true;
        QTest::newRow("english") << u"The minutes are attached."_s << true;
        QTest::newRow("quoted") << u"Thanks!\n> The minutes are attached."_s << false;
        QTest::newRow("below the quotation mark")
            << u"谢谢\n------------------ 原始邮件 ------------------\n附件"_s << false;
        QTest::newRow("none") << u"本次没有附件。"_s << false;
    }
    void forgottenAttachmentIsAskedForOnce()
    {
        QFETCH(QString, text);
        QFETCH(bool, asks);
        open();
        writeMail(u"Minutes"_s, text);
        m_window->send();
        if (asks) {
            QVERIFY(notice()->isVisible());
            m_window->send();
        }
        QTRY_VERIFY(!m_window);
    }

    void filesAreReadAndSentAlong()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"报告.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("figures");
        file.close();
        open();
        writeMail(u"附件"_s);
        part<AttachmentBar>("attachments")->addFiles({file.fileName()});
        m_window->send(); // while it is still being read
        QTRY_VERIFY(!m_window);
        const auto row = m_fixture->outbox().first();
        QCOMPARE(row.mail.attachments.size(), 1);
        QCOMPARE(row.mail.attachments.first().name, u"报告.txt"_s);
        QCOMPARE(row.mail.attachments.first().size, 7);
    }

    void unreadableFileIsTold_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("gone") << u"/nowhere/at-all.pdf"_s;
        QTest::newRow("folder") << QDir::tempPath();
    }
    void unreadableFileIsTold()
    {
        QFETCH(QString, path);
        open();
        auto *bar = part<AttachmentBar>("attachments");
        bar->addFiles({path});
        QTRY_VERIFY(notice()->isVisible());
        QVERIFY(bar->isEmpty());
    }

    void tooManyBytesAreRefused()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(u"film.mp4"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(51LL * 1024 * 1024));
        file.close();
        open();
        part<AttachmentBar>("attachments")->addFiles({file.fileName()});
        QTRY_VERIFY(notice()->title().contains(u"film.mp4"_s));
        QVERIFY(part<AttachmentBar>("attachments")->isEmpty());
    }

    void discardingAsksOnlyWhereThereIsSomethingToLose()
    {
        open();
        m_window->discard();
        QTRY_VERIFY(!m_window);

        open();
        writeMail();
        QTRY_VERIFY(m_window->draft().isValid());
        m_window->discard();
        QVERIFY(notice()->isVisible());
        clickAction(u"Keep"_s);
        QVERIFY(m_window->isVisible());
        m_window->discard();
        clickAction(u"Discard"_s);
        QTRY_VERIFY(!m_window);
        QVERIFY(m_fixture->drafts().isEmpty());
    }

    void keyboardReachesEverythingInOrder()
    {
        open();
        QStringList order;
        for (int i = 0; i < 9; ++i) {
            auto *focus = m_window->focusWidget();
            order.append(focus == to()->input() ? u"to"_s : focus->objectName());
            press(Qt::Key_Tab);
        }
        QCOMPARE(order,
            (QStringList{u"to"_s, u"showCc"_s, u"showBcc"_s, u"subject"_s, u"body"_s, u"attach"_s, u"discard"_s,
                u"send"_s, u"to"_s}));
    }

    void copiesHaveRowsOfTheirOwnWhenAskedFor()
    {
        open();
        part<QPushButton>("showCc")->click();
        QVERIFY(part<QWidget>("ccRow")->isVisible());
        QVERIFY(!part<QPushButton>("showCc")->isVisible());
        QVERIFY(part<RecipientField>("cc")->input()->hasFocus());
    }

    void everythingHasANameForScreenReaders()
    {
        open();
        for (auto *widget : m_window->findChildren<QWidget *>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            auto *accessible = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
                qPrintable(widget->objectName() + QString::fromLatin1(widget->metaObject()->className())));
        }
    }

    void twoAccountsAreToChooseFrom()
    {
        m_fixture = std::make_unique<SessionFixture>(2);
        ComposeRequest request;
        request.account = m_fixture->account(1);
        open(request);
        QVERIFY(part<QWidget>("fromRow")->isVisible());
        writeMail();
        m_window->send();
        QTRY_VERIFY(!m_window);
        QCOMPARE(m_fixture->outbox().first().account, m_fixture->account(1));
        QCOMPARE(m_fixture->outbox().first().mail.from.email, u"me2@qq.com"_s);
    }

    void whatTheServerCannotDoIsGreyedWithTheReason()
    {
        m_fixture = std::make_unique<SessionFixture>(1, true);
        QVERIFY(waitFor(m_fixture->session().sync(m_fixture->account())));
        open();
        QTRY_VERIFY(!part<QPushButton>("attach")->isEnabled());
        QVERIFY(!part<QPushButton>("attach")->toolTip().isEmpty());
        QVERIFY(!part<QPushButton>("showCc")->isEnabled());
        QVERIFY(!part<QPushButton>("showBcc")->toolTip().isEmpty());
    }
};

QTEST_MAIN(ComposeWindowTest)
#include "composewindowtest.moc"
