// SPDX-License-Identifier: MIT
// The local data matrix over the training, and what is known of each row.
#include "core/leaf/trace.hpp"
#include "core/nnk/graph_file.hpp"
#include "views/session/session.hpp"

#include <cmath>
#include <limits>
#include <string>

namespace leafscope {

void Session::setTrace(std::shared_ptr<const LeafTrace> trace)
{
    m_trace = std::move(trace);
    setState(Fact::Trace, m_trace ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT traceChanged();
}

// Its recipe names the whole folder of checkpoints; the model that is open is one of them.
void Session::forgetTraceUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    if (!m_trace)
        return;
    bool same = role == "model" && m_trace->isOf(hash);
    if (const auto& made = m_facts.recipe(Fact::Trace))
        if (const auto input = made->inputs.find(role); input != made->inputs.end())
            same = same || input->second.hash == hash;
    if (!same)
        forgetFacts({Fact::Trace}, tr("Not computed for this model and these data yet. Choose "
                                      "Compute > Local data matrix over training."));
}

std::vector<SampleMetric> Session::metrics() const
{
    const LayerNeighbors* found =
        m_facts.neighbors ? m_facts.neighbors->find(layer().toStdString()) : nullptr;
    std::vector<SampleMetric> metrics = found ? found->metrics : std::vector<SampleMetric>();
    if (m_facts.graph && m_facts.graph->layer.name == layer().toStdString())
        metrics.insert(metrics.end(), m_facts.graph->metrics.begin(), m_facts.graph->metrics.end());
    if (auto trace = traceMetric())
        metrics.push_back(std::move(*trace));
    for (SampleMetric& metric : studyMetrics())
        metrics.push_back(std::move(metric));
    return metrics;
}

std::optional<SampleMetric> Session::traceMetric() const
{
    if (!m_trace || !m_facts.embedding || m_trace->epochs.empty())
        return std::nullopt;
    const TraceEpoch& at = m_trace->epochs[m_trace->placeOr(m_shownEpoch)];
    SampleMetric metric;
    metric.key = kTraceMetric;
    metric.title = "log tr G at epoch " + std::to_string(at.epoch);
    metric.unit = "log10, per " + m_trace->perUnit();
    metric.values.assign(std::size_t(m_facts.embedding->n),
                         std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < m_trace->indices.size(); ++i)
        if (const Index row = rowOf(m_trace->indices[i]); row >= 0 && at.trace[i] > 0)
            metric.values[std::size_t(row)] = float(std::log10(at.trace[i]));
    return metric;
}

} // namespace leafscope
