// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/applicationaccess.h"

#include <QTest>

using namespace qn;
using namespace Qt::StringLiterals;

class ApplicationAccessTest final : public QObject
{
    Q_OBJECT

private slots:
    void scopesComeBackFromTheirWords()
    {
        QCOMPARE(scopeWords(baselineAccess), u"mail.read mail.send contacts.read"_s);
        for (quint32 bits = 0; bits <= everyAccess.toInt(); ++bits)
            QCOMPARE(scopesFrom(scopeWords(AccessScopes::fromInt(bits))).toInt(), AccessScopes::Int(bits));
    }

    void passesOverWordsThatNobodyKnows()
    {
        QCOMPARE(scopesFrom(u"get_user_info  mail.send Mail.Read"_s), AccessScopes(AccessScope::SendMail));
        QCOMPARE(scopesFrom({}), AccessScopes());
    }
};

QTEST_GUILESS_MAIN(ApplicationAccessTest)
#include "applicationaccesstest.moc"
