// SPDX-License-Identifier: MIT
// What the workbench computes, and what becomes of it when its inputs are replaced.
#include "app/work/collapse_follow.hpp"
#include "app/work/loading.hpp"
#include "app/work/series_work.hpp"
#include "app/work/workbench.hpp"
#include "app/work/workbench_helpers.hpp"
#include "core/session/execute.hpp"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace leafscope {

void Workbench::abandon()
{
    ++m_generation;
    seriesOf(*this).abandon();
    for (const int id : m_computing)
        m_tasks.cancel(id);
    m_computing.clear();
    // The handlers of what was cancelled are dropped with their generation.
    settleComputed(tr("Compute the embedding to see it here."));
}

void Workbench::settleComputed(const QString& hint)
{
    for (const Fact fact :
         {Fact::Embedding, Fact::Layout, Fact::Dimension, Fact::Neighbors, Fact::Graph})
        if (session().state(fact).readiness == Readiness::Busy)
            session().settle(fact, hint);
    for (const Fact fact : {Fact::Trace, Fact::Foliation, Fact::Studies, Fact::Collapse})
        if (session().state(fact).readiness == Readiness::Busy)
            session().settle(fact, tr("Compute it again from the Compute menu."));
}

void Workbench::dropOtherInputs(const std::optional<Recipe>& embedding)
{
    const auto madeFrom = [&](const char* role, const std::string& hash) {
        if (!embedding)
            return false;
        const auto input = embedding->inputs.find(role);
        return input != embedding->inputs.end() && input->second.hash == hash;
    };
    if (session().data() && !madeFrom("data", session().data()->hash))
        session().setData(nullptr);
    if (session().model() && !madeFrom("model", session().model()->hash))
        session().setModel(nullptr);
}

TaskQueue::Fail Workbench::failureOfComputed(const QString& title)
{
    return [this, title](const QString& message) {
        for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension}) {
            if (message.isEmpty())
                session().settle(fact, tr("Cancelled. Compute it again from the Compute menu."));
            else
                session().setFailed(fact, message);
        }
        if (!message.isEmpty())
            Q_EMIT failed(title, message);
    };
}

void Workbench::compute(const QString& title, TaskQueue::Work work, TaskQueue::Fail fail)
{
    const auto guarded = [this, generation = m_generation](const std::function<void()>& then) {
        if (generation == m_generation)
            then();
    };
    m_computing.push_back(m_tasks.start(
        title, TaskWeight::Heavy,
        [guarded, work = std::move(work)](const Progress& progress) -> TaskQueue::Apply {
            return [guarded, apply = work(progress)] { guarded(apply); };
        },
        [guarded, fail = std::move(fail)](const QString& message) {
            guarded([&] { fail(message); });
        }));
}

std::optional<EmbeddingEstimate> Workbench::estimate() const
{
    if (!canEmbed())
        return std::nullopt;
    const Json defaults = completeParameters(analysisNamed("embed"), Json::object());
    const Index limit = defaults.value("limit", Index(0));
    EmbeddingEstimate cost;
    cost.samples = limit > 0 ? std::min(limit, session().data()->size()) : session().data()->size();
    for (const LayerInfo& layer : session().model()->layers) {
        double values = 1;
        for (const std::int64_t extent : layer.shape)
            values *= double(extent);
        cost.bytes += 4 * values * double(cost.samples);
        ++cost.layers;
    }
    return cost;
}

void Workbench::computeIfReady()
{
    // Model and data opened together wait for each other.
    for (const Fact fact : {Fact::Data, Fact::Model})
        if (session().state(fact).readiness == Readiness::Busy)
            return;
    if (!session().data() || session().state(Fact::Embedding).readiness != Readiness::Empty)
        return;
    const auto cost = estimate();
    if (!cost)
        computeSamplesIfCheap();
    else if (cost->bytes <= kAutomaticBytes)
        computeEmbedding();
    else
        suggest(tr("The embedding would take %1 (%2 layers, %3 samples).\nStart it from "
                   "Compute > Embedding.")
                    .arg(QLocale().formattedDataSize(qint64(cost->bytes)))
                    .arg(cost->layers)
                    .arg(cost->samples));
}

void Workbench::computeSamplesIfCheap()
{
    const Dataset& data = *session().data();
    const auto limit = completeParameters(analysisNamed("sample"), Json::object()).at("limit");
    const Index samples = std::min(limit.get<Index>(), data.size());
    const double bytes = double(samples) * double(data.sampleSize()) * sizeof(float);
    if (samples < 2)
        suggest(tr("One sample has no neighbours. Open a model to see what it makes of it."));
    else if (bytes <= kAutomaticBytes)
        computeSamples();
    else
        suggest(tr("The samples are large: %1 of them take %2.\nOpen a model, or lay them out from "
                   "the Compute menu.")
                    .arg(samples)
                    .arg(QLocale().formattedDataSize(qint64(bytes))));
}

void Workbench::suggest(const QString& hint)
{
    session().setEmpty(Fact::Layout, hint);
    session().setEmpty(Fact::Dimension, hint);
}

void Workbench::computeEmbedding(const Json& parameters, std::uint64_t seed)
{
    if (!canEmbed())
        return;
    // In a series the epoch that is shown is embedded anew.
    const std::string shown = seriesOf(*this).shownModel().toStdString();
    const std::string model = shown.empty() ? session().model()->file.string() : shown;
    computeLayers("embed", {{"model", model}, {"data", session().data()->spec}}, parameters, seed,
                  tr("Embed %1").arg(QString::fromStdString(session().data()->name)),
                  [this] { computePictures(); });
}

void Workbench::computeSamples()
{
    computeSamplesThen([this] { computePictures(); });
}

void Workbench::computeSamplesThen(const std::function<void()>& then)
{
    if (session().data())
        computeLayers("sample", {{"data", session().data()->spec}}, Json::object(), 1,
                      tr("Look at %1").arg(QString::fromStdString(session().data()->name)), then);
}

void Workbench::computePictures()
{
    computeFact(Fact::Layout);
    computeFact(Fact::Dimension);
}

void Workbench::computeLayers(const char* analysis,
                              const std::map<std::string, std::string>& inputs,
                              const Json& parameters, std::uint64_t seed, const QString& title,
                              const std::function<void()>& then)
{
    abandon();
    for (const Fact fact : {Fact::Embedding, Fact::Layout, Fact::Dimension})
        session().setBusy(fact, title);
    const auto artifacts = store();
    compute(
        title,
        [=, this](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe = makeRecipe(analysisNamed(analysis), inputs, parameters, seed);
            const LoadedFact loaded = loadFact(recipe, artifacts, progress);
            return [this, loaded, then] {
                loaded.apply(session());
                then();
            };
        },
        failureOfComputed(title));
}

void Workbench::computeFact(Fact fact, const Json& parameters)
{
    const Analysis& analysis = analysisNamed(analysisOf(fact));
    if (const auto inner = session().recipe(Fact::Embedding)) {
        runFact(fact, makeRecipe(analysis, "embedding", *inner, parameters));
        return;
    }
    // An embedding that the user brought: the input of what was computed from it.
    for (const Fact known : {fact, Fact::Layout, Fact::Dimension}) {
        const auto old = session().recipe(known);
        if (!old)
            continue;
        Recipe recipe = *old;
        recipe.analysis = analysis.name;
        recipe.revision = analysis.revision;
        recipe.parameters = completeParameters(analysis, parameters);
        std::erase_if(recipe.inputs, [](const auto& input) {
            return input.first != "embedding" && input.first != "labels";
        });
        runFact(fact, recipe);
        return;
    }
    computeSamplesThen([this, fact, parameters] {
        for (const Fact shown : {Fact::Layout, Fact::Dimension})
            computeFact(shown, shown == fact ? parameters : Json::object());
        if (fact == Fact::Neighbors || fact == Fact::Graph)
            computeFact(fact, parameters);
    });
}

void Workbench::computeGraph()
{
    const auto embedding = session().embedding();
    if (!embedding || embedding->n < 2)
        return;
    const auto usual = completeParameters(analysisNamed("nnk"), Json::object()).at("k");
    computeFact(Fact::Graph, {{"layer", session().layer().toStdString()},
                              {"k", std::min(usual.get<Index>(), embedding->n - 1)}});
}

void Workbench::computeNeighborsIfCheap()
{
    const auto embedding = session().embedding();
    if (!embedding || session().neighbors() ||
        session().state(Fact::Neighbors).readiness != Readiness::Empty)
        return;
    double features = 0;
    for (const LayerHeader& layer : embedding->layers)
        features += double(layer.dim);
    const double n = double(embedding->n);
    const auto k = completeParameters(analysisNamed("neighbors"), Json::object()).at("k");
    if (embedding->n > k.get<Index>() && n <= kAutomaticSamples &&
        n * n * features <= kAutomaticProducts)
        computeFact(Fact::Neighbors);
    else
        session().setEmpty(Fact::Neighbors, tr("Compute the neighbours from the Compute menu."));
}

void Workbench::runFact(Fact fact, const Recipe& recipe)
{
    const Analysis* analysis = findAnalysis(recipe.analysis);
    const QString title =
        fact == Fact::Layout      ? tr("Layout")
        : fact == Fact::Neighbors ? tr("Neighbours")
        : fact == Fact::Dimension
            ? tr("Intrinsic dimension")
            : QString::fromStdString(analysis ? analysis->title : recipe.analysis);
    session().setBusy(fact, title);
    const auto artifacts = store();
    compute(
        title,
        [this, recipe, artifacts](const Progress& progress) -> TaskQueue::Apply {
            const LoadedFact loaded = loadFact(recipe, artifacts, progress);
            return [this, loaded] {
                loaded.apply(session());
                if (loaded.fact == Fact::Layout)
                    computeNeighborsIfCheap();
            };
        },
        failureOf(fact, title));
}

void Workbench::train(const std::string& data, const Json& parameters, std::uint64_t seed,
                      const QString& folder)
{
    const QString title = tr("Train on %1").arg(shortName(QString::fromStdString(data)));
    const auto artifacts = store();
    m_tasks.start(
        title, TaskWeight::Heavy,
        [=, this](const Progress& progress) -> TaskQueue::Apply {
            const Recipe recipe =
                makeRecipe(analysisNamed("train"),
                           std::map<std::string, std::string>{{"data", data}}, parameters, seed);
            execute(recipe, artifacts, progress, folder.toStdString());
            return [this, folder, data] {
                if (session().data() && session().data()->spec == data)
                    openModel(folder);
                else
                    open({QString::fromStdString(data), folder});
            };
        },
        [this, title, folder](const QString& message) {
            followOf(*this).stop(folder); // nothing more will appear there
            if (!message.isEmpty())
                Q_EMIT failed(title, message);
        });
}

} // namespace leafscope
