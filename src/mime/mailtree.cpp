// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mailtree.h"

#include "mime/mbox.h"

#include <QDir>
#include <QDirIterator>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDirectoryDepth = 20;
constexpr qint64 maxMessageFile = MboxReader::maxMessage;

class Walk final
{
    Q_DISABLE_COPY_MOVE(Walk)

public:
    explicit Walk(const MailTreeVisitor &visitor)
        : m_visitor(visitor)
    {
    }

    Result<void> run(const QString &path)
    {
        const QFileInfo info(path);
        if (!info.exists())
            return fail(ErrorKind::NotFound, u"Nothing to import there"_s, ErrorReason::FileUnreadable);
        if (info.isDir())
            readDirectory(path, {}, 0);
        else
            readFile(info, {}, false);
        return {};
    }

private:
    static bool isMaildir(const QString &path)
    {
        return QFileInfo(path + u"/cur"_s).isDir()
            || (QFileInfo(path + u"/new"_s).isDir() && QFileInfo(path + u"/tmp"_s).isDir());
    }

    void readDirectory(const QString &path, const QStringList &folder, int depth)
    {
        if (depth > maxDirectoryDepth || m_stopped)
            return;
        const bool maildir = isMaildir(path);
        if (maildir) {
            eachFile(path + u"/cur"_s, [&](const QFileInfo &file) { readMessageFile(file, folder); });
            eachFile(path + u"/new"_s, [&](const QFileInfo &file) { readMessageFile(file, folder); });
        } else {
            eachFile(path, [&](const QFileInfo &file) { readFile(file, folder, true); });
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

    template <typename Use> void eachFile(const QString &path, Use use)
    {
        const QStringList names = QDir(path).entryList(QDir::Files, QDir::Name);
        for (const QString &name : names) {
            if (m_stopped)
                return;
            use(QFileInfo(path + u'/' + name));
        }
    }

    void readFile(const QFileInfo &info, const QStringList &folder, bool mayNameFolder)
    {
        const QString suffix = info.suffix().toLower();
        if (suffix == u"json")
            return;
        QFile file(info.filePath());
        if (!file.open(QIODevice::ReadOnly)) {
            m_visitor.skipped(info.filePath());
            return;
        }
        const QByteArray start = file.peek(8192);
        // Under a mail file's name even a text without a header is a message; other files have to look like one.
        static const QStringList mailSuffixes = {u"eml"_s, u"mbox"_s, u"msg"_s, u"txt"_s};
        const bool named = mailSuffixes.contains(suffix) && !start.contains('\0');
        if (start.isEmpty() || (!named && !looksLikeMessage(start))) {
            m_visitor.skipped(info.filePath());
            told(info.size());
            return;
        }
        if (start.startsWith("From "))
            readMbox(file, suffix == u"mbox", mayNameFolder ? folder + QStringList{info.completeBaseName()} : folder,
                folder);
        else
            readWhole(file, info, {}, folder);
    }

    /// A file of one message that somebody saved with its From_ line is no folder.
    void readMbox(QFile &file, bool isNamedMbox, const QStringList &asFolder, const QStringList &asMessage)
    {
        MboxReader reader(file);
        std::optional<FoundMessage> message = reader.next();
        std::optional<FoundMessage> next = message ? reader.next() : std::nullopt;
        if (!message)
            m_visitor.skipped(file.fileName());
        const QStringList &folder = next || isNamedMbox ? asFolder : asMessage;
        qint64 before = 0;
        while (message) {
            told(file.pos() - before);
            before = file.pos();
            if (isExpunged(message->source))
                m_visitor.skipped(file.fileName());
            else
                deliver(std::move(*message), folder);
            if (m_stopped)
                return;
            message = std::move(next);
            next = message ? reader.next() : std::nullopt;
        }
    }

    void readMessageFile(const QFileInfo &info, const QStringList &folder)
    {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly))
            readWhole(file, info, maildirFlags(info.fileName()), folder);
        else
            m_visitor.skipped(info.filePath());
    }

    void readWhole(QFile &file, const QFileInfo &info, MessageFlags flags, const QStringList &folder)
    {
        const QByteArray bytes = info.size() > maxMessageFile ? QByteArray() : file.readAll();
        told(info.size());
        if (bytes.isEmpty())
            m_visitor.skipped(info.filePath());
        else
            deliver({bytes, flags}, folder);
    }

    void deliver(FoundMessage message, const QStringList &folder)
    {
        if (!m_visitor.message(std::move(message), folder))
            m_stopped = true;
    }

    void told(qint64 bytes)
    {
        if (m_visitor.read && bytes > 0)
            m_visitor.read(bytes);
    }

    const MailTreeVisitor &m_visitor;
    bool m_stopped = false;
};

} // namespace

Result<void> readMailTree(const QString &path, const MailTreeVisitor &visitor)
{
    return Walk(visitor).run(path);
}

qint64 mailTreeBytes(const QString &path, const std::function<bool()> &goOn)
{
    const QFileInfo info(path);
    if (!info.isDir())
        return info.size();
    qint64 bytes = 0;
    QDirIterator it(path, QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (it.hasNext() && goOn()) {
        it.next();
        bytes += it.fileInfo().size();
    }
    return bytes;
}

} // namespace qn::mime
