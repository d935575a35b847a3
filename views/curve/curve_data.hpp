// SPDX-License-Identifier: MIT
// What the curve view draws, made from a profile without a widget.
#pragma once

#include "core/dimension/dimension.hpp"
#include "core/session/recipe.hpp"
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace leafscope {

/// What lies along the horizontal axis: the layers one after the other, each with its name (layers
/// of one block share a depth and would hide each other), their relative depth, or for one layer
/// the epochs of the series.
enum class CurveAxis { Layer, Depth, Epoch };

struct CurveOptions {
    CurveAxis axis = CurveAxis::Layer;
    bool fit = true;            ///< the straight-line fit beside the maximum-likelihood value
    bool interval = true;       ///< the 95 % band
    bool pca = true;            ///< the panel with the PCA dimension
    bool participation = false; ///< the participation ratio beside it
    bool epochs = true;         ///< thin lines of the series' other epochs behind it

    Json toJson() const;
    /// Unknown or wrong fields keep their default.
    static CurveOptions fromJson(const Json& json);
    bool operator==(const CurveOptions&) const = default;
};

/// One member of a series.
struct EpochCurve {
    int epoch = 0;
    std::shared_ptr<const DimensionProfile> profile; ///< null: not computed
};

/// The whole series, ascending; empty without one.
struct CurveSeries {
    std::vector<EpochCurve> members;
    int shown = -1; ///< index of the one whose profile is drawn in full

    /// Whether there are computed curves beside the one that is shown.
    bool hasOthers() const;
};

/// Where layer i stands on the horizontal axis.
double curvePlace(const DimensionProfile& profile, std::size_t i, CurveAxis axis);
/// Index of a layer by name, -1 if the profile does not have it.
int curveIndex(const DimensionProfile& profile, const QString& layer);

/// TwoNN over the layers. Values that do not exist are gaps.
chart::Figure dimensionFigure(const DimensionProfile& profile, const CurveOptions& options,
                              const CurveSeries& series = {});
/// PCA dimension and, if asked for, participation ratio; logarithmic when they span more than a
/// factor of 20.
chart::Figure spectrumFigure(const DimensionProfile& profile, const CurveOptions& options,
                             const CurveSeries& series = {});

/// The same two over the epochs of a series, for one layer. x is the place in the series; epochs
/// without a value are gaps.
chart::Figure dimensionOverEpochs(const CurveSeries& series, const QString& layer,
                                  const CurveOptions& options);
chart::Figure spectrumOverEpochs(const CurveSeries& series, const QString& layer,
                                 const CurveOptions& options);
/// A layer's numbers at one epoch; nullptr if they were not computed.
const LayerDimension* dimensionAt(const CurveSeries& series, int member, const QString& layer);

/// All numbers of one layer, for people.
chart::Card curveCard(const LayerDimension& layer, const DimensionOptions& options);
/// One line: how many samples, which estimators.
QString curveCaption(const DimensionProfile& profile, const QString& sampling);
/// The numbers as CSV.
QByteArray curveTable(const DimensionProfile& profile);
/// All epochs that were computed, with the epoch in the first column; `layer`: this one only.
QByteArray curveTable(const CurveSeries& series, const QString& layer = {});

} // namespace leafscope
