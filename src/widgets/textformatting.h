// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace qn::widgets {

struct Tokens;

/// Plain text of a mail as HTML for a text document: links and addresses can be followed, quoted lines stand back, a signature too.
/// Everything of the text is escaped.
QString textAsHtml(const QString &text, const Tokens &tokens);

/// Links that a click may follow: http, https, mailto.
bool isSafeLink(const QUrl &url);

/// A file name that stays inside the folder it is saved to, whatever the mail called it.
QString safeFileName(const QString &name);
/// Files that can run programs, by their ending.
bool isDangerousFile(const QString &name);

} // namespace qn::widgets
