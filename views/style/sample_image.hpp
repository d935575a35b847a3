// SPDX-License-Identifier: MIT
// Samples of a data set as pictures.
#pragma once

#include "core/data/dataset.hpp"

#include <QImage>

namespace leafscope::style {

/// Sample i as an image in its own resolution: (1,H,W) grey, (3,H,W) colour; bytes as they are,
/// other values scaled from [min, max] of the sample to 0..255. A null image if the data set holds
/// no images.
QImage sampleImage(const Dataset& data, Index i);

/// The same scaled up by an integer factor without smoothing until it fits into `side` pixels.
QImage sampleThumbnail(const Dataset& data, Index i, int side);

} // namespace leafscope::style
