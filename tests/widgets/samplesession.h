// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/importer.h"
#include "backend/sandbox/sandboxbackend.h"
#include "session/session.h"
#include "store/store.h"
#include "store/transaction.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QtTest>

namespace qn::test {

/// Every account is the sample mailbox, without a server in between.
class SampleServices final : public backend::AccountServices
{
public:
    explicit SampleServices(const QString &directory)
    {
        const auto opened = sandbox::Mailbox::open(directory, std::make_shared<SystemClock>());
        if (!opened)
            qFatal("no mailbox: %s", qPrintable(opened.error().detail));
        mailbox = *opened;
        const auto imported = sandbox::importTree(*mailbox, QStringLiteral(QN_SOURCE_DIR "/resources/sample"));
        if (!imported)
            qFatal("no sample: %s", qPrintable(imported.error().detail));
    }
    std::unique_ptr<backend::MailBackend> makeBackend(const Account &) override
    {
        return std::make_unique<sandbox::SandboxBackend>(mailbox);
    }
    std::unique_ptr<backend::SignIn> makeSignIn(const Account &) override { return nullptr; }
    backend::Task<void> storeSecret(Account, QString, QByteArray) override { co_return Result<void>(); }
    backend::Task<void> forget(Account) override { co_return Result<void>(); }

    std::shared_ptr<sandbox::Mailbox> mailbox;
};

/// A real session whose account has the sample mailbox.
class SampleSession
{
public:
    explicit SampleSession(bool withAccount = true) : m_services(m_dir.filePath(QStringLiteral("server")))
    {
        if (withAccount)
            insertAccount();
        session::Session::Options options;
        options.dataDir = dataDir();
        options.undoWindow = std::chrono::milliseconds(10'000);
        m_session = std::make_unique<session::Session>(options, m_services, m_clock);
        auto opened = m_session->open();
        while (!opened.isFinished())
            QTest::qWait(1);
        m_session->goOnline();
        if (!withAccount)
            return;
        while (m_session->accounts().isEmpty())
            QTest::qWait(1);
        auto synced = m_session->sync();
        while (!synced.isFinished())
            QTest::qWait(5);
    }
    session::Session &session() { return *m_session; }
    QString dataDir() const { return m_dir.filePath(QStringLiteral("data")); }
    Address owner() const { return m_services.mailbox->owner(); }

private:
    void insertAccount()
    {
        QDir().mkpath(dataDir());
        const auto store = store::Store::open(dataDir());
        if (!store)
            qFatal("no store: %s", qPrintable(store.error().detail));
        Account account;
        account.kind = AccountKind::Sample;
        account.name = owner().email;
        account.email = owner().email;
        const auto written = (*store)->write([&](store::Transaction &tx) -> Result<void> {
            const auto id = store::accounts::insert(tx, account);
            return id ? Result<void>() : Result<void>(fail(id.error()));
        });
        if (!written)
            qFatal("no account: %s", qPrintable(written.error().detail));
    }

    QTemporaryDir m_dir;
    SystemClock m_clock;
    SampleServices m_services;
    std::unique_ptr<session::Session> m_session;
};

} // namespace qn::test
