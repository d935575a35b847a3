// SPDX-License-Identifier: MIT
// The time of the collapse view: the session's, its epoch, and playing.
#include "views/collapse/collapse_player.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/collapse/epoch_scrubber.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

const CollapseEpoch* measuredAt(const CollapseLayer& layer, double time)
{
    const CollapseEpoch& epoch = layer.epochs[layer.placeOf(time)];
    return time == epoch.epoch ? &epoch : nullptr;
}

} // namespace

// Where the person is, else the end of the training.
void CollapseView::firstTime(const CollapseLayer& layer)
{
    const CollapseEpoch* here = measuredAt(layer, session().epoch());
    m_leading = true;
    session().setCollapseTime(here ? here->epoch : layer.epochs.back().epoch);
    m_leading = false;
}

void CollapseView::followTime()
{
    hurry();
    fillMoment();
    redraw();
}

// What moves is drawn as quickly as it goes; when it comes to rest, once more with smooth edges.
void CollapseView::hurry()
{
    m_drawn->setMoving(true);
    m_rest.start();
}

void CollapseView::followEpoch()
{
    if (m_leading || !m_figure.owner)
        return;
    if (const CollapseEpoch* here = measuredAt(*m_figure.layer, session().epoch()))
        session().setCollapseTime(here->epoch);
}

// The session's epoch follows when the time is a measured one; on the way through others only where
// that needs no work.
void CollapseView::lead()
{
    const CollapseEpoch* here = measuredAt(*m_figure.layer, session().collapseTime());
    const auto& series = session().series();
    if (!here || here->epoch == session().epoch() ||
        std::none_of(series.begin(), series.end(),
                     [&](const SeriesEntry& entry) { return entry.epoch == here->epoch; }))
        return;
    const bool passing = m_player->isPlaying() || m_time->isDown();
    if (passing && session().frame(here->epoch).state.readiness != Readiness::Ready)
        return;
    m_leading = true;
    session().setEpoch(here->epoch);
    m_leading = false;
}

void CollapseView::setPlace(double place)
{
    if (!m_figure.owner)
        return;
    session().setCollapseTime(timeOf(*m_figure.layer, place));
    lead();
}

void CollapseView::stepEpoch(int step)
{
    if (!m_figure.owner)
        return;
    m_player->setPlaying(false);
    const double place = placeOf(*m_figure.layer, session().collapseTime());
    setPlace(step > 0 ? std::floor(place) + step : std::ceil(place) + step);
}

// Every measured epoch is shown as it is on the way to the next.
void CollapseView::advance(double places)
{
    const double last = double(m_figure.layer->epochs.size()) - 1;
    const double place = placeOf(*m_figure.layer, session().collapseTime());
    if (place >= last) {
        if (m_settings.loop)
            return setPlace(0);
        return m_player->setPlaying(false);
    }
    const double next = std::floor(place) + 1;
    setPlace(moves() ? std::min(place + places, next) : std::floor(place) + places);
}

} // namespace leafscope
