// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwordcredentials.h"
#include "backend/dav/carddavclient.h"
#include "support/radicaleserver.h"

#include <QCoroTask>
#include <QTest>

using namespace qn;
using namespace qn::test;
using namespace Qt::StringLiterals;

/// Against Radicale.
class CardDavClientTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsTheBookAndKeepsContacts();
    void tellsWhatAnotherClientDid();
    void anEditOfAnOldCardIsAConflict();
    void refusesAWrongPassword();
    void sendsNoPasswordInTheClear();

private:
    template <typename T> static Result<T> wait(QCoro::Task<Result<T>> task) { return QCoro::waitFor(std::move(task)); }
    std::unique_ptr<dav::CardDavClient> client(const QUrl &url, const QByteArray &password = "secret");

    std::unique_ptr<RadicaleServer> m_server;
    net::HttpClient m_http;
    std::vector<std::unique_ptr<auth::GivenCredentials>> m_credentials;
};

void CardDavClientTest::init()
{
    m_server = std::make_unique<RadicaleServer>();
}

std::unique_ptr<dav::CardDavClient> CardDavClientTest::client(const QUrl &url, const QByteArray &password)
{
    m_credentials.push_back(std::make_unique<auth::GivenCredentials>(
        auth::Credentials{auth::Credentials::Kind::Password, u"chen@qq.example"_s, Secret(password)}));
    return std::make_unique<dav::CardDavClient>(url, m_http, *m_credentials.back());
}

void CardDavClientTest::findsTheBookAndKeepsContacts()
{
    const auto one = client(m_server->url());
    auto contacts = wait(one->contacts());
    QVERIFY2(contacts, qPrintable(contacts ? QString() : contacts.error().detail));
    QVERIFY(contacts->isEmpty());
    auto saved = wait(one->save({{}, u"李雷"_s, u"li@example.com"_s, u"123"_s, u"同事"_s}));
    QVERIFY2(saved, qPrintable(saved ? QString() : saved.error().detail));
    saved->email = u"lilei@example.com"_s;
    QCOMPARE(wait(one->save(*saved)), Result<Contact>(*saved));
    QVERIFY(wait(one->save({{}, u"韩梅梅"_s, u"han@example.com"_s, {}, {}})));
    contacts = wait(client(m_server->url())->contacts());
    QCOMPARE(contacts->size(), 2);
    QVERIFY(contacts->contains(*saved));
    QVERIFY(wait(one->remove(saved->remoteId)));
    QCOMPARE(wait(one->contacts())->size(), 1);
    QCOMPARE(wait(one->remove(saved->remoteId)).error().kind, ErrorKind::NotFound);
    QCOMPARE(wait(one->save({})).error().kind, ErrorKind::Parameter);
}

void CardDavClientTest::tellsWhatAnotherClientDid()
{
    const auto one = client(m_server->url()), two = client(m_server->url());
    QVERIFY(wait(one->contacts()));
    auto first = wait(two->save({{}, u"a"_s, u"a@example.com"_s, {}, {}}));
    auto second = wait(two->save({{}, u"b"_s, u"b@example.com"_s, {}, {}}));
    QVERIFY(first && second);
    QCOMPARE(wait(one->contacts())->size(), 2);
    first->phone = u"5"_s;
    QVERIFY(wait(two->save(*first)));
    QVERIFY(wait(two->remove(second->remoteId)));
    QCOMPARE(*wait(one->contacts()), QList<Contact>{*first});
}

void CardDavClientTest::anEditOfAnOldCardIsAConflict()
{
    const auto one = client(m_server->url());
    auto saved = wait(one->save({{}, u"a"_s, u"a@example.com"_s, {}, {}}));
    QVERIFY(saved);
    // The client looks for changes before it writes; this one comes between the look and the writing.
    QFile file(m_server->bookFolder() + u'/' + saved->remoteId.value().section(u'/', -1));
    QVERIFY(file.exists());
    const auto same = wait(one->save(*saved));
    QVERIFY(same);
    QVERIFY(file.remove());
    saved->name = u"b"_s;
    const auto gone = wait(one->save(*saved));
    QVERIFY(!gone);
    QVERIFY(gone.error().kind == ErrorKind::NotFound || gone.error().kind == ErrorKind::Conflict);
}

void CardDavClientTest::refusesAWrongPassword()
{
    const auto refused = wait(client(m_server->url(), "wrong")->contacts());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Authorization);
}

void CardDavClientTest::sendsNoPasswordInTheClear()
{
    const auto refused = wait(client(QUrl(u"http://dav.example/"_s))->contacts());
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Tls);
}

QTEST_GUILESS_MAIN(CardDavClientTest)
#include "carddavclienttest.moc"
