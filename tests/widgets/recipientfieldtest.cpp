// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientfield.h"

#include "widgets/recipientchip.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QVBoxLayout>
#include <QtTest>

using namespace qn;
using namespace qn::widgets;
using namespace Qt::StringLiterals;

class RecipientFieldTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QWidget> m_window;
    RecipientField *m_field = nullptr;
    QLineEdit *m_next = nullptr;

    void type(const QString &text)
    {
        for (const auto c : text) {
            QInputMethodEvent event;
            event.setCommitString(QString(c));
            QApplication::sendEvent(m_field->input(), &event);
        }
    }
    QList<RecipientChip *> chips() const
    {
        QList<RecipientChip *> found;
        for (auto *chip : m_field->findChildren<RecipientChip *>()) {
            if (chip->isVisible())
                found.append(chip);
        }
        return found;
    }
    QStringList emails() const
    {
        QStringList list;
        for (const auto &address : m_field->recipients())
            list.append(address.email);
        return list;
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key(key), modifiers);
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }

    void init()
    {
        m_window = std::make_unique<QWidget>();
        auto *column = new QVBoxLayout(m_window.get());
        m_field = new RecipientField(m_window.get());
        m_next = new QLineEdit(m_window.get());
        column->addWidget(m_field);
        column->addWidget(m_next);
        column->addStretch(1);
        m_window->resize(500, 300);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_field->setFocus();
    }

    void whatIsTypedBecomesAChip_data()
    {
        QTest::addColumn<QString>("end");
        QTest::addColumn<int>("key");
        QTest::newRow("comma") << u","_s << 0;
        QTest::newRow("semicolon") << u";"_s << 0;
        QTest::newRow("chinese comma") << u"，"_s << 0;
        QTest::newRow("space") << u" "_s << 0;
        QTest::newRow("enter") << QString() << int(Qt::Key_Return);
        QTest::newRow("tab") << QString() << int(Qt::Key_Tab);
    }
    void whatIsTypedBecomesAChip()
    {
        QFETCH(QString, end);
        QFETCH(int, key);
        type(u"li@qq.com"_s + end);
        if (key)
            press(key);
        QCOMPARE(chips().size(), 1);
        QCOMPARE(m_field->input()->text(), QString());
        QCOMPARE(emails(), QStringList{u"li@qq.com"_s});
        QVERIFY(m_field->input()->hasFocus());
    }

    void leavingTheFieldEndsWhatIsTyped()
    {
        type(u"li@qq.com"_s);
        m_next->setFocus();
        QCOMPARE(chips().size(), 1);
    }

    void tabGoesOnWhereNothingIsTyped()
    {
        press(Qt::Key_Tab);
        QVERIFY(m_next->hasFocus());
    }

    void impossibleAddressesAreKeptAndSayWhy()
    {
        type(u"nobody,"_s);
        QCOMPARE(chips().size(), 1);
        QVERIFY(m_field->firstProblem().has_value());
        QVERIFY(chips().first()->toolTip().contains(u'@'));
        QVERIFY(!chips().first()->accessibleDescription().isEmpty());
        QCOMPARE(emails(), QStringList{u"nobody"_s});
    }

    void whatIsStillTypedCountsForADraft()
    {
        type(u"a@b.cn,half"_s);
        QCOMPARE(emails(), (QStringList{u"a@b.cn"_s, u"half"_s}));
    }

    void severalAddressesArePasted()
    {
        QApplication::clipboard()->setText(u"a@b.cn; 王小明 <w@x.cn>\nc@d.cn"_s);
        press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(emails(), (QStringList{u"a@b.cn"_s, u"w@x.cn"_s, u"c@d.cn"_s}));
        QCOMPARE(chips().size(), 3);
    }

    void nobodyIsAddedTwice()
    {
        type(u"a@b.cn,A@B.cn,"_s);
        QCOMPARE(chips().size(), 1);
    }

    void backspaceChoosesTheLastChipAndThenRemovesIt()
    {
        type(u"a@b.cn,c@d.cn,"_s);
        press(Qt::Key_Backspace);
        QCOMPARE(QApplication::focusWidget(), chips().last());
        QCOMPARE(chips().size(), 2);
        press(Qt::Key_Backspace);
        QCOMPARE(emails(), QStringList{u"a@b.cn"_s});
        QCOMPARE(QApplication::focusWidget(), chips().last());
        press(Qt::Key_Delete);
        QVERIFY(emails().isEmpty());
        QVERIFY(m_field->input()->hasFocus());
    }

    void arrowsWalkThroughTheChips()
    {
        type(u"a@b.cn,c@d.cn,"_s);
        press(Qt::Key_Left);
        press(Qt::Key_Left);
        QCOMPARE(QApplication::focusWidget(), chips().first());
        press(Qt::Key_Right);
        press(Qt::Key_Right);
        QVERIFY(m_field->input()->hasFocus());
    }

    void enterEditsAChip()
    {
        type(u"王 <w@x.cn>,"_s);
        press(Qt::Key_Left);
        press(Qt::Key_Return);
        QCOMPARE(m_field->input()->text(), u"王 <w@x.cn>"_s);
        QVERIFY(chips().isEmpty());
    }

    void typingOnAChipGoesIntoTheInput()
    {
        type(u"a@b.cn,"_s);
        press(Qt::Key_Left);
        QTest::keyClicks(QApplication::focusWidget(), u"x"_s);
        QVERIFY(m_field->input()->hasFocus());
        QCOMPARE(m_field->input()->text(), u"x"_s);
    }

    void peopleAreOfferedAndChosenWithTheKeyboard_data()
    {
        QTest::addColumn<int>("key");
        QTest::newRow("enter") << int(Qt::Key_Return);
        QTest::newRow("tab") << int(Qt::Key_Tab);
    }
    void peopleAreOfferedAndChosenWithTheKeyboard()
    {
        QFETCH(int, key);
        QSignalSpy asked(m_field, &RecipientField::completionAsked);
        type(u"han"_s);
        QCOMPARE(asked.last().first().toString(), u"han"_s);
        m_field->offer(u"han"_s, {{u"韩梅梅"_s, u"han@x.cn"_s}, {u"Hannah"_s, u"hannah@x.org"_s}});
        QVERIFY(m_field->isOffering());
        press(Qt::Key_Down);
        press(key);
        QVERIFY(!m_field->isOffering());
        QCOMPARE(m_field->recipients(), (QList<Address>{{u"Hannah"_s, u"hannah@x.org"_s}}));
        QVERIFY(m_field->input()->hasFocus());
    }

    void escapeClosesTheOfferAndKeepsTheText()
    {
        type(u"han"_s);
        m_field->offer(u"han"_s, {{u"韩梅梅"_s, u"han@x.cn"_s}});
        press(Qt::Key_Escape);
        QVERIFY(!m_field->isOffering());
        QCOMPARE(m_field->input()->text(), u"han"_s);
    }

    void lateAnswersAreIgnored()
    {
        type(u"han"_s);
        type(u"n"_s);
        m_field->offer(u"han"_s, {{u"韩梅梅"_s, u"han@x.cn"_s}});
        QVERIFY(!m_field->isOffering());
    }

    void aWholeAddressIsNotReplacedByAnOffer()
    {
        type(u"han@x.cn"_s);
        m_field->offer(u"han@x.cn"_s, {{u"Other"_s, u"han@x.cn.example"_s}});
        press(Qt::Key_Return);
        QCOMPARE(emails(), QStringList{u"han@x.cn"_s});
    }

    void manyRecipientsScrollInsteadOfFillingTheWindow()
    {
        QList<Address> many;
        for (int i = 0; i < 200; ++i)
            many.append({u"Person %1"_s.arg(i), u"p%1@example.com"_s.arg(i)});
        m_field->setRecipients(many);
        QVERIFY(m_field->height() <= 140);
        QCOMPARE(m_field->recipients().size(), 200);
    }
};

QTEST_MAIN(RecipientFieldTest)
#include "recipientfieldtest.moc"
