// SPDX-License-Identifier: MIT
// Colour arithmetic behind the palettes: contrast, perceived difference, mixing.
#pragma once

#include <QColor>

#include <array>

namespace leafscope::style {

/// WCAG 2 contrast ratio, 1 (same luminance) to 21 (black on white); alpha is ignored.
double contrast(const QColor& a, const QColor& b);

/// Lightness, green-red and blue-yellow axes. Source: B. Ottosson, "A perceptual color space for
/// image processing" (2020).
std::array<double, 3> oklab(const QColor& colour);
/// Inverse of oklab, clipped into sRGB.
QColor fromOklab(const std::array<double, 3>& lab);
/// Euclidean distance in OKLab: 0 for equal colours, about 0.02 for one just noticeable step.
double difference(const QColor& a, const QColor& b);

/// The colour with its lightness moved away from the ground's until their contrast is at least
/// `least` (or as far as it goes); hue stays.
QColor readable(const QColor& colour, const QColor& ground, double least);

/// a at t = 0, b at t = 1, mixed in sRGB; the result is opaque.
QColor mixed(const QColor& a, const QColor& b, double t);
/// The same colour with this opacity, 0..1.
QColor faded(QColor colour, double opacity);

} // namespace leafscope::style
