// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/json.h"

#include <QTest>

using namespace qn;
using namespace qn::api;

namespace {

Error errorOf(const QByteArray &body)
{
    const auto value = readAnswer(body);
    return value ? Error{} : value.error();
}

} // namespace

class AnswerTest final : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhyAnAnswerCannotBeRead_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorReason>("reason");
        QTest::newRow("empty") << QByteArray() << ErrorReason::NotJson;
        QTest::newRow("blank") << QByteArray(" \r\n") << ErrorReason::NotJson;
        QTest::newRow("plain text") << QByteArray("Bad Gateway") << ErrorReason::NotJson;
        QTest::newRow("page") << QByteArray("<!DOCTYPE html><html><body>login</body></html>")
                              << ErrorReason::HtmlInsteadOfJson;
        QTest::newRow("page after blanks") << QByteArray("\n\n <html>") << ErrorReason::HtmlInsteadOfJson;
        QTest::newRow("page with BOM") << QByteArray("\xEF\xBB\xBF<html>") << ErrorReason::HtmlInsteadOfJson;
        QTest::newRow("cut in string") << QByteArray("[{\"from\":\"a@b.c\",\"subj") << ErrorReason::Truncated;
        QTest::newRow("cut after comma") << QByteArray(R"([{"from":"a@b.c"},)") << ErrorReason::Truncated;
        QTest::newRow("cut in escape") << QByteArray("{\"a\":\"x\\") << ErrorReason::Truncated;
        QTest::newRow("cut in word") << QByteArray(R"({"a":tru)") << ErrorReason::Truncated;
        QTest::newRow("broken inside") << QByteArray(R"({"a" 1})") << ErrorReason::NotJson;
        QTest::newRow("number") << QByteArray("42") << ErrorReason::WrongType;
        QTest::newRow("null") << QByteArray("null") << ErrorReason::WrongType;
        QTest::newRow("text") << QByteArray("\"ok\"") << ErrorReason::WrongType;
        QTest::newRow("fields without an error") << QByteArray("access_token=x&expires_in=3") << ErrorReason::NotJson;
        QTest::newRow("binary") << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10) << ErrorReason::NotJson;
    }
    void tellsWhyAnAnswerCannotBeRead()
    {
        QFETCH(QByteArray, body);
        QFETCH(ErrorReason, reason);
        const Error error = errorOf(body);
        QCOMPARE(error.kind, ErrorKind::Protocol);
        QCOMPARE(error.reason, reason);
        QVERIFY(!error.detail.isEmpty());
    }

    void findsTheErrorInsideAnAnswer_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<int>("code");
        QTest::newRow("errcode") << QByteArray(R"({"errcode":40014,"errmsg":"invalid access_token"})")
                                 << ErrorKind::Authorization << 40014;
        QTest::newRow("errcode as text") << QByteArray(R"({"errcode":"45009","errmsg":"limit"})")
                                         << ErrorKind::RateLimited << 45009;
        QTest::newRow("busy") << QByteArray(R"({"errcode":-1})") << ErrorKind::Server << -1;
        QTest::newRow("callback") << QByteArray(
            R"(callback( {"error":100016,"error_description":"access token check failed"} );)")
                                  << ErrorKind::Authorization << 100016;
        QTest::newRow("callback with newline")
            << QByteArray("callback( {\"error\":100030,\"error_description\":\"x\"} );\n") << ErrorKind::Permission
            << 100030;
        QTest::newRow("url-encoded") << QByteArray("error=100016&error_description=access+token+check+failed")
                                     << ErrorKind::Authorization << 100016;
        QTest::newRow("bearer error") << QByteArray(R"({"error":"invalid_token","error_description":"expired"})")
                                      << ErrorKind::Authorization << 0;
        QTest::newRow("own error") << QByteArray(R"({"errcode":550,"errmsg":"x","kind":"not_found"})")
                                   << ErrorKind::NotFound << 550;
        QTest::newRow("a stranger") << QByteArray(R"({"errcode":987654})") << ErrorKind::Parameter << 987654;
    }
    void findsTheErrorInsideAnAnswer()
    {
        QFETCH(QByteArray, body);
        const Error error = errorOf(body);
        QTEST(error.kind, "kind");
        QTEST(error.code, "code");
    }

    void readsWhatIsNoError()
    {
        QCOMPARE(readObject(R"({"errcode":0,"errmsg":"ok","id":"7"})")->value(QLatin1String("id")).toString(),
            QStringLiteral("7"));
        QCOMPARE(readObject("callback( {\"openid\":\"x\"} );")->size(), 1);
        QCOMPARE(readObject("\xEF\xBB\xBF{\"a\":1}")->size(), 1);
        QCOMPARE(readArray("[]")->size(), 0);
        QCOMPARE(readArray(R"({"errcode":0,"errmsg":"ok","list":[1,2]})")->size(), 2);
    }

    void repairsBytesThatAreNotUtf8()
    {
        const auto object = readObject("{\"subject\":\"\xD6\xD0\",\"id\":\"1\"}");
        QVERIFY(object);
        QCOMPARE(object->value(QLatin1String("id")).toString(), QStringLiteral("1"));
    }

    void takesNoObjectForAListOrViceVersa()
    {
        QCOMPARE(readArray(R"({"a":[1]})").error().reason, ErrorReason::WrongType);
        QCOMPARE(readArray(R"({"errcode":0,"a":[1],"b":[2]})").error().reason, ErrorReason::WrongType);
        QCOMPARE(readObject("[]").error().reason, ErrorReason::WrongType);
    }

    void survivesDeepNesting()
    {
        QVERIFY(!readAnswer(QByteArray(100000, '[')));
        QVERIFY(!readAnswer(QByteArray(100000, '[') + QByteArray(100000, ']')));
    }
};

QTEST_GUILESS_MAIN(AnswerTest)
#include "answertest.moc"
