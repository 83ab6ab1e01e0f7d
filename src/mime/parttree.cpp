// SPDX-License-Identifier: GPL-3.0-or-later

// GLib has members named "signals": before Qt's macro of that name.
#include <gmime/gmime.h>

#include "mime/headerdecoder.h"
#include "mime/parttree.h"

#include <QFile>

#include <fcntl.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace qn::mime {

namespace {

constexpr qsizetype maxChildren = 10'000;

struct Unref
{
    void operator()(void *object) const { g_object_unref(object); }
};
template <typename T> using Owned = std::unique_ptr<T, Unref>;

/// Lines of a source that make work for GMime.
struct Effort
{
    qsizetype dashLines = 0; ///< compared with each enclosing boundary
    qsizetype typeLines = 0; ///< Content-Type fields: there are no more containers
    qsizetype addressLines = 0; ///< each makes it read all headers of an embedded message again
};

bool startsWith(QByteArrayView line, std::string_view name)
{
    return line.size() >= qsizetype(name.size()) && g_ascii_strncasecmp(line.data(), name.data(), name.size()) == 0;
}

void addLine(Effort &effort, QByteArrayView line)
{
    static constexpr std::string_view addressFields[] = {"to:", "cc:", "bcc:", "from:", "sender:", "reply-to:"};
    switch (line.front()) {
    case '-':
        effort.dashLines += line.startsWith("--");
        return;
    case ' ':
    case '\t':
        while (!line.isEmpty() && (line.front() == ' ' || line.front() == '\t'))
            line = line.sliced(1);
        effort.typeLines += startsWith(line, "content-type");
        return;
    case 'c':
    case 'C':
        effort.typeLines += startsWith(line, "content-type");
        [[fallthrough]];
    case 't':
    case 'T':
    case 'b':
    case 'B':
    case 'r':
    case 'R':
    case 's':
    case 'S':
    case 'f':
    case 'F':
        for (const std::string_view field : addressFields)
            effort.addressLines += startsWith(line, field);
        return;
    default:
        return;
    }
}

/// Counts the lines that have ended. Returns what is left.
QByteArrayView addLines(Effort &effort, QByteArrayView text)
{
    const char *line = text.data(), *const end = line + text.size();
    while (const auto *newline = static_cast<const char *>(memchr(line, '\n', static_cast<size_t>(end - line)))) {
        if (newline > line)
            addLine(effort, QByteArrayView(line, newline - line));
        line = newline + 1;
    }
    return {line, end - line};
}

Effort effortOf(QByteArrayView source)
{
    Effort effort;
    if (const QByteArrayView last = addLines(effort, source); !last.isEmpty())
        addLine(effort, last);
    return effort;
}

constexpr qsizetype maxDashLines = 40'000, maxContainers = 3'000, maxAddressLines = 5'000;
constexpr qint64 maxComparisons = 20'000'000;

/// Most mail is not; only what is so has to be counted closely.
bool seemsTooExpensive(const Effort &effort)
{
    if (effort.dashLines == 0 && effort.addressLines <= maxAddressLines)
        return false;
    return effort.dashLines > maxDashLines || effort.addressLines > maxAddressLines || effort.typeLines >= maxContainers
        || qint64(effort.dashLines) * (effort.typeLines + 1) > maxComparisons;
}

/// What GMime's parser would spend too much on: it compares each line that begins with "--" with every enclosing
/// boundary, keeps an object a part, and reads all headers again for every address field of an embedded message.
bool isTooExpensive(const QByteArray &source)
{
    const Effort effort = effortOf(source);
    if (!seemsTooExpensive(effort))
        return false;
    const QByteArray lower = source.toLower();
    const qsizetype containers = lower.count("boundary") + lower.count("message/");
    if (containers == 0)
        return false;
    return effort.dashLines > maxDashLines || containers > maxContainers || effort.addressLines > maxAddressLines
        || qint64(effort.dashLines) * containers > maxComparisons;
}

/// nullopt: the file cannot be read.
std::optional<Effort> effortOf(const FileRange &range)
{
    constexpr qint64 pieceBytes = 1 << 20;
    constexpr qsizetype longestStart = 1024; // of a line: more of it does not count
    QFile file(range.path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(range.offset))
        return std::nullopt;
    Effort effort;
    QByteArray text;
    for (qint64 left = range.length; left > 0;) {
        const QByteArray piece = file.read(std::min(left, pieceBytes));
        if (piece.isEmpty())
            return std::nullopt;
        left -= piece.size();
        text += piece;
        const QByteArrayView begun = addLines(effort, text);
        text = begun.first(std::min(begun.size(), longestStart)).toByteArray();
    }
    if (!text.isEmpty())
        addLine(effort, text);
    return effort;
}

/// Bytes that base64 stands for; nullopt where there is anything but whole groups, line ends and padding at the end.
std::optional<qint64> decodedSize(QByteArrayView base64)
{
    const auto isLineEnd = [](char c) { return c == '\r' || c == '\n'; };
    while (!base64.isEmpty() && isLineEnd(base64.back()))
        base64.chop(1);
    qint64 padding = 0;
    while (padding < 2 && base64.endsWith('=')) {
        base64.chop(1);
        ++padding;
    }
    // In blocks whose count fits a byte, and without a branch: so the compiler takes many letters at once.
    constexpr qsizetype block = 128;
    qint64 letters = base64.size();
    for (qsizetype begin = 0; begin < base64.size(); begin += block) {
        quint8 lineEnds = 0, others = 0;
        for (const char byte : base64.sliced(begin, std::min(block, base64.size() - begin))) {
            const auto c = static_cast<quint8>(byte);
            const quint8 ends = (c == '\n') | (c == '\r');
            const quint8 isLetter = (quint8((c | 0x20) - 'a') < 26) | (quint8(c - '0') < 10) | (c == '+') | (c == '/');
            lineEnds += ends;
            others |= !(ends | isLetter);
        }
        if (others)
            return std::nullopt;
        letters -= lineEnds;
    }
    if ((letters + padding) % 4 != 0)
        return std::nullopt;
    return (letters + padding) / 4 * 3 - padding;
}

/// An embedded message is a file of its own: as it was sent, with the line ends of RFC 5322.
GMimeFormatOptions *lineEndsOfMail()
{
    static GMimeFormatOptions *const options = [] {
        GMimeFormatOptions *made = g_mime_format_options_new();
        g_mime_format_options_set_newline_format(made, GMIME_NEWLINE_FORMAT_DOS);
        return made;
    }();
    return options;
}

class GMimeNode final : public Part
{
public:
    explicit GMimeNode(GMimeObject *object)
        : m_object(GMIME_OBJECT(g_object_ref(object)))
    {
    }

    bool isMultipart() const override { return GMIME_IS_MULTIPART(m_object.get()); }
    QByteArray type() const override
    {
        const GMimeContentType *type = g_mime_object_get_content_type(m_object.get());
        if (!type)
            return "text/plain";
        g_autofree char *text = g_mime_content_type_get_mime_type(const_cast<GMimeContentType *>(type));
        return QByteArray(text).toLower();
    }
    QByteArray rawHeader(const char *name) const override
    {
        GMimeHeader *header = g_mime_header_list_get_header(g_mime_object_get_header_list(m_object.get()), name);
        return header ? QByteArray(g_mime_header_get_raw_value(header)).trimmed() : QByteArray();
    }
    QList<std::shared_ptr<Part>> children() const override
    {
        QList<std::shared_ptr<Part>> parts;
        auto *multipart = GMIME_MULTIPART(m_object.get());
        const int count = std::min<int>(g_mime_multipart_get_count(multipart), maxChildren);
        for (int i = 0; i < count; ++i)
            parts << std::make_shared<GMimeNode>(g_mime_multipart_get_part(multipart, i));
        return parts;
    }
    QByteArray content() const override
    {
        const Owned<GMimeStream> stream(g_mime_stream_mem_new());
        write(stream.get());
        const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
        return QByteArray(reinterpret_cast<const char *>(bytes->data), bytes->len);
    }
    qint64 contentSize() const override
    {
        if (const auto size = sizeOfBase64())
            return *size;
        const Owned<GMimeStream> stream(g_mime_stream_null_new());
        write(stream.get());
        return static_cast<qint64>(GMIME_STREAM_NULL(stream.get())->written);
    }

private:
    /// Of what is encoded as base64 and nothing else, without decoding it: files are most of all mail.
    std::optional<qint64> sizeOfBase64() const
    {
        GMimeDataWrapper *data = GMIME_IS_PART(m_object.get()) ? g_mime_part_get_content(GMIME_PART(m_object.get())) : nullptr;
        if (!data || g_mime_data_wrapper_get_encoding(data) != GMIME_CONTENT_ENCODING_BASE64)
            return std::nullopt;
        GMimeStream *stream = g_mime_data_wrapper_get_stream(data);
        if (!stream || !GMIME_IS_STREAM_MEM(stream))
            return std::nullopt;
        const GByteArray *bytes = GMIME_STREAM_MEM(stream)->buffer;
        const gint64 begin = stream->bound_start, end = stream->bound_end < 0 ? gint64(bytes->len) : stream->bound_end;
        if (begin < 0 || begin > end || end > gint64(bytes->len))
            return std::nullopt;
        return decodedSize(QByteArrayView(reinterpret_cast<const char *>(bytes->data) + begin, end - begin));
    }

    void write(GMimeStream *stream) const
    {
        if (GMIME_IS_PART(m_object.get())) {
            if (GMimeDataWrapper *data = g_mime_part_get_content(GMIME_PART(m_object.get())))
                g_mime_data_wrapper_write_to_stream(data, stream);
        } else if (GMIME_IS_MESSAGE_PART(m_object.get())) {
            if (GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(m_object.get())))
                g_mime_object_write_to_stream(GMIME_OBJECT(message), lineEndsOfMail(), stream);
        } else if (GMIME_IS_MULTIPART(m_object.get())) {
            // Without a single delimiter all there is has become the prologue.
            if (const char *prologue = g_mime_multipart_get_prologue(GMIME_MULTIPART(m_object.get())))
                g_mime_stream_write_string(stream, prologue);
        }
    }

    const Owned<GMimeObject> m_object;
};

Owned<GMimeStream> memoryStream(std::initializer_list<QByteArrayView> pieces)
{
    qsizetype size = 0;
    for (const QByteArrayView piece : pieces)
        size += piece.size();
    // The stream takes over the bytes, so that they are copied once.
    GByteArray *bytes = g_byte_array_sized_new(static_cast<guint>(size));
    for (const QByteArrayView piece : pieces)
        g_byte_array_append(bytes, reinterpret_cast<const guint8 *>(piece.data()), static_cast<guint>(piece.size()));
    return Owned<GMimeStream>(g_mime_stream_mem_new_with_byte_array(bytes));
}

/// `fields`, and behind them the body that stands in the file; null where that cannot be read.
Owned<GMimeStream> streamOf(QByteArrayView fields, const FileRange &range, qsizetype bodyStart)
{
#ifdef O_BINARY
    constexpr int readOnly = O_RDONLY | O_BINARY; // Windows
#else
    constexpr int readOnly = O_RDONLY;
#endif
    const Owned<GMimeStream> file(g_mime_stream_fs_open(range.path.toUtf8().constData(), readOnly, 0, nullptr));
    if (!file)
        return {};
    g_mime_stream_set_bounds(file.get(), range.offset + bodyStart, range.offset + range.length);
    Owned<GMimeStream> both(g_mime_stream_cat_new());
    const Owned<GMimeStream> header = memoryStream({fields});
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(both.get()), header.get());
    g_mime_stream_cat_add_source(GMIME_STREAM_CAT(both.get()), file.get());
    return both;
}

} // namespace

void initialiseGMime()
{
    static const bool done = [] {
        g_mime_init();
        return true;
    }();
    Q_UNUSED(done)
}

QByteArray wholeSource(const MessageSource &source)
{
    if (!source.file())
        return source.bytes();
    QFile file(source.file()->path);
    const bool isOpen = file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) && file.seek(source.file()->offset);
    return isOpen ? file.read(source.file()->length) : QByteArray();
}

std::shared_ptr<Part> readParts(const MessageSource &source, const HeaderBlock &header)
{
    initialiseGMime();
    if (source.file()) {
        const std::optional<Effort> effort = effortOf(*source.file());
        if (!effort || seemsTooExpensive(*effort))
            return effort ? readParts(wholeSource(source), header) : nullptr;
    } else if (isTooExpensive(source.bytes())) {
        return {};
    }
    // GMime gets only the fields that describe the content, already separated: so a malformed header cannot mislead it,
    // and it has no address lists of its own to build.
    QByteArray fields;
    for (const char *name : {"content-type", "content-transfer-encoding", "content-disposition", "content-id"}) {
        if (QByteArray value = header.value(name); !value.isEmpty())
            fields += name + QByteArray(": ") + value.replace('\n', "\n ") + '\n';
    }
    if (fields.isEmpty())
        fields += "content-type: text/plain\n";
    fields += '\n';
    const Owned<GMimeStream> stream = source.file()
        ? streamOf(fields, *source.file(), header.bodyStart)
        : memoryStream({fields, QByteArrayView(source.bytes()).sliced(header.bodyStart)});
    if (!stream)
        return {};
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_persist_stream(parser.get(), true);
    const Owned<GMimeObject> root(g_mime_parser_construct_part(parser.get(), nullptr));
    return root ? std::make_shared<GMimeNode>(root.get()) : nullptr;
}

} // namespace qn::mime
