// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace qn::mime {

/// Text of `bytes` in the named charset, the way mail in the wild means it: gb2312 and gbk are GB18030, iso-8859-1 is
/// windows-1252, and an unknown, absent or plainly wrong charset falls back to decodeUnlabelled(). Never fails.
QString decodeText(const QByteArray &bytes, const QByteArray &charset);

/// Bytes of no known charset: UTF-8 where valid, else GB18030 where valid, else windows-1252.
QString decodeUnlabelled(const QByteArray &bytes);

} // namespace qn::mime
