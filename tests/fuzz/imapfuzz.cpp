// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what an IMAP server says: the first two bytes choose where they are cut. However they come, the answers are the
// same, and whatever the answers are, they can be read.
#include "backend/imap/bodystructure.h"
#include "backend/imap/commandtext.h"
#include "backend/imap/envelope.h"
#include "backend/imap/fetchreading.h"
#include "backend/imap/responseparser.h"

#include <QSet>

#include <cstdint>
#include <cstdlib>

using namespace qn::imap;

namespace {

struct Parsed
{
    QList<Response> answers;
    bool failed = false;
    qsizetype pending = 0;
    bool operator==(const Parsed &) const = default;
};

Parsed parse(const QByteArray &bytes, qsizetype first, qsizetype step)
{
    ResponseParser::Limits limits;
    limits.line = 8000;
    limits.literal = 12'000;
    limits.response = 16'000;
    limits.depth = 20;
    limits.values = 2000;
    ResponseParser parser(limits);
    Parsed parsed;
    for (qsizetype at = 0, size = first; at < bytes.size(); at += size, size = step) {
        size = std::clamp<qsizetype>(size, 1, bytes.size() - at);
        parser.feed(bytes.sliced(at, size));
        for (;;) {
            const auto response = parser.next();
            if (!response) {
                parsed.failed = true;
                return parsed;
            }
            if (!*response)
                break;
            parsed.answers.append(**response);
        }
    }
    parsed.pending = parser.pending();
    const QByteArray rest = parser.takePending();
    if (rest.size() != parsed.pending || !bytes.endsWith(rest))
        abort();
    return parsed;
}

void readAll(const Response &response)
{
    const Fetched fetched = readFetch(response);
    if (fetched.internalDate.isValid() && readInternalDate(writeInternalDate(fetched.internalDate)) != fetched.internalDate)
        abort();
    static_cast<void>(readList(response));
    static_cast<void>(readStatus(response));
    static_cast<void>(readSearch(response));
    static_cast<void>(readVanished(response));
    static_cast<void>(readCopyUids(response));
    for (const Value &value : response.values) {
        static_cast<void>(readEnvelope(value));
        static_cast<void>(readBodyStructure(value));
        if (const auto numbers = parseSequenceSet(value.text, 1000)) {
            const auto again = parseSequenceSet(sequenceSet(*numbers), 1000);
            if (!again || QSet<quint32>(again->begin(), again->end()) != QSet<quint32>(numbers->begin(), numbers->end()))
                abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 2, qsizetype(size) - 2);
    const Parsed whole = parse(bytes, bytes.size(), bytes.size());
    if (whole != parse(bytes, 1, 1) || whole != parse(bytes, data[0] * 256 + data[1], data[1] % 16 + 1))
        abort();
    for (const Response &response : whole.answers)
        readAll(response);
    return 0;
}
