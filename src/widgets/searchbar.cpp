// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/searchbar.h"

#include "widgets/searchfield.h"
#include "widgets/theme.h"

#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace qn::widgets {

SearchBar::SearchBar(QWidget *parent)
    : QWidget(parent)
    , m_field(new SearchField(this))
    , m_choices(new QWidget(this))
    , m_group(new QButtonGroup(this))
    , m_text(new QLabel(this))
    , m_help(m_field->accessibleDescription())
{
    m_field->setObjectName(QStringLiteral("searchField"));
    m_text->setObjectName(QStringLiteral("searchNote"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 12, 8);
    column->setSpacing(6);
    column->addWidget(m_field);
    column->addWidget(m_choices);
    column->addWidget(m_text);
    auto *row = new QHBoxLayout(m_choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_allMail = addChoice(Scope::AllMail);
    m_mailbox = addChoice(Scope::Mailbox);
    row->addWidget(m_allMail);
    row->addWidget(m_mailbox);
    row->addStretch(1);
    m_allMail->setText(tr("All mail"));
    m_allMail->setToolTip(tr("Every folder but trash and junk"));
    m_allMail->setChecked(true);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setFont(themeFont(TextRole::Caption));
    m_text->setContentsMargins(8, 0, 8, 0);
    m_text->hide();
    setActive(false);
    setFocusProxy(m_field);
    applyColours();
}

QToolButton *SearchBar::addChoice(Scope scope)
{
    auto *button = new QToolButton(m_choices);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFont(themeFont(TextRole::Caption, true));
    button->setFixedHeight(28);
    button->setFocusPolicy(Qt::TabFocus);
    m_group->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, scope] { choose(scope); });
    return button;
}

void SearchBar::choose(Scope scope)
{
    const bool isOther = scope != m_scope;
    setScope(scope);
    if (isOther)
        emit scopeChosen(scope);
}

void SearchBar::setMailbox(const QString &name)
{
    m_mailbox->setText(m_mailbox->fontMetrics().elidedText(name, Qt::ElideRight, 180).replace(u'&', QStringLiteral("&&")));
    m_mailbox->setToolTip(tr("Only “%1”").arg(name));
    m_mailbox->setAccessibleName(tr("Only “%1”").arg(name));
    m_mailbox->setVisible(!name.isEmpty());
}

void SearchBar::setScope(Scope scope)
{
    m_scope = scope;
    (scope == Scope::Mailbox ? m_mailbox : m_allMail)->setChecked(true);
    m_allMail->setText(scope == Scope::Everywhere ? tr("All mail, trash and junk") : tr("All mail"));
}

void SearchBar::setActive(bool active)
{
    m_choices->setVisible(active);
    if (!active)
        tell(Note::None);
}

void SearchBar::tell(Note kind, const QString &text)
{
    m_note = kind;
    m_text->setText(text);
    m_text->setVisible(kind != Note::None);
    m_field->setAccessibleDescription(text.isEmpty() ? m_help : text);
    applyColours();
}

QString SearchBar::noteText() const
{
    return m_text->text();
}

void SearchBar::applyColours()
{
    const Tokens t = Tokens::of(palette());
    QPalette ink = m_text->palette();
    ink.setColor(QPalette::WindowText, m_note == Note::Error ? t.danger : t.textThird);
    m_text->setPalette(ink);
}

void SearchBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColours();
}

} // namespace qn::widgets
