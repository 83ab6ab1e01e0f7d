// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/firstpaint.h"

#include "models/messagelistmodel.h"

#include <QEvent>
#include <QTimer>

namespace qn::app {

namespace {

constexpr int patience = 250; ///< milliseconds; nothing that waits is needed for the first look

} // namespace

FirstPaint::FirstPaint(QWidget *window, QObject *parent) : QObject(parent)
{
    auto *list = window ? window->findChild<QAbstractItemView *>(QStringLiteral("messages")) : nullptr;
    if (list && qobject_cast<models::MessageListModel *>(list->model())) {
        m_list = list;
        list->viewport()->installEventFilter(this);
    }
    QTimer::singleShot(patience, this, &FirstPaint::finish);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && m_list && watched == m_list->viewport()) {
        const QModelIndex first = m_list->model()->index(0, 0);
        if (first.isValid() && first.data(models::MessageListModel::IsLoadedRole).toBool()) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, &FirstPaint::finish); // when this paint is on the screen
        }
    }
    return QObject::eventFilter(watched, event);
}

void FirstPaint::finish()
{
    if (std::exchange(m_isPainted, true))
        return;
    emit painted();
}

} // namespace qn::app
