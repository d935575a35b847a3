// SPDX-License-Identifier: MIT
// The series of checkpoints: frames by epoch, and which of them the facts are.
#include "views/session/session.hpp"

#include <algorithm>

namespace leafscope {

void Session::setSeries(std::vector<SeriesEntry> series, int epoch)
{
    std::sort(series.begin(), series.end(),
              [](const SeriesEntry& a, const SeriesEntry& b) { return a.epoch < b.epoch; });
    if (series == m_series)
        return;
    m_series = std::move(series);
    m_frames.clear();
    for (const SeriesEntry& entry : m_series)
        m_frames[entry.epoch];
    const bool known = m_frames.count(epoch) > 0;
    // What is shown already is the frame of that epoch.
    m_shownEpoch = known && m_facts.embedding ? epoch : -1;
    keepInFrame();
    m_history.clear();
    auto view = std::make_shared<ViewState>(*m_view);
    view->epoch = known ? epoch : -1;
    Q_EMIT seriesChanged();
    applyView(std::move(view));
}

void Session::forgetSeries()
{
    if (m_series.empty())
        return;
    m_series.clear();
    m_frames.clear();
    m_shownEpoch = -1;
    Q_EMIT seriesChanged();
}

const Frame& Session::frame(int epoch) const
{
    static const Frame none;
    const auto found = m_frames.find(epoch);
    return found == m_frames.end() ? none : found->second;
}

void Session::setFrame(int epoch, Frame frame)
{
    const auto found = m_frames.find(epoch);
    if (found == m_frames.end())
        return; // of a series that was closed meanwhile
    frame.state.readiness = frame.embedding && frame.layout ? Readiness::Ready : Readiness::Empty;
    frame.state.message.clear();
    found->second = std::move(frame);
    Q_EMIT frameChanged(epoch);
    if (epoch == this->epoch())
        showFrame();
}

void Session::setFrameState(int epoch, const FactState& state)
{
    const auto found = m_frames.find(epoch);
    if (found == m_frames.end() || found->second.state == state)
        return;
    found->second.state = state;
    Q_EMIT frameChanged(epoch);
    if (epoch == this->epoch() && epoch != m_shownEpoch)
        showFrame();
}

void Session::keepInFrame()
{
    const auto found = m_frames.find(m_shownEpoch);
    if (found == m_frames.end())
        return;
    Frame& frame = found->second;
    const bool same =
        frame.embedding && m_facts.embedding && frame.embedding->hash == m_facts.embedding->hash;
    // The frame may know more by now than what is shown: it came while another epoch was wanted.
    const Frame known = same ? frame : Frame();
    frame = m_facts;
    if (!frame.layout)
        frame.layout = known.layout;
    if (!frame.dimension)
        frame.dimension = known.dimension;
    if (!frame.neighbors)
        frame.neighbors = known.neighbors;
    if (!frame.foliation)
        frame.foliation = known.foliation;
    if (!frame.graph)
        frame.graph = known.graph;
    for (std::size_t fact = 0; fact < frame.recipes.size(); ++fact)
        if (!frame.recipes[fact])
            frame.recipes[fact] = known.recipes[fact];
    if (frame.embedding && frame.layout)
        frame.state.readiness = Readiness::Ready;
    Q_EMIT frameChanged(m_shownEpoch);
}

void Session::showFrame()
{
    const auto found = m_frames.find(epoch());
    if (found == m_frames.end())
        return;
    const Frame& frame = found->second;
    if (frame.state.readiness != Readiness::Ready) {
        // The old picture stays until the new one is there, and says that it is old.
        for (const Fact fact : {Fact::Layout, Fact::Dimension})
            setState(fact, frame.state.readiness, frame.state.message);
        if (frame.state.readiness == Readiness::Empty)
            Q_EMIT frameWanted(epoch());
        return;
    }
    const auto trace = m_facts.recipe(Fact::Trace); // of all epochs
    const auto collapse = m_facts.recipe(Fact::Collapse);
    m_facts = frame;
    m_facts.recipe(Fact::Trace) = trace;
    m_facts.recipe(Fact::Collapse) = collapse;
    m_shownEpoch = epoch();
    indexRows();
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension, Fact::Neighbors,
                            Fact::Foliation, Fact::Graph}) {
        setState(fact, m_facts.has(fact) ? Readiness::Ready : Readiness::Empty,
                 m_facts.has(fact) ? QString() : tr("Not computed for this epoch yet."));
        emitChanged(fact);
    }
    ensureLayer();
}

} // namespace leafscope
