// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/keychainstore.h"
#include "auth/keychainlock.h"
#include "auth/logging.h"
#include "net/completion.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qn::auth {

namespace {

/// Long enough to type a keyring's password; without a limit a keychain that never answers would hold everything up.
constexpr auto patience = 3min;

enum class Verb { Read, Write, Remove };

/// Result of a job, carried from the main thread to the one that waits.
struct Outcome
{
    QKeychain::Error error = QKeychain::OtherError;
    bool isLocked = false;
    QString detail;
    Secret value;
};

class Request final : public net::Completion
{
public:
    Outcome outcome;
};

QKeychain::Job *makeJob(Verb verb, const QString &service, const Secret &value)
{
    if (verb == Verb::Read)
        return new QKeychain::ReadPasswordJob(service, qApp);
    if (verb == Verb::Remove)
        return new QKeychain::DeletePasswordJob(service, qApp);
    auto *job = new QKeychain::WritePasswordJob(service, qApp);
    job->setBinaryData(value.reveal());
    return job;
}

void deliver(std::shared_ptr<Request> request, Outcome outcome)
{
    Request *receiver = request.get();
    QMetaObject::invokeMethod(
        receiver,
        [request = std::move(request), outcome = std::move(outcome)] {
            request->outcome = outcome;
            request->finish();
        },
        Qt::QueuedConnection);
}

void onFinished(QKeychain::Job *job, Verb verb, const std::shared_ptr<Request> &request)
{
    Outcome outcome{job->error(), false, job->errorString(), {}};
    if (const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(job); read && !job->error())
        outcome.value = Secret(read->binaryData());
    if (outcome.error != QKeychain::EntryNotFound && !(verb == Verb::Remove && outcome.error == QKeychain::NoError)) {
        deliver(request, std::move(outcome));
        return;
    }
    askWhetherLocked(job->service(), job->key(), qApp, [request, outcome](bool isLocked) {
        Outcome complete = outcome;
        complete.isLocked = isLocked;
        deliver(request, std::move(complete));
    });
}

/// Main thread.
void start(
    Verb verb, const QString &service, const QString &entry, const Secret &value, std::shared_ptr<Request> request)
{
    QKeychain::Job *job = makeJob(verb, service, value);
    job->setKey(entry);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, qApp,
        [verb, request](QKeychain::Job *finished) { onFinished(finished, verb, request); });
    job->start();
}

ErrorReason reasonOf(const Outcome &outcome)
{
    if (outcome.isLocked)
        return ErrorReason::KeychainLocked;
    switch (outcome.error) {
    case QKeychain::AccessDeniedByUser:
        return ErrorReason::KeychainDenied;
    case QKeychain::AccessDenied:
#ifdef QN_SECRET_SERVICE
        return ErrorReason::KeychainLocked; // SECRET_ERROR_IS_LOCKED
#else
        return ErrorReason::KeychainDenied;
#endif
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return ErrorReason::KeychainAbsent;
    default:
#ifdef QN_SECRET_SERVICE
        return ErrorReason::KeychainAbsent; // no session bus, or nobody behind the name on it
#else
        return ErrorReason::None;
#endif
    }
}

QCoro::Task<Result<std::optional<Secret>>> run(Verb verb, QString service, QString entry, Secret value)
{
    // The last to let go may be the main thread; it must end on this one.
    const std::shared_ptr<Request> request(new Request, [](Request *r) { r->deleteLater(); });
    request->outcome = {QKeychain::OtherError, true, u"the keychain does not answer"_s, {}};
    QTimer::singleShot(patience, request.get(), &net::Completion::finish);
    QMetaObject::invokeMethod(
        qApp, [=] { start(verb, service, entry, value, request); }, Qt::QueuedConnection);
    co_await net::waitFor(request.get());
    const Outcome outcome = request->outcome;
    if (!outcome.isLocked && outcome.error == QKeychain::NoError)
        co_return Result<std::optional<Secret>>(outcome.value);
    if (!outcome.isLocked && outcome.error == QKeychain::EntryNotFound)
        co_return Result<std::optional<Secret>>(std::nullopt);
    qCWarning(lcAuth) << "keychain:" << outcome.detail << (outcome.isLocked ? "(locked)" : "");
    co_return fail(ErrorKind::Keychain, outcome.detail, reasonOf(outcome), int(outcome.error));
}

QString entryFor(const QString &key, const QString &name)
{
    return key + u'/' + name;
}

} // namespace

KeychainStore::KeychainStore(QString service, QObject *parent)
    : SecretStore(parent)
    , m_service(std::move(service))
{
}

QCoro::Task<Result<std::optional<Secret>>> KeychainStore::read(QString key, QString name)
{
    return run(Verb::Read, m_service, entryFor(key, name), {});
}

QCoro::Task<Result<void>> KeychainStore::write(QString key, QString name, Secret value)
{
    const Result<std::optional<Secret>> written = co_await run(Verb::Write, m_service, entryFor(key, name), value);
    if (!written)
        co_return fail(written.error());
    co_return Result<void>();
}

QCoro::Task<Result<void>> KeychainStore::remove(QString key, QString name)
{
    const Result<std::optional<Secret>> removed = co_await run(Verb::Remove, m_service, entryFor(key, name), {});
    if (!removed)
        co_return fail(removed.error());
    co_return Result<void>();
}

} // namespace qn::auth
