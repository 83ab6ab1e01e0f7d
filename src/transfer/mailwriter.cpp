// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/mailwriter.h"

#include "mime/mbox.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace qn::transfer {

using namespace Qt::StringLiterals;

namespace {

Error fileError(const QFile &file)
{
    const bool full = errno == ENOSPC || file.error() == QFileDevice::ResourceError;
    return {ErrorKind::Storage, u"%1: %2"_s.arg(QFileInfo(file).fileName(), file.errorString()),
        full ? ErrorReason::DiskFull : ErrorReason::FileUnreadable, 0, {}};
}

Result<void> makeDirectory(const QString &path)
{
    if (QDir().mkpath(path))
        return {};
    return fail(ErrorKind::Storage, u"%1: cannot be made"_s.arg(path), ErrorReason::FileUnreadable);
}

Result<void> flushed(QFile &file)
{
    if (!file.flush())
        return fail(fileError(file));
#ifdef Q_OS_UNIX
    if (fsync(file.handle()) != 0)
        return fail(fileError(file));
#endif
    return {};
}

Result<void> writeNew(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return fail(fileError(file));
    return {};
}

/// A name that no file system minds.
QString safeName(QString name, qsizetype longest)
{
    for (QChar &c : name) {
        if (c < u' ' || u"\\/:*?\"<>|"_s.contains(c))
            c = u'_';
    }
    name = name.simplified().left(longest);
    if (!name.isEmpty() && name.back().isHighSurrogate())
        name.chop(1);
    while (name.startsWith(u'.'))
        name[0] = u'_';
    while (name.endsWith(u'.') || name.endsWith(u' '))
        name.chop(1);
    return name;
}

QString directoryFor(const QString &root, const QStringList &folder)
{
    QString path = root;
    for (const QString &name : folder) {
        const QString safe = safeName(name, 100);
        path += u'/' + (safe.isEmpty() ? u"_"_s : safe);
    }
    return path;
}

class MboxWriter final : public MailWriter
{
public:
    MboxWriter(QString path, bool oneEach)
        : m_path(std::move(path))
        , m_oneEach(oneEach)
    {
    }
    Result<void> write(const Mail &mail) override
    {
        const Result<QFile *> file = fileFor(mail.folder);
        if (!file)
            return fail(file.error());
        const QByteArray entry = mime::mboxEntry(mail.source, mail.sender, mail.date);
        if ((*file)->write(entry) != entry.size())
            return fail(fileError(**file));
        return {};
    }
    Result<void> finish() override
    {
        for (const auto &file : std::as_const(m_files)) {
            if (auto done = flushed(*file); !done)
                return done;
        }
        return {};
    }

private:
    Result<QFile *> fileFor(const QStringList &folder)
    {
        QString path = m_path;
        if (m_oneEach) {
            path = directoryFor(m_path, folder.isEmpty() ? QStringList{u"Inbox"_s} : folder) + u".mbox"_s;
            if (auto made = makeDirectory(QFileInfo(path).path()); !made)
                return fail(made.error());
        }
        std::shared_ptr<QFile> &file = m_files[path];
        if (!file) {
            file = std::make_shared<QFile>(path);
            if (!file->open(QIODevice::WriteOnly | QIODevice::Append))
                return fail(fileError(*file));
        }
        return file.get();
    }

    const QString m_path;
    const bool m_oneEach;
    QHash<QString, std::shared_ptr<QFile>> m_files;
};

class MaildirWriter final : public MailWriter
{
public:
    explicit MaildirWriter(QString path)
        : m_path(std::move(path))
        , m_run(QString::number(QDateTime::currentMSecsSinceEpoch()) + u".q"_s
              + QString::number(QRandomGenerator::global()->generate(), 36))
    {
    }
    Result<void> write(const Mail &mail) override
    {
        QStringList names;
        for (const QString &name : mail.folder)
            names << mime::encodeModifiedUtf7(QString(name).replace(u'.', u'_').replace(u'/', u'_'));
        const QString box = names.isEmpty() ? m_path : m_path + u"/."_s + names.join(u'.');
        if (!m_made.contains(box)) {
            for (const QString &part : {u"/tmp"_s, u"/new"_s, u"/cur"_s}) {
                if (auto made = makeDirectory(box + part); !made)
                    return made;
            }
            m_made.insert(box);
        }
        const QString name = u"%1_%2.qingniao"_s.arg(m_run).arg(++m_count);
        if (auto written = writeNew(box + u"/tmp/"_s + name, mail.source); !written)
            return written;
        QFile file(box + u"/tmp/"_s + name);
        if (!file.rename(box + u"/cur/"_s + name + mime::maildirSuffix(mail.flags)))
            return fail(fileError(file));
        return {};
    }
    Result<void> finish() override { return {}; }

private:
    const QString m_path;
    const QString m_run;
    QSet<QString> m_made;
    qint64 m_count = 0;
};

class EmlWriter final : public MailWriter
{
public:
    explicit EmlWriter(QString path)
        : m_path(std::move(path))
    {
    }
    Result<void> write(const Mail &mail) override
    {
        const QString directory = directoryFor(m_path, mail.folder);
        qint64 &count = m_counts[directory];
        if (count == 0) {
            if (auto made = makeDirectory(directory); !made)
                return made;
        }
        const QString subject = safeName(mail.subject, 40);
        QString path;
        do {
            path = u"%1/%2%3.eml"_s.arg(directory, QString::number(++count).rightJustified(6, u'0'),
                subject.isEmpty() ? QString() : u' ' + subject);
        } while (QFile::exists(path));
        return writeNew(path, mail.source);
    }
    Result<void> finish() override { return {}; }

private:
    const QString m_path;
    QHash<QString, qint64> m_counts;
};

} // namespace

Result<std::unique_ptr<MailWriter>> MailWriter::make(MailFormat format, const QString &path)
{
    const bool isDirectory = path.endsWith(u'/') || QFileInfo(path).isDir();
    if (format != MailFormat::Mbox || isDirectory) {
        if (auto made = makeDirectory(path); !made)
            return fail(made.error());
    }
    if (format == MailFormat::Maildir)
        return std::make_unique<MaildirWriter>(path);
    if (format == MailFormat::Eml)
        return std::make_unique<EmlWriter>(path);
    if (!isDirectory && QFileInfo(path).exists())
        return fail(ErrorKind::Conflict, u"%1 exists"_s.arg(path));
    return std::make_unique<MboxWriter>(path, isDirectory);
}

} // namespace qn::transfer
