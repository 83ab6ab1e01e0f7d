// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace qn::widgets {

/// A short word at the bottom of a window about what has just been done, with the way back. Goes away by itself, but not while
/// the mouse is over it.
class Toast final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Toast)

public:
    explicit Toast(QWidget *parent); ///< lies over `parent`
    void setAnchor(QWidget *above); ///< it stands above the bottom of this one, a child of its parent
    /// `undo` may be empty. A later word replaces an earlier one.
    void tell(const QString &text, const QString &actionText = {}, std::function<void()> action = {});

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void place();

    QWidget *m_anchor = nullptr;
    QLabel *m_text;
    QPushButton *m_button;
    QTimer m_timer;
    std::function<void()> m_action;
};

} // namespace qn::widgets
