// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as an answer or a request of the Open API: the first byte chooses the codec, the rest is the body. What
// could be read is written and read again: it is the same.
#include "api/baselinecodec.h"
#include "api/mailboxcodec.h"
#include "api/messagecodec.h"
#include "api/requests.h"
#include "api/sendcodec.h"
#include "api/wireerror.h"

#include <cstdint>
#include <cstdlib>

using namespace qn;
using namespace qn::api;

template <typename Decode, typename Encode>
static void thereAndBack(const QByteArray &body, Decode decode, Encode encode)
{
    const auto first = decode(body);
    if (!first)
        return;
    const auto again = decode(encode(*first));
    if (!again || !(*again == *first))
        abort();
}

template <typename Decode, typename Encode>
static void query(const QByteArray &body, Decode decode, Encode encode)
{
    const auto first = decode(QUrlQuery(QString::fromUtf8(body)));
    if (!first)
        return;
    const auto again = decode(QUrlQuery(encode(*first)));
    if (!again || !(*again == *first))
        abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    switch (data[0] % 18) {
    case 0:
        static_cast<void>(decodeMailList(body));
        break;
    case 1:
        static_cast<void>(decodeContactList(body));
        break;
    case 2:
        thereAndBack(body, decodeCapabilities, encodeCapabilities);
        break;
    case 3:
        thereAndBack(body, decodeFolders, encodeFolders);
        break;
    case 4:
        thereAndBack(body, decodeContact, encodeContact);
        break;
    case 5:
        thereAndBack(body, decodeIds, encodeIds);
        break;
    case 6:
        thereAndBack(body, decodeId, encodeId);
        break;
    case 7:
        thereAndBack(body, decodeMessage, encodeMessage);
        break;
    case 8:
        thereAndBack(body, decodeChangePage, encodeChangePage);
        break;
    case 9:
        thereAndBack(body, decodeMessagesRequest, encodeMessagesRequest);
        break;
    case 10:
        thereAndBack(body, decodeWaitAnswer, encodeWaitAnswer);
        break;
    case 11:
        static_cast<void>(decodeSend(body));
        break;
    case 12:
        static_cast<void>(decodeSaveDraft(body));
        break;
    case 13:
        thereAndBack(body, decodeReceipt, encodeReceipt);
        break;
    case 14:
        thereAndBack(body, decodeFindSent, encodeFindSent);
        break;
    case 15:
        query(body, decodeMailQuery, encodeMailQuery);
        break;
    case 16:
        query(body, decodeChangesQuery, encodeChangesQuery);
        break;
    case 17:
        query(body, decodeAppendQuery, encodeAppendQuery);
        break;
    }
    return 0;
}
