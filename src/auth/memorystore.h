// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/secretstore.h"

#include <QHash>
#include <QSet>

namespace qn::auth {

/// Secrets that end with the program. Not thread-safe.
class MemoryStore final : public SecretStore
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MemoryStore)

public:
    explicit MemoryStore(QObject *parent = nullptr);

    QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) override;
    QCoro::Task<Result<void>> write(QString key, QString name, Secret value) override;
    QCoro::Task<Result<void>> remove(QString key, QString name) override;

private:
    QHash<std::pair<QString, QString>, Secret> m_secrets;
};

/// Another store, except for accounts whose user has chosen to stay signed in for this run only: theirs stay in memory.
class RunOnlyStore final : public SecretStore
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunOnlyStore)

public:
    /// `behind` must outlive this and live on the same thread.
    explicit RunOnlyStore(SecretStore &behind, QObject *parent = nullptr);

    /// From now on this account's secrets are not written to the store behind any more.
    void keepInMemory(const QString &key);
    /// Keeps this one secret until the end of the run, whatever the store behind does; the others go on as before.
    QCoro::Task<Result<void>> holdForRun(QString key, QString name, Secret value);

    QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) override;
    QCoro::Task<Result<void>> write(QString key, QString name, Secret value) override;
    QCoro::Task<Result<void>> remove(QString key, QString name) override;

private:
    SecretStore &m_behind;
    MemoryStore m_memory;
    QSet<QString> m_inMemory;
};

} // namespace qn::auth
