// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// qingniaoctl killed at any moment: the next run goes on, and in the end nothing is missing, doubled or changed.
/// QN_KILLS says how often (a few times unless told).
class KillTest final : public QObject
{
    Q_OBJECT

public:
    static void initMain()
    {
        if (qEnvironmentVariableIsSet("QN_KILLS")) // a long run is longer than what Qt Test allows a function
            qputenv("QTEST_FUNCTION_TIMEOUT", "86400000");
    }

private slots:
    void importSurvivesKills();
    void syncSurvivesKills();
    void copyOfAllMailSurvivesKills();
    void indexSurvivesKills();
    void outboxSurvivesKills();
    void backupIsWholeWhileImporting();
    void aDamagedDatabaseIsRepaired();
    void refusesWhatIsNoBackup();

private:
    struct Run
    {
        int code = -1;
        QByteArray out, err;
        QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
    };
    Run ctl(const QString &data, const QStringList &arguments)
    {
        QProcess process;
        process.start(program(), QStringList{u"--data-dir"_s, data, u"--json"_s} + arguments);
        const bool ended = process.waitForFinished(120'000);
        if (!ended) {
            process.kill();
            process.waitForFinished();
        }
        return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
    }
    static QString program() { return QStringLiteral(QN_BINARY_DIR "/bin/qingniaoctl"); }
    QString write(const QString &name, int count)
    {
        QFile file(m_dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        for (int n = 0; n < count; ++n)
            file.write(mail(n));
        return file.fileName();
    }
    static QByteArray mail(int n)
    {
        const QByteArray number = QByteArray::number(n);
        return "From MAILER-DAEMON Thu Jan 1 00:00:00 1970\nFrom: a" + number + "@x.example\nSubject: mail " + number
            + "\nMessage-ID: <" + number + "@x.example>\n\n" + QByteArray(200 + n % 700, 'x') + ' ' + number + "\n\n";
    }
    int inbox(const QString &data) { return int(QJsonDocument::fromJson(ctl(data, {u"list"_s, u"--limit"_s, u"100000"_s}).out).array().size()); }

    QTemporaryDir m_dir;
};

void KillTest::importSurvivesKills()
{
    constexpr int count = 4000;
    const QString mbox = write(u"box.mbox"_s, count), data = m_dir.filePath(u"killed"_s);
    const int kills = qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : 8;
    int before = 0;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(program(), {u"--data-dir"_s, data, u"import"_s, mbox});
        QVERIFY(process.waitForStarted());
        QTest::qSleep(QRandomGenerator::global()->bounded(20, 400));
        process.kill();
        QVERIFY(process.waitForFinished());
        if (kill % 4 == 3) {
            const int now = inbox(data);
            QVERIFY2(now >= before, "an import lost what was there");
            before = now;
        }
    }
    const Run last = ctl(data, {u"import"_s, mbox});
    QVERIFY2(last.code == 0, last.err.constData());
    QCOMPARE(last.json().value("messages"_L1).toInt() + last.json().value("skipped"_L1).toInt(), count);
    QCOMPARE(inbox(data), count);
    const Run exported = ctl(data, {u"export"_s, m_dir.filePath(u"all.mbox"_s)});
    QCOMPARE(exported.json().value("messages"_L1).toInt(), count);
    // Imported from the export it is the same mail: nothing is new.
    const Run again = ctl(data, {u"import"_s, m_dir.filePath(u"all.mbox"_s)});
    QCOMPARE(again.json().value("messages"_L1).toInt(), 0);
    QCOMPARE(again.json().value("skipped"_L1).toInt(), count);
}

/// Against the built-in server in another process, with the real keychain.
void KillTest::syncSurvivesKills()
{
    constexpr int count = 3000;
    QVERIFY(QDir().mkpath(m_dir.filePath(u"served"_s)));
    write(u"served/Inbox.mbox"_s, count);
    qn::test::CommandLine line(m_dir.filePath(u"synced"_s));
    QVERIFY2(line.startServer({u"--import"_s, m_dir.filePath(u"served"_s)}), line.logs().constData());
    const auto added = line.addAccount();
    QVERIFY2(added.code == 0, added.err.constData());
    const QString data = m_dir.filePath(u"synced/client"_s);
    const int kills = qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : 6;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(program(), {u"--data-dir"_s, data, u"sync"_s});
        QVERIFY(process.waitForStarted());
        QTest::qSleep(QRandomGenerator::global()->bounded(50, 700));
        process.kill();
        QVERIFY(process.waitForFinished());
    }
    const auto synced = line.run({u"sync"_s});
    QVERIFY2(synced.code == 0, synced.err.constData());
    QSet<QString> subjects;
    const QJsonArray listed = QJsonDocument::fromJson(ctl(data, {u"list"_s, u"--limit"_s, u"100000"_s}).out).array();
    for (const QJsonValue &row : listed)
        subjects.insert(row.toObject().value("subject"_L1).toString());
    QCOMPARE(listed.size(), count);
    QCOMPARE(subjects.size(), count);
    for (int n = 0; n < count; ++n)
        QVERIFY(subjects.contains(u"mail %1"_s.arg(n)));
    QVERIFY(line.stopServer());
}

/// Killed while all mail is being kept: in the end each message is here as the server had it, and the server is not
/// needed any more.
void KillTest::copyOfAllMailSurvivesKills()
{
    constexpr int count = 1500;
    QVERIFY(QDir().mkpath(m_dir.filePath(u"whole"_s)));
    write(u"whole/Inbox.mbox"_s, count);
    qn::test::CommandLine line(m_dir.filePath(u"copied"_s));
    QVERIFY2(line.startServer({u"--import"_s, m_dir.filePath(u"whole"_s)}), line.logs().constData());
    const auto added = line.addAccount();
    QVERIFY2(added.code == 0, added.err.constData());
    const QString account =
        line.run({u"account"_s, u"list"_s}).json().array().at(0).toObject().value("id"_L1).toString();
    QCOMPARE(line.run({u"account"_s, u"set"_s, account, u"--keep"_s, u"everything"_s}).code, 2);
    QCOMPARE(
        line.run({u"account"_s, u"set"_s, account, u"--keep"_s, u"all"_s}).json().object().value("keep"_L1).toString(),
        u"all"_s);
    const QString data = m_dir.filePath(u"copied/client"_s);
    const int kills = qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : 6;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(program(), {u"--data-dir"_s, data, u"sync"_s});
        QVERIFY(process.waitForStarted());
        QTest::qSleep(QRandomGenerator::global()->bounded(100, 1200));
        process.kill();
        QVERIFY(process.waitForFinished());
    }
    const auto synced = line.run({u"sync"_s});
    QVERIFY2(synced.code == 0, synced.err.constData());
    QVERIFY(line.stopServer());
    const Run exported = ctl(data, {u"export"_s, m_dir.filePath(u"copied.mbox"_s)});
    QVERIFY2(exported.code == 0, exported.err.constData());
    QCOMPARE(exported.json().value("messages"_L1).toInt(), count);
    QFile file(m_dir.filePath(u"copied.mbox"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray all = file.readAll();
    for (int n = 0; n < count; ++n)
        QVERIFY2(all.contains(QByteArray(200 + n % 700, 'x') + ' ' + QByteArray::number(n) + '\n'),
            qPrintable(QString::number(n)));
}

/// The search index, killed while it is written and while more mail comes: in the end it finds what is in the mails.
void KillTest::indexSurvivesKills()
{
    static const QStringList pieces{u"会议室"_s, u"会议"_s, u"室会"_s, u"项目"_s, u"进度"_s, u"项目进"_s, u"build"_s, u"failure"_s, u"的"_s};
    const auto textOf = [](int n) {
        QRandomGenerator random{quint32(n)};
        QStringList words;
        for (int i = 0; i < 12; ++i)
            words.append(pieces.at(random.bounded(int(pieces.size()))));
        QString text = words.join(u' ');
        static const QRegularExpression between(u"(?<=[^a-z]) (?=[^a-z])"_s);
        return random.bounded(2) ? text : text.replace(between, QString()); // as a sentence
    };
    const QString data = m_dir.filePath(u"indexed"_s);
    int count = 0;
    const auto importMore = [&](int more) {
        QFile file(m_dir.filePath(u"indexed%1.mbox"_s.arg(count)));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        for (const int end = count + more; count < end; ++count) {
            const QByteArray number = QByteArray::number(count);
            file.write("From MAILER-DAEMON Thu Jan 1 00:00:00 1970\nFrom: a@x.example\nSubject: " + number + "\nMessage-ID: <i" + number
                + "@x.example>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
                + textOf(count).toUtf8() + "\n\n");
        }
        file.close();
        QCOMPARE(ctl(data, {u"import"_s, file.fileName()}).code, 0);
    };
    importMore(3000);
    const int kills = qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : 6;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(program(), {u"--data-dir"_s, data, u"search"_s, u"--count"_s, u"会议室"_s});
        QVERIFY(process.waitForStarted());
        QTest::qSleep(QRandomGenerator::global()->bounded(20, 300));
        process.kill();
        QVERIFY(process.waitForFinished());
        if (kill % 3 == 2)
            importMore(200);
        if (kill % 20 == 19) { // all over again
            for (const QString &tail : {QString(), u"-wal"_s, u"-shm"_s})
                QFile::remove(data + u"/search.db"_s + tail);
        }
    }
    for (const QString &query : {u"会议室"_s, u"室会议"_s, u"项目进度"_s, u"目"_s, u"\"build failure\""_s, u"fail"_s, u"会议室会"_s}) {
        int wanted = 0;
        const QString plain = QString(query).remove(u'"');
        for (int n = 0; n < count; ++n)
            wanted += textOf(n).contains(plain);
        const Run found = ctl(data, {u"search"_s, u"--count"_s, query});
        QVERIFY2(found.code == 0, found.err.constData());
        QVERIFY(wanted > 0);
        QCOMPARE(found.json().value("count"_L1).toInt(), wanted);
        QCOMPARE(ctl(data, {u"search"_s, u"--count"_s, u'-' + query}).json().value("count"_L1).toInt(), count - wanted);
    }
}

/// A mail that was written down is sent, and once, wherever the program was killed. (Where the answer was lost, the server
/// is asked by the mail's key before it is sent again.)
void KillTest::outboxSurvivesKills()
{
    qn::test::CommandLine line(m_dir.filePath(u"sent"_s));
    QVERIFY2(line.startServer({}), line.logs().constData());
    QVERIFY(line.addAccount().code == 0);
    const QString data = m_dir.filePath(u"sent/client"_s);
    const int kills = qEnvironmentVariableIsSet("QN_KILLS") ? qEnvironmentVariableIntValue("QN_KILLS") : 6;
    const auto waiting = [&] {
        QSet<QString> subjects;
        const QJsonArray rows = QJsonDocument::fromJson(ctl(data, {u"outbox"_s}).out).array();
        for (const QJsonValue &row : rows) {
            if (row["state"_L1].toString() != "filed"_L1)
                subjects.insert(row["subject"_L1].toString());
        }
        return subjects;
    };
    QSet<QString> written;
    for (int kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(program(),
            {u"--data-dir"_s, data, u"send"_s, u"--to"_s, u"friend@example.com"_s, u"--subject"_s, u"mail %1"_s.arg(kill),
                u"--text"_s, u"text"_s});
        QVERIFY(process.waitForStarted());
        QTest::qSleep(QRandomGenerator::global()->bounded(20, 300));
        process.kill();
        QVERIFY(process.waitForFinished());
        written += waiting();
    }
    const auto last =
        line.run({u"send"_s, u"--to"_s, u"friend@example.com"_s, u"--subject"_s, u"the last"_s, u"--text"_s, u"text"_s});
    QVERIFY2(last.code == 0, last.err.constData());
    written.insert(u"the last"_s);
    for (int round = 0; round < 50 && !waiting().isEmpty(); ++round) {
        const QJsonArray rows = QJsonDocument::fromJson(ctl(data, {u"outbox"_s}).out).array();
        for (const QJsonValue &row : rows)
            QVERIFY2(row["state"_L1].toString() != "failed"_L1, QJsonDocument(row.toObject()).toJson().constData());
        QVERIFY(line.run({u"sync"_s}).code == 0);
    }
    QCOMPARE(waiting(), QSet<QString>());
    QVERIFY(line.run({u"sync"_s}).code == 0);
    QMap<QString, int> sent;
    const QJsonArray listed =
        QJsonDocument::fromJson(ctl(data, {u"list"_s, u"--folder"_s, u"Sent"_s, u"--limit"_s, u"100000"_s}).out).array();
    for (const QJsonValue &row : listed)
        ++sent[row["subject"_L1].toString()];
    QVERIFY(!sent.isEmpty());
    for (auto it = sent.cbegin(); it != sent.cend(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(u"%1 was sent %2 times"_s.arg(it.key()).arg(it.value())));
    for (const QString &subject : std::as_const(written))
        QVERIFY2(sent.contains(subject), qPrintable(subject + u" was not sent"_s));
    QVERIFY(line.stopServer());
}

void KillTest::backupIsWholeWhileImporting()
{
    const QString mbox = write(u"box2.mbox"_s, 6000), data = m_dir.filePath(u"busy"_s);
    QCOMPARE(ctl(data, {u"import"_s, write(u"few.mbox"_s, 50)}).code, 0);
    QProcess import;
    import.start(program(), {u"--data-dir"_s, data, u"import"_s, mbox});
    QVERIFY(import.waitForStarted());
    for (int n = 0; n < 3; ++n) {
        const QString file = m_dir.filePath(u"backup%1"_s.arg(n));
        const Run made = ctl(data, {u"backup"_s, file});
        QVERIFY2(made.code == 0, made.err.constData());
        const QString other = m_dir.filePath(u"restored%1"_s.arg(n));
        const Run restored = ctl(other, {u"restore"_s, file});
        QVERIFY2(restored.code == 0, restored.err.constData());
        const int there = inbox(other);
        QVERIFY(there >= 50 && there <= 6000);
        QCOMPARE(ctl(other, {u"export"_s, m_dir.filePath(u"check%1.mbox"_s.arg(n))}).json().value("messages"_L1).toInt(), there);
    }
    QVERIFY(import.waitForFinished(60'000));
    QCOMPARE(inbox(data), 6000);
    // Back to the first one, while there is something to lose.
    const Run back = ctl(data, {u"restore"_s, m_dir.filePath(u"backup0"_s)});
    QCOMPARE(back.code, 0);
    QVERIFY(QFile::exists(back.json().value("before"_L1).toString()));
    QCOMPARE(inbox(data), inbox(m_dir.filePath(u"restored0"_s)));
    QCOMPARE(ctl(data, {u"backup"_s, m_dir.filePath(u"backup0"_s)}).code, 1); // it is there already
}

void KillTest::aDamagedDatabaseIsRepaired()
{
    const QString data = m_dir.filePath(u"damaged"_s);
    QCOMPARE(ctl(data, {u"import"_s, write(u"three.mbox"_s, 300)}).code, 0);
    QFile database(data + u"/mail.db"_s);
    QVERIFY(database.open(QIODevice::ReadWrite));
    database.write("XXXXXXXXXXXXXXXX"); // the header
    database.close();
    // It is made anew around what is there; the broken file is kept aside.
    const Run anew = ctl(data, {u"import"_s, m_dir.filePath(u"three.mbox"_s)});
    QCOMPARE(anew.code, 0);
    QCOMPARE(anew.json().value("skipped"_L1).toInt(), 300); // nothing was missing
    QVERIFY2(anew.err.contains("damaged-"), anew.err.constData());
    QCOMPARE(inbox(data), 300);

    QVERIFY(database.open(QIODevice::ReadWrite)); // a page in the middle
    const qint64 page = 16384;
    QVERIFY(database.size() > 8 * page);
    database.seek(database.size() / page / 2 * page);
    database.write(QByteArray(int(page), '\xaa'));
    database.close();
    QFile mark(data + u"/mail.db.is-damaged"_s); // what the check after a crash leaves
    QVERIFY(mark.open(QIODevice::WriteOnly));
    mark.close();
    const Run repaired = ctl(data, {u"list"_s, u"--limit"_s, u"1000"_s});
    QCOMPARE(repaired.code, 0);
    const int left = inbox(data);
    QVERIFY2(left >= 200 && left <= 300, qPrintable(QString::number(left))); // all but those on that page
    QVERIFY(!mark.exists());
    QCOMPARE(ctl(data, {u"import"_s, m_dir.filePath(u"three.mbox"_s)}).json().value("messages"_L1).toInt(), 300 - left);
}

void KillTest::refusesWhatIsNoBackup()
{
    const QString data = m_dir.filePath(u"refusing"_s);
    QCOMPARE(ctl(data, {u"import"_s, write(u"one.mbox"_s, 5)}).code, 0);
    QFile text(m_dir.filePath(u"text"_s));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(5000, 'x'));
    text.close();
    QCOMPARE(ctl(data, {u"restore"_s, text.fileName()}).code, 1);
    QCOMPARE(ctl(data, {u"restore"_s, m_dir.filePath(u"nothing"_s)}).code, 1);
    QCOMPARE(ctl(m_dir.filePath(u"empty"_s), {u"backup"_s, m_dir.filePath(u"b"_s)}).code, 1);
    QCOMPARE(inbox(data), 5);
}

QTEST_GUILESS_MAIN(KillTest)
#include "killtest.moc"
