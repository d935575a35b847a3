// SPDX-License-Identifier: MIT
// The view state: what the person chose, each change undoable.
#include "views/session/session.hpp"

#include <QStringList>

#include <algorithm>

namespace leafscope {

void Session::change(const QString& text, const QString& mergeKey,
                     const std::function<void(ViewState&)>& mutate)
{
    const std::shared_ptr<const ViewState> before = m_view;
    auto changed = std::make_shared<ViewState>(*before);
    mutate(*changed);
    if (*changed == *before)
        return;
    const std::shared_ptr<const ViewState> after = std::move(changed);
    if (mergeKey.isEmpty())
        m_history.breakMerge();
    applyView(after);
    m_history.record(
        text, [this, before] { applyView(before); }, [this, after] { applyView(after); }, mergeKey);
}

void Session::applyView(std::shared_ptr<const ViewState> view)
{
    // Undo may go back to before the layers were known.
    if (const QStringList all = layers(); !all.isEmpty() && !all.contains(view->layer)) {
        auto corrected = std::make_shared<ViewState>(*view);
        corrected->layer = all.contains(layer()) ? layer() : all.back();
        view = std::move(corrected);
    }
    const std::shared_ptr<const ViewState> before = std::exchange(m_view, std::move(view));
    // Who hears a signal may change the view again; what is compared here stays.
    const std::shared_ptr<const ViewState> held = m_view;
    const ViewState& now = *held;
    if (now.epoch != before->epoch) {
        Q_EMIT epochChanged();
        showFrame();
    }
    if (now.layer != before->layer)
        Q_EMIT layerChanged();
    if (now.filter != before->filter)
        Q_EMIT filterChanged();
    if (now.slices != before->slices)
        Q_EMIT slicesChanged();
    if (now.colourBy != before->colourBy || now.hidden != before->hidden)
        Q_EMIT coloursChanged();
    if (!(now.selected == before->selected) || now.current != before->current)
        Q_EMIT selectionChanged();
    if (now.camera != before->camera)
        Q_EMIT cameraChanged();
    if (!(now.collapse == before->collapse))
        Q_EMIT collapseChoiceChanged();
    if (now != *before)
        Q_EMIT viewChanged();
}

void Session::restoreView(ViewState state)
{
    if (!m_frames.count(state.epoch))
        state.epoch = epoch();
    applyView(std::make_shared<const ViewState>(std::move(state)));
    m_history.clear();
}

// A layer that the present facts do not have gives way to the last one.
void Session::ensureLayer()
{
    auto view = std::make_shared<ViewState>(*m_view);
    if (layers().isEmpty())
        view->layer.clear();
    applyView(std::move(view));
}

void Session::setLayer(const QString& layer)
{
    if (layers().contains(layer))
        change(tr("Show layer %1").arg(layer), QStringLiteral("layer"),
               [&](ViewState& view) { view.layer = layer; });
}

void Session::stepLayer(int step)
{
    const QStringList all = layers();
    if (all.isEmpty())
        return;
    const qsizetype here = std::max<qsizetype>(all.indexOf(layer()), 0);
    setLayer(all[std::clamp<qsizetype>(here + step, 0, all.size() - 1)]);
}

void Session::setEpoch(int epoch)
{
    if (m_frames.count(epoch))
        change(tr("Show epoch %1").arg(epoch), QStringLiteral("epoch"),
               [&](ViewState& view) { view.epoch = epoch; });
}

void Session::goTo(const QString& layer, int epoch)
{
    if (m_frames.count(epoch) && layers().contains(layer))
        change(tr("Show layer %1 at epoch %2").arg(layer).arg(epoch), QStringLiteral("place"),
               [&](ViewState& view) {
                   view.layer = layer;
                   view.epoch = epoch;
               });
}

void Session::stepEpoch(int step)
{
    if (m_series.empty())
        return;
    const auto here =
        std::lower_bound(m_series.begin(), m_series.end(), epoch(),
                         [](const SeriesEntry& entry, int wanted) { return entry.epoch < wanted; });
    const auto place = std::clamp<std::ptrdiff_t>(here - m_series.begin() + step, 0,
                                                  std::ptrdiff_t(m_series.size()) - 1);
    setEpoch(m_series[std::size_t(place)].epoch);
}

void Session::select(std::vector<std::int64_t> samples, Combine how)
{
    const auto real = std::find_if(samples.begin(), samples.end(),
                                   [](std::int64_t sample) { return sample >= 0; });
    const std::int64_t clicked = real == samples.end() ? -1 : *real;
    select(SampleSet(std::move(samples)), how, clicked);
}

void Session::select(const SampleSet& samples, Combine how, std::int64_t clicked)
{
    const SampleSet after = m_view->selected.combined(samples, how);
    // What was clicked, else what was shown before, else the first.
    const std::int64_t shown = after.contains(clicked)     ? clicked
                               : after.contains(current()) ? current()
                               : after.empty()             ? -1
                                                           : after.values().front();
    const QString text = after.empty()       ? tr("Clear selection")
                         : after.size() == 1 ? tr("Select 1 sample")
                                             : tr("Select %1 samples").arg(after.size());
    change(text, {}, [&](ViewState& view) {
        view.selected = after;
        view.current = shown;
    });
}

void Session::stepTo(std::int64_t sample)
{
    change(tr("Select 1 sample"), QStringLiteral("step"), [&](ViewState& view) {
        view.selected = SampleSet(std::vector<std::int64_t>{sample});
        view.current = sample;
    });
}

void Session::setFilter(std::optional<Filter> filter)
{
    const QString text =
        filter ? tr("Filter: %1 samples").arg(filter->samples.size()) : tr("Show all samples");
    change(text, {}, [&](ViewState& view) { view.filter = std::move(filter); });
}

void Session::saveSlice(const QString& name)
{
    if (!name.isEmpty())
        change(tr("Save slice %1").arg(name), {},
               [&](ViewState& view) { view.slices[name] = view.selected; });
}

void Session::removeSlice(const QString& name)
{
    change(tr("Remove slice %1").arg(name), {}, [&](ViewState& view) { view.slices.erase(name); });
}

void Session::renameSlice(const QString& name, const QString& newName)
{
    if (newName.isEmpty() || m_view->slices.count(newName) || !m_view->slices.count(name))
        return;
    change(tr("Rename slice %1").arg(name), {}, [&](ViewState& view) {
        auto node = view.slices.extract(name);
        node.key() = newName;
        view.slices.insert(std::move(node));
    });
}

void Session::setColourBy(const QString& key)
{
    change(tr("Colour by %1").arg(key), {}, [&](ViewState& view) {
        if (view.colourBy != key)
            view.hidden.clear(); // the groups are others now
        view.colourBy = key;
    });
}

void Session::setHidden(const std::set<int>& groups)
{
    // A double click in the legend is a click first; both are one entry for undo.
    change(groups.empty() ? tr("Show all groups") : tr("Hide groups"), QStringLiteral("hidden"),
           [&](ViewState& view) { view.hidden = groups; });
}

void Session::setCamera(const Json& camera)
{
    change(tr("Move the camera"), QStringLiteral("camera"),
           [&](ViewState& view) { view.camera = camera; });
}

void Session::setHighlighted(std::int64_t sample)
{
    if (sample == m_highlighted)
        return;
    m_highlighted = sample;
    Q_EMIT highlightChanged();
}

} // namespace leafscope
