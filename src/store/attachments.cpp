// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/attachments.h"

#include "store/codec.h"
#include "store/database.h"

#include <QCryptographicHash>

namespace qn::store {

using namespace Qt::StringLiterals;

namespace {

struct StoredFile
{
    qint64 id;
    QString meta;
    QByteArray digest;
};

QList<StoredFile> storedFiles(Transaction &tx, const AttachmentOwner &owner)
{
    QList<StoredFile> files;
    Query row = owner.draft.isValid()
        ? tx.database().query(
            "SELECT id, meta, digest FROM attachment WHERE draft_id = ? ORDER BY position", owner.draft)
        : tx.database().query(
            "SELECT id, meta, digest FROM attachment WHERE outgoing_id = ? ORDER BY position", owner.outgoing);
    while (row.next())
        files.append({row.integer(0), row.text(1), row.bytes(2)});
    return files;
}

} // namespace

void storeAttachments(Transaction &tx, const AttachmentOwner &owner, const QList<Attachment> &attachments)
{
    Database &db = tx.database();
    QList<StoredFile> left = storedFiles(tx, owner);
    int position = 0;
    for (const Attachment &attachment : attachments) {
        const QByteArray digest = QCryptographicHash::hash(attachment.content, QCryptographicHash::Sha256);
        const auto same =
            std::find_if(left.begin(), left.end(), [&digest](const StoredFile &file) { return file.digest == digest; });
        if (same != left.end()) {
            db.run("UPDATE attachment SET position = ?, meta = ? WHERE id = ?", position, encode(attachment), same->id);
            left.erase(same);
        } else {
            db.run("INSERT INTO attachment (outgoing_id, draft_id, position, meta, digest, content) VALUES (?, ?, ?, "
                   "?, ?, ?)",
                owner.outgoing, owner.draft, position, encode(attachment), digest, attachment.content);
        }
        ++position;
    }
    for (const StoredFile &file : std::as_const(left))
        db.run("DELETE FROM attachment WHERE id = ?", file.id);
}

QList<Attachment> loadAttachments(Transaction &tx, const AttachmentOwner &owner, bool withContents)
{
    QList<Attachment> attachments;
    const QList<StoredFile> files = storedFiles(tx, owner);
    for (const StoredFile &file : files) {
        Attachment attachment = decodeAttachment(file.meta);
        if (withContents) {
            Query row = tx.database().query("SELECT content FROM attachment WHERE id = ?", file.id);
            if (row.next())
                attachment.content = row.bytes(0);
        }
        attachments.append(attachment);
    }
    return attachments;
}

Result<void> requireDurable(Transaction &tx)
{
    if (tx.database().durability() == Durability::Full)
        return {};
    return fail(ErrorKind::Internal, u"outgoing mails and drafts want Durability::Full"_s);
}

} // namespace qn::store
