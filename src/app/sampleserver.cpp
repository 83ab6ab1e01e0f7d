// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sampleserver.h"

#include "app/logging.h"
#include "backend/sandbox/importer.h"
#include "backend/sandbox/sandboxbackend.h"
#include "server/apiserver.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QSaveFile>
#include <QUuid>

static void initSampleResources()
{
    Q_INIT_RESOURCE(sample); // the library is static
}

namespace qn::app {

using namespace Qt::StringLiterals;

struct Sandbox::Parts
{
    SystemClock clock;
    std::shared_ptr<sandbox::Mailbox> mailbox;
    std::unique_ptr<sandbox::SandboxBackend> backend;
    std::unique_ptr<server::ApiServer> server;
};

Sandbox::Sandbox(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{
}

Sandbox::~Sandbox()
{
    m_parts->backend->abort();
}

static int countMessages(const sandbox::Mailbox &mailbox)
{
    int count = 0;
    for (const Folder &folder : mailbox.folders())
        count += folder.total;
    return count;
}

/// Whose mail it seems to be, where nobody says so: the address that most of it was sent to.
static Address guessOwner(const sandbox::Mailbox &mailbox)
{
    QHash<QString, int> counts;
    Address best{{}, u"me@sandbox.example"_s};
    int most = 0;
    for (const Folder &folder : mailbox.folders()) {
        if (folder.role == FolderRole::Sent)
            continue;
        (void)mailbox.visit(folder.remoteId, [&](const sandbox::Entry &entry) {
            for (const Address &to : entry.header.to) {
                const int count = to.email.contains(u'@') ? ++counts[to.email.toLower()] : 0;
                if (count > most) {
                    most = count;
                    best = to;
                }
            }
        });
    }
    return best;
}

/// Fills a new mailbox in a directory beside the final one, so that a start that is cut short leaves no half of it behind.
static Result<void> fillNew(const SandboxSettings &settings)
{
    if (QFile::exists(settings.directory + u"/journal.jsonl"_s))
        return {};
    const QString temporary = settings.directory + u".new-"_s + QUuid::createUuid().toString(QUuid::Id128);
    {
        auto mailbox = sandbox::Mailbox::open(temporary, std::make_shared<SystemClock>());
        if (!mailbox)
            return fail(mailbox.error());
        const auto imported = sandbox::importTree(**mailbox, settings.import.isEmpty() ? u":/sample"_s : settings.import);
        if (!imported) {
            mailbox->reset();
            QDir(temporary).removeRecursively();
            return fail(imported.error());
        }
        if ((*mailbox)->owner().email.isEmpty())
            (void)(*mailbox)->setOwner(guessOwner(**mailbox)); // without one it works as well, but receives nothing
    }
    QDir(settings.directory).removeRecursively();
    if (!QDir().rename(temporary, settings.directory)) {
        QDir(temporary).removeRecursively();
        return fail(ErrorKind::Storage, u"%1 cannot be made"_s.arg(settings.directory));
    }
    return {};
}

Result<std::unique_ptr<Sandbox>> Sandbox::start(const SandboxSettings &settings)
{
    initSampleResources();
    const Result<void> filled = fillNew(settings);
    if (!filled)
        return fail(filled.error());
    auto parts = std::make_unique<Parts>();
    auto mailbox = sandbox::Mailbox::open(settings.directory, std::make_shared<SystemClock>());
    if (!mailbox)
        return fail(mailbox.error());
    parts->mailbox = *mailbox;
    parts->backend = std::make_unique<sandbox::SandboxBackend>(parts->mailbox);

    server::ServerOptions options;
    options.port = settings.port;
    options.acceptsUnknownClients = settings.acceptsUnknownClients;
    options.clients = {{.id = sampleClientId, .name = u"Qingniao"_s, .secretHash = {}, .redirectUris = {QUrl(sampleRedirectUri), QUrl(u"http://127.0.0.1/callback"_s)}}};
    options.accountName = parts->mailbox->owner().name;
    options.accountEmail = parts->mailbox->owner().email;
    options.grantsFile = settings.directory + u"/grants.json"_s;
    parts->server = std::make_unique<server::ApiServer>(*parts->backend, options, parts->clock);
    const Result<void> listening = parts->server->listen();
    if (!listening)
        return fail(listening.error());

    SandboxInfo info{parts->server->baseUrl(), parts->mailbox->owner().email, countMessages(*parts->mailbox)};
    std::unique_ptr<Sandbox> sandbox(new Sandbox(std::move(parts)));
    sandbox->m_info = info;
    return sandbox;
}

SampleServer::SampleServer(QString directory)
    : m_directory(std::move(directory))
{
}

SampleServer::~SampleServer()
{
    m_thread.quit();
    m_thread.wait();
}

Result<QUrl> SampleServer::ensureRunning()
{
    const QMutexLocker locker(&m_mutex);
    if (m_url.isValid())
        return m_url;
    auto *host = new QObject; // lives on the thread, ends with it
    host->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, host, &QObject::deleteLater);
    m_thread.setObjectName(u"sample server"_s);
    m_thread.start();
    Result<QUrl> url = fail(ErrorKind::Internal, u"not started"_s);
    QMetaObject::invokeMethod(
        host,
        [this, host, &url] {
            auto sandbox = Sandbox::start({m_directory, {}, 0, false});
            if (!sandbox) {
                url = fail(sandbox.error());
                return;
            }
            url = (*sandbox)->info().baseUrl;
            (*sandbox).release()->setParent(host);
        },
        Qt::BlockingQueuedConnection);
    if (!url && url.error().reason == ErrorReason::DatabaseLocked)
        return addressOfOther();
    if (!url)
        return url;
    m_url = *url;
    QSaveFile file(m_directory + u"/address"_s);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(m_url.toEncoded());
        file.commit();
    }
    return m_url;
}

Result<QUrl> SampleServer::addressOfOther() const
{
    QFile file(m_directory + u"/address"_s);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"another process is using the sample mailbox"_s, ErrorReason::DatabaseLocked);
    return QUrl(QString::fromUtf8(file.readAll()));
}

} // namespace qn::app
