// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

namespace qn::widgets {

/// What a compose window opens with: a new mail, a reply, a forwarded mail, or a draft that is taken up again.
struct ComposeRequest
{
    AccountId account; ///< whose mail it is; invalid: the first account
    OutgoingMessage draft;
    DraftId draftId; ///< invalid: not saved yet
    bool focusBody = false; ///< a reply: the text first, above the quotation
    bool operator==(const ComposeRequest &) const = default;
};

} // namespace qn::widgets

Q_DECLARE_METATYPE(qn::widgets::ComposeRequest)
