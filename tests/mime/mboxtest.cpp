// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mbox.h"

#include <QBuffer>
#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class MboxTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatItWrote_data();
    void givesBackWhatItWrote();
    void piecesMeetAnywhere();
    void lineThatOnlyLooksLikeASeparatorIsText();
    void readsFlagsOfSeveralPrograms();
    void maildirNamesThereAndBack();
};

void MboxTest::givesBackWhatItWrote_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("plain") << "Subject: a\n\ntext\n"_ba;
    QTest::newRow("crlf") << "Subject: a\r\n\r\ntext\r\n"_ba;
    QTest::newRow("from") << "Subject: a\n\nFrom here\n>From there\n>>From afar\n From\n"_ba;
    QTest::newRow("from after blank") << "Subject: a\n\n\nFrom b\nX: y\n\nz\n"_ba;
    QTest::newRow("ends in blank lines") << "Subject: a\n\ntext\n\n\n"_ba;
    QTest::newRow("8 bit") << "Subject: \xc4\xe3\n\n\0\xff\n"_ba;
    QTest::newRow("from first") << "From: x@y.example\n\nFrom the top\n"_ba;
}

void MboxTest::givesBackWhatItWrote()
{
    QFETCH(const QByteArray, source);
    const QByteArray other = "Subject: other\n\nlast\n";
    const QDateTime date(QDate(2024, 5, 6), QTime(7, 8, 9), Qt::UTC);
    const QByteArray entry = mime::mboxEntry(source, u"li@x.example"_s, date);
    QVERIFY(entry.startsWith("From li@x.example Mon May 6 07:08:09 2024\n"));
    for (const QByteArray &file :
        {entry, entry + mime::mboxEntry(other, {}, {}), mime::mboxEntry(other, {}, {}) + entry}) {
        QList<QByteArray> sources;
        for (const mime::FoundMessage &message : mime::splitMbox(file))
            sources << message.source;
        QCOMPARE(sources.size(), file.count("\nSubject: other") + 1);
        QCOMPARE(sources.count(source), 1);
    }
}

/// The reader takes a megabyte at a time: a separator may lie across the border in every way.
void MboxTest::piecesMeetAnywhere()
{
    for (int shift = 0; shift < 300; ++shift) {
        const QByteArray first = "Subject: a\n\n" + QByteArray((1 << 20) - 250 + shift, 'x') + '\n';
        const QByteArray second = "Subject: b\n\nshort\n";
        QBuffer file;
        file.setData(mime::mboxEntry(first, {}, {}) + mime::mboxEntry(second, {}, {}) + mime::mboxEntry(first, {}, {}));
        QVERIFY(file.open(QIODevice::ReadOnly));
        mime::MboxReader reader(file);
        for (const QByteArray &wanted : {first, second, first}) {
            const auto message = reader.next();
            QVERIFY2(message, qPrintable(QString::number(shift)));
            QVERIFY(message->source == wanted);
        }
        QVERIFY(!reader.next());
    }
}

void MboxTest::lineThatOnlyLooksLikeASeparatorIsText()
{
    QCOMPARE(mime::splitMbox("From a\nX: y\n\ntext\nFrom b\nZ: z\n").size(), 1);
    QCOMPARE(mime::splitMbox("From a\nX: y\n\ntext\n\nFrom here on, text\nmore\n").size(), 1);
    QCOMPARE(mime::splitMbox("junk\n\nFrom a\nX: y\n\ntext\n").size(), 1);
    QCOMPARE(mime::splitMbox("From a").size(), 0);
    QCOMPARE(mime::splitMbox("From a\n\nFrom b\nX: y\n").size(), 1);
}

void MboxTest::readsFlagsOfSeveralPrograms()
{
    QCOMPARE(mime::statusFlags("Status: RO\nX-Status: AF\n\n"),
        MessageFlag::Seen | MessageFlag::Answered | MessageFlag::Flagged);
    QCOMPARE(mime::statusFlags("A: b\nX-Mozilla-Status: 1007\n\n"),
        MessageFlag::Seen | MessageFlag::Answered | MessageFlag::Flagged | MessageFlag::Forwarded);
    QCOMPARE(mime::statusFlags("A: b\n\nStatus: RO\n"), MessageFlags());
    QVERIFY(mime::isExpunged("X-Mozilla-Status: 0009\n\n"));
    QVERIFY(!mime::isExpunged("X-Mozilla-Status: 0001\n\nX-Mozilla-Status: 0009\n"));
}

void MboxTest::maildirNamesThereAndBack()
{
    for (quint32 bits = 0; bits < 32; ++bits)
        QCOMPARE(mime::maildirFlags(u"1.2.host"_s + mime::maildirSuffix(MessageFlags::fromInt(bits))),
            MessageFlags::fromInt(bits));
    QCOMPARE(mime::maildirSuffix(MessageFlag::Seen | MessageFlag::Flagged), u":2,FS"_s);
    for (const QString &name : {u"Plain"_s, u"工作/青鸟 & more"_s, u"&"_s, u"~𠀀é"_s, u""_s})
        QCOMPARE(mime::decodeModifiedUtf7(mime::encodeModifiedUtf7(name)), name);
    QCOMPARE(mime::encodeModifiedUtf7(u"台北"_s), u"&U,BTFw-"_s); // RFC 3501 5.1.3
}

QTEST_GUILESS_MAIN(MboxTest)
#include "mboxtest.moc"
