// SPDX-License-Identifier: MIT
#include "core/session/execute.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/temporaries.hpp"
#include "core/base/writing.hpp"
#include "core/data/dataset.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/model_file.hpp"
#include "core/session/cache.hpp"
#include "core/session/folder.hpp"
#include "core/session/model_runs.hpp"
#include "core/session/series.hpp"
#include "core/session/specs.hpp"
#include "core/session/trainings.hpp"

#include <algorithm>
#include <utility>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

const Analysis& analysisOf(const Recipe& recipe)
{
    const Analysis* analysis = findAnalysis(recipe.analysis);
    if (!analysis)
        throw Error(ErrorKind::Unsupported, "there is no analysis \"" + recipe.analysis + "\"",
                    "recipe", "the recipe comes from a newer Leafscope or was mistyped",
                    "`leafscope --help` lists what this version can do");
    if (recipe.revision != analysis->revision)
        throw Error(ErrorKind::Unsupported,
                    "revision " + std::to_string(recipe.revision) + " of \"" + recipe.analysis +
                        "\" is asked for, this program has revision " +
                        std::to_string(analysis->revision),
                    "recipe", "the numbers of this analysis changed between the versions",
                    "make the recipe again, or use Leafscope " + recipe.version);
    return *analysis;
}

/// Whether the input is an artifact; its recipe is then what identifies it.
bool takeRecipe(RecipeInput& input)
{
    const auto artifact = readArtifact(input.spec);
    if (!artifact)
        return false;
    input.recipe = std::make_shared<Recipe>(artifact->recipe);
    input.hash = artifact->recipe.hash();
    return true;
}

/// What the user wrote -> spec and identity.
RecipeInput identify(const InputSpec& wanted, const std::string& spec)
{
    RecipeInput input;
    input.spec = absoluteSpec(spec);
    switch (wanted.kind) {
    case InputKind::Data:
        input.hash = datasetHash(spec);
        break;
    case InputKind::Model:
        input.spec = absoluteSpec(resolveModelFile(spec).string());
        input.hash = hashFile(input.spec);
        break;
    case InputKind::Series:
        input.hash = seriesHash(spec);
        break;
    case InputKind::Runs:
        input.hash = modelRunsHash(spec);
        break;
    case InputKind::Trainings:
        input.hash = trainingsHash(spec);
        break;
    case InputKind::Embedding:
        if (!takeRecipe(input))
            input.hash = embeddingHash(input.spec);
        break;
    case InputKind::File:
        if (fs::is_directory(spec))
            throw Error(ErrorKind::InvalidInput, "this is a folder, not a file", spec,
                        "a file is wanted for --" + wanted.role, "name a file inside it");
        input.hash = hashFile(input.spec);
        break;
    case InputKind::Result:
        if (!takeRecipe(input) || input.recipe->analysis != wanted.resultOf)
            throw Error(ErrorKind::InvalidInput, "this is not a result of " + wanted.resultOf, spec,
                        "--" + wanted.role + " takes nothing else",
                        "make one with `leafscope " + wanted.resultOf + " ... --out FILE`");
        break;
    }
    return input;
}

Recipe emptyRecipe(const Analysis& analysis, const Json& parameters, std::uint64_t seed)
{
    Recipe recipe;
    recipe.analysis = analysis.name;
    recipe.revision = analysis.revision;
    recipe.parameters = completeParameters(analysis, parameters);
    recipe.seed = analysis.seeded ? seed : 0;
    recipe.version = LEAFSCOPE_VERSION;
    return recipe;
}

/// The file of an input whose recipe is known: where the user said, in the store, or made now.
fs::path inputArtifact(const RecipeInput& input, const ArtifactStore& store,
                       const Progress& progress)
{
    if (!input.spec.empty())
        if (const auto there = readArtifact(input.spec);
            there && there->recipe.hash() == input.hash)
            return input.spec;
    if (input.recipe->hash() != input.hash)
        throw Error(ErrorKind::Format, "an inner recipe does not match its hash", "recipe",
                    "the recipe was changed by hand", "copy it again out of the window");
    return execute(*input.recipe, store, progress).file;
}

/// The input where the recipe says it is, or, when nothing is there, its like below the current
/// folder: so a recipe runs where its files were copied to.
RecipeInput presentInput(const InputSpec& wanted, const RecipeInput& input)
{
    if (!locateSpec(input.spec)) {
        const auto fits = [&](const std::string& spec) {
            try {
                return identify(wanted, spec).hash == input.hash;
            } catch (const Error&) {
                return false; // something else of that name
            }
        };
        if (const auto moved = movedSpec(input.spec, fs::current_path(), fits))
            return identify(wanted, *moved);
    }
    return identify(wanted, input.spec);
}

ReadyInput readyInput(const InputSpec& wanted, const RecipeInput& input, const ArtifactStore& store,
                      const Progress& progress)
{
    if (input.recipe) {
        const fs::path file = inputArtifact(input, store, progress);
        return {file.string(), input.hash, file};
    }
    const RecipeInput now = presentInput(wanted, input);
    if (now.hash != input.hash)
        throw Error(ErrorKind::InvalidInput,
                    "the recipe was made with content " + input.hash + ", this has " + now.hash,
                    input.spec, "the file was changed or another one took its place",
                    "restore the file, or make a new recipe from the one at hand");
    return {now.spec, now.hash, now.spec};
}

/// What the entry says of the input `role`, of those that parameters name too.
InputSpec inputSpecOf(const Analysis& analysis, const Json& parameters, const std::string& role)
{
    for (const InputSpec& input : analysis.inputs)
        if (input.role == role)
            return input;
    if (analysis.namedData && analysis.namedData(parameters).count(role))
        return {role, InputKind::Data, true, false, {}};
    throw Error(ErrorKind::Format, "\"" + analysis.name + "\" takes no input \"" + role + "\"",
                "recipe", "a mistyped role", "`leafscope " + analysis.name + " --help`");
}

Request readyRequest(const Analysis& analysis, const Recipe& recipe, const ArtifactStore& store,
                     const Progress& progress)
{
    Request request;
    request.parameters = completeParameters(analysis, recipe.parameters);
    request.seed = recipe.seed;
    const double share = 1 / double(std::max<std::size_t>(1, recipe.inputs.size()));
    double done = 0;
    for (const auto& [role, input] : recipe.inputs) {
        const InputSpec wanted = inputSpecOf(analysis, request.parameters, role);
        const Progress part = progress.span(done, done + share, "preparing " + role);
        done += share;
        request.inputs.emplace(role, readyInput(wanted, input, store, part));
    }
    return request;
}

bool holdsOnly(const fs::path& folder, const std::string& start)
{
    const fs::directory_iterator entries(folder);
    return std::all_of(begin(entries), end(entries), [&](const fs::directory_entry& entry) {
        return entry.path().filename().string().starts_with(start);
    });
}

/// "with epochs 5 instead of 12, seed 2 instead of 1"; "" for the same recipe.
std::string differenceTo(const Recipe& before, const Recipe& now)
{
    if (before.hash() == now.hash())
        return {};
    std::string text;
    const auto compare = [&](const std::string& what, const Json& was, const Json& is) {
        if (was != is)
            text += (text.empty() ? "with " : ", ") + what + " " + was.dump() + " instead of " +
                    is.dump();
    };
    compare("analysis", before.analysis, now.analysis);
    compare("revision", before.revision, now.revision);
    for (const auto& [name, value] : now.parameters.items())
        compare(name, before.parameters.value(name, Json()), value);
    compare("seed", before.seed, now.seed);
    for (const auto& [role, input] : now.inputs)
        if (!before.inputs.count(role) || before.inputs.at(role).hash != input.hash)
            text += (text.empty() ? "with other " : ", other ") + role;
    return text.empty() ? "with another recipe" : text;
}

/// Throws unless the folder is new or empty, or the same recipe may go on in it.
void requireFree(const fs::path& out, const Analysis& analysis, const Recipe& recipe)
{
    std::error_code ignored;
    if (!fs::exists(out) || (fs::is_directory(out) && fs::is_empty(out, ignored)))
        return;
    std::string cause = "an earlier run wrote there";
    if (analysis.resumable && fs::is_directory(out)) {
        if (holdsOnly(out, std::string(".") + kRecipeFile)) // killed as it began
            return;
        if (fs::exists(out / kRecipeFile)) {
            const Json json = Json::parse(readTextFile(out / kRecipeFile), nullptr, false);
            const std::string difference =
                json.is_object() ? differenceTo(Recipe::fromJson(json), recipe)
                                 : std::string("and its ") + kRecipeFile + " is damaged";
            if (difference.empty())
                return;
            cause += " " + difference;
        }
    }
    throw Error(ErrorKind::InvalidInput, "the folder is not empty", out.string(), cause,
                "name another folder with --out, or remove it");
}

Artifact makeFolder(const Analysis& analysis, const Recipe& recipe, const Request& request,
                    const fs::path& out, const Progress& progress)
{
    if (out.empty())
        throw Error(ErrorKind::InvalidInput, "say where to write", analysis.name,
                    "this analysis writes a folder of files", "add --out FOLDER");
    requireFree(out, analysis, recipe);
    std::error_code ignored;
    const bool ours = fs::create_directories(out, ignored);
    const auto writeRecipe = [&] {
        writeTextFile(out / kRecipeFile, recipe.toJson().dump(2) + "\n");
    };
    try {
        if (analysis.resumable)
            writeRecipe();
        const FolderFinish* const finish = folderFinish(analysis.name);
        Json result =
            analysis.run(request, out, finish ? progress.span(0, 0.95, analysis.name) : progress);
        if (finish)
            finish->add(recipe, out, result, progress.span(0.95, 1, analysis.name));
        if (!analysis.resumable)
            writeRecipe();
        return {out, recipe, std::move(result), false};
    } catch (...) {
        // What a cancelled training has finished stays; a recipe alone, unfinished results and an
        // empty folder of ours do not.
        if (!analysis.resumable)
            for (const fs::directory_entry& entry : fs::directory_iterator(out, ignored))
                fs::remove_all(entry.path(), ignored);
        else if (holdsOnly(out, kRecipeFile))
            fs::remove(out / kRecipeFile, ignored);
        if (ours && fs::is_empty(out, ignored))
            fs::remove(out, ignored);
        throw;
    }
}

} // namespace

const Analysis* findAnalysis(const std::string& name)
{
    for (const Analysis* analysis : allAnalyses())
        if (analysis->name == name)
            return analysis;
    return nullptr;
}

Recipe makeRecipe(const Analysis& analysis, const std::map<std::string, std::string>& inputs,
                  const Json& parameters, std::uint64_t seed)
{
    Recipe recipe = emptyRecipe(analysis, parameters, seed);
    for (const InputSpec& wanted : analysis.inputs) {
        const auto given = inputs.find(wanted.role);
        if (given != inputs.end())
            recipe.inputs.emplace(wanted.role, identify(wanted, given->second));
        else if (wanted.required)
            throw Error(ErrorKind::InvalidInput, "the input --" + wanted.role + " is missing",
                        analysis.name, {}, wanted.help);
    }
    if (analysis.namedData)
        for (const auto& [role, spec] : analysis.namedData(recipe.parameters))
            recipe.inputs.emplace(role, identify({role, InputKind::Data, true, false, {}}, spec));
    return recipe;
}

Recipe makeRecipe(const Analysis& analysis, const std::string& role, const Recipe& inner,
                  const Json& parameters, std::uint64_t seed)
{
    Recipe recipe = emptyRecipe(analysis, parameters, seed);
    recipe.inputs.emplace(role, RecipeInput{{}, inner.hash(), std::make_shared<Recipe>(inner)});
    return recipe;
}

namespace {

void requireFileName(const fs::path& target)
{
    if (fs::is_directory(target))
        throw Error(ErrorKind::InvalidInput, "this is a folder", target.string(),
                    "a file name is wanted",
                    "write for example --out " + (target / "result.h5").string());
}

/// The result must not take the place of what it is made from.
void requireNoInput(const fs::path& target, const Recipe& recipe)
{
    std::error_code ignored;
    for (const auto& [role, input] : recipe.inputs)
        if (const auto parts = locateSpec(input.spec);
            parts && fs::equivalent(parts->path, target, ignored))
            throw Error(ErrorKind::InvalidInput, "this file is the " + role + " itself",
                        target.string(), "the result would take the place of its input",
                        "choose another name with --out");
}

/// The artifact `file` of a store, copied to `out` unless that is empty or holds it already.
Artifact taken(const fs::path& file, const fs::path& own, const fs::path& out)
{
    Artifact artifact = *readArtifact(file);
    if (file == own)
        markUsed(file);
    if (out.empty())
        return artifact;
    requireFileName(out);
    const auto there = readArtifact(out);
    if (!there || there->recipe.hash() != artifact.recipe.hash()) {
        requireNoInput(out, artifact.recipe);
        copyWhole(file, out);
    }
    artifact.file = out;
    return artifact;
}

} // namespace

Artifact execute(const Recipe& recipe, const ArtifactStore& store, const Progress& progress,
                 const fs::path& out)
{
    // A result that is there can be used whatever made it; only making it needs this very analysis.
    const std::string hash = recipe.hash();
    if (const auto file = store.find(hash))
        return taken(*file, store.place(hash), out);
    const Analysis& analysis = analysisOf(recipe);
    if (const FolderFinish* const finish = folderFinish(analysis.name); finish && finish->require)
        finish->require(recipe);
    const bool inner = std::any_of(recipe.inputs.begin(), recipe.inputs.end(),
                                   [](const auto& input) { return bool(input.second.recipe); });
    const double share = inner ? 0.5 : 0.02;
    const Request request =
        readyRequest(analysis, recipe, store, progress.span(0, share, "preparing inputs"));
    const Progress own = progress.span(share, 1, analysis.name);
    if (analysis.output == OutputKind::Folder)
        return makeFolder(analysis, recipe, request, out, own);
    const fs::path target = out.empty() ? store.place(hash) : out;
    requireFileName(target);
    requireNoInput(target, recipe);
    removeStaleTemporaries(target.parent_path());
    PendingFile file(target);
    Json result = analysis.run(request, file.path(), own);
    stampArtifact(file.path(), recipe, result);
    file.commit();
    progress.report(1);
    return {target, recipe, std::move(result), false};
}

} // namespace leafscope
