// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inlinenotice.h"

#include "widgets/growtofit.h"
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
    , m_words(new QLabel(this))
    , m_advice(new QLabel(this))
    , m_content(new QHBoxLayout)
    , m_buttons(new QHBoxLayout)
    , m_close(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(12);
    m_icon->setFixedSize(20, 20);
    for (auto *label : {m_words, m_advice}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    }
    m_words->setFont(themeFont(TextRole::Body, true));
    m_advice->setFont(themeFont(TextRole::Body));
    m_close->setAutoRaise(true);
    m_close->setIcon(themeIcon(u"x"_s));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_words);
    words->addWidget(m_advice);
    m_buttons->setSpacing(8);
    m_buttons->addStretch(1);
    m_content->setSpacing(8);
    m_content->addLayout(words, 1);
    m_content->addLayout(m_buttons);
    row->addWidget(m_icon, 0, Qt::AlignVCenter);
    row->addLayout(m_content, 1);
    row->addWidget(m_close, 0, Qt::AlignVCenter);
    connect(m_close, &QToolButton::clicked, this, &InlineNotice::clear);
    hide();
}

void InlineNotice::tell(Kind kind, const QString &title, const QString &advice, const QList<Action> &actions)
{
    m_kind = kind;
    m_title = title;
    m_words->setText(title);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    setAccessibleName(advice.isEmpty() ? title : title + u'\n' + advice);
    rebuildButtons(actions);
    applyColours();
    show();
    if (window() != this)
        growToFit(*window());
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

void InlineNotice::resizeEvent(QResizeEvent *event)
{
    constexpr int roomy = 600;
    QFrame::resizeEvent(event);
    const bool beside = width() >= roomy || m_actionButtons.isEmpty();
    m_content->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void InlineNotice::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace qn::widgets
