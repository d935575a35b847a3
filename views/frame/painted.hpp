// SPDX-License-Identifier: MIT
// Pictures of views that are drawn with a QPainter alone: the same painting as pixels and as
// vectors.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

class QPainter;

namespace leafscope {

using Painting = std::function<void(QPainter&)>;

/// `painting` fills the whole image. Throws Error: InvalidInput for a side below 1 or above 32,768
/// pixels, OutOfMemory.
QImage paintedImage(QSize size, const Painting& painting);

/// Throws Error(InvalidInput) for such a size.
QByteArray paintedSvg(QSize size, const QString& title, const Painting& painting);

} // namespace leafscope
