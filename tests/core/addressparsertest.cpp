// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/addressparser.h"

#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class AddressParserTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatPeopleType_data();
    void readsWhatPeopleType();
    void readsHeaders_data();
    void readsHeaders();
    void formatsSoThatItReadsBack();
    void tellsValidAddresses();
    void readsMailto();
    void mailtoCannotSetOtherFields();
    void staysLinear();
};

namespace {
QString dump(const QList<Address> &addresses)
{
    QStringList parts;
    for (const Address &a : addresses)
        parts << u'[' + a.name + u'|' + a.email + u']';
    return parts.join(u""_s);
}
} // namespace

void AddressParserTest::readsWhatPeopleType_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << u" , ; "_s << u""_s;
    QTest::newRow("bare") << u"a@b.cn"_s << u"[|a@b.cn]"_s;
    QTest::newRow("separators") << u"a@b,c@d；e@f，g@h\ni@j、k@l"_s << u"[|a@b][|c@d][|e@f][|g@h][|i@j][|k@l]"_s;
    QTest::newRow("names") << u"\"Li, Lei\" <a@b>; 张三 <c@d>"_s << u"[Li, Lei|a@b][张三|c@d]"_s;
    QTest::newRow("name without brackets") << u"张三 c@d"_s << u"[张三|c@d]"_s;
    QTest::newRow("spaces between") << u"a@b c@d"_s << u"[|a@b][|c@d]"_s;
    QTest::newRow("comment") << u"a@b (Li (Lei))"_s << u"[Li (Lei)|a@b]"_s;
    QTest::newRow("no address") << u"bob, a@b"_s << u"[|bob][|a@b]"_s;
    QTest::newRow("quoted local part") << u"\"john doe\"@x.org"_s << u"[|\"john doe\"@x.org]"_s;
    QTest::newRow("international") << u"李 <li@例子.中国>"_s << u"[李|li@例子.中国]"_s;
    QTest::newRow("unclosed quote") << u"\"Li <a@b"_s << u"[Li|a@b]"_s;
    QTest::newRow("unclosed bracket") << u"Li <a@b"_s << u"[Li|a@b]"_s;
    QTest::newRow("escaped quote") << u"\"a \\\"b\\\" c\" <x@y>"_s << u"[a \"b\" c|x@y]"_s;
}

void AddressParserTest::readsWhatPeopleType()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(dump(parseAddresses(text)), expected);
}

void AddressParserTest::readsHeaders_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("group") << u"Team: a@b, Li <c@d>;, e@f"_s << u"[|a@b][Li|c@d][|e@f]"_s;
    QTest::newRow("empty group") << u"undisclosed-recipients:;"_s << u""_s;
    QTest::newRow("route") << u"<@relay,@other:a@b>"_s << u"[|a@b]"_s;
    QTest::newRow("comma in encoded-word")
        << u"=?utf-8?Q?Li,_Lei?= <a@b>, c@d"_s << u"[=?utf-8?Q?Li,_Lei?=|a@b][|c@d]"_s;
    QTest::newRow("full-width comma is a letter") << u"张三，经理 <a@b>"_s << u"[张三，经理|a@b]"_s;
    QTest::newRow("name only") << u"Mail Delivery System"_s << u"[Mail Delivery System|]"_s;
    QTest::newRow("null path") << u"<>"_s << u""_s;
}

void AddressParserTest::readsHeaders()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(dump(parseAddressHeader(text)), expected);
}

void AddressParserTest::formatsSoThatItReadsBack()
{
    const QList<Address> addresses = {{u"Li, Lei"_s, u"a@b"_s}, {u"张三，经理"_s, u"c@d"_s},
        {u"Q \"x\" \\ y"_s, u"e@f"_s}, {{}, u"g@h"_s}, {u"a@b (c)"_s, u"i@j"_s}};
    QCOMPARE(parseAddresses(formatAddresses(addresses)), addresses);
    QCOMPARE(formatAddress({u"Li Lei"_s, u"a@b"_s}), u"Li Lei <a@b>"_s);
}

void AddressParserTest::tellsValidAddresses()
{
    for (const auto &good : {u"a@b"_s, u"first.last+tag@mail.qq.com"_s, u"li@例子.中国"_s, u"\"a b\"@c.org"_s})
        QVERIFY2(isValidEmail(good), qPrintable(good));
    for (const auto &bad : {u""_s, u"a"_s, u"@b"_s, u"a@"_s, u"a b@c"_s, u"a@b\r\nBcc: x@y"_s, u"a@.b"_s, u"a@b..c"_s,
             u"a@b@c"_s, u"<a@b>"_s})
        QVERIFY2(!isValidEmail(bad), qPrintable(bad));
}

void AddressParserTest::readsMailto()
{
    const auto mail = parseMailto(
        u"MAILTO:a@b.cn,%22Li%2C%20Lei%22%20%3Cc@d%3E?subject=%E4%BD%A0%E5%A5%BD&cc=e@f&body=1+1%0D%0A2&bcc=g@h&to=i@j"_s);
    QVERIFY(mail);
    QCOMPARE(dump(mail->to), u"[|a@b.cn][Li, Lei|c@d][|i@j]"_s);
    QCOMPARE(dump(mail->cc), u"[|e@f]"_s);
    QCOMPARE(dump(mail->bcc), u"[|g@h]"_s);
    QCOMPARE(mail->subject, u"你好"_s);
    QCOMPARE(mail->text, u"1+1\n2"_s);
    QVERIFY(parseMailto(u"mailto:"_s));
    QVERIFY(!parseMailto(u"https://x"_s));
}

void AddressParserTest::mailtoCannotSetOtherFields()
{
    const auto mail = parseMailto(u"mailto:a@b?subject=x%0D%0ABcc:%20evil@z&attach=/etc/passwd&from=c@d"_s);
    QVERIFY(mail);
    QCOMPARE(mail->subject, u"x  Bcc: evil@z"_s);
    QVERIFY(mail->attachments.isEmpty());
    QVERIFY(mail->from.email.isEmpty());
}

void AddressParserTest::staysLinear()
{
    const qsizetype size = 1'000'000;
    for (const QString &unit : {u"("_s, u"<"_s, u"\""_s, u"=?"_s, u":"_s, u"a@b "_s, u","_s, u"=?a?b?c"_s, u"(\\"_s})
        parseAddressHeader(unit.repeated(size / unit.size()));
    QCOMPARE(parseAddressHeader(u"a@b "_s.repeated(20'000)).size(), 5000);
    QCOMPARE(parseAddressHeader(u"a@b,"_s.repeated(20'000)).size(), 5000);
}

QTEST_GUILESS_MAIN(AddressParserTest)
#include "addressparsertest.moc"
