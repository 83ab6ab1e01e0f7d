// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/avatar.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPixmapCache>

#include <array>

using namespace Qt::StringLiterals;

namespace qn::widgets {

namespace {

bool isHan(char32_t c)
{
    const QChar::Script script = QChar::script(c);
    return script == QChar::Script_Han || script == QChar::Script_Hiragana || script == QChar::Script_Katakana
        || script == QChar::Script_Hangul;
}

QString textOf(const QList<char32_t> &characters)
{
    return QString::fromUcs4(characters.constData(), characters.size());
}

/// The last two characters of a Chinese name are what colleagues call each other by: 王小明 → 小明.
QString chineseInitials(const QList<char32_t> &characters)
{
    QList<char32_t> han;
    for (const char32_t c : characters) {
        if (isHan(c))
            han.append(c);
    }
    return textOf(han.size() <= 3 ? han.mid(qMax<qsizetype>(0, han.size() - 2)) : han.mid(0, 2));
}

QString latinInitials(const QString &name)
{
    QString result;
    bool start = true;
    for (const char32_t c : name.toUcs4()) {
        if (QChar::isLetterOrNumber(c)) {
            if (start)
                result += QString::fromUcs4(&c, 1).toUpper();
            start = false;
        } else if (c != U'\'' && c != U'’') {
            start = true;
        }
    }
    const QList<uint> letters = result.toUcs4();
    if (letters.size() <= 1)
        return result;
    const char32_t pair[] = {letters.first(), letters.size() == 2 ? letters.at(1) : letters.last()};
    return QString::fromUcs4(pair, 2);
}

/// About as high as `wanted` pixels; of the faces that the texts around it need anyway where one is near, for each size of
/// a face costs the start.
QFont lettersFont(qreal wanted, int dotsPerInch)
{
    constexpr qreal nearly = 0.16;
    constexpr qreal pointsPerInch = 72;
    QFont best = themeFont(TextRole::Body, true);
    qreal difference = wanted * nearly;
    bool isNear = false;
    for (const TextRole role : {TextRole::Body, TextRole::Title}) {
        const QFont font = themeFont(role, true);
        const qreal off = qAbs(font.pointSizeF() * dotsPerInch / pointsPerInch - wanted);
        if (off > difference)
            continue;
        difference = off;
        best = font;
        isNear = true;
    }
    if (!isNear)
        best.setPixelSize(qRound(wanted));
    return best;
}

} // namespace

QString initials(const QString &name, const QString &email)
{
    const QString source = name.trimmed().isEmpty() ? email.section(u'@', 0, 0) : name.trimmed();
    QList<char32_t> characters;
    for (const uint c : source.toUcs4())
        characters.append(c);
    for (const char32_t c : characters) {
        if (isHan(c))
            return chineseInitials(characters);
    }
    const QString letters = latinInitials(source);
    return letters.isEmpty() ? u"?"_s : letters;
}

QColor avatarColor(const QString &email, bool dark)
{
    // Hues with even steps that keep white letters readable; the address decides, so a person keeps the colour.
    struct Shade
    {
        int hue, lightness;
    };
    static constexpr std::array shades{Shade{186, 84}, Shade{212, 104}, Shade{246, 122}, Shade{280, 112}, Shade{322, 108},
        Shade{352, 112}, Shade{18, 96}, Shade{38, 80}, Shade{96, 74}, Shade{150, 78}};
    quint32 hash = 2166136261u; // FNV-1a: the same on every machine, unlike qHash
    for (const char c : email.trimmed().toLower().toUtf8())
        hash = (hash ^ quint8(c)) * 16777619u;
    const Shade &shade = shades[(hash ^ (hash >> 15)) % shades.size()];
    return QColor::fromHsl(shade.hue, dark ? 95 : 115, shade.lightness);
}

void paintAvatar(QPainter &painter, const QRectF &box, const QString &name, const QString &email, bool dark)
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QString letters = initials(name, email);
    const QString key = u"qn-avatar/%1/%2/%3/%4/%5"_s.arg(letters, email).arg(box.width()).arg(ratio).arg(dark);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap((box.size() * ratio).toSize());
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter p(&pixmap);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(Qt::NoPen);
        p.setBrush(avatarColor(email, dark));
        p.drawEllipse(QRectF(QPointF(0, 0), box.size()));
        const bool wide = isHan(letters.toUcs4().value(0));
        p.setFont(lettersFont(box.height() * (letters.size() > 1 ? (wide ? 0.34 : 0.38) : 0.45), pixmap.logicalDpiY()));
        p.setPen(QColor(255, 255, 255));
        p.drawText(QRectF(QPointF(0, 0), box.size()), Qt::AlignCenter, letters);
        p.end();
        QPixmapCache::insert(key, pixmap);
    }
    painter.drawPixmap(box.topLeft(), pixmap);
}

} // namespace qn::widgets
