// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/importer.h"
#include "mime/mbox.h"
#include "support/manualclock.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace qn;
using namespace qn::sandbox;
using namespace Qt::StringLiterals;

class SandboxImportTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsMaildir();
    void readsMbox();
    void splitsMboxAtFromLinesOnly();
    void readsTree();
    void datesSampleMessagesFromNow();
    void shippedSampleIsWhole();
    void pythonCorpusCanBeListedAndOpened();
    void importsAgainWithoutDoublingContacts();
    void saysWhatIsMissing();

private:
    void write(const QString &path, const QByteArray &bytes);
    Mailbox &mailbox() { return *m_mailbox; }
    /// "Folder/Child: subject [flags]" of every message.
    QStringList contents();

    std::unique_ptr<QTemporaryDir> m_directory, m_tree;
    std::shared_ptr<test::ManualClock> m_clock;
    std::shared_ptr<Mailbox> m_mailbox;
};

void SandboxImportTest::init()
{
    m_mailbox.reset();
    m_directory = std::make_unique<QTemporaryDir>();
    m_tree = std::make_unique<QTemporaryDir>();
    m_clock = std::make_shared<test::ManualClock>();
    const auto opened = Mailbox::open(m_directory->path(), m_clock);
    QVERIFY(opened);
    m_mailbox = *opened;
}

void SandboxImportTest::write(const QString &path, const QByteArray &bytes)
{
    const QString full = m_tree->filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QStringList SandboxImportTest::contents()
{
    QHash<RemoteFolderId, QString> paths;
    QStringList out;
    for (const Folder &folder : mailbox().folders()) {
        const QString path = (folder.parent.isEmpty() ? QString() : paths.value(folder.parent) + u'/') + folder.name;
        paths.insert(folder.remoteId, path);
        static_cast<void>(mailbox().visit(folder.remoteId, [&](const Entry &entry) {
            out << u"%1: %2 %3"_s.arg(path, entry.header.subject).arg(entry.header.flags.toInt());
        }));
    }
    out.sort();
    return out;
}

void SandboxImportTest::readsMaildir()
{
    write(u"cur/1.host:2,RS"_s, "Subject: one\n\nx");
    write(u"new/2.host"_s, "Subject: two\n\nx");
    write(u"tmp/3.host"_s, "Subject: unfinished\n\nx");
    write(u".Sent/cur/4.host:2,S"_s, "Subject: sent\n\nx");
    write(u".Work.&UXZO1mWHTvZZOQ-/cur/5.host"_s, "Subject: deep\n\nx");
    write(u"Nested/cur/6.host!2,F"_s, "Subject: nested\n\nx");
    const auto report = importTree(mailbox(), m_tree->path());
    QVERIFY(report);
    QCOMPARE(report->messages, 5);
    QCOMPARE(contents(),
        (QStringList{u"Inbox: one 3"_s, u"Inbox: two 0"_s, u"Nested: nested 4"_s, u"Sent: sent 1"_s,
            u"Work/其他文件夹: deep 0"_s}));
}

void SandboxImportTest::readsMbox()
{
    write(u"Archive.mbox"_s,
        "From a@b Mon May  6 07:08:09 2024\nSubject: one\nStatus: RO\n\nfirst\n>From here\n>>From there\n\n"
        "From c@d Mon May  6 07:08:09 2024\nSubject: two\nX-Status: AF\n\nFrom the start\n\nFrom here on, text\nend\n");
    QVERIFY(importTree(mailbox(), m_tree->path()));
    QCOMPARE(contents(), (QStringList{u"Archive: one 1"_s, u"Archive: two 6"_s}));
    const auto folder = mailbox().folderByRole(FolderRole::Archive);
    QList<QByteArray> sources;
    QVERIFY(mailbox().visit(
        folder, [&](const Entry &entry) { sources << *mailbox().source(folder, entry.header.remoteId); }));
    std::sort(sources.begin(), sources.end());
    QVERIFY(sources[0].contains("first\nFrom here\n>From there\n"));
    QVERIFY(sources[1].endsWith("From the start\n\nFrom here on, text\nend\n"));
}

void SandboxImportTest::splitsMboxAtFromLinesOnly()
{
    QCOMPARE(mime::splitMbox("From a\nX: y\n\ntext\nFrom b\nZ: z\n").size(), 1);
    QCOMPARE(mime::splitMbox("From a\nX: y\n\ntext\n\nFrom b\nZ: z\n").size(), 2);
    QCOMPARE(mime::splitMbox("From a\r\nX: y\r\n\r\ntext\r\n\r\nFrom b\r\nZ: z\r\n").size(), 2);
    QCOMPARE(mime::splitMbox("").size(), 0);
    QCOMPARE(mime::splitMbox("no mbox at all").size(), 0);
}

void SandboxImportTest::readsTree()
{
    write(u"top.eml"_s, "Subject: top\n\nx");
    write(u"Junk/bad"_s, "Subject: spam\n\nx");
    write(u"项目/青鸟/a.eml"_s, "Subject: deep\n\nx");
    write(u"项目/notes"_s, "not a message at all\n");
    write(u"项目/picture.png"_s, "\x89PNG\r\n");
    write(u"empty.eml"_s, "");
    const auto report = importTree(mailbox(), m_tree->path());
    QVERIFY(report);
    QCOMPARE(*report, (ImportReport{3, 0, 3}));
    QCOMPARE(contents(), (QStringList{u"Inbox: top 0"_s, u"Junk: spam 0"_s, u"项目/青鸟: deep 0"_s}));
    QVERIFY(importTree(mailbox(), m_tree->filePath(u"top.eml"_s)));
    QCOMPARE(contents().size(), 4);
}

void SandboxImportTest::datesSampleMessagesFromNow()
{
    write(u"Inbox/001-x.eml"_s,
        "From: a@b\r\nDate: Mon, 6 May 2024 07:08:09 +0000\r\nX-Sample-Age: 3h\r\nX-Sample-Flags: seen flagged\r\n"
        "Subject: fresh\r\n\r\nDate: stays\r\n");
    write(u"account.json"_s, R"({"name": "陈晓明", "email": "chen@qq.example"})");
    write(u"contacts.json"_s, R"([{"name": "李雷", "email": "li@example.com", "phone": "1", "note": "n"}])");
    const auto report = importTree(mailbox(), m_tree->path());
    QVERIFY(report);
    QCOMPARE(*report, (ImportReport{1, 1, 0}));
    QCOMPARE(contents(), QStringList{u"Inbox: fresh 5"_s});
    QCOMPARE(mailbox().owner(), (Address{u"陈晓明"_s, u"chen@qq.example"_s}));
    QCOMPARE(mailbox().contacts().first().phone, u"1"_s);
    const auto inbox = mailbox().folderByRole(FolderRole::Inbox);
    QVERIFY(mailbox().visit(inbox, [&](const Entry &entry) {
        QCOMPARE(entry.header.date, m_clock->now().addSecs(-3 * 3600));
        const QByteArray source = *mailbox().source(inbox, entry.header.remoteId);
        QVERIFY(!source.contains("X-Sample"));
        QCOMPARE(source.count("Date:"), 2);
        QVERIFY(source.endsWith("\r\n\r\nDate: stays\r\n"));
        QVERIFY(!QByteArray(source).replace("\r\n", "").contains('\n'));
    }));
}

void SandboxImportTest::shippedSampleIsWhole()
{
    const QString sample = QStringLiteral(QN_SOURCE_DIR "/resources/sample");
    if (!QDir(sample).exists())
        QSKIP("no sample mailbox yet");
    const auto report = importTree(mailbox(), sample);
    QVERIFY(report);
    QVERIFY2(report->messages >= 70, qPrintable(QString::number(report->messages)));
    QVERIFY(report->contacts >= 25);
    QCOMPARE(report->skipped, 0);
    QVERIFY(!mailbox().owner().email.isEmpty());
    for (const Folder &folder : mailbox().folders()) {
        QVERIFY(mailbox().visit(folder.remoteId, [&](const Entry &entry) {
            const MessageHeader &header = entry.header;
            QVERIFY(!header.from.email.isEmpty());
            QVERIFY2(header.date.isValid() && header.date <= m_clock->now(), qPrintable(header.subject));
            QVERIFY2(!header.subject.contains(u"=?") && !header.subject.contains(QChar(QChar::ReplacementCharacter)),
                qPrintable(header.subject));
        }));
    }
}

void SandboxImportTest::pythonCorpusCanBeListedAndOpened()
{
    const QString corpus = u"/usr/lib/python3.11/test/test_email/data"_s;
    if (!QDir(corpus).exists())
        QSKIP("libpython3.11-testsuite is not installed");
    const auto report = importTree(mailbox(), corpus);
    QVERIFY(report);
    QCOMPARE(report->messages, QDir(corpus).entryList({u"msg_*.txt"_s}).size());
}

void SandboxImportTest::importsAgainWithoutDoublingContacts()
{
    write(u"contacts.json"_s, R"([{"name": "李雷", "email": "li@example.com"}, {"name": "x", "email": ""}])");
    QCOMPARE(importTree(mailbox(), m_tree->path())->contacts, 1);
    QCOMPARE(importTree(mailbox(), m_tree->path())->contacts, 0);
    QCOMPARE(mailbox().contacts().size(), 1);
}

void SandboxImportTest::saysWhatIsMissing()
{
    const auto report = importTree(mailbox(), m_tree->filePath(u"nowhere"_s));
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(SandboxImportTest)
#include "sandboximporttest.moc"
