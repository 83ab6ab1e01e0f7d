// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>
#include <QObject>
#include <QPointer>

class QWidget;

namespace qn::app {

/// Waits until the user has what they opened the program for: the message list painted with mail in it, or, where a window has
/// no list or no mail comes into it, a quarter of a second after the window came up.
class FirstPaint final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FirstPaint)

public:
    explicit FirstPaint(QWidget *window, QObject *parent = nullptr); ///< no window: nothing to wait for
    QAbstractItemView *list() const { return m_list; } ///< nullptr where the window has none

signals:
    void painted(); ///< once, when it is on the screen

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void finish();

    QPointer<QAbstractItemView> m_list;
    bool m_isPainted = false;
};

} // namespace qn::app
