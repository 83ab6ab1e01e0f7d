// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inlinenotice.h"

#include "widgets/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {
QColor kindColour(const Tokens &tokens, InlineNotice::Kind kind)
{
    switch (kind) {
    case InlineNotice::Kind::Warning:
        return tokens.warning;
    case InlineNotice::Kind::Danger:
        return tokens.danger;
    case InlineNotice::Kind::Info:
        break;
    }
    return tokens.accent;
}
} // namespace

InlineNotice::InlineNotice(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_buttons(new QHBoxLayout)
    , m_close(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    m_icon->setFixedSize(20, 20);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setFont(themeFont(TextRole::Body));
    m_text->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_close->setAutoRaise(true);
    m_close->setIcon(themeIcon(u"x"_s));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    m_buttons->setSpacing(8);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addWidget(m_text, 1);
    row->addLayout(m_buttons);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(m_close, &QToolButton::clicked, this, &InlineNotice::clear);
    hide();
}

void InlineNotice::tell(Kind kind, const QString &title, const QString &advice, const QList<Action> &actions)
{
    m_kind = kind;
    m_title = title;
    m_advice = advice;
    m_text->setText(advice.isEmpty() ? title : tr("%1. %2", "title and advice").arg(title, advice));
    setAccessibleName(m_text->text());
    rebuildButtons(actions);
    applyColours();
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void InlineNotice::tell(const Error &error, const QList<Action> &actions)
{
    if (error.kind == ErrorKind::Canceled)
        return;
    const auto words = describe(error);
    tell(Kind::Danger, words.title, words.advice, actions);
}

void InlineNotice::clear()
{
    m_title.clear();
    hide();
}

void InlineNotice::focusFirstAction()
{
    if (!m_actionButtons.isEmpty())
        m_actionButtons.first()->setFocus(Qt::OtherFocusReason);
}

void InlineNotice::rebuildButtons(const QList<Action> &actions)
{
    // A button may be the sender of the click that led here.
    for (auto *button : std::as_const(m_actionButtons)) {
        button->hide();
        button->deleteLater();
    }
    m_actionButtons.clear();
    for (const auto &action : actions) {
        auto *button = new QPushButton(action.text, this);
        connect(button, &QPushButton::clicked, this, [this, run = action.run] {
            clear();
            run();
        });
        m_buttons->addWidget(button);
        m_actionButtons.append(button);
    }
}

void InlineNotice::applyColours()
{
    const auto tokens = Tokens::of(palette());
    const auto name = m_kind == Kind::Info ? u"info"_s
        : m_kind == Kind::Warning          ? u"triangle-alert"_s
                                           : u"circle-alert"_s;
    m_icon->setPixmap(themeIcon(name, kindColour(tokens, m_kind)).pixmap(QSize(20, 20), devicePixelRatioF()));
}

void InlineNotice::paintEvent(QPaintEvent *)
{
    const auto colour = kindColour(Tokens::of(palette()), m_kind);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    auto fill = colour, line = colour;
    fill.setAlphaF(0.10F);
    line.setAlphaF(0.35F);
    painter.setPen(line);
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Tokens::radius, Tokens::radius);
}

void InlineNotice::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace qn::widgets
