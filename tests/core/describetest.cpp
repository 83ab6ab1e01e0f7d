// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <QSet>
#include <QtTest>

using namespace qn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr int lastKind = static_cast<int>(ErrorKind::Internal);
constexpr int lastReason = static_cast<int>(ErrorReason::AddressUnsupported);

Error someError(int kind, int reason)
{
    return Error{static_cast<ErrorKind>(kind), u"SECRET-DETAIL"_s, static_cast<ErrorReason>(reason), 500, {}};
}
} // namespace

class DescribeTest final : public QObject
{
    Q_OBJECT

private slots:
    void everyKindHasWordsOfItsOwn()
    {
        QSet<QString> titles;
        for (int kind = 0; kind <= lastKind; ++kind) {
            const auto message = describe(someError(kind, 0));
            QVERIFY2(!message.title.isEmpty() && !message.advice.isEmpty(), QByteArray::number(kind).constData());
            titles.insert(message.title);
        }
        QCOMPARE(titles.size(), lastKind + 1);
    }

    void everyReasonHasWordsOfItsOwn()
    {
        QSet<QString> titles;
        for (int kind = 0; kind <= lastKind; ++kind)
            titles.insert(describe(someError(kind, 0)).title);
        for (int reason = 1; reason <= lastReason; ++reason) {
            const auto message = describe(someError(lastKind, reason));
            QVERIFY2(!message.title.isEmpty() && !message.advice.isEmpty(), QByteArray::number(reason).constData());
            titles.insert(message.title);
        }
        QCOMPARE(titles.size(), lastKind + 1 + lastReason);
    }

    void detailIsNeverShown()
    {
        for (int kind = 0; kind <= lastKind; ++kind) {
            for (int reason = 0; reason <= lastReason; ++reason) {
                const auto message = describe(someError(kind, reason));
                QVERIFY(!message.title.contains(u"SECRET"_s) && !message.advice.contains(u"SECRET"_s));
            }
        }
    }

    void pauseIsToldInMinutes()
    {
        Error error{ErrorKind::RateLimited, {}, ErrorReason::None, 429, 150s};
        QVERIFY(describe(error).advice.contains(u"3 minutes"_s));
        error.retryAfter = 5s;
        QVERIFY(describe(error).advice.contains(u"a minute"_s));
        error.retryAfter.reset();
        QVERIFY(!describe(error).advice.contains(u"minute"_s));
    }
};

QTEST_GUILESS_MAIN(DescribeTest)
#include "describetest.moc"
