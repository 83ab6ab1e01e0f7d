// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace qn {

/// So many bytes of a file, from `offset` on.
struct FileRange
{
    QString path;
    qint64 offset = 0;
    qint64 length = 0;
};

/// A message as it was sent (RFC 5322): in memory, or in a file where it is large. Holds a path, opens nothing.
class MessageSource final
{
public:
    static constexpr qint64 largeBytes = 4 << 20; ///< what is longer is not taken into memory whole where that can be helped

    MessageSource(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    explicit MessageSource(FileRange file)
        : m_file(std::move(file))
    {
    }
    const std::optional<FileRange> &file() const { return m_file; }
    const QByteArray &bytes() const { return m_bytes; } ///< empty where there is a file
    qint64 size() const { return m_file ? m_file->length : m_bytes.size(); }

private:
    QByteArray m_bytes;
    std::optional<FileRange> m_file;
};

} // namespace qn
