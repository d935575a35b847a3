// SPDX-License-Identifier: MIT
#include "views/style/theme.hpp"

#include "views/style/appearance.hpp"
#include "views/style/colour.hpp"
#include "views/style/style_sheet.hpp"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPalette>
#include <QPixmapCache>
#include <QProxyStyle>
#include <QStyleFactory>

#include <algorithm>
#include <cmath>

namespace leafscope::style {

namespace {

// Widgets live on one thread, and so does the look.
Theme g_theme = Theme::Light;
double g_textScale = 1;
bool g_reducedMotion = false;

/// Fusion, whose animations can be turned off, without pictures on the buttons of dialogs.
class Style : public QProxyStyle {
public:
    Style()
        : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
    {
    }
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override
    {
        if (hint == SH_Widget_Animation_Duration && g_reducedMotion)
            return 0;
        if (hint == SH_DialogButtonBox_ButtonsHaveIcons)
            return 0; // they are not ours, and say nothing that the text does not
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
};

QPalette paletteOf(const Tokens& t)
{
    QPalette palette;
    palette.setColor(QPalette::Window, t.window);
    palette.setColor(QPalette::WindowText, t.text);
    palette.setColor(QPalette::Base, t.surface);
    palette.setColor(QPalette::AlternateBase, t.window);
    palette.setColor(QPalette::Text, t.text);
    palette.setColor(QPalette::Button, t.surface);
    palette.setColor(QPalette::ButtonText, t.text);
    palette.setColor(QPalette::BrightText, t.danger);
    palette.setColor(QPalette::PlaceholderText, t.secondary);
    palette.setColor(QPalette::ToolTipBase, t.surface);
    palette.setColor(QPalette::ToolTipText, t.text);
    palette.setColor(QPalette::Highlight, mixed(t.surface, t.accent, 0.22));
    palette.setColor(QPalette::HighlightedText, t.text);
    palette.setColor(QPalette::Link, t.accent);
    palette.setColor(QPalette::LinkVisited, t.accent);
    palette.setColor(QPalette::Light, t.surface);
    palette.setColor(QPalette::Midlight, t.line);
    palette.setColor(QPalette::Mid, t.line);
    palette.setColor(QPalette::Dark, t.secondary);
    palette.setColor(QPalette::Shadow, t.line);
    const QColor off = mixed(t.surface, t.secondary, 0.65);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, off);
    return palette;
}

int pixelSize(FontRole role)
{
    int size = 13;
    if (role == FontRole::Caption)
        size = 11;
    else if (role == FontRole::Title)
        size = 16;
    return scaled(size);
}

} // namespace

Theme theme()
{
    return g_theme;
}

const Tokens& tokens()
{
    return tokens(g_theme);
}

const Tokens& tokens(Theme theme)
{
    static const Tokens light{QColor(0xf6f7f9), QColor(0xffffff), QColor(0x1b1f24),
                              QColor(0x5b6470), QColor(0xd9dee5), QColor(0x2f6fde),
                              QColor(0xc4302b)};
    static const Tokens dark{QColor(0x15181d), QColor(0x1d2127), QColor(0xe6e9ee), QColor(0x9aa4b2),
                             QColor(0x303741), QColor(0x6aa2ff), QColor(0xff7b72)};
    return theme == Theme::Light ? light : dark;
}

Theme systemTheme()
{
    // Asked before our own palette hides the desktop's.
    static const Theme theme = QGuiApplication::palette().color(QPalette::Window).lightness() < 128
                                   ? Theme::Dark
                                   : Theme::Light;
    return theme;
}

void setTextScale(double scale)
{
    g_textScale = std::clamp(scale, 0.75, 2.0);
}

int scaled(double length)
{
    return int(std::lround(length * g_textScale));
}

bool isLookChange(const QEvent& event)
{
    return event.type() == QEvent::PaletteChange || event.type() == QEvent::StyleChange;
}

double textScale()
{
    return g_textScale;
}

void setReducedMotion(bool reduced)
{
    g_reducedMotion = reduced;
}

bool reducedMotion()
{
    return g_reducedMotion;
}

void apply(QApplication& application, Theme theme)
{
    systemTheme();
    g_theme = theme;
    takeInResources();
    QPixmapCache::clear(); // icons are tinted
    application.setStyle(new Style);
    application.setPalette(paletteOf(tokens(theme)));
    application.setFont(font(FontRole::Body));
    application.setStyleSheet(styleSheet(tokens(theme)));
}

QFont font(FontRole role)
{
    const bool fixed = role == FontRole::Monospace;
    QFont result =
        QFontDatabase::systemFont(fixed ? QFontDatabase::FixedFont : QFontDatabase::GeneralFont);
    // By its real name: an SVG that says "Sans Serif" falls back to a serif font elsewhere.
    result.setFamily(QFontInfo(result).family());
    result.setPixelSize(pixelSize(role));
    if (role == FontRole::Title)
        result.setWeight(QFont::DemiBold);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    result.setFeature("tnum", 1); // before 6.7 Qt takes the font's default, tabular in system fonts
#endif
    return result;
}

} // namespace leafscope::style
