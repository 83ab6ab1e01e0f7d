// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/journal.h"

#include <QJsonDocument>
#include <QSaveFile>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray line(const QJsonArray &transaction)
{
    return QJsonDocument(transaction).toJson(QJsonDocument::Compact) + '\n';
}

tl::unexpected<Error> writeError(const QFileDevice &file)
{
    const bool full = file.error() == QFileDevice::ResourceError || file.error() == QFileDevice::WriteError;
    return fail(ErrorKind::Storage, u"Sandbox journal: "_s + file.errorString(),
        full ? ErrorReason::DiskFull : ErrorReason::None);
}

} // namespace

Result<void> Journal::open(const std::function<void(const QJsonArray &)> &replay)
{
    if (!m_file.exists())
        return openForAppending();
    if (!m_file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"Sandbox journal: "_s + m_file.errorString(), ErrorReason::FileUnreadable);
    qint64 end = 0;
    while (!m_file.atEnd()) {
        const QByteArray text = m_file.readLine();
        const QJsonDocument document = QJsonDocument::fromJson(text);
        if (!text.endsWith('\n') || !document.isArray()) {
            if (!m_file.atEnd())
                return fail(ErrorKind::Storage, u"Sandbox journal is damaged at byte %1"_s.arg(end),
                    ErrorReason::DatabaseCorrupt);
            break;
        }
        replay(document.array());
        m_records += document.array().size();
        end += text.size();
    }
    m_file.close();
    if (end < m_file.size() && !m_file.resize(end))
        return writeError(m_file);
    return openForAppending();
}

Result<void> Journal::append(const QJsonArray &transaction)
{
    const qint64 before = m_file.size();
    const QByteArray text = line(transaction);
    if (m_file.write(text) != text.size() || !m_file.flush()) {
        const auto error = writeError(m_file);
        m_file.close();
        m_file.resize(before);
        static_cast<void>(openForAppending());
        return error;
    }
    m_records += transaction.size();
    return {};
}

Result<void> Journal::rewrite(const QList<QJsonArray> &transactions)
{
    QSaveFile fresh(m_file.fileName());
    if (!fresh.open(QIODevice::WriteOnly))
        return writeError(fresh);
    qsizetype records = 0;
    for (const QJsonArray &transaction : transactions) {
        fresh.write(line(transaction));
        records += transaction.size();
    }
    m_file.close();
    if (!fresh.commit())
        return static_cast<void>(openForAppending()), writeError(fresh);
    m_records = records;
    return openForAppending();
}

Result<void> Journal::openForAppending()
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Append))
        return writeError(m_file);
    return {};
}

} // namespace qn::sandbox
