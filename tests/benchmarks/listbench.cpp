// SPDX-License-Identifier: GPL-3.0-or-later
// listbench DATA_DIR: the longest step on the interface thread while the message list of a mailbox of makestore is opened,
// scrolled, jumped through, selected whole, and while mail arrives in it. Prints a line a phase: name, milliseconds of the
// longest step by the clock, and of processor time (without what other programs took).
#include "models/messagelistmodel.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"
#include "widgets/messagelistview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <ctime>
#include <map>

using namespace qn;
using namespace Qt::StringLiterals;

namespace {

double processorTime()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6;
}

/// Times everything that the event loop hands out, outermost only.
class TimedApplication final : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0 || phase.isEmpty())
            return QApplication::notify(receiver, event);
        bool result = false;
        time([&] { result = QApplication::notify(receiver, event); });
        return result;
    }
    template <typename Work> void time(Work work)
    {
        ++m_depth;
        QElapsedTimer timer;
        timer.start();
        const double before = processorTime();
        work();
        const double processor = processorTime() - before;
        const double wall = double(timer.nsecsElapsed()) / 1e6;
        --m_depth;
        Longest &longest = m_longest[phase];
        longest.wall = qMax(longest.wall, wall);
        longest.processor = qMax(longest.processor, processor);
    }
    void report() const
    {
        for (const auto &[name, longest] : m_longest)
            std::printf("%s %.2f %.2f\n", qPrintable(name), longest.wall, longest.processor);
    }
    QString phase; ///< empty: not timed

private:
    struct Longest
    {
        double wall = 0, processor = 0;
    };
    int m_depth = 0;
    std::map<QString, Longest> m_longest;
};

MessageHeader arriving(int number)
{
    MessageHeader header;
    header.remoteId = RemoteMessageId(u"new%1"_s.arg(number));
    header.from = {u"李娜"_s, u"lina@mail.example"_s};
    header.subject = u"刚到的邮件 %1"_s.arg(number);
    header.date = QDateTime::fromSecsSinceEpoch(1'790'000'000 + number, Qt::UTC);
    return header;
}

/// A sync in miniature: ten times ten new messages, written on another thread.
QThread *deliver(const QString &directory, models::MessageListModel &model)
{
    return QThread::create([directory, &model] {
        const auto opened = store::Store::open(directory);
        if (!opened)
            return;
        store::Store &store = **opened;
        QObject::connect(&store, &store::Store::changed, &model, &models::MessageListModel::applyChanges, Qt::QueuedConnection);
        for (int batch = 0; batch < 10; ++batch) {
            QList<MessageHeader> page;
            for (int i = 0; i < 10; ++i)
                page.append(arriving(batch * 10 + i));
            (void)store.write([&](store::Transaction &tx) { return store::messages::upsert(tx, model.folders().value(0), page, 1); },
                store::Durability::Relaxed);
            QThread::msleep(20);
        }
    });
}

} // namespace

int main(int argc, char **argv)
{
    TimedApplication application(argc, argv);
    if (argc != 2)
        return 2;
    const QString directory = QString::fromLocal8Bit(argv[1]);
    widgets::applyTheme(application, widgets::ThemeMode::Light);
    store::StoreReader reader(directory);
    models::MessageListModel model(reader);
    widgets::MessageListView view;
    view.setMessages(&model);
    view.resize(360, 700);
    view.show();
    QTest::qWait(300); // the window, its fonts and the first placeholder are the start's, not the list's

    application.phase = u"open"_s;
    application.time([&] { model.setFolder(FolderId(1)); });
    while (!model.isReady() || model.rowCount() == 0)
        QTest::qWait(5);
    QTest::qWait(100);
    QScrollBar *bar = view.verticalScrollBar();
    application.phase = u"scroll"_s;
    for (int i = 0; i < 200; ++i) {
        application.time([&] { bar->setValue(bar->value() + bar->pageStep() / 2); });
        QTest::qWait(2);
    }
    application.phase = u"jump"_s;
    for (int i = 0; i < 40; ++i) {
        application.time([&] { bar->setValue(int(qint64(bar->maximum()) * ((i * 7) % 41) / 40)); });
        QTest::qWait(5);
    }
    for (const Qt::Key key : {Qt::Key_End, Qt::Key_Home, Qt::Key_End}) {
        QTest::keyClick(&view, key);
        QTest::qWait(30);
    }
    application.phase = u"select-all"_s;
    QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
    QTest::qWait(50);
    application.phase = u"arrive"_s;
    view.clearSelection();
    std::unique_ptr<QThread> delivery(deliver(directory, model));
    delivery->start();
    while (!delivery->isFinished())
        QTest::qWait(2);
    QTest::qWait(50);
    application.phase.clear();
    application.report();
    return 0;
}
