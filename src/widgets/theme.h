// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>

class QApplication;

namespace qn::widgets {

/// The design tokens (../shared/look.md): every colour, distance and text size of the windows. Derived from the palette, so
/// that a widget asks for `Tokens::of(palette())` and follows a change of theme by itself.
struct Tokens
{
    bool dark = false;
    QColor accent, accentHover, onAccent; ///< 青; the one primary button, selection, unread marks
    QColor surface, panel, raised; ///< window behind everything, side panes, sheets and cards
    QColor hover, selected, border; ///< row under the mouse, selected row, hairlines
    QColor text, textSecond, textThird;
    QColor danger, warning, success;
    QColor match; ///< ground under what a search found; every text is legible on it

    static constexpr int grid = 8; ///< device-independent pixels
    static constexpr int radius = 8;
    static constexpr int rowComfortable = 72;
    static constexpr int rowCompact = 48;
    static constexpr int readerWidth = 760;

    static Tokens light();
    static Tokens night();
    static Tokens of(const QPalette &palette);
};

/// The four text sizes.
enum class TextRole { Caption, Body, Title, Display };
QFont themeFont(TextRole role, bool bold = false);

enum class ThemeMode { System, Light, Dark };
/// Sets style (one QProxyStyle), palette, fonts and style sheet of the whole program; follows the system with ThemeMode::System.
/// `memory`: a settings file that keeps the system's last answer for the next start. The window icon is not set.
void applyTheme(QApplication &app, ThemeMode mode, const QString &memory = {});
/// Gives the windows their icon. Drawing it in all sizes takes longer than a window may wait for.
void showWindowIcon();

/// An icon of the program's set (resources/icons/NAME.svg) in the tokens' colours, crisp at every scale, following the theme.
QIcon themeIcon(const QString &name);
/// So many pixels of a button's "chevron-left" are empty at the left (its "flush", see QingniaoStyle).
inline constexpr int chevronAir = 6;
/// The same, always in one colour.
QIcon themeIcon(const QString &name, const QColor &color);

/// Initials and a colour for a person (look.md: one or two characters, colour from the address).
QString initials(const QString &name, const QString &email);
QColor avatarColor(const QString &email, bool dark);

} // namespace qn::widgets
