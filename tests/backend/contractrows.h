// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/sandbox/sandboxbackend.h"
#include "support/httprow.h"
#include "support/manualclock.h"

#include <QTemporaryDir>

#include <memory>

namespace qn::test {

/// What implementations of MailBackend may differ in.
struct RowTraits
{
    bool ordersByDate = true; ///< else the newest message is the one that came last
    bool listsPreviews = true; ///< changes() knows the text and the attachments of a message
    bool tellsSent = true; ///< Capabilities::idempotentSend
    bool hasContacts = true;
    bool takesAnyByte = true; ///< NUL as well
};

/// Another client of the same account: how a test looks into the mailbox and puts mail there.
class OtherClient
{
public:
    virtual ~OtherClient() = default;
    virtual RemoteFolderId folder(FolderRole role) = 0;
    virtual RemoteMessageId put(const RemoteFolderId &folder, const QByteArray &source, const QDateTime &date) = 0;
    virtual void setFlags(const RemoteFolderId &folder, const RemoteMessageId &id, MessageFlags add) = 0;
    virtual void remove(const RemoteFolderId &folder, const RemoteMessageId &id) = 0;
    virtual void makeFolder(const QStringList &path) = 0;
};

/// One implementation of MailBackend together with the mailbox behind it: empty, owned by Chen Xiaoming.
class ContractRow
{
public:
    virtual ~ContractRow() = default;
    virtual RowTraits traits() const { return {}; }
    virtual backend::MailBackend &backend() = 0;
    virtual OtherClient &other() = 0;
    virtual QDateTime now() const = 0;
    /// Closes everything and opens it again, as a new start of client and server does.
    virtual void restart() = 0;
    /// waitForChange() ends by itself after this time of nothing.
    virtual void setWatchTime(std::chrono::milliseconds time) = 0;
    /// Mail that was sent to the owner arrives.
    virtual void deliver() { }
};

/// The mailbox of a row.
class RowMailbox final : public OtherClient
{
public:
    RowMailbox() { open(); }
    sandbox::Mailbox &mailbox() { return *m_mailbox; }
    std::shared_ptr<sandbox::Mailbox> shared() { return m_mailbox; }
    std::shared_ptr<ManualClock> clock() const { return m_clock; }
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

    RemoteFolderId folder(FolderRole role) override { return m_mailbox->folderByRole(role); }
    RemoteMessageId put(const RemoteFolderId &folder, const QByteArray &source, const QDateTime &date) override
    {
        const auto ids = m_mailbox->add({{folder, source, {}, date}});
        return ids ? ids->first() : RemoteMessageId();
    }
    void setFlags(const RemoteFolderId &folder, const RemoteMessageId &id, MessageFlags add) override
    {
        static_cast<void>(m_mailbox->setFlags(folder, {id}, add, {}));
    }
    void remove(const RemoteFolderId &folder, const RemoteMessageId &id) override
    {
        static_cast<void>(m_mailbox->remove(folder, {id}));
    }
    void makeFolder(const QStringList &path) override { static_cast<void>(m_mailbox->ensureFolder(path)); }

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
    OtherClient &other() override { return m_box; }
    QDateTime now() const override { return m_box.clock()->now(); }
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
    OtherClient &other() override { return m_box; }
    QDateTime now() const override { return m_box.clock()->now(); }
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

} // namespace qn::test
