// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/headerencoder.h"

#include "core/addressparser.h"

#include <QUrl>

namespace qn::mime {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype lineLength = 76;

QString singleLine(QString text)
{
    for (QChar &c : text) {
        if (c < u' ' || c == QChar(127) || c == QChar(0x85) || c == QChar(0x2028) || c == QChar(0x2029))
            c = u' ';
    }
    return text;
}

bool isAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u' ' && c < QChar(127); });
}

/// Folds at spaces; a word that is too long for a line stays whole unless `limit` is passed.
std::optional<QByteArray> foldedAscii(const QByteArray &name, const QByteArray &text)
{
    QByteArray out = name + ':';
    qsizetype used = out.size();
    for (const QByteArray &word : text.split(' ')) {
        if (word.size() > 900)
            return std::nullopt;
        if (used + 1 + word.size() > lineLength && used > name.size() + 1 && !word.isEmpty()) {
            out += "\r\n";
            used = 0;
        }
        out += ' ' + word;
        used += 1 + word.size();
    }
    return out + "\r\n";
}

QByteArray quoted(const QString &text)
{
    QByteArray out = "\"";
    for (const char c : text.toLatin1()) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

bool isPhrase(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
        [](QChar c) { return c.isLetterOrNumber() || u" !#$%&'*+-/=?^_`{|}~"_s.contains(c); });
}

QByteArray encodedPhrase(const QString &name, qsizetype used)
{
    if (!isAscii(name) || name.contains(u"=?") || name.size() > 200)
        return encodedWords(name, used);
    return isPhrase(name) ? name.toLatin1() : quoted(name);
}

std::optional<QByteArray> encodedAddress(const Address &address, qsizetype used)
{
    const QString email = address.email.trimmed();
    if (!isValidEmail(email))
        return std::nullopt;
    const qsizetype at = email.lastIndexOf(u'@');
    const QString local = email.first(at), domain = email.sliced(at + 1);
    const QByteArray host = isAscii(domain) ? domain.toLatin1() : QUrl::toAce(domain);
    if (!isAscii(local) || host.isEmpty() || email.size() > 320)
        return std::nullopt;
    const QByteArray spec = local.toLatin1() + '@' + host;
    const QString name = singleLine(address.name).simplified().left(500);
    if (name.isEmpty())
        return spec;
    return encodedPhrase(name, used) + " <" + spec + '>';
}

/// RFC 2231: filename*=utf-8''…, continued over lines where long.
QByteArray extendedParameter(const QByteArray &name, const QString &value)
{
    const QByteArray percent = value.toUtf8().toPercentEncoding("", "*'()%");
    constexpr qsizetype piece = 55;
    if (percent.size() <= piece)
        return ";\r\n " + name + "*=utf-8''" + percent;
    QByteArray out;
    int index = 0;
    for (qsizetype at = 0; at < percent.size(); ++index) {
        qsizetype length = std::min(piece, percent.size() - at);
        while (at + length < percent.size() && length > piece - 3
            && percent.sliced(at, length).lastIndexOf('%') > length - 3)
            --length;
        out += ";\r\n " + name + '*' + QByteArray::number(index) + "*=" + (index == 0 ? "utf-8''" : "")
            + percent.sliced(at, length);
        at += length;
    }
    return out;
}

QByteArray plainParameter(const QByteArray &name, const QString &value)
{
    if (isAscii(value) && !value.contains(u"=?") && value.size() < 200)
        return ";\r\n " + name + '=' + quoted(value);
    return ";\r\n " + name + "=\"" + encodedWords(value, name.size() + 3) + '"';
}

} // namespace

QByteArray encodedWords(const QString &text, qsizetype firstLineUsed)
{
    // =?utf-8?B?…?= is 12 bytes around the data; base64 makes 4 bytes of 3.
    QByteArray out, chunk;
    qsizetype room = std::max<qsizetype>(12, (lineLength - 2 - std::min<qsizetype>(firstLineUsed, 50) - 12) / 4 * 3);
    const auto flush = [&] {
        if (!out.isEmpty())
            out += "\r\n ";
        out += "=?utf-8?B?" + chunk.toBase64() + "?=";
        chunk.clear();
        room = 45;
    };
    for (const uint codePoint : text.toUcs4()) {
        const auto character = static_cast<char32_t>(codePoint);
        const QByteArray bytes = QString::fromUcs4(&character, 1).toUtf8();
        if (chunk.size() + bytes.size() > room)
            flush();
        chunk += bytes;
    }
    if (!chunk.isEmpty())
        flush();
    return out;
}

QByteArray textField(const QByteArray &name, const QString &text)
{
    const QString line = singleLine(text).trimmed();
    if (isAscii(line) && !line.contains(u"=?")) {
        if (const auto folded = foldedAscii(name, line.toLatin1()))
            return *folded;
    }
    return name + ": " + encodedWords(line, name.size() + 2) + "\r\n";
}

std::optional<QByteArray> addressField(const QByteArray &name, const QList<Address> &addresses, bool keepInvalid)
{
    if (addresses.isEmpty())
        return QByteArray();
    QByteArray out = name + ": ";
    bool first = true;
    for (const Address &address : addresses) {
        auto encoded = encodedAddress(address, first ? name.size() + 2 : 1);
        if (!encoded && keepInvalid)
            encoded = encodedPhrase(singleLine(address.name + u' ' + address.email).simplified(), name.size() + 2);
        if (!encoded)
            return std::nullopt;
        if (!std::exchange(first, false))
            out += ",\r\n ";
        out += *encoded;
    }
    return out + "\r\n";
}

QByteArray idField(const QByteArray &name, const QStringList &ids)
{
    QByteArray out;
    for (const QString &id : ids) {
        QString clean = id;
        clean.removeIf([](QChar c) { return c <= u' ' || c >= QChar(127) || c == u'<' || c == u'>'; });
        if (clean.isEmpty() || clean.size() > 900)
            continue;
        out += (out.isEmpty() ? name + ": <" : QByteArray("\r\n <")) + clean.toLatin1() + '>';
    }
    return out.isEmpty() ? out : out + "\r\n";
}

QByteArray attachmentFields(const QByteArray &type, const QByteArray &disposition, const QString &name)
{
    const QString clean = singleLine(name).trimmed().left(255);
    QByteArray out = "Content-Type: " + type;
    if (!clean.isEmpty())
        out += plainParameter("name", clean);
    out += "\r\nContent-Disposition: " + disposition;
    if (!clean.isEmpty()) {
        out += plainParameter("filename", clean);
        if (!isAscii(clean))
            out += extendedParameter("filename", clean);
    }
    return out + "\r\n";
}

} // namespace qn::mime
