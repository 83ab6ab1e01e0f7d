// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/composewindow.h"

#include "core/whendone.h"
#include "ui_composewindow.h"
#include "widgets/abilities.h"
#include "widgets/composechecks.h"
#include "widgets/recipientcompleter.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QBuffer>
#include <QCloseEvent>
#include <QDateTime>
#include <QEventLoop>
#include <QFileDialog>
#include <QGuiApplication>
#include <QInputMethod>
#include <QMimeData>
#include <QShortcut>
#include <QTextDocumentFragment>

namespace qn::widgets {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 usualLimit = 50LL * 1024 * 1024;
constexpr qint64 heavyDraft = 2LL * 1024 * 1024;
constexpr auto closingPatience = 5s;

Attachment pictureFrom(const QImage &image)
{
    Attachment picture;
    picture.name =
        QCoreApplication::translate("ComposeWindow", "Picture %1.png").arg(QTime::currentTime().toString(u"HHmmss"_s));
    picture.type = u"image/png"_s;
    QBuffer buffer(&picture.content);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return picture;
}

} // namespace

ComposeWindow::ComposeWindow(session::Session &session, ComposeRequest request, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_session(session)
    , m_ui(std::make_unique<Ui::ComposeWindow>())
    , m_request(std::move(request))
    , m_keeper(
          session, m_request.draftId,
          [this] {
              return store::DraftRow{{}, account(), mail(), {}, 0, true};
          },
          this)
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_ui->setupUi(this);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setUpWords();
    setUpShortcuts();
    fillAccounts();
    fill(m_request.draft);
    connectParts();
    applyCapabilities();
    showTitle();
}

ComposeWindow::~ComposeWindow() = default;

void ComposeWindow::setUpWords()
{
    const auto labels = {m_ui->fromLabel, m_ui->toLabel, m_ui->ccLabel, m_ui->bccLabel, m_ui->subjectLabel};
    int widest = 0;
    for (const auto *label : labels)
        widest = std::max(widest, label->sizeHint().width());
    for (auto *label : labels) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setMinimumWidth(widest);
    }
    m_ui->to->setName(tr("To"));
    m_ui->cc->setName(tr("Cc"));
    m_ui->bcc->setName(tr("Bcc"));
    m_ui->from->setAccessibleName(tr("From"));
    auto font = themeFont(TextRole::Body, true);
    m_ui->subject->setFont(font);
    m_ui->body->setPlaceholderText(tr("Write something…"));
    m_ui->status->setForegroundRole(QPalette::PlaceholderText);
    m_ui->status->setFont(themeFont(TextRole::Caption));
    m_ui->attach->setIcon(themeIcon(u"paperclip"_s));
    m_ui->discard->setIcon(themeIcon(u"trash-2"_s));
    m_ui->send->setIcon(themeIcon(u"send"_s));
    m_ui->send->setToolTip(
        tr("Send (%1)")
            .arg(
                QKeySequence(QKeyCombination(Qt::ControlModifier, Qt::Key_Return)).toString(QKeySequence::NativeText)));
    m_ui->discard->setToolTip(tr("Throw this mail away"));
    m_ui->ccRow->hide();
    m_ui->bccRow->hide();
}

void ComposeWindow::setUpShortcuts()
{
    const auto on = [this](const QKeySequence &keys, auto slot) {
        auto *shortcut = new QShortcut(keys, this);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(QKeyCombination(Qt::ControlModifier, Qt::Key_Return), &ComposeWindow::send);
    on(QKeyCombination(Qt::ControlModifier, Qt::Key_Enter), &ComposeWindow::send);
    on(QKeyCombination(Qt::ControlModifier | Qt::ShiftModifier, Qt::Key_A), &ComposeWindow::chooseFiles);
    on(QKeySequence::Close, &ComposeWindow::close);
    on(Qt::Key_Escape, &ComposeWindow::close);
}

void ComposeWindow::connectParts()
{
    auto *completer = new RecipientCompleter(m_session.reader(), this);
    for (auto *field : {m_ui->to, m_ui->cc, m_ui->bcc}) {
        completer->serve(field);
        connect(field, &RecipientField::changed, this, &ComposeWindow::noteChange);
    }
    connect(m_ui->subject, &QLineEdit::textEdited, this, &ComposeWindow::noteChange);
    connect(m_ui->subject, &QLineEdit::textChanged, this, &ComposeWindow::showTitle);
    connect(m_ui->subject, &QLineEdit::returnPressed, m_ui->body, qOverload<>(&QWidget::setFocus));
    connect(m_ui->body, &QTextEdit::textChanged, this, &ComposeWindow::noteChange);
    connect(m_ui->body, &ComposeEditor::filesDropped, this, &ComposeWindow::addFiles);
    connect(m_ui->body, &ComposeEditor::imagePasted, this,
        [this](const QImage &image) { m_ui->attachments->addData(pictureFrom(image)); });
    connect(m_ui->attachments, &AttachmentBar::changed, this, &ComposeWindow::noteChange);
    connect(m_ui->attachments, &AttachmentBar::refused, this, &ComposeWindow::refuseFile);
    connect(m_ui->from, &QComboBox::activated, this, [this] {
        applyCapabilities();
        noteChange();
    });
    const auto reveal = [](QWidget *row, QWidget *button, RecipientField *field) {
        row->show();
        button->hide();
        field->setFocus();
    };
    connect(m_ui->showCc, &QPushButton::clicked, this, [=, this] { reveal(m_ui->ccRow, m_ui->showCc, m_ui->cc); });
    connect(m_ui->showBcc, &QPushButton::clicked, this, [=, this] { reveal(m_ui->bccRow, m_ui->showBcc, m_ui->bcc); });
    connect(m_ui->attach, &QPushButton::clicked, this, &ComposeWindow::chooseFiles);
    connect(m_ui->discard, &QPushButton::clicked, this, &ComposeWindow::discard);
    connect(m_ui->send, &QPushButton::clicked, this, &ComposeWindow::send);
    connect(&m_keeper, &DraftKeeper::saved, this,
        [this] { setStatus(m_state == State::Writing ? tr("Draft saved") : QString()); });
    connect(&m_keeper, &DraftKeeper::failed, this, [this](const Error &error) {
        setStatus({});
        m_ui->notice->tell(error, {{tr("Save Again"), [this] { m_keeper.save(true); }}});
    });
    connect(&m_session, &session::Session::accountsChanged, this, &ComposeWindow::fillAccounts);
    connect(&m_session, &session::Session::statusChanged, this, &ComposeWindow::applyCapabilities);
}

void ComposeWindow::fill(const OutgoingMessage &draft)
{
    m_ui->to->setRecipients(draft.to);
    m_ui->cc->setRecipients(draft.cc);
    m_ui->bcc->setRecipients(draft.bcc);
    m_ui->ccRow->setVisible(!draft.cc.isEmpty());
    m_ui->showCc->setVisible(draft.cc.isEmpty());
    m_ui->bccRow->setVisible(!draft.bcc.isEmpty());
    m_ui->showBcc->setVisible(draft.bcc.isEmpty());
    m_ui->subject->setText(draft.subject);
    const bool htmlOnly = draft.text.isEmpty() && !draft.html.isEmpty();
    m_ui->body->setBody(htmlOnly ? QTextDocumentFragment::fromHtml(draft.html).toPlainText() : draft.text);
    m_ui->attachments->setAttachments(draft.attachments);
}

void ComposeWindow::fillAccounts()
{
    const auto chosen = m_ui->from->count() ? account() : m_request.account;
    auto accounts = m_session.accounts();
    accounts.removeIf([](const Account &entry) { return entry.kind == AccountKind::Local; }); // nobody sends for it
    m_ui->from->clear();
    for (const auto &entry : accounts) {
        const bool both = !entry.name.isEmpty() && !entry.email.isEmpty() && entry.name != entry.email;
        const auto label = both     ? tr("%1 <%2>").arg(entry.name, entry.email)
            : entry.email.isEmpty() ? entry.name
                                    : entry.email;
        m_ui->from->addItem(label, QVariant::fromValue(entry.id));
    }
    for (int i = 0; i < accounts.size(); ++i) {
        if (accounts.at(i).id == chosen)
            m_ui->from->setCurrentIndex(i);
    }
    m_ui->fromRow->setVisible(accounts.size() > 1);
    applyCapabilities();
}

void ComposeWindow::applyCapabilities()
{
    const auto able = abilities(m_session, account());
    m_ui->attachments->setLimit(able.maxMessageBytes > 0 ? able.maxMessageBytes : usualLimit);
    const auto cannot = tr("The server of this account cannot do this");
    m_ui->attach->setEnabled(able.sendAttachments);
    m_ui->attach->setToolTip(able.sendAttachments ? tr("Attach files") : cannot);
    for (auto *button : {m_ui->showCc, m_ui->showBcc}) {
        button->setEnabled(able.sendCopies);
        button->setToolTip(able.sendCopies ? QString() : cannot);
    }
}

AccountId ComposeWindow::account() const
{
    return m_ui->from->currentData().value<AccountId>();
}

OutgoingMessage ComposeWindow::mail() const
{
    auto mail = m_request.draft;
    for (const auto &entry : m_session.accounts()) {
        if (entry.id == account())
            mail.from = {abilities(m_session, entry.id).accountName, entry.email};
    }
    mail.to = m_ui->to->recipients();
    mail.cc = m_ui->cc->recipients();
    mail.bcc = m_ui->bcc->recipients();
    mail.subject = m_ui->subject->text().trimmed();
    mail.text = m_ui->body->toPlainText();
    mail.html.clear();
    mail.attachments = m_ui->attachments->attachments();
    return mail;
}

bool ComposeWindow::hasContent() const
{
    return !m_ui->to->isEmpty() || !m_ui->cc->isEmpty() || !m_ui->bcc->isEmpty()
        || !m_ui->subject->text().trimmed().isEmpty() || !m_ui->body->toPlainText().trimmed().isEmpty()
        || !m_ui->attachments->isEmpty();
}

void ComposeWindow::noteChange()
{
    if (m_state == State::Done)
        return;
    m_changed = true;
    setStatus({});
    // A draft with large attachments is written less often.
    m_keeper.touch(m_ui->attachments->totalBytes() > heavyDraft ? 5s : 1s);
    if (m_sendWhenRead && !m_ui->attachments->isLoading()) {
        m_sendWhenRead = false;
        send();
    }
}

void ComposeWindow::showTitle()
{
    const auto subject = m_ui->subject->text().trimmed();
    setWindowTitle(subject.isEmpty() ? tr("New Mail") : subject);
}

void ComposeWindow::setStatus(const QString &text)
{
    m_ui->status->setText(text);
}

void ComposeWindow::send()
{
    if (m_state != State::Writing)
        return;
    QGuiApplication::inputMethod()->commit();
    for (auto *field : {m_ui->to, m_ui->cc, m_ui->bcc})
        field->commitTyped();
    if (m_ui->attachments->isLoading()) {
        m_sendWhenRead = true;
        setStatus(tr("Reading files…"));
        return;
    }
    if (recipientsAreFine() && sizeIsFine() && nothingForgotten())
        handOver();
}

bool ComposeWindow::recipientsAreFine()
{
    for (auto *field : {m_ui->to, m_ui->cc, m_ui->bcc}) {
        if (const auto bad = field->firstProblem()) {
            m_ui->notice->tell(
                InlineNotice::Kind::Danger, tr("“%1” is not an address").arg(bad->address.email), bad->problem);
            field->focusProblem();
            return false;
        }
    }
    if (m_ui->to->isEmpty() && m_ui->cc->isEmpty() && m_ui->bcc->isEmpty()) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("Who is it for?"), tr("Add at least one recipient."));
        m_ui->to->setFocus();
        return false;
    }
    const auto able = abilities(m_session, account());
    if (!able.sendCopies && !(m_ui->cc->isEmpty() && m_ui->bcc->isEmpty())) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("This account cannot send copies"),
            tr("Move everybody to To, or choose another account."));
        return false;
    }
    if (!able.sendAttachments && !m_ui->attachments->isEmpty()) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("This account cannot send attachments"),
            tr("Remove them, or choose another account."));
        return false;
    }
    return true;
}

bool ComposeWindow::sizeIsFine()
{
    const auto told = abilities(m_session, account()).maxMessageBytes;
    const bool tooLarge = told > 0 ? estimatedBytes(mail()) > told : m_ui->attachments->totalBytes() > usualLimit;
    if (tooLarge)
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("This mail is too large"),
            tr("The server takes at most %1. Remove an attachment.").arg(sizeText(told > 0 ? told : usualLimit)));
    return !tooLarge;
}

bool ComposeWindow::nothingForgotten()
{
    const auto subject = m_ui->subject->text().trimmed();
    if (subject.isEmpty() && !std::exchange(m_subjectAsked, true)) {
        m_ui->notice->tell(InlineNotice::Kind::Warning, tr("No subject yet"),
            tr("A few words help to find this mail again."), {{tr("Send Anyway"), [this] { send(); }}});
        m_ui->subject->setFocus();
        return false;
    }
    const bool mentioned = mentionsAttachment(subject) || mentionsAttachment(m_ui->body->toPlainText());
    const bool able = m_ui->attach->isEnabled();
    if (able && mentioned && m_ui->attachments->isEmpty() && !std::exchange(m_attachmentAsked, true)) {
        m_ui->notice->tell(InlineNotice::Kind::Warning, tr("Did you forget the attachment?"),
            tr("You mention one, but there is none."),
            {{tr("Attach…"), [this] { chooseFiles(); }}, {tr("Send Anyway"), [this] { send(); }}});
        return false;
    }
    return true;
}

void ComposeWindow::handOver()
{
    m_ui->notice->clear();
    m_state = State::Sending;
    m_keeper.stop();
    setBusy(true);
    // A save under way decides which draft this mail was.
    m_keeper.whenIdle([this] {
        whenDone(m_session.send(account(), mail(), m_keeper.draft()), this,
            [this](const Result<OutgoingId> &result) { finishSend(result); });
    });
}

void ComposeWindow::finishSend(const Result<OutgoingId> &result)
{
    if (result) {
        m_state = State::Done;
        emit sent(*result);
        close();
        return;
    }
    m_state = State::Writing;
    setBusy(false);
    m_keeper.touch(1s);
    m_ui->notice->tell(result.error(), {{tr("Try Again"), [this] { send(); }}});
}

void ComposeWindow::setBusy(bool busy)
{
    setStatus(busy ? tr("Sending…") : QString());
    for (QWidget *part : {static_cast<QWidget *>(m_ui->fromRow), static_cast<QWidget *>(m_ui->toRow),
             static_cast<QWidget *>(m_ui->ccRow), static_cast<QWidget *>(m_ui->bccRow),
             static_cast<QWidget *>(m_ui->subjectRow), static_cast<QWidget *>(m_ui->attachments),
             static_cast<QWidget *>(m_ui->send), static_cast<QWidget *>(m_ui->discard)})
        part->setEnabled(!busy);
    m_ui->body->setReadOnly(busy);
    m_ui->attach->setEnabled(!busy);
    if (!busy)
        applyCapabilities();
}

void ComposeWindow::discard()
{
    if (m_state != State::Writing)
        return;
    if (!hasContent() || (!m_changed && !m_keeper.hasDraft())) {
        dropDraft();
        return;
    }
    m_ui->notice->tell(InlineNotice::Kind::Warning, tr("Throw this mail away?"), tr("It cannot be brought back."),
        {{tr("Keep"), [this] { m_ui->body->setFocus(); }}, {tr("Discard"), [this] { dropDraft(); }}});
    m_ui->notice->focusFirstAction();
}

void ComposeWindow::dropDraft()
{
    m_keeper.stop();
    m_state = State::Sending; // nothing is saved any more
    m_keeper.whenIdle([this] {
        m_keeper.stop();
        if (!m_keeper.draft().isValid()) {
            m_state = State::Done;
            close();
            return;
        }
        whenDone(m_session.discardDraft(m_keeper.draft()), this, [this](const Result<void> &result) {
            m_state = result ? State::Done : State::Writing;
            if (result)
                close();
            else
                m_ui->notice->tell(result.error());
        });
    });
}

/// Saves for the last time, waiting for the disk (not for the network). False where that failed.
bool ComposeWindow::keepDraft()
{
    std::optional<Result<DraftId>> outcome;
    QEventLoop loop;
    const auto guard = std::make_shared<bool>(true);
    m_keeper.save(false, [&, guard](const Result<DraftId> &result) {
        if (!*guard)
            return;
        outcome = result;
        loop.quit();
    });
    QTimer::singleShot(closingPatience, &loop, &QEventLoop::quit);
    if (!outcome)
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    *guard = false;
    if (outcome && *outcome)
        emit draftKept(**outcome);
    return outcome && outcome->has_value();
}

void ComposeWindow::closeEvent(QCloseEvent *event)
{
    if (m_state == State::Done)
        return event->accept();
    if (m_state == State::Sending)
        return event->ignore(); // closes by itself in a moment, or tells why not
    QGuiApplication::inputMethod()->commit();
    for (auto *field : {m_ui->to, m_ui->cc, m_ui->bcc})
        field->commitTyped();
    if (!m_changed && !m_keeper.hasDraft())
        return event->accept();
    if (!hasContent()) {
        event->ignore();
        return dropDraft();
    }
    m_state = State::Done;
    if (keepDraft())
        return event->accept();
    m_state = State::Writing;
    event->ignore();
}

void ComposeWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (focusWidget() && focusWidget() != this)
        return;
    if (m_request.focusBody)
        m_ui->body->setFocus();
    else if (m_ui->to->isEmpty())
        m_ui->to->setFocus();
    else if (m_ui->subject->text().isEmpty())
        m_ui->subject->setFocus();
    else
        m_ui->body->setFocus();
}

void ComposeWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (m_state == State::Writing && m_ui->attach->isEnabled() && !localFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void ComposeWindow::dropEvent(QDropEvent *event)
{
    addFiles(localFiles(*event->mimeData()));
    event->acceptProposedAction();
}

void ComposeWindow::chooseFiles()
{
    if (!m_ui->attach->isEnabled())
        return;
    auto *dialog = new QFileDialog(this, tr("Attach Files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ComposeWindow::addFiles);
    dialog->open();
}

void ComposeWindow::addFiles(const QStringList &paths)
{
    if (!m_ui->attach->isEnabled()) {
        m_ui->notice->tell(
            InlineNotice::Kind::Warning, tr("This account cannot send attachments"), m_ui->attach->toolTip());
        return;
    }
    m_ui->notice->clear();
    m_ui->attachments->addFiles(paths);
}

void ComposeWindow::refuseFile(const QString &name, const Error &error)
{
    m_sendWhenRead = false;
    if (error.kind == ErrorKind::TooLarge) {
        m_ui->notice->tell(InlineNotice::Kind::Danger, tr("“%1” is too large").arg(name),
            tr("All attachments together may have at most %1.").arg(sizeText(m_ui->attachments->limit())));
        return;
    }
    const auto words = describe(error);
    m_ui->notice->tell(
        InlineNotice::Kind::Danger, tr("“%1” was not attached").arg(name), words.title + u". "_s + words.advice);
}

} // namespace qn::widgets
