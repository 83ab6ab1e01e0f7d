// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchreading.h"
#include "imap/show.h"

using namespace qn;
using namespace qn::imap;
using namespace Qt::StringLiterals;

class ListReadingTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsFolders_data();
    void readsFolders();
    void readsStatus();
};

void ListReadingTest::readsFolders_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("expected"); // wire name|name|parent|role, and what it is not; empty: no folder
    const auto row = [](const char *name, const QByteArray &line, const QString &expected) { QTest::newRow(name) << line << expected; };
    row("QQ inbox", "* LIST (\\NoInferiors) \"/\" \"INBOX\"", u"INBOX|INBOX||inbox"_s);
    row("QQ sent", "* LIST (\\HasNoChildren) \"/\" \"Sent Messages\"", u"Sent Messages|Sent Messages||sent"_s);
    row("QQ drafts", "* LIST (\\HasNoChildren) \"/\" \"Drafts\"", u"Drafts|Drafts||drafts"_s);
    row("QQ trash", "* LIST (\\HasNoChildren) \"/\" \"Deleted Messages\"", u"Deleted Messages|Deleted Messages||trash"_s);
    row("QQ junk", "* LIST (\\HasNoChildren) \"/\" \"Junk\"", u"Junk|Junk||junk"_s);
    row("QQ others", "* LIST (\\NoSelect \\HasChildren) \"/\" \"&UXZO1mWHTvZZOQ-\"", u"&UXZO1mWHTvZZOQ-|其他文件夹|| not selectable"_s);
    row("QQ user's own", "* LIST (\\HasNoChildren) \"/\" \"&UXZO1mWHTvZZOQ-/&XeVPXA-\"", u"&UXZO1mWHTvZZOQ-/&XeVPXA-|工作|&UXZO1mWHTvZZOQ-|"_s);
    row("user's own called sent", "* LIST () \"/\" \"&UXZO1mWHTvZZOQ-/sent\"", u"&UXZO1mWHTvZZOQ-/sent|sent|&UXZO1mWHTvZZOQ-|"_s);
    row("XLIST", "* XLIST (\\HasNoChildren \\Sent) \"/\" \"&XfJT0ZAB-\"", u"&XfJT0ZAB-|已发送||sent by flag"_s);
    row("XLIST inbox", "* XLIST (\\Inbox) \"/\" \"Inbox\"", u"Inbox|Inbox||inbox by flag"_s);
    row("XLIST spam", "* XLIST (\\Spam) \"/\" \"x\"", u"x|x||junk by flag"_s);
    row("special use against the name", "* LIST (\\Archive) \".\" Trash", u"Trash|Trash||archive by flag"_s);
    row("163's names", "* LIST () \"/\" \"&g0l6P3ux-\"", u"&g0l6P3ux-|草稿箱||drafts"_s);
    row("under INBOX", "* LSUB () \".\" \"INBOX.Trash\"", u"INBOX.Trash|Trash|INBOX|trash"_s);
    row("not quoted, with a space", "* LIST () \"/\" Sent Messages", u"Sent Messages|Sent Messages||sent"_s);
    row("literal, extended data", "* LIST () \"/\" {3}\r\na\"b (\"CHILDINFO\" (\"SUBSCRIBED\"))", u"a\"b|a\"b||"_s);
    row("no hierarchy", "* LIST () NIL \"a/b\"", u"a/b|a/b||"_s);
    row("UTF-8", "* LIST () \"/\" \"R&D/\xe4\xbd\xa0\"", u"R&D/你|你|R&D|"_s);
    row("GBK", "* LIST () \"/\" \"\xc4\xe3\xba\xc3\"", u"你好|你好||"_s);
    row("ampersand", "* LIST () \"/\" \"R&-D\"", u"R&-D|R&D||"_s);
    row("ampersand not encoded", "* LIST () \"/\" \"R&D - old\"", u"R&D - old|R&D - old||"_s);
    row("separator at the end", "* LIST () \"/\" \"a/b/\"", u"a/b/|b|a|"_s);
    row("nonexistent", "* LIST (\\NonExistent) \"/\" \"a\"", u"a|a|| not selectable absent"_s);
    row("the word NIL", "* LIST () \"/\" NIL", u"NIL|NIL||"_s);
    row("flags NIL", "* LIST NIL \"/\" a", u"a|a||"_s);
    row("separator only", "* LIST (\\Noselect) \"/\" \"\"", {});
    row("too short", "* LIST () \"/\"", {});
    row("something else", "* STATUS a (MESSAGES 1)", {});
}

void ListReadingTest::readsFolders()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, expected);
    const std::optional<ListedFolder> folder = readList(parseOne(line));
    QCOMPARE(folder.has_value(), !expected.isEmpty());
    if (!folder)
        return;
    static const QStringList roles = {{}, u"inbox"_s, u"sent"_s, u"drafts"_s, u"trash"_s, u"junk"_s, u"archive"_s};
    QString shown = folder->wireName + u'|' + folder->name + u'|' + folder->parent + u'|' + roles.at(int(folder->role));
    shown += folder->byFlag ? u" by flag"_s : QString();
    shown += folder->selectable ? QString() : u" not selectable"_s;
    shown += folder->exists ? QString() : u" absent"_s;
    QCOMPARE(shown, expected);
}

void ListReadingTest::readsStatus()
{
    const auto status = readStatus(parseOne("* STATUS \"&UXZO1mWHTvZZOQ-/a b\" (MESSAGES 231 UIDNEXT 44292 UIDVALIDITY 3 unseen 2 HIGHESTMODSEQ 7 SIZE 99999999999)"));
    QVERIFY(status);
    QCOMPARE(*status, (MailboxStatus{u"&UXZO1mWHTvZZOQ-/a b"_s, 231, 2, 44292, 3, 7, 99999999999}));
    const auto bare = readStatus(parseOne("* STATUS Sent Messages (MESSAGES 1 X (2) UNSEEN"));
    QVERIFY(bare);
    QCOMPARE(*bare, (MailboxStatus{u"Sent Messages"_s, 1, -1, -1, -1, -1, -1}));
    QVERIFY(!readStatus(parseOne("* STATUS x")) && !readStatus(parseOne("* LIST () \"/\" x")));
}

QTEST_GUILESS_MAIN(ListReadingTest)
#include "listreadingtest.moc"
