// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/welcomepage.h"

#include "ui_welcomepage.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace qn::widgets {

WelcomePage::WelcomePage(QWidget *parent) : QWidget(parent) { }

/// When it is first shown: most starts have an account and never do.
void WelcomePage::build()
{
    m_ui = std::make_unique<Ui::WelcomePage>();
    m_ui->setupUi(this);
    m_ui->bird->setPixmap(applicationIcon().pixmap(QSize(112, 112), devicePixelRatioF()));
    QFont name = themeFont(TextRole::Display, true);
    name.setPointSizeF(name.pointSizeF() * 1.35);
    m_ui->name->setFont(name);
    m_ui->slogan->setFont(themeFont(TextRole::Title));
    m_ui->disclaimer->setFont(themeFont(TextRole::Caption));
    for (QPushButton *button : {m_ui->signIn, m_ui->sample}) {
        button->setMinimumHeight(48);
        button->setFont(themeFont(TextRole::Body, true));
        button->setIconSize({20, 20});
    }
    m_ui->signIn->setProperty("primary", true);
    m_ui->signIn->setIcon(themeIcon(u"log-in"_s));
    m_ui->sample->setIcon(themeIcon(u"mailbox"_s));
    connect(m_ui->signIn, &QPushButton::clicked, this, &WelcomePage::signInChosen);
    connect(m_ui->sample, &QPushButton::clicked, this, &WelcomePage::sampleChosen);
    setFocusProxy(m_ui->signIn);
    applyColours();
}

WelcomePage::~WelcomePage() = default;

void WelcomePage::applyColours()
{
    const Tokens t = Tokens::of(palette());
    QPalette second, third;
    second.setColor(QPalette::WindowText, t.textSecond);
    third.setColor(QPalette::WindowText, t.textThird);
    m_ui->slogan->setPalette(second);
    m_ui->disclaimer->setPalette(third);
    m_ui->sampleHint->setPalette(third);
}

void WelcomePage::paintEvent(QPaintEvent *)
{
    // A hint of sky that is lighter towards the bottom.
    QPainter painter(this);
    const Tokens t = Tokens::of(palette());
    QLinearGradient sky(0, 0, 0, height());
    QColor top = t.accent;
    top.setAlphaF(t.dark ? 0.13f : 0.10f);
    QColor bottom = t.accent;
    bottom.setAlphaF(0.0f);
    sky.setColorAt(0, top);
    sky.setColorAt(0.75, bottom);
    painter.fillRect(rect(), t.surface);
    painter.fillRect(rect(), sky);
}

void WelcomePage::showEvent(QShowEvent *event)
{
    if (!m_ui)
        build();
    QWidget::showEvent(event);
}

void WelcomePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_ui)
        applyColours();
}

} // namespace qn::widgets
