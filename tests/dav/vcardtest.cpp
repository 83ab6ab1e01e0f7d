// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dav/vcard.h"

#include <QTest>

using namespace qn;
using namespace qn::dav;
using namespace Qt::StringLiterals;

class VCardTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatServersWrite_data();
    void readsWhatServersWrite();
    void keepsWhatItDoesNotKnow();
    void writesFoldedLinesOfWholeCharacters();
    void emptyAndBrokenCardsAreEmpty();
};

void VCardTest::readsWhatServersWrite_data()
{
    QTest::addColumn<QByteArray>("card");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("email");
    QTest::addColumn<QString>("phone");
    QTest::newRow("3.0") << QByteArray("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:张三\r\nN:张;三;;;\r\nEMAIL;TYPE=work:zs@qq.example\r\n"
                                       "TEL;TYPE=CELL:123\r\nEND:VCARD\r\n")
                         << u"张三"_s << u"zs@qq.example"_s << u"123"_s;
    QTest::newRow("folded, groups, quotes")
        << QByteArray("BEGIN:VCARD\nVERSION:4.0\nFN:Li\n  Lei\nitem1.EMAIL;LABEL=\"a:b\":li@example.com\n"
                      "TEL;VALUE=uri:tel:+86-10\nEND:VCARD\n")
        << u"Li Lei"_s << u"li@example.com"_s << u"+86-10"_s;
    QTest::newRow("2.1") << QByteArray("BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E6=9D=8E;=E9=\r\n=9B=B7\r\n"
                                       "EMAIL;INTERNET:x@y.example\r\nEND:VCARD\r\n")
                         << u"雷 李"_s << u"x@y.example"_s << QString();
    QTest::newRow("escaped") << QByteArray("BEGIN:VCARD\r\nFN:A\\, B\\; C\\\\D\r\nEND:VCARD\r\n") << u"A, B; C\\D"_s << QString()
                             << QString();
}

void VCardTest::readsWhatServersWrite()
{
    QFETCH(QByteArray, card);
    const Contact contact = VCard::parse(card).contact();
    QTEST(contact.name, "name");
    QTEST(contact.email, "email");
    QTEST(contact.phone, "phone");
}

void VCardTest::keepsWhatItDoesNotKnow()
{
    VCard card = VCard::parse("BEGIN:VCARD\r\nVERSION:4.0\r\nUID:u1\r\nFN:Old\r\nPHOTO:data:image/png;base64,AA==\r\n"
                              "EMAIL;PREF=1:old@example.com\r\nEMAIL:second@example.com\r\nX-QQ:12\r\nEND:VCARD\r\n");
    QCOMPARE(card.uid(), u"u1"_s);
    card.set({{}, u"新名字"_s, u"new@example.com"_s, u"1"_s, u"two\nlines, and more"_s});
    const QByteArray text = card.text();
    for (const char *kept : {"PHOTO:data:image/png;base64,AA==\r\n", "EMAIL;PREF=1:new@example.com\r\n",
             "EMAIL:second@example.com\r\n", "X-QQ:12\r\n", "NOTE:two\\nlines\\, and more\r\n", "FN:新名字\r\n"})
        QVERIFY2(text.contains(kept), kept);
    QCOMPARE(VCard::parse(text).contact(), (Contact{{}, u"新名字"_s, u"new@example.com"_s, u"1"_s, u"two\nlines, and more"_s}));
    card.set({{}, u"新名字"_s, u"new@example.com"_s, {}, {}});
    QVERIFY(!card.text().contains("NOTE") && !card.text().contains("TEL"));
}

void VCardTest::writesFoldedLinesOfWholeCharacters()
{
    VCard card = VCard::make(u"u"_s);
    const QString note = u"中文很长的备注"_s.repeated(40);
    card.set({{}, u"n"_s, {}, {}, note});
    for (const QByteArray &line : card.text().split('\n')) {
        QVERIFY(line.size() <= 76);
        QVERIFY(QString::fromUtf8(line).toUtf8() == line);
    }
    QCOMPARE(VCard::parse(card.text()).contact().note, note);
}

void VCardTest::emptyAndBrokenCardsAreEmpty()
{
    QVERIFY(VCard::parse({}).isEmpty());
    QVERIFY(VCard::parse("FN:outside\r\n").isEmpty());
    QVERIFY(VCard::parse("BEGIN:VCARD\r\nno colon\r\nEND:VCARD").isEmpty());
}

QTEST_GUILESS_MAIN(VCardTest)
#include "vcardtest.moc"
