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
#include <utility>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

struct Subject {
    Recipe recipe;               ///< of a picture, or of a layout or dimension profile
    Json view = Json::object();  ///< what the person chose in a session
    Json views = Json::object(); ///< a session's stored state of single views
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
    return view == "curve" ? "dimension" : view == "table" ? "neighbors" : "layout";
}

std::string viewOf(const std::string& analysis)
{
    return analysis == "dimension" ? "curve" : analysis == "neighbors" ? "table" : "embedding";
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

/// What to draw of a session: the view that is asked for, else the first that it has.
Subject subjectOf(const SessionFolder& session, const std::string& view)
{
    const std::vector<std::string> wanted = view.empty()
                                                ? std::vector<std::string>{"layout", "dimension"}
                                                : std::vector<std::string>{analysisOfView(view)};
    for (const std::string& analysis : wanted)
        if (const auto recipe = session.recipes.find(analysis); recipe != session.recipes.end())
            return {recipe->second,
                    session.view,
                    stateOfViews(session),
                    {ArtifactStore::userFolder(), session.artifacts()}};
    throw Error(ErrorKind::InvalidInput,
                view.empty() ? "the session holds neither a layout nor a dimension profile"
                             : "the session holds no " + wanted[0],
                session.folder.string(), "it was saved before that was computed",
                view.empty() ? "open it and compute one" : "choose another --view");
}

Subject subjectOf(const fs::path& input, const std::string& view)
{
    if (fs::exists(input / "session.json"))
        return subjectOf(readSessionFolder(input), view);
    Subject subject;
    if (const auto artifact = readArtifact(input)) {
        subject.recipe = artifact->recipe;
        if (subject.recipe.analysis == "embed") // what the view needs of it
            subject.recipe = makeRecipe(*findAnalysis(analysisOfView(view)),
                                        {{"embedding", input.string()}}, Json::object());
    } else {
        subject.recipe = readRecipe(input);
    }
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
            const auto drawable = [](std::int64_t side) { return side >= 64 && side <= 16384; };
            if (extents.size() != 2 || !drawable(extents[0]) || !drawable(extents[1]))
                throw UsageError("--size wants WxH from 64x64 to 16384x16384, not \"" + text +
                                 "\"");
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
        } else if (name == "view" && text != "embedding" && text != "curve" && text != "table" &&
                   text != "timeline") {
            throw UsageError("--view wants embedding, curve, table or timeline, not \"" + text +
                             "\"");
        } else if (name == "theme" && text != "light" && text != "dark") {
            throw UsageError("--theme wants light or dark, not \"" + text + "\"");
        } else {
            parameters[name] = text;
        }
    }
}

void draw(const Recipe& recipe, const std::vector<fs::path>& artifacts, const CommonOptions& common)
{
    const DrawingApplication application;
    const Progress progress;
    const ProgressLine line(progress, common.quiet);
    drawPicture(recipe, ArtifactStore(artifacts), progress, common.out);
    if (common.json)
        std::cout << Json{{"file", common.out.string()}, {"recipe", recipe.toJson()}}.dump(2)
                  << "\n";
}

void runRender(const Arguments& arguments)
{
    if (arguments.positional.size() != 1)
        throw UsageError("name one session, recipe or result file");
    if (arguments.common.out.empty())
        throw UsageError("--out PICTURE is missing (.png, .svg or .csv)");
    Json parameters = Json::object();
    applyFlags(parameters, arguments.flags); // wrong usage is told before any file is read
    const auto given = arguments.flags.find("view");
    const std::string view = given == arguments.flags.end() ? std::string() : given->second;
    const Subject subject = subjectOf(arguments.positional[0], view);
    Recipe picture = pictureOf(subject, view);
    picture.parameters.update(parameters);
    draw(picture, subject.artifacts, arguments.common);
}

void runRecipe(const Arguments& arguments)
{
    if (arguments.positional.size() != 1)
        throw UsageError("name one recipe file");
    const fs::path file = arguments.positional[0];
    if (fs::is_directory(file))
        throw Error(ErrorKind::InvalidInput,
                    fs::exists(file / "session.json") ? "this is a session, not a recipe"
                                                      : "this is a folder, not a recipe",
                    file.string(), "a recipe is a file",
                    fs::exists(file / "session.json")
                        ? "open it with `leafscope " + file.string() +
                              "`, or draw it with `leafscope render`"
                        : "name a recipe, a result or a picture inside it");
    const Recipe recipe = readRecipe(file);
    if (recipe.analysis == kRenderAnalysis && arguments.common.out.empty())
        throw UsageError("--out PICTURE is missing (.png, .svg or .csv)");
    if (recipe.analysis == kRenderAnalysis)
        draw(recipe, {ArtifactStore::userFolder()}, arguments.common);
    else
        executeAndPrint(recipe, arguments.common);
}

} // namespace

const Verb& renderVerb()
{
    static const Verb verb{
        "render",
        "SESSION|RECIPE|RESULT --out PICTURE [--view V] [--size WxH]",
        "Draws a session, recipe or result without a visible window.",
        "The picture is what the window would show; of a session with the state that was saved. "
        "PICTURE is .png (carries the recipe), .svg (curve) or .csv (the numbers shown). Without a "
        "display it starts a virtual one by itself (package xvfb).",
        {{"view", "NAME", "embedding, curve, table or timeline (default: what the input is about)"},
         {"size", "WxH", "in pixels (default 1200x800)"},
         {"layer", "NAME", "the layer to show (default: the one stored, else the last)"},
         {"theme", "NAME", "light or dark (default light)"},
         {"select", "I,J,...", "samples to mark as selected"},
         {"state", "JSON",
          "a view's own state (camera, colours), as \"Copy as command\" writes it"}},
        runRender};
    return verb;
}

const Verb& runVerb()
{
    static const Verb verb{
        "run",
        "RECIPE [--out PATH] [--json]",
        "Executes any of the above from its recipe.",
        "A recipe comes as JSON out of the window, or inside a result or a picture. Inner recipes "
        "are executed first; what is already in the store is taken from there. Inputs that are no "
        "longer where the recipe says are looked for by name and content below the current folder.",
        {},
        runRecipe};
    return verb;
}

} // namespace leafscope::cli
