// SPDX-License-Identifier: MIT
#include "app/work/frame_plan.hpp"

#include "app/work/workbench_helpers.hpp"
#include "core/base/hash.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/checkpoints.hpp"
#include "core/session/execute.hpp"
#include "core/session/series.hpp"
#include "core/session/specs.hpp"

#include <QStringList>

#include <algorithm>
#include <cctype>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

const char* const kAlign = "align";

Json parametersOf(const std::optional<Recipe>& recipe)
{
    return recipe ? recipe->parameters : Json::object();
}

/// The template's embedding of another checkpoint, as this version of the program makes it.
Recipe embeddingOf(const Recipe& common, const std::string& model)
{
    const Analysis& analysis = analysisNamed("embed");
    Recipe recipe = common;
    recipe.revision = analysis.revision;
    recipe.parameters = completeParameters(analysis, common.parameters);
    recipe.version = LEAFSCOPE_VERSION;
    const std::string file = fs::absolute(model).lexically_normal().string();
    recipe.inputs["model"] = RecipeInput{file, hashFile(file), nullptr};
    return recipe;
}

Recipe derived(const char* analysis, const std::optional<Recipe>& embedding,
               const SeriesEntry& entry, const Json& parameters)
{
    if (entry.embedding.isEmpty() && embedding)
        return makeRecipe(analysisNamed(analysis), "embedding", *embedding, parameters);
    const std::map<std::string, std::string> inputs{{"embedding", entry.embedding.toStdString()}};
    return makeRecipe(analysisNamed(analysis), inputs, parameters);
}

bool isCurrent(const std::optional<Recipe>& recipe)
{
    return recipe && recipe->revision == analysisNamed(recipe->analysis.c_str()).revision;
}

/// "run/epoch_3/model.pt" is one of a series of folders.
bool mayBeNumbered(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return std::any_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); });
}

} // namespace

FrameTemplate FrameTemplate::of(const Frame& frame)
{
    FrameTemplate common;
    common.embedding = frame.recipe(Fact::Embedding);
    common.layout = parametersOf(frame.recipe(Fact::Layout));
    common.layout.erase(kAlign);
    common.dimension = parametersOf(frame.recipe(Fact::Dimension));
    return common;
}

std::string FrameTemplate::key() const
{
    Json key{{"layout", layout}, {"dimension", dimension}};
    if (embedding) {
        Recipe rest = *embedding;
        rest.inputs.erase("model");
        key["embedding"] = rest.hash();
    }
    return key.dump();
}

QStringList seriesAlignments()
{
    return {QStringLiteral("none"), QStringLiteral("procrustes"), QStringLiteral("basis")};
}

QString alignmentOf(const Frame& frame)
{
    const auto& layout = frame.recipe(Fact::Layout);
    return QString::fromStdString(layout ? layout->parameters.value(kAlign, std::string("none"))
                                         : std::string("none"));
}

std::map<int, FramePlan> planFrames(const std::vector<SeriesEntry>& series,
                                    const FrameTemplate& common, const std::string& alignment,
                                    int shownEpoch, const Frame& shown, const Progress& progress)
{
    std::map<int, FramePlan> plans;
    for (std::size_t i = 0; i < series.size(); ++i) {
        progress.report(double(i) / double(series.size()));
        const SeriesEntry& entry = series[i];
        FramePlan plan;
        const bool isShown = entry.epoch == shownEpoch;
        if (isShown)
            plan.embedding = shown.recipe(Fact::Embedding);
        else if (common.embedding && !entry.model.isEmpty())
            plan.embedding = embeddingOf(*common.embedding, entry.model.toStdString());
        // What is shown stays, even if another version of the program made it; but only what this
        // one made can be the reference of others.
        const auto& layout = shown.recipe(Fact::Layout);
        const bool keeps = isShown && layout && alignmentOf(shown) == QLatin1String("none") &&
                           (alignment == "none" || isCurrent(layout));
        plan.layout = keeps ? *layout : derived("layout", plan.embedding, entry, common.layout);
        if (const auto& made = plan.layout.inputs.at("embedding").recipe)
            plan.embedding = *made;
        const auto& dimension = shown.recipe(Fact::Dimension);
        plan.dimension = isShown && dimension
                             ? *dimension
                             : derived("dimension", plan.embedding, entry, common.dimension);
        plans.emplace(entry.epoch, std::move(plan));
    }
    std::vector<Recipe*> layouts;
    for (auto& [epoch, plan] : plans)
        layouts.push_back(&plan.layout);
    alignLayouts(layouts, alignment);
    return plans;
}

namespace {

void take(Frame& frame, const LoadedFact& loaded)
{
    frame.embedding = loaded.embedding;
    frame.recipe(loaded.fact) = loaded.recipe;
    if (loaded.layout)
        frame.layout = loaded.layout;
    if (loaded.dimension)
        frame.dimension = loaded.dimension;
}

} // namespace

Frame storedFrame(const FramePlan& plan, const ArtifactStore& store)
{
    Frame frame;
    frame.recipe(Fact::Embedding) = plan.embedding;
    for (const Recipe* recipe : {&plan.dimension, &plan.layout})
        if (store.find(recipe->hash()))
            take(frame, loadFact(*recipe, store, {}));
    return frame;
}

void computeFrame(const FramePlan& plan, const ArtifactStore& store, const Progress& progress,
                  const std::function<void(const Frame&)>& ready)
{
    constexpr double kLayoutShare = 0.6; // it computes the embedding, too
    Frame frame;
    frame.recipe(Fact::Embedding) = plan.embedding;
    take(frame, loadFact(plan.layout, store, progress.span(0, kLayoutShare, "layout")));
    ready(frame);
    const auto facts = frame.embedding;
    take(frame, loadFact(plan.dimension, store, progress.span(kLayoutShare, 1, "dimension")));
    frame.embedding = facts; // one value for the same thing
    ready(frame);
}

std::vector<SeriesEntry> embeddingsAround(const std::string& spec)
{
    std::vector<EmbeddingFrame> frames = embeddingFrames(spec);
    std::error_code ignored;
    if (frames.empty() && fs::exists(spec, ignored)) {
        const fs::path file = fs::absolute(spec).lexically_normal();
        frames = embeddingFrames(file.parent_path().string());
        const bool holdsIt = std::any_of(frames.begin(), frames.end(), [&](const auto& frame) {
            return fs::absolute(frame.spec).lexically_normal() == file;
        });
        if (!holdsIt)
            return {};
    }
    std::vector<SeriesEntry> series;
    for (const EmbeddingFrame& frame : frames)
        series.push_back({frame.epoch, {}, QString::fromStdString(absoluteSpec(frame.spec))});
    return series.size() > 1 ? series : std::vector<SeriesEntry>();
}

std::vector<SeriesEntry> checkpointsAround(const fs::path& file)
{
    const fs::path model = fs::absolute(file).lexically_normal();
    std::vector<fs::path> folders{model.parent_path()};
    if (mayBeNumbered(model.parent_path()))
        folders.push_back(model.parent_path().parent_path());
    for (const fs::path& folder : folders) {
        std::vector<SeriesEntry> series;
        bool holdsIt = false;
        for (const Checkpoint& checkpoint : listCheckpoints(folder)) {
            const fs::path path = fs::absolute(checkpoint.file).lexically_normal();
            holdsIt = holdsIt || path == model;
            series.push_back({checkpoint.epoch, QString::fromStdString(path.string()), {}});
        }
        if (holdsIt && series.size() > 1)
            return series;
    }
    return {};
}

} // namespace leafscope
