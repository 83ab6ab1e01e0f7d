// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/secretstore.h"

#include <QHash>

namespace qn::test {

/// A keychain that forgets.
class MemorySecrets final : public auth::SecretStore
{
    Q_DISABLE_COPY_MOVE(MemorySecrets)

public:
    MemorySecrets() = default;
    QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) override
    {
        const auto found = m_values.constFind({key, name});
        std::optional<Secret> value;
        if (found != m_values.constEnd())
            value = *found;
        co_return Result<std::optional<Secret>>(value);
    }
    QCoro::Task<Result<void>> write(QString key, QString name, Secret value) override
    {
        m_values.insert({key, name}, value);
        co_return Result<void>();
    }
    QCoro::Task<Result<void>> remove(QString key, QString name) override
    {
        m_values.remove({key, name});
        co_return Result<void>();
    }

private:
    QHash<std::pair<QString, QString>, Secret> m_values;
};

} // namespace qn::test
