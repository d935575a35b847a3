// SPDX-License-Identifier: MIT
#include "views/session/session.hpp"

#include "core/base/error.hpp"

#include <QStringList>

#include <algorithm>
#include <iterator>
#include <utility>

namespace leafscope {

namespace {

std::size_t at(Fact fact)
{
    return static_cast<std::size_t>(fact);
}

using Samples = std::vector<std::int64_t>;

Samples combined(const Samples& old, const Samples& added, Combine how)
{
    Samples result;
    if (how == Combine::Replace)
        result = added;
    else if (how == Combine::Add)
        std::set_union(old.begin(), old.end(), added.begin(), added.end(),
                       std::back_inserter(result));
    else
        std::set_symmetric_difference(old.begin(), old.end(), added.begin(), added.end(),
                                      std::back_inserter(result));
    return result;
}

} // namespace

Session::Session(QObject* parent)
    : QObject(parent)
{
    setEmpty(Fact::Data, tr("Open images or points to begin."));
    setEmpty(Fact::Model, tr("Open a TorchScript model or train a built-in one."));
    setEmpty(Fact::Embedding, tr("Open data and a model, then compute the embedding."));
    setEmpty(Fact::Layout, tr("Open data and a model, or an embedding, to see it here."));
    setEmpty(Fact::Dimension, tr("Open data and a model, or an embedding, to see the curve."));
}

void Session::setData(std::shared_ptr<const Dataset> data)
{
    if (data && data == m_data) { // the same once more, perhaps after another failed to open
        setState(Fact::Data, Readiness::Ready, {});
        return;
    }
    m_data = std::move(data);
    forgetUnlessMadeFrom("data", m_data ? m_data->hash : std::string());
    setState(Fact::Data, m_data ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT dataChanged();
}

void Session::setModel(std::shared_ptr<const ModelInfo> model)
{
    if (model && model == m_model) {
        setState(Fact::Model, Readiness::Ready, {});
        return;
    }
    m_model = std::move(model);
    forgetUnlessMadeFrom("model", m_model ? m_model->hash : std::string());
    setState(Fact::Model, m_model ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT modelChanged();
}

void Session::forgetUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    if (const auto& made = m_recipes[at(Fact::Embedding)]) {
        const auto input = made->inputs.find(role);
        if (input != made->inputs.end() && input->second.hash == hash)
            return;
    }
    m_embedding.reset();
    m_layout.reset();
    m_dimension.reset();
    m_rowOf.clear();
    m_selected.clear();
    m_current = -1;
    m_highlighted = -1;
    m_layer.clear();
    m_history.clear();
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension}) {
        m_recipes[at(fact)].reset();
        if (state(fact).readiness != Readiness::Busy) // what runs now reports for itself
            setEmpty(fact, tr("Compute the embedding to see it here."));
    }
    Q_EMIT embeddingChanged();
    Q_EMIT layoutChanged();
    Q_EMIT dimensionChanged();
    Q_EMIT layerChanged();
    Q_EMIT selectionChanged();
    Q_EMIT highlightChanged();
}

void Session::setEmbedding(std::shared_ptr<const EmbeddingHeader> embedding)
{
    // What was computed from another embedding says nothing about this one. The same one can come
    // twice: with the layout that was read first, and whole.
    const auto differs = [](const EmbeddingHeader& before, const EmbeddingHeader& now) {
        return before.hash != now.hash && !before.hash.empty() && !now.hash.empty();
    };
    if (m_embedding && (!embedding || differs(*m_embedding, *embedding)))
        forgetDerived();
    m_embedding = std::move(embedding);
    m_rowOf.clear();
    if (m_embedding)
        for (std::size_t row = 0; row < m_embedding->indices.size(); ++row)
            m_rowOf.emplace(m_embedding->indices[row], Index(row));
    setState(Fact::Embedding, m_embedding ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT embeddingChanged();
    ensureLayer();
}

void Session::forgetDerived()
{
    m_layout.reset();
    m_dimension.reset();
    m_history.clear(); // its layers may not exist any more
    for (const Fact fact : {Fact::Layout, Fact::Dimension}) {
        m_recipes[at(fact)].reset();
        if (state(fact).readiness != Readiness::Busy) // what runs now reports for itself
            setEmpty(fact, tr("Not computed for this embedding yet."));
    }
    Q_EMIT layoutChanged();
    Q_EMIT dimensionChanged();
    setHighlighted(-1);
}

void Session::setLayout(std::shared_ptr<const Layout> layout)
{
    m_layout = std::move(layout);
    setState(Fact::Layout, m_layout ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT layoutChanged();
    ensureLayer();
}

void Session::setDimension(std::shared_ptr<const DimensionProfile> dimension)
{
    m_dimension = std::move(dimension);
    setState(Fact::Dimension, m_dimension ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT dimensionChanged();
    ensureLayer();
}

const FactState& Session::state(Fact fact) const
{
    return m_states[at(fact)];
}

void Session::setState(Fact fact, Readiness readiness, const QString& message)
{
    FactState& state = m_states[at(fact)];
    if (state.readiness == readiness && state.message == message)
        return;
    state = {readiness, message};
    Q_EMIT stateChanged(fact);
}

void Session::setBusy(Fact fact, const QString& stage)
{
    setState(fact, Readiness::Busy, stage);
}

void Session::setFailed(Fact fact, const QString& error)
{
    setState(fact, Readiness::Failed, error);
}

void Session::setEmpty(Fact fact, const QString& hint)
{
    m_recipes[at(fact)].reset();
    setState(fact, Readiness::Empty, hint);
}

bool Session::hasValue(Fact fact) const
{
    switch (fact) {
    case Fact::Data:
        return bool(m_data);
    case Fact::Model:
        return bool(m_model);
    case Fact::Embedding:
        return bool(m_embedding);
    case Fact::Layout:
        return bool(m_layout);
    case Fact::Dimension:
        return bool(m_dimension);
    }
    return false;
}

void Session::settle(Fact fact, const QString& hint)
{
    if (hasValue(fact))
        setState(fact, Readiness::Ready, {});
    else
        setEmpty(fact, hint);
}

std::optional<Recipe> Session::recipe(Fact fact) const
{
    return m_recipes[at(fact)];
}

void Session::setRecipe(Fact fact, const Recipe& recipe)
{
    m_recipes[at(fact)] = recipe;
}

std::int64_t Session::sampleAt(Index row) const
{
    if (!m_embedding || row < 0 || row >= Index(m_embedding->indices.size()))
        return -1;
    return m_embedding->indices[std::size_t(row)];
}

Index Session::rowOf(std::int64_t sample) const
{
    const auto found = m_rowOf.find(sample);
    return found == m_rowOf.end() ? -1 : found->second;
}

QStringList Session::layers() const
{
    QStringList names;
    if (m_embedding)
        for (const LayerHeader& layer : m_embedding->layers)
            names << QString::fromStdString(layer.name);
    else if (m_layout)
        for (const LayerLayout& layer : m_layout->layers)
            names << QString::fromStdString(layer.layer.name);
    else if (m_dimension)
        for (const LayerDimension& layer : m_dimension->layers)
            names << QString::fromStdString(layer.layer.name);
    return names;
}

void Session::ensureLayer()
{
    const QStringList all = layers();
    if (all.contains(m_layer) || (all.isEmpty() && m_layer.isEmpty()))
        return;
    applyLayer(all.isEmpty() ? QString() : all.back());
}

void Session::setLayer(const QString& layer)
{
    if (layer == m_layer || !layers().contains(layer))
        return;
    const QString before = m_layer;
    applyLayer(layer);
    m_history.record(
        tr("Show layer %1").arg(layer), [this, before] { applyLayer(before); },
        [this, layer] { applyLayer(layer); }, QStringLiteral("layer"));
}

void Session::stepLayer(int step)
{
    const QStringList all = layers();
    if (all.isEmpty())
        return;
    const qsizetype here = std::max<qsizetype>(all.indexOf(m_layer), 0);
    setLayer(all[std::clamp<qsizetype>(here + step, 0, all.size() - 1)]);
}

void Session::applyLayer(const QString& layer)
{
    m_layer = layer;
    Q_EMIT layerChanged();
}

bool Session::isSelected(std::int64_t sample) const
{
    return std::binary_search(m_selected.begin(), m_selected.end(), sample);
}

void Session::select(Samples samples, Combine how)
{
    std::erase_if(samples, [](std::int64_t sample) { return sample < 0; });
    const std::int64_t clicked = samples.empty() ? -1 : samples.front();
    std::sort(samples.begin(), samples.end());
    samples.erase(std::unique(samples.begin(), samples.end()), samples.end());
    Samples after = combined(m_selected, samples, how);
    const auto holds = [&after](std::int64_t sample) {
        return std::binary_search(after.begin(), after.end(), sample);
    };
    // What was clicked, else what was shown before, else the first.
    const std::int64_t current = holds(clicked)     ? clicked
                                 : holds(m_current) ? m_current
                                 : after.empty()    ? -1
                                                    : after.front();
    if (after == m_selected && current == m_current)
        return;
    const Samples before = m_selected;
    const std::int64_t currentBefore = m_current;
    applySelection(after, current);
    const QString text = after.empty()       ? tr("Clear selection")
                         : after.size() == 1 ? tr("Select 1 sample")
                                             : tr("Select %1 samples").arg(after.size());
    m_history.breakMerge();
    m_history.record(
        text, [this, before, currentBefore] { applySelection(before, currentBefore); },
        [this, after, current] { applySelection(after, current); });
}

void Session::applySelection(Samples selected, std::int64_t current)
{
    m_selected = std::move(selected);
    m_current = current;
    Q_EMIT selectionChanged();
}

void Session::setHighlighted(std::int64_t sample)
{
    if (sample == m_highlighted)
        return;
    m_highlighted = sample;
    Q_EMIT highlightChanged();
}

} // namespace leafscope
