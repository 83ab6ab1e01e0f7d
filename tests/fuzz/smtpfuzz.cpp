// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as what a mail server says: cut anywhere, they give the same replies; each can be read as extensions and as
// a refusal.
#include "backend/smtp/extensions.h"
#include "backend/smtp/refusal.h"

#include <cstdint>
#include <cstdlib>

using namespace qn;
using namespace qn::smtp;

static QList<Reply> repliesOf(const QByteArray &bytes, qsizetype step)
{
    ReplyParser parser;
    QList<Reply> replies;
    for (qsizetype i = 0; i < bytes.size(); i += step) {
        parser.feed(bytes.mid(i, step));
        for (;;) {
            const auto reply = parser.next();
            if (!reply)
                return replies;
            if (!*reply)
                break;
            replies.append(**reply);
        }
    }
    return replies;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const auto whole = repliesOf(bytes, std::max<qsizetype>(1, bytes.size()));
    if (whole != repliesOf(bytes, 1 + data[0] % 7))
        abort();
    for (const Reply &reply : whole) {
        if (reply.code < 200 || reply.code > 599 || reply.lines.isEmpty() || reply.text().size() > 500)
            abort();
        static_cast<void>(parseExtensions(reply));
        for (const Stage stage : {Stage::Greeting, Stage::Login, Stage::Sender, Stage::Recipient, Stage::Data}) {
            if (refusalError(stage, reply).code != reply.code)
                abort();
        }
    }
    return 0;
}
