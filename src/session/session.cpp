// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "session/commands.h"
#include "session/enginethread.h"
#include "session/settling.h"
#include "store/storereader.h"

using namespace Qt::StringLiterals;

namespace qn::session {

namespace {

template <typename T> using Promise = std::shared_ptr<QPromise<Result<T>>>;

/// Hands the end of a command to its future. The engine waits for these before it goes.
template <typename T>
QCoro::Task<> deliver(Commands *commands, Promise<T> promise, std::function<backend::Task<T>(Commands &)> command)
{
    const sync::Running::Mark mark(commands->engine.running());
    backend::Task<T> task = command(*commands);
    Result<T> result = co_await task;
    promise->addResult(std::move(result));
    promise->finish();
}

template <typename T> backend::Task<T> ready(Result<T> result)
{
    co_return Result<T>(std::move(result));
}

} // namespace

/// `promise`: where the command uses it, too.
template <typename T>
QFuture<Result<T>> Session::run(
    std::function<backend::Task<T>(Commands &)> command, std::shared_ptr<QPromise<Result<T>>> promise)
{
    if (!promise)
        promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    Commands *commands = &m_thread->commands();
    QMetaObject::invokeMethod(
        &commands->engine,
        [commands, promise, command = std::move(command)] {
            if (commands->engine.isOpen() && !commands->engine.isStopping()) {
                deliver<T>(commands, promise, command);
                return;
            }
            promise->addResult(Result<T>(fail(ErrorKind::Canceled, u"the session is not open"_s)));
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

Session::Session(Options options, backend::AccountServices &services, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_thread(std::make_unique<EngineThread>(std::move(options), services, clock))
{
    connectEngine();
}

Session::~Session() = default;

void Session::connectEngine()
{
    Engine *engine = &m_thread->engine();
    connect(engine, &Engine::accountsChanged, this, &Session::accountsChanged);
    connect(engine, &Engine::statusChanged, this, &Session::statusChanged);
    connect(engine, &Engine::changed, this, &Session::changed);
    connect(engine, &Engine::outgoingFailed, this, &Session::outgoingFailed);
    connect(engine, &Engine::signInNeeded, this, &Session::signInNeeded);
    connect(engine, &Engine::newMail, this, &Session::newMail);
    connect(engine, &Engine::changeRefused, this, &Session::changeRefused);
    connect(engine, &Engine::repaired, this, [this](const QString &aside, int rescued) {
        m_repair = Repair{aside, rescued};
    });
    connect(engine, &Engine::damageFound, this, &Session::damageFound);
    connect(engine, &Engine::transferProgressed, this, &Session::transferProgressed);
}

QFuture<Result<void>> Session::open()
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    QFuture<Result<void>> future = promise->future();
    Engine *engine = &m_thread->engine();
    QMetaObject::invokeMethod(
        engine,
        [engine, promise] {
            promise->addResult(engine->open());
            promise->finish();
        },
        Qt::QueuedConnection);
    return future;
}

void Session::goOnline()
{
    if (!m_options.online)
        return;
    QMetaObject::invokeMethod(&m_thread->engine(), &Engine::goOnline, Qt::QueuedConnection);
}

store::StoreReader &Session::reader()
{
    if (!m_reader)
        m_reader = std::make_unique<store::StoreReader>(m_options.dataDir);
    return *m_reader;
}

store::StoreReader &Session::searchReader()
{
    if (!m_searchReader)
        m_searchReader = std::make_unique<store::StoreReader>(m_options.dataDir);
    return *m_searchReader;
}

QList<Account> Session::accounts() const
{
    return m_thread->mirror().accounts();
}

AccountStatus Session::status(AccountId account) const
{
    return m_thread->mirror().status(account);
}

// accounts

QFuture<Result<Account>> Session::suggestAccount(QString address, bool askDomain)
{
    return run<Account>([=](Commands &commands) { return commands.engine.services().suggest(address, askDomain); });
}

QFuture<Result<AccountId>> Session::addAccount(Account account, QByteArray clientSecret)
{
    return run<AccountId>([=](Commands &commands) { return commands.accounts.add(account, clientSecret); });
}

QFuture<Result<void>> Session::removeAccount(AccountId account, bool evenUnsent)
{
    return run<void>([=](Commands &commands) { return commands.accounts.remove(account, evenUnsent); });
}

QFuture<Result<void>> Session::updateAccount(Account account)
{
    return run<void>([=](Commands &commands) { return commands.accounts.update(account); });
}

QFuture<Result<SignInTicket>> Session::beginSignIn(AccountId account, backend::RedirectMode mode)
{
    return run<SignInTicket>([=](Commands &commands) { return commands.accounts.beginSignIn(account, mode); });
}

QFuture<Result<void>> Session::finishSignIn(AccountId account, QString redirectedOrCode)
{
    return run<void>([=](Commands &commands) { return commands.accounts.finishSignIn(account, redirectedOrCode); });
}

void Session::cancelSignIn(AccountId account)
{
    Engine *engine = &m_thread->engine();
    QMetaObject::invokeMethod(
        engine, [engine, account] { engine->signIns().cancel(account); }, Qt::QueuedConnection);
}

// mail

QFuture<Result<void>> Session::sync(AccountId account)
{
    return run<void>([=](Commands &commands) { return commands.accounts.sync(account); });
}

QFuture<Result<void>> Session::allCopied(AccountId account)
{
    return run<void>([=](Commands &commands) { return commands.accounts.allCopied(account); });
}

QFuture<Result<MessageBody>> Session::fetchBody(MessageId message)
{
    return run<MessageBody>([=](Commands &commands) { return commands.mail.fetchBody(message); });
}

QFuture<Result<QByteArray>> Session::fetchSource(MessageId message)
{
    return run<QByteArray>([=](Commands &commands) { return commands.mail.fetchSource(message); });
}

QFuture<Result<QByteArray>> Session::fetchAttachment(MessageId message, QString partId)
{
    return run<QByteArray>([=](Commands &commands) { return commands.mail.fetchAttachment(message, partId); });
}

QFuture<Result<void>> Session::saveAttachment(MessageId message, QString partId, QString path)
{
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    const MailCommands::Progress progress = [promise](qint64 bytes) {
        constexpr qint64 kibi = 1024;
        promise->setProgressValue(int((bytes + kibi - 1) / kibi));
        return !promise->isCanceled();
    };
    return run<void>([=](Commands &commands) { return commands.mail.saveAttachment(message, partId, path, progress); }, promise);
}

QFuture<Result<OperationId>> Session::setFlags(MessageIds messages, MessageFlags add, MessageFlags remove)
{
    return run<OperationId>([=](Commands &commands) { return ready(commands.mail.setFlags(messages.list(), add, remove)); });
}

QFuture<Result<OperationId>> Session::move(MessageIds messages, FolderId target)
{
    return run<OperationId>([=](Commands &commands) { return ready(commands.mail.move(messages.list(), target)); });
}

QFuture<Result<OperationId>> Session::moveToRole(MessageIds messages, FolderRole role)
{
    return run<OperationId>([=](Commands &commands) { return ready(commands.mail.moveToRole(messages.list(), role)); });
}

QFuture<Result<OperationId>> Session::trash(MessageIds messages)
{
    return run<OperationId>([=](Commands &commands) { return ready(commands.mail.trash(messages.list())); });
}

QFuture<Result<RemoteMessageId>> Session::append(AccountId account, FolderId folder, QByteArray source, MessageFlags flags)
{
    return run<RemoteMessageId>([=](Commands &commands) { return commands.mail.append(account, folder, source, flags); });
}

QFuture<Result<void>> Session::undo(OperationId operation)
{
    return run<void>([=](Commands &commands) { return ready(commands.mail.undo(operation)); });
}

// writing

QFuture<Result<OutgoingId>> Session::send(AccountId account, OutgoingMessage mail, DraftId draft)
{
    return run<OutgoingId>([=](Commands &commands) { return ready(commands.writing.send(account, mail, draft)); });
}

QFuture<Result<DraftId>> Session::undoSend(OutgoingId mail)
{
    return run<DraftId>([=](Commands &commands) { return ready(commands.writing.undoSend(mail)); });
}

QFuture<Result<void>> Session::retrySend(OutgoingId mail)
{
    return run<void>([=](Commands &commands) { return ready(commands.writing.retrySend(mail)); });
}

QFuture<Result<void>> Session::discardOutgoing(OutgoingId mail)
{
    return run<void>([=](Commands &commands) { return ready(commands.writing.discardOutgoing(mail)); });
}

QFuture<Result<void>> Session::settle(std::chrono::milliseconds longest)
{
    return run<void>([=](Commands &commands) { return session::settle(&commands.engine, longest); });
}

QFuture<Result<DraftId>> Session::saveDraft(store::DraftRow draft)
{
    return run<DraftId>([=](Commands &commands) { return ready(commands.writing.saveDraft(draft)); });
}

QFuture<Result<void>> Session::discardDraft(DraftId draft)
{
    return run<void>([=](Commands &commands) { return ready(commands.writing.discardDraft(draft)); });
}

// files

QFuture<Result<transfer::Report>> Session::importMail(transfer::ImportRequest request)
{
    return run<transfer::Report>([=](Commands &commands) { return commands.transfers.importMail(request); });
}

QFuture<Result<transfer::Report>> Session::exportMail(transfer::ExportRequest request)
{
    return run<transfer::Report>([=](Commands &commands) { return commands.transfers.exportMail(request); });
}

void Session::cancelTransfer()
{
    m_thread->commands().transfers.cancel();
}

// contacts

QFuture<Result<ContactId>> Session::saveContact(AccountId account, Contact contact)
{
    return run<ContactId>([=](Commands &commands) { return ready(commands.contacts.save(account, contact)); });
}

QFuture<Result<void>> Session::removeContact(ContactId contact)
{
    return run<void>([=](Commands &commands) { return ready(commands.contacts.remove(contact)); });
}

// applications

QFuture<Result<QList<ApplicationAccess>>> Session::applications()
{
    return run<QList<ApplicationAccess>>([=](Commands &commands) { return ready(commands.accounts.applications()); });
}

QFuture<Result<void>> Session::revokeApplication(QString clientId)
{
    return run<void>([=](Commands &commands) { return ready(commands.accounts.revokeApplication(clientId)); });
}

} // namespace qn::session
