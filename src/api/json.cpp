// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/json.h"

#include "api/addresscodec.h"
#include "api/wiredate.h"
#include "api/wireerror.h"

#include <QJsonDocument>
#include <QUrlQuery>

#include <algorithm>
#include <cctype>
#include <limits>

namespace qn::api {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> wrongType(const char *what)
{
    return fail(ErrorKind::Protocol, u"the answer is not "_s + QLatin1String(what), ErrorReason::WrongType);
}

/// Whether brackets or a string are still open at the end.
bool endsEarly(const QByteArray &json)
{
    int depth = 0;
    bool inString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return inString || depth > 0;
}

/// `callback( {…} );` → `{…}`, as graph.qq.com writes it.
QByteArray withoutCallback(const QByteArray &body)
{
    const qsizetype open = body.indexOf('(');
    if (open <= 0 || open > 64 || body.front() == '{' || body.front() == '[')
        return body;
    for (qsizetype i = 0; i < open; ++i) {
        const char c = body[i];
        if (!(std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '$' || c == ' '))
            return body;
    }
    const qsizetype close = body.lastIndexOf(')');
    return body.mid(open + 1, (close > open ? close : body.size()) - open - 1).trimmed();
}

/// `error=100016&error_description=…`: only where it tells an error, for anything else was due as JSON.
std::optional<QJsonObject> urlEncodedError(const QByteArray &body)
{
    if (!body.startsWith("err") && !body.startsWith("ret=") && !body.startsWith("code=") && !body.contains("&error="))
        return std::nullopt;
    const QUrlQuery query(QString::fromUtf8(body.left(4096)).replace(u'+', u' '));
    QJsonObject object;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded)) {
        bool isNumber = false;
        const int number = value.toInt(&isNumber);
        object.insert(name, isNumber ? QJsonValue(number) : QJsonValue(value));
    }
    return object;
}

Result<QJsonValue> notJson(const QByteArray &body)
{
    if (const auto object = urlEncodedError(body)) {
        if (const auto error = errorInside(*object))
            return fail(*error);
    }
    const char first = body.front();
    if ((first == '{' || first == '[') && endsEarly(body))
        return fail(ErrorKind::Protocol, u"the answer ends in the middle"_s, ErrorReason::Truncated);
    if (QJsonDocument::fromJson('[' + body + ']').array().size() == 1)
        return wrongType("an object or a list");
    return fail(ErrorKind::Protocol, u"the answer is not JSON"_s, ErrorReason::NotJson);
}

/// Qt's reader takes U+FEFF at the beginning of a string for a byte order mark, unless it is escaped.
QByteArray bytes(const QJsonDocument &document)
{
    return document.toJson(QJsonDocument::Compact).replace("\xEF\xBB\xBF", "\\uFEFF");
}

} // namespace

Result<QJsonValue> readAnswer(const QByteArray &answer)
{
    QByteArray body = answer;
    if (body.startsWith("\xEF\xBB\xBF"))
        body = body.mid(3);
    if (!body.isEmpty() && body.front() != '{' && body.front() != '[')
        body = withoutCallback(body.trimmed());
    if (body.isEmpty())
        return fail(ErrorKind::Protocol, u"the answer is empty"_s, ErrorReason::NotJson);
    if (body.front() == '<')
        return fail(ErrorKind::Protocol, u"a web page came instead of an answer"_s, ErrorReason::HtmlInsteadOfJson);

    QJsonParseError problem;
    QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (problem.error == QJsonParseError::IllegalUTF8String)
        document = QJsonDocument::fromJson(QString::fromUtf8(body).toUtf8(), &problem);
    if (problem.error != QJsonParseError::NoError)
        return notJson(body);
    if (document.isArray())
        return QJsonValue(document.array());
    const QJsonObject object = document.object();
    if (const auto error = errorInside(object))
        return fail(*error);
    return QJsonValue(object);
}

Result<QJsonObject> readObject(const QByteArray &body)
{
    const auto value = readAnswer(body);
    if (!value)
        return fail(value.error());
    if (!value->isObject())
        return wrongType("an object");
    return value->toObject();
}

Result<QJsonArray> readArray(const QByteArray &body)
{
    const auto value = readAnswer(body);
    if (!value)
        return fail(value.error());
    if (value->isArray())
        return value->toArray();
    const QJsonObject object = value->toObject();
    QList<QJsonArray> arrays;
    for (const QJsonValue &member : object) {
        if (member.isArray())
            arrays.append(member.toArray());
    }
    if (!object.contains("errcode"_L1) || arrays.size() != 1)
        return wrongType("a list");
    return arrays.first();
}

QByteArray compactJson(const QJsonObject &object)
{
    return bytes(QJsonDocument(object));
}

QByteArray compactJson(const QJsonArray &array)
{
    return bytes(QJsonDocument(array));
}

QString Fields::text(QLatin1String key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isString() && !value.isNull() && !value.isUndefined())
        wrong(key);
    return value.toString();
}

QString Fields::id(QLatin1String key)
{
    const QJsonValue value = m_object.value(key);
    if (value.isDouble())
        return QString::number(value.toInteger());
    return text(key);
}

qint64 Fields::number(QLatin1String key, qint64 missing)
{
    const QJsonValue value = m_object.value(key);
    if (value.isDouble())
        return value.toInteger(static_cast<qint64>(qBound(-9e15, value.toDouble(), 9e15)));
    bool isNumber = false;
    const qint64 number = value.toString().toLongLong(&isNumber);
    if (isNumber)
        return number;
    if (!value.isNull() && !value.isUndefined())
        wrong(key);
    return missing;
}

int Fields::count(QLatin1String key, int missing)
{
    return static_cast<int>(std::clamp<qint64>(number(key, missing), missing, std::numeric_limits<int>::max()));
}

bool Fields::flag(QLatin1String key, bool missing)
{
    const QJsonValue value = m_object.value(key);
    if (value.isBool())
        return value.toBool();
    if (value.isNull() || value.isUndefined())
        return missing;
    if (value.isDouble() && (value.toInteger(-1) == 0 || value.toInteger(-1) == 1))
        return value.toInteger() == 1;
    wrong(key);
    return missing;
}

QDateTime Fields::date(QLatin1String key)
{
    const auto date = dateFromJson(m_object.value(key));
    if (!date)
        wrong(key);
    return date.value_or(QDateTime());
}

QStringList Fields::texts(QLatin1String key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isArray()) {
        const QString single = text(key);
        return single.isEmpty() ? QStringList() : QStringList(single);
    }
    QStringList list;
    const QJsonArray items = value.toArray();
    list.reserve(items.size());
    for (const QJsonValue &item : items) {
        if (item.isDouble())
            list.append(QString::number(item.toInteger()));
        else if (item.isString())
            list.append(item.toString());
        else
            wrong(key);
    }
    return list;
}

QList<Address> Fields::addresses(QLatin1String key)
{
    const auto list = addressesFromJson(m_object.value(key));
    if (!list)
        wrong(key);
    return list.value_or(QList<Address>());
}

Address Fields::address(QLatin1String key)
{
    QJsonValue value = m_object.value(key);
    if (value.isArray())
        value = value.toArray().isEmpty() ? QJsonValue() : value.toArray().first();
    const auto address = addressFromJson(value);
    if (!address)
        wrong(key);
    return address.value_or(Address());
}

QJsonArray Fields::array(QLatin1String key)
{
    const QJsonValue value = m_object.value(key);
    if (!value.isArray() && !value.isNull() && !value.isUndefined())
        wrong(key);
    return value.toArray();
}

bool Fields::has(QLatin1String key) const
{
    const QJsonValue value = m_object.value(key);
    return !value.isUndefined() && !value.isNull();
}

void Fields::wrong(QLatin1String key)
{
    if (m_wrong.isEmpty())
        m_wrong = key;
}

Result<void> Fields::finish() const
{
    if (m_wrong.isEmpty())
        return {};
    return fail(ErrorKind::Protocol, u"field \"%1\" of a %2 has a wrong type"_s.arg(m_wrong, QLatin1String(m_what)),
        ErrorReason::WrongType);
}

} // namespace qn::api
