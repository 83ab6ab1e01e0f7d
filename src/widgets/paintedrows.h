// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/rows.h"

#include <QImage>
#include <QThread>

#include <atomic>
#include <memory>
#include <vector>

namespace qn::widgets {

/// The first rows of a start, painted on a thread of their own while the window is made: to load faces and draw glyphs
/// is half of what those rows cost. Each is painted as it is and as it is selected, and used only where it is what the
/// view would paint itself, to the pixel.
class PaintedRows final
{
    Q_DISABLE_COPY_MOVE(PaintedRows)

public:
    /// How the list looked when it was last on the screen.
    struct Place
    {
        int width = 0; ///< of a row
        int count = 0; ///< of rows that are seen
        qreal ratio = 1; ///< device pixels
        int dotsPerInch = 0;
        bool operator==(const Place &) const = default;
    };
    static Place remembered(const QString &settingsFile);
    static void remember(const QString &settingsFile, const Place &place); ///< writes only what is new

    /// Begins to paint the first of `rows`. On the interface thread, after applyTheme(). Null where nothing is
    /// remembered.
    static std::unique_ptr<PaintedRows> begin(const QList<store::MessageRow> &rows, const Place &place);
    ~PaintedRows(); ///< waits

    /// Waits for this row where it is under way. Null where there is none for `wanted` as it is now.
    const QImage *find(const store::MessageRow &wanted, const Place &place, bool dark, bool isSelected);

private:
    PaintedRows(const QList<store::MessageRow> &rows, const Place &place);
    void paint();

    const QList<store::MessageRow> m_rows;
    const Place m_place;
    const bool m_dark;
    /// All rows as they are, then the first one selected, as the first key leaves it; only the first m_done are read.
    std::vector<QImage> m_images;
    std::atomic<int> m_done = 0;
    std::unique_ptr<QThread> m_thread;
};

} // namespace qn::widgets
