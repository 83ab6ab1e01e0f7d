// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composechecks.h"

#include <QRegularExpression>

namespace qn::widgets {

using namespace Qt::StringLiterals;

bool mentionsAttachment(const QString &text)
{
    static const QRegularExpression words(
        uR"(附件|附上|附图|附表|随附|附檔|\b(attached|attachments?|enclosed|enclosure)\b)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression quotation(
        uR"(^\s*[-—_]{2,}.*(原始邮件|原邮件|转发|Original|Forwarded).*$)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression denial(
        uR"(无附件|没有附件|不带附件|\bno attachments?\b)"_s, QRegularExpression::CaseInsensitiveOption);
    const auto lines = text.split(u'\n');
    for (auto line : lines) {
        if (quotation.match(line).hasMatch())
            return false;
        if (line.startsWith(u'>'))
            continue;
        if (words.match(line.remove(denial)).hasMatch())
            return true;
    }
    return false;
}

qint64 estimatedBytes(const OutgoingMessage &mail)
{
    constexpr qint64 headers = 2048, partHeaders = 512;
    qint64 bytes = headers + (mail.text.size() + mail.html.size()) * 3;
    // 57 bytes become a line of 76 characters and CRLF.
    for (const auto &attachment : mail.attachments)
        bytes += attachment.content.size() * 78 / 57 + partHeaders;
    return bytes;
}

} // namespace qn::widgets
