// SPDX-License-Identifier: MIT
// What the trace view draws, made from the measurements without a widget.
#pragma once

#include "core/leaf/trace.hpp"
#include "core/session/recipe.hpp"
#include "views/chart/card.hpp"
#include "views/chart/chart.hpp"

#include <QByteArray>
#include <QString>

namespace leafscope {

struct TraceOptions {
    bool mean = true;     ///< beside the median
    bool spectrum = true; ///< the panel with the eigenvalues

    Json toJson() const;
    /// Unknown or wrong fields keep their default.
    static TraceOptions fromJson(const Json& json);
    bool operator==(const TraceOptions&) const = default;
};

/// Where an epoch stands on the horizontal axis: by its square root, as most happens early and the
/// checkpoints lie closest there.
double tracePlace(int epoch);

/// log10 of the trace of G: median with its quartile band, and the mean. What is zero is a gap.
chart::Figure traceFigure(const LeafTrace& trace, const TraceOptions& options);
/// log10 of the median of each eigenvalue, one thin line each.
chart::Figure traceSpectrumFigure(const LeafTrace& trace);

/// The numbers of one epoch, for people.
chart::Card traceCard(const LeafTrace& trace, std::size_t at);
/// The numbers of all epochs as CSV, as they are: no logarithms.
QByteArray traceTable(const LeafTrace& trace);

} // namespace leafscope
