// SPDX-License-Identifier: GPL-3.0-or-later
// The half of Mailbox that reads and writes files.
#include "backend/sandbox/mailbox.h"
#include "backend/sandbox/storedheader.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUuid>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxTombstones = 20'000; ///< a folder; older tokens than the oldest kept start again

Result<QJsonDocument> readJson(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QJsonDocument();
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"Sandbox file: "_s + file.errorString(), ErrorReason::FileUnreadable);
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::Storage, u"Sandbox file: "_s + error.errorString(), ErrorReason::DatabaseCorrupt);
    return document;
}

Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::Storage, u"Sandbox file: "_s + file.errorString(), ErrorReason::DiskFull);
    return {};
}

RemoteMessageId messageId(qint64 number)
{
    return RemoteMessageId(u'm' + QString::number(number));
}

} // namespace

Mailbox::Mailbox(const QString &directory, std::shared_ptr<const Clock> clock)
    : m_directory(directory)
    , m_clock(std::move(clock))
    , m_lock(directory + u"/lock"_s)
    , m_journal(directory + u"/journal.jsonl"_s)
{
    m_lock.setStaleLockTime(0); // only a dead process' lock is stale
}

Result<std::shared_ptr<Mailbox>> Mailbox::open(const QString &directory, std::shared_ptr<const Clock> clock)
{
    if (!QDir().mkpath(directory + u"/messages"_s))
        return fail(ErrorKind::Storage, u"The sandbox directory cannot be made"_s, ErrorReason::FileUnreadable);
    std::shared_ptr<Mailbox> mailbox(new Mailbox(directory, std::move(clock)));
    if (!mailbox->m_lock.tryLock(0))
        return fail(ErrorKind::Storage, u"The sandbox is open in another process"_s, ErrorReason::DatabaseLocked);
    if (auto loaded = mailbox->load(); !loaded)
        return tl::unexpected(loaded.error());
    return mailbox;
}

Result<void> Mailbox::load()
{
    if (auto opened = m_journal.open([this](const QJsonArray &transaction) { replay(transaction); }); !opened)
        return opened;
    if (m_id.isEmpty()) {
        const QJsonObject start{{u"op"_s, u"start"_s}, {u"id"_s, QUuid::createUuid().toString(QUuid::Id128)}};
        if (auto done = commit({start}); !done)
            return done;
    }
    if (auto made = makeStandardFolders(); !made)
        return made;
    qsizetype live = m_sent.size() + 100;
    for (const auto &folder : m_folders)
        live += folder->folder().total + folder->tombstones().size();
    if (m_journal.recordCount() > 2 * live) {
        if (auto done = compact(); !done)
            return done;
    }
    return loadOwnFiles();
}

Result<void> Mailbox::loadOwnFiles()
{
    const auto account = readJson(m_directory + u"/account.json"_s);
    const auto contacts = readJson(m_directory + u"/contacts.json"_s);
    if (!account || !contacts)
        return tl::unexpected(account ? contacts.error() : account.error());
    m_owner = {account->object().value(u"name"_s).toString(), account->object().value(u"email"_s).toString()};
    for (const QJsonValue &alias : account->object().value(u"aliases"_s).toArray())
        m_aliases << alias.toString();
    for (const QJsonValue &value : contacts->array()) {
        const QJsonObject each = value.toObject();
        m_contacts.append({RemoteContactId(each.value(u"id"_s).toString()), each.value(u"name"_s).toString(),
            each.value(u"email"_s).toString(), each.value(u"phone"_s).toString(), each.value(u"note"_s).toString()});
        m_lastContact = std::max(m_lastContact, m_contacts.last().remoteId.value().mid(1).toLongLong());
    }
    return {};
}

Result<void> Mailbox::setOwner(const Address &owner)
{
    const QJsonObject account{
        {u"name"_s, owner.name}, {u"email"_s, owner.email}, {u"aliases"_s, QJsonArray::fromStringList(m_aliases)}};
    if (auto done = writeFile(m_directory + u"/account.json"_s, QJsonDocument(account).toJson()); !done)
        return done;
    m_owner = owner;
    return {};
}

bool Mailbox::isLocal(const QString &email) const
{
    return email.compare(m_owner.email, Qt::CaseInsensitive) == 0 || m_aliases.contains(email, Qt::CaseInsensitive);
}

void Mailbox::replay(const QJsonArray &transaction)
{
    for (const QJsonValue &record : transaction)
        apply(record.toObject());
}

void Mailbox::apply(const QJsonObject &record)
{
    const QString op = record.value(u"op"_s).toString();
    const qint64 state = record.value(u"s"_s).toInteger();
    const qint64 number = record.value(u"id"_s).toInteger();
    m_state = std::max(m_state, state);
    m_lastNumber = std::max(m_lastNumber, std::max(number, record.value(u"n"_s).toInteger()));
    FolderIndex *folder = index(RemoteFolderId(record.value(u"f"_s).toString()));
    if (op == u"start") {
        m_id = record.value(u"id"_s).toString().toLatin1();
    } else if (op == u"folder") {
        const RemoteFolderId id(record.value(u"f"_s).toString());
        m_folders.push_back(
            std::make_unique<FolderIndex>(Folder{id, RemoteFolderId(record.value(u"parent"_s).toString()),
                record.value(u"name"_s).toString(), static_cast<FolderRole>(record.value(u"role"_s).toInt())}));
        m_byId.insert(id, m_folders.back().get());
    } else if (op == u"sent") {
        m_sent.insert(record.value(u"key"_s).toString(), RemoteMessageId(record.value(u"id"_s).toString()));
    } else if (!folder) {
        return;
    } else if (op == u"add") {
        Entry entry{loadHeader(record.value(u"h"_s).toObject()), number, record.value(u"file"_s).toInteger(), state};
        entry.header.remoteId = messageId(number);
        entry.header.flags = MessageFlags::fromInt(record.value(u"flags"_s).toInt());
        folder->add(std::move(entry));
    } else if (op == u"flags") {
        folder->setFlags(messageId(number), MessageFlags::fromInt(record.value(u"flags"_s).toInt()), state);
    } else if (op == u"del") {
        folder->remove(messageId(number), state);
    } else if (op == u"forget") {
        folder->forget(state);
    }
}

Result<void> Mailbox::commit(const QJsonArray &transaction)
{
    if (transaction.isEmpty())
        return {};
    if (auto written = m_journal.append(transaction); !written)
        return written;
    replay(transaction);
    announce();
    return {};
}

void Mailbox::announce()
{
    ++m_revision;
    emit changed();
}

Result<void> Mailbox::compact()
{
    QJsonArray start{QJsonObject{
        {u"op"_s, u"start"_s}, {u"id"_s, QString::fromLatin1(m_id)}, {u"s"_s, m_state}, {u"n"_s, m_lastNumber}}};
    for (const auto &folder : m_folders)
        start << folderRecord(folder->folder());
    for (auto it = m_sent.cbegin(); it != m_sent.cend(); ++it)
        start << QJsonObject{{u"op"_s, u"sent"_s}, {u"key"_s, it.key()}, {u"id"_s, it->value()}};
    QList<QJsonArray> transactions{start};
    for (const auto &folder : m_folders) {
        const RemoteFolderId id = folder->folder().remoteId;
        const auto gone = folder->tombstones();
        const qsizetype dropped = std::max<qsizetype>(0, gone.size() - maxTombstones);
        if (dropped > 0)
            folder->forget(gone[dropped - 1].first);
        if (folder->forgottenState() > 0)
            transactions << QJsonArray{
                QJsonObject{{u"op"_s, u"forget"_s}, {u"s"_s, folder->forgottenState()}, {u"f"_s, id.value()}}};
        for (const auto &[state, message] : gone.sliced(dropped))
            transactions << QJsonArray{QJsonObject{{u"op"_s, u"del"_s}, {u"s"_s, state}, {u"f"_s, id.value()},
                {u"id"_s, message.value().mid(1).toLongLong()}}};
        folder->forEach([&](const Entry &entry) {
            transactions << QJsonArray{addRecord(id, entry.number, entry.file, entry.changed, entry.header)};
        });
    }
    return m_journal.rewrite(transactions);
}

Result<void> Mailbox::makeStandardFolders()
{
    if (!m_folders.empty())
        return {};
    QJsonArray transaction;
    const std::pair<QString, FolderRole> standard[] = {{u"Inbox"_s, FolderRole::Inbox}, {u"Sent"_s, FolderRole::Sent},
        {u"Drafts"_s, FolderRole::Drafts}, {u"Trash"_s, FolderRole::Trash}, {u"Junk"_s, FolderRole::Junk}};
    for (const auto &[name, role] : standard)
        transaction << folderRecord({RemoteFolderId(name.toLower()), {}, name, role});
    return commit(transaction);
}

QJsonObject Mailbox::folderRecord(const Folder &folder) const
{
    // A user folder's id has the shape f12; its number is never given out again.
    return {{u"op"_s, u"folder"_s}, {u"f"_s, folder.remoteId.value()},
        {u"n"_s, folder.remoteId.value().mid(1).toLongLong()}, {u"parent"_s, folder.parent.value()},
        {u"name"_s, folder.name}, {u"role"_s, static_cast<int>(folder.role)}};
}

QJsonObject Mailbox::addRecord(
    const RemoteFolderId &folder, qint64 number, qint64 file, qint64 state, const MessageHeader &header) const
{
    return {{u"op"_s, u"add"_s}, {u"s"_s, state}, {u"f"_s, folder.value()}, {u"id"_s, number}, {u"file"_s, file},
        {u"flags"_s, static_cast<int>(header.flags.toInt())}, {u"h"_s, storeHeader(header)}};
}

QString Mailbox::messagePath(qint64 file) const
{
    return u"%1/messages/%2/%3.eml"_s.arg(m_directory).arg(file / 1000).arg(file);
}

Result<qint64> Mailbox::writeMessage(const QByteArray &source)
{
    const qint64 number = ++m_lastNumber;
    const QString path = messagePath(number);
    if (!QDir().mkpath(QFileInfo(path).path()))
        return fail(ErrorKind::Storage, u"The message directory cannot be made"_s, ErrorReason::DiskFull);
    // Nothing knows the file before the journal names it, so it needs neither a rename nor a sync of its own.
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(source) != source.size() || !file.flush())
        return fail(ErrorKind::Storage, u"Message file: "_s + file.errorString(), ErrorReason::DiskFull);
    return number;
}

Result<QList<Contact>> Mailbox::saveContacts(const QList<Contact> &contacts)
{
    QList<Contact> all = m_contacts, saved;
    qint64 last = m_lastContact;
    for (Contact contact : contacts) {
        if (contact.remoteId.isEmpty()) {
            contact.remoteId = RemoteContactId(u'c' + QString::number(++last));
            all << contact;
        } else {
            const auto found =
                std::find_if(all.begin(), all.end(), [&](const Contact &c) { return c.remoteId == contact.remoteId; });
            if (found == all.end())
                return fail(ErrorKind::NotFound, u"No such contact"_s);
            *found = contact;
        }
        saved << contact;
    }
    if (auto written = writeContacts(all); !written)
        return tl::unexpected(written.error());
    m_lastContact = last;
    return saved;
}

Result<void> Mailbox::removeContact(const RemoteContactId &id)
{
    QList<Contact> left = m_contacts;
    if (left.removeIf([&](const Contact &contact) { return contact.remoteId == id; }) == 0)
        return fail(ErrorKind::NotFound, u"No such contact"_s);
    return writeContacts(left);
}

Result<void> Mailbox::writeContacts(const QList<Contact> &contacts)
{
    QJsonArray array;
    for (const Contact &contact : contacts)
        array << QJsonObject{{u"id"_s, contact.remoteId.value()}, {u"name"_s, contact.name},
            {u"email"_s, contact.email}, {u"phone"_s, contact.phone}, {u"note"_s, contact.note}};
    if (auto written = writeFile(m_directory + u"/contacts.json"_s, QJsonDocument(array).toJson()); !written)
        return written;
    m_contacts = contacts;
    announce();
    return {};
}

} // namespace qn::sandbox
