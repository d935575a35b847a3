// SPDX-License-Identifier: MIT
// What the curve view draws, made from a profile without a widget.
#pragma once

#include "core/dimension/dimension.hpp"
#include "core/session/recipe.hpp"
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"

#include <QByteArray>
#include <QString>

namespace leafscope {

/// What lies along the horizontal axis: the layers one after the other, each with its name (layers
/// of one block share a depth and would hide each other), or their relative depth.
enum class CurveAxis { Layer, Depth };

struct CurveOptions {
    CurveAxis axis = CurveAxis::Layer;
    bool fit = true;            ///< the straight-line fit beside the maximum-likelihood value
    bool interval = true;       ///< the 95 % band
    bool pca = true;            ///< the panel with the PCA dimension
    bool participation = false; ///< the participation ratio beside it

    Json toJson() const;
    /// Unknown or wrong fields keep their default.
    static CurveOptions fromJson(const Json& json);
    bool operator==(const CurveOptions&) const = default;
};

/// Where layer i stands on the horizontal axis.
double curvePlace(const DimensionProfile& profile, std::size_t i, CurveAxis axis);
/// Index of a layer by name, -1 if the profile does not have it.
int curveIndex(const DimensionProfile& profile, const QString& layer);

/// TwoNN over the layers. Values that do not exist are gaps.
chart::Figure dimensionFigure(const DimensionProfile& profile, const CurveOptions& options);
/// PCA dimension and, if asked for, participation ratio; logarithmic when they span more than a
/// factor of 20.
chart::Figure spectrumFigure(const DimensionProfile& profile, const CurveOptions& options);

/// All numbers of one layer, for people.
chart::Card curveCard(const LayerDimension& layer, const DimensionOptions& options);
/// One line: how many samples, which estimators.
QString curveCaption(const DimensionProfile& profile, const QString& sampling);
/// The numbers as CSV.
QByteArray curveTable(const DimensionProfile& profile);

} // namespace leafscope
