// SPDX-License-Identifier: MIT
#include "app/cli/subject.hpp"

#include "app/work/frame_plan.hpp"
#include "app/work/loading.hpp"
#include "app/work/picture.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/embedding/frames.hpp"
#include "core/session/execute.hpp"
#include "core/session/folder.hpp"
#include "core/session/session_folder.hpp"
#include "views/embedding/colouring.hpp"
#include "views/frame/picture_sources.hpp"
#include "views/walk/walk_show.hpp"

#include <QImageReader>

#include <algorithm>
#include <memory>
#include <tuple>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

const char* analysisOfView(const std::string& view)
{
    return view == "curve" || view == "timeline" ? "dimension"
           : view == "table"                     ? "neighbors"
           : view == "foliation"                 ? "leaf foliation"
           : view == "trace"                     ? "leaf trace"
           : view.starts_with("collapse")        ? "collapse"
                                                 : "layout";
}

std::string viewOf(const std::string& analysis)
{
    return analysis == "dimension"        ? "curve"
           : analysis == "neighbors"      ? "table"
           : analysis == "leaf walk"      ? "walk"
           : analysis == "leaf foliation" ? "foliation"
           : analysis == "leaf trace"     ? "trace"
           : analysis == "nnk"            ? "table"
           : isStudy(analysis)            ? "study"
           : analysis == "collapse"       ? "collapse"
           : analysis == "collapse free"  ? "collapse"
                                          : "embedding";
}

bool showsSeries(const std::string& view)
{
    return view == "curve" || view == "timeline";
}

/// By view name. The 3-D view's camera, colours and filter are what the person chose, and come back
/// with undo.
Json stateOfViews(const SessionFolder& session)
{
    Json views = session.views;
    Json embedding = views.value("embedding", Json::object());
    constexpr std::pair<const char*, const char*> kNames[] = {{"camera", "camera"},
                                                              {"colour_by", "colourBy"},
                                                              {"hidden", "hidden"},
                                                              {"filter", "filter"}};
    for (const auto& [stored, name] : kNames)
        if (session.view.contains(stored) && !session.view[stored].is_null())
            embedding[name] = session.view[stored];
    views["embedding"] = embedding;
    return views;
}

/// The epochs around the one that the session shows, as far as they were computed.
void addSeries(Subject& subject, const SessionFolder& session, const std::string& analysis)
{
    const std::string model = session.inputSpec("model");
    const Recipe* embedding = session.embedding();
    if (model.empty() || !embedding || !fs::exists(model))
        return;
    const std::vector<SeriesEntry> series = checkpointsAround(model);
    const auto shown = std::find_if(series.begin(), series.end(), [&](const SeriesEntry& entry) {
        return fs::equivalent(entry.model.toStdString(), model);
    });
    if (shown == series.end())
        return;
    Frame frame;
    frame.recipe(Fact::Embedding) = *embedding;
    for (const auto& [name, recipe] : session.recipes)
        frame.recipe(factOf(name)) = recipe;
    const ArtifactStore store(subject.artifacts);
    // Neighbours are searched in the epoch that is shown only.
    const Recipe FramePlan::*const part =
        analysis == "layout" ? &FramePlan::layout : &FramePlan::dimension;
    for (const auto& [epoch, plan] :
         planFrames(series, FrameTemplate::of(frame), alignmentOf(frame).toStdString(),
                    shown->epoch, frame, Progress()))
        if (store.find((plan.*part).hash()))
            subject.series.emplace(epoch, plan.*part);
    subject.epoch = shown->epoch;
}

/// The walks that a session keeps, as the recipes that take them again.
Subject walksOfSession(const SessionFolder& session)
{
    Subject subject;
    subject.view = session.view;
    subject.views = stateOfViews(session);
    subject.artifacts = {ArtifactStore::userFolder(), session.artifacts()};
    // A session that was moved has its checkpoints beside its model.
    const fs::path own = session.inputSpec("model");
    const auto present = [&](const fs::path& file) {
        const fs::path beside = own.parent_path() / file.filename();
        return !fs::exists(file) && fs::exists(beside) ? beside : file;
    };
    for (const Json& walk : session.views.value("walks", Json::array()))
        subject.walks.push_back(
            makeRecipe(*findAnalysis("leaf walk"),
                       {{"model", present(walk.at("model").get<std::string>()).string()},
                        {"data", session.inputSpec("data")}},
                       walk.at("parameters"), walk.value("seed", std::uint64_t(1))));
    if (subject.walks.empty())
        throw Error(ErrorKind::InvalidInput, "the session holds no walks", session.folder.string(),
                    "it was saved before one was taken", "choose another --view");
    subject.recipe = subject.walks.front();
    return subject;
}

/// The studies that a session may hold, the one that it shows first.
std::vector<std::string> studiesOf(const SessionFolder& session)
{
    std::vector<std::string> studies(studyAnalyses().begin(), studyAnalyses().end());
    const Json state = session.views.value("study", Json::object());
    const auto shown =
        std::find(studies.begin(), studies.end(), state.value("study", std::string()));
    if (shown != studies.end())
        std::rotate(studies.begin(), shown, shown + 1);
    return studies;
}

/// What a session's 3-D view needs beside the layout: where its colours and its edges come from.
std::vector<Recipe> besideLayout(const SessionFolder& session, const Json& state)
{
    const std::string colour = state.value("colourBy", std::string());
    const bool ofGraph = colour.starts_with(kGraphMetrics) || state.contains("edges");
    std::vector<Recipe> found;
    const auto add = [&](const char* analysis, bool wanted) {
        const auto recipe = session.recipes.find(analysis);
        if (wanted && recipe != session.recipes.end())
            found.push_back(recipe->second);
    };
    add("nnk", ofGraph);
    add("leaf trace", colour == kTraceMetric);
    add("collapse rules", colour.starts_with(kRuleMetrics));
    add("neighbors", !isPlainColouring(QString::fromStdString(colour)));
    return found;
}

/// What to draw of a session: the view that is asked for, else the first that it has.
Subject subjectOfSession(const SessionFolder& session, const std::string& view, int epoch)
{
    if (view == "walk")
        return walksOfSession(session);
    const std::vector<std::string> wanted =
        view.empty()      ? std::vector<std::string>{"layout", "dimension"}
        : view == "study" ? studiesOf(session)
                          : std::vector<std::string>{analysisOfView(view)};
    for (const std::string& analysis : wanted) {
        const auto recipe = session.recipes.find(analysis);
        if (recipe == session.recipes.end())
            continue;
        Subject subject;
        subject.recipe = recipe->second;
        subject.view = session.view;
        subject.views = stateOfViews(session);
        subject.artifacts = {ArtifactStore::userFolder(), session.artifacts()};
        if (analysis == "layout")
            subject.beside =
                besideLayout(session, subject.views.value("embedding", Json::object()));
        // The checkpoints are read for this, so only for who asks.
        if (analysis != "neighbors" && !isStudy(analysis) &&
            (epoch >= 0 || analysis == "dimension"))
            addSeries(subject, session, analysis);
        return subject;
    }
    throw Error(ErrorKind::InvalidInput,
                view.empty()      ? "the session holds neither a layout nor a dimension profile"
                : view == "study" ? "the session holds no study"
                                  : "the session holds no " + wanted[0],
                session.folder.string(), "it was saved before that was computed",
                view.empty() ? "open it and compute one" : "choose another --view");
}

/// A result, or what the view needs of an embedding.
Recipe recipeOfResult(const Artifact& artifact, const std::string& spec, const std::string& view)
{
    if (artifact.recipe.analysis != "embed")
        return artifact.recipe;
    return makeRecipe(*findAnalysis(analysisOfView(view)), {{"embedding", spec}}, Json::object());
}

/// The graph's edges between the points of its layer, laid out as `layout` does by default.
Subject subjectOfGraph(const Artifact& artifact)
{
    const RecipeInput& input = artifact.recipe.inputs.at("embedding");
    const Analysis& layout = *findAnalysis("layout");
    Subject subject;
    subject.recipe = input.recipe ? makeRecipe(layout, "embedding", *input.recipe)
                                  : makeRecipe(layout, {{"embedding", input.spec}}, Json::object());
    subject.beside = {artifact.recipe};
    subject.view = {{"layer", artifact.result.value("layer", std::string())}};
    subject.views = {{"embedding", {{"edges", "nnk"}}}};
    return subject;
}

/// The results of several epochs in a folder, as the verbs write them with --epochs.
Subject subjectOfSeries(const std::vector<EmbeddingFrame>& frames, const std::string& view)
{
    Subject subject;
    for (const EmbeddingFrame& frame : frames)
        if (const auto artifact = readArtifact(frame.spec))
            subject.series.emplace(frame.epoch, recipeOfResult(*artifact, frame.spec, view));
    if (subject.series.empty())
        throw Error(ErrorKind::InvalidInput, "these files are no results of Leafscope",
                    frames.front().spec, "they were written by another program",
                    "embed, lay out or measure them first, with --epochs all --out FOLDER");
    std::tie(subject.epoch, subject.recipe) = *subject.series.rbegin();
    return subject;
}

/// Another epoch of the series.
void goTo(Subject& subject, int epoch)
{
    const auto found = subject.series.find(epoch);
    if (found != subject.series.end()) {
        std::tie(subject.epoch, subject.recipe) = *found;
        return;
    }
    std::string there;
    for (const auto& [number, recipe] : subject.series)
        there += (there.empty() ? "" : ", ") + std::to_string(number);
    throw Error(ErrorKind::InvalidInput, "there is no epoch " + std::to_string(epoch), "--epoch",
                there.empty() ? "this is no series of epochs" : "not every epoch was computed",
                there.empty() ? "leave out --epoch" : "choose from " + there);
}

Subject subjectAt(const fs::path& input, const std::string& view, int epoch)
{
    if (fs::exists(input / "session.json"))
        return subjectOfSession(readSessionFolder(input), view, epoch);
    if (fs::is_directory(input))
        if (const auto frames = embeddingFrames(input.string()); !frames.empty())
            return subjectOfSeries(frames, view);
    Subject subject;
    if (fs::is_regular_file(input / kRecipeFile)) { // of an analysis that writes a folder
        subject.recipe = readRecipe(input / kRecipeFile);
        return subject;
    }
    const auto artifact = readArtifact(input);
    if (artifact && artifact->recipe.analysis == "nnk" && view == "embedding")
        return subjectOfGraph(*artifact);
    subject.recipe = artifact ? recipeOfResult(*artifact, input.string(), view) : readRecipe(input);
    return subject;
}

} // namespace

/// A recipe as a JSON file, or as a result or a picture carries it.
Recipe readRecipe(const fs::path& file)
{
    if (const auto artifact = readArtifact(file))
        return artifact->recipe;
    const QString carried = QImageReader(QString::fromStdString(file.string())).text("recipe");
    const Json json =
        Json::parse(carried.isEmpty() ? readTextFile(file) : carried.toStdString(), nullptr, false);
    if (json.is_discarded())
        throw Error(
            ErrorKind::Format, "this is not JSON", file.string(),
            "a recipe is a JSON file as copied out of the window, or comes inside a result or a "
            "picture",
            "`leafscope info` says what the file is");
    return Recipe::fromJson(json);
}

Subject subjectOfWalks(const std::vector<std::string>& inputs)
{
    Subject subject;
    for (const std::string& input : inputs) {
        const Subject one = subjectAt(input, {}, -1);
        if (one.recipe.analysis != "leaf walk")
            throw Error(ErrorKind::InvalidInput, "this is no walk", input,
                        "only walks are drawn several in one picture",
                        "name one session, recipe or result, or folders that `leaf walk` wrote");
        subject.walks.push_back(one.recipe);
    }
    subject.recipe = subject.walks.front();
    return subject;
}

Subject subjectOf(const fs::path& input, const std::string& view, int epoch)
{
    Subject subject = subjectAt(input, view, epoch);
    if (epoch >= 0)
        goTo(subject, epoch);
    return subject;
}

Recipe pictureOf(const Subject& subject, const std::string& asked)
{
    if (subject.recipe.analysis == kRenderAnalysis)
        return subject.recipe;
    factOf(subject.recipe.analysis); // or a clear error
    const std::string view = asked.empty() ? viewOf(subject.recipe.analysis) : asked;
    Recipe picture;
    picture.analysis = kRenderAnalysis;
    picture.seed = 0;
    picture.parameters = {{"view", view},
                          {"layer", subject.view.value("layer", std::string())},
                          {"state", subject.views.value(view, Json::object())}};
    if (subject.view.contains("selected"))
        picture.parameters["selected"] = SampleSet::fromJson(subject.view["selected"]).values();
    const auto add = [&](const std::string& role, const Recipe& recipe) {
        picture.inputs.emplace(role,
                               RecipeInput{{}, recipe.hash(), std::make_shared<Recipe>(recipe)});
    };
    for (std::size_t i = 0; i < subject.walks.size(); ++i)
        add(walkRole(i), subject.walks[i]);
    if (!subject.walks.empty())
        return picture;
    if (subject.series.empty() || !showsSeries(view)) {
        add(subject.recipe.analysis, subject.recipe);
        if (view == "embedding")
            for (const Recipe& recipe : subject.beside)
                add(recipe.analysis, recipe);
        return picture;
    }
    Json epochs = Json::array();
    for (const auto& [epoch, recipe] : subject.series) {
        add(sourceRole(recipe, epoch), recipe);
        epochs.push_back(epoch);
    }
    picture.parameters["epochs"] = epochs;
    picture.parameters["epoch"] = subject.epoch;
    return picture;
}

} // namespace leafscope::cli
