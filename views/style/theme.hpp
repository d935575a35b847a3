// SPDX-License-Identifier: MIT
// The look: every colour, font and measure of the window, once. No view names a colour of its own.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QString>

class QApplication;
class QEvent;

namespace leafscope::style {

enum class Theme { Light, Dark };

struct Tokens {
    QColor window;  ///< behind panels
    QColor surface; ///< panels, views, fields
    QColor text;
    QColor secondary; ///< captions, axis labels
    QColor line;      ///< hairlines, grids
    QColor accent;    ///< selection and focus only
    QColor danger;    ///< failed states
};

inline constexpr int kSpace1 = 4;
inline constexpr int kSpace2 = 8;
inline constexpr int kSpace3 = 12;
inline constexpr int kSpace4 = 16;
inline constexpr int kControlHeight = 28;
inline constexpr int kRadius = 6;

Theme theme();
/// Tokens of the current theme.
const Tokens& tokens();
const Tokens& tokens(Theme theme);
/// Sets palette, style sheet and font of the whole application; widgets get a PaletteChange event.
void apply(QApplication& application, Theme theme);

/// A length that goes with the text (rows, widths of columns), in logical pixels: `length` at the
/// text size of 100 %, more or less as the person wants text larger or smaller.
int scaled(double length);

/// Whether the event that a widget got says that colours or sizes are others now.
bool isLookChange(const QEvent& event);

enum class FontRole { Body, Caption, Title, Monospace };
/// 13 / 11 / 16 px, tabular figures where numbers stand below each other.
QFont font(FontRole role);

/// Colour of class `index` (0-based): Okabe-Ito first, then further hues; distinct from the accent,
/// readable on both themes.
QColor categorical(int index);
/// viridis at t in 0..1.
QColor sequential(double t);

/// A line icon of ours (resources/icons/NAME.svg), tinted to the text colour of the theme that is
/// current when it is painted; a null icon if there is no such name.
QIcon icon(const QString& name);
/// The same in a colour of its own.
QIcon icon(const QString& name, const QColor& ink);
/// The program's own picture, for windows and launchers.
QIcon programIcon();

/// Three or four significant digits, "12.4", "0.0314", "1.2e5"; an en dash for NaN.
QString number(double value, int digits = 3);
/// 60000 -> "60,000".
QString count(qint64 n);

} // namespace leafscope::style
