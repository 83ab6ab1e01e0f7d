// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QPainter;

namespace qn::widgets {

/// What a list or pane shows where it has nothing: a drawing, a sentence and perhaps a second one.
struct EmptyState
{
    QString icon; ///< of resources/icons
    QString title;
    QString hint;
};
int emptyStateBottom(const QRect &rect, const EmptyState &state); ///< the y below the last line of its text
void paintEmptyState(QPainter &painter, const QRect &rect, const EmptyState &state, const QPalette &palette);

/// The same as a widget of its own.
class EmptyStateWidget final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EmptyStateWidget)

public:
    explicit EmptyStateWidget(EmptyState state, QWidget *parent = nullptr);
    void setState(EmptyState state);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    EmptyState m_state;
};

} // namespace qn::widgets
