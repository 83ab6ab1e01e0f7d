// SPDX-License-Identifier: GPL-3.0-or-later
// imapbench DATA_DIR PORT USER PASSWORD [PAGE]: a mailbox on 127.0.0.1 (no TLS) synchronised by the real parts:
// ImapBackend, SyncEngine, Store. Commands come a line on standard input (list, sync, bodies COUNT; copy: all messages
// kept here; file: the newest one's first file saved; read: until their bodies are read and indexed; gmime COUNT: GMime alone takes so many of
// the stored ones apart, on this thread, which is the floor of reading) and each is answered by a line of JSON: ms and cpu_ms
// (processor time of this program) that it took, first_ms (until the newest messages were in the store, from the end of
// the login), messages in the store, named (new or changed), rss_mib (peak so far).
// GLib has members named "signals": before Qt's macro of that name.
#include <gmime/gmime.h>

#include "auth/passwordcredentials.h"
#include "backend/imap/imapbackend.h"
#include "mime/messageparser.h"
#include "store/searchindexer.h"
#include "store/sourcereader.h"
#include "store/store.h"
#include "store/transaction.h"
#include "sync/gate.h"
#include "sync/syncengine.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sys/resource.h>

using namespace qn;
using namespace Qt::StringLiterals;

namespace {

double processorTime()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval &time) { return double(time.tv_sec) * 1e3 + double(time.tv_usec) / 1e3; };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double peakMemory()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:");
    return text.mid(at + 6, 20).trimmed().split(' ').first().toDouble() / 1024;
}

class Bench final
{
    Q_DISABLE_COPY_MOVE(Bench)

public:
    Bench(const QString &directory, quint16 port, const QString &user, const QByteArray &password, int page)
        : m_directory(directory)
        , m_credentials({auth::Credentials::Kind::Password, user, Secret(password)})
        , m_store(std::move(*store::Store::open(directory)))
        , m_backend(settings(port, user), Address{{}, user}, m_credentials, nullptr, m_clock, {})
    {
        Result<void> added = m_store->write([&](store::Transaction &tx) -> Result<void> {
            m_account = *store::accounts::insert(tx, Account{{}, AccountKind::Imap, user, user, {}});
            return {};
        });
        sync::SyncSettings wanted;
        wanted.prefetchBodies = 0;
        if (page > 0)
            wanted.page = page;
        m_engine = std::make_unique<sync::SyncEngine>(m_account, m_backend, *m_store, m_clock, m_gate, wanted);
        QObject::connect(m_engine.get(), &sync::SyncEngine::connected, m_engine.get(), [this] { m_login.start(); });
        QObject::connect(m_engine.get(), &sync::SyncEngine::stateChanged, m_engine.get(), [this] {
            m_named = std::max(m_named, m_engine->state().done);
            if (m_first < 0 && m_login.isValid() && m_engine->state().done > 0)
                m_first = double(m_login.nsecsElapsed()) / 1e6;
        });
    }

    ~Bench()
    {
        m_engine->beginStop();
        m_backend.abort();
        QCoro::waitFor(m_engine->stopped());
    }

    bool run(const QByteArray &command)
    {
        const QList<QByteArray> stored = command.startsWith("gmime") ? sources(command.mid(6).toInt()) : QList<QByteArray>();
        QElapsedTimer clock;
        clock.start();
        m_named = 0;
        const double before = processorTime();
        const Result<void> done = command.startsWith("bodies") ? QCoro::waitFor(bodies(command.mid(7).toInt()))
            : command == "copy"                                ? QCoro::waitFor(copy())
            : command == "read"                                ? waitUntilRead()
            : command == "file"                                ? QCoro::waitFor(file())
            : !stored.isEmpty()                                ? takeApart(stored)
                                                               : QCoro::waitFor(m_engine->syncNow());
        if (!done) {
            std::fprintf(stderr, "%s\n", qPrintable(done.error().detail));
            return false;
        }
        std::printf("{\"ms\": %.2f, \"cpu_ms\": %.2f, \"first_ms\": %.2f, \"messages\": %d, \"named\": %d, \"rss_mib\": %.1f}\n",
            double(clock.nsecsElapsed()) / 1e6, processorTime() - before, m_first, messages(), m_named, peakMemory());
        std::fflush(stdout);
        return true;
    }

private:
    static imap::ImapSettings settings(quint16 port, const QString &user)
    {
        imap::ImapSettings settings;
        settings.imap = {u"127.0.0.1"_s, port, net::TlsMode::None, {}};
        settings.user = user;
        return settings;
    }

    int messages() const
    {
        int count = 0;
        const Result<void> read = m_store->read([&](store::Transaction &tx) -> Result<void> {
            const auto rows = store::folders::list(tx, m_account);
            for (const store::FolderRow &row : rows.value_or(QList<store::FolderRow>()))
                count += row.folder.total;
            return {};
        });
        return read ? count : -1;
    }

    /// The newest `count` messages whose bodies are not here yet, in the pieces that the engine takes.
    backend::Task<void> bodies(int count)
    {
        QList<MessageId> wanted;
        const Result<void> read = m_store->read([&](store::Transaction &tx) -> Result<void> {
            wanted = store::messages::withoutBody(tx, m_account, count).value_or(QList<MessageId>());
            return {};
        });
        if (!read)
            co_return Result<void>(read);
        while (!wanted.isEmpty()) {
            Result<qsizetype> fetched = co_await m_engine->bodies().fetchSome(wanted);
            if (!fetched)
                co_return Result<void>(fail(fetched.error()));
            wanted.remove(0, *fetched);
        }
        co_return Result<void>();
    }

    /// The first file of the newest message, into the data directory.
    backend::Task<void> file()
    {
        const RemoteFolderId inbox(u"INBOX"_s);
        const QByteArray token;
        Result<ChangePage> page = co_await m_backend.changes(inbox, token, 1);
        if (!page)
            co_return Result<void>(fail(page.error()));
        const RemoteMessageId id = page->upserted.value(0).remoteId;
        Result<Message> message = co_await m_backend.message(inbox, id);
        if (!message || message->body.attachments.isEmpty())
            co_return Result<void>(fail(ErrorKind::NotFound, u"there is no file"_s));
        const QString part = message->body.attachments.first().partId;
        const auto to = std::make_shared<QFile>(m_directory + u"/file"_s);
        const backend::FileTaker take = [to](qint64 offset, const QByteArray &bytes) -> Result<void> {
            const bool isWritten = to->resize(offset) && to->seek(offset) && to->write(bytes) == bytes.size();
            return isWritten ? Result<void>() : fail(ErrorKind::Storage, to->errorString());
        };
        if (!to->open(QIODevice::ReadWrite))
            co_return Result<void>(fail(ErrorKind::Storage, to->errorString()));
        backend::Task<void> fetching = m_backend.attachmentTo(inbox, id, part, take);
        Result<void> came = co_await fetching;
        co_return came;
    }

    /// As the program does it: what is read and indexed goes on behind it.
    backend::Task<void> copy()
    {
        m_indexer = std::make_unique<store::SearchIndexer>(*m_store, m_directory);
        m_reader = std::make_unique<store::SourceReader>(*m_store, m_directory, &mime::parseMessage);
        m_indexer->start();
        m_reader->start();
        m_engine->setKeepsAll(true);
        Result<void> copied = co_await m_engine->copied();
        co_return copied;
    }

    QList<QByteArray> sources(int count) const
    {
        QList<QByteArray> all;
        const Result<void> read = m_store->read([&](store::Transaction &tx) -> Result<void> {
            const auto inbox = store::folders::byRole(tx, m_account, FolderRole::Inbox);
            const auto rows = store::messages::list(tx, (*inbox)->id, 0, count);
            for (const store::MessageRow &row : *rows)
                all.append(store::messages::source(tx, row.id)->value_or(QByteArray()));
            return {};
        });
        return read ? all : QList<QByteArray>();
    }

    static Result<void> takeApart(const QList<QByteArray> &sources)
    {
        for (const QByteArray &source : sources) {
            GMimeStream *stream = g_mime_stream_mem_new_with_buffer(source.constData(), size_t(source.size()));
            GMimeParser *parser = g_mime_parser_new_with_stream(stream);
            GMimeMessage *message = g_mime_parser_construct_message(parser, nullptr);
            if (!message)
                return fail(ErrorKind::Parameter, u"GMime reads no message"_s);
            g_object_unref(message);
            g_object_unref(parser);
            g_object_unref(stream);
        }
        return {};
    }

    Result<void> waitUntilRead()
    {
        QEventLoop loop;
        QTimer timer;
        QObject::connect(m_reader.get(), &store::SourceReader::caughtUp, &loop, &QEventLoop::quit);
        QObject::connect(&timer, &QTimer::timeout, &loop, [this, &loop] {
            if (unread() == 0)
                loop.quit();
        });
        timer.start(50);
        while (unread() > 0)
            loop.exec();
        timer.stop();
        // What it says first it may have said before all was read; the second time it has seen everything.
        QObject::connect(m_indexer.get(), &store::SearchIndexer::caughtUp, &loop, &QEventLoop::quit);
        Result<void> poked;
        for (int times = 0; times < 2 && poked; ++times) {
            poked = m_store->write(
                [&](store::Transaction &tx) { return store::accounts::update(tx, *store::accounts::find(tx, m_account)); });
            if (poked)
                loop.exec();
        }
        return poked;
    }

    int unread() const
    {
        int count = 0;
        const Result<void> read = m_store->read([&](store::Transaction &tx) -> Result<void> {
            const auto counted = store::messages::countUnreadSources(tx);
            count = counted.value_or(0);
            return {};
        });
        return read ? count : 0;
    }

    const QString m_directory;
    SystemClock m_clock;
    auth::GivenCredentials m_credentials;
    std::unique_ptr<store::Store> m_store;
    imap::ImapBackend m_backend;
    sync::Gate m_gate;
    AccountId m_account;
    std::unique_ptr<sync::SyncEngine> m_engine;
    std::unique_ptr<store::SearchIndexer> m_indexer;
    std::unique_ptr<store::SourceReader> m_reader;
    QElapsedTimer m_login;
    double m_first = -1;
    int m_named = 0; ///< messages that the command brought
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    g_mime_init();
    if (argc < 5) {
        std::fprintf(stderr, "imapbench DATA_DIR PORT USER PASSWORD [PAGE]\n");
        return 2;
    }
    const QString directory = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(directory);
    Bench bench(directory, QByteArray(argv[2]).toUShort(), QString::fromLocal8Bit(argv[3]), argv[4], argc > 5 ? QByteArray(argv[5]).toInt() : 0);
    for (std::string line; std::getline(std::cin, line);) {
        if (!bench.run(QByteArray::fromStdString(line)))
            return 1;
    }
    return 0;
}
