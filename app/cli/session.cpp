// SPDX-License-Identifier: MIT
// `leafscope session RESULT... --out NAME.leafscope`
#include "app/cli/verbs.hpp"
#include "app/work/loading.hpp"
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/writing.hpp"
#include "core/embedding/frames.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/session_folder.hpp"

#include <iostream>

namespace leafscope::cli {

namespace fs = std::filesystem;

namespace {

/// A result, or those of all epochs in a folder.
std::vector<std::string> filesOf(const std::string& given)
{
    std::vector<std::string> files;
    if (fs::is_directory(given))
        for (const EmbeddingFrame& frame : embeddingFrames(given))
            files.push_back(frame.spec);
    return files.empty() ? std::vector{given} : files;
}

/// Copies a result into the session, which shows the last one of its kind.
void keep(SessionFolder& session, const std::string& file)
{
    const auto artifact = readArtifact(file);
    if (!artifact)
        throw Error(fs::exists(file) ? ErrorKind::InvalidInput : ErrorKind::Io,
                    fs::exists(file) ? "this is not a result of Leafscope" : "no such file", file,
                    "a session is made of results of layout, dimension and neighbors",
                    "write them with `leafscope layout` and `leafscope dimension`, each with "
                    "--out");
    factOf(artifact->recipe.analysis); // a clear error for what no view shows
    if (artifact->recipe.analysis == "embed")
        throw Error(ErrorKind::InvalidInput,
                    "an embedding itself is too large to be kept in a session", file, {},
                    "name its layout and its dimension profile");
    const fs::path kept = session.artifacts() / (artifact->recipe.hash() + ".h5");
    if (!fs::exists(kept))
        copyWhole(file, kept);
    session.recipes[artifact->recipe.analysis] = artifact->recipe;
}

/// A session takes the place of an older one; of nothing else.
void requireOwnFolder(const fs::path& folder)
{
    std::error_code ignored;
    if (fs::exists(folder, ignored) && !fs::exists(folder / "session.json", ignored) &&
        !(fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored)))
        throw Error(ErrorKind::InvalidInput, "something else is there", folder.string(),
                    "a session is a folder of its own", "choose another name with --out");
}

void runSession(const Arguments& arguments)
{
    if (arguments.positional.empty())
        throw UsageError("name the results the session shall show");
    if (arguments.common.out.empty())
        throw UsageError("--out NAME.leafscope is missing");
    SessionFolder session;
    session.folder = arguments.common.out;
    requireOwnFolder(session.folder);
    session.title =
        arguments.flag("title").empty() ? session.folder.stem().string() : arguments.flag("title");
    session.about = arguments.flag("about");
    if (!arguments.flag("layer").empty())
        session.view["layer"] = arguments.flag("layer");
    for (const std::string& given : arguments.positional)
        for (const std::string& file : filesOf(given))
            keep(session, file);
    writeSessionFolder(session);
    if (!arguments.common.quiet)
        std::cerr << "written: " << session.folder.string() << "\n";
    if (arguments.common.json)
        std::cout << Json{{"folder", session.folder.string()}, {"title", session.title}}.dump(2)
                  << "\n";
}

} // namespace

const Verb& sessionVerb()
{
    static const Verb verb{
        "session",
        "RESULT... --out NAME.leafscope [flags]",
        "Makes a session folder of results, which the window opens.",
        "The folder holds the results of layout, dimension and neighbors (RESULT can be a folder "
        "of all epochs, as --epochs all --out FOLDER writes it; the last is shown), and says where "
        "their model and data are (relative, if they lie inside the folder, so that it can be "
        "moved).",
        {{"title", "TEXT", "shown in the window's title (default: the folder's name)"},
         {"about", "TEXT", "one sentence about it"},
         {"layer", "NAME", "the layer to show first"}},
        runSession};
    return verb;
}

} // namespace leafscope::cli
