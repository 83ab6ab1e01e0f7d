// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/addresscodec.h"

#include "core/addressparser.h"

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

QString unquoted(QString name)
{
    name = name.trimmed();
    if (name.size() < 2 || !name.startsWith(u'"') || !name.endsWith(u'"'))
        return name;
    QString plain;
    for (qsizetype i = 1; i < name.size() - 1; ++i) {
        if (name[i] == u'\\' && i + 1 < name.size() - 1)
            ++i;
        plain += name[i];
    }
    return plain;
}

} // namespace

Address addressFromText(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype open = trimmed.lastIndexOf(u'<');
    const qsizetype close = trimmed.lastIndexOf(u'>');
    if (open >= 0 && close > open)
        return {unquoted(trimmed.left(open)), trimmed.mid(open + 1, close - open - 1).trimmed()};
    if (trimmed.contains(u'@'))
        return {{}, trimmed};
    return {unquoted(trimmed), {}};
}

QList<Address> addressesFromText(const QString &text)
{
    return parseAddresses(text);
}

QString addressToText(const Address &address)
{
    return formatAddress(address);
}

QString bareAddresses(const QList<Address> &addresses)
{
    QStringList parts;
    for (const Address &address : addresses)
        parts.append(address.email);
    return parts.join(u',');
}

QJsonObject toJson(const Address &address)
{
    QJsonObject object{{u"email"_s, address.email}};
    if (!address.name.isEmpty())
        object.insert(u"name"_s, address.name);
    return object;
}

QJsonArray toJson(const QList<Address> &addresses)
{
    QJsonArray array;
    for (const Address &address : addresses)
        array.append(toJson(address));
    return array;
}

std::optional<Address> addressFromJson(const QJsonValue &value)
{
    if (value.isString())
        return addressFromText(value.toString());
    if (value.isNull() || value.isUndefined())
        return Address();
    if (!value.isObject())
        return std::nullopt;
    const QJsonObject object = value.toObject();
    Address address;
    for (const QLatin1String key : {"email"_L1, "address"_L1, "addr"_L1}) {
        const QJsonValue email = object.value(key);
        if (!email.isString() && !email.isNull() && !email.isUndefined())
            return std::nullopt;
        if (address.email.isEmpty())
            address.email = email.toString();
    }
    const QJsonValue name = object.value("name"_L1);
    if (!name.isString() && !name.isNull() && !name.isUndefined())
        return std::nullopt;
    address.name = name.toString();
    return address;
}

std::optional<QList<Address>> addressesFromJson(const QJsonValue &value)
{
    if (value.isString())
        return addressesFromText(value.toString());
    if (value.isNull() || value.isUndefined())
        return QList<Address>();
    QList<Address> list;
    const QJsonArray items = value.isArray() ? value.toArray() : QJsonArray{value};
    list.reserve(items.size());
    for (const QJsonValue &item : items) {
        const auto address = addressFromJson(item);
        if (!address || item.isNull())
            return std::nullopt;
        list.append(*address);
    }
    return list;
}

} // namespace qn::api
