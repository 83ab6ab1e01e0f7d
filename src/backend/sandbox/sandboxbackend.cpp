// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/sandboxbackend.h"

#include "core/addressparser.h"
#include "mime/htmltext.h"
#include "mime/messagecomposer.h"
#include "mime/messageparser.h"

#include <QCoroFuture>
#include <QCryptographicHash>
#include <QTimer>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxMessageBytes = 73'400'320; // as smtp.qq.com announces

} // namespace

SandboxBackend::SandboxBackend(std::shared_ptr<Mailbox> mailbox, QObject *parent)
    : MailBackend(parent)
    , m_mailbox(std::move(mailbox))
    , m_toldRevision(m_mailbox->revision())
{
    connect(m_mailbox.get(), &Mailbox::changed, this, [this] { wake(Wake::Changed); });
}

SandboxBackend::~SandboxBackend()
{
    wake(Wake::Aborted);
}

backend::Task<Capabilities> SandboxBackend::capabilities()
{
    Capabilities all;
    for (bool Capabilities::*flag : {&Capabilities::folders, &Capabilities::incremental, &Capabilities::rawSource,
             &Capabilities::detail, &Capabilities::flags, &Capabilities::move, &Capabilities::remove,
             &Capabilities::append, &Capabilities::drafts, &Capabilities::sendHtml, &Capabilities::sendCopies, &Capabilities::sendAttachments,
             &Capabilities::idempotentSend, &Capabilities::savesSent, &Capabilities::editContacts,
             &Capabilities::search, &Capabilities::watch})
        all.*flag = true;
    all.maxMessageBytes = maxMessageBytes;
    all.accountEmail = m_mailbox->owner().email;
    all.accountName = m_mailbox->owner().name;
    co_return Result<Capabilities>(all);
}

backend::Task<QList<Folder>> SandboxBackend::folders()
{
    co_return Result<QList<Folder>>(m_mailbox->folders());
}

backend::Task<ChangePage> SandboxBackend::changes(RemoteFolderId folder, QByteArray token, int limit)
{
    co_return m_mailbox->changes(folder, token, limit);
}

backend::Task<QByteArray> SandboxBackend::source(RemoteFolderId folder, RemoteMessageId id)
{
    co_return m_mailbox->source(folder, id);
}

backend::Task<Message> SandboxBackend::message(RemoteFolderId folder, RemoteMessageId id)
{
    const auto entry = m_mailbox->entry(folder, id);
    const auto source = m_mailbox->source(folder, id);
    if (!entry || !source)
        co_return fail(entry ? source.error() : entry.error());
    auto message = mime::parseMessage(*source);
    if (message)
        message->header = entry->header;
    co_return Result<Message>(message);
}

backend::Task<QByteArray> SandboxBackend::attachment(RemoteFolderId folder, RemoteMessageId id, QString partId)
{
    const auto source = m_mailbox->source(folder, id);
    if (!source)
        co_return fail(source.error());
    co_return mime::attachmentContent(*source, partId);
}

backend::Task<SendReceipt> SandboxBackend::send(OutgoingMessage mail)
{
    co_return deliver(mail);
}

Result<SendReceipt> SandboxBackend::deliver(OutgoingMessage mail)
{
    if (const auto known = m_mailbox->sentId(mail.idempotencyKey))
        return SendReceipt{*known, {}};
    if (mail.from.email.isEmpty())
        mail.from = m_mailbox->owner();
    SendReceipt receipt;
    bool local = false, any = false;
    for (QList<Address> *list : {&mail.to, &mail.cc, &mail.bcc}) {
        list->removeIf([&](const Address &address) {
            if (isValidEmail(address.email))
                return false;
            receipt.refused.append({address, u"Not a mail address"_s});
            return true;
        });
        for (const Address &address : *list) {
            any = true;
            local = local || m_mailbox->isLocal(address.email);
        }
    }
    if (!any)
        return fail(ErrorKind::Parameter, u"No recipient that mail can be sent to"_s, ErrorReason::RecipientRefused);
    if (mail.messageId.isEmpty())
        mail.messageId = mime::makeMessageId(mail.from);

    const QDateTime now = m_mailbox->now();
    const auto copy = mime::composeMessage(mail, now, mime::ComposeFor::OwnCopy);
    const auto delivered = mime::composeMessage(mail, now);
    if (!copy || !delivered)
        return tl::unexpected(copy ? delivered.error() : copy.error());
    if (copy->size() > maxMessageBytes)
        return fail(ErrorKind::TooLarge, u"The message is larger than the server takes"_s);
    QList<NewMessage> messages{{m_mailbox->folderByRole(FolderRole::Sent), *copy, MessageFlag::Seen, now}};
    if (local)
        messages.append({m_mailbox->folderByRole(FolderRole::Inbox), *delivered, {}, now});
    const auto ids = m_mailbox->add(messages, mail.idempotencyKey);
    if (!ids)
        return tl::unexpected(ids.error());
    receipt.sentId = ids->first();
    return receipt;
}

backend::Task<std::optional<SendReceipt>> SandboxBackend::findSent(OutgoingMessage mail)
{
    std::optional<SendReceipt> found;
    if (const auto id = m_mailbox->sentId(mail.idempotencyKey))
        found = SendReceipt{*id, {}};
    if (!found && !mail.messageId.isEmpty()) {
        static_cast<void>(m_mailbox->visit(m_mailbox->folderByRole(FolderRole::Sent), [&](const Entry &entry) {
            if (!found && entry.header.messageId == mail.messageId)
                found = SendReceipt{entry.header.remoteId, {}};
        }));
    }
    co_return Result<std::optional<SendReceipt>>(found);
}

backend::Task<void> SandboxBackend::setFlags(
    RemoteFolderId folder, QList<RemoteMessageId> ids, MessageFlags add, MessageFlags remove)
{
    co_return m_mailbox->setFlags(folder, ids, add, remove);
}

backend::Task<QList<RemoteMessageId>> SandboxBackend::move(
    RemoteFolderId folder, QList<RemoteMessageId> ids, RemoteFolderId target)
{
    co_return m_mailbox->move(folder, ids, target);
}

backend::Task<void> SandboxBackend::remove(RemoteFolderId folder, QList<RemoteMessageId> ids)
{
    co_return m_mailbox->remove(folder, ids);
}

backend::Task<RemoteMessageId> SandboxBackend::append(RemoteFolderId folder, QByteArray source, MessageFlags flags)
{
    if (source.isEmpty())
        co_return fail(ErrorKind::Parameter, u"An empty message"_s);
    if (source.size() > maxMessageBytes)
        co_return fail(ErrorKind::TooLarge, u"The message is larger than the server takes"_s);
    const QString key = u"append "_s + folder.value() + u' '
        + QString::fromLatin1(QCryptographicHash::hash(source, QCryptographicHash::Sha256).toHex());
    if (const auto known = m_mailbox->sentId(key); known && m_mailbox->entry(folder, *known))
        co_return Result<RemoteMessageId>(*known);
    const QList<NewMessage> messages{{folder, source, flags, {}}};
    const auto ids = m_mailbox->add(messages, key);
    if (!ids)
        co_return fail(ids.error());
    co_return Result<RemoteMessageId>(ids->first());
}

backend::Task<RemoteMessageId> SandboxBackend::saveDraft(OutgoingMessage draft, RemoteMessageId previous)
{
    if (draft.from.email.isEmpty())
        draft.from = m_mailbox->owner();
    const QDateTime now = m_mailbox->now();
    const auto source = mime::composeMessage(draft, now, mime::ComposeFor::Draft);
    if (!source)
        co_return fail(source.error());
    const RemoteFolderId drafts = m_mailbox->folderByRole(FolderRole::Drafts);
    const QList<NewMessage> messages{{drafts, *source, MessageFlag::Draft | MessageFlag::Seen, now}};
    const auto ids = m_mailbox->add(messages, {}, {drafts, previous});
    if (!ids)
        co_return fail(ids.error());
    co_return Result<RemoteMessageId>(ids->first());
}

backend::Task<QList<Contact>> SandboxBackend::contacts()
{
    co_return Result<QList<Contact>>(m_mailbox->contacts());
}

backend::Task<Contact> SandboxBackend::saveContact(Contact contact)
{
    if (contact.name.trimmed().isEmpty() && contact.email.trimmed().isEmpty())
        co_return fail(ErrorKind::Parameter, u"A contact needs a name or an address"_s);
    const QList<Contact> one{contact};
    const auto saved = m_mailbox->saveContacts(one);
    if (!saved)
        co_return fail(saved.error());
    co_return Result<Contact>(saved->first());
}

backend::Task<void> SandboxBackend::removeContact(RemoteContactId id)
{
    co_return m_mailbox->removeContact(id);
}

backend::Task<QList<RemoteMessageId>> SandboxBackend::search(RemoteFolderId folder, QString query)
{
    co_return find(folder, query);
}

Result<QList<RemoteMessageId>> SandboxBackend::find(const RemoteFolderId &folder, const QString &query) const
{
    const QStringList words = query.simplified().split(u' ', Qt::SkipEmptyParts);
    QList<RemoteMessageId> found;
    const auto visited = m_mailbox->visit(folder, [&](const Entry &entry) {
        if (!words.isEmpty() && contains(folder, entry, words))
            found << entry.header.remoteId;
    });
    if (!visited)
        return tl::unexpected(visited.error());
    return found;
}

bool SandboxBackend::contains(const RemoteFolderId &folder, const Entry &entry, const QStringList &words) const
{
    const auto hasAll = [&](const QString &text) {
        return std::all_of(
            words.begin(), words.end(), [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
    };
    const MessageHeader &header = entry.header;
    const QString fields = formatAddresses(QList<Address>{header.from} + header.to + header.cc + header.bcc) + u'\n'
        + header.subject + u'\n' + header.preview;
    if (hasAll(fields))
        return true;
    const auto source = m_mailbox->source(folder, header.remoteId);
    const auto message = source ? mime::parseMessage(*source) : Result<Message>(fail(source.error()));
    if (!message)
        return false;
    QString text = fields + u'\n' + message->body.text + u'\n' + mime::htmlToText(message->body.html);
    for (const Attachment &attachment : message->body.attachments)
        text += u'\n' + attachment.name;
    return hasAll(text);
}

backend::Task<void> SandboxBackend::waitForChange()
{
    if (m_mailbox->revision() != m_toldRevision) {
        m_toldRevision = m_mailbox->revision();
        co_return Result<void>();
    }
    const auto promise = std::make_shared<QPromise<Wake>>();
    promise->start();
    m_waiting.push_back(promise);
    QTimer::singleShot(m_watchTime, this, [this, promise] {
        if (std::erase(m_waiting, promise) > 0) {
            promise->addResult(Wake::TimeUp);
            promise->finish();
        }
    });
    // From here on only locals: the backend may be gone when this resumes.
    const QFuture<Wake> future = promise->future();
    const Wake reason = co_await future;
    if (reason == Wake::Aborted)
        co_return fail(ErrorKind::Canceled, u"Aborted"_s);
    co_return Result<void>();
}

void SandboxBackend::wake(Wake reason)
{
    if (reason == Wake::Changed && !m_waiting.empty())
        m_toldRevision = m_mailbox->revision();
    for (const auto &promise : std::exchange(m_waiting, {})) {
        promise->addResult(reason);
        promise->finish();
    }
}

void SandboxBackend::abort()
{
    wake(Wake::Aborted);
}

} // namespace qn::sandbox
