// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/messagelistmodel.h"

namespace qn::models {

MessageListModel::MessageListModel(store::StoreReader &reader, QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
    , m_cache(1000)
{
    Q_UNUSED(m_reader)
}
void MessageListModel::setFolder(FolderId) { }
void MessageListModel::setFolders(const QList<FolderId> &) { }
MessageId MessageListModel::idAt(int) const
{
    return {};
}
int MessageListModel::rowOf(MessageId) const
{
    return -1;
}
int MessageListModel::rowOf(const store::MessageKey &) const
{
    return -1;
}
store::MessageKey MessageListModel::keyAt(int) const
{
    return {};
}
std::optional<store::MessageRow> MessageListModel::rowAt(int) const
{
    return {};
}
int MessageListModel::rowCount(const QModelIndex &) const
{
    return 0;
}
QVariant MessageListModel::data(const QModelIndex &, int) const
{
    return {};
}
QHash<int, QByteArray> MessageListModel::roleNames() const
{
    return {};
}
void MessageListModel::applyChanges(const store::ChangeSet &) { }

} // namespace qn::models
