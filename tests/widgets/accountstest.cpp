// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/certificate.h"
#include "core/keptmail.h"
#include "sessionfixture.h"
#include "store/accessstore.h"
#include "widgets/accountsettingsdialog.h"
#include "widgets/addaccountdialog.h"
#include "widgets/applicationspage.h"
#include "widgets/emptystate.h"
#include "widgets/inlinenotice.h"
#include "widgets/theme.h"

#include <QCheckBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

class AccountsTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SessionFixture> m_fixture;
    std::unique_ptr<AccountSettingsDialog> m_dialog;

    template <typename W> W *part(const char *name) { return child<W>(*m_dialog, name); }
    int rows() { return part<QListView>("list")->model()->rowCount(); }
    void clickAction(const QString &text)
    {
        for (auto *button : part<InlineNotice>("notice")->findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible()) {
                button->click();
                return;
            }
        }
        QFAIL(qPrintable(u"no action "_s + text));
    }

private slots:
    void initTestCase() { applyTheme(*qApp, ThemeMode::Light); }
    void init()
    {
        m_fixture = std::make_unique<SessionFixture>(2);
        m_dialog = std::make_unique<AccountSettingsDialog>(m_fixture->session());
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
        QTRY_COMPARE(rows(), 2);
        m_dialog->choose(m_fixture->account());
    }
    void cleanup()
    {
        m_dialog.reset();
        m_fixture.reset();
    }

    void removingAsksInPlaceFirst()
    {
        part<QPushButton>("remove")->click();
        QVERIFY(part<InlineNotice>("notice")->isVisible());
        QCOMPARE(m_fixture->session().accounts().size(), 2);
        clickAction(u"Keep"_s);
        QVERIFY(!part<InlineNotice>("notice")->isVisible());
        part<QPushButton>("remove")->click();
        clickAction(u"Remove"_s);
        QTRY_COMPARE(rows(), 1);
        QTRY_COMPARE(m_fixture->session().accounts().size(), 1);
    }

    void allMailIsKeptWhereTheUserWantsIt()
    {
        auto *keep = part<QCheckBox>("keepAll");
        QVERIFY(keep->isVisible());
        QVERIFY(!keep->isChecked());
        const auto kept = [this] {
            const auto accounts = m_fixture->session().accounts();
            const auto found = std::find_if(
                accounts.cbegin(), accounts.cend(), [this](const Account &a) { return a.id == m_fixture->account(); });
            return keepsAllMail(*found);
        };
        QTest::mouseClick(keep, Qt::LeftButton, {}, QPoint(8, keep->height() / 2));
        QTRY_VERIFY(kept());
        QVERIFY(keep->isChecked());
        // Another window, or another program, changes its mind: it is shown.
        auto account = m_fixture->session().accounts().constFirst();
        QCOMPARE(account.id, m_fixture->account());
        setKeepsAllMail(account, false);
        QVERIFY(waitFor(m_fixture->session().updateAccount(account)));
        QTRY_VERIFY(!keep->isChecked());
        QTest::keyClick(keep, Qt::Key_Space);
        QTRY_VERIFY(kept());
    }

    void unsentMailIsAskedForOnceMore()
    {
        OutgoingMessage mail;
        mail.to = {{{}, u"a@b.cn"_s}};
        QVERIFY(waitFor(m_fixture->session().send(m_fixture->account(), mail)));
        m_dialog->removeCurrent();
        clickAction(u"Remove"_s);
        QTRY_VERIFY(part<InlineNotice>("notice")->isVisible());
        QCOMPARE(m_fixture->session().accounts().size(), 2);
        clickAction(u"Remove Anyway"_s);
        QTRY_COMPARE(rows(), 1);
    }

    void renamingIsStored()
    {
        auto *name = part<QLineEdit>("name");
        name->setText(u"工作"_s);
        emit name->editingFinished();
        QTRY_COMPARE(part<QLabel>("title")->text(), u"工作"_s);
        QTRY_COMPARE(m_fixture->session().accounts().first().name, u"工作"_s);
    }

    void headWrapsOnlyWhereThereIsNoRoom()
    {
        const auto lines = [this](const char *name) {
            const auto *label = part<QLabel>(name);
            return (label->height() + label->fontMetrics().leading()) / label->fontMetrics().lineSpacing();
        };
        Account account = m_fixture->session().accounts().first();
        account.name = u"The mailbox of an office"_s;
        QVERIFY(waitFor(m_fixture->session().updateAccount(account)));
        QTRY_COMPARE(part<QLabel>("title")->text(), account.name);
        part<QLabel>("status")->setText(QString(u"Up to date "_s).repeated(10));
        QTRY_VERIFY(lines("status") > 1);
        part<QLabel>("status")->setText(u"Up to date, last sync 11/27/26, 10:35 PM"_s);
        QTRY_COMPARE(lines("status"), 1);
        QCOMPARE(lines("title"), 1);
    }

    void signInIsAskedForTheAccountShown()
    {
        QSignalSpy asked(m_dialog.get(), &AccountSettingsDialog::signInRequested);
        m_dialog->choose(m_fixture->account(1));
        part<QPushButton>("signIn")->click();
        QCOMPARE(asked.first().first().value<AccountId>(), m_fixture->account(1));
    }

    void trustInACertificateIsTakenBack()
    {
        const QByteArray digest = QByteArray::fromHex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
        QVERIFY(!part<QLabel>("trustedLabel")->isVisible());
        Account account = m_fixture->session().accounts().first();
        for (const QString &key : {u"imap"_s, u"smtp"_s})
            account.settings.insert(key,
                QJsonObject{{u"host"_s, u"mail.home.example"_s}, {u"certificate"_s, QString::fromLatin1(digest.toHex())}});
        QVERIFY(waitFor(m_fixture->session().updateAccount(account)));
        QPushButton *withdraw = nullptr;
        QTRY_VERIFY((withdraw = m_dialog->findChild<QPushButton *>(u"withdraw"_s)) && withdraw->isVisible());
        QVERIFY(part<QLabel>("trustedLabel")->isVisible());
        QCOMPARE(part<QLabel>("fingerprint")->text(), u"SHA-256 01:02:03:04:05:06:07:08…"_s);
        QVERIFY(part<QLabel>("fingerprint")->toolTip().endsWith(u":1F:20"_s));
        withdraw->click();
        QCOMPARE(trustedServers(m_fixture->session().accounts().first()).size(), 1); // asked first
        clickAction(u"Do Not Trust"_s);
        QTRY_VERIFY(trustedServers(m_fixture->session().accounts().first()).isEmpty());
        QTRY_VERIFY(!part<QLabel>("trustedLabel")->isVisible());
        QTRY_VERIFY(!m_dialog->findChild<QPushButton *>(u"withdraw"_s));
    }

    void theWindowGrowsWithWhatItShows()
    {
        Account account = m_fixture->session().accounts().first();
        for (const QString &key : {u"imap"_s, u"smtp"_s})
            account.settings.insert(
                key, QJsonObject{{u"host"_s, key + u".home.example"_s}, {u"certificate"_s, QString(64, u'a')}});
        QVERIFY(waitFor(m_fixture->session().updateAccount(account)));
        QTRY_COMPARE(m_dialog->findChildren<QPushButton *>(u"withdraw"_s).size(), 2);
        for (auto *withdraw : m_dialog->findChildren<QPushButton *>(u"withdraw"_s))
            QTRY_VERIFY(withdraw->isVisible() && withdraw->height() >= withdraw->sizeHint().height());
    }

    void applicationsAreShownAndTheirAccessTakenBack()
    {
        const auto access = store::AccessStore::open(m_fixture->dataDir());
        QVERIFY(access);
        QVERIFY((*access)->addApplication({u"shop"_s, u"<b>网店</b>"_s, u"http://127.0.0.1/callback"_s, "hash", 1}));
        auto *button = part<QPushButton>("applications");
        button->click();
        auto *page = m_dialog->findChild<ApplicationsPage *>();
        QTRY_VERIFY(page->isVisible() && page->findChild<EmptyStateWidget *>()->isVisible()); // registered is not allowed
        QVERIFY((*access)->addGrant(
            {u"g"_s, u"shop"_s, m_fixture->account(), baselineAccess, 1000, 2000}, {"a", "r", 99'000}));
        QPushButton *revoke = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((revoke = page->findChild<QPushButton *>(u"revoke"_s)), 20'000);
        const auto labels = page->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](QLabel *l) { return l->text() == u"<b>网店</b>"_s; }));
        QVERIFY(std::any_of(labels.begin(), labels.end(),
            [](QLabel *l) { return l->text() == u"May read your mail, send mail in your name, see your contacts"_s; }));
        revoke->click();
        QVERIFY((*access)->findAccess("a").value()); // asked first
        clickAction(u"Take Back"_s);
        QTRY_VERIFY(!(*access)->findAccess("a").value());
        QTRY_VERIFY(page->findChild<EmptyStateWidget *>()->isVisible());
    }

    void anAccountThatIsChosenTakesThePlaceOfTheApplications()
    {
        auto *list = part<QListView>("list");
        auto *button = part<QPushButton>("applications");
        button->click();
        QVERIFY(!list->selectionModel()->hasSelection());
        list->setFocus();
        QVERIFY(button->isChecked()); // looking at the list is no choice
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
        QVERIFY(!button->isChecked());
        QTRY_VERIFY(part<QLineEdit>("name")->isVisible());
        button->click();
        button->click();
        QVERIFY(part<QLineEdit>("name")->isVisible());
        QCOMPARE(list->currentIndex().row(), 1);
    }

    void newAccountNeedsAnEncryptedServerAndAClientId_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("client");
        QTest::addColumn<bool>("good");
        QTest::newRow("usual") << u"https://mail.qq.com"_s << u"abc"_s << true;
        QTest::newRow("loopback") << u"http://127.0.0.1:8080"_s << u"abc"_s << true;
        QTest::newRow("plain") << u"http://mail.example.com"_s << u"abc"_s << false;
        QTest::newRow("no scheme") << u"mail.qq.com"_s << u"abc"_s << false;
        QTest::newRow("no client") << u"https://mail.qq.com"_s << u" "_s << false;
    }
    void newAccountNeedsAnEncryptedServerAndAClientId()
    {
        QFETCH(QString, server);
        QFETCH(QString, client);
        QFETCH(bool, good);
        AddAccountDialog dialog{Account{}};
        dialog.show();
        QCOMPARE(child<QLineEdit>(dialog, "baseUrl")->text(), u"https://mail.qq.com"_s);
        child<QLineEdit>(dialog, "baseUrl")->setText(server);
        child<QLineEdit>(dialog, "clientId")->setText(client);
        child<QLineEdit>(dialog, "clientSecret")->setText(u"s3cret"_s);
        QSignalSpy filled(&dialog, &AddAccountDialog::filled);
        dialog.accept();
        QCOMPARE(filled.size(), good ? 1 : 0);
        QCOMPARE(dialog.isVisible(), !good);
        if (!good)
            return;
        const auto account = filled.first().at(0).value<Account>();
        QCOMPARE(account.settings.value(u"baseUrl"_s).toString(), server);
        QCOMPARE(filled.first().at(1).toByteArray(), QByteArray("s3cret"));
        QVERIFY(!QString::fromUtf8(QJsonDocument(account.settings).toJson()).contains(u"s3cret"_s));
    }
};

QTEST_MAIN(AccountsTest)
#include "accountstest.moc"
