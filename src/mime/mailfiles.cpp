// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/mailfiles.h"

#include "mime/fieldline.h"

#include <QRegularExpression>
#include <QStringDecoder>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

/// Value of a header field whose name is given with its colon, spelt as programs write it.
QByteArray fieldValue(QByteArrayView header, QByteArrayView name)
{
    for (qsizetype at = 0; at >= 0 && at < header.size();) {
        const qsizetype end = header.indexOf('\n', at);
        const QByteArrayView line = header.sliced(at, (end < 0 ? header.size() : end) - at);
        if (line.trimmed().isEmpty())
            break;
        if (line.startsWith(name))
            return line.sliced(name.size()).trimmed().toByteArray();
        at = end < 0 ? -1 : end + 1;
    }
    return {};
}

/// https://www-archive.mozilla.org/mailnews/arch/folderstruct.html lists the bits.
uint mozillaStatus(const QByteArray &source)
{
    return fieldValue(source, "X-Mozilla-Status:").toUInt(nullptr, 16);
}

} // namespace

MessageFlags statusFlags(const QByteArray &source)
{
    MessageFlags flags;
    const QByteArray status = fieldValue(source, "Status:"), xStatus = fieldValue(source, "X-Status:");
    const uint mozilla = mozillaStatus(source);
    flags.setFlag(MessageFlag::Seen, status.contains('R') || (mozilla & 0x0001) != 0);
    flags.setFlag(MessageFlag::Answered, xStatus.contains('A') || (mozilla & 0x0002) != 0);
    flags.setFlag(MessageFlag::Flagged, xStatus.contains('F') || (mozilla & 0x0004) != 0);
    flags.setFlag(MessageFlag::Draft, xStatus.contains('T'));
    flags.setFlag(MessageFlag::Forwarded, (mozilla & 0x1000) != 0);
    return flags;
}

bool isExpunged(const QByteArray &source)
{
    return (mozillaStatus(source) & 0x0008) != 0;
}

bool looksLikeMessage(const QByteArray &bytes)
{
    QByteArrayView start = QByteArrayView(bytes).first(std::min<qsizetype>(bytes.size(), 4096));
    if (start.startsWith("\xEF\xBB\xBF"))
        start = start.sliced(3);
    start = start.trimmed();
    return start.startsWith("From ") || start.startsWith(">From ") || isFieldLine(start);
}

MessageFlags maildirFlags(const QString &fileName)
{
    static const QRegularExpression form(u"[:;!]2,([A-Za-z]*)$"_s);
    const QString letters = form.match(fileName).captured(1);
    MessageFlags flags;
    flags.setFlag(MessageFlag::Seen, letters.contains(u'S'));
    flags.setFlag(MessageFlag::Answered, letters.contains(u'R'));
    flags.setFlag(MessageFlag::Flagged, letters.contains(u'F'));
    flags.setFlag(MessageFlag::Draft, letters.contains(u'D'));
    flags.setFlag(MessageFlag::Forwarded, letters.contains(u'P'));
    return flags;
}

QString maildirSuffix(MessageFlags flags)
{
    // In ASCII order, as the format wants it.
    QString suffix = u":2,"_s;
    const std::pair<MessageFlag, QChar> letters[] = {{MessageFlag::Draft, u'D'}, {MessageFlag::Flagged, u'F'},
        {MessageFlag::Forwarded, u'P'}, {MessageFlag::Answered, u'R'}, {MessageFlag::Seen, u'S'}};
    for (const auto &[flag, letter] : letters) {
        if (flags.testFlag(flag))
            suffix += letter;
    }
    return suffix;
}

QString encodeModifiedUtf7(const QString &name)
{
    QString out;
    for (qsizetype i = 0; i < name.size();) {
        if (name[i] == u'&') {
            out += u"&-"_s;
            ++i;
        } else if (name[i] >= u' ' && name[i] <= u'~') {
            out += name[i++];
        } else {
            QByteArray utf16;
            for (; i < name.size() && (name[i] < u' ' || name[i] > u'~'); ++i) {
                utf16 += char(name[i].unicode() >> 8);
                utf16 += char(name[i].unicode() & 0xff);
            }
            out += u'&' + QString::fromLatin1(utf16.toBase64(QByteArray::OmitTrailingEquals).replace('/', ',')) + u'-';
        }
    }
    return out;
}

QString decodeModifiedUtf7(const QString &name)
{
    QString out;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const qsizetype end = name[i] == u'&' ? name.indexOf(u'-', i) : -1;
        if (end < 0) {
            out += name[i];
            continue;
        }
        if (end == i + 1) {
            out += u'&';
        } else {
            const QByteArray utf16 =
                QByteArray::fromBase64(name.sliced(i + 1, end - i - 1).toLatin1().replace(',', '/'));
            out += QStringDecoder(QStringDecoder::Utf16BE, QStringDecoder::Flag::Stateless).decode(utf16);
        }
        i = end;
    }
    return out;
}

FolderRole roleOfName(const QString &name)
{
    static const QHash<QString, FolderRole> roles = {{u"inbox"_s, FolderRole::Inbox}, {u"收件箱"_s, FolderRole::Inbox},
        {u"sent"_s, FolderRole::Sent}, {u"sent messages"_s, FolderRole::Sent}, {u"sent items"_s, FolderRole::Sent},
        {u"sent mail"_s, FolderRole::Sent}, {u"已发送"_s, FolderRole::Sent}, {u"drafts"_s, FolderRole::Drafts},
        {u"草稿箱"_s, FolderRole::Drafts}, {u"trash"_s, FolderRole::Trash}, {u"deleted messages"_s, FolderRole::Trash},
        {u"deleted items"_s, FolderRole::Trash}, {u"已删除"_s, FolderRole::Trash}, {u"junk"_s, FolderRole::Junk},
        {u"spam"_s, FolderRole::Junk}, {u"垃圾箱"_s, FolderRole::Junk}, {u"垃圾邮件"_s, FolderRole::Junk},
        {u"archive"_s, FolderRole::Archive}, {u"归档"_s, FolderRole::Archive}};
    return roles.value(name.trimmed().toLower(), FolderRole::None);
}

} // namespace qn::mime
