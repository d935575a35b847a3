// SPDX-License-Identifier: MIT
#include "views/inspector/neighbor_section.hpp"

#include "views/inspector/bars.hpp"
#include "views/inspector/inspector_data.hpp"
#include "views/inspector/layer_trace.hpp"
#include "views/inspector/neighbor_grid.hpp"
#include "views/inspector/parts.hpp"
#include "views/style/theme.hpp"

#include <QVBoxLayout>

#include <cmath>
#include <limits>
#include <utility>

namespace leafscope {

NeighborSection::NeighborSection(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    QVBoxLayout* column = inspector::sectionColumn(this, m_caption);
    m_caption->setObjectName(QStringLiteral("neighbors"));
    m_grid = new NeighborGrid(this);
    column->addWidget(m_grid);
    m_traceCaption = inspector::wrapping(QStringLiteral("caption"), this);
    m_traceCaption->setObjectName(QStringLiteral("trace"));
    column->addWidget(m_traceCaption);
    m_trace = new LayerTrace(this);
    column->addWidget(m_trace);
    m_numbers = new NumberList(this);
    column->addWidget(m_numbers);
    connect(m_grid, &NeighborGrid::clicked, this,
            [this](qint64 sample) { m_session.select({std::int64_t(sample)}); });
    connect(m_grid, &NeighborGrid::hovered, this, [this](qint64 sample) {
        if (m_session.current() >= 0) // else what is under the mouse is what is shown here
            m_session.setHighlighted(sample);
    });
    connect(m_trace, &LayerTrace::layerClicked, this, [this](int layer) {
        if (const auto table = m_session.neighbors())
            m_session.setLayer(
                QString::fromStdString(table->layers[std::size_t(layer)].layer.name));
    });
    connect(&m_session, &Session::highlightChanged, this,
            [this] { m_grid->setHighlighted(m_session.highlighted()); });
    for (const auto signal : {&Session::neighborsChanged, &Session::layerChanged})
        connect(&m_session, signal, this, &NeighborSection::refresh);
    connect(&m_session, &Session::stateChanged, this, [this](Fact fact) {
        if (fact == Fact::Neighbors)
            refresh();
    });
    hide();
}

void NeighborSection::setSample(std::int64_t sample)
{
    m_sample = sample;
    refresh();
}

void NeighborSection::refresh()
{
    const Index row = m_session.rowOf(m_sample);
    setVisible(row >= 0);
    if (row < 0)
        return;
    const std::vector<NeighborFacts> neighbors = neighborFacts(m_session, m_sample);
    m_grid->setVisible(!neighbors.empty());
    m_numbers->setVisible(!neighbors.empty());
    const FactState& state = m_session.state(Fact::Neighbors);
    if (neighbors.empty())
        m_caption->setText(state.readiness == Readiness::Busy ? tr("Searching neighbours...")
                           : state.readiness == Readiness::Ready
                               ? tr("Neighbours: not computed at this layer.")
                               : tr("Neighbours: %1").arg(state.message));
    else
        m_caption->setText(tr("Neighbours at %1").arg(m_session.layer()));
    m_grid->setNeighbors(neighbors, m_session.data());
    m_grid->setHighlighted(m_session.highlighted());
    m_numbers->setNumbers(sampleNumbers(m_session, m_sample));
    showTrace(row);
}

void NeighborSection::showTrace(Index row)
{
    static const NeighborTable none;
    const auto table = m_session.neighbors();
    std::vector<float> values;
    int current = -1;
    bool known = false;
    for (const LayerNeighbors& layer : table ? table->layers : none.layers) {
        if (QString::fromStdString(layer.layer.name) == m_session.layer())
            current = int(values.size());
        const SampleMetric* agreement = layer.metric("label_agreement");
        values.push_back(agreement && std::size_t(row) < agreement->values.size()
                             ? agreement->values[std::size_t(row)]
                             : std::numeric_limits<float>::quiet_NaN());
        known = known || std::isfinite(values.back());
    }
    const bool shown = known && values.size() > 1;
    m_traceCaption->setVisible(shown);
    m_trace->setVisible(shown);
    if (!shown)
        return;
    const float here = current >= 0 ? values[std::size_t(current)] : 0;
    m_traceCaption->setText(
        current < 0 ? tr("Neighbours of the same label, layer by layer")
                    : tr("Same label: %1 % at %2").arg(qRound(100 * here)).arg(m_session.layer()));
    m_trace->setToolTip(tr("Share of the neighbours with the same label, layer by layer. "
                           "Click to go to a layer."));
    m_trace->setAccessibleName(m_trace->toolTip());
    m_trace->setAccessibleDescription(m_traceCaption->text());
    m_trace->setValues(std::move(values), current);
}

} // namespace leafscope
