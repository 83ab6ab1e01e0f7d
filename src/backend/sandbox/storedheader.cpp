// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/sandbox/storedheader.h"

#include <QJsonArray>

namespace qn::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonArray storeAddresses(const QList<Address> &addresses)
{
    QJsonArray out;
    for (const Address &address : addresses)
        out << address.name << address.email;
    return out;
}

QList<Address> loadAddresses(const QJsonValue &value)
{
    QList<Address> out;
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i + 1 < array.size(); i += 2)
        out.append({array[i].toString(), array[i + 1].toString()});
    return out;
}

QStringList loadStrings(const QJsonValue &value)
{
    QStringList out;
    for (const QJsonValue &each : value.toArray())
        out << each.toString();
    return out;
}

} // namespace

QJsonObject storeHeader(const MessageHeader &header)
{
    QJsonObject out{{u"subject"_s, header.subject}, {u"preview"_s, header.preview}, {u"size"_s, header.size},
        {u"date"_s, header.date.isValid() ? QJsonValue(header.date.toMSecsSinceEpoch()) : QJsonValue()},
        {u"from"_s, storeAddresses({header.from})}, {u"messageId"_s, header.messageId},
        {u"files"_s, header.hasAttachments}};
    const std::pair<QString, QList<Address>> lists[] = {
        {u"to"_s, header.to}, {u"cc"_s, header.cc}, {u"bcc"_s, header.bcc}, {u"replyTo"_s, header.replyTo}};
    for (const auto &[name, addresses] : lists) {
        if (!addresses.isEmpty())
            out.insert(name, storeAddresses(addresses));
    }
    if (!header.inReplyTo.isEmpty())
        out.insert(u"inReplyTo"_s, QJsonArray::fromStringList(header.inReplyTo));
    if (!header.references.isEmpty())
        out.insert(u"references"_s, QJsonArray::fromStringList(header.references));
    return out;
}

MessageHeader loadHeader(const QJsonObject &stored)
{
    MessageHeader header;
    header.subject = stored.value(u"subject"_s).toString();
    header.preview = stored.value(u"preview"_s).toString();
    header.size = stored.value(u"size"_s).toInteger();
    if (const QJsonValue date = stored.value(u"date"_s); date.isDouble())
        header.date = QDateTime::fromMSecsSinceEpoch(date.toInteger(), Qt::UTC);
    header.from = loadAddresses(stored.value(u"from"_s)).value(0);
    header.to = loadAddresses(stored.value(u"to"_s));
    header.cc = loadAddresses(stored.value(u"cc"_s));
    header.bcc = loadAddresses(stored.value(u"bcc"_s));
    header.replyTo = loadAddresses(stored.value(u"replyTo"_s));
    header.messageId = stored.value(u"messageId"_s).toString();
    header.inReplyTo = loadStrings(stored.value(u"inReplyTo"_s));
    header.references = loadStrings(stored.value(u"references"_s));
    header.hasAttachments = stored.value(u"files"_s).toBool();
    return header;
}

} // namespace qn::sandbox
