// SPDX-License-Identifier: GPL-3.0-or-later
// listbench DATA_DIR: the longest step on the interface thread while a message list is shown, a mailbox of makestore is opened in it,
// scrolled, jumped through, selected whole, while mail arrives in it, pages of a sync are stored, all is marked as read,
// a tenth of it is removed by a resync, another process removes a part, and it is left for another folder. Prints a line a phase: name, milliseconds of the
// longest step by the clock, and of processor time (without what other programs took). Says on the error output what it was.
#include "models/messagelistmodel.h"
#include "store/store.h"
#include "store/storereader.h"
#include "store/transaction.h"
#include "widgets/messagelistview.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <ctime>
#include <functional>
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
        const QByteArray what = QByteArray(receiver->metaObject()->className()) + " event " + QByteArray::number(int(event->type()));
        time([&] { result = QApplication::notify(receiver, event); }, what); // the receiver may be gone by now
        return result;
    }
    template <typename Work> void time(Work work, const QByteArray &what = "a call")
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
        if (processor > longest.processor)
            longest.what = what;
        longest.processor = qMax(longest.processor, processor);
    }
    void report() const
    {
        for (const auto &[name, longest] : m_longest) {
            std::printf("%s %.2f %.2f\n", qPrintable(name), longest.wall, longest.processor);
            std::fprintf(stderr, "%s: %.2f ms in %s\n", qPrintable(name), longest.processor, longest.what.constData());
        }
    }
    QString phase; ///< empty: not timed

private:
    struct Longest
    {
        double wall = 0, processor = 0;
        QByteArray what; ///< took it
    };
    int m_depth = 0;
    std::map<QString, Longest> m_longest;
};

MessageHeader arriving(const QString &name, int number)
{
    MessageHeader header;
    header.remoteId = RemoteMessageId(name + QString::number(number));
    header.from = {u"李娜"_s, u"lina@mail.example"_s};
    header.subject = u"刚到的邮件 %1"_s.arg(number);
    header.date = QDateTime::fromSecsSinceEpoch(1'790'000'000 + number, Qt::UTC);
    return header;
}

/// Changes of the mailbox as the engine makes them: on a thread of its own, announced after the commit.
class Writer final
{
public:
    Writer(const QString &directory, models::MessageListModel &model, widgets::MessageListView &view)
        : m_directory(directory)
        , m_model(model)
        , m_folder(model.folders().value(0))
        , m_view(view)
    {
    }
    /// Runs `work` with a store and waits until the list has shown what it did.
    void run(const std::function<void(store::Store &)> &work, bool announced = true)
    {
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            const auto opened = store::Store::open(m_directory);
            if (!opened)
                return;
            if (announced)
                QObject::connect(opened->get(), &store::Store::changed, &m_model, &models::MessageListModel::applyChanges,
                    Qt::QueuedConnection);
            work(**opened);
        }));
        thread->start();
        while (!thread->isFinished())
            QTest::qWait(2);
        for (int rows = -1, quiet = 0; quiet < 5; quiet = rows == m_model.rowCount() ? quiet + 1 : 0) {
            rows = m_model.rowCount();
            QTest::qWait(20);
        }
    }
    void deliver(int batches, int each, const QString &name)
    {
        run([&](store::Store &store) {
            for (int batch = 0; batch < batches; ++batch) {
                QList<MessageHeader> page;
                for (int i = 0; i < each; ++i)
                    page.append(arriving(name, batch * each + i));
                (void)store.write(
                    [&](store::Transaction &tx) { return store::messages::upsert(tx, m_folder, page, 1); },
                    store::Durability::Relaxed);
                QThread::msleep(20);
            }
        });
    }
    /// In one transaction, one of every `every` messages that makestore made.
    void remove(int every, int from, bool announced)
    {
        const int count = m_model.rowCount();
        run(
            [&](store::Store &store) {
                QList<RemoteMessageId> gone;
                for (int number = from; number < count; number += every)
                    gone.append(RemoteMessageId(QString::number(number)));
                (void)store.write([&](store::Transaction &tx) { return store::messages::remove(tx, m_folder, gone); },
                    store::Durability::Relaxed);
            },
            announced);
    }
    /// What the session announces after "mark as read" on everything that is selected.
    void markAllRead(TimedApplication &application)
    {
        MessageIds selected;
        application.time([&] { selected = m_view.selectedIds(); });
        store::ChangeSet changes;
        const std::unique_ptr<QThread> engine(QThread::create([&] { changes.updated = selected.list(); }));
        engine->start();
        engine->wait();
        application.time([&] { m_model.applyChanges(changes); });
        QTest::qWait(100);
    }

private:
    const QString m_directory;
    models::MessageListModel &m_model;
    const FolderId m_folder;
    widgets::MessageListView &m_view;
};

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
    application.phase = u"show"_s;
    view.show();
    QTest::qWait(300);

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
    Writer writer(directory, model, view);
    writer.deliver(10, 10, u"new"_s);
    application.phase = u"sync"_s;
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    writer.deliver(10, 500, u"page"_s);
    application.phase = u"mark-read"_s;
    view.selectAll();
    writer.markAllRead(application);
    view.clearSelection();
    application.phase = u"resync"_s;
    writer.remove(10, 5, true);
    application.phase = u"other-process"_s;
    writer.remove(20, 7, false);
    store::ChangeSet foreign;
    foreign.everything = true;
    QSignalSpy ready(&model, &models::MessageListModel::ready);
    model.applyChanges(foreign);
    ready.wait(20'000);
    QTest::qWait(50);
    application.phase = u"leave"_s;
    application.time([&] { model.setFolder({}); });
    QTest::qWait(50);
    application.phase.clear();
    application.report();
    return 0;
}
