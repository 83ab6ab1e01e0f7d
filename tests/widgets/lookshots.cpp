// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the windows for the eye: lookshots DIRECTORY NAME (QN_THEME, QT_SCALE_FACTOR and QN_LANGUAGE choose how;
// QN_ONLY=account, applications or folders: that alone).
#include "widgets/mainwindow.h"

#include "core/keptmail.h"
#include "samplesession.h"
#include "store/accessstore.h"
#include "widgets/accountsettingsdialog.h"
#include "widgets/folderview.h"
#include "widgets/messagelistview.h"
#include "widgets/searchfield.h"
#include "widgets/theme.h"
#include "widgets/webviewloader.h"

#include <QAction>
#include <QCryptographicHash>
#include <QHelpEvent>
#include <QJsonObject>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>
#include <QTranslator>

using namespace Qt::StringLiterals;
using namespace qn;
using namespace qn::widgets;

namespace {

struct Shooter
{
    QString prefix;
    MainWindow &window;
    void take(const QString &name, int wait = 700) const
    {
        QTest::qWait(wait);
        window.screen()->grabWindow(window.winId()).save(prefix + name + u".png"_s);
    }
};

void shootAccount(test::SampleSession &sample, const QString &prefix)
{
    AccountSettingsDialog dialog(sample.session());
    dialog.show();
    QTest::qWait(1000);
    dialog.grab().save(prefix + u"8-account.png"_s); // with how much all mail is
    Account account = sample.session().accounts().first();
    setKeepsAllMail(account, true);
    const auto trusting = [](const QString &host, const QByteArray &certificate) {
        return QJsonObject{{u"host"_s, host},
            {u"certificate"_s, QString::fromLatin1(QCryptographicHash::hash(certificate, QCryptographicHash::Sha256).toHex())}};
    };
    account.settings.insert(u"imap"_s, trusting(u"mail.home.example"_s, "one"));
    account.settings.insert(u"smtp"_s, trusting(u"submission.mail.home.example"_s, "other"));
    sample.session().updateAccount(account);
    QTest::qWait(3000);
    dialog.grab().save(prefix + u"8-trusted.png"_s);
    if (auto *withdraw = dialog.findChild<QPushButton *>(u"withdraw"_s))
        withdraw->click();
    QTest::qWait(500);
    dialog.grab().save(prefix + u"8-withdraw.png"_s);
}

void shootApplications(test::SampleSession &sample, const QString &prefix)
{
    AccountSettingsDialog dialog(sample.session());
    dialog.show();
    const auto shoot = [&](const QString &name) {
        QTest::qWait(1000);
        dialog.grab().save(prefix + name + u".png"_s);
    };
    dialog.showApplications(true);
    shoot(u"8-no-applications"_s);
    const auto access = store::AccessStore::open(sample.dataDir());
    const AccountId account = sample.session().accounts().first().id;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const QList<std::pair<QString, AccessScopes>> programs{{u"网店订单通知"_s, AccessScope::SendMail}, {u"PingCode"_s, baselineAccess},
        {u"A program of mine with a rather long name that does everything it can with the mailbox"_s, everyAccess}};
    for (const auto &[name, scopes] : programs) {
        (void)(*access)->addApplication({name, name, u"http://127.0.0.1/callback"_s, "hash", now});
        (void)(*access)->addGrant({name, name, account, scopes, now - 86'400'000, now - 60'000}, {name.toUtf8(), name.toUtf8() + 'r', now});
    }
    QTest::qWait(3000);
    shoot(u"8-applications"_s);
    if (auto *revoke = dialog.findChild<QPushButton *>(u"revoke"_s))
        revoke->click();
    shoot(u"8-revoke"_s);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QString language = qEnvironmentVariable("QN_LANGUAGE", u"en"_s);
    QLocale::setDefault(QLocale(language));
    QTranslator translator;
    if (translator.load(u"qingniao_"_s + language, QStringLiteral(QN_BINARY_DIR "/src")))
        QCoreApplication::installTranslator(&translator);
    applyTheme(application, ThemeMode::System);
    const QString prefix = application.arguments().value(1) + u'/' + application.arguments().value(2) + u'-';

    test::SampleSession empty(false);
    {
        MainWindow welcome(empty.session(), empty.dataDir() + u"/window.ini"_s, nullptr);
        welcome.show();
        Shooter{prefix, welcome}.take(u"0-welcome"_s);
    }
    test::SampleSession sample;
    if (qEnvironmentVariable("QN_ONLY") == "account"_L1) {
        shootAccount(sample, prefix);
        return 0;
    }
    if (qEnvironmentVariable("QN_ONLY") == "applications"_L1) {
        shootApplications(sample, prefix);
        return 0;
    }
    MainWindow window(sample.session(), sample.dataDir() + u"/window.ini"_s,
        [] { return loadWebViewPlugin({QStringLiteral(QN_BINARY_DIR "/bin/plugins")}); });
    window.show();
    const Shooter shooter{prefix, window};
    auto *list = window.findChild<MessageListView *>(u"messages"_s);
    shooter.take(u"1-inbox"_s, 1200);
    for (const QString &row : qEnvironmentVariable("QN_ROWS", u"1,4,6"_s).split(u',')) {
        list->setCurrentIndex(list->model()->index(row.toInt(), 0));
        shooter.take(u"2-row"_s + row, 2500);
    }
    auto *field = window.findChild<SearchField *>();
    auto *results = window.findChild<MessageListView *>(u"results"_s);
    const auto shootScreen = [&](const QString &name, int wait = 700) {
        QTest::qWait(wait);
        window.screen()->grabWindow(0).save(prefix + name + u".png"_s);
    };
    auto *folders = window.findChild<FolderView *>(u"folders"_s);
    const QPoint folder = folders->visualRect(folders->currentIndex()).center();
    QHelpEvent help(QEvent::ToolTip, folder, folders->viewport()->mapToGlobal(folder));
    QApplication::sendEvent(folders->viewport(), &help);
    shootScreen(u"3-folder-size"_s, 300);
    QToolTip::hideText();
    if (qEnvironmentVariable("QN_ONLY") == "folders"_L1)
        return 0;
    window.findChild<QAction *>(u"actionSearch"_s)->trigger();
    shootScreen(u"7-search-hints"_s);
    field->setText(u"通訊錄"_s);
    shooter.take(u"7-search-found"_s, 2500);
    results->setCurrentIndex(results->model()->index(1, 0));
    shooter.take(u"7-search-read"_s, 2500);
    field->setText(u"from:(李 OR "_s);
    shooter.take(u"7-search-wrong"_s, 1500);
    field->setText(u"没有这样的邮件"_s);
    shooter.take(u"7-search-nothing"_s, 1000);
    field->clear();
    const QRect first = list->visualRect(list->model()->index(3, 0));
    QTest::mouseMove(list->viewport(), first.center());
    shooter.take(u"3-hover"_s);
    window.findChild<QToolButton *>(u"menu"_s)->click();
    QTest::qWait(500);
    window.screen()->grabWindow(0).save(prefix + u"3-menu.png"_s);
    if (QWidget *menu = QApplication::activePopupWidget())
        menu->close();
    window.findChild<QAction *>(u"actionDelete"_s)->trigger();
    shooter.take(u"4-toast"_s);
    window.resize(900, 640);
    shooter.take(u"5-small"_s);
    OutgoingMessage mail;
    mail.from = sample.owner();
    mail.to = {sample.owner()};
    mail.subject = u"周末去爬山吗?"_s;
    mail.text = u"Hello"_s;
    sample.session().send(sample.session().accounts().first().id, mail);
    window.resize(1240, 800);
    shooter.take(u"6-sending"_s);
    return 0;
}
