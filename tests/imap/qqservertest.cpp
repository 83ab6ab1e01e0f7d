// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

/// tests/tools/qqserver, the server that behaves as QQ Mail's does, against Python's own clients.
class QQServerTest final : public QObject
{
    Q_OBJECT

private slots:
    void otherClientsReadAndSendMail();
};

void QQServerTest::otherClientsReadAndSendMail()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (python.isEmpty())
        QSKIP("python3 is not installed");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(python, {u"-B"_s, QStringLiteral(QN_SOURCE_DIR "/tests/tools/qqserver/selftest.py")});
    QVERIFY(process.waitForFinished(110'000));
    const QByteArray output = process.readAll();
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, output.constData());
    QCOMPARE(output.count("passed "), 4);
}

QTEST_GUILESS_MAIN(QQServerTest)
#include "qqservertest.moc"
