// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/messagecomposer.h"

#include "mime/headerencoder.h"
#include "mime/htmltext.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QRandomGenerator>
#include <QUrl>
#include <QUuid>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

constexpr char markField[] = "X-Qingniao-Id";

QByteArray dateField(const QDateTime &date)
{
    const QDateTime local = date.isValid() ? date : QDateTime::currentDateTimeUtc();
    const int offset = local.offsetFromUtc();
    const QString zone = u"%1%2%3"_s.arg(QChar(offset < 0 ? u'-' : u'+'))
                             .arg(qAbs(offset) / 3600, 2, 10, QChar(u'0'))
                             .arg(qAbs(offset) / 60 % 60, 2, 10, QChar(u'0'));
    return "Date: " + QLocale::c().toString(local, u"ddd, d MMM yyyy HH:mm:ss "_s).toLatin1() + zone.toLatin1()
        + "\r\n";
}

QByteArray canonicalText(QString text)
{
    text.replace(u"\r\n"_s, u"\n"_s);
    text.replace(u'\r', u'\n');
    text.remove(QChar(0));
    if (!text.isEmpty() && !text.endsWith(u'\n'))
        text += u'\n';
    return text.toUtf8().replace("\n", "\r\n");
}

/// Base64 in lines of 76 characters.
QByteArray base64Lines(const QByteArray &bytes)
{
    constexpr qsizetype bytesPerLine = 57;
    QByteArray out;
    out.reserve(bytes.size() * 4 / 3 + bytes.size() / bytesPerLine * 2 + 8);
    for (qsizetype at = 0; at < bytes.size(); at += bytesPerLine)
        out += bytes.sliced(at, std::min(bytesPerLine, bytes.size() - at)).toBase64() + "\r\n";
    return out;
}

/// RFC 2045 6.7; `text` has CRLF line ends.
QByteArray quotedPrintable(const QByteArray &text)
{
    QByteArray out;
    qsizetype used = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            out += "\r\n";
            used = 0;
            ++i;
            continue;
        }
        const bool endOfLine = i + 1 == text.size() || text[i + 1] == '\r';
        const bool blank = c == ' ' || c == '\t';
        // Some mailers change lines that begin with "From ", and a lone dot once ended a mail.
        const bool risky = used == 0 && (c == 'F' || c == '.');
        const bool plain = ((c > ' ' && c < 127 && c != '=') || (blank && !endOfLine)) && !risky;
        const QByteArray piece = plain ? QByteArray(1, c) : '=' + QByteArray(1, c).toHex().toUpper();
        if (used + piece.size() > 75) {
            out += "=\r\n";
            used = 0;
        }
        out += piece;
        used += piece.size();
    }
    return out;
}

struct EncodedText
{
    QByteArray encoding;
    QByteArray bytes;
};

EncodedText encodeText(const QByteArray &text)
{
    qsizetype eightBit = 0, line = 0, longest = 0;
    bool fromLine = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        eightBit += static_cast<signed char>(text[i]) < 0;
        if (line == 0 && QByteArrayView(text).sliced(i).startsWith("From "))
            fromLine = true;
        line = text[i] == '\n' ? 0 : line + 1;
        longest = std::max(longest, line);
    }
    if (eightBit == 0 && longest < 990 && !fromLine)
        return {"7bit", text};
    if (eightBit * 6 < text.size())
        return {"quoted-printable", quotedPrintable(text)};
    return {"base64", base64Lines(text)};
}

QByteArray textEntity(const QByteArray &subtype, const QString &text)
{
    const EncodedText encoded = encodeText(canonicalText(text));
    return "Content-Type: text/" + subtype + "; charset=utf-8\r\nContent-Transfer-Encoding: " + encoded.encoding
        + "\r\n\r\n" + encoded.bytes;
}

QByteArray attachmentType(const Attachment &attachment)
{
    const QByteArray type = attachment.type.toLower().toLatin1();
    const bool valid = type.count('/') == 1 && !type.startsWith('/') && !type.endsWith('/')
        && std::all_of(
            type.begin(), type.end(), [](char c) { return isalnum(static_cast<uchar>(c)) || strchr("/.+-_", c); });
    // An embedded message or multipart may not be base64 (RFC 2046 5.2.1), and as bytes it may be anything.
    return valid && !type.startsWith("multipart/") && !type.startsWith("message/") ? type : "application/octet-stream";
}

QByteArray attachmentEntity(const Attachment &attachment)
{
    QByteArray out =
        attachmentFields(attachmentType(attachment), attachment.isInline ? "inline" : "attachment", attachment.name);
    out += idField("Content-ID", {attachment.contentId});
    return out + "Content-Transfer-Encoding: base64\r\n\r\n" + base64Lines(attachment.content);
}

QByteArray multipart(const QByteArray &subtype, const QList<QByteArray> &parts)
{
    // 128 random bits: no part contains it; "=_" cannot occur in base64 or quoted-printable (RFC 2045 6.7).
    const QByteArray boundary = "=_qn_" + QUuid::createUuid().toByteArray(QUuid::Id128);
    QByteArray out = "Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    for (const QByteArray &part : parts)
        out += "--" + boundary + "\r\n" + part + "\r\n";
    return out + "--" + boundary + "--\r\n";
}

QByteArray bodyEntity(const OutgoingMessage &mail)
{
    QList<QByteArray> inlineParts, files;
    for (const Attachment &attachment : mail.attachments)
        (attachment.isInline && !mail.html.isEmpty() ? inlineParts : files) << attachmentEntity(attachment);
    QByteArray body;
    if (mail.html.isEmpty()) {
        body = textEntity("plain", mail.text);
    } else {
        QByteArray html = textEntity("html", mail.html);
        if (!inlineParts.isEmpty())
            html = multipart("related", QList<QByteArray>{html} + inlineParts);
        const QString plain = mail.text.isEmpty() ? htmlToText(mail.html) : mail.text;
        body = multipart("alternative", {textEntity("plain", plain), html});
    }
    return files.isEmpty() ? body : multipart("mixed", QList<QByteArray>{body} + files);
}

} // namespace

QByteArray ownMark(const OutgoingMessage &mail)
{
    const QString key = mail.idempotencyKey.isEmpty() ? mail.messageId : mail.idempotencyKey;
    if (key.isEmpty())
        return {};
    return QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex().left(32);
}

QByteArray readOwnMark(const QByteArray &header)
{
    const QByteArray lower = '\n' + header.toLower();
    const qsizetype at = lower.indexOf(QByteArray("\n") + QByteArray(markField).toLower() + ':');
    if (at < 0)
        return {};
    const qsizetype from = at + qsizetype(sizeof markField) + 1;
    const qsizetype end = lower.indexOf('\n', from);
    return lower.mid(from, end < 0 ? -1 : end - from).trimmed();
}

QString makeMessageId(const Address &from)
{
    const QString domain = from.email.sliced(from.email.lastIndexOf(u'@') + 1);
    const QByteArray host = QUrl::toAce(domain);
    return QUuid::createUuid().toString(QUuid::WithoutBraces) + u'@'
        + (host.isEmpty() ? u"localhost"_s : QString::fromLatin1(host));
}

Result<QByteArray> composeMessage(const OutgoingMessage &mail, const QDateTime &date, ComposeFor purpose)
{
    QByteArray out;
    const std::pair<QByteArray, QList<Address>> lists[] = {
        {"From", mail.from.email.isEmpty() ? QList<Address>() : QList<Address>{mail.from}}, {"To", mail.to},
        {"Cc", mail.cc}, {"Bcc", purpose == ComposeFor::Delivery ? QList<Address>() : mail.bcc}};
    for (const auto &[name, addresses] : lists) {
        const auto field = addressField(name, addresses, purpose == ComposeFor::Draft);
        if (!field)
            return fail(ErrorKind::Parameter, u"An address in %1 cannot be written"_s.arg(QString::fromLatin1(name)),
                name == "From" ? ErrorReason::SenderRefused : ErrorReason::RecipientRefused);
        out += *field;
    }
    out += textField("Subject", mail.subject);
    out += dateField(date);
    out += idField("Message-ID", {mail.messageId.isEmpty() ? makeMessageId(mail.from) : mail.messageId});
    if (const QByteArray mark = ownMark(mail); !mark.isEmpty())
        out += markField + (": " + mark) + "\r\n";
    out += idField("In-Reply-To", mail.inReplyTo);
    out += idField("References", mail.references);
    out += "MIME-Version: 1.0\r\n" + bodyEntity(mail);
    return out;
}

} // namespace qn::mime
