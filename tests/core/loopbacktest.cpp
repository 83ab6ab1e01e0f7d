// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loopback.h"

#include <QTest>

using namespace Qt::StringLiterals;

class LoopbackTest final : public QObject
{
    Q_OBJECT

private slots:
    void knowsThisMachineAndNothingElse();
};

void LoopbackTest::knowsThisMachineAndNothingElse()
{
    for (const QString &here : {u"localhost"_s, u"127.0.0.1"_s, u"127.1.2.3"_s, u"::1"_s})
        QVERIFY2(qn::isLoopbackHost(here), qPrintable(here));
    for (const QString &elsewhere : {QString(), u"127.evil.example"_s, u"localhost.example"_s, u"10.0.0.1"_s, u"::2"_s})
        QVERIFY2(!qn::isLoopbackHost(elsewhere), qPrintable(elsewhere));
}

QTEST_GUILESS_MAIN(LoopbackTest)
#include "loopbacktest.moc"
