// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>
#include <QString>

class QPainter;

namespace qn::widgets {

/// Makes :/icons/… known; called by whatever needs them first. Cheap to call again.
void initLookResources();

/// Draws the icon resources/icons/NAME.svg in one colour, as large as fits into `box`. For delegates use themeIcon(), which caches.
void renderLineIcon(QPainter &painter, const QString &name, const QColor &colour, const QRectF &box);

/// The bluebird with a letter.
QIcon applicationIcon();

} // namespace qn::widgets
