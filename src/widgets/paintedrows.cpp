// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/paintedrows.h"

#include "widgets/messagelistdelegate.h"
#include "widgets/theme.h"

#include <QGuiApplication>
#include <QPainter>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

constexpr int mostRows = 40;

} // namespace

PaintedRows::Place PaintedRows::remembered(const QString &settingsFile)
{
    const QSettings settings(settingsFile, QSettings::IniFormat);
    return {settings.value(u"start/rowWidth"_s).toInt(), settings.value(u"start/rows"_s).toInt(),
        settings.value(u"start/pixelRatio"_s, 1).toDouble(), settings.value(u"start/dotsPerInch"_s).toInt()};
}

void PaintedRows::remember(const QString &settingsFile, const Place &place)
{
    if (place == remembered(settingsFile))
        return;
    QSettings settings(settingsFile, QSettings::IniFormat);
    settings.setValue(u"start/rowWidth"_s, place.width);
    settings.setValue(u"start/rows"_s, place.count);
    settings.setValue(u"start/pixelRatio"_s, place.ratio);
    settings.setValue(u"start/dotsPerInch"_s, place.dotsPerInch);
}

std::unique_ptr<PaintedRows> PaintedRows::begin(const QList<store::MessageRow> &rows, const Place &place)
{
    // Between device pixels an image would be blurred.
    const bool fits = place.ratio >= 1 && place.ratio <= 4 && place.ratio == qRound(place.ratio);
    if (rows.isEmpty() || !fits || place.width < 100 || place.width > 4000 || place.count < 1)
        return nullptr;
    return std::unique_ptr<PaintedRows>(new PaintedRows(rows.mid(0, qMin(place.count, mostRows)), place));
}

PaintedRows::PaintedRows(const QList<store::MessageRow> &rows, const Place &place)
    : m_rows(rows)
    , m_place(place)
    , m_dark(Tokens::of(QGuiApplication::palette()).dark)
    , m_images(size_t(rows.size()) + 1)
    , m_thread(QThread::create([this] { paint(); }))
{
    m_thread->setObjectName(u"first rows"_s);
    m_thread->start();
}

PaintedRows::~PaintedRows()
{
    m_thread->wait();
}

/// On the thread. Faces, glyphs and texts are of this thread alone and go with it.
void PaintedRows::paint()
{
    const MessageListDelegate delegate;
    const Tokens tokens = m_dark ? Tokens::night() : Tokens::light();
    const QRect rect(QPoint(0, 0), QSize(m_place.width, delegate.rowHeight()));
    const auto painted = [&](const store::MessageRow &row, QStyle::State state) {
        QImage image(rect.size() * m_place.ratio,
            QImage::Format_RGB32); // as a window has: on nothing, texts are blended otherwise
        image.setDevicePixelRatio(m_place.ratio);
        image.fill(tokens.raised);
        QPainter painter(&image);
        delegate.paintBackground(painter, rect, state, tokens);
        delegate.paintContent(painter, rect, row, tokens);
        return image;
    };
    const size_t count = size_t(m_rows.size());
    for (size_t i = 0; i < m_images.size(); ++i) {
        m_images[i] = i < count ? painted(m_rows.at(qsizetype(i)), QStyle::State_None)
                                : painted(m_rows.constFirst(), QStyle::State_Selected);
        m_done = int(i) + 1;
        m_done.notify_all();
    }
}

const QImage *PaintedRows::find(const store::MessageRow &wanted, const Place &place, bool dark, bool isSelected)
{
    if (place.width != m_place.width || place.ratio != m_place.ratio || place.dotsPerInch != m_place.dotsPerInch
        || dark != m_dark)
        return nullptr;
    const auto row = m_rows.indexOf(wanted);
    if (row < 0 || (isSelected && row > 0))
        return nullptr;
    const int at = int(isSelected ? m_rows.size() : row);
    for (int done = m_done; done <= at; done = m_done)
        m_done.wait(done);
    return &m_images[size_t(at)];
}

} // namespace qn::widgets
