// SPDX-License-Identifier: GPL-3.0-or-later
#include "sessionfixture.h"
#include "widgets/toast.h"
#include "widgets/transfermenu.h"

#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressDialog>
#include <QPushButton>

using namespace qn;
using namespace qn::widgets;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// Import and export as a person does it: menu, file dialog, progress, the word at the end.
class TransferMenuTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }
    void init();
    void cleanup();
    void importsAFileAndExportsTheFolder();
    void importsADirectory();
    void aDialogThatIsLeftChangesNothing();
    void aLongImportShowsHowFarItIsAndIsCanceled();
    void saysWhatCannotBeRead();

private:
    QString mbox(const QString &name, int count);
    /// Chooses a command and answers its file dialog; an empty path leaves it.
    void choose(int command, const QString &path);
    QString said() { return child<QLabel>(*m_toast, "text")->text(); }
    Account local();

    std::unique_ptr<SessionFixture> m_fixture;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<QTemporaryDir> m_dir;
    Toast *m_toast = nullptr;
    QMenu *m_menu = nullptr;
    TransferMenu *m_transfer = nullptr;
};

void TransferMenuTest::init()
{
    m_fixture = std::make_unique<SessionFixture>();
    m_dir = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<QWidget>();
    m_window->resize(800, 600);
    m_toast = new Toast(m_window.get());
    m_menu = new QMenu(m_window.get());
    m_transfer = new TransferMenu(m_fixture->session(), *m_toast, m_window.get());
    m_transfer->addTo(*m_menu, nullptr);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TransferMenuTest::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QString TransferMenuTest::mbox(const QString &name, int count)
{
    QFile file(m_dir->filePath(name));
    QDir().mkpath(QFileInfo(file).path());
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no file");
    for (int n = 0; n < count; ++n)
        file.write("From x Thu Jan  1 00:00:00 1970\nSubject: mail " + QByteArray::number(n) + "\nMessage-ID: <"
            + QByteArray::number(n) + "@x>\n\n" + QByteArray(500, 'x') + "\n\n");
    return file.fileName();
}

void TransferMenuTest::choose(int command, const QString &path)
{
    bool answered = false;
    QTimer::singleShot(0, this, [&] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        answered = true;
        if (path.isEmpty())
            return dialog->reject();
        child<QLineEdit>(*dialog, "fileNameEdit")->setText(path);
        static_cast<QDialog *>(dialog)->accept();
        if (dialog->isVisible())
            dialog->reject();
    });
    m_menu->actions().at(command)->trigger();
    QVERIFY(answered);
}

Account TransferMenuTest::local()
{
    for (const Account &account : m_fixture->session().accounts()) {
        if (account.kind == AccountKind::Local)
            return account;
    }
    return {};
}

void TransferMenuTest::importsAFileAndExportsTheFolder()
{
    const QString file = mbox(u"box.mbox"_s, 20);
    choose(0, file);
    QTRY_COMPARE(said(), u"20 message(s) imported"_s); // without a translator
    QTRY_VERIFY(local().id.isValid());
    const auto folders = waitFor(m_fixture->session().reader().ask<QList<store::FolderRow>>(
        [id = local().id](store::Transaction &tx) { return store::folders::list(tx, id); }));
    const auto filled = std::find_if(
        folders->cbegin(), folders->cend(), [](const store::FolderRow &row) { return row.folder.total == 20; });
    QVERIFY(filled != folders->cend());

    QVERIFY(m_menu->actions().at(2)->isEnabled());
    m_transfer->setFolder({}, {}, {});
    QVERIFY(!m_menu->actions().at(2)->isEnabled());
    m_transfer->setFolder(local().id, filled->folder.remoteId.value(), u"Old mail"_s);
    QVERIFY(m_menu->actions().at(2)->isEnabled());
    const QString out = m_dir->filePath(u"out.mbox"_s);
    choose(2, out);
    QTRY_COMPARE(said(), u"20 message(s) exported"_s); // without a translator
    QFile written(out), original(file);
    QVERIFY(written.open(QIODevice::ReadOnly) && original.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll().count("\nSubject: mail "), original.readAll().count("\nSubject: mail "));
}

void TransferMenuTest::importsADirectory()
{
    mbox(u"mail/one.mbox"_s, 3);
    choose(1, m_dir->filePath(u"mail"_s));
    QTRY_COMPARE(said(), u"3 message(s) imported"_s); // without a translator
}

void TransferMenuTest::aDialogThatIsLeftChangesNothing()
{
    for (int command = 0; command < 3; ++command)
        choose(command, {});
    QVERIFY(!m_window->findChild<QProgressDialog *>());
    QVERIFY(!m_toast->isVisible());
}

void TransferMenuTest::aLongImportShowsHowFarItIsAndIsCanceled()
{
    constexpr int many = 100'000;
    choose(0, mbox(u"long.mbox"_s, many));
    auto *progress = m_window->findChild<QProgressDialog *>();
    QVERIFY(progress);
    QTRY_VERIFY(progress->isVisible() && progress->value() > 0);
    QVERIFY2(progress->labelText().contains(u"so far"), qPrintable(progress->labelText()));
    auto *button = progress->findChild<QPushButton *>();
    QVERIFY(button);
    QPointer<QProgressDialog> gone = progress;
    button->click();
    QTRY_VERIFY(m_toast->isVisible());
    QTRY_VERIFY(!gone);
    const int imported = said().section(u' ', 0, 0).toInt();
    QVERIFY2(imported > 0 && imported < many, qPrintable(said()));
}

void TransferMenuTest::saysWhatCannotBeRead()
{
    QFile file(m_dir->filePath(u"picture.mbox"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(5000, '\0'));
    file.close();
    choose(0, file.fileName());
    QTRY_VERIFY(m_toast->isVisible());
    QVERIFY2(!said().isEmpty(), qPrintable(said()));
}

QTEST_MAIN(TransferMenuTest)
#include "transfermenutest.moc"
