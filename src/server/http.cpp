// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace qn::server {

using namespace Qt::StringLiterals;

namespace {

QString decoded(QByteArray field)
{
    field.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(field));
}

} // namespace

Form Form::parse(const QByteArray &encoded)
{
    Form form;
    for (const QByteArray &pair : encoded.split('&')) {
        if (pair.isEmpty())
            continue;
        const auto equals = pair.indexOf('=');
        const QString name = decoded(equals < 0 ? pair : pair.left(equals));
        if (form.m_values.contains(name) && form.m_repeated.isEmpty())
            form.m_repeated = name;
        form.m_values.insert(name, equals < 0 ? QString() : decoded(pair.mid(equals + 1)));
    }
    return form;
}

QByteArray Request::mediaType() const
{
    const QByteArray value = header("content-type");
    return value.split(';').first().trimmed().toLower();
}

Response jsonResponse(const QJsonValue &json, int status)
{
    const QJsonDocument document = json.isArray() ? QJsonDocument(json.toArray()) : QJsonDocument(json.toObject());
    return {status, "application/json", document.toJson(QJsonDocument::Compact)};
}

Response errorResponse(int status, int errcode, const QString &message)
{
    return jsonResponse(QJsonObject{{u"errcode"_s, errcode}, {u"errmsg"_s, message}}, status);
}

} // namespace qn::server
