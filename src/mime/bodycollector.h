// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"
#include "mime/parttree.h"

namespace qn::mime {

/// Chooses what of the MIME tree is text, what is HTML and what is a file.
MessageBody collectBody(const Part &root);

/// The leaf at a dotted position ("1" is the first part of a multipart, and the whole of a message that is none).
std::shared_ptr<Part> partById(const std::shared_ptr<Part> &root, const QString &partId);

/// RFC 3676: joins soft-broken lines again.
QString unflow(const QString &text, bool deleteSpace);

} // namespace qn::mime
