// SPDX-License-Identifier: GPL-3.0-or-later

// GLib has members named "signals": before Qt's macro of that name.
#include <gmime/gmime.h>

#include "mime/headerdecoder.h"
#include "mime/parttree.h"

namespace qn::mime {

namespace {

constexpr qsizetype maxChildren = 10'000;

struct Unref
{
    void operator()(void *object) const { g_object_unref(object); }
};
template <typename T> using Owned = std::unique_ptr<T, Unref>;

/// What GMime's parser would spend too much on: it compares each line that begins with "--" with every enclosing
/// boundary, keeps an object a part, and reads all headers again for every address field of an embedded message.
bool isTooExpensive(const QByteArray &source)
{
    constexpr qsizetype maxDashLines = 40'000, maxContainers = 3'000, maxAddressLines = 5'000;
    constexpr qint64 maxComparisons = 20'000'000;
    qsizetype dashLines = 0, containers = 0, addressLines = 0;
    const char *const end = source.constData() + source.size();
    for (const char *line = source.constData(); line < end;) {
        const auto *newline = static_cast<const char *>(memchr(line, '\n', static_cast<size_t>(end - line)));
        const char *const lineEnd = newline ? newline : end;
        const auto length = static_cast<size_t>(lineEnd - line);
        const auto startsWith = [&](const char *name) {
            return length >= strlen(name) && g_ascii_strncasecmp(line, name, strlen(name)) == 0;
        };
        if (length >= 2 && line[0] == '-' && line[1] == '-') {
            ++dashLines;
        } else if (length >= 3 && strchr("tTcCbBrRsSfF", line[0])) {
            for (const char *name : {"to:", "cc:", "bcc:", "from:", "sender:", "reply-to:"})
                addressLines += startsWith(name);
        }
        line = lineEnd + 1;
    }
    if (dashLines == 0 && addressLines <= maxAddressLines)
        return false;
    // A small source cannot name that many: most mail ends here.
    const qsizetype mostContainers = source.size() / 8;
    if (dashLines <= maxDashLines && addressLines <= maxAddressLines && mostContainers <= maxContainers
        && qint64(dashLines) * mostContainers <= maxComparisons)
        return false;
    const QByteArray lower = source.toLower();
    containers = lower.count("boundary") + lower.count("message/");
    if (containers == 0)
        return false;
    return dashLines > maxDashLines || containers > maxContainers || addressLines > maxAddressLines
        || qint64(dashLines) * containers > maxComparisons;
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
        const Owned<GMimeStream> stream(g_mime_stream_null_new());
        write(stream.get());
        return static_cast<qint64>(GMIME_STREAM_NULL(stream.get())->written);
    }

private:
    void write(GMimeStream *stream) const
    {
        if (GMIME_IS_PART(m_object.get())) {
            if (GMimeDataWrapper *data = g_mime_part_get_content(GMIME_PART(m_object.get())))
                g_mime_data_wrapper_write_to_stream(data, stream);
        } else if (GMIME_IS_MESSAGE_PART(m_object.get())) {
            if (GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(m_object.get())))
                g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, stream);
        } else if (GMIME_IS_MULTIPART(m_object.get())) {
            // Without a single delimiter all there is has become the prologue.
            if (const char *prologue = g_mime_multipart_get_prologue(GMIME_MULTIPART(m_object.get())))
                g_mime_stream_write_string(stream, prologue);
        }
    }

    const Owned<GMimeObject> m_object;
};

} // namespace

void initialiseGMime()
{
    static const bool done = [] {
        g_mime_init();
        return true;
    }();
    Q_UNUSED(done)
}

std::shared_ptr<Part> readParts(const QByteArray &source)
{
    initialiseGMime();
    if (isTooExpensive(source))
        return {};
    // GMime gets only the fields that describe the content, already separated: so a malformed header cannot mislead it,
    // and it has no address lists of its own to build.
    const HeaderBlock header = splitHeader(source);
    QByteArray entity;
    entity.reserve(source.size() - header.bodyStart + 512);
    for (const char *name : {"content-type", "content-transfer-encoding", "content-disposition", "content-id"}) {
        if (QByteArray value = header.value(name); !value.isEmpty())
            entity += name + QByteArray(": ") + value.replace('\n', "\n ") + '\n';
    }
    if (entity.isEmpty())
        entity += "content-type: text/plain\n";
    entity += '\n';
    entity += QByteArrayView(source).sliced(header.bodyStart);

    const Owned<GMimeStream> stream(
        g_mime_stream_mem_new_with_buffer(entity.constData(), static_cast<size_t>(entity.size())));
    const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_persist_stream(parser.get(), true);
    const Owned<GMimeObject> root(g_mime_parser_construct_part(parser.get(), nullptr));
    return root ? std::make_shared<GMimeNode>(root.get()) : nullptr;
}

} // namespace qn::mime
