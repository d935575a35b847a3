// SPDX-License-Identifier: MIT
#include "views/session/session.hpp"

#include "core/base/error.hpp"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace leafscope {

namespace {

std::size_t at(Fact fact)
{
    return static_cast<std::size_t>(fact);
}

} // namespace

bool Frame::has(Fact fact) const
{
    switch (fact) {
    case Fact::Embedding:
        return bool(embedding);
    case Fact::Layout:
        return bool(layout);
    case Fact::Dimension:
        return bool(dimension);
    case Fact::Neighbors:
        return bool(neighbors);
    case Fact::Foliation:
        return bool(foliation);
    case Fact::Graph:
        return bool(graph);
    default:
        return false;
    }
}

Session::Session(QObject* parent)
    : QObject(parent)
    , m_view(std::make_shared<const ViewState>())
{
    setEmpty(Fact::Data, tr("Open images or points to begin."));
    setEmpty(Fact::Model, tr("Open a TorchScript model or train a built-in one."));
    setEmpty(Fact::Embedding, tr("Open data and a model, then compute the embedding."));
    setEmpty(Fact::Layout, tr("Open data and a model, or an embedding, to see it here."));
    setEmpty(Fact::Dimension, tr("Open data and a model, or an embedding, to see the curve."));
    setEmpty(Fact::Neighbors, tr("Open data and a model, or an embedding, to see neighbours."));
    setEmpty(Fact::Walks, tr("Open data and a model, then walk from a sample."));
    setEmpty(Fact::Foliation,
             tr("Compute the foliation of a model of 2 or 3 inputs to see it here."));
    setEmpty(Fact::Trace, tr("Open data and a model, then choose Compute > Local data matrix over "
                             "training."));
    setEmpty(Fact::Graph, tr("Open data and a model, or an embedding, to see NNK neighbours."));
    setEmpty(Fact::Collapse,
             tr("Open data and the checkpoints of a training, then choose Compute > "
                "Neural collapse."));
    setEmpty(Fact::Studies, tr("Open data and a model, or an embedding, then choose a study from "
                               "the Compute menu."));
}

void Session::setData(std::shared_ptr<const Dataset> data)
{
    if (data && data == m_data) { // the same once more, perhaps after another failed to open
        setState(Fact::Data, Readiness::Ready, {});
        return;
    }
    setWalks({});
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
    setWalks({});
    m_model = std::move(model);
    forgetUnlessMadeFrom("model", m_model ? m_model->hash : std::string());
    setState(Fact::Model, m_model ? Readiness::Ready : Readiness::Empty, {});
    Q_EMIT modelChanged();
}

// It is made of the model itself, not of an embedding.
void Session::forgetFoliationUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    const auto& made = m_facts.recipe(Fact::Foliation);
    if (made && made->inputs.empty())
        return; // of a preset
    bool same = false;
    if (made)
        if (const auto input = made->inputs.find(role); input != made->inputs.end())
            same = input->second.hash == hash;
    if (m_facts.foliation && !same)
        forgetFacts({Fact::Foliation}, tr("Not computed for this model and these data yet."));
}

void Session::forgetUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    forgetFoliationUnlessMadeFrom(role, hash);
    forgetTraceUnlessMadeFrom(role, hash);
    forgetStudiesUnlessMadeFrom(role, hash);
    forgetCollapseUnlessMadeFrom(role, hash);
    if (const auto& made = m_facts.recipe(Fact::Embedding)) {
        const auto input = made->inputs.find(role);
        if (input != made->inputs.end() && input->second.hash == hash)
            return;
    }
    forgetSeries();
    m_rowOf.clear();
    m_highlighted = -1;
    m_history.clear();
    forgetFacts({Fact::Embedding, Fact::Layout, Fact::Dimension, Fact::Neighbors, Fact::Graph},
                tr("Compute the embedding to see it here."));
    // What was chosen is said of samples and layers that are gone; how things are drawn stays.
    auto view = std::make_shared<ViewState>();
    view->colourBy = m_view->colourBy;
    applyView(std::move(view));
    Q_EMIT highlightChanged();
}

void Session::forgetFacts(std::initializer_list<Fact> facts, const QString& hint)
{
    for (const Fact fact : facts) {
        m_facts.recipe(fact).reset();
        if (fact == Fact::Embedding)
            m_facts.embedding.reset();
        else if (fact == Fact::Layout)
            m_facts.layout.reset();
        else if (fact == Fact::Dimension)
            m_facts.dimension.reset();
        else if (fact == Fact::Neighbors)
            m_facts.neighbors.reset();
        else if (fact == Fact::Foliation)
            m_facts.foliation.reset();
        else if (fact == Fact::Trace)
            m_trace.reset();
        else if (fact == Fact::Collapse)
            m_collapse.reset();
        else if (fact == Fact::Graph)
            m_facts.graph.reset();
    }
    for (const Fact fact : facts) {
        if (state(fact).readiness != Readiness::Busy) // what runs now reports for itself
            setEmpty(fact, hint);
        emitChanged(fact);
    }
}

void Session::emitChanged(Fact fact)
{
    switch (fact) {
    case Fact::Data:
        Q_EMIT dataChanged();
        break;
    case Fact::Model:
        Q_EMIT modelChanged();
        break;
    case Fact::Embedding:
        Q_EMIT embeddingChanged();
        break;
    case Fact::Layout:
        Q_EMIT layoutChanged();
        break;
    case Fact::Dimension:
        Q_EMIT dimensionChanged();
        break;
    case Fact::Neighbors:
        Q_EMIT neighborsChanged();
        break;
    case Fact::Walks:
        Q_EMIT walksChanged();
        break;
    case Fact::Foliation:
        Q_EMIT foliationChanged();
        break;
    case Fact::Trace:
        Q_EMIT traceChanged();
        break;
    case Fact::Graph:
        Q_EMIT graphChanged();
        break;
    case Fact::Studies:
        Q_EMIT studiesChanged();
        break;
    case Fact::Collapse:
        Q_EMIT collapseChanged();
        break;
    }
}

void Session::setEmbedding(std::shared_ptr<const EmbeddingHeader> embedding)
{
    // What was computed from another embedding says nothing about this one. The same one can come
    // twice: with the layout that was read first, and whole.
    const auto differs = [](const EmbeddingHeader& before, const EmbeddingHeader& now) {
        return before.hash != now.hash && !before.hash.empty() && !now.hash.empty();
    };
    if (m_facts.embedding && (!embedding || differs(*m_facts.embedding, *embedding))) {
        forgetDerived();
        forgetStudiesOfBroughtEmbedding();
    }
    m_facts.embedding = std::move(embedding);
    indexRows();
    setState(Fact::Embedding, m_facts.embedding ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT embeddingChanged();
    ensureLayer();
}

void Session::forgetDerived()
{
    m_history.clear(); // its layers may not exist any more
    forgetFacts({Fact::Layout, Fact::Dimension, Fact::Neighbors, Fact::Graph},
                tr("Not computed for this embedding yet."));
    setHighlighted(-1);
}

void Session::setLayout(std::shared_ptr<const Layout> layout)
{
    m_facts.layout = std::move(layout);
    setState(Fact::Layout, m_facts.layout ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT layoutChanged();
    ensureLayer();
}

void Session::setDimension(std::shared_ptr<const DimensionProfile> dimension)
{
    m_facts.dimension = std::move(dimension);
    setState(Fact::Dimension, m_facts.dimension ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT dimensionChanged();
    ensureLayer();
}

void Session::setNeighbors(std::shared_ptr<const NeighborTable> neighbors)
{
    m_facts.neighbors = std::move(neighbors);
    setState(Fact::Neighbors, m_facts.neighbors ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT neighborsChanged();
}

void Session::setWalks(WalkTracks walks)
{
    if (walks == m_walks)
        return;
    m_walks = std::move(walks);
    if (m_walks.empty())
        setEmpty(Fact::Walks, tr("Choose a sample and press W."));
    else
        setState(Fact::Walks, Readiness::Ready, {});
    Q_EMIT walksChanged();
}

void Session::setWalk(std::shared_ptr<const WalkTrack> walk)
{
    for (auto& other : m_walks)
        if (other->id == walk->id) {
            const int id = walk->id;
            other = std::move(walk);
            Q_EMIT walkChanged(id);
            return;
        }
}

void Session::setFoliation(std::shared_ptr<const Foliation> foliation)
{
    m_facts.foliation = std::move(foliation);
    setState(Fact::Foliation, m_facts.foliation ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT foliationChanged();
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
    m_facts.recipe(fact).reset();
    setState(fact, Readiness::Empty, hint);
}

bool Session::hasValue(Fact fact) const
{
    if (fact == Fact::Data)
        return bool(m_data);
    if (fact == Fact::Trace)
        return bool(m_trace);
    if (fact == Fact::Collapse)
        return bool(m_collapse);
    if (fact == Fact::Studies)
        return !m_studies.empty();
    return fact == Fact::Model ? bool(m_model) : m_facts.has(fact);
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
    return m_facts.recipe(fact);
}

void Session::setRecipe(Fact fact, const Recipe& recipe)
{
    m_facts.recipe(fact) = recipe;
    keepInFrame();
}

void Session::indexRows()
{
    m_rowOf.clear();
    if (!m_facts.embedding ||
        std::is_sorted(m_facts.embedding->indices.begin(), m_facts.embedding->indices.end()))
        return;
    for (std::size_t row = 0; row < m_facts.embedding->indices.size(); ++row)
        m_rowOf.emplace_back(m_facts.embedding->indices[row], Index(row));
    std::sort(m_rowOf.begin(), m_rowOf.end());
}

std::int64_t Session::sampleAt(Index row) const
{
    if (!m_facts.embedding || row < 0 || row >= Index(m_facts.embedding->indices.size()))
        return -1;
    return m_facts.embedding->indices[std::size_t(row)];
}

Index Session::rowOf(std::int64_t sample) const
{
    if (!m_facts.embedding)
        return -1;
    if (!m_rowOf.empty()) {
        const auto found =
            std::lower_bound(m_rowOf.begin(), m_rowOf.end(), std::pair(sample, Index(0)));
        return found != m_rowOf.end() && found->first == sample ? found->second : -1;
    }
    const std::vector<std::int64_t>& indices = m_facts.embedding->indices;
    const auto found = std::lower_bound(indices.begin(), indices.end(), sample);
    return found != indices.end() && *found == sample ? Index(found - indices.begin()) : -1;
}

QStringList Session::layers() const
{
    QStringList names;
    if (m_facts.embedding)
        for (const LayerHeader& layer : m_facts.embedding->layers)
            names << QString::fromStdString(layer.name);
    else if (m_facts.layout)
        for (const LayerLayout& layer : m_facts.layout->layers)
            names << QString::fromStdString(layer.layer.name);
    else if (m_facts.dimension)
        for (const LayerDimension& layer : m_facts.dimension->layers)
            names << QString::fromStdString(layer.layer.name);
    return names;
}

} // namespace leafscope
