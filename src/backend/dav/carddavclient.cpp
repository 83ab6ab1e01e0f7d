// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dav/carddavclient.h"

#include "backend/dav/multistatus.h"
#include "backend/dav/vcard.h"
#include "net/loopback.h"

#include <QHash>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace qn::dav {

namespace {

constexpr int cardsAtOnce = 100; ///< of a multiget
constexpr int longestRedirection = 5;

constexpr char propfindHead[] = R"(<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop>)";
constexpr char propfindTail[] = "</prop></propfind>";

bool isSafe(const QUrl &url)
{
    return url.scheme() == "https"_L1 || net::isLoopback(url.host());
}

/// A reference of the server's answer; `~` and what is encoded stay as they are.
QUrl resolved(const QUrl &base, const QString &href)
{
    return base.resolved(QUrl::fromEncoded(href.toUtf8(), QUrl::TolerantMode));
}

QByteArray escapedXml(const QString &text)
{
    return text.toHtmlEscaped().toUtf8();
}

} // namespace

class CardDavClient::Private
{
public:
    template <typename T>
    using Task = QCoro::Task<Result<T>>;

    struct Stored
    {
        QString etag;
        VCard card;
    };

    Private(QUrl where, net::HttpClient &client, auth::CredentialSource &source)
        : server(std::move(where))
        , http(client)
        , credentials(source)
    {
    }

    Task<net::HttpResponse> send(net::HttpRequest request);
    Task<Multistatus> ask(QByteArray verb, QUrl url, QByteArray depth, QByteArray body);
    Task<void> discover();
    Task<QUrl> principalOf(QUrl start);
    Task<QUrl> addressBookIn(QUrl home);
    Task<void> refresh();
    Task<bool> refreshByToken();
    Task<void> refreshByTags();
    Task<void> fetch(QStringList hrefs);
    Task<void> fetchSome(QStringList hrefs);
    QString pathOf(const QString &href) const { return resolved(book, href).path(QUrl::FullyEncoded); }

    const QUrl server;
    net::HttpClient &http;
    auth::CredentialSource &credentials;
    QUrl book; ///< the address book; empty until it was found
    QString syncToken;
    QHash<QString, Stored> cards; ///< by path
};

CardDavClient::CardDavClient(
    QUrl server, net::HttpClient &http, auth::CredentialSource &credentials, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(server), http, credentials))
{
}

CardDavClient::~CardDavClient() = default;

CardDavClient::Private::Task<net::HttpResponse> CardDavClient::Private::send(net::HttpRequest request)
{
    using Answer = Result<net::HttpResponse>;
    Result<auth::Credentials> who = co_await credentials.credentials();
    if (!who)
        co_return Answer(fail(who.error()));
    request.owner = this;
    for (int step = 0; step < longestRedirection; ++step) {
        if (!isSafe(request.url))
            co_return Answer(fail(ErrorKind::Tls, u"contacts are fetched over https only"_s));
        net::HttpRequest signedRequest = request;
        if (who->kind == auth::Credentials::Kind::Bearer)
            signedRequest.bearer = who->secret;
        else
            signedRequest.headers.append({"Authorization"_ba,
                "Basic " + QByteArray(who->user.toUtf8() + ':' + who->secret.reveal()).toBase64()});
        Result<net::HttpResponse> answer = co_await http.send(signedRequest);
        if (!answer)
            co_return answer;
        const bool redirects = answer->status == 301 || answer->status == 302 || answer->status == 307 || answer->status == 308;
        if (!redirects) {
            if (answer->status == 401)
                credentials.reject(*who);
            if (answer->status == 412)
                co_return Answer(fail(ErrorKind::Conflict, u"the contact was changed elsewhere"_s, ErrorReason::None, 412));
            const Result<void> fine = net::statusError(*answer);
            if (!fine)
                co_return Answer(fail(fine.error()));
            co_return answer;
        }
        const QUrl next = resolved(request.url, QString::fromLatin1(answer->header("location")));
        // The password goes to nobody else.
        if (next.host() != server.host())
            co_return Answer(fail(ErrorKind::Protocol, u"the address book is said to be on another server"_s));
        request.url = next;
    }
    co_return Answer(fail(ErrorKind::Protocol, u"the server sends from one place to the next"_s));
}

CardDavClient::Private::Task<Multistatus> CardDavClient::Private::ask(
    QByteArray verb, QUrl url, QByteArray depth, QByteArray body)
{
    net::HttpRequest request;
    request.verb = verb;
    request.url = url;
    request.contentType = "application/xml; charset=utf-8";
    request.body = body;
    request.headers = {{"Depth"_ba, depth}};
    Result<net::HttpResponse> answer = co_await send(request);
    if (!answer)
        co_return Result<Multistatus>(fail(answer.error()));
    co_return parseMultistatus(answer->body);
}

/// RFC 6764 6: the well-known address, else the server's own; principal; home; the first address book in it.
CardDavClient::Private::Task<void> CardDavClient::Private::discover()
{
    QUrl wellKnown = server;
    wellKnown.setPath(u"/.well-known/carddav"_s);
    Result<QUrl> principal = co_await principalOf(server.path().size() > 1 ? server : wellKnown);
    if (!principal && principal.error().kind != ErrorKind::Authorization && !principal.error().isTransient()) {
        QUrl root = server;
        if (root.path().isEmpty())
            root.setPath(u"/"_s);
        Result<QUrl> again = co_await principalOf(root);
        principal = again;
    }
    if (!principal)
        co_return Result<void>(fail(principal.error()));
    Result<Multistatus> asked = co_await ask("PROPFIND"_ba, *principal, "0"_ba,
        propfindHead + QByteArray(R"(<h:addressbook-home-set xmlns:h="urn:ietf:params:xml:ns:carddav"/>)") + propfindTail);
    if (!asked)
        co_return Result<void>(fail(asked.error()));
    QUrl home = *principal;
    for (const DavResponse &response : std::as_const(asked->responses)) {
        if (!response.home.isEmpty())
            home = resolved(*principal, response.home);
    }
    Result<QUrl> found = co_await addressBookIn(home);
    if (!found)
        co_return Result<void>(fail(found.error()));
    book = *found;
    co_return Result<void>();
}

CardDavClient::Private::Task<QUrl> CardDavClient::Private::principalOf(QUrl start)
{
    Result<Multistatus> asked
        = co_await ask("PROPFIND"_ba, start, "0"_ba, propfindHead + QByteArray("<current-user-principal/><resourcetype/>") + propfindTail);
    if (!asked)
        co_return Result<QUrl>(fail(asked.error()));
    for (const DavResponse &response : std::as_const(asked->responses)) {
        if (!response.principal.isEmpty())
            co_return Result<QUrl>(resolved(start, response.principal));
    }
    co_return Result<QUrl>(start); // no principals: the given address is the place
}

CardDavClient::Private::Task<QUrl> CardDavClient::Private::addressBookIn(QUrl home)
{
    Result<Multistatus> asked
        = co_await ask("PROPFIND"_ba, home, "1"_ba, propfindHead + QByteArray("<resourcetype/><displayname/>") + propfindTail);
    if (!asked)
        co_return Result<QUrl>(fail(asked.error()));
    for (const DavResponse &response : std::as_const(asked->responses)) {
        if (response.isAddressBook)
            co_return Result<QUrl>(resolved(home, response.href));
    }
    co_return Result<QUrl>(home); // dav.qq.com does not always list its collections
}

CardDavClient::Private::Task<void> CardDavClient::Private::refresh()
{
    if (book.isEmpty()) {
        Result<void> found = co_await discover();
        if (!found)
            co_return found;
    }
    Result<bool> byToken = co_await refreshByToken();
    if (!byToken)
        co_return Result<void>(fail(byToken.error()));
    if (*byToken)
        co_return Result<void>();
    Result<void> byTags = co_await refreshByTags();
    co_return byTags;
}

/// RFC 6578. False: the server cannot do that, or has forgotten the token.
CardDavClient::Private::Task<bool> CardDavClient::Private::refreshByToken()
{
    for (bool more = true; more;) {
        const QByteArray body = R"(<?xml version="1.0" encoding="utf-8"?><sync-collection xmlns="DAV:"><sync-token>)"
            + escapedXml(syncToken) + "</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>";
        Result<Multistatus> told = co_await ask("REPORT"_ba, book, "1"_ba, body);
        if (!told) {
            const ErrorKind kind = told.error().kind;
            const bool isNo = kind == ErrorKind::Permission || kind == ErrorKind::Parameter || kind == ErrorKind::Conflict
                || kind == ErrorKind::NotFound || kind == ErrorKind::Unsupported || kind == ErrorKind::Protocol || told.error().code == 501;
            syncToken.clear();
            if (isNo)
                co_return Result<bool>(false);
            co_return Result<bool>(fail(told.error()));
        }
        if (told->syncToken.isEmpty())
            co_return Result<bool>(false);
        if (syncToken.isEmpty())
            cards.clear();
        QStringList changed;
        more = false;
        for (const DavResponse &response : std::as_const(told->responses)) {
            const QString path = pathOf(response.href);
            if (response.status == 404)
                cards.remove(path);
            else if (response.status == 507)
                more = true; // a part only
            else if (!response.etag.isEmpty() && cards.value(path).etag != response.etag)
                changed.append(path);
        }
        Result<void> fetched = co_await fetch(changed);
        if (!fetched)
            co_return Result<bool>(fail(fetched.error()));
        more = more && syncToken != told->syncToken;
        syncToken = told->syncToken;
    }
    co_return Result<bool>(true);
}

CardDavClient::Private::Task<void> CardDavClient::Private::refreshByTags()
{
    Result<Multistatus> told = co_await ask("PROPFIND"_ba, book, "1"_ba, propfindHead + QByteArray("<getetag/><resourcetype/>") + propfindTail);
    if (!told)
        co_return Result<void>(fail(told.error()));
    QStringList changed;
    QSet<QString> present;
    for (const DavResponse &response : std::as_const(told->responses)) {
        const QString path = pathOf(response.href);
        if (response.etag.isEmpty() || response.isAddressBook || path == book.path(QUrl::FullyEncoded))
            continue;
        present.insert(path);
        if (cards.value(path).etag != response.etag)
            changed.append(path);
    }
    cards.removeIf([&](const QHash<QString, Stored>::iterator &it) { return !present.contains(it.key()); });
    Result<void> fetched = co_await fetch(changed);
    co_return fetched;
}

CardDavClient::Private::Task<void> CardDavClient::Private::fetch(QStringList hrefs)
{
    for (qsizetype i = 0; i < hrefs.size(); i += cardsAtOnce) {
        Result<void> done = co_await fetchSome(hrefs.mid(i, cardsAtOnce));
        if (!done)
            co_return done;
    }
    co_return Result<void>();
}

CardDavClient::Private::Task<void> CardDavClient::Private::fetchSome(QStringList hrefs)
{
    QByteArray body = R"(<?xml version="1.0" encoding="utf-8"?><c:addressbook-multiget xmlns="DAV:" )"
                      R"(xmlns:c="urn:ietf:params:xml:ns:carddav"><prop><getetag/><c:address-data/></prop>)";
    for (const QString &href : std::as_const(hrefs))
        body += "<href>" + escapedXml(href) + "</href>";
    body += "</c:addressbook-multiget>";
    Result<Multistatus> told = co_await ask("REPORT"_ba, book, "1"_ba, body);
    if (!told)
        co_return Result<void>(fail(told.error()));
    for (const DavResponse &response : std::as_const(told->responses)) {
        if (response.status == 404) {
            cards.remove(pathOf(response.href));
            continue;
        }
        const VCard card = VCard::parse(response.card.toUtf8());
        if (!card.isEmpty())
            cards.insert(pathOf(response.href), {response.etag, card});
    }
    co_return Result<void>();
}

QCoro::Task<Result<QList<Contact>>> CardDavClient::contacts()
{
    Result<void> refreshed = co_await d->refresh();
    if (!refreshed)
        co_return Result<QList<Contact>>(fail(refreshed.error()));
    QList<Contact> contacts;
    for (auto it = d->cards.cbegin(); it != d->cards.cend(); ++it) {
        Contact contact = it->card.contact();
        contact.remoteId = RemoteContactId(it.key());
        contacts.append(contact);
    }
    std::sort(contacts.begin(), contacts.end(),
        [](const Contact &a, const Contact &b) { return std::pair(a.name, a.remoteId.value()) < std::pair(b.name, b.remoteId.value()); });
    co_return Result<QList<Contact>>(contacts);
}

QCoro::Task<Result<Contact>> CardDavClient::save(Contact contact)
{
    if (contact.name.trimmed().isEmpty() && contact.email.trimmed().isEmpty())
        co_return Result<Contact>(fail(ErrorKind::Parameter, u"a contact needs a name or an address"_s));
    Result<void> refreshed = co_await d->refresh();
    if (!refreshed)
        co_return Result<Contact>(fail(refreshed.error()));
    const bool isNew = contact.remoteId.isEmpty();
    const QString uid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const QString path = isNew ? resolved(d->book, uid + u".vcf"_s).path(QUrl::FullyEncoded) : contact.remoteId.value();
    if (!isNew && !d->cards.contains(path))
        co_return Result<Contact>(fail(ErrorKind::NotFound, u"the contact is gone"_s));
    Private::Stored stored = isNew ? Private::Stored{{}, VCard::make(uid)} : d->cards.value(path);
    stored.card.set(contact);
    net::HttpRequest request;
    request.verb = "PUT";
    request.url = resolved(d->book, path);
    request.contentType = "text/vcard; charset=utf-8";
    request.body = stored.card.text();
    request.headers = {isNew ? std::pair("If-None-Match"_ba, "*"_ba) : std::pair("If-Match"_ba, stored.etag.toUtf8())};
    request.repeatable = false;
    Result<net::HttpResponse> answer = co_await d->send(request);
    if (!answer)
        co_return Result<Contact>(fail(answer.error()));
    // A server may change what it stores, and some tell no ETag then (RFC 6352 6.3.2.3).
    const QStringList changed{path};
    Result<void> fetched = co_await d->fetch(changed);
    if (!fetched)
        co_return Result<Contact>(fail(fetched.error()));
    Contact saved = d->cards.contains(path) ? d->cards.value(path).card.contact() : contact;
    saved.remoteId = RemoteContactId(path);
    co_return Result<Contact>(saved);
}

QCoro::Task<Result<void>> CardDavClient::remove(RemoteContactId id)
{
    Result<void> refreshed = co_await d->refresh();
    if (!refreshed)
        co_return refreshed;
    if (!d->cards.contains(id.value()))
        co_return Result<void>(fail(ErrorKind::NotFound, u"the contact is gone"_s));
    net::HttpRequest request;
    request.verb = "DELETE";
    request.url = resolved(d->book, id.value());
    request.headers = {{"If-Match"_ba, d->cards.value(id.value()).etag.toUtf8()}};
    request.repeatable = false;
    Result<net::HttpResponse> answer = co_await d->send(request);
    if (!answer && answer.error().kind != ErrorKind::NotFound)
        co_return Result<void>(fail(answer.error()));
    d->cards.remove(id.value());
    co_return Result<void>();
}

void CardDavClient::abort()
{
    d->http.abortFor(d.get());
}

} // namespace qn::dav
