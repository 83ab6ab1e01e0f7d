// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/searchquery.h"

#include <QString>

#include <optional>

namespace qn::store {

class Database;

/// The texts of a message that search is about: what a reader sees.
struct SearchDocument
{
    qint64 date = 0;
    bool hasBody = false;
    QString subject, from, to, cc; ///< people: names and addresses, each on a line
    QString body; ///< the plain text; without one the text of the HTML; before the body is here, the preview
    QString files; ///< names, each on a line

    const QString &text(SearchNode::Field field) const; ///< not for Any
    quint64 hash() const; ///< of the texts, the same on every machine
};

inline constexpr SearchNode::Field searchFields[] = {SearchNode::Field::Body, SearchNode::Field::Subject,
    SearchNode::Field::From, SearchNode::Field::To, SearchNode::Field::Cc, SearchNode::Field::FileName};

/// nullopt where there is no such message (or the reading failed, see Database::status).
std::optional<SearchDocument> loadSearchDocument(Database &mail, MessageId id);
/// The document as it was before its body arrived.
SearchDocument withPreviewOnly(Database &mail, MessageId id, SearchDocument document);
/// Everything but body and files (the preview as body, where no body is here); false where there is no such message.
bool loadSearchHeader(Database &mail, MessageId id, SearchDocument &document);
/// Body and files only; false where no body is here.
bool loadSearchBody(Database &mail, MessageId id, SearchDocument &document);

} // namespace qn::store
