// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/searchquery.h"
#include "store/database.h"
#include "store/searchcondition.h"
#include "store/searchindex.h"
#include "store/searchindexer.h"
#include "store/storereader.h"
#include "support/storefixture.h"

#include <QRandomGenerator>
#include <QSet>

#include <sqlite3.h>

using namespace qn;
using namespace qn::test;

/// The index against a scan that knows nothing of it.
class SearchTest final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsExactlyWhatAScanFinds();
    void findsWordsWhereverTheyStand_data();
    void findsWordsWhereverTheyStand();
    void filtersByWhatTheListShows();
    void filtersLeadToWhatTheyLetThrough();
    void namesTheFolderThatIsMissing();
    void sortsNewestFirstOverManyRuns();
    void findsChangesBeforeTheyAreIndexed();
    void forgetsWhatWasRemoved();
    void indexesBodiesThatComeLater();
    void resumesAfterAnyFailure();
    void startsAnewForAnotherMailbox();
    void agreesWithReadingTheMessages();
    void replacesADamagedIndex();
    void replacesAnIndexThatIsFoundDamagedInUse();
    void replacesAnIndexOfAnotherLayout();
    void indexesInTheBackground();

private:
    struct Mail
    {
        MessageHeader header;
        MessageBody body;
        bool hasBody = true;
    };
    static Mail randomMail(QRandomGenerator &random, int number);
    static QString randomText(QRandomGenerator &random, int length);
    void add(const Mail &mail, FolderId folder = {});
    int index(int limit = 2000);
    QList<qint64> search(const QString &query, int limit = 1'000'000) const;
    qint64 count(const QString &query) const;
    QString subjects(const QString &query) const;

    std::unique_ptr<StoreFixture> m_fixture;
    FolderId m_inbox, m_work;
    QDateTime m_now{QDate(2026, 11, 24), QTime(12, 0), Qt::UTC};
};

namespace {

SearchNode parsed(const QString &query)
{
    const auto node = parseSearchQuery(query, QDateTime(QDate(2026, 11, 24), QTime(12, 0), Qt::UTC));
    if (!node)
        qFatal("%s: %s", qPrintable(query), qPrintable(node.error().message));
    return *node;
}

/// A folding of its own, character by character with what Qt has, for the alphabet of this test: no tables of the
/// program.
QString plain(const QString &text)
{
    static const QHash<QString, QString> traditional{{u"會"_s, u"会"_s}, {u"議"_s, u"议"_s}, {u"發"_s, u"发"_s}};
    QString folded;
    for (const QChar c : text.normalized(QString::NormalizationForm_KD)) {
        if (c.category() != QChar::Mark_NonSpacing)
            folded += traditional.value(c, c.toLower());
    }
    return folded;
}

bool isHan(char32_t c)
{
    return QChar::script(c) == QChar::Script_Han;
}

/// Does `word` (folded: Han only, or letters only) stand in the text: Han anywhere, letters at the beginning of a word?
bool contains(const QString &text, const QString &word)
{
    const bool isOfHan = isHan(word.toUcs4().first());
    for (qsizetype at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (isOfHan)
            return true;
        const QString before = text.left(at);
        const auto previous = before.toUcs4();
        if (previous.isEmpty() || isHan(previous.last()) || !QChar::isLetterOrNumber(previous.last()))
            return true;
    }
    return false;
}

} // namespace

void SearchTest::init()
{
    m_fixture = std::make_unique<StoreFixture>();
    const AccountId account = m_fixture->addAccount();
    const auto folders = m_fixture->addFolders(account, {u"inbox"_s, u"work"_s});
    m_inbox = folders.at(0);
    m_work = folders.at(1);
}

void SearchTest::add(const Mail &mail, FolderId folder)
{
    m_fixture->write([&](store::Transaction &tx) -> Result<void> {
        if (auto done = store::messages::upsert(tx, folder.isValid() ? folder : m_inbox, {mail.header}, 1); !done)
            return done;
        if (!mail.hasBody)
            return {};
        auto rows = tx.database().query("SELECT max(id) FROM message");
        rows.next();
        using store::messages::UnlistedFiles;
        return store::messages::setBody(tx, rows.id<MessageId>(0), mail.body, {},
            mail.header.hasAttachments ? UnlistedFiles::Some : UnlistedFiles::None);
    });
}

int SearchTest::index(int limit)
{
    auto index = store::SearchIndex::open(m_fixture->path());
    if (!index)
        qFatal("%s", qPrintable(index.error().detail));
    int count = 0;
    while (true) {
        const auto progress = (*index)->step(limit);
        if (!progress)
            qFatal("%s", qPrintable(progress.error().detail));
        count += progress->indexed;
        if (!progress->hasMore)
            return count;
    }
}

QList<qint64> SearchTest::search(const QString &query, int limit) const
{
    const auto keys = m_fixture->read<QList<store::MessageKey>>(
        [&](store::Transaction &tx) { return store::search::newest(tx, parsed(query), limit); });
    QList<qint64> ids;
    for (const store::MessageKey &key : keys)
        ids.append(key.id.value());
    return ids;
}

qint64 SearchTest::count(const QString &query) const
{
    return m_fixture->read<qint64>([&](store::Transaction &tx) { return store::search::count(tx, parsed(query)); });
}

QString SearchTest::subjects(const QString &query) const
{
    QStringList found;
    const QList<qint64> ids = search(query);
    for (const qint64 id : ids) {
        const auto header = m_fixture->read<MessageHeader>(
            [id](store::Transaction &tx) { return store::messages::header(tx, MessageId(id)); });
        found.append(header.subject);
    }
    return found.join(u' ');
}

QString SearchTest::randomText(QRandomGenerator &random, int length)
{
    static const QStringList pieces{u"会"_s, u"议"_s, u"會"_s, u"議"_s, u"项"_s, u"目"_s, u"发"_s, u"發"_s, u"票"_s, u"𠮷"_s, u"的"_s,
        u"，"_s, u"。"_s, u" "_s, u"\n"_s, u"meet"_s, u"Meeting"_s, u"ＭＥ"_s, u"é"_s, u"me"_s, u"-"_s, u"12"_s, u"（"_s, u" the "_s, u" of "_s};
    QString text;
    for (int i = 0; i < length; ++i)
        text += pieces.at(random.bounded(int(pieces.size())));
    return text;
}

SearchTest::Mail SearchTest::randomMail(QRandomGenerator &random, int number)
{
    Mail mail;
    mail.header = test::header(u"m%1"_s.arg(number), 1'700'000'000 + random.bounded(1000) * 60);
    mail.header.subject = randomText(random, random.bounded(8));
    mail.header.from = {randomText(random, 2).simplified(), u"a@b.example"_s};
    mail.header.to = {{randomText(random, 2).simplified(), u"x@y.example"_s}};
    mail.header.cc = {};
    mail.hasBody = random.bounded(4) > 0;
    mail.header.preview = mail.hasBody ? QString() : randomText(random, 10);
    const QString text = randomText(random, random.bounded(60));
    if (random.bounded(3) == 0)
        mail.body.html = u"<p>"_s + text.toHtmlEscaped() + u"</p>"_s;
    else
        mail.body.text = text;
    if (random.bounded(3) == 0)
        mail.body.attachments = {{u"2"_s, randomText(random, 3).simplified() + u".pdf"_s, u"application/pdf"_s, {}, 9, false, {}}};
    return mail;
}

void SearchTest::findsExactlyWhatAScanFinds()
{
    const quint32 seed = qEnvironmentVariableIsSet("QN_SEED") ? quint32(qEnvironmentVariableIntValue("QN_SEED"))
                                                              : QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    QList<Mail> mails;
    for (int i = 0; i < 400; ++i) {
        mails.append(randomMail(random, i));
        add(mails.last());
        if (i % 97 == 0)
            index(30); // in several steps and runs
    }
    index(50);
    const auto textsOf = [](const Mail &mail) {
        QString body = mail.hasBody ? mail.body.text : mail.header.preview;
        if (mail.hasBody && body.isEmpty())
            body = QString(mail.body.html).remove(u"<p>"_s).remove(u"</p>"_s).replace(u'\n', u' ');
        QStringList texts{mail.header.subject, body, mail.header.from.name, mail.header.from.email};
        for (const Address &to : mail.header.to)
            texts << to.name << to.email;
        for (const Attachment &file : mail.hasBody ? mail.body.attachments : QList<Attachment>())
            texts << file.name;
        for (QString &text : texts)
            text = plain(text);
        return texts;
    };
    static const QStringList han{u"会"_s, u"议"_s, u"项"_s, u"目"_s, u"发"_s, u"票"_s, u"𠮷"_s, u"的"_s};
    static const QStringList latin{u"m"_s, u"me"_s, u"mee"_s, u"meeting"_s, u"e"_s, u"12"_s, u"1"_s, u"x"_s, u"pdf"_s, u"mem"_s};
    int hits = 0;
    for (int round = 0; round < 500; ++round) {
        QString word;
        if (random.bounded(4) == 0) {
            word = latin.at(random.bounded(int(latin.size())));
        } else {
            for (int i = 1 + random.bounded(4); i > 0; --i)
                word += han.at(random.bounded(int(han.size())));
        }
        QList<qint64> wanted;
        for (qsizetype i = 0; i < mails.size(); ++i) {
            const QStringList texts = textsOf(mails.at(i));
            if (std::any_of(texts.begin(), texts.end(), [&](const QString &text) { return contains(text, word); }))
                wanted.append(i + 1);
        }
        QList<qint64> found = search(word);
        QCOMPARE(count(word), qint64(found.size()));
        std::sort(found.begin(), found.end());
        hits += int(found.size());
        for (const qint64 id : std::as_const(wanted)) {
            if (!found.contains(id))
                qInfo() << "missing:" << word << textsOf(mails.at(id - 1)) << mails.at(id - 1).hasBody;
        }
        for (const qint64 id : std::as_const(found)) {
            if (!wanted.contains(id))
                qInfo() << "too many:" << word << textsOf(mails.at(id - 1));
        }
        QVERIFY2(found == wanted, qPrintable(u"\"%1\" with QN_SEED=%2: %3 found, %4 wanted"_s.arg(word).arg(seed).arg(found.size()).arg(wanted.size())));
        // What is not found is exactly the rest, which the index cannot tell by itself.
        QCOMPARE(count(u'-' + word), mails.size() - wanted.size());
    }
    QVERIFY(hits > 5000);
}

void SearchTest::findsWordsWhereverTheyStand_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("found");
    const auto row = [](const QString &query, const QString &found) { QTest::addRow("%s", qPrintable(query)) << query << found; };
    row(u"会"_s, u"B A"_s);
    row(u"会议"_s, u"B A"_s);
    row(u"會議"_s, u"B A"_s);
    row(u"会议室"_s, u"A"_s);
    row(u"議室"_s, u"A"_s);
    row(u"室会"_s, u""_s);
    row(u"iphone手机"_s, u"C"_s);
    row(u"机，壳"_s, u"C"_s);
    row(u"机壳"_s, u""_s);
    row(u"CAFE"_s, u"C"_s);
    row(u"caf"_s, u"C"_s);
    row(u"\"caf\""_s, u""_s);
    row(u"afe"_s, u""_s);
    row(u"from:张"_s, u"A"_s);
    row(u"张"_s, u"B A"_s);
    row(u"from:zhang.san@corp.example"_s, u"A"_s);
    row(u"to:李四"_s, u"A"_s);
    row(u"cc:王五"_s, u"B"_s);
    row(u"to:王五"_s, u""_s);
    row(u"filename:发票"_s, u"B"_s);
    row(u"filename:\"发票 2026\""_s, u"B"_s);
    row(u"subject:会议"_s, u""_s);
    row(u"body:会议 -室"_s, u"B"_s);
    row(u"会议 OR café"_s, u"C B A"_s);
    row(u"(会议 OR café) -张三"_s, u"C"_s);
    row(u"会议 (室 OR 王五)"_s, u"B A"_s);
    row(u"-会议"_s, u"C"_s);
    row(u"-会议 -café"_s, u""_s);
    row(u"\"the build failure\""_s, u"C"_s);
    row(u"\"build the\""_s, u""_s);
    row(u"build the"_s, u"C"_s);
    row(u"build failu"_s, u"C"_s);
    row(u"\"build failu\""_s, u""_s);
    row(u"会议 is:unread"_s, u"B"_s);
    row(u"会议室 OR is:unread"_s, u"B A"_s);
    row(u"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijX"_s, u"C"_s);
    row(u"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijZ"_s, u""_s);
    row(u"display"_s, u""_s); // of the style sheet
}

void SearchTest::findsWordsWhereverTheyStand()
{
    QFETCH(const QString, query);
    QFETCH(const QString, found);
    Mail a{test::header(u"A"_s, 1000, MessageFlag::Seen), {u"我们在三号會議室见。"_s, {}, {}}};
    a.header.subject = u"A"_s;
    a.header.from = {u"张三"_s, u"zhang.san@corp.example"_s};
    a.header.to = {{u"李四"_s, u"l@x.example"_s}};
    Mail b{test::header(u"B"_s, 2000), {u"张三的会议取消"_s, {}, {{u"2"_s, u"发票_2026.pdf"_s, {}, {}, 1, false, {}}}}};
    b.header.subject = u"B"_s;
    b.header.from = {u"Boss"_s, u"boss@corp.example"_s};
    b.header.cc = {{u"王五"_s, u"w@x.example"_s}};
    Mail c{test::header(u"C"_s, 3000, MessageFlag::Seen), {{}, u"<style>p{display:none}</style><p>新iPhone手机，壳 &amp; Café; the build <b>failure</b> "_s
            u"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijXY</p>"_s, {}}};
    c.header.subject = u"C"_s;
    c.header.from = {u"Shop"_s, u"shop@x.example"_s};
    for (Mail *mail : {&a, &b, &c}) {
        mail->header.preview.clear();
        add(*mail);
    }
    index();
    QCOMPARE(subjects(query), found);
    QCOMPARE(count(query), qint64(found.isEmpty() ? 0 : found.count(u' ') + 1));
}

void SearchTest::filtersByWhatTheListShows()
{
    Mail mail{test::header(u"1"_s, QDateTime(QDate(2026, 3, 5), QTime(10, 0), Qt::UTC).toSecsSinceEpoch()), {u"会议"_s, {}, {}}};
    mail.header.subject = u"old"_s;
    mail.header.size = 5000;
    add(mail, m_work);
    Mail newer{test::header(u"2"_s, m_now.addDays(-1).toSecsSinceEpoch(), MessageFlag::Flagged), {u"会议"_s, {}, {}}};
    newer.header.subject = u"new"_s;
    newer.header.size = 2'000'000;
    newer.header.hasAttachments = true;
    add(newer);
    index();
    const auto both = [&](const QString &filter) {
        const QString alone = subjects(filter);
        return alone == subjects(u"会议 "_s + filter) ? alone : u"DIFFERENT"_s;
    };
    QCOMPARE(both(u"is:flagged"_s), u"new"_s);
    QCOMPARE(both(u"is:unread"_s), u"new old"_s);
    QCOMPARE(both(u"is:read"_s), QString());
    QCOMPARE(both(u"has:attachment"_s), u"new"_s);
    QCOMPARE(both(u"-has:attachment"_s), u"old"_s);
    QCOMPARE(both(u"larger:1M"_s), u"new"_s);
    QCOMPARE(both(u"smaller:5k"_s), u"old"_s);
    QCOMPARE(both(u"in:inbox"_s), u"new"_s);
    QCOMPARE(both(u"in:收件箱"_s), u"new"_s);
    QCOMPARE(both(u"in:WORK"_s), u"old"_s);
    QCOMPARE(both(u"before:2026-03-06"_s), u"old"_s);
    QCOMPARE(both(u"before:2026-03-05"_s), QString());
    QCOMPARE(both(u"on:2026-03-05"_s), u"old"_s);
    QCOMPARE(both(u"after:yesterday"_s), u"new"_s);
    QCOMPARE(both(u"is:flagged OR in:work"_s), u"new old"_s);
}

/// Enough messages that no list of a filter's messages is read at once, and that common words are learned.
void SearchTest::filtersLeadToWhatTheyLetThrough()
{
    QRandomGenerator random(1);
    const auto addMany = [&](int first, int number, FolderId folder) {
        QList<MessageHeader> headers;
        for (int i = first; i < first + number; ++i) {
            MessageHeader header = randomMail(random, i).header;
            header.flags.setFlag(MessageFlag::Seen, random.bounded(2) == 0);
            header.flags.setFlag(MessageFlag::Flagged, random.bounded(2) == 0);
            header.hasAttachments = random.bounded(2) == 0;
            headers.append(header);
        }
        m_fixture->write([&](store::Transaction &tx) { return store::messages::upsert(tx, folder, headers, 1); });
    };
    addMany(0, 2500, m_inbox);
    index(700);
    addMany(2500, 300, m_inbox);
    addMany(2800, 3, m_work);
    index(700);
    addMany(100, 150, m_inbox); // other texts: not indexed yet
    addMany(2803, 20, m_inbox);
    for (const auto *query : {u"has:attachment", u"is:unread", u"in:work", u"-会 has:attachment", u"-(会 OR me) is:unread", u"-会 in:work",
             u"me is:unread has:attachment", u"-项 -目 has:attachment before:2024", u"-\"of the\" is:unread", u"会 in:work",
             u"\"me 12\"", u"\"meeting me\"", u"-\"me me\" is:unread", u"subject:\"12 me\"", u"\"me of the me\"", u"\"12 me\" OR 会",
             u"会 is:flagged", u"me is:flagged -会", u"zzzz is:flagged", u"\"me 12\" is:flagged is:unread",
             u"-zzzz has:attachment", u"-e -会 -me is:unread has:attachment"}) {
        const QString text = QString::fromUtf16(query);
        auto wanted = m_fixture->read<QList<store::MessageKey>>([&](store::Transaction &tx) {
            QList<MessageId> all;
            for (int id = 1; id <= 3000; ++id) // there are 2823; those that a listing named again have left a gap
                all.append(MessageId(id));
            return store::search::matching(tx, parsed(text), all);
        });
        std::sort(wanted.rbegin(), wanted.rend());
        QList<qint64> ids;
        for (const store::MessageKey &key : std::as_const(wanted))
            ids.append(key.id.value());
        QVERIFY2(search(text) == ids, qPrintable(text));
        QCOMPARE(search(text, 7), ids.first(std::min<qsizetype>(7, ids.size())));
        QCOMPARE(count(text), qint64(ids.size()));
    }
}

void SearchTest::namesTheFolderThatIsMissing()
{
    index();
    const auto done = m_fixture->store->read([&](store::Transaction &tx) -> Result<void> {
        const auto found = store::search::newest(tx, parsed(u"in:nowhere"_s), 10);
        return found ? Result<void>() : fail(found.error());
    });
    QVERIFY(!done);
    QCOMPARE(done.error().kind, ErrorKind::NotFound);
}

void SearchTest::sortsNewestFirstOverManyRuns()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 400; ++i) {
        Mail mail{test::header(QString::number(i), random.bounded(10'000)), {u"会议"_s, {}, {}}};
        add(mail, i % 2 ? m_work : m_inbox);
        if (i % 7 == 0)
            index();
    }
    index();
    const auto all = m_fixture->read<QList<store::MessageKey>>(
        [&](store::Transaction &tx) { return store::search::newest(tx, parsed(u"会议"_s), 1000); });
    QCOMPARE(all.size(), 400);
    QVERIFY(std::is_sorted(all.rbegin(), all.rend()));
    const auto first = m_fixture->read<QList<store::MessageKey>>(
        [&](store::Transaction &tx) { return store::search::newest(tx, parsed(u"会议"_s), 50); });
    QCOMPARE(first, all.mid(0, 50));
    auto ascending = all;
    std::reverse(ascending.begin(), ascending.end());
    const auto keys = m_fixture->read<QList<store::MessageKey>>(
        [&](store::Transaction &tx) { return store::search::keys(tx, parsed(u"会议"_s)); });
    QCOMPARE(keys, ascending);
}

void SearchTest::findsChangesBeforeTheyAreIndexed()
{
    add({test::header(u"1"_s, 1000), {u"会议"_s, {}, {}}});
    index();
    add({test::header(u"2"_s, 2000), {u"会议"_s, {}, {}}});
    QCOMPARE(search(u"会议"_s), (QList<qint64>{2, 1}));
    m_fixture->write([&](store::Transaction &tx) { return store::messages::setBody(tx, MessageId(1), {u"项目"_s, {}, {}}, {}); });
    QCOMPARE(search(u"会议"_s), (QList<qint64>{2}));
    QCOMPARE(search(u"项目"_s), (QList<qint64>{1}));
    QCOMPARE(count(u"会议 OR 项目"_s), 2);
    index();
    QCOMPARE(search(u"会议"_s), (QList<qint64>{2}));
    QCOMPARE(search(u"项目"_s), (QList<qint64>{1}));
    m_fixture->write([&](store::Transaction &tx) {
        return store::messages::upsert(tx, m_inbox, {test::header(u"1"_s, 5000)}, 2);
    });
    QCOMPARE(search(u"项目 in:inbox"_s), (QList<qint64>{1}));
    QCOMPARE(search(u"in:inbox"_s), (QList<qint64>{1, 2}));
}

void SearchTest::forgetsWhatWasRemoved()
{
    add({test::header(u"1"_s, 1000), {u"会议"_s, {}, {}}});
    add({test::header(u"2"_s, 2000), {u"会议"_s, {}, {}}});
    index();
    m_fixture->write([&](store::Transaction &tx) { return store::messages::remove(tx, m_inbox, {RemoteMessageId(u"2"_s)}); });
    QCOMPARE(search(u"会议"_s), (QList<qint64>{1}));
    QCOMPARE(count(u"会议"_s), 1);
    index();
    QCOMPARE(search(u"会议"_s), (QList<qint64>{1}));
    QCOMPARE(count(u"会议"_s), 1);
    // Hidden by an operation that is pending, and back again.
    store::OperationRow operation;
    operation.kind = store::OperationKind::Remove;
    operation.messages = {MessageId(1)};
    OperationId id;
    m_fixture->write([&](store::Transaction &tx) -> Result<void> {
        operation.account = store::accounts::list(tx)->first().id;
        auto done = store::operations::insert(tx, operation);
        id = done.value_or(OperationId());
        return done ? Result<void>() : fail(done.error());
    });
    QCOMPARE(count(u"会议"_s), 0);
    QCOMPARE(search(u"会议"_s), QList<qint64>());
    QCOMPARE(count(u"-项目"_s), 0);
    m_fixture->write([&](store::Transaction &tx) { return store::operations::finish(tx, id, false); });
    QCOMPARE(count(u"会议"_s), 1);
}

void SearchTest::indexesBodiesThatComeLater()
{
    Mail mail{test::header(u"1"_s, 1000), {u"正文里有合同"_s, {}, {}}, false};
    mail.header.preview = u"预览里有会议"_s;
    add(mail);
    index();
    QCOMPARE(count(u"会议"_s), 1);
    QCOMPARE(count(u"合同"_s), 0);
    m_fixture->write([&](store::Transaction &tx) { return store::messages::setBody(tx, MessageId(1), mail.body, {}); });
    QCOMPARE(index(), 1);
    QCOMPARE(count(u"会议"_s), 0);
    QCOMPARE(count(u"合同"_s), 1);
    // Flags are not the index's business.
    m_fixture->write([&](store::Transaction &tx) {
        mail.header.flags = MessageFlag::Seen;
        return store::messages::upsert(tx, m_inbox, {mail.header}, 2);
    });
    QCOMPARE(index(), 0);
}

void SearchTest::resumesAfterAnyFailure()
{
    QRandomGenerator random(3);
    for (int i = 0; i < 30; ++i)
        add(randomMail(random, i));
    add({test::header(u"last"_s, 10), {u"会议室会议室"_s, {}, {}}});
    int failures = 0;
    for (int steps = 1; steps < 800; ++steps) {
        auto index = store::SearchIndex::open(m_fixture->path());
        QVERIFY(index);
        if (steps % 40 == 0) // so that there is always something to do
            m_fixture->write([&](store::Transaction &tx) {
                return store::messages::setBody(tx, MessageId(1 + steps % 30), {u"会议室%1"_s.arg(steps), {}, {}}, {});
            });
        store::Database::injectFailure(steps % 400 + 1, SQLITE_FULL, store::Database::Role::Index);
        bool failed = false;
        for (int i = 0; i < 20; ++i) {
            const auto progress = (*index)->step(7);
            failed = !progress;
            if (failed || !progress->hasMore)
                break;
        }
        store::Database::injectFailure(0, 0);
        failures += failed;
    }
    QVERIFY(failures > 50);
    index(7);
    QVERIFY(count(u"会议室"_s) >= 1);
    const auto found = search(u"会议室"_s);
    QFile::remove(store::SearchIndex::fileName(m_fixture->path()));
    m_fixture->reopen();
    index();
    QCOMPARE(search(u"会议室"_s), found);
}

void SearchTest::startsAnewForAnotherMailbox()
{
    add({test::header(u"1"_s, 1000), {u"会议"_s, {}, {}}});
    index();
    m_fixture->write([&](store::Transaction &tx) -> Result<void> {
        tx.database().run("UPDATE store_identity SET id = randomblob(16)");
        tx.database().run("UPDATE body SET text = '项目'");
        tx.database().run("DELETE FROM search_change");
        return tx.database().status();
    });
    QCOMPARE(index(), 1);
    QCOMPARE(count(u"项目"_s), 1);
    QCOMPARE(count(u"会议"_s), 0);
}

void SearchTest::replacesADamagedIndex()
{
    add({test::header(u"1"_s, 1000), {u"会议"_s, {}, {}}});
    QFile file(store::SearchIndex::fileName(m_fixture->path()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(10'000, 'x'));
    file.close();
    QCOMPARE(index(), 1);
    QCOMPARE(count(u"会议"_s), 1);
}

/// The mailbox is well, and stays so.
void SearchTest::replacesAnIndexThatIsFoundDamagedInUse()
{
    for (int i = 0; i < 300; ++i)
        add({test::header(QString::number(i), i), {u"会议室%1 "_s.arg(i).repeated(100), {}, {}}});
    index();
    QCOMPARE(count(u"会议室"_s), 300);
    QFile file(store::SearchIndex::fileName(m_fixture->path()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 page = 16384;
    for (qint64 at = page; at + page <= file.size(); at += page) { // all but the first
        file.seek(at);
        file.write(QByteArray(int(page), '\xaa'));
    }
    file.close();
    m_fixture->reopen();
    const auto done = m_fixture->store->read([&](store::Transaction &tx) -> Result<void> {
        const auto found = store::search::newest(tx, parsed(u"会议室"_s), 10);
        return found ? Result<void>() : fail(found.error());
    });
    QVERIFY(!done);
    QVERIFY(!QFile::exists(store::Store::fileName(m_fixture->path()) + u".is-damaged"_s));
    QCOMPARE(index(), 300);
    QCOMPARE(count(u"会议室"_s), 300); // by the connection that saw the damage
    QCOMPARE(index(), 0);
}

void SearchTest::replacesAnIndexOfAnotherLayout()
{
    add({test::header(u"1"_s, 1000), {u"会议室"_s, {}, {}}});
    index();
    {
        auto db = store::Database::open(store::SearchIndex::fileName(m_fixture->path()), store::Database::Access::Write);
        QVERIFY(db);
        QVERIFY((*db)->execute("UPDATE state SET version = version - 1; DROP TABLE text; DROP TABLE code;"_ba));
    }
    QCOMPARE(count(u"会议室"_s), 0); // none yet
    QCOMPARE(m_fixture->read<qint64>([](store::Transaction &tx) { return store::search::pending(tx); }), 1);
    QCOMPARE(index(), 1);
    QCOMPARE(count(u"会议室"_s), 1);
}

/// Any query, of any shape: sets and numbers against the condition asked of each message.
void SearchTest::agreesWithReadingTheMessages()
{
    const quint32 seed = qEnvironmentVariableIsSet("QN_SEED") ? quint32(qEnvironmentVariableIntValue("QN_SEED"))
                                                              : QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    for (int i = 0; i < 300; ++i) {
        Mail mail = randomMail(random, i);
        mail.header.flags = random.bounded(2) ? MessageFlag::Seen : MessageFlag::Flagged;
        mail.header.size = random.bounded(100'000);
        mail.header.hasAttachments = !mail.body.attachments.isEmpty();
        add(mail, random.bounded(3) ? m_inbox : m_work);
        if (i % 60 == 0)
            index(17);
    }
    index(40);
    m_fixture->write([&](store::Transaction &tx) { return store::messages::remove(tx, m_inbox, {RemoteMessageId(u"m5"_s)}); });
    static const QStringList words{u"会议"_s, u"会"_s, u"会议项"_s, u"项目发票"_s, u"发，票"_s, u"𠮷会"_s, u"的𠮷议"_s, u"me"_s, u"meet"_s,
        u"\"meet meeting\""_s, u"\"me é me\""_s, u"\"meet-me\""_s, u"meet-me"_s, u"me会"_s, u"议meet"_s, u"\"12 me\""_s, u"meet.meet.m"_s, u"a@b.ex"_s,
        u"\"of the\""_s, u"\"the of the\""_s, u"\"the me\""_s, u"of-the"_s, u"\"me of the\""_s, u"the.of"_s};
    static const QStringList filters{u"is:unread"_s, u"is:flagged"_s, u"has:attachment"_s, u"larger:50k"_s, u"larger:80k"_s, u"smaller:20k"_s,
        u"in:work"_s, u"after:2023-11-15"_s, u"before:2023-11-15"_s};
    static const QStringList fields{u"subject:"_s, u"from:"_s, u"to:"_s, u"body:"_s, u"filename:"_s, u"cc:"_s, QString(), QString(), QString()};
    const std::function<QString(int)> make = [&](int depth) -> QString {
        switch (random.bounded(depth > 0 ? 6 : 2)) {
        case 0:
            return random.bounded(3) ? fields.at(random.bounded(int(fields.size()))) + words.at(random.bounded(int(words.size())))
                                     : filters.at(random.bounded(int(filters.size())));
        case 1:
            return words.at(random.bounded(int(words.size())));
        case 2:
            return u"-("_s + make(depth - 1) + u')';
        case 3:
            return u'(' + make(depth - 1) + u" OR "_s + make(depth - 1) + u')';
        default:
            return make(depth - 1) + u' ' + make(depth - 1);
        }
    };
    int some = 0;
    for (int round = 0; round < 400; ++round) {
        const QString query = make(3);
        const auto wanted = m_fixture->read<QList<qint64>>([&](store::Transaction &tx) -> Result<QList<qint64>> {
            auto condition = store::searchCondition(tx, parsed(query));
            if (!condition)
                return fail(condition.error());
            store::SearchSubject subject(tx.database());
            QList<qint64> ids;
            auto row = tx.database().query("SELECT id FROM message WHERE view_folder_id IS NOT NULL ORDER BY date DESC, id DESC");
            while (row.next()) {
                subject.setMessage(row.id<MessageId>(0));
                if (condition->holds(subject))
                    ids.append(row.integer(0));
            }
            return ids;
        });
        const QByteArray what = u"%1 with QN_SEED=%2"_s.arg(query).arg(seed).toUtf8();
        QVERIFY2(search(query) == wanted, what.constData());
        QVERIFY2(search(query, 7) == wanted.mid(0, 7), what.constData());
        QVERIFY2(count(query) == wanted.size(), what.constData());
        const auto keys = m_fixture->read<QList<store::MessageKey>>(
            [&](store::Transaction &tx) { return store::search::keys(tx, parsed(query)); });
        QVERIFY2(keys.size() == wanted.size() && (keys.isEmpty() || keys.last().id.value() == wanted.first()), what.constData());
        some += !wanted.isEmpty() && wanted.size() < 299;
    }
    QVERIFY2(some > 150, qPrintable(u"%1 with QN_SEED=%2"_s.arg(some).arg(seed))); // 240 on the average
}

void SearchTest::indexesInTheBackground()
{
    store::SearchIndexer indexer(*m_fixture->store, m_fixture->path());
    QSignalSpy caughtUp(&indexer, &store::SearchIndexer::caughtUp);
    indexer.start();
    QVERIFY(caughtUp.wait(60'000));
    for (int i = 0; i < 1100; ++i)
        add({test::header(QString::number(i), i), {u"会议%1"_s.arg(i), {}, {}}, i % 100 == 0});
    const auto log = [&] {
        return m_fixture->read<qint64>([](store::Transaction &tx) -> Result<qint64> {
            auto row = tx.database().query("SELECT count(*) FROM search_change");
            row.next();
            return row.integer(0);
        });
    };
    while (log() > 1000)
        QVERIFY(caughtUp.wait(60'000));
    QTRY_COMPARE(count(u"会议"_s), 11);
    m_fixture->store->setBulk(true);
    for (int i = 1100; i < 1800; ++i)
        add({test::header(QString::number(i), i), {u"会议%1"_s.arg(i), {}, {}}, i % 100 == 0});
    m_fixture->store->setBulk(false);
    QTRY_COMPARE(count(u"会议"_s), 18);
    store::StoreReader reader(m_fixture->path());
    auto future = reader.ask<qint64>([](store::Transaction &tx) { return store::search::count(tx, parsed(u"\"会议100\""_s)); });
    future.waitForFinished();
    QCOMPARE(future.result().value_or(-1), 1);
}

QTEST_GUILESS_MAIN(SearchTest)
#include "searchtest.moc"
