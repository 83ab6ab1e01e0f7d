// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messagehead.h"

#include "widgets/avatarlabel.h"
#include "widgets/flowlayout.h"
#include "widgets/messagelistdelegate.h"
#include "widgets/personchip.h"
#include "widgets/theme.h"
#include "widgets/timetext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace qn::widgets {

MessageHead::MessageHead(QWidget *parent)
    : QWidget(parent)
    , m_subject(new QLabel(this))
    , m_time(new QLabel(this))
    , m_avatar(new AvatarLabel(44, this))
    , m_people(new QWidget(this))
    , m_flow(new FlowLayout(m_people, 4))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(18);
    m_subject->setWordWrap(true);
    m_subject->setTextFormat(Qt::PlainText);
    m_subject->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont font = themeFont(TextRole::Display, true);
    font.setPointSizeF(font.pointSizeF() * 0.92);
    m_subject->setFont(font);
    layout->addWidget(m_subject);

    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    layout->addLayout(row);
    row->addWidget(m_avatar, 0, Qt::AlignTop);
    auto *middle = new QVBoxLayout;
    middle->setSpacing(3);
    row->addLayout(middle, 1);
    m_senderRow = new QHBoxLayout;
    m_senderRow->setSpacing(4);
    middle->addLayout(m_senderRow);
    m_senderRow->addStretch(1);
    m_senderRow->addWidget(m_time);
    m_time->setFont(themeFont(TextRole::Caption));
    auto *lower = new QHBoxLayout;
    lower->setSpacing(4);
    middle->addLayout(lower);
    m_people->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    lower->addWidget(m_people, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    lower->addLayout(buttons);
    m_buttons = {addButton(buttons, MailAction::Reply), addButton(buttons, MailAction::ReplyAll),
        addButton(buttons, MailAction::Forward)};
    m_replyAll = m_buttons.at(1);
    applyColours();
}

QToolButton *MessageHead::addButton(QHBoxLayout *row, MailAction action)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIcon(themeIcon(MessageListDelegate::actionIcon(action)));
    button->setToolTip(MessageListDelegate::actionText(action));
    button->setAccessibleName(button->toolTip());
    connect(button, &QToolButton::clicked, this, [this, action] { emit actionTriggered(action); });
    row->addWidget(button, 0, Qt::AlignTop);
    return button;
}

void MessageHead::addPeople(const QString &label, const QList<Address> &people, const QStringList &own)
{
    if (people.isEmpty())
        return;
    auto *word = new QLabel(label, m_people);
    word->setFont(themeFont(TextRole::Caption));
    word->setContentsMargins(m_labels.isEmpty() ? 6 : 4, 3, 0, 3);
    m_labels.append(word);
    m_flow->addWidget(word);
    constexpr int most = 24; // a mailing of hundreds is not a wall of names
    for (int i = 0; i < qMin<int>(most, int(people.size())); ++i) {
        auto *chip = new PersonChip(people.at(i), own.contains(people.at(i).email, Qt::CaseInsensitive), false, m_people);
        connect(chip, &PersonChip::writeRequested, this, &MessageHead::writeRequested);
        m_flow->addWidget(chip);
    }
    if (people.size() > most) {
        auto *more = new QLabel(tr("and %n more", nullptr, int(people.size()) - most), m_people);
        more->setFont(themeFont(TextRole::Caption));
        more->setContentsMargins(2, 3, 0, 3);
        m_labels.append(more);
        m_flow->addWidget(more);
    }
}

void MessageHead::showHeader(const MessageHeader &header, const QStringList &own)
{
    m_subjectText = header.subject.isEmpty() ? tr("(no subject)") : header.subject.simplified();
    showSubject();
    m_avatar->setPerson(header.from);
    const QDateTime now = QDateTime::currentDateTime();
    QString when = shortTime(header.date, now);
    if (const QString clock = header.date.toLocalTime().toString(u"HH:mm"_s); when != clock)
        when += u' ' + clock;
    m_time->setText(when);
    m_time->setToolTip(fullTime(header.date));

    delete m_sender;
    m_sender = new PersonChip(header.from, own.contains(header.from.email, Qt::CaseInsensitive), true, this);
    connect(m_sender, &PersonChip::writeRequested, this, &MessageHead::writeRequested);
    m_senderRow->insertWidget(0, m_sender);

    m_labels.clear();
    while (QLayoutItem *item = m_flow->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    addPeople(tr("to"), header.to, own);
    addPeople(tr("cc"), header.cc, own);
    for (QWidget *child : m_people->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly))
        child->show();
    m_replyAll->setVisible(header.to.size() + header.cc.size() > 1);
    applyColours();
}

void MessageHead::setHighlighter(const SearchHighlighter &highlighter)
{
    m_highlighter = highlighter;
    showSubject();
}

void MessageHead::showSubject()
{
    const auto ranges = m_highlighter.ranges(m_subjectText, SearchNode::Field::Subject);
    if (ranges.isEmpty()) {
        m_subject->setTextFormat(Qt::PlainText);
        m_subject->setText(m_subjectText);
        return;
    }
    QString html;
    qsizetype from = 0;
    for (const SearchHighlighter::Range &range : ranges) {
        html += m_subjectText.mid(from, range.start - from).toHtmlEscaped() + u"<span style=\"background-color: %1;\">%2</span>"_s
            .arg(Tokens::of(palette()).match.name(), m_subjectText.mid(range.start, range.length).toHtmlEscaped());
        from = range.start + range.length;
    }
    m_subject->setTextFormat(Qt::RichText);
    m_subject->setText(html + m_subjectText.mid(from).toHtmlEscaped());
}

void MessageHead::setAnswerable(bool answerable)
{
    for (QToolButton *button : m_buttons)
        button->setEnabled(answerable);
}

void MessageHead::applyColours()
{
    QPalette pale;
    pale.setColor(QPalette::WindowText, Tokens::of(QPalette()).textThird);
    m_time->setPalette(pale);
    for (QLabel *label : std::as_const(m_labels))
        label->setPalette(pale);
}

void MessageHead::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColours();
        showSubject();
    }
}

} // namespace qn::widgets
