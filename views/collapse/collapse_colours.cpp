// SPDX-License-Identifier: MIT
#include "views/collapse/collapse_colours.hpp"

#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

namespace leafscope {

namespace {

// Blue, green and vermilion of the palette: told apart by colour-blind people as well.
constexpr int kBlue = 0;
constexpr int kGreen = 2;
constexpr int kRed = 3;
constexpr double kShades = 0.3; ///< of lightness, from the first class to the last
constexpr double kLeast = 2;    ///< contrast of the darkest and lightest shade
constexpr double kPale = 0.45;  ///< how far held-out features go into the ground

QColor inkOf(CollapseRole role)
{
    switch (role) {
    case CollapseRole::Vertex:
        return style::categorical(kGreen);
    case CollapseRole::Classifier:
        return style::categorical(kRed);
    default:
        return style::categorical(kBlue);
    }
}

QColor pale(const QColor& colour)
{
    return style::mixed(colour, style::tokens().surface, kPale);
}

} // namespace

QColor collapseColour(CollapseRole role, int c, Index classes, bool paper)
{
    QColor colour = style::categorical(c);
    if (paper) {
        std::array<double, 3> lab = style::oklab(inkOf(role));
        lab[0] += kShades * (classes > 1 ? double(c) / double(classes - 1) - 0.5 : 0);
        colour = style::readable(style::fromOklab(lab), style::tokens().surface, kLeast);
    }
    return role == CollapseRole::TestFeature ? pale(colour) : colour;
}

QColor roleColour(CollapseRole role, bool paper)
{
    const QColor colour = paper ? inkOf(role) : style::tokens().secondary;
    return role == CollapseRole::TestFeature ? pale(colour) : colour;
}

} // namespace leafscope
