// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/messagesource.h"

#include <QTemporaryFile>

namespace qn::test {

/// A source that stands in a file, between other things.
class MailFile final
{
    Q_DISABLE_COPY_MOVE(MailFile)

public:
    explicit MailFile(const QByteArray &source)
        : m_length(source.size())
    {
        const bool isWritten = m_file.open() && m_file.write(before + source + "Subject: behind\n\n--x\n") > 0 && m_file.flush();
        Q_ASSERT(isWritten);
        Q_UNUSED(isWritten)
    }
    MessageSource source() const { return MessageSource(FileRange{m_file.fileName(), before.size(), m_length}); }

private:
    static inline const QByteArray before = "Subject: before\n\n--x\n";
    QTemporaryFile m_file;
    const qint64 m_length;
};

} // namespace qn::test
