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
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>
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

void AttachmentActions::fetch(
    MessageId message, const Attachment &attachment, std::function<void(const QByteArray &)> done)
{
    const QString part = attachment.partId;
    if (AttachmentCard *card = m_view.cardOf(part))
        card->setBusy(true);
    whenDone(m_session.fetchAttachment(message, part), this, [this, part, done = std::move(done)](const Result<QByteArray> &bytes) {
        if (AttachmentCard *card = m_view.cardOf(part))
            card->setBusy(false);
        if (bytes)
            done(*bytes);
        else
            m_toast.tell(describe(bytes.error()).title);
    });
}

QString AttachmentActions::write(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return path;
    m_toast.tell(tr("Could not write %1").arg(QFileInfo(path).fileName()));
    return {};
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
    const QString name = safeFileName(attachment.name);
    fetch(message, attachment, [this, name](const QByteArray &bytes) {
        // A folder of its own each time: an open document is not overwritten.
        if (!m_opened)
            m_opened.emplace();
        const QString folder = m_opened->filePath(QUuid::createUuid().toString(QUuid::Id128).left(8));
        QDir().mkpath(folder);
        const QString path = write(QDir(folder).filePath(name), bytes);
        if (!path.isEmpty() && !QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
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
    fetch(message, attachment, [this, path](const QByteArray &bytes) {
        if (!write(path, bytes).isEmpty())
            m_toast.tell(tr("Saved %1").arg(QFileInfo(path).fileName()), tr("Show"),
                [folder = QFileInfo(path).path()] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    });
}

} // namespace qn::widgets
