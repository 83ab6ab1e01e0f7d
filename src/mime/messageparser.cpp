// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmime/gmime.h>

#include "mime/bodycollector.h"
#include "mime/charset.h"
#include "mime/headerdecoder.h"
#include "mime/htmltext.h"
#include "mime/messageparser.h"

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

QDateTime decodeDate(const QByteArray &raw)
{
    if (raw.isEmpty() || raw.size() > 500)
        return {};
    initialiseGMime();
    GDateTime *date = g_mime_utils_header_decode_date(raw.constData());
    if (!date)
        return {};
    const gint64 seconds = g_date_time_to_unix(date);
    const int year = g_date_time_get_year(date);
    g_date_time_unref(date);
    // Before mail existed, or far in the future, is as good as no date.
    return year >= 1970 && year < 2200 ? QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC) : QDateTime();
}

QDateTime dateOf(const HeaderBlock &block)
{
    if (const QDateTime date = decodeDate(block.value("date")); date.isValid())
        return date;
    for (const QByteArray &received : block.values("received")) {
        if (const QDateTime date = decodeDate(received.sliced(received.lastIndexOf(';') + 1).trimmed()); date.isValid())
            return date;
    }
    return {};
}

using AddressCache = QHash<QByteArray, QList<Address>>;

QList<Address> addressesOf(const QByteArray &raw, AddressCache *cache)
{
    if (raw.isEmpty() || !cache)
        return decodeAddresses(raw);
    auto known = cache->constFind(raw);
    if (known == cache->constEnd())
        known = cache->insert(raw, decodeAddresses(raw));
    return *known;
}

/// `cache` may be null.
MessageHeader headerOf(const HeaderBlock &block, qint64 size, AddressCache *cache, const QDateTime &arrived)
{
    MessageHeader header;
    header.messageId = decodeMessageIds(block.value("message-id")).value(0);
    header.inReplyTo = decodeMessageIds(block.value("in-reply-to"));
    header.references = decodeMessageIds(block.value("references"));
    QByteArray from = block.value("from");
    if (from.isEmpty())
        from = block.value("sender");
    header.from = addressesOf(from, cache).value(0);
    header.replyTo = addressesOf(block.value("reply-to"), cache);
    header.to = addressesOf(block.value("to"), cache);
    header.cc = addressesOf(block.value("cc"), cache);
    header.bcc = addressesOf(block.value("bcc"), cache);
    header.subject = decodeHeader(block.value("subject"));
    header.date = arrived.isValid() ? arrived : dateOf(block);
    header.size = size;
    return header;
}

constexpr qint64 shownRaw = 1 << 20, largestHeader = 1 << 20;

/// The body of a source that is too expensive to take apart.
MessageBody rawBody(const QByteArray &source, qsizetype bodyStart)
{
    MessageBody body;
    body.text = decodeUnlabelled(source.sliced(bodyStart, std::min<qsizetype>(shownRaw, source.size() - bodyStart)));
    return body;
}

/// All of a source in memory; of a file what has the header, and of the body as much as rawBody() shows.
QByteArray startOf(const MessageSource &source)
{
    if (!source.file())
        return source.bytes();
    FileRange start = *source.file();
    start.length = std::min(start.length, largestHeader + shownRaw);
    QByteArray bytes = wholeSource(MessageSource(start));
    const bool isHeaderThere = splitHeader(bytes).bodyStart <= largestHeader || start.length == source.size();
    return isHeaderThere ? bytes : wholeSource(source);
}

/// A guess: multipart/mixed (RFC 2046 5.1.3) is what a mail with files is made as, and anything but text is a file by itself.
bool seemsToHaveFiles(const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').constFirst().trimmed().toLower();
    if (type.startsWith("multipart/"))
        return type == "multipart/mixed";
    return type.contains('/') && !type.startsWith("text/");
}

bool isQuoteIntroduction(const QString &line)
{
    if (line.size() > 300)
        return false;
    return (line.startsWith(u"On ") && line.endsWith(u"wrote:")) || line.endsWith(u"写道：") || line.endsWith(u"写道:")
        || line.endsWith(u"寫道：");
}

/// Most previews are found at the beginning.
QString previewOfHtml(const QString &html)
{
    constexpr qsizetype longest = 200'000, first = 1000, surelyWhole = 150;
    const QString start = html.left(longest);
    const QString text = htmlToText(start, first);
    const QString preview = makePreview(text);
    return text.size() < first / 2 || preview.size() >= surelyWhole ? preview : makePreview(htmlToText(start));
}

bool startsOldMessage(const QString &line)
{
    return line.startsWith(u"-----")
        && (line.contains(u"原始邮件") || line.contains(u"Original Message", Qt::CaseInsensitive));
}

Message messageOf(const HeaderBlock &block, qint64 size, MessageBody body)
{
    Message message{headerOf(block, size, nullptr, {}), std::move(body)};
    message.header.hasAttachments = std::any_of(message.body.attachments.begin(), message.body.attachments.end(),
        [](const Attachment &attachment) { return !attachment.isInline; });
    // A text part of blanks only beside the HTML is common in newsletters.
    message.header.preview = makePreview(message.body.text);
    if (message.header.preview.isEmpty())
        message.header.preview = previewOfHtml(message.body.html);
    return message;
}

} // namespace

QString makePreview(const QString &text)
{
    constexpr qsizetype maxPreview = 200, maxRead = 20'000;
    QString own, all;
    bool inOldMessage = false;
    for (const QStringView raw : QStringView(text).first(std::min(text.size(), maxRead)).tokenize(u'\n')) {
        const QString line = raw.toString().simplified();
        if (line.isEmpty() || line == u"--")
            continue;
        if (all.size() <= maxPreview)
            all += line + u' ';
        inOldMessage = inOldMessage || startsOldMessage(line);
        if (!inOldMessage && !line.startsWith(u'>') && !isQuoteIntroduction(line))
            own += line + u' ';
        if (own.size() > maxPreview) // the rest changes nothing
            break;
    }
    QString preview = (own.isEmpty() ? all : own).left(maxPreview);
    if (!preview.isEmpty() && preview.back().isHighSurrogate())
        preview.chop(1);
    return preview.trimmed();
}

MessageHeader HeaderReader::read(const QByteArray &source, const QDateTime &arrived)
{
    const HeaderBlock block = splitHeader(source);
    MessageHeader header = headerOf(block, source.size(), &m_addresses, arrived);
    header.hasAttachments = seemsToHaveFiles(block.value("content-type"));
    return header;
}

MessageHeader parseHeader(const QByteArray &source)
{
    return headerOf(splitHeader(source), source.size(), nullptr, {});
}

Result<Message> parseMessage(const MessageSource &source)
{
    if (source.size() == 0)
        return fail(ErrorKind::Parameter, u"Empty message source"_s);
    const QByteArray start = startOf(source);
    if (start.isEmpty())
        return fail(ErrorKind::Storage, u"the message's file cannot be read"_s);
    const HeaderBlock block = splitHeader(start);
    const std::shared_ptr<Part> root = readParts(source, block);
    return messageOf(block, source.size(), root ? collectBody(*root) : rawBody(start, block.bodyStart));
}

Message readMessage(const QByteArray &start, qint64 size, const Part &root)
{
    return messageOf(splitHeader(start), size, collectBody(root));
}

Result<QByteArray> attachmentContent(const MessageSource &source, const QString &partId)
{
    const QByteArray start = startOf(source);
    const std::shared_ptr<Part> root = start.isEmpty() ? nullptr : readParts(source, splitHeader(start));
    const std::shared_ptr<Part> part = root ? partById(root, partId) : nullptr;
    if (!part)
        return fail(ErrorKind::NotFound, u"No such part"_s);
    return part->content();
}

} // namespace qn::mime
