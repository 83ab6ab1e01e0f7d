// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/transfermenu.h"

#include "core/whendone.h"
#include "widgets/toast.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QProgressDialog>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int steps = 1000; // of the progress bar: bytes would not fit into an int

} // namespace

TransferMenu::TransferMenu(session::Session &session, Toast &toast, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_toast(toast)
    , m_window(window)
{
    const std::pair<QString, void (TransferMenu::*)()> commands[] = {
        {tr("&Import Mail File…"), &TransferMenu::importFile},
        {tr("Import Mail &Folder…"), &TransferMenu::importDirectory},
        {tr("&Export This Folder…"), &TransferMenu::exportFolder},
    };
    for (const auto &[text, command] : commands) {
        auto *action = new QAction(text, this);
        connect(action, &QAction::triggered, this, command);
        m_actions.append(action);
    }
    connect(&session, &session::Session::transferProgressed, this, &TransferMenu::showProgress);
}

void TransferMenu::addTo(QMenu &menu, QAction *before)
{
    menu.insertActions(before, m_actions);
    menu.insertSeparator(before);
}

void TransferMenu::setFolder(AccountId account, const QString &remoteId, const QString &title)
{
    m_request.account = account;
    m_request.folder = remoteId;
    m_folderTitle = title;
    m_actions.constLast()->setEnabled(account.isValid() && !remoteId.isEmpty());
}

void TransferMenu::importFile()
{
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Import mail"), {}, tr("Mail files (*.mbox *.eml *.mbx *.msg);;All files (*)"));
    if (!path.isEmpty())
        run(m_session.importMail({path, {}, {}}), tr("Importing mail…"), true);
}

void TransferMenu::importDirectory()
{
    const QString path = QFileDialog::getExistingDirectory(m_window, tr("Import a folder of mail"));
    if (!path.isEmpty())
        run(m_session.importMail({path, {}, {}}), tr("Importing mail…"), true);
}

void TransferMenu::exportFolder()
{
    QString path = QFileDialog::getSaveFileName(
        m_window, tr("Export %1").arg(m_folderTitle), m_folderTitle + u".mbox"_s, tr("Mailbox file (*.mbox)"));
    if (path.isEmpty())
        return;
    QFile::remove(path); // the dialog has asked
    m_request.path = path;
    run(m_session.exportMail(m_request), tr("Exporting mail…"), false);
}

void TransferMenu::run(const QFuture<Result<transfer::Report>> &future, const QString &title, bool isImport)
{
    if (!m_progress) {
        m_progress = new QProgressDialog(title, tr("Cancel"), 0, 0, m_window);
        m_progress->setWindowModality(Qt::NonModal);
        m_progress->setMinimumDuration(500);
        m_progress->setAutoClose(false);
        m_progress->setAutoReset(false);
        connect(m_progress, &QProgressDialog::canceled, this, [this] { m_session.cancelTransfer(); });
    }
    whenDone(future, this, [this, isImport](const Result<transfer::Report> &report) { finish(report, isImport); });
}

void TransferMenu::showProgress(const transfer::Progress &progress)
{
    if (!m_progress)
        return;
    if (progress.total > 0) {
        m_progress->setMaximum(steps);
        m_progress->setValue(int(double(progress.done) / double(progress.total) * steps));
    }
    m_progress->setLabelText(tr("%n message(s) so far", nullptr, progress.messages));
}

void TransferMenu::finish(const Result<transfer::Report> &report, bool isImport)
{
    if (m_progress)
        m_progress->deleteLater();
    m_progress = nullptr;
    if (!report) {
        m_toast.tell(describe(report.error()).title);
        return;
    }
    m_toast.tell(isImport ? tr("%n message(s) imported", nullptr, report->messages)
                          : tr("%n message(s) exported", nullptr, report->messages));
}

} // namespace qn::widgets
