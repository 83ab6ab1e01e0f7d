// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "core/result.h"
#include "core/sendreceipt.h"

#include <optional>

namespace qn::api {

/// What the article fixes: {to, subject, text}. Several recipients are one text, joined by commas.
QByteArray encodeBaselineSend(const OutgoingMessage &mail);

/// Request of send_mail with all that the extensions add; attachments are base64.
QByteArray encodeSend(const OutgoingMessage &mail);
/// Reads both forms. Errors are of kind Parameter.
Result<OutgoingMessage> decodeSend(const QByteArray &body);

struct SaveDraftRequest
{
    OutgoingMessage draft;
    RemoteMessageId previous;
    bool operator==(const SaveDraftRequest &) const = default;
};
QByteArray encodeSaveDraft(const SaveDraftRequest &request); ///< {"draft":{…},"previous":…}
Result<SaveDraftRequest> decodeSaveDraft(const QByteArray &body);

QByteArray encodeReceipt(const SendReceipt &receipt); ///< answer of send_mail
Result<SendReceipt> decodeReceipt(const QByteArray &body);

QByteArray encodeFindSent(const std::optional<SendReceipt> &receipt); ///< answer of find_sent: {"found":…}
Result<std::optional<SendReceipt>> decodeFindSent(const QByteArray &body);

} // namespace qn::api
