// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchdocument.h"

#include "core/htmltext.h"
#include "store/codec.h"
#include "store/database.h"

namespace qn::store {

namespace {

/// A body beyond this is not mail that somebody wrote; the rest of it is not searched.
constexpr qsizetype longestBody = 4'000'000;

QString people(const QList<Address> &addresses)
{
    QString text;
    for (const Address &address : addresses)
        text += address.name + u'\n' + address.email + u'\n';
    return text;
}

class Hash final
{
public:
    void add(const QString &text)
    {
        // FNV-1a over UTF-16 units; the length keeps the texts apart.
        for (const QChar c : text)
            m_value = (m_value ^ c.unicode()) * 0x100000001b3;
        m_value = (m_value ^ quint64(text.size())) * 0x100000001b3;
    }
    quint64 value() const { return m_value; }

private:
    quint64 m_value = 0xcbf29ce484222325;
};

} // namespace

const QString &SearchDocument::text(SearchNode::Field field) const
{
    switch (field) {
    case SearchNode::Field::Subject:
        return subject;
    case SearchNode::Field::From:
        return from;
    case SearchNode::Field::To:
        return to;
    case SearchNode::Field::Cc:
        return cc;
    case SearchNode::Field::FileName:
        return files;
    default:
        return body;
    }
}

quint64 SearchDocument::hash() const
{
    Hash hash;
    for (const QString *text : {&subject, &from, &to, &cc, &body, &files})
        hash.add(*text);
    return hash.value();
}

bool loadSearchBody(Database &mail, MessageId id, SearchDocument &document)
{
    Query row = mail.query("SELECT text, html, attachments FROM body WHERE message_id = ?", id);
    if (!row.next())
        return false;
    document.body = row.text(0);
    if (document.body.isEmpty())
        document.body = htmlToText(row.text(1));
    document.body.truncate(longestBody);
    document.files.clear();
    if (!row.isNull(2)) {
        for (const Attachment &attachment : decodeAttachments(row.text(2)))
            document.files += attachment.name + u'\n';
    }
    return true;
}

bool loadSearchHeader(Database &mail, MessageId id, SearchDocument &document)
{
    Query row = mail.query("SELECT date, has_body & 1, subject, from_name, from_email, to_list, cc_list, bcc_list, "
                           "iif(has_body & 1, '', preview) FROM message WHERE id = ?",
        id);
    if (!row.next())
        return false;
    document.date = row.integer(0);
    document.hasBody = row.integer(1) != 0;
    document.subject = row.text(2);
    document.from = row.text(3) + u'\n' + row.text(4);
    document.to = people(decodeAddresses(row.text(5)));
    document.cc = people(decodeAddresses(row.text(6))) + people(decodeAddresses(row.text(7)));
    if (!document.hasBody)
        document.body = row.text(8);
    return true;
}

std::optional<SearchDocument> loadSearchDocument(Database &mail, MessageId id)
{
    SearchDocument document;
    if (!loadSearchHeader(mail, id, document))
        return {};
    if (document.hasBody)
        loadSearchBody(mail, id, document);
    return document;
}

SearchDocument withPreviewOnly(Database &mail, MessageId id, SearchDocument document)
{
    Query row = mail.query("SELECT preview FROM message WHERE id = ?", id);
    document.body = row.next() ? row.text(0) : QString();
    document.files.clear();
    document.hasBody = false;
    return document;
}

} // namespace qn::store
