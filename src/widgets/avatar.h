// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>

class QPainter;

namespace qn::widgets {

/// A round avatar made of initials(), from a cache of pixmaps. `box` is square, in device-independent pixels.
void paintAvatar(QPainter &painter, const QRectF &box, const QString &name, const QString &email, bool dark);

} // namespace qn::widgets
