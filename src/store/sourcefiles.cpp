// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sourcefiles.h"

#include <QDateTime>
#include <QDir>
#include <QRandomGenerator>

#include <cstring>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 64 << 20; ///< bytes; then another one is begun
constexpr auto suffix = ".mail"_L1;

/// FNV-1a over words: to find what was never written, not to find who changed it.
qint64 digestOf(QByteArrayView bytes)
{
    constexpr quint64 prime = 0x100000001b3;
    quint64 value = 0xcbf29ce484222325 ^ quint64(bytes.size());
    qsizetype at = 0;
    for (quint64 word = 0; at + qsizetype(sizeof(word)) <= bytes.size(); at += sizeof(word)) {
        std::memcpy(&word, bytes.data() + at, sizeof(word));
        value = (value ^ word) * prime;
    }
    for (; at < bytes.size(); ++at)
        value = (value ^ quint8(bytes[at])) * prime;
    return qint64(value ^ (value >> 32));
}

} // namespace

SourceFiles::SourceFiles(const QString &dataDir)
    : m_directory(dataDir + u"/sources"_s)
{
}

SourceFiles::~SourceFiles() = default;

QString SourceFiles::pathOf(qint64 file) const
{
    return m_directory + u'/' + QString::number(file, 16) + suffix;
}

Result<void> SourceFiles::begin()
{
    QDir directory(m_directory);
    if (!directory.exists()) {
        if (!directory.mkpath(u"."_s))
            return fail(ErrorKind::Storage, u"no directory for sources"_s, ErrorReason::FileUnreadable);
        QFile::setPermissions(m_directory, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner); // mail is private
    }
    m_number = qint64(QRandomGenerator::system()->generate64() >> 2);
    m_end = 0;
    m_file = std::make_unique<QFile>(pathOf(m_number));
    if (!m_file->open(
            QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner)) {
        const Error error{
            ErrorKind::Storage, u"sources: "_s + m_file->errorString(), ErrorReason::FileUnreadable, 0, {}};
        m_file.reset();
        return fail(error);
    }
    return {};
}

Result<SourceFiles::Place> SourceFiles::append(QByteArrayView source)
{
    if (!m_file || m_end >= longestFile) {
        if (const Result<void> begun = begin(); !begun)
            return fail(begun.error());
    }
    if (m_file->write(source.data(), source.size()) != source.size()) {
        const bool isFull = m_file->error() == QFileDevice::ResourceError;
        const Error error{ErrorKind::Storage, u"sources: "_s + m_file->errorString(),
            isFull ? ErrorReason::DiskFull : ErrorReason::FileUnreadable, 0, {}};
        m_file.reset(); // what is half written stays behind
        return fail(error);
    }
    const Place place{m_number, m_end, source.size(), digestOf(source)};
    m_end += source.size();
    return place;
}

std::optional<QByteArray> SourceFiles::read(const Place &place) const
{
    QFile file(pathOf(place.file));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || place.offset + place.length > file.size()
        || !file.seek(place.offset))
        return {};
    QByteArray source(place.length, Qt::Uninitialized);
    if (file.read(source.data(), place.length) != place.length || digestOf(source) != place.digest)
        return {};
    return source;
}

QList<SourceFiles::Listed> SourceFiles::list() const
{
    constexpr qint64 restAfter = 600; // seconds: another process commits what it has written much sooner
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<Listed> files;
    const QFileInfoList all = QDir(m_directory).entryInfoList({u'*' + suffix}, QDir::Files);
    for (const QFileInfo &info : all) {
        bool ok = false;
        const qint64 number = info.completeBaseName().toLongLong(&ok, 16);
        if (ok)
            files.append({number, info.size(), number != m_number && info.lastModified().secsTo(now) > restAfter});
    }
    return files;
}

void SourceFiles::remove(qint64 file)
{
    QFile::remove(pathOf(file));
}

} // namespace qn::store
