// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/folderview.h"

#include "models/foldermodel.h"
#include "widgets/folderdelegate.h"

#include <QContextMenuEvent>

namespace qn::widgets {

using models::FolderModel;

FolderView::FolderView(QWidget *parent) : QTreeView(parent)
{
    setItemDelegate(new FolderDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(14);
    setItemsExpandable(true);
    setExpandsOnDoubleClick(false);
    setUniformRowHeights(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(NoEditTriggers);
    setMouseTracking(true);
    setAccessibleName(tr("Folders"));
}

void FolderView::setFolders(FolderModel *model)
{
    m_folders = model;
    setModel(model);
    connect(model, &FolderModel::ready, this, &FolderView::settle);
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] { expandAll(); });
    settle();
}

void FolderView::settle()
{
    expandAll();
    if (currentFolder().isValid() || !model())
        return;
    for (int row = 0; row < model()->rowCount(); ++row) {
        const auto account = model()->index(row, 0).data(FolderModel::AccountIdRole).value<AccountId>();
        if (const FolderId inbox = m_folders->folderByRole(account, FolderRole::Inbox); inbox.isValid())
            return setCurrentFolder(inbox);
    }
    emit currentFolderChanged({});
}

FolderId FolderView::currentFolder() const
{
    return currentIndex().data(FolderModel::IdRole).value<FolderId>();
}

AccountId FolderView::currentAccount() const
{
    return currentIndex().data(FolderModel::AccountIdRole).value<AccountId>();
}

void FolderView::setCurrentFolder(FolderId folder)
{
    if (const QModelIndex index = m_folders->indexOf(folder); index.isValid())
        setCurrentIndex(index);
}

void FolderView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    const FolderId folder = currentFolder();
    if (folder == m_announced)
        return;
    m_announced = folder;
    emit currentFolderChanged(folder);
}

void FolderView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && index.data(FolderModel::IsAccountRole).toBool()) {
        if (event->button() == Qt::LeftButton)
            setExpanded(index, !isExpanded(index));
        return;
    }
    if (index.isValid())
        QTreeView::mousePressEvent(event);
}

void FolderView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (index.isValid())
        emit accountMenuRequested(index.data(FolderModel::AccountIdRole).value<AccountId>(), event->globalPos());
}

void FolderView::drawBranches(QPainter *, const QRect &, const QModelIndex &) const { } // the delegate draws the arrow

} // namespace qn::widgets
