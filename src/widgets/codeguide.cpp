// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/codeguide.h"

#include "widgets/guidepicture.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace qn::widgets {

using namespace Qt::StringLiterals;

namespace {

QWidget *stepRow(int number, const GuideStep &step, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(new StepNumber(number, row), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *title = new QLabel(step.title, row);
    title->setFont(themeFont(TextRole::Body, true));
    title->setWordWrap(true);
    auto *hint = new QLabel(step.hint, row);
    hint->setFont(themeFont(TextRole::Caption));
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setWordWrap(true);
    words->addWidget(title);
    words->addWidget(hint);
    words->addStretch(1);
    layout->addLayout(words, 1);
    layout->addWidget(new GuidePictureView(step.picture, row), 0, Qt::AlignTop);
    return row;
}

} // namespace

StepNumber::StepNumber(int number, QWidget *parent)
    : QWidget(parent)
    , m_number(number)
{
    setFixedSize(24, 24);
}

void StepNumber::paintEvent(QPaintEvent *)
{
    const Tokens t = Tokens::of(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor tint = t.accent;
    tint.setAlphaF(t.dark ? 0.22F : 0.12F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tint);
    painter.drawEllipse(rect());
    painter.setFont(themeFont(TextRole::Caption, true));
    painter.setPen(t.accent);
    painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
}

CodeGuide::CodeGuide(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_steps(new QVBoxLayout)
    , m_open(new QPushButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(0);
    m_title->setFont(themeFont(TextRole::Title, true));
    m_title->setWordWrap(true);
    column->addWidget(m_title);
    column->addSpacing(16);
    m_steps->setSpacing(12);
    column->addLayout(m_steps);
    column->addSpacing(16);
    m_open->setObjectName(u"openPage"_s);
    m_open->setIcon(themeIcon(u"external-link"_s));
    m_open->setAutoDefault(false);
    column->addWidget(m_open, 0, Qt::AlignLeft);
    column->addStretch(1);
    connect(m_open, &QPushButton::clicked, this, [this] { emit pageRequested(m_page); });
}

void CodeGuide::setService(const MailService &service)
{
    m_page = service.page;
    m_open->setText(service.open);
    m_open->setVisible(service.page.isValid() && !service.open.isEmpty());
    m_title->setText(tr("How to get the %1").arg(service.secret.toLower()));
    if (m_shown == service.steps)
        return;
    m_shown = service.steps;
    while (QLayoutItem *item = m_steps->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (qsizetype i = 0; i < m_shown.size(); ++i)
        m_steps->addWidget(stepRow(int(i) + 1, m_shown.at(i), this));
}

} // namespace qn::widgets
