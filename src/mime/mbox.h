// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/mailfiles.h"

#include <QIODevice>

#include <optional>

namespace qn::mime {

/// Messages of an mbox (RFC 4155), one after the other: separated by From_ lines after a blank line, `>From ` unquoted,
/// flags from the fields that mail programs write. Reads the device in pieces, so that memory is that of the largest
/// message, whatever the size of the file.
class MboxReader final
{
    Q_DISABLE_COPY_MOVE(MboxReader)

public:
    /// A message that is larger is given as its first `maxMessage` bytes.
    static constexpr qsizetype maxMessage = 256 << 20;

    explicit MboxReader(QIODevice &device)
        : m_device(device)
    {
    }
    /// nullopt at the end. What stands before the first From_ line is left out.
    std::optional<FoundMessage> next();

private:
    bool fill(qsizetype wanted);
    qsizetype separatorFrom(qsizetype from);
    std::optional<FoundMessage> take(qsizetype begin, qsizetype end);

    QIODevice &m_device;
    QByteArray m_buffer;
    qsizetype m_position = 0; ///< in m_buffer: what is before is done with
    bool m_atEnd = false;
    bool m_inside = false;
};

QList<FoundMessage> splitMbox(const QByteArray &file);

/// `message` as an mbox holds it: a From_ line, `From ` quoted (mboxrd), a blank line behind.
QByteArray mboxEntry(const QByteArray &message, const QString &sender, const QDateTime &date);

} // namespace qn::mime
