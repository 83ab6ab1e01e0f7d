// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/toast.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace qn::widgets {

Toast::Toast(QWidget *parent) : QFrame(parent), m_text(new QLabel(this)), m_button(new QPushButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 6, 8, 6);
    layout->setSpacing(12);
    layout->addWidget(m_text);
    layout->addWidget(m_button);
    m_text->setObjectName(QStringLiteral("text"));
    m_text->setTextFormat(Qt::PlainText);
    m_button->setFlat(true);
    m_button->setCursor(Qt::PointingHandCursor);
    m_timer.setSingleShot(true);
    m_timer.setInterval(6000);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto action = std::exchange(m_action, {}))
            action();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::tell(const QString &text, const QString &actionText, std::function<void()> action)
{
    m_text->setText(text);
    m_action = std::move(action);
    m_button->setText(actionText);
    m_button->setVisible(!actionText.isEmpty());
    // The toast is dark on light and light on dark, whatever is under it.
    const Tokens ground = Tokens::of(QPalette(parentWidget()->palette())).dark ? Tokens::light() : Tokens::night();
    QPalette own = palette();
    own.setColor(QPalette::Window, ground.raised);
    own.setColor(QPalette::WindowText, ground.text);
    own.setColor(QPalette::ButtonText, ground.accent);
    setPalette(own);
    layout()->setContentsMargins(18, 6, actionText.isEmpty() ? 18 : 8, 6);
    setAccessibleName(text);
    place();
    show();
    raise();
    m_timer.start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::setAnchor(QWidget *above)
{
    m_anchor = above;
    above->installEventFilter(this);
}

void Toast::place()
{
    layout()->activate();
    adjustSize();
    const QSize size(qMin(sizeHint().width(), parentWidget()->width() - 32), qMax(44, sizeHint().height()));
    const int bottom = m_anchor ? m_anchor->geometry().bottom() : parentWidget()->height();
    setGeometry(QRect(QPoint((parentWidget()->width() - size.width()) / 2, bottom - size.height() - 16), size));
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::Window));
    painter.drawRoundedRect(rect(), 10, 10);
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if ((watched == parent() || watched == m_anchor) && event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent *event)
{
    m_timer.stop();
    QFrame::enterEvent(event);
}

void Toast::leaveEvent(QEvent *event)
{
    m_timer.start();
    QFrame::leaveEvent(event);
}

} // namespace qn::widgets
