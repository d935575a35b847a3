// SPDX-License-Identifier: MIT
// One metric over layers and epochs, taken from the frames of a series; no widget.
#pragma once

#include "views/chart/card.hpp"
#include "views/chart/scale.hpp"
#include "views/session/session.hpp"

#include <QByteArray>
#include <QString>

#include <vector>

namespace leafscope {

enum class HeatMetric { TwonnMl, TwonnFit, Pca, Participation, Share, Accuracy, Confidence };

struct HeatMetricInfo {
    HeatMetric metric = HeatMetric::TwonnMl;
    const char* key = ""; ///< in view states
    QString title;
    bool perLayer = true;        ///< else one number for the whole network
    Fact fact = Fact::Dimension; ///< whose results hold it
};

const std::vector<HeatMetricInfo>& heatMetrics();
const HeatMetricInfo& heatMetric(HeatMetric metric);

struct HeatCell {
    double value = 0;    ///< NaN where there is none
    Interval interval{}; ///< 95 %; NaN where unknown
    Readiness readiness =
        Readiness::Empty; ///< of the epoch's frame; Ready if the value was computed
    QString message;      ///< of the frame's state
};

struct HeatTable {
    HeatMetricInfo metric;
    QString title;
    std::vector<QString> rows;   ///< layer names; one row for a metric of the whole network
    std::vector<int> epochs;     ///< columns
    std::vector<HeatCell> cells; ///< row after row
    chart::Range range;          ///< of the values, {0, 1} if there are none
    bool logarithmic = false;    ///< they span more than a factor of 20

    const HeatCell& at(int row, int column) const
    {
        return cells[std::size_t(row) * epochs.size() + std::size_t(column)];
    }
    int rowOf(const QString& layer) const; ///< 0 for a metric of the whole network; -1 if unknown
    int columnOf(int epoch) const;         ///< -1 if unknown
    /// Where a value lies in the range, 0..1.
    double shareOf(double value) const;
};

/// Rows are the layers of the frame that is shown, else those of the first frame that has some.
HeatTable heatTable(const Session& session, HeatMetric metric);

chart::Card heatCard(const HeatTable& table, int row, int column);
/// epoch,layer,value,low,high: one line per cell, empty fields where a value does not exist.
QByteArray heatCsv(const HeatTable& table);

/// Of the predictions against the labels; NaN if either is unknown.
double accuracyOf(const EmbeddingHeader& embedding);
/// Mean probability of the predictions; NaN if unknown.
double confidenceOf(const EmbeddingHeader& embedding);

} // namespace leafscope
