// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/whendone.h"

#include <QPromise>
#include <QThread>
#include <QtTest>

using namespace qn;

class WhenDoneTest final : public QObject
{
    Q_OBJECT

private slots:
    void resultComesOnTheThreadOfTheContext()
    {
        QPromise<int> promise;
        promise.start();
        int got = 0;
        QThread *where = nullptr;
        whenDone(promise.future(), this, [&](int value) {
            got = value;
            where = QThread::currentThread();
        });
        std::unique_ptr<QThread> other(QThread::create([&] {
            promise.addResult(7);
            promise.finish();
        }));
        other->start();
        QTRY_COMPARE(got, 7);
        QCOMPARE(where, thread());
        other->wait();
    }

    void finishedFutureIsAnswered()
    {
        QPromise<int> promise;
        promise.start();
        promise.addResult(7);
        promise.finish();
        int got = 0;
        whenDone(promise.future(), this, [&](int value) { got = value; });
        QTRY_COMPARE(got, 7);
    }

    void contextThatIsGoneIsLeftAlone()
    {
        QPromise<int> promise;
        promise.start();
        bool called = false;
        auto context = std::make_unique<QObject>();
        whenDone(promise.future(), context.get(), [&](int) { called = true; });
        context.reset();
        promise.addResult(7);
        promise.finish();
        QTest::qWait(20);
        QVERIFY(!called);
    }

    void canceledFutureHasNoAnswer()
    {
        bool called = false;
        {
            QPromise<int> promise;
            promise.start();
            whenDone(promise.future(), this, [&](int) { called = true; });
        }
        QTest::qWait(20);
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(WhenDoneTest)
#include "whendonetest.moc"
