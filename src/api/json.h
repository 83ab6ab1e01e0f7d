// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>

namespace qn::api {

/// Reads an answer in any of the forms that Tencent's servers use: JSON, `callback( {…} );`, url-encoded fields.
/// An error inside it ({"errcode":N}, {"error":…}) becomes that Error. Otherwise Protocol, with reason
/// HtmlInsteadOfJson, Truncated, NotJson, or WrongType for a bare scalar.
Result<QJsonValue> readAnswer(const QByteArray &body);
Result<QJsonObject> readObject(const QByteArray &body);
/// A list, bare or as the only array of an object that says {"errcode":0}.
Result<QJsonArray> readArray(const QByteArray &body);

QByteArray compactJson(const QJsonObject &object);
QByteArray compactJson(const QJsonArray &array);

/// Reads the fields of one object: unknown ones are ignored, missing ones and nulls give the default, a wrong type is
/// remembered and given back by finish() (Protocol, reason WrongType; the detail names the field, never its value).
class Fields final
{
public:
    /// `what` names the object in errors: "mail".
    Fields(const QJsonObject &object, const char *what)
        : m_object(object)
        , m_what(what)
    {
    }

    QString text(QLatin1String key);
    QString id(QLatin1String key); ///< text, or a number as text
    qint64 number(QLatin1String key, qint64 missing = 0); ///< also as text
    int count(QLatin1String key, int missing = 0); ///< never less than `missing`
    bool flag(QLatin1String key, bool missing = false); ///< also 0 and 1
    QDateTime date(QLatin1String key); ///< see dateFromJson()
    QStringList texts(QLatin1String key); ///< an array of text, or one text
    QList<Address> addresses(QLatin1String key); ///< see addressesFromJson()
    Address address(QLatin1String key);
    QJsonArray array(QLatin1String key);
    bool has(QLatin1String key) const;
    void wrong(QLatin1String key); ///< remembers a wrong type found by the caller
    Result<void> finish() const;

private:
    QJsonObject m_object;
    const char *m_what;
    QString m_wrong;
};

} // namespace qn::api
