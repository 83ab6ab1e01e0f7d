// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace qn {

/// What a server can do. What is false is absent or greyed in the windows, never an error after the click.
struct Capabilities
{
    bool folders = false; ///< more than the inbox
    bool incremental = false; ///< changes() goes on from a token; otherwise each call lists everything
    bool rawSource = false; ///< source() works; otherwise message() is all there is
    bool detail = false; ///< message() works; otherwise the list entry is all there is
    bool flags = false;
    bool move = false;
    bool remove = false;
    bool append = false; ///< mail from elsewhere can be put into a folder
    bool drafts = false;
    bool sendHtml = false;
    bool sendCopies = false; ///< cc, bcc
    bool sendAttachments = false;
    bool idempotentSend = false; ///< findSent() can tell whether a mail was accepted
    bool savesSent = false; ///< a sent mail appears in Sent by itself
    bool editContacts = false;
    bool search = false;
    bool watch = false; ///< waitForChange() works
    qint64 maxMessageBytes = 0; ///< 0: not told
    QString accountEmail; ///< the user's own address, if the server tells it
    QString accountName;
    bool operator==(const Capabilities &) const = default;
};

} // namespace qn
