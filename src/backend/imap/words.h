// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace qn::imap {

/// The bytes as an array that owns nothing where they are one of the words that answers repeat (UID, FLAGS, \Seen …), else a copy.
/// A list of 100,000 messages would otherwise allocate the same few words half a million times.
QByteArray word(QByteArrayView bytes);
/// The same of the bytes in upper case.
QByteArray upperWord(QByteArrayView bytes);

} // namespace qn::imap
