// SPDX-License-Identifier: MIT
#include "views/style/colour.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope::style {

namespace {

double toLinear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double fromLinear(double channel)
{
    const double value =
        channel <= 0.0031308 ? 12.92 * channel : 1.055 * std::pow(channel, 1 / 2.4) - 0.055;
    return std::clamp(value, 0.0, 1.0);
}

std::array<double, 3> linear(const QColor& colour)
{
    return {toLinear(colour.redF()), toLinear(colour.greenF()), toLinear(colour.blueF())};
}

double luminance(const QColor& colour)
{
    const auto [r, g, b] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

} // namespace

double contrast(const QColor& a, const QColor& b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

std::array<double, 3> oklab(const QColor& colour)
{
    const auto [r, g, b] = linear(colour);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

QColor fromOklab(const std::array<double, 3>& lab)
{
    const double l = std::pow(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2], 3);
    const double m = std::pow(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2], 3);
    const double s = std::pow(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2], 3);
    return QColor::fromRgbF(
        float(fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
        float(fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
        float(fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)));
}

double difference(const QColor& a, const QColor& b)
{
    const auto p = oklab(a);
    const auto q = oklab(b);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

QColor readable(const QColor& colour, const QColor& ground, double least)
{
    std::array<double, 3> lab = oklab(colour);
    const double step = oklab(ground)[0] > 0.5 ? -0.01 : 0.01;
    QColor result = colour;
    while (contrast(result, ground) < least && lab[0] + step >= 0 && lab[0] + step <= 1) {
        lab[0] += step;
        result = fromOklab(lab);
    }
    return result;
}

QColor mixed(const QColor& a, const QColor& b, double t)
{
    const auto mix = [t](int from, int to) { return int(std::lround(from + t * (to - from))); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

QColor faded(QColor colour, double opacity)
{
    colour.setAlphaF(float(std::clamp(opacity, 0.0, 1.0)));
    return colour;
}

} // namespace leafscope::style
