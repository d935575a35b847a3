// SPDX-License-Identifier: MIT
// `leafscope render` and `leafscope run`.
#include "app/cli/console.hpp"
#include "app/cli/verbs.hpp"
#include "app/window/application.hpp"
#include "app/work/loading.hpp"
#include "app/work/picture.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/session/execute.hpp"
#include "core/session/session_folder.hpp"

#include <QImageReader>

#include <iostream>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

struct Subject {
    Recipe recipe;              ///< of a picture, or of a layout or dimension profile
    Json view = Json::object(); ///< a session's stored view state
    std::vector<fs::path> artifacts{ArtifactStore::userFolder()};
};

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

const char* analysisOfView(const std::string& view)
{
    return view == "curve" ? "dimension" : "layout";
}

Subject subjectOf(const fs::path& input, const std::string& view)
{
    Subject subject;
    if (fs::exists(input / "session.json")) {
        const SessionFolder session = readSessionFolder(input);
        const auto recipe = session.recipes.find(analysisOfView(view));
        if (recipe == session.recipes.end())
            throw Error(ErrorKind::InvalidInput,
                        "the session holds no " + std::string(analysisOfView(view)), input.string(),
                        {}, "choose another --view");
        subject.recipe = recipe->second;
        subject.view = session.view;
        subject.artifacts.push_back(session.artifacts());
    } else if (const auto artifact = readArtifact(input)) {
        subject.recipe = artifact->recipe;
        if (subject.recipe.analysis == "embed") // what the view needs of it
            subject.recipe = makeRecipe(*findAnalysis(analysisOfView(view)),
                                        {{"embedding", input.string()}}, Json::object());
    } else {
        subject.recipe = readRecipe(input);
    }
    return subject;
}

Recipe pictureOf(const Subject& subject, const std::string& view)
{
    if (subject.recipe.analysis == kRenderAnalysis)
        return subject.recipe;
    factOf(subject.recipe.analysis); // or a clear error
    Recipe picture;
    picture.analysis = kRenderAnalysis;
    picture.seed = 0;
    picture.parameters = {
        {"view",
         view.empty() ? subject.recipe.analysis == "dimension" ? "curve" : "embedding" : view},
        {"layer", subject.view.value("layer", std::string())},
        {"state", subject.view.value(view, Json::object())}};
    picture.inputs.emplace(
        subject.recipe.analysis,
        RecipeInput{{}, subject.recipe.hash(), std::make_shared<Recipe>(subject.recipe)});
    return picture;
}

void applyFlags(Json& parameters, const std::map<std::string, std::string>& flags)
{
    for (const auto& [name, text] : flags) {
        if (name == "size") {
            const auto extents = parseExtents(name, text);
            if (extents.size() != 2)
                throw UsageError("--size wants WxH, not \"" + text + "\"");
            parameters["width"] = extents[0];
            parameters["height"] = extents[1];
        } else if (name == "select") {
            const Json list = Json::parse("[" + text + "]", nullptr, false);
            if (list.is_discarded())
                throw UsageError("--select wants sample numbers, not \"" + text + "\"");
            parameters["selected"] = list;
        } else if (name == "state") {
            const Json state = Json::parse(text, nullptr, false);
            if (!state.is_object())
                throw UsageError("--state wants a JSON object");
            parameters["state"] = state;
        } else if (name == "theme" && text != "light" && text != "dark") {
            throw UsageError("--theme wants light or dark, not \"" + text + "\"");
        } else {
            parameters[name] = text;
        }
    }
}

void draw(const Recipe& recipe, const std::vector<fs::path>& artifacts, const CommonOptions& common)
{
    if (common.out.empty())
        throw UsageError("--out PICTURE is missing (.png, .svg or .csv)");
    const DrawingApplication application;
    const Progress progress;
    const ProgressLine line(progress, common.quiet);
    drawPicture(recipe, ArtifactStore(artifacts), progress, common.out);
    if (common.json)
        std::cout << Json{{"file", common.out.string()}, {"recipe", recipe.toJson()}}.dump(2)
                  << "\n";
}

} // namespace

std::vector<FlagSpec> renderFlags()
{
    return {{"view", "NAME", {}},  {"size", "WxH", {}},       {"layer", "NAME", {}},
            {"theme", "NAME", {}}, {"select", "I,J,...", {}}, {"state", "JSON", {}}};
}

void runRender(const Arguments& arguments)
{
    if (arguments.positional.size() != 1)
        throw UsageError("name one session, recipe or result file");
    const auto given = arguments.flags.find("view");
    const std::string view = given == arguments.flags.end() ? std::string() : given->second;
    const Subject subject = subjectOf(arguments.positional[0], view);
    Recipe picture = pictureOf(subject, view);
    applyFlags(picture.parameters, arguments.flags);
    draw(picture, subject.artifacts, arguments.common);
}

void runRecipe(const Arguments& arguments)
{
    if (arguments.positional.size() != 1)
        throw UsageError("name one recipe file");
    const Recipe recipe = readRecipe(arguments.positional[0]);
    if (recipe.analysis == kRenderAnalysis)
        draw(recipe, {ArtifactStore::userFolder()}, arguments.common);
    else
        executeAndPrint(recipe, arguments.common);
}

} // namespace leafscope::cli
