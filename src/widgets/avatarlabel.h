// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QWidget>

namespace qn::widgets {

/// A person's avatar as a widget.
class AvatarLabel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AvatarLabel)

public:
    explicit AvatarLabel(int side, QWidget *parent = nullptr);
    void setPerson(const Address &person);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Address m_person;
};

} // namespace qn::widgets
