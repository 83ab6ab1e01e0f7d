// SPDX-License-Identifier: GPL-3.0-or-later
// searchbench TRUTH.jsonl [COUNT [DIR]]: the mail of bench/gen_corpus.py --truth into a store, indexed and searched, with figures.
#include "core/searchquery.h"
#include "core/textatoms.h"
#include "store/searchindex.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"

#include <QByteArrayMatcher>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace qn;
using namespace Qt::StringLiterals;

namespace {

struct Mail
{
    MessageHeader header;
    MessageBody body;
};

Mail mailFrom(const QJsonObject &json)
{
    Mail mail;
    const QString from = json[u"from"].toString();
    const qsizetype mark = from.lastIndexOf(u'<');
    mail.header.remoteId = RemoteMessageId(QString::number(json[u"n"].toInteger()));
    mail.header.from = {from.left(mark).trimmed(), from.mid(mark + 1).chopped(mark < 0 ? 0 : 1)};
    mail.header.to = {{u"陈晓明"_s, u"chen.xiaoming@qq.example"_s}};
    mail.header.subject = json[u"subject"].toString();
    mail.header.date = QDateTime::fromSecsSinceEpoch(json[u"internal"].toInteger(), Qt::UTC);
    mail.header.size = json[u"size"].toInteger();
    mail.header.flags.setFlag(MessageFlag::Seen, json[u"flags"].toString().contains(u'S'));
    const QString text = json[u"body"].toString();
    mail.header.preview = text.left(400).simplified().left(200);
    if (json[u"mime"].toString().endsWith(u"html"))
        mail.body.html = u"<html><head><style>p{}</style></head><body><p>"_s + text.toHtmlEscaped() + u"</p></body></html>"_s;
    else
        mail.body.text = text;
    for (const QJsonValue &name : json[u"att"].toArray())
        mail.body.attachments.append({u"2"_s, name.toString(), u"application/pdf"_s, {}, 1000, false, {}});
    mail.header.hasAttachments = !mail.body.attachments.isEmpty();
    return mail;
}

void need(const Result<void> &done)
{
    if (!done)
        qFatal("%s", qPrintable(done.error().detail));
}

/// Returns the UTF-8 bytes of what is searched.
qint64 fill(store::Store &store, const QString &truth, int count)
{
    FolderId folder;
    need(store.write([&](store::Transaction &tx) -> Result<void> {
        const auto account = store::accounts::insert(tx, Account{{}, AccountKind::Sample, u"Bench"_s, u"b@x.example"_s, {}});
        Folder inbox;
        inbox.remoteId = RemoteFolderId(u"INBOX"_s);
        inbox.role = FolderRole::Inbox;
        inbox.name = u"Inbox"_s;
        if (auto done = store::folders::replaceAll(tx, *account, {inbox}); !done)
            return done;
        folder = store::folders::list(tx, *account)->first().id;
        return {};
    }));
    QFile file(truth);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no truth");
    qint64 bytes = 0;
    int done = 0;
    while (done < count && !file.atEnd()) {
        need(store.write([&](store::Transaction &tx) -> Result<void> {
            for (int i = 0; i < 1000 && done < count && !file.atEnd(); ++i, ++done) {
                const Mail mail = mailFrom(QJsonDocument::fromJson(file.readLine()).object());
                bytes += mail.header.subject.toUtf8().size() + mail.header.from.name.toUtf8().size()
                    + mail.header.from.email.size() + mail.body.text.toUtf8().size() + mail.body.html.toUtf8().size();
                if (auto ok = store::messages::upsert(tx, folder, {mail.header}, 1); !ok)
                    return ok;
                if (auto ok = store::messages::setBody(tx, MessageId(done + 1), mail.body, {}); !ok)
                    return ok;
            }
            return {};
        }, store::Durability::Relaxed));
    }
    return bytes;
}

/// What a search without an index costs at best: all texts in memory, one word looked for.
void scan(const QString &truth, int count)
{
    QFile file(truth);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no truth");
    QByteArrayList texts;
    qint64 bytes = 0;
    while (texts.size() < count && !file.atEnd()) {
        texts.append(QJsonDocument::fromJson(file.readLine()).object()[u"body"].toString().toUtf8());
        bytes += texts.last().size();
    }
    const QByteArrayMatcher word(u"会议"_s.toUtf8());
    double best = 1e9;
    qsizetype hits = 0;
    for (int run = 0; run < 5; ++run) {
        QElapsedTimer timer;
        timer.start();
        hits = 0;
        for (const QByteArray &text : std::as_const(texts))
            hits += word.indexIn(text) >= 0;
        best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
    }
    std::printf("a scan of %.1f MB of bodies in memory: %.1f ms, %lld hits\n", double(bytes) / 1e6, best, qlonglong(hits));
}

/// Processor time of this thread, in seconds: others use the same machine.
double processorTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

void query(store::Store &store, const QString &text)
{
    const auto parsed = parseSearchQuery(text, QDateTime::currentDateTime());
    if (!parsed)
        qFatal("query");
    double newest = 1e9, count = 1e9;
    qint64 hits = 0;
    for (int run = 0; run < 5; ++run) {
        need(store.read([&](store::Transaction &tx) -> Result<void> {
            QElapsedTimer timer;
            timer.start();
            const auto first = store::search::newest(tx, *parsed, 100);
            newest = std::min(newest, double(timer.nsecsElapsed()) / 1e6);
            timer.restart();
            const auto all = store::search::count(tx, *parsed);
            count = std::min(count, double(timer.nsecsElapsed()) / 1e6);
            if (!first)
                return fail(first.error());
            if (!all)
                return fail(all.error());
            hits = *all;
            return {};
        }));
    }
    std::printf("%8lld hits  newest 100 %7.2f ms  count %7.2f ms  %s\n", static_cast<long long>(hits), newest, count,
        qPrintable(text));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    if (arguments.size() < 2)
        qFatal("usage: searchbench TRUTH.jsonl [COUNT] [DIR]");
    const int count = arguments.size() > 2 ? arguments.at(2).toInt() : 100'000;
    QTemporaryDir temporary;
    const QString dir = arguments.size() > 3 ? arguments.at(3) : temporary.path();
    const bool isNew = !QFileInfo::exists(store::Store::fileName(dir));
    auto store = store::Store::open(dir);
    if (!store)
        qFatal("%s", qPrintable(store.error().detail));
    qint64 bytes = 0;
    QElapsedTimer timer;
    if (isNew) {
        timer.start();
        bytes = fill(**store, arguments.at(1), count);
        std::printf("stored in %.1f s, text %.1f MB\n", double(timer.elapsed()) / 1e3, double(bytes) / 1e6);
    }
    auto index = store::SearchIndex::open(dir);
    if (!index)
        qFatal("%s", qPrintable(index.error().detail));
    timer.restart();
    const double before = processorTime();
    int indexed = 0;
    double longest = 0;
    while (true) {
        QElapsedTimer step;
        step.start();
        const auto progress = (*index)->step();
        if (!progress)
            qFatal("%s", qPrintable(progress.error().detail));
        longest = std::max(longest, double(step.nsecsElapsed()) / 1e6);
        indexed += progress->indexed;
        if (!progress->hasMore)
            break;
    }
    const double seconds = double(timer.elapsed()) / 1e3;
    const double processor = processorTime() - before;
    index->reset();
    const double size = double(QFileInfo(store::SearchIndex::fileName(dir)).size()) / 1e6;
    std::printf("indexed %d in %.1f s: %.0f a second (%.0f of processor time), longest step %.0f ms, index %.1f MB = %.2f of the text\n",
        indexed, seconds, indexed / seconds, indexed / processor, longest, size, bytes ? size * 1e6 / double(bytes) : 0.0);
    for (const auto *text : {u"的", u"会", u"会议", u"项目", u"验证码", u"會議室", u"项目进度", u"关于项目进度汇报的安排", u"m", u"me",
             u"meet", u"con", u"meeting", u"\"build failure\"", u"\"design review\"", u"from:zhang", u"subject:发票", u"filename:报价单",
             u"会议 项目", u"会议 -项目", u"会议 is:unread", u"is:unread", u"has:attachment larger:100k", u"-会议", u"会议 OR meeting",
             u"from:(王 OR 李) 订单", u"after:2025 发票", u"喆", u"zzzz", u"-的", u"-meeting", u"-\"build failure\"", u"-项目进度", u"-con",
             u"\"the build failure is reproducible\"", u"\"of the\"", u"\"to the\"", u"\"qq example\"", u"\"example qq\"", u"comp", u"inte", u"subject:\"design review\"", u"会议 is:flagged",
             u"is:flagged", u"larger:500k", u"的 larger:500k", u"before:2021", u"(会议 OR meeting) (项目 OR project) -发票", u"会议 OR is:flagged",
             u"-(会议 OR meeting) has:attachment", u"会议室 \"build failure\"", u"in:inbox 会议室", u"is:flagged is:unread", u"has:attachment"})
        query(**store, QString::fromUtf16(text));
    scan(arguments.at(1), count);
    return 0;
}
