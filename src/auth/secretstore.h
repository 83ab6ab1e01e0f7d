// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/secret.h"

#include <QCoroTask>
#include <QObject>

#include <optional>

namespace qn::auth {

/// Secrets in the OS keychain, by account key and name. Errors: Keychain, with reasons KeychainAbsent, KeychainLocked,
/// KeychainDenied.
class SecretStore : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SecretStore)

public:
    explicit SecretStore(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    virtual QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) = 0; ///< nullopt: there is none
    virtual QCoro::Task<Result<void>> write(QString key, QString name, Secret value) = 0;
    virtual QCoro::Task<Result<void>> remove(QString key, QString name) = 0; ///< no error where there is none
};

} // namespace qn::auth
