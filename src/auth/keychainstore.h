// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/secretstore.h"

namespace qn::auth {

/// The keychain of the system through QtKeychain: Secret Service or KWallet, macOS Keychain, Windows Credential
/// Manager. Never anything in clear text. May be used from any one thread with an event loop. The jobs themselves run
/// on the main thread, which must have an event loop running: QtKeychain's queue is not thread-safe.
class KeychainStore final : public SecretStore
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(KeychainStore)

public:
    explicit KeychainStore(QString service = QStringLiteral("qingniao"), QObject *parent = nullptr);

    QCoro::Task<Result<std::optional<Secret>>> read(QString key, QString name) override;
    QCoro::Task<Result<void>> write(QString key, QString name, Secret value) override;
    QCoro::Task<Result<void>> remove(QString key, QString name) override;

private:
    const QString m_service;
};

} // namespace qn::auth
