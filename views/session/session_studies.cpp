// SPDX-License-Identifier: MIT
// The NNK graph of a layer, and the studies.
#include "core/nnk/graph_file.hpp"
#include "views/session/session.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

constexpr std::array<const char*, 6> kStudies{"nnk profile", "nnk classify", "nnk select",
                                              "nnk scales",  "nnk channels", "collapse rules"};

/// Whether `fits` holds for an input of this role, however deep inside.
bool anyInput(const Recipe& recipe, const std::string& role,
              const std::function<bool(const RecipeInput&)>& fits)
{
    return std::any_of(recipe.inputs.begin(), recipe.inputs.end(), [&](const auto& named) {
        const auto& [name, input] = named;
        return (name == role && fits(input)) ||
               (input.recipe && anyInput(*input.recipe, role, fits));
    });
}

/// Of a series the recipe names the folder; the model that is open lies in it.
bool isInside(const RecipeInput& input, const std::filesystem::path& model)
{
    const std::filesystem::path folder = std::filesystem::path(input.spec).lexically_normal();
    const std::filesystem::path file = model.lexically_normal();
    return !input.spec.empty() &&
           std::mismatch(folder.begin(), folder.end(), file.begin(), file.end()).first ==
               folder.end();
}

} // namespace

std::span<const char* const> studyAnalyses()
{
    return kStudies;
}

bool isStudy(const std::string& analysis)
{
    return std::find(kStudies.begin(), kStudies.end(), analysis) != kStudies.end();
}

bool isMadeFrom(const Recipe& recipe, const std::string& role, const std::string& hash)
{
    return anyInput(recipe, role, [&](const RecipeInput& input) { return input.hash == hash; });
}

bool isMadeInside(const Recipe& recipe, const std::filesystem::path& model)
{
    return anyInput(recipe, "model",
                    [&](const RecipeInput& input) { return isInside(input, model); });
}

void Session::setGraph(std::shared_ptr<const NnkLayerGraph> graph)
{
    m_facts.graph = std::move(graph);
    setState(Fact::Graph, m_facts.graph ? Readiness::Ready : Readiness::Empty, {});
    keepInFrame();
    Q_EMIT graphChanged();
}

std::shared_ptr<const Study> Session::study(const std::string& analysis) const
{
    const auto found = m_studies.find(analysis);
    return found == m_studies.end() ? nullptr : found->second;
}

std::vector<SampleMetric> Session::studyMetrics() const
{
    std::vector<SampleMetric> all;
    if (!m_facts.embedding)
        return all;
    for (const auto& [analysis, study] : m_studies) {
        if (!study->columns)
            continue;
        for (const SampleMetric& metric : study->columns->metrics) {
            SampleMetric own{metric.key, metric.title, metric.unit,
                             std::vector<float>(std::size_t(m_facts.embedding->n),
                                                std::numeric_limits<float>::quiet_NaN()),
                             metric.categories};
            for (std::size_t i = 0; i < study->columns->indices.size(); ++i)
                if (const Index row = rowOf(study->columns->indices[i]); row >= 0)
                    own.values[std::size_t(row)] = metric.values[i];
            all.push_back(std::move(own));
        }
    }
    return all;
}

void Session::setStudy(std::shared_ptr<const Study> study)
{
    const std::string analysis = study->recipe.analysis;
    m_studies[analysis] = std::move(study);
    setState(Fact::Studies, Readiness::Ready, {});
    Q_EMIT studiesChanged();
}

void Session::keepStudies(const std::function<bool(const Study&)>& keep)
{
    const std::size_t gone =
        std::erase_if(m_studies, [&](const auto& named) { return !keep(*named.second); });
    if (gone == 0)
        return;
    if (m_studies.empty() && state(Fact::Studies).readiness != Readiness::Busy)
        setEmpty(Fact::Studies, tr("Not computed for these data and this model yet. Choose a study "
                                   "from the Compute menu."));
    Q_EMIT studiesChanged();
}

void Session::forgetStudiesUnlessMadeFrom(const std::string& role, const std::string& hash)
{
    const std::filesystem::path model = m_model ? m_model->file : std::filesystem::path();
    keepStudies([&](const Study& study) {
        return isMadeFrom(study.recipe, role, hash) ||
               (role == "model" && m_model && isMadeInside(study.recipe, model));
    });
}

void Session::forgetStudiesOfBroughtEmbedding()
{
    keepStudies([](const Study& study) {
        return !anyInput(study.recipe, "embedding",
                         [](const RecipeInput& input) { return !input.recipe; });
    });
}

} // namespace leafscope
