// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/dav/multistatus.h"

#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace qn::dav {

namespace {

int statusCode(const QString &line)
{
    return line.section(u' ', 1, 1).toInt(); // "HTTP/1.1 404 Not Found"
}

/// href inside the element that the reader is at.
QString innerHref(QXmlStreamReader &reader)
{
    QString href;
    while (reader.readNextStartElement()) {
        if (reader.name() == "href"_L1)
            href = reader.readElementText().trimmed();
        else
            reader.skipCurrentElement();
    }
    return href;
}

void readProperties(QXmlStreamReader &reader, DavResponse &response)
{
    while (reader.readNextStartElement()) {
        const QStringView name = reader.name();
        if (name == "getetag"_L1) {
            response.etag = reader.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        } else if (name == "displayname"_L1) {
            response.displayName = reader.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        } else if (name == "address-data"_L1) {
            response.card = reader.readElementText(QXmlStreamReader::IncludeChildElements);
        } else if (name == "current-user-principal"_L1) {
            response.principal = innerHref(reader);
        } else if (name == "addressbook-home-set"_L1) {
            response.home = innerHref(reader);
        } else if (name == "resourcetype"_L1) {
            while (reader.readNextStartElement()) {
                response.isAddressBook = response.isAddressBook || reader.name() == "addressbook"_L1;
                reader.skipCurrentElement();
            }
        } else {
            reader.skipCurrentElement();
        }
    }
}

/// Properties of a propstat count only where its status is a success.
void readPropstat(QXmlStreamReader &reader, DavResponse &response)
{
    DavResponse found = response;
    int status = 200;
    while (reader.readNextStartElement()) {
        if (reader.name() == "prop"_L1)
            readProperties(reader, found);
        else if (reader.name() == "status"_L1)
            status = statusCode(reader.readElementText());
        else
            reader.skipCurrentElement();
    }
    if (status / 100 == 2)
        response = found;
}

DavResponse readResponse(QXmlStreamReader &reader)
{
    DavResponse response;
    while (reader.readNextStartElement()) {
        if (reader.name() == "href"_L1)
            response.href = reader.readElementText().trimmed();
        else if (reader.name() == "status"_L1)
            response.status = statusCode(reader.readElementText());
        else if (reader.name() == "propstat"_L1)
            readPropstat(reader, response);
        else
            reader.skipCurrentElement();
    }
    return response;
}

} // namespace

Result<Multistatus> parseMultistatus(const QByteArray &xml)
{
    QXmlStreamReader reader(xml);
    reader.setEntityExpansionLimit(0);
    if (!reader.readNextStartElement() || reader.name() != "multistatus"_L1)
        return fail(ErrorKind::Protocol, u"this is not a WebDAV answer"_s);
    Multistatus result;
    while (reader.readNextStartElement()) {
        if (reader.name() == "response"_L1)
            result.responses.append(readResponse(reader));
        else if (reader.name() == "sync-token"_L1)
            result.syncToken = reader.readElementText().trimmed();
        else
            reader.skipCurrentElement();
    }
    if (reader.hasError())
        return fail(ErrorKind::Protocol, u"the WebDAV answer cannot be read: "_s + reader.errorString());
    return result;
}

} // namespace qn::dav
