// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/message.h"

#include <QAbstractButton>

namespace qn::widgets {

/// A person in the head of a message: the name, with the address on hover and a small menu on click.
class PersonChip final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PersonChip)

public:
    /// `strong`: the sender, larger and without a ground of its own.
    PersonChip(const Address &address, bool isSelf, bool strong, QWidget *parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

signals:
    void writeRequested(const qn::Address &address);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showMenu();
    Address m_address;
    bool m_strong;
};

} // namespace qn::widgets
