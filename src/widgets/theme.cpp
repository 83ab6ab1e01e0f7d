// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme.h"

#include "widgets/icons.h"
#include "widgets/style.h"
#include "widgets/systemtheme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace qn::widgets {

Tokens Tokens::light()
{
    Tokens t;
    t.accent = QColor(0x0b, 0x73, 0x7d);
    t.accentHover = QColor(0x09, 0x63, 0x6c);
    t.onAccent = QColor(0xff, 0xff, 0xff);
    t.surface = QColor(0xf7, 0xf9, 0xf9);
    t.panel = QColor(0xf1, 0xf4, 0xf4);
    t.raised = QColor(0xff, 0xff, 0xff);
    t.hover = QColor(0xec, 0xf1, 0xf1);
    t.selected = QColor(0xdc, 0xef, 0xf0);
    t.border = QColor(0xe1, 0xe6, 0xe7);
    t.text = QColor(0x17, 0x20, 0x24);
    t.textSecond = QColor(0x4d, 0x59, 0x5f);
    t.textThird = QColor(0x5d, 0x68, 0x6e);
    t.danger = QColor(0xbd, 0x2c, 0x26);
    t.warning = QColor(0x8a, 0x57, 0x00);
    t.success = QColor(0x1b, 0x73, 0x40);
    t.match = QColor(0xff, 0xea, 0xa6);
    return t;
}

Tokens Tokens::night()
{
    Tokens t;
    t.dark = true;
    t.accent = QColor(0x4f, 0xc3, 0xc9);
    t.accentHover = QColor(0x6c, 0xd3, 0xd8);
    t.onAccent = QColor(0x05, 0x27, 0x2a);
    t.surface = QColor(0x15, 0x19, 0x1b);
    t.panel = QColor(0x1a, 0x1f, 0x21);
    t.raised = QColor(0x20, 0x26, 0x28);
    t.hover = QColor(0x29, 0x30, 0x33);
    t.selected = QColor(0x1b, 0x41, 0x45);
    t.border = QColor(0x31, 0x39, 0x3c);
    t.text = QColor(0xe9, 0xee, 0xef);
    t.textSecond = QColor(0xb3, 0xbd, 0xc1);
    t.textThird = QColor(0x9c, 0xa7, 0xac);
    t.danger = QColor(0xff, 0x8a, 0x80);
    t.warning = QColor(0xe8, 0xb9, 0x6a);
    t.success = QColor(0x74, 0xcb, 0x93);
    t.match = QColor(0x43, 0x38, 0x0a);
    return t;
}

Tokens Tokens::of(const QPalette &palette)
{
    static const Tokens day = light();
    static const Tokens dusk = night();
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? dusk : day;
}

namespace {

/// What the desktop says, or a good face where it says no more than "sans".
QFont platformFont()
{
    static const QFont font = [] {
        QFont face = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
        // One list of what is installed: every family that is not costs a search of its own in every size and weight.
        const QStringList installed = QFontDatabase::families();
        QString family = face.family();
        if (family.isEmpty() || family.startsWith(u"Sans"_s, Qt::CaseInsensitive) || family == u"DejaVu Sans"_s) {
            for (const QString &better : {u"Inter"_s, u"Noto Sans"_s, u"Cantarell"_s, u"Open Sans"_s, u"Roboto"_s}) {
                if (installed.contains(better)) {
                    family = better;
                    break;
                }
            }
        }
        QStringList families{family};
        for (const QString &chinese : {u"PingFang SC"_s, u"Microsoft YaHei UI"_s, u"Noto Sans CJK SC"_s, u"Noto Sans SC"_s,
                 u"Source Han Sans SC"_s}) {
            if (installed.contains(chinese))
                families.append(chinese);
        }
        face.setFamilies(families);
        if (face.pointSizeF() < 10)
            face.setPointSizeF(10);
        return face;
    }();
    return font;
}

QPalette paletteOf(const Tokens &t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.surface);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.raised);
    p.setColor(QPalette::AlternateBase, t.panel);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.textThird);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.danger);
    p.setColor(QPalette::ToolTipBase, t.dark ? t.hover : t.text);
    p.setColor(QPalette::ToolTipText, t.dark ? t.text : t.raised);
    p.setColor(QPalette::Highlight, t.dark ? QColor(0x1f, 0x5f, 0x65) : QColor(0xb4, 0xde, 0xe1));
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.raised);
    p.setColor(QPalette::Midlight, t.hover);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.textThird);
    p.setColor(QPalette::Shadow, t.dark ? QColor(0, 0, 0) : QColor(0x9a, 0xa5, 0xa9));
    QColor pale = t.textThird;
    pale.setAlphaF(0.6f);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, pale);
    return p;
}

void paintProgram(bool dark)
{
    const QPalette palette = paletteOf(dark ? Tokens::night() : Tokens::light());
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

} // namespace

QFont themeFont(TextRole role, bool bold)
{
    QFont font = platformFont();
    const qreal body = font.pointSizeF();
    switch (role) {
    case TextRole::Caption:
        font.setPointSizeF(body * 0.9);
        break;
    case TextRole::Body:
        break;
    case TextRole::Title:
        font.setPointSizeF(body * 1.2);
        break;
    case TextRole::Display:
        font.setPointSizeF(body * 1.7);
        break;
    }
    font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    return font;
}

void applyTheme(QApplication &app, ThemeMode mode, const QString &memory)
{
    initLookResources();
    auto *system = app.findChild<SystemTheme *>(QString(), Qt::FindDirectChildrenOnly);
    if (!system) {
        system = new SystemTheme(memory, &app);
        QApplication::setStyle(new QingniaoStyle); // the application takes it over
        QApplication::setFont(themeFont(TextRole::Body));
        QToolTip::setFont(themeFont(TextRole::Caption));
    }
    QObject::disconnect(system, nullptr, &app, nullptr);
    if (mode == ThemeMode::System)
        QObject::connect(system, &SystemTheme::changed, &app, [](bool dark) { paintProgram(dark); });
    paintProgram(mode == ThemeMode::System ? system->isDark() : mode == ThemeMode::Dark);
}

void showWindowIcon()
{
    QApplication::setWindowIcon(applicationIcon());
}

} // namespace qn::widgets
