// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/sandboxbackend.h"
#include "support/httprow.h"
#include "support/manualclock.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace qn::test {

/// One implementation of MailBackend together with the mailbox behind it, into which the test looks and puts mail the
/// way another client of the same account would.
class ContractRow
{
public:
    virtual ~ContractRow() = default;
    virtual backend::MailBackend &backend() = 0;
    virtual sandbox::Mailbox &mailbox() = 0;
    /// Closes everything and opens it again, as a new start of client and server does.
    virtual void restart() = 0;
    /// waitForChange() ends by itself after this time of nothing.
    virtual void setWatchTime(std::chrono::milliseconds time) = 0;
};

/// The mailbox of a row: empty, owned by Chen Xiaoming.
class RowMailbox
{
public:
    RowMailbox() { open(); }
    sandbox::Mailbox &mailbox() { return *m_mailbox; }
    std::shared_ptr<sandbox::Mailbox> shared() { return m_mailbox; }
    std::shared_ptr<ManualClock> clock() { return m_clock; }
    void close() { m_mailbox.reset(); }
    void open()
    {
        const auto opened = sandbox::Mailbox::open(m_directory.path(), m_clock);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().detail));
        m_mailbox = *opened;
        if (m_mailbox->owner().email.isEmpty())
            static_cast<void>(m_mailbox->setOwner({QStringLiteral("陈晓明"), QStringLiteral("chen@qq.example")}));
    }

private:
    QTemporaryDir m_directory;
    std::shared_ptr<ManualClock> m_clock = std::make_shared<ManualClock>();
    std::shared_ptr<sandbox::Mailbox> m_mailbox;
};

class SandboxRow final : public ContractRow
{
public:
    SandboxRow() { restart(); }
    backend::MailBackend &backend() override { return *m_backend; }
    sandbox::Mailbox &mailbox() override { return m_box.mailbox(); }
    void restart() override
    {
        m_backend.reset();
        m_box.close();
        m_box.open();
        m_backend = std::make_unique<sandbox::SandboxBackend>(m_box.shared());
    }
    void setWatchTime(std::chrono::milliseconds time) override { m_backend->setWatchTime(time); }

private:
    RowMailbox m_box;
    std::unique_ptr<sandbox::SandboxBackend> m_backend;
};

/// The same mailbox behind the API server, seen by the client of the Open API.
class HttpContractRow final : public ContractRow
{
public:
    HttpContractRow() { restart(); }
    backend::MailBackend &backend() override { return m_client->backend(); }
    sandbox::Mailbox &mailbox() override { return m_box.mailbox(); }
    void restart() override
    {
        m_client.reset();
        m_served.reset();
        m_box.close();
        m_box.open();
        m_served = std::make_unique<sandbox::SandboxBackend>(m_box.shared());
        m_client = std::make_unique<HttpRow>(*m_served, *m_box.clock());
        if (m_client->error())
            qFatal("%s", qPrintable(m_client->error()->detail));
    }
    void setWatchTime(std::chrono::milliseconds time) override { m_served->setWatchTime(time); }

private:
    RowMailbox m_box;
    std::unique_ptr<sandbox::SandboxBackend> m_served;
    std::unique_ptr<HttpRow> m_client;
};

struct RowKind
{
    const char *name;
    std::function<std::unique_ptr<ContractRow>()> make;
};

/// Every implementation that keeps the whole contract. A further one is one line here.
inline QList<RowKind> rowKinds()
{
    return {
        {"sandbox", [] { return std::make_unique<SandboxRow>(); }},
        {"http", [] { return std::make_unique<HttpContractRow>(); }},
    };
}

} // namespace qn::test
