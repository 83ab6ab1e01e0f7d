// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/login.h"

#include "auth/sasl.h"

using namespace Qt::StringLiterals;

namespace qn::imap {

namespace {

/// `first` is the initial response, not yet encoded.
CommandText authenticate(const QByteArray &mechanism, bool initial, const QList<QByteArray> &responses)
{
    CommandText text = command("AUTHENTICATE " + mechanism);
    text.secret = true;
    qsizetype next = 0;
    if (initial && !responses.isEmpty())
        text.raw(' ' + responses.at(next++).toBase64());
    for (; next < responses.size(); ++next)
        text.answer(responses.at(next).toBase64());
    return text;
}

CommandText plainLogin(const QByteArray &user, const QByteArray &password)
{
    CommandText text = command("LOGIN ");
    text.secret = true;
    text.string(user).raw(" ").string(password);
    return text;
}

} // namespace

Result<QList<CommandText>> loginCommands(const auth::Credentials &credentials, const QSet<QByteArray> &capabilities)
{
    const QByteArray user = credentials.user.toUtf8();
    const QByteArray &secret = credentials.secret.reveal();
    const bool initial = capabilities.contains("SASL-IR");
    QList<CommandText> commands;
    if (credentials.kind == auth::Credentials::Kind::Bearer) {
        if (capabilities.contains("AUTH=XOAUTH2"))
            commands.append(authenticate("XOAUTH2", initial, {auth::saslXOAuth2(credentials)}));
    } else {
        if (capabilities.contains("AUTH=PLAIN"))
            commands.append(authenticate("PLAIN", initial, {auth::saslPlain(credentials)}));
        if (!capabilities.contains("LOGINDISABLED"))
            commands.append(plainLogin(user, secret));
        if (capabilities.contains("AUTH=LOGIN"))
            commands.append(authenticate("LOGIN", false, {user, secret}));
    }
    if (!commands.isEmpty())
        return commands;
    if (capabilities.contains("LOGINDISABLED"))
        return fail(ErrorKind::Tls, u"the server takes no password on this line"_s, ErrorReason::StartTlsMissing);
    return fail(ErrorKind::Unsupported, u"the server offers no way to log in that this program knows"_s);
}

} // namespace qn::imap
