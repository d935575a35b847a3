// SPDX-License-Identifier: MIT
// The curves of neural collapse over the epochs, as values without a widget: the six figures of
// Papyan, Han, Donoho (PNAS 2020), or one number on its own.
#pragma once

#include "core/collapse/collapse_run.hpp"
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope::collapse {

enum class EpochScale { Linear, Logarithmic };

/// Where a moment stands on the axis: itself, or log10(1 + epoch), as most happens early.
double epochPlace(double epoch, EpochScale scale);
double epochAt(double place, EpochScale scale);

/// A run in a chart.
struct ShownRun {
    const CollapseRun* run = nullptr;
    const CollapseLayer* layer = nullptr;
    int place = 0; ///< among all runs, which gives its colour
};

struct CurveRequest {
    std::shared_ptr<const CollapseRuns> runs; ///< not null
    std::string run;                          ///< the chosen one, drawn on top
    bool allRuns = true;
    std::string layer; ///< of each run that has it
    EpochScale scale = EpochScale::Linear;
};

/// What a series of a panel stands for.
struct CurveLine {
    const CollapseMeasure* measure = nullptr;
    std::size_t run = 0; ///< place in CurvePage::runs
    bool test = false;
};

struct CurvePanel {
    chart::Figure figure;
    std::vector<CurveLine> lines;                 ///< as long as figure.series
    std::vector<const CollapseMeasure*> measures; ///< one, or those of means and classifiers
    QString shortTitle;                           ///< in the read-out of several panels
    QString missing;                              ///< why there is no line at all; else ""
};

/// One entry of the key above the charts.
struct CurveKey {
    QString text;
    QColor colour;
    double width = 2;
    bool dashed = false;
};

struct CurvePage {
    std::shared_ptr<const CollapseRuns> keep; ///< owns what `runs` points to
    std::vector<ShownRun> runs;               ///< the chosen one last
    EpochScale scale = EpochScale::Linear;
    std::vector<int> epochs; ///< at which any of the runs was measured, ascending
    std::vector<CurvePanel> panels;
    std::vector<CurveKey> key;
    QString note; ///< what was left out and why; "" if nothing was

    const ShownRun& chosen() const { return runs.back(); }
};

CurvePage paperPage(const CurveRequest& request);
CurvePage measurePage(const CurveRequest& request, const CollapseMeasure& measure);

/// The run's epoch of exactly this number; null if it was not measured.
const CollapseEpoch* measuredAt(const CollapseLayer& layer, int epoch);

/// All values at an epoch: of a single run those of every panel, of several those of `panel`.
chart::Card cardOf(const CurvePage& page, std::size_t panel, int epoch);

/// run,layer,epoch,set and the measures that the panels show, one line per epoch and set.
QByteArray tableOf(const CurvePage& page);
/// The same of any runs and measures. Numbers that are not defined are empty fields.
QByteArray tableOf(const std::vector<ShownRun>& runs,
                   const std::vector<const CollapseMeasure*>& measures);

} // namespace leafscope::collapse
