// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QFrame>

#include <functional>

class QBoxLayout;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace qn::widgets {

/// A message in place, with the one or two actions that help. Hidden while there is nothing to say.
class InlineNotice final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(InlineNotice)

public:
    enum class Kind { Info, Warning, Danger };
    struct Action
    {
        QString text;
        std::function<void()> run; ///< the notice is gone when this runs
    };

    explicit InlineNotice(QWidget *parent = nullptr);
    void tell(Kind kind, const QString &title, const QString &advice = {}, const QList<Action> &actions = {});
    void tell(const Error &error, const QList<Action> &actions = {});
    void clear();
    void focusFirstAction();
    QString title() const { return m_title; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyColours();
    void rebuildButtons(const QList<Action> &actions);

    Kind m_kind = Kind::Info;
    QString m_title;
    QLabel *m_icon;
    QLabel *m_words; ///< the title
    QLabel *m_advice;
    QBoxLayout *m_content; ///< words beside buttons, or above them where there is little room
    QHBoxLayout *m_buttons;
    QToolButton *m_close;
    QList<QWidget *> m_actionButtons;
};

} // namespace qn::widgets
