// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/importer.h"

#include "backend/sandbox/mailfiles.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDirectoryDepth = 20;
constexpr qsizetype batchSize = 200;
constexpr qint64 maxBatchBytes = 64 << 20;
constexpr qint64 maxFileBytes = 2'000'000'000;

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
            readDirectory(path, {}, 0);
        } else {
            readFile(info, {});
        }
        flush();
        if (m_error)
            return tl::unexpected(*m_error);
        return m_report;
    }

private:
    static bool isMaildir(const QString &path)
    {
        return QFileInfo(path + u"/cur"_s).isDir()
            || (QFileInfo(path + u"/new"_s).isDir() && QFileInfo(path + u"/tmp"_s).isDir());
    }

    void readDirectory(const QString &path, const QStringList &folder, int depth)
    {
        if (depth > maxDirectoryDepth || m_error)
            return;
        const bool maildir = isMaildir(path);
        if (maildir) {
            for (const QString &part : {u"/cur"_s, u"/new"_s}) {
                for (const QFileInfo &file : files(path + part))
                    readMessageFile(file, folder);
            }
        } else {
            for (const QFileInfo &file : files(path))
                readFile(file, folder);
        }
        const auto directories =
            QDir(path).entryInfoList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name);
        for (const QFileInfo &directory : directories) {
            const QString name = directory.fileName();
            if (maildir && (name == u"cur" || name == u"new" || name == u"tmp"))
                continue;
            if (!name.startsWith(u'.')) {
                readDirectory(directory.filePath(), folder + QStringList{name}, depth + 1);
            } else if (isMaildir(directory.filePath())) {
                QStringList names; // Maildir++: .Parent.Child
                for (const QString &each : name.sliced(1).split(u'.', Qt::SkipEmptyParts))
                    names << decodeModifiedUtf7(each);
                readDirectory(directory.filePath(), folder + names, depth + 1);
            }
        }
    }

    static QFileInfoList files(const QString &path) { return QDir(path).entryInfoList(QDir::Files, QDir::Name); }

    void readFile(const QFileInfo &file, const QStringList &folder)
    {
        const QString suffix = file.suffix().toLower();
        if (suffix == u"json")
            return;
        const auto bytes = read(file);
        // Under a mail file's name even a text without a header is a message; other files have to look like one.
        static const QStringList mailSuffixes = {u"eml"_s, u"mbox"_s, u"msg"_s, u"txt"_s};
        const bool named = mailSuffixes.contains(suffix) && bytes && !bytes->contains('\0');
        if (!bytes || bytes->isEmpty() || (!named && !looksLikeMessage(*bytes))) {
            ++m_report.skipped;
            return;
        }
        const QList<FoundMessage> several = bytes->startsWith("From ") ? splitMbox(*bytes) : QList<FoundMessage>();
        if (several.size() > 1 || suffix == u"mbox") {
            for (const FoundMessage &message : several)
                take(message, folder + QStringList{file.completeBaseName()});
            return;
        }
        take(several.value(0, {*bytes, {}}), folder);
    }

    void readMessageFile(const QFileInfo &file, const QStringList &folder)
    {
        if (const auto bytes = read(file); bytes && !bytes->isEmpty())
            take({*bytes, maildirFlags(file.fileName())}, folder);
        else
            ++m_report.skipped;
    }

    static std::optional<QByteArray> read(const QFileInfo &info)
    {
        QFile file(info.filePath());
        if (info.size() > maxFileBytes || !file.open(QIODevice::ReadOnly))
            return std::nullopt;
        return file.readAll();
    }

    void take(const FoundMessage &found, const QStringList &path)
    {
        if (m_error)
            return;
        const auto folder = folderAt(path);
        if (!folder) {
            m_error = folder.error();
            return;
        }
        const FoundMessage message = refreshSample(found, m_mailbox.now());
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
