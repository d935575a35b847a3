// SPDX-License-Identifier: MIT
// Small pictures of what was opened. All of it runs on any thread; nothing is computed anew.
#pragma once

#include "core/data/dataset.hpp"
#include "core/embedding/embedding.hpp"
#include "core/layout/layout.hpp"

#include <QImage>
#include <QString>

namespace leafscope {

/// In pixels; drawn smaller where that suits.
inline constexpr QSize kThumbnailSize(480, 270);

/// The layer's first two axes, coloured by class, on a clear ground so that it suits both themes.
/// Null if the layout has no such layer or no points.
QImage pointsThumbnail(const Layout& layout, const QString& layer, const EmbeddingHeader* labels);

/// A sheet of samples, taken evenly over the data set. Null if they are no images.
QImage samplesThumbnail(const Dataset& data);

/// Where the thumbnail of what was opened as `spec` is kept.
QString thumbnailFile(const QString& spec);
/// Writes it there. A failure is no one's concern: a thumbnail can be missing.
void keepThumbnail(const QString& spec, const QImage& image);
/// What was kept; else, for a session folder whose layout is at hand, drawn from that and kept.
/// Null if there is none.
QImage findThumbnail(const QString& spec);

} // namespace leafscope
