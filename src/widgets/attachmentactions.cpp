// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/attachmentactions.h"

#include "core/whendone.h"
#include "widgets/attachmentcard.h"
#include "widgets/readerview.h"
#include "widgets/textformatting.h"
#include "widgets/toast.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QUrl>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace qn::widgets {

AttachmentActions::AttachmentActions(session::Session &session, ReaderView &view, Toast &toast)
    : QObject(&view)
    , m_session(session)
    , m_view(view)
    , m_toast(toast)
    , m_lastFolder(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation))
{
}

AttachmentActions::Choice AttachmentActions::askAboutDanger(const QString &name)
{
    QMessageBox box(QMessageBox::Warning, tr("Open attachment"), tr("“%1” is a kind of file that can run programs.").arg(name),
        QMessageBox::Cancel, m_view.window());
    box.setInformativeText(tr("Open it only if you expected it and trust the sender."));
    QPushButton *save = box.addButton(tr("Save instead…"), QMessageBox::AcceptRole);
    QPushButton *open = box.addButton(tr("Open anyway"), QMessageBox::DestructiveRole);
    open->setProperty("danger", true);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == save ? Choice::Save : box.clickedButton() == open ? Choice::Open : Choice::Nothing;
}

/// As long as the card is there: whoever goes to another mail sees the end only.
void AttachmentActions::show(const QFuture<Result<void>> &saving, AttachmentCard *card)
{
    constexpr qint64 kibi = 1024;
    card->setBusy(true);
    auto *watcher = new QFutureWatcher<Result<void>>(card);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, card, [card](int value) { card->setFetched(value * kibi); });
    connect(watcher, &QFutureWatcherBase::finished, card, [card, watcher] {
        card->setBusy(false);
        watcher->deleteLater();
    });
    connect(card, &AttachmentCard::cancelRequested, watcher, [card, watcher] {
        watcher->cancel();
        watcher->deleteLater();
        card->setBusy(false);
    });
    watcher->setFuture(saving);
}

/// `done` once it is in the file.
void AttachmentActions::fetch(
    MessageId message, const Attachment &attachment, const QString &path, std::function<void()> done)
{
    const QFuture<Result<void>> saving = m_session.saveAttachment(message, attachment.partId, path);
    if (AttachmentCard *card = m_view.cardOf(attachment.partId))
        show(saving, card);
    whenDone(saving, this, [this, path, done = std::move(done)](const Result<void> &saved) {
        if (saved)
            done();
        else if (saved.error().kind == ErrorKind::Storage && saved.error().reason == ErrorReason::None)
            m_toast.tell(tr("Could not write %1").arg(QFileInfo(path).fileName()));
        else
            m_toast.tell(tr("Could not download %1: %2").arg(QFileInfo(path).fileName(), describe(saved.error()).title));
    });
}

void AttachmentActions::open(MessageId message, const Attachment &attachment)
{
    if (isDangerousFile(attachment.name)) {
        const Choice choice = askAboutDanger(attachment.name);
        if (choice == Choice::Save)
            save(message, attachment);
        if (choice != Choice::Open)
            return;
    }
    // A folder of its own each time: an open document is not overwritten.
    if (!m_opened)
        m_opened.emplace();
    const QString folder = m_opened->filePath(QUuid::createUuid().toString(QUuid::Id128).left(8));
    QDir().mkpath(folder);
    const QString path = QDir(folder).filePath(safeFileName(attachment.name));
    fetch(message, attachment, path, [this, path] {
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
            m_toast.tell(tr("No program opens this kind of file"));
    });
}

void AttachmentActions::save(MessageId message, const Attachment &attachment)
{
    const QString path = QFileDialog::getSaveFileName(
        m_view.window(), tr("Save attachment"), QDir(m_lastFolder).filePath(safeFileName(attachment.name)));
    if (path.isEmpty())
        return;
    m_lastFolder = QFileInfo(path).path();
    fetch(message, attachment, path, [this, path] {
        m_toast.tell(tr("Saved %1").arg(QFileInfo(path).fileName()), tr("Show"),
            [folder = QFileInfo(path).path()] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    });
}

} // namespace qn::widgets
