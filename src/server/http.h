// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QUrlQuery>

namespace qn::server {

/// The fields of a query or of an application/x-www-form-urlencoded body (WHATWG URL 5.1: "+" is a space).
class Form final
{
public:
    static Form parse(const QByteArray &encoded);
    QString value(const QString &name) const { return m_values.value(name); }
    bool has(const QString &name) const { return m_values.contains(name); }
    /// A field that came twice, which OAuth forbids (RFC 6749 3.1); empty if there is none.
    const QString &repeated() const { return m_repeated; }

private:
    QMap<QString, QString> m_values;
    QString m_repeated;
};

/// What the routes see of a request. Header names are in lower case.
struct Request
{
    QByteArray method;
    QString path;
    Form query;
    QUrlQuery rawQuery; ///< the same, as the api room reads it
    QMap<QByteArray, QByteArray> headers;
    QByteArray body;

    QByteArray header(const QByteArray &lowerCaseName) const { return headers.value(lowerCaseName); }
    QByteArray mediaType() const; ///< of Content-Type, lower case, without parameters
};

struct Response
{
    int status = 200;
    QByteArray type;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers = {};
};

Response jsonResponse(const QJsonValue &json, int status = 200);
/// `{"errcode": N, "errmsg": "…"}`, the form that Tencent's APIs use for errors.
Response errorResponse(int status, int errcode, const QString &message);

} // namespace qn::server
