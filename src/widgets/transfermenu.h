// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QFuture>
#include <QObject>

class QAction;
class QMenu;
class QProgressDialog;
class QWidget;

namespace qn::widgets {

class Toast;

/// The commands Import and Export of a window's menus: asks for the files, shows how far it has come, can be canceled.
class TransferMenu final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TransferMenu)

public:
    TransferMenu(session::Session &session, Toast &toast, QWidget *window);
    void addTo(QMenu &menu, QAction *before);
    /// What Export writes: the folder that is shown.
    void setFolder(AccountId account, const QString &remoteId, const QString &title);

private:
    void importFile();
    void importDirectory();
    void exportFolder();
    void run(const QFuture<Result<transfer::Report>> &future, const QString &title, bool isImport);
    void showProgress(const transfer::Progress &progress);
    void finish(const Result<transfer::Report> &report, bool isImport);

    session::Session &m_session;
    Toast &m_toast;
    QWidget *m_window;
    QList<QAction *> m_actions;
    QProgressDialog *m_progress = nullptr;
    transfer::ExportRequest m_request;
    QString m_folderTitle;
};

} // namespace qn::widgets
