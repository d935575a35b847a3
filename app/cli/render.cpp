// SPDX-License-Identifier: MIT
// `leafscope render` and `leafscope run`.
#include "app/cli/console.hpp"
#include "app/cli/subject.hpp"
#include "app/cli/verbs.hpp"
#include "app/window/application.hpp"
#include "app/work/picture.hpp"
#include "core/base/error.hpp"
#include "core/session/execute.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

int parseEpoch(const std::string& text)
{
    int epoch = -1;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), epoch);
    if (failed != std::errc() || end != text.data() + text.size() || epoch < 0)
        throw UsageError("--epoch wants the number of an epoch, not \"" + text + "\"");
    return epoch;
}

bool isView(const std::string& name)
{
    const std::vector<std::string> names = viewNames();
    return std::find(names.begin(), names.end(), name) != names.end();
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
        } else if (name == "view" && !isView(text)) {
            throw UsageError("--view wants " + viewNamesText() + ", not \"" + text + "\"");
        } else if (name == "theme" && text != "light" && text != "dark") {
            throw UsageError("--theme wants light or dark, not \"" + text + "\"");
        } else if (name != "epoch") { // which is no parameter, but says what is drawn
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
    if (arguments.positional.empty())
        throw UsageError("name a session, recipe or result file");
    if (arguments.common.out.empty())
        throw UsageError("--out PICTURE is missing (.png, .svg or .csv)");
    const int epoch = arguments.flags.count("epoch") ? parseEpoch(arguments.flag("epoch")) : -1;
    Json parameters = Json::object();
    applyFlags(parameters, arguments.flags); // wrong usage is told before any file is read
    const std::string view = arguments.flag("view");
    const Subject subject = arguments.positional.size() > 1
                                ? subjectOfWalks(arguments.positional)
                                : subjectOf(arguments.positional[0], view, epoch);
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
        "SESSION|RECIPE|RESULT... --out PICTURE [--view V] [--size WxH]",
        "Draws a session, recipe or result without a visible window.",
        "The picture is what the window would show; of a session with the state that was saved. "
        "RESULT can be a folder that `--epochs all --out FOLDER` wrote: curve and timeline then "
        "show all its epochs, or that `leaf walk` wrote; several walks are drawn "
        "together. "
        "PICTURE is .png (carries the recipe), .svg (curve, trace, study, neighborhood, collapse, "
        "collapse-charts) or .csv "
        "(the numbers shown). Without a display it starts a virtual one by itself (package xvfb).",
        {{"view", "NAME", viewNamesText() + " (default: what the input is about)"},
         {"size", "WxH", "in pixels (default 1200x800)"},
         {"layer", "NAME", "the layer to show (default: the one stored, else the last)"},
         {"epoch", "N", "of a series: the epoch to show (default: the one stored, else the last)"},
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
