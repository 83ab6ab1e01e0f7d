// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a mail: nothing crashes, and what is promised of the result holds.
#include "mime/charset.h"
#include "mime/headerdecoder.h"
#include "mime/htmltext.h"
#include "mime/mbox.h"
#include "mime/messageparser.h"

#include <cstdint>
#include <cstdlib>

using namespace qn;

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void readMail(const QByteArray &source)
{
    const Result<Message> message = mime::parseMessage(source);
    require(message.has_value() != source.isEmpty());
    if (!message)
        return;
    require(message->header.preview.size() <= 200 && message->header.size == source.size());
    require(!message->header.subject.contains(u'\n'));
    for (qsizetype i = 0; i < std::min<qsizetype>(message->body.attachments.size(), 20); ++i) {
        const Attachment &attachment = message->body.attachments.at(i);
        require(!attachment.name.isEmpty() && !attachment.name.contains(u'/') && attachment.name != u"..");
        const Result<QByteArray> content = mime::attachmentContent(source, attachment.partId);
        require(content && content->size() == attachment.size);
    }
    static_cast<void>(mime::htmlToText(message->body.html));
}

/// What was split once is split the same way when it is written anew.
static void readMbox(const QByteArray &file)
{
    QByteArray again;
    QList<QByteArray> sources;
    for (const mime::FoundMessage &found : mime::splitMbox(file)) {
        sources.append(found.source);
        again += mime::mboxEntry(found.source, {}, {});
    }
    static_cast<void>(mime::splitMbox(again));
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    readMail(bytes);
    readMbox(bytes);
    const QByteArray line = bytes.left(2000);
    static_cast<void>(mime::decodeHeader(line));
    static_cast<void>(mime::decodeAddresses(line));
    static_cast<void>(mime::decodeMessageIds(line));
    static_cast<void>(mime::decodeParameters(line));
    const qsizetype space = line.indexOf(' ');
    static_cast<void>(mime::decodeText(bytes, space > 0 ? line.left(space) : QByteArray()));
    static_cast<void>(mime::htmlToText(QString::fromUtf8(bytes)));
    static_cast<void>(mime::decodeModifiedUtf7(QString::fromLatin1(line)));
    return 0;
}
