// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backend/imap/response.h"

#include <QHash>
#include <QString>

#include <optional>

namespace qn::imap {

/// A leaf of BODYSTRUCTURE.
struct ListedPart
{
    QByteArray section; ///< "1.2": what BODY[…] names it by
    QByteArray type; ///< "text/plain", lower case
    QByteArray encoding; ///< "base64", lower case
    QByteArray disposition; ///< "attachment", "inline" or empty
    QString name; ///< decoded, may be empty
    QString contentId; ///< without angle brackets
    qint64 size = 0; ///< encoded bytes
    bool inRelated = false; ///< below a multipart/related
    bool isFile = false; ///< a file to the user, as mime/bodycollector.h sees it
    bool operator==(const ListedPart &) const = default;
};

/// What a message is made of.
struct ListedStructure
{
    QList<ListedPart> leaves; ///< in order; never empty
    QHash<QByteArray, QByteArray> multiparts; ///< types ("multipart/mixed") by section; the message itself is the empty one
};

/// BODYSTRUCTURE or BODY (RFC 9051 7.5.2); nullopt where it cannot be trusted: QQ gives empty multiparts and broken lists.
std::optional<ListedStructure> readStructure(const Value &structure);
/// The leaves alone.
std::optional<QList<ListedPart>> readBodyStructure(const Value &structure);
/// Whether the list shows a paper clip. What HTML shows by its Content-ID is none.
bool hasAttachments(const QList<ListedPart> &parts);

} // namespace qn::imap
