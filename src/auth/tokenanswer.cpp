// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/form.h"
#include "auth/tokenclient.h"
#include "net/httpclient.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

using namespace Qt::StringLiterals;

namespace qn::auth {

namespace {

/// Any of the three forms of answer, as one.
struct Answer
{
    FormItems items;
    bool isJson = false;
    QByteArrayList notText; ///< names whose JSON value is neither text nor a number
    QByteArray value(QByteArrayView name) const { return formValue(items, name); }
};

/// QQ Connect: callback( {"error":100020,"error_description":"…"} );
QByteArray withoutCallback(QByteArray text)
{
    const qsizetype open = text.indexOf('(');
    const qsizetype close = text.lastIndexOf(')');
    const bool isCallback = text.startsWith("callback") && open > 0 && close > open;
    return isCallback ? text.mid(open + 1, close - open - 1).trimmed() : text;
}

Answer fromObject(const QJsonObject &object)
{
    Answer answer;
    answer.isJson = true;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QByteArray name = it.key().toUtf8();
        if (it->isString() || it->isDouble())
            answer.items.append({name, it->toVariant().toString().toUtf8()});
        else if (!it->isNull())
            answer.notText.append(name);
    }
    return answer;
}

bool isHtml(const net::HttpResponse &response, const QByteArray &text)
{
    return text.startsWith('<')
        || (response.contentType == "text/html" && !text.startsWith('{') && !text.startsWith("callback")
            && !text.contains("access_token="));
}

Result<Answer> parse(const net::HttpResponse &response)
{
    const QByteArray text = withoutCallback(response.body.trimmed());
    if (isHtml(response, text))
        return fail(ErrorKind::Protocol, u"a page instead of JSON"_s, ErrorReason::HtmlInsteadOfJson, response.status);
    if (text.startsWith('{') || text.startsWith('[')) {
        QJsonParseError error;
        const auto document = QJsonDocument::fromJson(text, &error);
        if (error.error != QJsonParseError::NoError)
            return fail(ErrorKind::Protocol, error.errorString(), ErrorReason::NotJson, response.status);
        if (!document.isObject())
            return fail(ErrorKind::Protocol, u"not an object"_s, ErrorReason::WrongType, response.status);
        return fromObject(document.object());
    }
    Answer answer{decodeForm(text), false, {}};
    if (!text.contains('=') || text.contains('\n'))
        return fail(ErrorKind::Protocol, u"neither JSON nor a form"_s, ErrorReason::NotJson, response.status);
    return answer;
}

std::optional<Error> refusal(const Answer &answer, OAuthStep step)
{
    const QByteArray error = answer.value("error");
    const QByteArray errcode = answer.value("errcode");
    if (!error.isEmpty() && error != "0")
        return oauthError(error, answer.value("error_description"), step);
    if (!errcode.isEmpty() && errcode != "0")
        return oauthError(errcode, answer.value("errmsg"), step);
    return {};
}

Result<Tokens> tokens(const Answer &answer, const QDateTime &now)
{
    const auto wrong = [](const QString &detail) { return fail(ErrorKind::Protocol, detail, ErrorReason::WrongType); };
    Tokens t{Secret(answer.value("access_token")), Secret(answer.value("refresh_token")), {}};
    if (t.access.isEmpty() || answer.notText.contains("access_token") || answer.notText.contains("refresh_token"))
        return wrong(u"no access_token"_s);
    const QByteArray type = answer.value("token_type").toLower();
    if (!type.isEmpty() && type != "bearer")
        return wrong(u"token_type is not Bearer"_s);
    if (const QByteArray seconds = answer.value("expires_in"); !seconds.isEmpty()) {
        bool isNumber = false;
        const double expiresIn = seconds.toDouble(&isNumber);
        if (!isNumber || !(expiresIn >= 0 && expiresIn < 1e10))
            return wrong(u"expires_in is not a number of seconds"_s);
        t.expires = now.addMSecs(qint64(expiresIn * 1000));
    }
    return t;
}

} // namespace

Result<Tokens> readTokenAnswer(const net::HttpResponse &response, OAuthStep step, const QDateTime &now)
{
    const auto status = net::statusError(response);
    const auto answer = parse(response);
    if (answer) {
        if (auto error = refusal(*answer, step)) {
            if (error->code == 0)
                error->code = response.status;
            if (!status)
                error->retryAfter = status.error().retryAfter;
            return fail(*error);
        }
    }
    // A server or a proxy in trouble answers with pages of its own.
    const bool isStatusEnough = !status && (response.status >= 500 || response.status == 429 || answer);
    if (isStatusEnough)
        return fail(status.error());
    if (!answer)
        return fail(answer.error());
    return tokens(*answer, now);
}

} // namespace qn::auth
