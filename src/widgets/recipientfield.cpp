// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/recipientfield.h"

#include "core/addressparser.h"
#include "widgets/completionpopup.h"
#include "widgets/flowlayout.h"
#include "widgets/recipientchip.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QScrollBar>

#include <algorithm>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {
constexpr int chipRow = 28;
constexpr int rowGap = 4;
constexpr int mostRows = 4;
} // namespace

RecipientField::RecipientField(QWidget *parent)
    : QScrollArea(parent)
    , m_content(new QWidget(this))
    , m_flow(new FlowLayout(m_content, rowGap))
    , m_input(new QLineEdit(m_content))
    , m_popup(new CompletionPopup(this))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusProxy(m_input);
    setAcceptDrops(true);
    setWidget(m_content);
    viewport()->setAutoFillBackground(false);
    m_content->setAutoFillBackground(false);
    m_content->setCursor(Qt::IBeamCursor);
    m_content->installEventFilter(this);
    m_input->setFrame(false);
    m_input->setProperty("quiet", true);
    m_input->setFont(themeFont(TextRole::Body));
    m_input->setFixedHeight(chipRow);
    m_input->setAcceptDrops(false);
    m_input->installEventFilter(this);
    m_flow->setLastFills(true);
    m_flow->addWidget(m_input);
    connect(m_input, &QLineEdit::textEdited, this, &RecipientField::takeTyped);
    connect(m_input, &QLineEdit::textChanged, this, &RecipientField::fitInput);
    connect(m_popup, &CompletionPopup::chosen, this, &RecipientField::accept);
    fitInput();
}

void RecipientField::setName(const QString &name)
{
    setAccessibleName(name);
    m_input->setAccessibleName(name);
    m_input->setAccessibleDescription(tr("Type a name or an address; a comma or Enter ends it"));
}

void RecipientField::setRecipients(const QList<Address> &addresses)
{
    for (auto *chip : std::as_const(m_chips))
        delete chip;
    m_chips.clear();
    m_input->clear();
    for (const auto &address : addresses)
        addChip({address, addressProblem(address.email)});
    updateHeight();
}

QList<Address> RecipientField::recipients() const
{
    QList<Address> addresses;
    for (const auto *chip : m_chips)
        addresses.append(chip->recipient().address);
    for (const auto &typed : parseRecipients(m_input->text()))
        addresses.append(typed.address);
    return addresses;
}

void RecipientField::commitTyped()
{
    hidePopup();
    const auto typed = parseRecipients(m_input->text());
    if (m_input->text().isEmpty())
        return;
    m_input->clear();
    addAll(typed);
}

std::optional<Recipient> RecipientField::firstProblem() const
{
    for (const auto *chip : m_chips) {
        if (!chip->recipient().problem.isEmpty())
            return chip->recipient();
    }
    return {};
}

void RecipientField::focusProblem()
{
    for (auto *chip : std::as_const(m_chips)) {
        if (chip->recipient().problem.isEmpty())
            continue;
        chip->setFocus(Qt::OtherFocusReason);
        ensureWidgetVisible(chip);
        return;
    }
    m_input->setFocus(Qt::OtherFocusReason);
}

void RecipientField::offer(const QString &text, const QList<Address> &people)
{
    if (!m_input->hasFocus() || m_input->text().trimmed() != text)
        return;
    QList<Address> fresh;
    for (const auto &person : people) {
        const bool there = std::any_of(m_chips.cbegin(), m_chips.cend(), [&](const auto *chip) {
            return chip->recipient().address.email.compare(person.email, Qt::CaseInsensitive) == 0;
        });
        if (!there)
            fresh.append(person);
    }
    m_stepped = false;
    m_popup->offer(fresh, m_input->mapToGlobal(QPoint(-8, m_input->height() + 6)));
}

bool RecipientField::isOffering() const
{
    return m_popup->isVisible();
}

void RecipientField::addChip(const Recipient &recipient, int index)
{
    auto *chip = new RecipientChip(recipient, m_content);
    const auto at = index < 0 ? m_chips.size() : index;
    m_chips.insert(at, chip);
    m_flow->insertWidget(static_cast<int>(at), chip);
    chip->show();
    connect(chip, &RecipientChip::removeRequested, this, [this, chip](int step) { removeChip(chip, step); });
    connect(chip, &RecipientChip::editRequested, this, [this, chip] { editChip(chip); });
    connect(chip, &RecipientChip::moveRequested, this, [this, chip](int step) { moveFocus(chip, step); });
    connect(chip, &RecipientChip::typed, this, [this](const QString &text) {
        m_input->setFocus();
        m_input->insert(text);
        takeTyped(m_input->text());
    });
}

void RecipientField::addAll(const QList<Recipient> &recipients)
{
    for (const auto &recipient : recipients) {
        const bool there = std::any_of(m_chips.cbegin(), m_chips.cend(), [&](const auto *chip) {
            return chip->recipient().address.email.compare(recipient.address.email, Qt::CaseInsensitive) == 0;
        });
        if (!there)
            addChip(recipient);
    }
    announce();
}

void RecipientField::removeChip(RecipientChip *chip, int step)
{
    const auto at = m_chips.indexOf(chip);
    if (at < 0)
        return;
    moveFocus(chip, step < 0 && at == 0 ? 1 : step);
    m_chips.removeAt(at);
    m_flow->removeWidget(chip);
    chip->hide();
    chip->deleteLater();
    announce();
}

void RecipientField::editChip(RecipientChip *chip)
{
    commitTyped();
    const auto at = m_chips.indexOf(chip);
    if (at < 0)
        return;
    m_input->setFocus();
    m_input->setText(formatAddress(chip->recipient().address));
    m_input->selectAll();
    m_chips.removeAt(at);
    m_flow->removeWidget(chip);
    chip->hide();
    chip->deleteLater();
    announce();
}

void RecipientField::moveFocus(RecipientChip *chip, int step)
{
    const auto target = m_chips.indexOf(chip) + step;
    if (target < 0)
        return;
    QWidget *next = target < m_chips.size() ? static_cast<QWidget *>(m_chips.at(target)) : m_input;
    next->setFocus(Qt::OtherFocusReason);
    ensureWidgetVisible(next);
}

void RecipientField::takeTyped(const QString &text)
{
    const auto end = lastSeparatorEnd(text);
    const auto finished = parseRecipients(text.left(end));
    auto rest = text.mid(end);
    if (end > 0)
        m_input->setText(rest.trimmed());
    // "a@b.cn " is finished too: no address goes on after a space.
    if (rest.endsWith(u' ') && !rest.trimmed().contains(u' ') && addressProblem(rest.trimmed()).isEmpty()) {
        m_input->clear();
        addAll(finished + parseRecipients(rest));
    } else if (end > 0) {
        addAll(finished);
    } else {
        emit changed();
    }
    const auto asked = m_input->text().trimmed();
    if (asked.isEmpty())
        hidePopup();
    else
        emit completionAsked(asked);
}

void RecipientField::accept(const Address &address)
{
    m_input->clear();
    hidePopup();
    addAll({{address, addressProblem(address.email)}});
    m_input->setFocus();
}

bool RecipientField::handlePopupKey(int key)
{
    if (!m_popup->isVisible())
        return false;
    switch (key) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        m_popup->step(key == Qt::Key_Down ? 1 : -1);
        m_stepped = true;
        return true;
    case Qt::Key_Escape:
        hidePopup();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        // A whole address that was typed is meant, not a longer one that happens to contain it.
        if (!m_stepped && addressProblem(m_input->text().trimmed()).isEmpty())
            return false;
        accept(m_popup->current());
        return true;
    default:
        return false;
    }
}

bool RecipientField::handleKey(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        return pasteRecipients();
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        return false;
    if (handlePopupKey(event->key()))
        return true;
    const bool atStart = m_input->cursorPosition() == 0 && !m_input->hasSelectedText();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_input->text().trimmed().isEmpty())
            focusNextChild();
        else
            commitTyped();
        return true;
    case Qt::Key_Tab:
        // The first Tab ends what is typed, as Enter does; the next one goes on.
        if (m_input->text().trimmed().isEmpty())
            return false;
        commitTyped();
        return true;
    case Qt::Key_Left:
    case Qt::Key_Backspace:
        if (!atStart || m_chips.isEmpty())
            return false;
        m_chips.last()->setFocus(Qt::OtherFocusReason);
        return true;
    default:
        return false;
    }
}

bool RecipientField::pasteRecipients()
{
    const auto text = QApplication::clipboard()->text();
    const auto pasted = parseRecipients(text);
    const bool several = pasted.size() > 1 || lastSeparatorEnd(text.trimmed()) > 0;
    if (!several && !(pasted.size() == 1 && pasted.first().problem.isEmpty() && m_input->text().isEmpty()))
        return false;
    m_input->insert(QString());
    commitTyped();
    addAll(pasted);
    return true;
}

bool RecipientField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_content && event->type() == QEvent::MouseButtonPress) {
        m_input->setFocus(Qt::MouseFocusReason);
        return true;
    }
    if (watched != m_input)
        return QScrollArea::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        // Esc closes the list of people first, not the window.
        if (isOffering() && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
        break;
    case QEvent::KeyPress:
        if (handleKey(static_cast<QKeyEvent *>(event)))
            return true;
        break;
    case QEvent::FocusOut: {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        hidePopup();
        if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason)
            commitTyped();
        break;
    }
    case QEvent::FocusIn:
        ensureWidgetVisible(m_input);
        break;
    default:
        break;
    }
    return QScrollArea::eventFilter(watched, event);
}

void RecipientField::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    updateHeight();
}

void RecipientField::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasText() && !event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void RecipientField::dropEvent(QDropEvent *event)
{
    auto *chip = qobject_cast<RecipientChip *>(event->source());
    if (chip && m_chips.contains(chip)) {
        event->ignore();
        return;
    }
    addAll(parseRecipients(event->mimeData()->text()));
    event->acceptProposedAction();
}

QSize RecipientField::sizeHint() const
{
    return {320, height()};
}

QSize RecipientField::minimumSizeHint() const
{
    return {160, chipRow};
}

void RecipientField::hidePopup()
{
    m_popup->hide();
    emit completionAsked({});
}

/// The input stays on the row of the last chip as long as its text fits there.
void RecipientField::fitInput()
{
    constexpr int caret = 24, comfortable = 120;
    const auto text = m_input->text();
    m_input->setMinimumWidth(
        text.isEmpty() ? caret : std::max(comfortable, m_input->fontMetrics().horizontalAdvance(text) + caret));
    m_flow->invalidate();
    updateHeight();
}

void RecipientField::updateHeight()
{
    constexpr int tallest = mostRows * (chipRow + rowGap);
    const int room = std::max(1, width());
    int wanted = m_flow->heightForWidth(room);
    const bool scrolls = wanted > tallest;
    setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    const int contentWidth = scrolls ? room - verticalScrollBar()->sizeHint().width() : room;
    wanted = m_flow->heightForWidth(contentWidth);
    m_content->resize(contentWidth, wanted);
    setFixedHeight(std::min(wanted, tallest));
}

void RecipientField::announce()
{
    m_flow->activate();
    updateHeight();
    ensureWidgetVisible(m_input);
    emit changed();
}

} // namespace qn::widgets
