// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"

#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// Real messages (those of Python's own e-mail tests, Debian's libpython3.11-testsuite) through the whole program: imported by
/// the built-in server, synced, listed and opened.
class CorpusTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void opensEveryMessage();

private:
    QTemporaryDir m_dir;
    qn::test::CommandLine m_line{m_dir.path()};
    const QString m_corpus = u"/usr/lib/python3.11/test/test_email/data"_s;
    qsizetype m_files = 0;
};

void CorpusTest::initTestCase()
{
    m_files = QDir(m_corpus).entryList({u"msg_*.txt"_s}, QDir::Files).size();
    QVERIFY2(m_files > 40, "libpython3.11-testsuite is not installed");
    QVERIFY2(m_line.startServer({u"--import"_s, m_corpus}), m_line.logs().constData());
    QVERIFY(m_line.server(u"address"_s).contains(u'@'));
    QVERIFY2(m_line.addAccount().code == 0, m_line.logs().constData());
    QVERIFY2(m_line.run({u"sync"_s}).code == 0, m_line.logs().constData());
}

void CorpusTest::opensEveryMessage()
{
    const QJsonArray messages = m_line.run({u"list"_s, u"--limit"_s, u"10000"_s}).json().array();
    QVERIFY2(messages.size() >= m_files, qPrintable(QString::number(messages.size())));
    for (const QJsonValue &value : messages) {
        const QJsonObject listed = value.toObject();
        const auto shown = m_line.run({u"show"_s, listed.value("id"_L1).toString()});
        QVERIFY2(shown.code == 0, shown.err.constData());
        const QJsonObject message = shown.json().object();
        QCOMPARE(message.value("subject"_L1), listed.value("subject"_L1));
        QCOMPARE(message.value("from"_L1), listed.value("from"_L1));
        for (const QString &field : {message.value("subject"_L1).toString(), message.value("from"_L1).toObject().value("name"_L1).toString()}) {
            QVERIFY2(!field.contains(QChar::ReplacementCharacter), qPrintable(field));
            QVERIFY2(!field.contains("=?"_L1), qPrintable(field));
        }
        QCOMPARE(m_line.run({u"show"_s, listed.value("id"_L1).toString(), u"--raw"_s}).code, 0);
    }
}

QTEST_GUILESS_MAIN(CorpusTest)
#include "corpustest.moc"
