// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"

#include <QCoreApplication>

namespace qn {

namespace {

/// Both are keys of the translation context "Error".
struct Words
{
    const char *title = nullptr;
    const char *advice = nullptr;
};

Words signInWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::AccessDenied:
        return {QT_TRANSLATE_NOOP("Error", "Access was not granted"),
            QT_TRANSLATE_NOOP("Error", "You declined on the sign-in page. Sign in again and allow access when asked.")};
    case ErrorReason::InvalidGrant:
        return {QT_TRANSLATE_NOOP("Error", "The server did not accept this sign-in"),
            QT_TRANSLATE_NOOP("Error", "The permission was used up or withdrawn. Please sign in again.")};
    case ErrorReason::CodeExpired:
        return {QT_TRANSLATE_NOOP("Error", "The sign-in took too long"),
            QT_TRANSLATE_NOOP("Error", "Its code is no longer valid. Please start again.")};
    case ErrorReason::InvalidClient:
        return {QT_TRANSLATE_NOOP("Error", "The server does not know this client"),
            QT_TRANSLATE_NOOP("Error", "Check the client ID and the client secret in the account settings.")};
    case ErrorReason::InvalidRedirect:
        return {QT_TRANSLATE_NOOP("Error", "The redirect address does not match"),
            QT_TRANSLATE_NOOP("Error", "It must be exactly the one registered at the open platform.")};
    case ErrorReason::InvalidScope:
        return {QT_TRANSLATE_NOOP("Error", "The server does not offer what was asked for"),
            QT_TRANSLATE_NOOP("Error", "Check which permissions this application has at the open platform.")};
    case ErrorReason::StateMismatch:
        return {QT_TRANSLATE_NOOP("Error", "This answer belongs to another sign-in"),
            QT_TRANSLATE_NOOP("Error", "For your safety it was not used. Please sign in again.")};
    case ErrorReason::SignInExpired:
        return {QT_TRANSLATE_NOOP("Error", "Your sign-in has expired"),
            QT_TRANSLATE_NOOP("Error", "Sign in again to go on. Everything you wrote is still here.")};
    case ErrorReason::ClientNotPermitted:
        return {QT_TRANSLATE_NOOP("Error", "This client may not sign in like this"),
            QT_TRANSLATE_NOOP(
                "Error", "Check at the open platform whether the application is online and allowed to do this.")};
    case ErrorReason::InvalidRequest:
        return {QT_TRANSLATE_NOOP("Error", "The server did not understand the sign-in"),
            QT_TRANSLATE_NOOP("Error", "Check the addresses and the client ID in the account settings.")};
    case ErrorReason::UnsupportedGrant:
        return {QT_TRANSLATE_NOOP("Error", "This server does not offer this way of signing in"),
            QT_TRANSLATE_NOOP("Error", "Check the server address, or ask its operator.")};
    case ErrorReason::SignInRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server refused the sign-in"),
            QT_TRANSLATE_NOOP("Error", "It gave a reason that this program does not know; see the details.")};
    default:
        return {};
    }
}

Words answerWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::NotJson:
        return {QT_TRANSLATE_NOOP("Error", "The server's answer could not be read"),
            QT_TRANSLATE_NOOP(
                "Error", "It is not in the expected format. Check the server address, or try again later.")};
    case ErrorReason::HtmlInsteadOfJson:
        return {QT_TRANSLATE_NOOP("Error", "A web page came instead of mail"),
            QT_TRANSLATE_NOOP(
                "Error", "A network sign-in page or a proxy may be in between. Open a website once, then try again.")};
    case ErrorReason::Truncated:
        return {QT_TRANSLATE_NOOP("Error", "The answer was cut off"),
            QT_TRANSLATE_NOOP("Error", "Your mail here is unchanged. Try again.")};
    case ErrorReason::WrongType:
        return {QT_TRANSLATE_NOOP("Error", "The server's answer does not make sense"),
            QT_TRANSLATE_NOOP("Error", "Some of its fields are of an unexpected kind. Your mail here is unchanged.")};
    default:
        return {};
    }
}

Words localWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::DiskFull:
        return {QT_TRANSLATE_NOOP("Error", "The disk is full"),
            QT_TRANSLATE_NOOP("Error", "Free some space, then try again.")};
    case ErrorReason::DatabaseLocked:
        return {QT_TRANSLATE_NOOP("Error", "The mailbox on this computer is busy"),
            QT_TRANSLATE_NOOP("Error", "Another program is using it. Wait a moment and try again.")};
    case ErrorReason::DatabaseCorrupt:
        return {QT_TRANSLATE_NOOP("Error", "The mailbox on this computer is damaged"),
            QT_TRANSLATE_NOOP(
                "Error", "Your mail on the server is safe. Restore a backup, or start with a new data folder.")};
    case ErrorReason::NewerSchema:
        return {QT_TRANSLATE_NOOP("Error", "This mailbox was made by a newer version"),
            QT_TRANSLATE_NOOP("Error", "Nothing was changed. Please update Qingniao.")};
    case ErrorReason::KeychainAbsent:
        return {QT_TRANSLATE_NOOP("Error", "This computer has no keychain"),
            QT_TRANSLATE_NOOP("Error",
                "Your sign-in can be kept safely only in one. Install a keyring service, or stay signed in for this "
                "run only.")};
    case ErrorReason::KeychainLocked:
        return {QT_TRANSLATE_NOOP("Error", "The keychain is locked"),
            QT_TRANSLATE_NOOP("Error", "Unlock it, then try again.")};
    case ErrorReason::KeychainDenied:
        return {QT_TRANSLATE_NOOP("Error", "The keychain refused access"),
            QT_TRANSLATE_NOOP("Error", "Allow Qingniao to use it, then try again.")};
    case ErrorReason::FileUnreadable:
        return {QT_TRANSLATE_NOOP("Error", "The file could not be read"),
            QT_TRANSLATE_NOOP("Error", "Check that it still exists and that you may open it.")};
    default:
        return {};
    }
}

Words sendingWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::SendOutcomeUnknown:
        return {QT_TRANSLATE_NOOP("Error", "It is not certain whether this mail was sent"),
            QT_TRANSLATE_NOOP(
                "Error", "The connection ended at the last moment. Look into Sent before you send it again.")};
    case ErrorReason::RecipientRefused:
        return {QT_TRANSLATE_NOOP("Error", "A recipient was not accepted"),
            QT_TRANSLATE_NOOP("Error", "Check the addresses and send again.")};
    case ErrorReason::SenderRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server does not accept this sender"),
            QT_TRANSLATE_NOOP("Error", "Send from the address of this account.")};
    case ErrorReason::ContentRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server refused this mail because of its content"),
            QT_TRANSLATE_NOOP("Error", "It may look like spam. Change the text or the attachments and send again.")};
    case ErrorReason::QuotaExceeded:
        return {QT_TRANSLATE_NOOP("Error", "The sending limit of this account is reached"),
            QT_TRANSLATE_NOOP("Error", "Send the rest tomorrow.")};
    default:
        return {};
    }
}

Words mailServerWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::CertificateRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server's certificate cannot be trusted"),
            QT_TRANSLATE_NOOP("Error",
                "Nothing was sent to it. Check the server name and the date of this computer; for a server of your own "
                "you can accept its certificate.")};
    case ErrorReason::StartTlsMissing:
        return {QT_TRANSLATE_NOOP("Error", "The server offers no encryption here"),
            QT_TRANSLATE_NOOP(
                "Error", "Your password was not sent. Choose TLS with its own port in the account settings.")};
    case ErrorReason::TlsInjection:
        return {QT_TRANSLATE_NOOP("Error", "Somebody meddled with the connection"),
            QT_TRANSLATE_NOOP("Error", "It was closed before anything secret was sent. Try another network.")};
    case ErrorReason::LoginRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server did not let you in"),
            QT_TRANSLATE_NOOP("Error",
                "Check the address, the password or authorization code, and whether the mail service is switched on in "
                "the mailbox's web settings.")};
    case ErrorReason::LoginTooOften:
        return {QT_TRANSLATE_NOOP("Error", "Too many sign-ins in a short time"),
            QT_TRANSLATE_NOOP("Error", "Wait some minutes; then it is tried again.")};
    case ErrorReason::ServiceDisabled:
        return {QT_TRANSLATE_NOOP("Error", "The mail service is switched off in your mailbox"),
            QT_TRANSLATE_NOOP("Error", "Switch on IMAP/SMTP in the mailbox's web settings, then try again.")};
    case ErrorReason::AuthorizationCodeWanted:
        return {QT_TRANSLATE_NOOP("Error", "The server wants an authorization code"),
            QT_TRANSLATE_NOOP("Error",
                "Make a code of 16 letters in QQ Mail's web settings and enter it instead of the password. Codes end "
                "when the QQ password changes.")};
    case ErrorReason::TlsWanted:
        return {QT_TRANSLATE_NOOP("Error", "The server insists on encryption"),
            QT_TRANSLATE_NOOP("Error", "Choose STARTTLS or TLS in the account settings.")};
    case ErrorReason::HostNotFound:
        return {QT_TRANSLATE_NOOP("Error", "The server cannot be found"),
            QT_TRANSLATE_NOOP("Error",
                "Check your network and the name of the server. Everything you do now is kept and goes out later.")};
    case ErrorReason::ConnectionRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server does not answer on this port"),
            QT_TRANSLATE_NOOP("Error", "Check the server's name and port, or try again later.")};
    default:
        return {};
    }
}

Words refusalWords(ErrorReason reason)
{
    switch (reason) {
    case ErrorReason::FromHeaderRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server cannot read the sender of this mail"),
            QT_TRANSLATE_NOOP("Error", "Check your name and address in the account settings, then send again.")};
    case ErrorReason::SpamSuspected:
        return {QT_TRANSLATE_NOOP("Error", "The server takes this mail for spam"),
            QT_TRANSLATE_NOOP("Error", "Change the text, take out links, or send to fewer people at a time.")};
    case ErrorReason::MailRefused:
        return {QT_TRANSLATE_NOOP("Error", "The server refused this mail"),
            QT_TRANSLATE_NOOP("Error", "Its own words are in the details.")};
    case ErrorReason::SendingTooOften:
        return {QT_TRANSLATE_NOOP("Error", "Too many mails in a short time"),
            QT_TRANSLATE_NOOP("Error", "The server asks for a pause. It is tried again by itself later.")};
    case ErrorReason::MailboxUnavailable:
        return {QT_TRANSLATE_NOOP("Error", "The recipient's mailbox takes no mail"),
            QT_TRANSLATE_NOOP(
                "Error", "It does not exist, or its owner does not accept mail from you. Check the address.")};
    case ErrorReason::RecipientMailboxFull:
        return {QT_TRANSLATE_NOOP("Error", "The recipient's mailbox is full"),
            QT_TRANSLATE_NOOP("Error", "Try again later, or reach this person in another way.")};
    case ErrorReason::AddressUnsupported:
        return {QT_TRANSLATE_NOOP("Error", "This server cannot send to such an address"),
            QT_TRANSLATE_NOOP("Error",
                "The part before the @ may have plain letters and digits only. Ask for another address of this "
                "person.")};
    default:
        return {};
    }
}

Words connectionWords(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
        return {QT_TRANSLATE_NOOP("Error", "No connection to the server"),
            QT_TRANSLATE_NOOP("Error", "Check your network. Everything you do now is kept and goes out later.")};
    case ErrorKind::Timeout:
        return {QT_TRANSLATE_NOOP("Error", "The server takes too long to answer"),
            QT_TRANSLATE_NOOP("Error", "It is tried again by itself in a while.")};
    case ErrorKind::Tls:
        return {QT_TRANSLATE_NOOP("Error", "The connection is not secure"),
            QT_TRANSLATE_NOOP("Error",
                "The server could not prove its identity, so nothing was sent. Check the date of this computer and "
                "your network.")};
    case ErrorKind::RateLimited:
        return {QT_TRANSLATE_NOOP("Error", "Too many requests"),
            QT_TRANSLATE_NOOP("Error", "The server asks for a pause. Please wait a while.")};
    case ErrorKind::Server:
        return {QT_TRANSLATE_NOOP("Error", "The server has a problem"),
            QT_TRANSLATE_NOOP("Error", "This is not your fault. It is tried again later.")};
    case ErrorKind::Protocol:
        return {QT_TRANSLATE_NOOP("Error", "The server gave an unexpected answer"),
            QT_TRANSLATE_NOOP("Error", "Check the server address. If it stays so, please report it.")};
    default:
        return {};
    }
}

Words kindWords(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Authorization:
        return {QT_TRANSLATE_NOOP("Error", "You need to sign in again"),
            QT_TRANSLATE_NOOP("Error", "The server no longer accepts the sign-in of this account.")};
    case ErrorKind::Permission:
        return {QT_TRANSLATE_NOOP("Error", "This account may not do that"),
            QT_TRANSLATE_NOOP("Error", "Ask whoever manages the account or the application for permission.")};
    case ErrorKind::Parameter:
        return {QT_TRANSLATE_NOOP("Error", "The server did not accept the request"),
            QT_TRANSLATE_NOOP("Error", "Check what you entered and try again.")};
    case ErrorKind::NotFound:
        return {QT_TRANSLATE_NOOP("Error", "It is not there any more"),
            QT_TRANSLATE_NOOP("Error", "It may have been moved or deleted elsewhere.")};
    case ErrorKind::Conflict:
        return {QT_TRANSLATE_NOOP("Error", "Something changed in the meantime"),
            QT_TRANSLATE_NOOP("Error", "Have a look at the current state and try again.")};
    case ErrorKind::TooLarge:
        return {QT_TRANSLATE_NOOP("Error", "It is too large"),
            QT_TRANSLATE_NOOP("Error", "Use fewer or smaller attachments.")};
    case ErrorKind::Unsupported:
        return {QT_TRANSLATE_NOOP("Error", "This server cannot do that"),
            QT_TRANSLATE_NOOP("Error", "Another account may be able to.")};
    case ErrorKind::Canceled:
        return {QT_TRANSLATE_NOOP("Error", "Canceled"), QT_TRANSLATE_NOOP("Error", "Nothing was changed.")};
    case ErrorKind::Storage:
        return {QT_TRANSLATE_NOOP("Error", "Saving on this computer failed"),
            QT_TRANSLATE_NOOP("Error", "Check the free space and the permissions of the data folder.")};
    case ErrorKind::Keychain:
        return {QT_TRANSLATE_NOOP("Error", "The keychain cannot be used"),
            QT_TRANSLATE_NOOP("Error", "Try again, or stay signed in for this run only.")};
    case ErrorKind::Internal:
        return {QT_TRANSLATE_NOOP("Error", "Something went wrong"),
            QT_TRANSLATE_NOOP("Error", "Please try again. If it stays so, please report it.")};
    default:
        return connectionWords(kind);
    }
}

Words wordsFor(const Error &error)
{
    for (const auto words : {signInWords, answerWords, localWords, sendingWords, mailServerWords, refusalWords}) {
        if (const auto found = words(error.reason); found.title)
            return found;
    }
    return kindWords(error.kind);
}

QString pauseAdvice(std::chrono::milliseconds pause)
{
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(pause).count();
    if (minutes <= 1)
        return QCoreApplication::translate("Error", "The server asks for a pause. Try again in a minute.");
    return QCoreApplication::translate("Error", "The server asks for a pause. Try again in about %1 minutes.")
        .arg(minutes);
}

} // namespace

UserMessage describe(const Error &error)
{
    const auto words = wordsFor(error);
    UserMessage message{
        QCoreApplication::translate("Error", words.title), QCoreApplication::translate("Error", words.advice)};
    if (error.kind == ErrorKind::RateLimited && error.reason == ErrorReason::None && error.retryAfter)
        message.advice = pauseAdvice(*error.retryAfter);
    return message;
}

} // namespace qn
