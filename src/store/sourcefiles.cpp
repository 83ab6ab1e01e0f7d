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
class Digest
{
public:
    explicit Digest(qint64 length)
        : m_value(0xcbf29ce484222325 ^ quint64(length))
    {
    }
    /// All pieces but the last are whole words.
    void add(QByteArrayView bytes)
    {
        qsizetype at = 0;
        for (quint64 word = 0; at + qsizetype(sizeof(word)) <= bytes.size(); at += sizeof(word)) {
            std::memcpy(&word, bytes.data() + at, sizeof(word));
            m_value = (m_value ^ word) * prime;
        }
        for (; at < bytes.size(); ++at)
            m_value = (m_value ^ quint8(bytes[at])) * prime;
    }
    qint64 value() const { return qint64(m_value ^ (m_value >> 32)); }

private:
    static constexpr quint64 prime = 0x100000001b3;
    quint64 m_value;
};

qint64 digestOf(QByteArrayView bytes)
{
    Digest digest(bytes.size());
    digest.add(bytes);
    return digest.value();
}

/// nullopt: there is less of it.
std::optional<qint64> digestOf(const FileRange &range)
{
    QFile file(range.path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(range.offset))
        return {};
    Digest digest(range.length);
    QByteArray piece(1 << 20, Qt::Uninitialized);
    for (qint64 left = range.length; left > 0; left -= piece.size()) {
        piece.resize(std::min<qint64>(left, piece.size()));
        if (file.read(piece.data(), piece.size()) != piece.size())
            return {};
        digest.add(piece);
    }
    return digest.value();
}

Error notWritten(const QFile &file)
{
    const bool isFull = file.error() == QFileDevice::ResourceError;
    return Error{ErrorKind::Storage, u"sources: "_s + file.errorString(),
        isFull ? ErrorReason::DiskFull : ErrorReason::FileUnreadable, 0, {}};
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
        const Error error = notWritten(*m_file);
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

std::optional<MessageSource> SourceFiles::find(const Place &place) const
{
    if (place.length <= MessageSource::largeBytes)
        return read(place);
    const FileRange range{pathOf(place.file), place.offset, place.length};
    return digestOf(range) == place.digest ? std::optional(MessageSource(range)) : std::nullopt;
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

SourceWriter::SourceWriter(const QString &dataDir)
    : m_files(dataDir)
{
}

SourceWriter::~SourceWriter()
{
    if (m_files.m_file && !m_isKept)
        m_files.m_file->remove();
}

Result<void> SourceWriter::write(qint64 offset, QByteArrayView bytes)
{
    if (!m_files.m_file) {
        if (const Result<void> begun = m_files.begin(); !begun)
            return begun;
    }
    QFile &file = *m_files.m_file;
    const bool isThere = file.pos() == offset || (file.resize(offset) && file.seek(offset));
    if (!isThere || file.write(bytes.data(), bytes.size()) != bytes.size())
        return fail(notWritten(file));
    m_files.m_end = offset + bytes.size();
    return {};
}

Result<SourcePlace> SourceWriter::place() const
{
    const std::optional<qint64> digest = digestOf({m_files.pathOf(m_files.m_number), 0, size()});
    if (!digest)
        return fail(ErrorKind::Storage, u"sources: what was written is not there"_s, ErrorReason::FileUnreadable);
    return SourcePlace{m_files.m_number, 0, size(), *digest};
}

} // namespace qn::store
