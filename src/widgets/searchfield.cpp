// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchfield.h"

#include "widgets/searchpopup.h"
#include "widgets/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {
constexpr int mostRecent = 5;
constexpr int popupWidth = 340;
}

SearchField::SearchField(QWidget *parent)
    : QLineEdit(parent)
    , m_popup(new SearchPopup(this))
{
    setPlaceholderText(tr("Search mail"));
    setAccessibleName(tr("Search mail"));
    setAccessibleDescription(tr("Type words, names or operators such as from: and is:unread. Down goes to the results, Escape back to the mailbox."));
    setClearButtonEnabled(true);
    addAction(themeIcon(u"search"_s), LeadingPosition)->setText(tr("Search"));
    if (auto *clearing = findChild<QAction *>(u"_q_qlineeditclearaction"_s))
        clearing->setText(tr("Clear the search")); // its button has no words of its own
    setMinimumHeight(36);
    connect(m_popup, &SearchPopup::chosen, this, &SearchField::take);
    connect(this, &QLineEdit::textEdited, this, &SearchField::offer);
    connect(this, &QLineEdit::textChanged, this, [this] { setError(std::nullopt); });
}

void SearchField::remember(const QString &query)
{
    const QString wanted = query.simplified();
    if (wanted.isEmpty())
        return;
    m_recent.removeAll(wanted);
    m_recent.prepend(wanted);
    m_recent = m_recent.mid(0, mostRecent);
}

void SearchField::setError(const std::optional<SearchError> &error)
{
    if (m_error == error)
        return;
    m_error = error;
    update();
}

bool SearchField::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Before any shortcut of the window.
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress) { // Tab never comes to keyPressEvent()
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && m_popup->isVisible() && takePopupKey(Qt::Key_Tab))
            return true;
    }
    return QLineEdit::event(event);
}

bool SearchField::takePopupKey(int key)
{
    switch (key) {
    case Qt::Key_Down:
    case Qt::Key_Up:
        m_popup->step(key == Qt::Key_Down ? 1 : -1);
        return true;
    case Qt::Key_Escape:
        m_popup->hide();
        return !text().isEmpty();
    case Qt::Key_Tab:
        if (!m_popup->current() && text().isEmpty())
            return false; // on to the next field
        if (!m_popup->current())
            m_popup->step(1);
        [[fallthrough]];
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const auto hint = m_popup->current()) {
            take(*hint);
            return true;
        }
        return false;
    default:
        return false;
    }
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    if (m_popup->isVisible() && takePopupKey(event->key())) {
        event->accept();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Escape:
        emit left();
        break;
    case Qt::Key_Down:
        if (text().trimmed().isEmpty()) {
            offer();
            break;
        }
        [[fallthrough]];
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_popup->hide();
        if (!text().trimmed().isEmpty())
            emit entered();
        break;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void SearchField::offer()
{
    if (!hasFocus())
        return;
    const QPoint corner = mapToGlobal(QPoint(0, height() + 4));
    m_popup->offer(searchHints(text(), cursorPosition(), m_recent), corner, qMax(width(), popupWidth));
}

void SearchField::take(const SearchHint &hint)
{
    m_popup->hide();
    QString query = text();
    const qsizetype end = hint.start + hint.length;
    const QString behind = hint.isWhole && !hint.isRecent && end >= query.size() ? u" "_s : QString();
    query.replace(hint.start, hint.length, hint.insert + behind);
    setText(query);
    setCursorPosition(int(hint.start + hint.insert.size() + behind.size()));
    setFocus();
    if (!hint.isWhole)
        offer(); // values of the operator
}

void SearchField::focusInEvent(QFocusEvent *event)
{
    QLineEdit::focusInEvent(event);
    const bool asked = event->reason() == Qt::ShortcutFocusReason || event->reason() == Qt::MouseFocusReason;
    if (asked && text().trimmed().isEmpty())
        QMetaObject::invokeMethod(this, &SearchField::offer, Qt::QueuedConnection);
}

void SearchField::focusOutEvent(QFocusEvent *event)
{
    m_popup->hide();
    QLineEdit::focusOutEvent(event);
}

/// QLineEdit tells the character at a place, not the place of a character.
int SearchField::leftOf(qsizetype position)
{
    int low = 0, high = width();
    while (low < high) {
        const int middle = (low + high) / 2;
        if (cursorPositionAt(QPoint(middle, height() / 2)) < position)
            low = middle + 1;
        else
            high = middle;
    }
    // From there on the character behind is the nearer one: half of the one in front is left over.
    const QString before = position > 0 ? text().mid(position - 1, 1) : QString();
    return low + fontMetrics().horizontalAdvance(before) / 2;
}

void SearchField::paintEvent(QPaintEvent *event)
{
    QLineEdit::paintEvent(event);
    if (!m_error || text().isEmpty())
        return;
    const qsizetype first = qMin<qsizetype>(m_error->position, text().size() - 1);
    const qsizetype last = qMin<qsizetype>(text().size(), first + qMax<qsizetype>(1, m_error->length));
    const int left = leftOf(first), right = qMax(left + 6, leftOf(last));
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Tokens::of(palette()).danger, 1.4));
    const qreal y = height() / 2.0 + fontMetrics().height() / 2.0 + 1;
    QPainterPath wave(QPointF(left, y));
    for (int x = left, up = 1; x < right; x += 3, up = -up)
        wave.lineTo(x + 3, y + (up > 0 ? 2 : 0));
    painter.drawPath(wave);
}

void SearchField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && !isActiveWindow())
        m_popup->hide();
}

} // namespace qn::widgets
