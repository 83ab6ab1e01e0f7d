// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The real desktop program as a user starts it: twice, alone for a compose window, with a data directory it cannot use.
class DesktopTest final : public QObject
{
    Q_OBJECT

private slots:
    void opensItsWindow();
    void secondStartRaisesTheFirst();
    void secondStartComposesInTheFirst();
    void composesAloneAndEndsWithTheWindow();
    void saysWhyItCannotStart();
    void cleanup();

private:
    std::unique_ptr<QProcess> start(const QStringList &arguments);
    static QStringList windows(const QString &title);
    static void closeWindow(const QString &id);

    QTemporaryDir m_dir;
    std::unique_ptr<QProcess> m_first;
};

std::unique_ptr<QProcess> DesktopTest::start(const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QN_LANGUAGE"_s, u"en"_s);
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(QStringLiteral(QN_BINARY_DIR "/bin/qingniao"), arguments);
    return process;
}

QStringList DesktopTest::windows(const QString &title)
{
    QProcess tool;
    tool.start(u"xdotool"_s, {u"search"_s, u"--onlyvisible"_s, u"--name"_s, title});
    if (!tool.waitForFinished(10000))
        return {};
    return QString::fromLatin1(tool.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
}

void DesktopTest::closeWindow(const QString &id)
{
    QProcess::execute(u"xdotool"_s, {u"windowclose"_s, id});
}

void DesktopTest::opensItsWindow()
{
    m_first = start({u"--data-dir"_s, m_dir.path()});
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"Qingniao"_s).isEmpty(), 20000);
}

void DesktopTest::secondStartRaisesTheFirst()
{
    auto second = start({u"--data-dir"_s, m_dir.path()});
    QVERIFY(second->waitForFinished(20000));
    QCOMPARE(second->exitCode(), 0);
    QCOMPARE(m_first->state(), QProcess::Running);
}

void DesktopTest::secondStartComposesInTheFirst()
{
    auto second = start({u"--data-dir"_s, m_dir.path(), u"--compose"_s, u"mailto:a@b.example?subject=From%20afar"_s});
    QVERIFY(second->waitForFinished(20000));
    QCOMPARE(second->exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"From afar"_s).isEmpty(), 20000);
}

void DesktopTest::composesAloneAndEndsWithTheWindow()
{
    QTemporaryDir own;
    auto alone = start({u"--data-dir"_s, own.path(), u"mailto:a@b.example?subject=All%20alone"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"All alone"_s).isEmpty(), 20000);
    const QStringList open = windows(u"All alone"_s);
    QProcess::execute(u"xdotool"_s, {u"key"_s, u"--window"_s, open.constFirst(), u"Escape"_s});
    if (!alone->waitForFinished(5000))
        closeWindow(open.constFirst());
    QVERIFY(alone->waitForFinished(20000));
}

void DesktopTest::saysWhyItCannotStart()
{
    QFile file(m_dir.filePath(u"a file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    auto refused = start({u"--data-dir"_s, file.fileName()});
    QTRY_VERIFY_WITH_TIMEOUT(refused->waitForReadyRead(100), 20000);
    QVERIFY(refused->readAll().contains("qingniao:"));
    refused->kill();
    refused->waitForFinished();
}

void DesktopTest::cleanup()
{
    if (m_first && QTest::currentTestFailed())
        qInfo() << m_first->readAll();
    if (m_first && qstrcmp(QTest::currentTestFunction(), "saysWhyItCannotStart") == 0) {
        m_first->terminate();
        m_first->waitForFinished(5000);
    }
}

QTEST_GUILESS_MAIN(DesktopTest)
#include "desktoptest.moc"
