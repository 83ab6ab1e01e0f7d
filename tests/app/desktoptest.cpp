// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The real desktop program as a user starts it: twice, alone for a compose window, with a data directory it cannot use.
class DesktopTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void loadsTheRestAfterTheFirstPaint();
    void opensItsWindow();
    void secondStartRaisesTheFirst();
    void secondStartComposesInTheFirst();
    void startsAfterAKilledOne();
    void composesAloneAndEndsWithTheWindow();
    void saysWhyItCannotStart();
    void cleanup();

private:
    std::unique_ptr<QProcess> start(const QStringList &arguments);
    static QStringList windows(const QString &title);

    QString mailbox() const { return m_dir.filePath(u"client"_s); } // where CommandLine has it

    QTemporaryDir m_dir;
    qn::test::CommandLine m_line{m_dir.path()};
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

void DesktopTest::initTestCase()
{
    QVERIFY2(m_line.startServer({}), m_line.logs().constData());
    QVERIFY2(m_line.addAccount().code == 0, m_line.logs().constData());
}

void DesktopTest::loadsTheRestAfterTheFirstPaint()
{
#ifndef Q_OS_LINUX
    QSKIP("there is no /proc");
#endif
    QVERIFY(m_line.run({u"sync"_s}).code == 0);
    auto program = start({u"--data-dir"_s, mailbox(), u"--trace-startup=libraries"_s});
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += program->readAll()).contains("startup: library libQt6Widgets"), 20000);
    // Later: the network goes by the plugin, and nothing was left out.
    const auto mapped = [&] {
        QFile maps(u"/proc/%1/maps"_s.arg(program->processId()));
        return maps.open(QIODevice::ReadOnly) ? maps.readAll() : QByteArray();
    };
    QTRY_VERIFY_WITH_TIMEOUT(mapped().contains("qingniao_services"), 20000);
    QTRY_VERIFY_WITH_TIMEOUT((said += program->readAll()).contains("  online"), 20000);
    program->terminate();
    QVERIFY(program->waitForFinished(10000));
    QTRY_VERIFY(windows(u"Qingniao"_s).isEmpty()); // else the next test takes it for its own
    const qsizetype painted = said.indexOf("startup: library");
    QVERIFY(said.contains("inbox painted"));
    for (const char *late : {"qingniao_", "WebEngine", "Qt6Network", "HttpServer", "keychain", "gmime", "gio-2.0", "krb5"})
        QVERIFY2(!said.mid(painted).contains(late), late);
}

void DesktopTest::opensItsWindow()
{
    m_first = start({u"--data-dir"_s, mailbox()});
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"Qingniao"_s).isEmpty(), 20000);
}

void DesktopTest::secondStartRaisesTheFirst()
{
    auto second = start({u"--data-dir"_s, mailbox()});
    QVERIFY(second->waitForFinished(20000));
    QCOMPARE(second->exitCode(), 0);
    QCOMPARE(m_first->state(), QProcess::Running);
}

void DesktopTest::secondStartComposesInTheFirst()
{
    auto second = start({u"--data-dir"_s, mailbox(), u"--compose"_s, u"mailto:a@b.example?subject=From%20afar"_s});
    QVERIFY(second->waitForFinished(20000));
    QCOMPARE(second->exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"From afar"_s).isEmpty(), 20000);
}

void DesktopTest::startsAfterAKilledOne()
{
    m_first->kill(); // leaves its lock and its socket behind
    QVERIFY(m_first->waitForFinished(10000));
    m_first = start({u"--data-dir"_s, mailbox()});
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"Qingniao"_s).isEmpty(), 20000);
    auto second = start({u"--data-dir"_s, mailbox(), u"--compose"_s, u"mailto:a@b.example?subject=After%20the%20end"_s});
    QVERIFY(second->waitForFinished(20000));
    QCOMPARE(second->exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"After the end"_s).isEmpty(), 20000);
}

void DesktopTest::composesAloneAndEndsWithTheWindow()
{
    m_first->terminate();
    QVERIFY(m_first->waitForFinished(10000));
    auto alone = start({u"--data-dir"_s, mailbox(), u"mailto:a@b.example?subject=All%20alone"_s});
    QTRY_VERIFY_WITH_TIMEOUT(!windows(u"All alone"_s).isEmpty(), 20000);
    const QStringList open = windows(u"All alone"_s);
    // Never `key --window`: the window goes between press and release, the tool dies of it, and the key repeats for ever.
    QProcess::execute(u"xdotool"_s, {u"windowactivate"_s, u"--sync"_s, open.constFirst()});
    QProcess::execute(u"xdotool"_s, {u"key"_s, u"Escape"_s});
    QVERIFY(alone->waitForFinished(20000));
}

void DesktopTest::saysWhyItCannotStart()
{
    QFile file(m_dir.filePath(u"a file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    auto refused = start({u"--data-dir"_s, file.fileName()});
    QTRY_VERIFY_WITH_TIMEOUT(refused->bytesAvailable() > 0, 20000);
    QVERIFY(refused->readAll().contains("qingniao:"));
    refused->kill();
    refused->waitForFinished();
}

void DesktopTest::cleanup()
{
    if (m_first && QTest::currentTestFailed())
        qInfo() << m_first->readAll();
}

QTEST_GUILESS_MAIN(DesktopTest)
#include "desktoptest.moc"
