// SPDX-License-Identifier: GPL-3.0-or-later
// makestore DATA_DIR COUNT: a data directory whose inbox has COUNT messages (headers only, as after a first sync). The account
// is one whose server refuses connections, so that a start measured with it sends nothing. Prints the seconds that the
// writing took.
#include "store/store.h"
#include "store/transaction.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>

#include <cstdio>

using namespace qn;
using namespace Qt::StringLiterals;

namespace {

constexpr int pageSize = 500;

MessageHeader header(int number)
{
    static const QStringList people{u"张伟"_s, u"李娜"_s, u"王小明"_s, u"Emma Green"_s, u"陈静"_s, u"PingCode"_s, u"Oliver Smith"_s};
    static const QStringList subjects{u"下周会议的安排"_s, u"Re: project plan"_s, u"您的订单已发货"_s, u"发票 2026-%1"_s,
        u"[BUG-%1] 登录失败"_s, u"Weekly report %1"_s, u"周末一起吃饭吗?"_s};
    MessageHeader header;
    header.remoteId = RemoteMessageId(QString::number(number));
    header.messageId = u"%1@mail.example"_s.arg(number);
    const int person = number % int(people.size());
    header.from = {people.at(person), u"person%1@mail.example"_s.arg(person)};
    header.to = {{u"陈晓明"_s, u"chen.xiaoming@qq.example"_s}};
    header.subject = subjects.at((number / 3) % subjects.size());
    if (header.subject.contains(u"%1"_s))
        header.subject = header.subject.arg(number);
    header.preview = u"您好,第 %1 封邮件的开头:请查收附件里的文件,并在周五之前回复。Please have a look at the attached file."_s.arg(number);
    header.date = QDateTime::fromSecsSinceEpoch(1'600'000'000 + qint64(number) * 150, Qt::UTC);
    header.size = 2000 + number % 50'000;
    header.hasAttachments = number % 9 == 0;
    if (number % 5 != 0)
        header.flags = MessageFlag::Seen;
    return header;
}

Result<FolderId> makeInbox(store::Transaction &tx)
{
    Account account;
    account.kind = AccountKind::OpenApi;
    account.name = u"chen.xiaoming@qq.example"_s;
    account.email = account.name;
    account.settings = {{u"baseUrl"_s, u"http://127.0.0.1:9/"_s}, {u"clientId"_s, u"benchmark"_s}};
    const auto id = store::accounts::insert(tx, account);
    if (!id)
        return fail(id.error());
    Folder inbox;
    inbox.remoteId = RemoteFolderId(u"inbox"_s);
    inbox.name = u"INBOX"_s;
    inbox.role = FolderRole::Inbox;
    if (const auto made = store::folders::replaceAll(tx, *id, {inbox}); !made)
        return fail(made.error());
    const auto row = store::folders::byRole(tx, *id, FolderRole::Inbox);
    return row ? Result<FolderId>((*row)->id) : fail(row.error());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 3) {
        std::fprintf(stderr, "makestore DATA_DIR COUNT\n");
        return 2;
    }
    const QString directory = QString::fromLocal8Bit(argv[1]);
    const int count = QByteArray(argv[2]).toInt();
    QDir().mkpath(directory);
    const auto opened = store::Store::open(directory);
    FolderId inbox;
    Result<void> done = opened ? Result<void>() : fail(opened.error());
    if (done)
        done = (*opened)->write([&](store::Transaction &tx) -> Result<void> {
            const auto made = makeInbox(tx);
            inbox = made.value_or(FolderId());
            return made ? Result<void>() : fail(made.error());
        });
    QElapsedTimer timer;
    timer.start();
    for (int next = count; done && next > 0; next -= pageSize) { // newest first, as a sync
        QList<MessageHeader> page;
        for (int number = next; number > qMax(0, next - pageSize); --number)
            page.append(header(number));
        done = (*opened)->write([&](store::Transaction &tx) { return store::messages::upsert(tx, inbox, page, 1); },
            store::Durability::Relaxed);
    }
    if (!done) {
        std::fprintf(stderr, "%s\n", qPrintable(done.error().detail));
        return 1;
    }
    std::printf("%.3f\n", double(timer.elapsed()) / 1000);
    return 0;
}
