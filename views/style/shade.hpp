// SPDX-License-Identifier: MIT
// What lies over the window while something asks for attention: a dimmed ground, a soft shadow.
#pragma once

#include <QRect>

class QPainter;

namespace leafscope::style {

/// Dims everything inside `whole`.
void drawScrim(QPainter& painter, const QRect& whole);
/// A soft shadow around a card with rounded corners, reaching kShadowReach outwards.
void drawShadow(QPainter& painter, const QRect& card);
inline constexpr int kShadowReach = 18;

} // namespace leafscope::style
