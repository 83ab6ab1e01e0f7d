// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/avatarlabel.h"

#include "widgets/avatar.h"
#include "widgets/theme.h"

#include <QPainter>

namespace qn::widgets {

AvatarLabel::AvatarLabel(int side, QWidget *parent) : QWidget(parent)
{
    setFixedSize(side, side);
}

void AvatarLabel::setPerson(const Address &person)
{
    m_person = person;
    update();
}

void AvatarLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintAvatar(painter, rect(), m_person.name, m_person.email, Tokens::of(palette()).dark);
}

} // namespace qn::widgets
