// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace qn::widgets {

/// One of several ways to go on: an icon, what it is, one line about it, and an arrow.
class ChoiceRow final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChoiceRow)

public:
    /// `icon` of resources/icons. `badge` is a word such as "Recommended"; it may be empty.
    ChoiceRow(const QString &icon, const QString &title, const QString &hint, const QString &badge = {}, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const QString m_icon;
    const QString m_hint;
    const QString m_badge;
};

} // namespace qn::widgets
