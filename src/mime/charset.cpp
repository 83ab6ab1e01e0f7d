// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/charset.h"

#include <unicode/ucnv.h>

#include <QHash>
#include <QStringDecoder>

#include <memory>
#include <optional>

namespace qn::mime {

namespace {

struct ConverterCloser
{
    void operator()(UConverter *converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterCloser>;

bool isAscii(const QByteArray &bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

QByteArray canonicalName(const QByteArray &charset)
{
    static const QHash<QByteArray, QByteArray> names = {
        {"gb2312", "gb18030"},
        {"gb_2312-80", "gb18030"},
        {"gb2312-80", "gb18030"},
        {"csgb2312", "gb18030"},
        {"gbk", "gb18030"},
        {"x-gbk", "gb18030"},
        {"cp936", "gb18030"},
        {"ms936", "gb18030"},
        {"euc-cn", "gb18030"},
        {"windows-936", "gb18030"},
        {"gb-18030", "gb18030"},
        {"hz-gb-2312", "HZ"},
        {"iso-8859-1", "windows-1252"},
        {"latin1", "windows-1252"},
        {"iso8859-1", "windows-1252"},
        {"unicode-1-1-utf-7", "utf-7"},
        {"utf8", "utf-8"},
        {"utf-8mb4", "utf-8"},
        {"ks_c_5601-1987", "windows-949"},
        {"euc-kr", "windows-949"},
        {"x-sjis", "shift_jis"},
        {"cp-850", "cp850"},
    };
    const QByteArray lower = charset.trimmed().toLower();
    return names.value(lower, lower);
}

/// nullopt where a byte is invalid.
std::optional<QString> strictUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(
        QStringDecoder::Utf8, QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString text = decoder(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

/// nullopt: no such charset, or (when strict) bytes that are invalid in it.
std::optional<QString> convert(const QByteArray &bytes, const QByteArray &charset, bool strict)
{
    UErrorCode status = U_ZERO_ERROR;
    const Converter converter(ucnv_open(charset.constData(), &status));
    if (U_FAILURE(status) || !converter)
        return std::nullopt;
    if (strict)
        ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    // No charset here makes more than two UTF-16 units of a byte; one is the rule, so grow only when needed.
    QString text(bytes.size() + 16, Qt::Uninitialized);
    const char *source = bytes.constData();
    const char *const end = source + bytes.size();
    qsizetype written = 0;
    for (;;) {
        auto *const begin = reinterpret_cast<UChar *>(text.data());
        UChar *target = begin + written;
        status = U_ZERO_ERROR;
        ucnv_toUnicode(converter.get(), &target, begin + text.size(), &source, end, nullptr, true, &status);
        written = target - begin;
        if (status != U_BUFFER_OVERFLOW_ERROR)
            break;
        text.resize(text.size() * 2);
    }
    if (U_FAILURE(status))
        return std::nullopt;
    text.truncate(written);
    return text;
}

} // namespace

QString decodeUnlabelled(const QByteArray &bytes)
{
    if (isAscii(bytes))
        return QString::fromLatin1(bytes);
    if (auto text = strictUtf8(bytes))
        return *text;
    if (auto text = convert(bytes, "gb18030", true))
        return *text;
    return convert(bytes, "windows-1252", false).value_or(QString::fromLatin1(bytes));
}

QString decodeText(const QByteArray &bytes, const QByteArray &charset)
{
    if (charset.compare("utf-8", Qt::CaseInsensitive) == 0) { // as most is
        if (auto text = strictUtf8(bytes))
            return *text;
    }
    const QByteArray name = canonicalName(charset);
    if (name.isEmpty() || name == "us-ascii" || name == "ascii" || name.size() > 60)
        return decodeUnlabelled(bytes);
    if (name == "utf-8") {
        if (auto text = strictUtf8(bytes))
            return *text;
        // A few broken bytes are more likely than a wrong label; all of them being GB18030 is a wrong label.
        if (auto text = convert(bytes, "gb18030", true))
            return *text;
        return QString::fromUtf8(bytes);
    }
    if (auto text = convert(bytes, name, true))
        return *text;
    if (name != "gb18030") {
        if (auto text = strictUtf8(bytes))
            return *text;
    }
    if (auto text = convert(bytes, name, false))
        return *text;
    return decodeUnlabelled(bytes);
}

} // namespace qn::mime
