// SPDX-License-Identifier: MIT
#include "views/trace/trace_canvas.hpp"

#include <optional>
#include <utility>

namespace leafscope {

namespace {

constexpr double kMainShare = 0.56; ///< of the trace

int placeOf(const LeafTrace& trace, int epoch)
{
    for (std::size_t i = 0; i < trace.epochs.size(); ++i)
        if (trace.epochs[i].epoch == epoch)
            return int(i);
    return -1;
}

} // namespace

TraceCanvas::TraceCanvas(QWidget* parent)
    : Canvas(parent)
{
    setAccessibleName(tr("Trace and eigenvalues of the local data matrix over the epochs"));
    setAccessibleDescription(
        tr("Left and Right step through the epochs; a click goes to one that is open."));
    connect(this, &Canvas::pointClicked, this,
            [this](int point) { Q_EMIT epochClicked(m_trace->epochs[std::size_t(point)].epoch); });
}

void TraceCanvas::setTrace(std::shared_ptr<const LeafTrace> trace)
{
    m_trace = std::move(trace);
    forgetPointed();
}

void TraceCanvas::setOptions(const TraceOptions& options)
{
    m_options = options;
    update();
}

void TraceCanvas::setEpoch(int epoch)
{
    m_epoch = epoch;
    update();
}

void TraceCanvas::setReachable(std::function<bool(int epoch)> reachable)
{
    m_reachable = std::move(reachable);
}

std::vector<chart::Chart> TraceCanvas::panels(QRectF frame, int pointed) const
{
    if (!m_trace)
        return {};
    const auto marked = [&](chart::Figure figure) {
        figure.cursor = placeOf(*m_trace, m_epoch);
        figure.pointed = pointed;
        return figure;
    };
    std::optional<chart::Figure> spectrum;
    if (m_options.spectrum)
        spectrum = marked(traceSpectrumFigure(*m_trace));
    return chart::arranged(marked(traceFigure(*m_trace, m_options)), std::move(spectrum), frame,
                           kMainShare);
}

chart::Card TraceCanvas::cardOf(int point) const
{
    return m_trace ? traceCard(*m_trace, std::size_t(point)) : chart::Card();
}

bool TraceCanvas::leadsSomewhere(int point) const
{
    return m_trace && m_reachable && m_reachable(m_trace->epochs[std::size_t(point)].epoch);
}

} // namespace leafscope
