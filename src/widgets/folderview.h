// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mailbox.h"

#include <QTreeView>

namespace qn::models {
class FolderModel;
}

namespace qn::widgets {

/// Accounts and their folders. Always one folder is the current one, once there is any.
class FolderView final : public QTreeView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FolderView)

public:
    explicit FolderView(QWidget *parent = nullptr);

    void setFolders(models::FolderModel *model);
    FolderId currentFolder() const; ///< invalid on an account's own row
    AccountId currentAccount() const;
    void setCurrentFolder(FolderId folder);

signals:
    void currentFolderChanged(qn::FolderId folder);
    void accountMenuRequested(qn::AccountId account, const QPoint &globalPosition);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void settle();

    models::FolderModel *m_folders = nullptr;
    FolderId m_announced;
};

} // namespace qn::widgets
