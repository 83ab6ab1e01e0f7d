// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include "widgets/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

// Q_INIT_RESOURCE must stand outside every namespace.
static void initLook()
{
    Q_INIT_RESOURCE(qn_look);
}

namespace qn::widgets {

namespace {

/// Draws one line-art SVG in a colour that is asked for at paint time, at the device's own resolution.
class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, QColor fixed) : m_name(std::move(name)), m_fixed(std::move(fixed)) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        QPixmap pixmap = rendered(rect.size() * ratio, mode);
        pixmap.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), pixmap);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override { return rendered(size, mode); }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        QPixmap pixmap = rendered(size, mode);
        pixmap.setDevicePixelRatio(scale);
        return pixmap;
    }

    QIconEngine *clone() const override { return new LineIconEngine(m_name, m_fixed); }
    QString key() const override { return u"qn-line"_s; }
    bool isNull() override { return false; }

private:
    QColor colour(QIcon::Mode mode) const
    {
        const Tokens tokens = Tokens::of(QGuiApplication::palette());
        if (mode == QIcon::Disabled)
            return QColor::fromRgb((m_fixed.isValid() ? m_fixed : tokens.textThird).rgb()).lighter(tokens.dark ? 60 : 140);
        if (m_fixed.isValid())
            return m_fixed;
        return tokens.textSecond;
    }

    QPixmap rendered(const QSize &size, QIcon::Mode mode) const
    {
        const QColor ink = colour(mode);
        const QString key = u"qn-icon/%1/%2x%3/%4"_s.arg(m_name).arg(size.width()).arg(size.height()).arg(ink.rgba());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        renderLineIcon(painter, m_name, ink, QRectF(QPointF(0, 0), QSizeF(size)));
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_name;
    QColor m_fixed;
};

} // namespace

void initLookResources()
{
    initLook();
}

void renderLineIcon(QPainter &painter, const QString &name, const QColor &colour, const QRectF &box)
{
    QFile file(u":/icons/%1.svg"_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return;
    QByteArray svg = file.readAll();
    svg.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    const qreal side = qMin(box.width(), box.height());
    const QRectF square(box.center().x() - side / 2, box.center().y() - side / 2, side, side);
    painter.save();
    painter.setOpacity(painter.opacity() * colour.alphaF());
    renderer.render(&painter, square);
    painter.restore();
}

QIcon themeIcon(const QString &name)
{
    return themeIcon(name, QColor());
}

QIcon themeIcon(const QString &name, const QColor &color)
{
    initLookResources();
    return QIcon(new LineIconEngine(name, color));
}

QIcon applicationIcon()
{
    initLookResources();
    // Drawn here, so that it does not depend on the SVG icon plugin being installed.
    QSvgRenderer renderer(u":/icons/app/qingniao.svg"_s);
    QIcon icon;
    for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace qn::widgets
