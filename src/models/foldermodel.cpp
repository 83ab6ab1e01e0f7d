// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/foldermodel.h"

namespace qn::models {

struct FolderModel::Node
{
};
FolderModel::FolderModel(store::StoreReader &reader, QObject *parent)
    : QAbstractItemModel(parent)
    , m_reader(reader)
{
    Q_UNUSED(m_reader)
    Q_UNUSED(m_isLoading)
    Q_UNUSED(m_again)
}
FolderModel::~FolderModel() = default;
QModelIndex FolderModel::indexOf(FolderId) const
{
    return {};
}
QModelIndex FolderModel::indexOf(AccountId) const
{
    return {};
}
FolderId FolderModel::folderByRole(AccountId, FolderRole) const
{
    return {};
}
std::optional<store::FolderRow> FolderModel::folder(FolderId) const
{
    return {};
}
QString FolderModel::displayName(const Folder &folder)
{
    return folder.name;
}
QModelIndex FolderModel::index(int, int, const QModelIndex &) const
{
    return {};
}
QModelIndex FolderModel::parent(const QModelIndex &) const
{
    return {};
}
int FolderModel::rowCount(const QModelIndex &) const
{
    return 0;
}
int FolderModel::columnCount(const QModelIndex &) const
{
    return 1;
}
QVariant FolderModel::data(const QModelIndex &, int) const
{
    return {};
}
Qt::ItemFlags FolderModel::flags(const QModelIndex &) const
{
    return {};
}
QHash<int, QByteArray> FolderModel::roleNames() const
{
    return {};
}
void FolderModel::applyChanges(const store::ChangeSet &) { }

} // namespace qn::models
