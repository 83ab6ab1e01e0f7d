// SPDX-License-Identifier: GPL-3.0-or-later
#include "backend/imap/fetchreading.h"

#include "mime/charset.h"
#include "mime/mailfiles.h"

#include <QHash>

#include <algorithm>

namespace qn::imap {

using namespace Qt::StringLiterals;

namespace {

/// A name is one value. Servers that forget the quotes around `Sent Messages` make several of it; lists behind it are extensions.
QByteArray joinedName(const QList<Value> &values, qsizetype from)
{
    QByteArrayList parts;
    for (qsizetype i = from; i < values.size() && !values[i].isList(); ++i)
        parts << (values[i].isNil() ? "NIL"_ba : values[i].text);
    return parts.join(' ');
}

/// UTF-8 and ASCII go back to the server as they came.
QString wireName(const QByteArray &bytes)
{
    return mime::decodeUnlabelled(bytes);
}

bool isReadable(const QString &text)
{
    return !text.isEmpty()
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c < u' ' || c == QChar(127) || c == QChar(0xfffd); });
}

/// Modified UTF-7, unless it plainly is none: UTF-8, or an ampersand that somebody forgot to write as `&-`.
QString decodedName(const QString &wire)
{
    const bool isAscii = std::all_of(wire.begin(), wire.end(), [](QChar c) { return c < QChar(128); });
    if (!isAscii || !wire.contains(u'&'))
        return wire;
    const QString decoded = mime::decodeModifiedUtf7(wire);
    const bool again = mime::encodeModifiedUtf7(decoded) == wire;
    const bool foreign = std::any_of(decoded.begin(), decoded.end(), [](QChar c) { return c >= QChar(128); });
    return isReadable(decoded) && (again || foreign) ? decoded : wire;
}

FolderRole roleOfFlag(const Value &flag)
{
    // RFC 6154, and XLIST's own names
    if (flag.is("\\SENT"))
        return FolderRole::Sent;
    if (flag.is("\\DRAFTS"))
        return FolderRole::Drafts;
    if (flag.is("\\TRASH"))
        return FolderRole::Trash;
    if (flag.is("\\JUNK") || flag.is("\\SPAM"))
        return FolderRole::Junk;
    if (flag.is("\\ARCHIVE"))
        return FolderRole::Archive;
    return flag.is("\\INBOX") ? FolderRole::Inbox : FolderRole::None;
}

/// Names that servers give to their own folders, beside those that mime knows from other programs.
FolderRole roleOfServersName(const QString &name)
{
    static const QHash<QString, FolderRole> names = {{u"已发送邮件"_s, FolderRole::Sent}, {u"已发邮件"_s, FolderRole::Sent},
        {u"寄件備份"_s, FolderRole::Sent}, {u"已發送"_s, FolderRole::Sent}, {u"草稿"_s, FolderRole::Drafts},
        {u"草稿匣"_s, FolderRole::Drafts}, {u"draft"_s, FolderRole::Drafts}, {u"已删除邮件"_s, FolderRole::Trash},
        {u"刪除的郵件"_s, FolderRole::Trash}, {u"回收站"_s, FolderRole::Trash}, {u"deleted"_s, FolderRole::Trash},
        {u"bin"_s, FolderRole::Trash}, {u"垃圾郵件"_s, FolderRole::Junk}, {u"junk e-mail"_s, FolderRole::Junk},
        {u"junk email"_s, FolderRole::Junk}, {u"bulk mail"_s, FolderRole::Junk}, {u"存档"_s, FolderRole::Archive},
        {u"封存"_s, FolderRole::Archive}, {u"archives"_s, FolderRole::Archive}};
    return names.value(name.toLower(), mime::roleOfName(name));
}

bool isInbox(const QString &wire)
{
    return wire.compare("INBOX"_L1, Qt::CaseInsensitive) == 0;
}

/// The role by name, at the top level and where servers keep their own folders. A folder of the user's that is called `sent` is no role.
FolderRole roleByName(const ListedFolder &folder)
{
    if (isInbox(folder.wireName))
        return FolderRole::Inbox;
    const bool serversPlace = folder.parent.isEmpty() || isInbox(folder.parent) || folder.parent == "[Gmail]"_L1;
    const FolderRole role = serversPlace ? roleOfServersName(folder.name) : FolderRole::None;
    return role == FolderRole::Inbox ? FolderRole::None : role;
}

void readFolderFlags(ListedFolder &folder, const Value &flags)
{
    for (const Value &flag : flags.list) {
        if (flag.is("\\NOSELECT") || flag.is("\\NONEXISTENT"))
            folder.selectable = false;
        if (flag.is("\\NONEXISTENT"))
            folder.exists = false;
        if (const FolderRole role = roleOfFlag(flag); role != FolderRole::None) {
            folder.role = role;
            folder.byFlag = true;
        }
    }
}

/// The names from the top down to a folder.
QStringList pathOf(const ListedFolder &folder, const QHash<QString, ListedFolder> &all)
{
    constexpr qsizetype deepest = 100; // some servers' parents run in a circle
    QStringList path{folder.name};
    for (auto above = all.constFind(folder.parent); above != all.constEnd() && path.size() < deepest; above = all.constFind(above->parent))
        path.prepend(above->name);
    return path;
}

/// The order of LIST means nothing, and some servers name children before their parents (Courier).
void sortByPath(QList<ListedFolder> &listed)
{
    QHash<QString, ListedFolder> all;
    for (const ListedFolder &folder : std::as_const(listed))
        all.insert(folder.wireName, folder);
    QHash<QString, QStringList> paths;
    for (const ListedFolder &folder : std::as_const(listed))
        paths.insert(folder.wireName, pathOf(folder, all));
    const auto isBefore = [](const QString &a, const QString &b) { return a.localeAwareCompare(b) < 0; };
    std::stable_sort(listed.begin(), listed.end(), [&](const ListedFolder &a, const ListedFolder &b) {
        const QStringList left = paths.value(a.wireName), right = paths.value(b.wireName);
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), isBefore);
    });
}

} // namespace

std::optional<ListedFolder> readList(const Response &response)
{
    const bool isList = response.name == "LIST" || response.name == "XLIST" || response.name == "LSUB";
    if (!isList || response.values.size() < 3)
        return std::nullopt;
    const Value &separator = response.values[1];
    const QChar between = separator.text.size() == 1 ? QLatin1Char(separator.text[0]) : QChar();
    ListedFolder folder;
    folder.wireName = wireName(joinedName(response.values, 2));
    QString path = folder.wireName;
    while (!between.isNull() && path.size() > 1 && path.endsWith(between))
        path.chop(1);
    if (path.isEmpty())
        return std::nullopt; // the answer to LIST "" "", about no folder
    const qsizetype cut = between.isNull() ? -1 : path.lastIndexOf(between);
    folder.name = decodedName(path.sliced(cut + 1));
    folder.parent = cut > 0 ? path.first(cut) : QString();
    readFolderFlags(folder, response.values[0]);
    if (!folder.byFlag)
        folder.role = roleByName(folder);
    if (!folder.selectable)
        folder.role = FolderRole::None;
    return folder;
}

QList<Folder> foldersOf(QList<ListedFolder> listed)
{
    sortByPath(listed);
    std::stable_sort(listed.begin(), listed.end(),
        [](const ListedFolder &a, const ListedFolder &b) { return a.byFlag > b.byFlag; });
    QSet<FolderRole> taken;
    QList<Folder> folders;
    for (const ListedFolder &one : std::as_const(listed)) {
        Folder folder{RemoteFolderId(one.wireName), RemoteFolderId(one.parent), one.name, one.role, 0, 0, one.selectable};
        if (folder.role != FolderRole::None && (taken.contains(folder.role) || !folder.selectable))
            folder.role = FolderRole::None;
        if (folder.role != FolderRole::None)
            taken.insert(folder.role);
        folders.append(folder);
    }
    std::stable_sort(folders.begin(), folders.end(), [](const Folder &a, const Folder &b) {
        return (a.role == FolderRole::None ? 99 : int(a.role)) < (b.role == FolderRole::None ? 99 : int(b.role));
    });
    return folders;
}

std::optional<MailboxStatus> readStatus(const Response &response)
{
    if (response.name != "STATUS" || response.values.size() < 2 || !response.values.last().isList())
        return std::nullopt;
    MailboxStatus status;
    status.wireName = wireName(joinedName(response.values, 0));
    const QList<Value> &items = response.values.last().list;
    for (qsizetype i = 0; i + 1 < items.size(); i += 2) {
        const Value &value = items[i + 1];
        const qint64 number = value.isList() ? value.list.value(0).number() : value.number();
        const std::pair<const char *, qint64 *> known[] = {{"MESSAGES", &status.messages}, {"UNSEEN", &status.unseen},
            {"UIDNEXT", &status.uidNext}, {"UIDVALIDITY", &status.uidValidity}, {"HIGHESTMODSEQ", &status.highestModSeq},
            {"SIZE", &status.size}};
        for (const auto &[name, target] : known) {
            if (items[i].is(name))
                *target = number;
        }
    }
    return status;
}

} // namespace qn::imap
