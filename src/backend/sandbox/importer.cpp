// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/importer.h"

#include "backend/sandbox/samplemail.h"
#include "mime/mailtree.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype batchSize = 200;
constexpr qint64 maxBatchBytes = 64 << 20;

class TreeImporter final
{
public:
    explicit TreeImporter(Mailbox &mailbox)
        : m_mailbox(mailbox)
    {
    }

    Result<ImportReport> run(const QString &path)
    {
        const QFileInfo info(path);
        if (!info.exists())
            return fail(ErrorKind::NotFound, u"Nothing to import there"_s, ErrorReason::FileUnreadable);
        if (info.isDir()) {
            readAccount(path + u"/account.json"_s);
            readContacts(path + u"/contacts.json"_s);
        }
        const mime::MailTreeVisitor visitor{[this](const mime::FoundMessage &message, const QStringList &folder) {
                                                take(message, folder);
                                                return !m_error;
                                            },
            [this](const QString &) { ++m_report.skipped; }, {}};
        // A single mbox goes to a folder of its name, as it would within a tree.
        const bool isMbox = info.suffix().toLower() == u"mbox" && !info.isDir();
        m_prefix = isMbox ? QStringList{info.completeBaseName()} : QStringList();
        if (auto walked = mime::readMailTree(path, visitor); !walked)
            return tl::unexpected(walked.error());
        flush();
        if (m_error)
            return tl::unexpected(*m_error);
        return m_report;
    }

private:
    void take(const mime::FoundMessage &found, const QStringList &path)
    {
        if (m_error)
            return;
        const auto folder = folderAt(m_prefix + path);
        if (!folder) {
            m_error = folder.error();
            return;
        }
        const mime::FoundMessage message = refreshSample(found, m_mailbox.now());
        m_batch.append({*folder, message.source, message.flags, {}});
        m_batchBytes += message.source.size();
        if (m_batch.size() >= batchSize || m_batchBytes > maxBatchBytes)
            flush();
    }

    Result<RemoteFolderId> folderAt(const QStringList &path)
    {
        if (const auto known = m_folders.constFind(path); known != m_folders.cend())
            return *known;
        const auto made = m_mailbox.ensureFolder(path);
        if (made)
            m_folders.insert(path, *made);
        return made;
    }

    void flush()
    {
        if (m_batch.isEmpty() || m_error)
            return;
        if (const auto added = m_mailbox.add(m_batch); added)
            m_report.messages += static_cast<int>(added->size());
        else
            m_error = added.error();
        m_batch.clear();
        m_batchBytes = 0;
    }

    void readAccount(const QString &path)
    {
        const QJsonObject account = json(path).object();
        if (m_mailbox.owner().email.isEmpty() && account.contains(u"email"_s)) {
            const auto set =
                m_mailbox.setOwner({account.value(u"name"_s).toString(), account.value(u"email"_s).toString()});
            if (!set)
                m_error = set.error();
        }
    }

    void readContacts(const QString &path)
    {
        QSet<QString> known;
        for (const Contact &contact : m_mailbox.contacts())
            known << contact.email.toLower();
        QList<Contact> fresh;
        for (const QJsonValue &value : json(path).array()) {
            const QJsonObject each = value.toObject();
            const Contact contact{{}, each.value(u"name"_s).toString(), each.value(u"email"_s).toString(),
                each.value(u"phone"_s).toString(), each.value(u"note"_s).toString()};
            if (!contact.email.isEmpty() && !known.contains(contact.email.toLower()))
                fresh << contact;
        }
        if (fresh.isEmpty())
            return;
        if (const auto saved = m_mailbox.saveContacts(fresh); saved)
            m_report.contacts = static_cast<int>(saved->size());
        else
            m_error = saved.error();
    }

    static QJsonDocument json(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()) : QJsonDocument();
    }

    Mailbox &m_mailbox;
    ImportReport m_report;
    QStringList m_prefix;
    QHash<QStringList, RemoteFolderId> m_folders;
    QList<NewMessage> m_batch;
    qint64 m_batchBytes = 0;
    std::optional<Error> m_error;
};

} // namespace

Result<ImportReport> importTree(Mailbox &mailbox, const QString &path)
{
    return TreeImporter(mailbox).run(path);
}

} // namespace qn::sandbox
