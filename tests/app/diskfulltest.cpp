// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/commandline.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <sys/mount.h>

using namespace Qt::StringLiterals;
using qn::test::CommandLine;

namespace {

/// A file system of memory that really fills up. Needs the right to mount.
class SmallDisk final
{
    Q_DISABLE_COPY_MOVE(SmallDisk)

public:
    SmallDisk(QString directory, const char *size)
        : m_directory(std::move(directory))
    {
        QDir().mkpath(m_directory);
        m_mounted = ::mount("tmpfs", QFile::encodeName(m_directory).constData(), "tmpfs", 0, size) == 0;
        if (!m_mounted)
            m_why = QString::fromLocal8Bit(strerror(errno));
    }
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(QFile::encodeName(m_directory).constData(), MNT_DETACH);
    }
    bool isMounted() const { return m_mounted; }
    QString why() const { return m_why; }
    bool grow()
    {
        return ::mount("tmpfs", QFile::encodeName(m_directory).constData(), "tmpfs", MS_REMOUNT, "size=400m") == 0;
    }

private:
    const QString m_directory;
    bool m_mounted = false;
    QString m_why;
};

} // namespace

/// A disk that is full in the middle of the work: it is said in plain words, nothing is lost, and with room it goes on.
class DiskFullTest final : public QObject
{
    Q_OBJECT

private slots:
    void importGoesOnWhenThereIsRoom();
    void syncGoesOnWhenThereIsRoom();

private:
    static constexpr int mails = 3000;

    void writeMails(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file");
        for (int n = 0; n < mails; ++n) {
            const QByteArray number = QByteArray::number(n);
            file.write("From MAILER-DAEMON Thu Jan 1 00:00:00 1970\nFrom: a" + number + "@x.example\nSubject: mail " + number
                + "\nMessage-ID: <" + number + "@x.example>\n\n" + QByteArray(4000, 'x') + ' ' + number + "\n\n");
        }
    }
    static QSet<QString> listed(CommandLine &line)
    {
        QSet<QString> subjects;
        const QJsonArray rows = line.run({u"list"_s, u"--limit"_s, u"100000"_s}).json().array();
        for (const QJsonValue &row : rows)
            subjects.insert(row["subject"_L1].toString());
        return subjects.size() == rows.size() ? subjects : QSet<QString>();
    }

    QTemporaryDir m_dir;
};

void DiskFullTest::importGoesOnWhenThereIsRoom()
{
    SmallDisk disk(m_dir.filePath(u"import/client"_s), "size=22m"); // a batch of mail fits, three do not
    if (!disk.isMounted())
        QSKIP(qPrintable(u"No small disk can be mounted here: "_s + disk.why()));
    CommandLine line(m_dir.filePath(u"import"_s));
    const QString mbox = m_dir.filePath(u"box.mbox"_s);
    writeMails(mbox);
    const auto full = line.run({u"import"_s, mbox});
    QCOMPARE(full.code, 1);
    QVERIFY2(full.err.contains("The disk is full"), full.err.constData());
    const QSet<QString> before = listed(line); // reading needs no room
    QVERIFY2(!before.isEmpty() && before.size() < mails, qPrintable(QString::number(before.size())));

    QVERIFY(disk.grow());
    const auto rest = line.run({u"import"_s, mbox});
    QVERIFY2(rest.code == 0, rest.err.constData());
    QCOMPARE(rest.json()["skipped"_L1].toInt(), before.size());
    QCOMPARE(rest.json()["messages"_L1].toInt(), mails - before.size());
    const QSet<QString> after = listed(line);
    QCOMPARE(after.size(), mails);
    QVERIFY(after.contains(before));
}

void DiskFullTest::syncGoesOnWhenThereIsRoom()
{
    SmallDisk disk(m_dir.filePath(u"sync/client"_s), "size=6m");
    if (!disk.isMounted())
        QSKIP(qPrintable(u"No small disk can be mounted here: "_s + disk.why()));
    CommandLine line(m_dir.filePath(u"sync"_s));
    QVERIFY(QDir().mkpath(m_dir.filePath(u"served"_s)));
    writeMails(m_dir.filePath(u"served/Inbox.mbox"_s));
    QVERIFY2(line.startServer({u"--import"_s, m_dir.filePath(u"served"_s)}), line.logs().constData());
    const auto added = line.addAccount();
    QVERIFY2(added.code == 0, added.err.constData());
    // What fills the disk is something else: mail comes in while there is room for a part of it.
    QFile other(m_dir.filePath(u"sync/client/other"_s));
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write(QByteArray(4'000'000, 'x'));
    other.close();
    const auto full = line.run({u"sync"_s});
    QCOMPARE(full.code, 1);
    QVERIFY2(full.err.contains("The disk is full"), full.err.constData());
    const QSet<QString> before = listed(line);

    QVERIFY(disk.grow());
    const auto rest = line.run({u"sync"_s});
    QVERIFY2(rest.code == 0, rest.err.constData());
    const QSet<QString> after = listed(line);
    QCOMPARE(after.size(), mails);
    QVERIFY(after.contains(before));
    QVERIFY(line.stopServer());
}

QTEST_GUILESS_MAIN(DiskFullTest)
#include "diskfulltest.moc"
