// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/searchcondition.h"

#include "store/codec.h"
#include "store/database.h"

#include <algorithm>

namespace qn::store {

using namespace Qt::StringLiterals;

using Kind = SearchNode::Kind;
using Field = SearchNode::Field;

void SearchSubject::setMessage(MessageId id)
{
    m_id = id;
    m_hasRow = m_hasHeader = m_hasBody = false;
    m_isRead.fill(false);
}

void SearchSubject::setMessage(MessageId id, const Row &row)
{
    setMessage(id);
    m_row = row;
    m_hasRow = true;
}

const SearchSubject::Row &SearchSubject::row()
{
    if (m_hasRow)
        return m_row;
    m_hasRow = true;
    m_row = {};
    Query row = m_database.query(
        "SELECT date, view_folder_id, view_flags, size, has_attachments FROM message WHERE id = ?", m_id);
    if (row.next())
        m_row = {row.integer(0), row.id<FolderId>(1), quint32(row.integer(2)), row.integer(3), row.integer(4) != 0};
    return m_row;
}

void SearchSubject::loadText(Field field)
{
    const bool isBodys = field == Field::Body || field == Field::FileName;
    if (isBodys && !m_hasBody) {
        m_document.body.clear();
        m_document.files.clear();
        m_hasBody = loadSearchBody(m_database, m_id, m_document);
    }
    if ((!isBodys || !m_hasBody) && !m_hasHeader) {
        loadSearchHeader(m_database, m_id, m_document);
        m_hasHeader = true;
        m_hasBody = m_hasBody || !m_document.hasBody; // the preview is all there is
        if (!m_document.hasBody)
            m_document.files.clear();
    }
}

const TextAtoms &SearchSubject::atoms(Field field)
{
    size_t index = 0;
    while (searchFields[index] != field)
        ++index;
    if (!m_isRead[index]) {
        loadText(field);
        m_atoms[index].read(m_document.text(field));
        m_isRead[index] = true;
    }
    return m_atoms[index];
}

bool SearchCondition::holds(SearchSubject &subject) const
{
    const auto childHolds = [&subject](const SearchCondition &child) { return child.holds(subject); };
    switch (kind) {
    case Kind::All:
        return true;
    case Kind::And:
        return std::all_of(children.begin(), children.end(), childHolds);
    case Kind::Or:
        return std::any_of(children.begin(), children.end(), childHolds);
    case Kind::Not:
        return !childHolds(children.front());
    case Kind::Text:
        return std::any_of(std::begin(searchFields), std::end(searchFields), [&](Field field) {
            return (phrase->field() == Field::Any || phrase->field() == field)
                && phrase->find(subject.atoms(field)) >= 0;
        });
    default:
        return holdsForRow(subject.row());
    }
}

bool SearchCondition::holdsForRow(const SearchSubject::Row &row) const
{
    switch (kind) {
    case Kind::Attachment:
        return row.hasAttachments;
    case Kind::Flag:
        return ((row.flags & flag) != 0) == isSet;
    case Kind::Folder:
        return folders.contains(row.folder);
    case Kind::Before:
        return row.date < number;
    case Kind::From:
        return row.date >= number;
    case Kind::Larger:
        return row.size > number;
    case Kind::Smaller:
        return row.size < number;
    default:
        return false;
    }
}

bool SearchCondition::isAboutRow() const
{
    switch (kind) {
    case Kind::All:
    case Kind::And:
    case Kind::Or:
    case Kind::Not:
    case Kind::Text:
        return false;
    default:
        return true;
    }
}

bool SearchCondition::isAboutText() const
{
    return kind == Kind::Text
        || std::any_of(children.begin(), children.end(), [](const SearchCondition &c) { return c.isAboutText(); });
}

namespace {

void narrow(SearchBounds &bounds, const SearchCondition &condition)
{
    switch (condition.kind) {
    case Kind::And:
        for (const SearchCondition &child : condition.children)
            narrow(bounds, child);
        return;
    case Kind::Attachment:
        bounds.hasAttachments = true;
        return;
    case Kind::Flag:
        bounds.flags |= condition.isSet && !(bounds.flagMask & condition.flag) ? condition.flag : 0;
        bounds.flagMask |= condition.flag;
        return;
    case Kind::Folder:
        if (condition.folders.size() == 1)
            bounds.folder = *condition.folders.cbegin();
        return;
    case Kind::Before:
        bounds.endDate = std::min(bounds.endDate, condition.number);
        return;
    case Kind::From:
        bounds.firstDate = std::max(bounds.firstDate, condition.number);
        return;
    case Kind::Larger:
        bounds.larger = std::max(bounds.larger, condition.number);
        return;
    case Kind::Smaller:
        bounds.smaller = std::min(bounds.smaller, condition.number);
        return;
    default:
        return;
    }
}

} // namespace

SearchBounds SearchCondition::bounds() const
{
    SearchBounds bounds;
    narrow(bounds, *this);
    return bounds;
}

SearchBounds::Index SearchBounds::index() const
{
    constexpr qint64 large = 65536; // as in the index message_large
    constexpr auto seen = quint32(MessageFlag::Seen);
    if (isFolderSmall)
        return Index::Folder;
    if (flags & quint32(MessageFlag::Flagged))
        return Index::Flagged;
    if (larger >= large - 1)
        return Index::Large;
    if ((flagMask & seen) && !(flags & seen))
        return Index::Unread;
    return hasAttachments ? Index::Files : Index::Date;
}

bool SearchBounds::hasDates() const
{
    return firstDate != std::numeric_limits<qint64>::min() || endDate != std::numeric_limits<qint64>::max();
}

Query rowsInside(Database &database, const SearchBounds &bounds, SearchBounds::Index index)
{
#define QN_ROWS "SELECT id, date, view_folder_id, view_flags, size, has_attachments FROM message INDEXED BY "
#define QN_INSIDE                                                                                                       \
    "date >= ?1 AND date < ?2 AND (view_flags & ?3) = ?4 AND size > ?5 AND size < ?6 AND has_attachments >= ?7 AND "     \
    "view_folder_id IS NOT NULL ORDER BY date DESC, id DESC"
    const auto query = [&](const char *sql) {
        return database.query(sql, bounds.firstDate, bounds.endDate, qint64(bounds.flagMask), qint64(bounds.flags),
            bounds.larger, bounds.smaller, bounds.hasAttachments);
    };
    switch (index) {
    case SearchBounds::Index::Flagged:
        return query(QN_ROWS "message_flagged WHERE (view_flags & 4) <> 0 AND " QN_INSIDE);
    case SearchBounds::Index::Large:
        return query(QN_ROWS "message_large WHERE size >= 65536 AND " QN_INSIDE);
    case SearchBounds::Index::Unread:
        return query(QN_ROWS "message_unread WHERE (view_flags & 1) = 0 AND " QN_INSIDE);
    case SearchBounds::Index::Files:
        return query(QN_ROWS "message_files WHERE has_attachments <> 0 AND " QN_INSIDE);
    case SearchBounds::Index::Folder:
        return database.query(QN_ROWS "message_view WHERE view_folder_id = ?8 AND " QN_INSIDE, bounds.firstDate,
            bounds.endDate, qint64(bounds.flagMask), qint64(bounds.flags), bounds.larger, bounds.smaller,
            bounds.hasAttachments, bounds.folder);
    case SearchBounds::Index::Date:
        break;
    }
    return query(QN_ROWS "message_date WHERE " QN_INSIDE);
#undef QN_ROWS
#undef QN_INSIDE
}

SearchSubject::Row rowInside(const Query &row)
{
    return {row.integer(1), row.id<FolderId>(2), quint32(row.integer(3)), row.integer(4), row.integer(5) != 0};
}

namespace {

FolderRole roleNamed(const QString &word)
{
    static const QHash<QString, FolderRole> chinese{{u"收件箱"_s, FolderRole::Inbox}, {u"已发送"_s, FolderRole::Sent},
        {u"草稿箱"_s, FolderRole::Drafts}, {u"草稿"_s, FolderRole::Drafts}, {u"已删除"_s, FolderRole::Trash},
        {u"垃圾箱"_s, FolderRole::Junk}, {u"垃圾邮件"_s, FolderRole::Junk}, {u"归档"_s, FolderRole::Archive}};
    const FolderRole role = folderRole(word);
    return role == FolderRole::None ? chinese.value(word, FolderRole::None) : role;
}

Result<QSet<FolderId>> foldersNamed(Transaction &tx, const QString &name)
{
    const QString wanted = searchKey(name);
    const FolderRole role = roleNamed(wanted);
    QSet<FolderId> found;
    Query row = tx.database().query("SELECT id, name, role FROM folder");
    while (row.next()) {
        if (searchKey(row.text(1)) == wanted || (role != FolderRole::None && folderRole(row.text(2)) == role))
            found.insert(row.id<FolderId>(0));
    }
    if (auto done = tx.database().status(); !done)
        return fail(done.error());
    if (found.isEmpty())
        return fail(ErrorKind::NotFound, u"there is no folder \"%1\""_s.arg(name));
    return found;
}

} // namespace

Result<SearchCondition> searchCondition(Transaction &tx, const SearchNode &query)
{
    SearchCondition condition;
    condition.kind = query.kind;
    condition.flag = quint32(query.flag);
    condition.isSet = query.isSet;
    condition.number = query.number;
    if (query.kind == Kind::Text)
        condition.phrase = std::make_shared<const SearchPhrase>(query);
    if (query.kind == Kind::Folder && query.folder.isValid()) {
        condition.folders = {query.folder};
    } else if (query.kind == Kind::Folder) {
        auto folders = foldersNamed(tx, query.text);
        if (!folders)
            return fail(folders.error());
        condition.folders = *folders;
    }
    for (const SearchNode &child : query.children) {
        auto inner = searchCondition(tx, child);
        if (!inner)
            return inner;
        condition.children.push_back(std::move(*inner));
    }
    return condition;
}

} // namespace qn::store
