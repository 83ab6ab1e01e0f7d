// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/messageparser.h"
#include "mime/transferdecoder.h"

#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class TransferDecoderTest final : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameHoweverItIsCut_data();
    void givesTheSameHoweverItIsCut();
    void knowsNoOtherEncoding();
};

void TransferDecoderTest::givesTheSameHoweverItIsCut_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("base64") << "base64"_ba << "AAECAwQFBgcICQoLDA0ODw==\r\n"_ba;
    QTest::newRow("base64, lines and noise") << "base64"_ba << "AAEC\r\nAw!QF\r\n\r\nBgcICQoL DA0ODw=\r\n=\r\n"_ba;
    QTest::newRow("base64, no padding") << "base64"_ba << "AAECAwQFBgcICQoLDA0ODw"_ba;
    QTest::newRow("base64, more behind the padding") << "base64"_ba << "AAE=\r\nAwQFBgcI\r\n"_ba;
    QTest::newRow("quoted-printable") << "quoted-printable"_ba << "a=3Db =C4=E3=\r\nsoft \r\n=0D=0A"_ba;
    QTest::newRow("quoted-printable, broken") << "quoted-printable"_ba << "a=zz=4\r\n==41=\nb=C"_ba;
    QTest::newRow("8bit") << "8bit"_ba << "\xc4\xe3=41\r\nAAEC"_ba;
    QTest::newRow("nothing") << "base64"_ba << QByteArray();
}

void TransferDecoderTest::givesTheSameHoweverItIsCut()
{
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, content);
    const QByteArray source = "Content-Type: application/zip; name=a\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + content;
    const Result<QByteArray> whole = mime::attachmentContent(source, QStringLiteral("1"));
    QVERIFY(whole);
    for (qsizetype length = 1; length <= content.size() + 1; ++length) {
        const auto decoder = mime::TransferDecoder::of(encoding);
        QVERIFY(decoder);
        QByteArray bytes;
        for (qsizetype at = 0; at < content.size(); at += length)
            bytes += decoder->decode(QByteArrayView(content).sliced(at, std::min(length, content.size() - at)));
        QCOMPARE(bytes + decoder->end(), *whole);
    }
}

void TransferDecoderTest::knowsNoOtherEncoding()
{
    for (const QByteArray encoding : {"", "x-uuencode", "BASE64", "base64 "})
        QVERIFY(!mime::TransferDecoder::of(encoding));
}

QTEST_GUILESS_MAIN(TransferDecoderTest)
#include "transferdecodertest.moc"
