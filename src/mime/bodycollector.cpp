// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/bodycollector.h"

#include "mime/charset.h"
#include "mime/headerdecoder.h"
#include "mime/htmltext.h"

#include <QSet>
#include <QUrl>

#include <algorithm>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDepth = 64;
constexpr qsizetype maxAttachments = 2000;

struct Texts
{
    QString text;
    QString html;
};

QString normalised(QString text)
{
    if (text.contains(u'\r')) {
        text.replace(u"\r\n"_s, u"\n"_s);
        text.replace(u'\r', u'\n');
    }
    if (text.contains(QChar(0)))
        text.remove(QChar(0));
    return text;
}

/// The charset that an HTML part without one in its header declares in its own <meta>.
QByteArray metaCharset(const QByteArray &html)
{
    const QByteArray start = html.left(2048).toLower();
    qsizetype at = start.indexOf("charset=");
    if (at < 0)
        return {};
    at += 8;
    QByteArray name;
    while (at < start.size() && name.size() < 40
        && (isalnum(static_cast<uchar>(start[at])) || strchr("-_\"'", start[at]))) {
        if (start[at] != '"' && start[at] != '\'')
            name += start[at];
        ++at;
    }
    return name;
}

class BodyCollector final
{
public:
    MessageBody collect(const Part &root)
    {
        const Texts texts = read(root, QString(), true, 0);
        m_body.text = texts.text;
        m_body.html = texts.html;
        markInline();
        return m_body;
    }

private:
    Texts read(const Part &part, const QString &id, bool first, int depth)
    {
        if (!part.isMultipart())
            return readLeaf(part, id.isEmpty() ? u"1"_s : id, first);
        if (depth >= maxDepth)
            return {};
        const auto children = part.children();
        if (children.isEmpty())
            return {normalised(decodeUnlabelled(part.content())), {}};
        QList<Texts> texts;
        const bool alternative = part.type() == "multipart/alternative";
        for (qsizetype i = 0; i < children.size(); ++i) {
            const QString childId = (id.isEmpty() ? QString() : id + u'.') + QString::number(i + 1);
            texts << read(*children[i], childId, first && (i == 0 || alternative), depth + 1);
        }
        return alternative ? best(texts) : joined(texts);
    }

    static Texts best(const QList<Texts> &alternatives)
    {
        Texts result;
        for (const Texts &each : alternatives) {
            if (result.text.isEmpty())
                result.text = each.text;
            if (!each.html.isEmpty()) // the last is the richest (RFC 2046 5.1.4)
                result.html = each.html;
        }
        return result;
    }

    /// Of several texts one after the other none may be lost, whichever of the two forms is shown.
    static Texts joined(const QList<Texts> &parts)
    {
        const bool anyText = std::any_of(parts.begin(), parts.end(), [](const Texts &t) { return !t.text.isEmpty(); });
        const bool anyHtml = std::any_of(parts.begin(), parts.end(), [](const Texts &t) { return !t.html.isEmpty(); });
        QStringList text, html;
        for (const Texts &part : parts) {
            if (part.text.isEmpty() && part.html.isEmpty())
                continue;
            if (anyText)
                text << (part.text.isEmpty() ? htmlToText(part.html) : part.text);
            if (anyHtml)
                html << (part.html.isEmpty() ? textToHtml(part.text) : part.html);
        }
        return {text.join(u'\n'), html.join(u"\n"_s)};
    }

    Texts readLeaf(const Part &part, const QString &id, bool first)
    {
        QByteArray type = part.type();
        const ParameterizedValue disposition = decodeParameters(part.rawHeader("Content-Disposition"));
        const ParameterizedValue contentType = decodeParameters(part.rawHeader("Content-Type"));
        QString name = disposition.parameters.value("filename");
        if (name.isEmpty())
            name = contentType.parameters.value("name");
        if (!contentType.value.isEmpty() && !contentType.value.contains('/'))
            type = "text/plain"; // RFC 2045 5.2: what has no valid type is text
        const bool isText =
            type == "text/plain" || type == "text/html" || (type.startsWith("text/") && id == u"1" && first);
        const bool isFile = disposition.value == "attachment" || (!name.isEmpty() && !first) || !isText;
        if (isFile) {
            addAttachment(part, id, type, name);
            return {};
        }
        return readText(part, type, contentType);
    }

    static Texts readText(const Part &part, const QByteArray &type, const ParameterizedValue &contentType)
    {
        const QByteArray bytes = part.content();
        QByteArray charset = contentType.parameters.value("charset").toLatin1();
        if (type == "text/html") {
            if (charset.isEmpty())
                charset = metaCharset(bytes);
            return {{}, normalised(decodeText(bytes, charset))};
        }
        QString text = normalised(decodeText(bytes, charset));
        if (contentType.parameters.value("format").compare(u"flowed", Qt::CaseInsensitive) == 0)
            text = unflow(text, contentType.parameters.value("delsp").compare(u"yes", Qt::CaseInsensitive) == 0);
        return {text, {}};
    }

    void addAttachment(const Part &part, const QString &id, const QByteArray &type, const QString &name)
    {
        if (m_body.attachments.size() >= maxAttachments)
            return;
        Attachment attachment;
        attachment.partId = id;
        attachment.type = QString::fromLatin1(type);
        attachment.contentId = decodeHeader(part.rawHeader("Content-ID")).remove(u'<').remove(u'>').trimmed();
        attachment.size = part.contentSize();
        attachment.name = safeName(name.isEmpty() ? defaultName(part, type) : name);
        m_body.attachments << attachment;
    }

    static QString defaultName(const Part &part, const QByteArray &type)
    {
        if (type == "message/rfc822" || type == "message/global") {
            const QString subject = decodeHeader(splitHeader(part.content()).value("subject"));
            return (subject.isEmpty() ? u"message"_s : subject.left(80)) + u".eml"_s;
        }
        static const QHash<QByteArray, QString> suffixes = {{"text/calendar", u"invite.ics"_s},
            {"message/delivery-status", u"delivery-status.txt"_s}, {"text/rfc822-headers", u"headers.txt"_s},
            {"application/pgp-signature", u"signature.asc"_s}, {"application/pkcs7-signature", u"smime.p7s"_s},
            {"image/jpeg", u"image.jpg"_s}, {"image/png", u"image.png"_s}, {"image/gif", u"image.gif"_s},
            {"text/plain", u"text.txt"_s}, {"text/html", u"page.html"_s}, {"application/pdf", u"document.pdf"_s}};
        return suffixes.value(type, u"attachment"_s);
    }

    /// A name without a path, so that saving it cannot leave the chosen folder.
    static QString safeName(QString name)
    {
        name.replace(u'\\', u'/');
        name = name.sliced(name.lastIndexOf(u'/') + 1).trimmed();
        // Bidirectional overrides make "gpj.exe" look like "exe.jpg".
        name.removeIf([](QChar c) {
            return c < u' ' || c == QChar(127) || (c >= QChar(0x202a) && c <= QChar(0x202e))
                || (c >= QChar(0x2066) && c <= QChar(0x2069));
        });
        if (name.isEmpty() || name == u"." || name == u"..")
            name = u"attachment"_s;
        return name.left(200);
    }

    void markInline()
    {
        // Without an id nothing can be referred to, and the HTML need not be looked through.
        if (m_body.html.isEmpty() || std::all_of(m_body.attachments.cbegin(), m_body.attachments.cend(), [](const Attachment &attachment) {
                return attachment.contentId.isEmpty();
            }))
            return;
        QSet<QString> referenced;
        const QString &html = m_body.html;
        qsizetype at = 0;
        while (referenced.size() < 3 * maxAttachments && (at = html.indexOf(u"cid:", at, Qt::CaseInsensitive)) >= 0) {
            qsizetype end = at + 4;
            while (end < html.size() && end - at < 1000 && !html[end].isSpace() && !u"\"'<>)"_s.contains(html[end]))
                ++end;
            const QString id = html.sliced(at + 4, end - at - 4);
            referenced << id << QUrl::fromPercentEncoding(id.toUtf8()) << QString(id).replace(u"&amp;"_s, u"&"_s);
            at = end;
        }
        for (Attachment &attachment : m_body.attachments)
            attachment.isInline = !attachment.contentId.isEmpty() && referenced.contains(attachment.contentId);
    }

    MessageBody m_body;
};

} // namespace

MessageBody collectBody(const Part &root)
{
    return BodyCollector().collect(root);
}

std::shared_ptr<Part> partById(const std::shared_ptr<Part> &root, const QString &partId)
{
    std::shared_ptr<Part> part = root;
    const QStringList steps = partId.split(u'.');
    if (steps.size() > maxDepth)
        return {};
    if (!root->isMultipart())
        return partId == u"1" ? root : nullptr;
    for (const QString &step : steps) {
        bool ok = false;
        const int index = step.toInt(&ok);
        if (!ok || !part->isMultipart())
            return {};
        const auto children = part->children();
        if (index < 1 || index > children.size())
            return {};
        part = children[index - 1];
    }
    return part->isMultipart() ? nullptr : part;
}

QString unflow(const QString &text, bool deleteSpace)
{
    QStringList out;
    QString paragraph;
    int paragraphDepth = -1;
    const auto deliver = [&] {
        if (paragraphDepth >= 0)
            out << (paragraphDepth > 0 ? QString(paragraphDepth, u'>') + u' ' : QString()) + paragraph;
        paragraph.clear();
        paragraphDepth = -1;
    };
    for (const QString &line : text.split(u'\n')) {
        int depth = 0;
        while (depth < line.size() && line[depth] == u'>')
            ++depth;
        QString content = line.sliced(depth);
        if (content.startsWith(u' ')) // space-stuffing (RFC 3676 4.4)
            content.remove(0, 1);
        if (depth != paragraphDepth)
            deliver();
        const bool signature = content == u"-- ";
        if (signature)
            deliver();
        const bool soft = content.endsWith(u' ') && !signature;
        if (soft && deleteSpace)
            content.chop(1);
        paragraph += content;
        paragraphDepth = depth;
        if (!soft)
            deliver();
    }
    deliver();
    return out.join(u'\n');
}

} // namespace qn::mime
