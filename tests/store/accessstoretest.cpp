// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accessstore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace qn;
using namespace qn::store;
using namespace Qt::StringLiterals;

/// Who may use the mailbox, as two processes see it.
class AccessStoreTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<AccessStore> m_store, m_other;

    std::unique_ptr<AccessStore> opened()
    {
        auto store = AccessStore::open(m_dir->path());
        return store ? std::move(*store) : nullptr;
    }
    static ApplicationRow shop() { return {u"shop"_s, u"网店"_s, u"http://127.0.0.1/callback"_s, "secret-hash", 1000}; }
    static GrantRow grant(const QString &id = u"g1"_s, qint64 account = 1)
    {
        return {id, u"shop"_s, AccountId(account), baselineAccess, 2000, 3000, u"chen@qq.example"_s};
    }
    static TokenHashes tokens(const QByteArray &name) { return {name + "-access", name + "-refresh", 100'000}; }
    bool has(AccessStore &store, const QByteArray &name) { return store.findAccess(name + "-access").value().has_value(); }

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_store = opened();
        m_other = opened();
        QVERIFY(m_store && m_other);
        QVERIFY(m_store->addApplication(shop()));
    }

    void keepsApplications()
    {
        QCOMPARE(m_other->application(u"shop"_s).value(), std::optional(shop()));
        QCOMPARE(m_other->application(u"none"_s).value(), std::optional<ApplicationRow>());
        QCOMPARE(m_other->applications().value(), QList<ApplicationRow>{shop()});
        QCOMPARE(m_other->addApplication(shop()).error().kind, ErrorKind::Conflict);
        QVERIFY(m_other->removeApplication(u"shop"_s));
        QCOMPARE(m_store->removeApplication(u"shop"_s).error().kind, ErrorKind::NotFound);
    }

    void isForItsOwnerOnly()
    {
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(AccessStore::fileName(m_dir->path())) & others));
    }

    void makesNothingWhereNobodyRegistered()
    {
        const QTemporaryDir empty;
        QVERIFY(!*AccessStore::openExisting(empty.path()));
        QVERIFY(!QFile::exists(AccessStore::fileName(empty.path())));
        QVERIFY(*AccessStore::openExisting(m_dir->path()));
    }

    void findsAccessByItsToken()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        const auto found = m_other->findAccess("a-access").value();
        QVERIFY(found);
        QCOMPARE(found->grant, grant());
        QCOMPARE(found->expires, 100'000);
        QVERIFY(!m_other->findAccess("a-refresh").value());
        QVERIFY(!m_other->findAccess("").value());
        QVERIFY(m_store->noteUse(u"g1"_s, 5000));
        QCOMPARE(m_other->grants(AccountId(1)).value().first().lastUsed, 5000);
    }

    void revokesAtOnceForEverybody()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        QVERIFY(m_store->addGrant(grant(u"g2"_s), tokens("b")));
        QVERIFY(has(*m_store, "a") && has(*m_store, "b"));
        QCOMPARE(m_other->revoke(u"shop"_s).value(), true);
        QVERIFY(!has(*m_store, "a") && !has(*m_store, "b"));
        QVERIFY(!m_store->rotate(u"shop"_s, AccountId(1), "a-refresh", tokens("c"), 1).value().grant);
        QCOMPARE(m_other->revoke(u"shop"_s).value(), false);
        QVERIFY(m_store->application(u"shop"_s).value());
    }

    void removingAnApplicationEndsItsAccess()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        QVERIFY(m_other->removeApplication(u"shop"_s));
        QVERIFY(!has(*m_store, "a"));
        QCOMPARE(m_store->addGrant(grant(u"g2"_s), tokens("b")).error().kind, ErrorKind::NotFound);
    }

    void removingAnAccountEndsTheAccessToIt()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        QVERIFY(m_store->addGrant(grant(u"g2"_s, 2), tokens("b")));
        QVERIFY(m_other->removeAccount(AccountId(1)));
        QVERIFY(!has(*m_store, "a") && has(*m_store, "b"));
    }

    void aRefreshTokenWorksOnce()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        const auto first = m_other->rotate(u"shop"_s, AccountId(1), "a-refresh", tokens("b"), 4000).value();
        QVERIFY(first.grant);
        QCOMPARE(first.grant->scopes, baselineAccess);
        QVERIFY(has(*m_store, "b"));
        const auto second = m_store->rotate(u"shop"_s, AccountId(1), "a-refresh", tokens("c"), 5000).value();
        QVERIFY(!second.grant && second.wasUsedBefore);
        QVERIFY(!has(*m_store, "b") && !has(*m_store, "c")); // somebody has a copy: all of it ends
    }

    void aRefreshTokenIsForOneApplicationAndMailbox()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        QVERIFY(!m_store->rotate(u"other"_s, AccountId(1), "a-refresh", tokens("b"), 1).value().grant);
        QVERIFY(!m_store->rotate(u"shop"_s, AccountId(2), "a-refresh", tokens("c"), 1).value().grant);
        QVERIFY(!m_store->rotate(u"shop"_s, AccountId(1), "a-access", tokens("d"), 1).value().grant);
        QVERIFY(m_store->rotate(u"shop"_s, AccountId(1), "a-refresh", tokens("e"), 1).value().grant);
    }

    void tellsWhatEachApplicationMayDo()
    {
        GrantRow later = grant(u"g2"_s);
        later.scopes = AccessScope::ChangeMail;
        later.created = 2500;
        later.lastUsed = 2600;
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        QVERIFY(m_store->addGrant(later, tokens("b")));
        const QList<ApplicationAccess> all = m_other->access().value();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.first().name, u"网店"_s);
        QCOMPARE(all.first().scopes, baselineAccess | AccessScope::ChangeMail);
        QCOMPARE(all.first().granted.toMSecsSinceEpoch(), 2500);
        QCOMPARE(all.first().lastUsed.toMSecsSinceEpoch(), 3000);
    }

    void refusesAFileOfANewerVersion()
    {
        m_store.reset();
        m_other.reset();
        sqlite3 *raw = nullptr;
        QCOMPARE(sqlite3_open(AccessStore::fileName(m_dir->path()).toUtf8().constData(), &raw), SQLITE_OK);
        QCOMPARE(sqlite3_exec(raw, "PRAGMA user_version=99", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(raw);
        QCOMPARE(AccessStore::open(m_dir->path()).error().reason, ErrorReason::NewerSchema);
    }

    void aDamagedFileGivesNobodyAccess()
    {
        QVERIFY(m_store->addGrant(grant(), tokens("a")));
        m_store.reset();
        m_other.reset();
        QFile file(AccessStore::fileName(m_dir->path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(20'000, 'x'));
        file.close();
        m_store = opened();
        QVERIFY(m_store);
        QVERIFY(!has(*m_store, "a"));
        QVERIFY(m_store->addApplication(shop()));
    }
};

QTEST_GUILESS_MAIN(AccessStoreTest)
#include "accessstoretest.moc"
