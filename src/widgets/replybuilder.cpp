// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/replybuilder.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

/// Texts outside the class, under its name for the translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Reply)
};

QString display(const Address &address)
{
    return address.name.isEmpty() ? address.email : u"%1 <%2>"_s.arg(address.name, address.email);
}

QString joined(const QList<Address> &addresses)
{
    QStringList texts;
    for (const Address &address : addresses)
        texts.append(display(address));
    return texts.join(u", "_s);
}

bool holds(const QList<Address> &list, const QString &email)
{
    return std::any_of(list.cbegin(), list.cend(),
        [&](const Address &address) { return address.email.compare(email, Qt::CaseInsensitive) == 0; });
}

/// Adds those who are not the user and not there yet.
void addOthers(QList<Address> &list, const QList<Address> &candidates, const QStringList &own, const QList<Address> &already = {})
{
    for (const Address &address : candidates) {
        if (!address.email.isEmpty() && !own.contains(address.email, Qt::CaseInsensitive) && !holds(list, address.email)
            && !holds(already, address.email))
            list.append(address);
    }
}

QString quoted(const QString &text)
{
    QString result;
    for (const QString &line : text.split(u'\n'))
        result += line.startsWith(u'>') ? u'>' + line + u'\n' : line.isEmpty() ? u">\n"_s : u"> "_s + line + u'\n';
    return result;
}

QString dateText(const QDateTime &date)
{
    return QLocale().toString(date.toLocalTime(), QLocale::ShortFormat);
}

QString replyText(const MessageHeader &original, const MessageBody &body)
{
    const QString intro = Words::tr("On %1, %2 wrote:").arg(dateText(original.date), display(original.from));
    return u"\n\n"_s + intro + u'\n' + quoted(plainText(body).trimmed());
}

QString forwardText(const MessageHeader &original, const MessageBody &body)
{
    QString text = u"\n\n---------- "_s + Words::tr("Forwarded message") + u" ----------\n"_s;
    text += Words::tr("From: %1").arg(display(original.from)) + u'\n';
    text += Words::tr("Date: %1").arg(dateText(original.date)) + u'\n';
    text += Words::tr("Subject: %1").arg(original.subject) + u'\n';
    if (!original.to.isEmpty())
        text += Words::tr("To: %1").arg(joined(original.to)) + u'\n';
    if (!original.cc.isEmpty())
        text += Words::tr("Cc: %1").arg(joined(original.cc)) + u'\n';
    return text + u'\n' + plainText(body).trimmed() + u'\n';
}

void setRecipients(OutgoingMessage &mail, ReplyKind kind, const MessageHeader &original, const QStringList &own)
{
    const bool mine = own.contains(original.from.email, Qt::CaseInsensitive);
    // A reply to one's own mail goes on to those it was written to.
    if (mine)
        addOthers(mail.to, original.to, own);
    else
        addOthers(mail.to, original.replyTo.isEmpty() ? QList<Address>{original.from} : original.replyTo, own);
    if (mail.to.isEmpty())
        mail.to = {original.from};
    if (kind != ReplyKind::All)
        return;
    addOthers(mail.cc, mine ? QList<Address>() : original.to, own, mail.to);
    addOthers(mail.cc, original.cc, own, mail.to);
}

} // namespace

QString plainText(const MessageBody &body)
{
    if (!body.text.isEmpty() || body.html.isEmpty())
        return body.text;
    return QTextDocumentFragment::fromHtml(body.html).toPlainText().replace(QChar(0xfffc), QString());
}

QString replySubject(const QString &subject)
{
    static const QRegularExpression marked(
        u"^\\s*(re|aw|sv|antw|回复|答复|回覆|答覆)\\s*(\\[\\d+\\])?\\s*[:：]"_s, QRegularExpression::CaseInsensitiveOption);
    return marked.match(subject).hasMatch() ? subject.trimmed() : Words::tr("Re: %1").arg(subject.trimmed());
}

QString forwardSubject(const QString &subject)
{
    static const QRegularExpression marked(u"^\\s*(fwd?|wg|转发|轉發|轉寄)\\s*[:：]"_s, QRegularExpression::CaseInsensitiveOption);
    return marked.match(subject).hasMatch() ? subject.trimmed() : Words::tr("Fwd: %1").arg(subject.trimmed());
}

OutgoingMessage buildReply(
    ReplyKind kind, const MessageHeader &original, const MessageBody &body, const Address &from, const QStringList &own)
{
    OutgoingMessage mail;
    mail.from = from;
    if (kind == ReplyKind::Forward) {
        mail.subject = forwardSubject(original.subject);
        mail.text = forwardText(original, body);
        for (const Attachment &attachment : body.attachments) {
            if (!attachment.content.isEmpty() && !attachment.isInline)
                mail.attachments.append(attachment);
        }
    } else {
        setRecipients(mail, kind, original, own);
        mail.subject = replySubject(original.subject);
        mail.text = replyText(original, body);
        if (!original.messageId.isEmpty())
            mail.inReplyTo = {original.messageId};
    }
    // RFC 5322 3.6.4: the parent's References, or its only In-Reply-To, then the parent itself.
    mail.references = original.references;
    if (mail.references.isEmpty() && original.inReplyTo.size() == 1)
        mail.references = original.inReplyTo;
    if (!original.messageId.isEmpty() && !mail.references.contains(original.messageId))
        mail.references.append(original.messageId);
    return mail;
}

OutgoingMessage continueDraft(const MessageHeader &header, const MessageBody &body, const Address &from)
{
    OutgoingMessage mail;
    mail.from = header.from.email.isEmpty() ? from : header.from;
    mail.to = header.to;
    mail.cc = header.cc;
    mail.bcc = header.bcc;
    mail.subject = header.subject;
    mail.text = plainText(body);
    mail.inReplyTo = header.inReplyTo;
    mail.references = header.references;
    for (const Attachment &attachment : body.attachments) {
        if (!attachment.content.isEmpty())
            mail.attachments.append(attachment);
    }
    return mail;
}

} // namespace qn::widgets
