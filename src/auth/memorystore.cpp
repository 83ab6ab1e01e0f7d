// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/memorystore.h"

namespace qn::auth {

MemoryStore::MemoryStore(QObject *parent)
    : SecretStore(parent)
{
}

QCoro::Task<Result<std::optional<Secret>>> MemoryStore::read(QString key, QString name)
{
    const auto found = m_secrets.constFind({key, name});
    if (found == m_secrets.constEnd())
        co_return Result<std::optional<Secret>>(std::nullopt);
    co_return Result<std::optional<Secret>>(found.value());
}

QCoro::Task<Result<void>> MemoryStore::write(QString key, QString name, Secret value)
{
    m_secrets.insert({key, name}, std::move(value));
    co_return Result<void>();
}

QCoro::Task<Result<void>> MemoryStore::remove(QString key, QString name)
{
    m_secrets.remove({key, name});
    co_return Result<void>();
}

RunOnlyStore::RunOnlyStore(SecretStore &behind, QObject *parent)
    : SecretStore(parent)
    , m_behind(behind)
{
}

void RunOnlyStore::keepInMemory(const QString &key)
{
    m_inMemory.insert(key);
}

QCoro::Task<Result<void>> RunOnlyStore::holdForRun(QString key, QString name, Secret value)
{
    return m_memory.write(std::move(key), std::move(name), std::move(value));
}

QCoro::Task<Result<std::optional<Secret>>> RunOnlyStore::read(QString key, QString name)
{
    Result<std::optional<Secret>> secret = co_await m_memory.read(key, name);
    if (secret && *secret)
        co_return secret;
    Result<std::optional<Secret>> behind = co_await m_behind.read(key, name);
    if (!behind && m_inMemory.contains(key)) // the trouble that the user has chosen to live with
        co_return secret;
    co_return behind;
}

QCoro::Task<Result<void>> RunOnlyStore::write(QString key, QString name, Secret value)
{
    return m_inMemory.contains(key) ? m_memory.write(key, name, std::move(value))
                                    : m_behind.write(key, name, std::move(value));
}

QCoro::Task<Result<void>> RunOnlyStore::remove(QString key, QString name)
{
    Result<void> forgotten = co_await m_memory.remove(key, name);
    Result<void> removed = co_await m_behind.remove(key, name);
    if (!removed && m_inMemory.contains(key))
        co_return forgotten;
    co_return removed;
}

} // namespace qn::auth
