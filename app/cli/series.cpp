// SPDX-License-Identifier: MIT
// An analysis over the epochs of a series: `--epochs all`.
#include "core/session/series.hpp"

#include "app/cli/console.hpp"
#include "app/cli/verbs.hpp"
#include "core/model/checkpoints.hpp"
#include "core/session/execute.hpp"

#include <iostream>

namespace leafscope::cli {

namespace {

namespace fs = std::filesystem;

struct EpochResult {
    int epoch = 0;
    Artifact artifact;
};

fs::path fileOfEpoch(const fs::path& folder, int epoch)
{
    return (folder / checkpointName(epoch)).replace_extension(".h5");
}

std::vector<EpochResult> executeAll(const std::vector<EpochRecipe>& recipes, const fs::path& out,
                                    const Progress& progress, ProgressLine& line)
{
    const ArtifactStore store;
    std::vector<EpochResult> results;
    for (const auto& [epoch, recipe] : recipes) {
        const double done = double(results.size());
        line.setPrefix("epoch " + std::to_string(epoch) + " (" +
                       std::to_string(results.size() + 1) + " of " +
                       std::to_string(recipes.size()) + "): ");
        const Progress part = progress.span(done / double(recipes.size()),
                                            (done + 1) / double(recipes.size()), recipe.analysis);
        EpochResult result{epoch, execute(recipe, store, part)};
        if (!out.empty())
            result.artifact.file = execute(recipe, store, Progress(), fileOfEpoch(out, epoch)).file;
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace

void executeSeries(const Analysis& analysis, const std::map<std::string, std::string>& inputs,
                   const Json& parameters, const std::string& epochs, const CommonOptions& common)
{
    if (!isEpochList(epochs))
        throw UsageError("--epochs wants all or a list such as 0,1,5 or 0-10, not \"" + epochs +
                         "\"");
    const Progress progress;
    std::vector<EpochResult> results;
    {
        ProgressLine line(progress, common.quiet);
        const auto recipes = seriesRecipes(analysis, inputs, parameters, common.seed, epochs);
        results = executeAll(recipes, common.out, progress, line);
    }
    Json list = Json::array();
    for (const EpochResult& result : results) {
        Json one{{"epoch", result.epoch}};
        one.update(result.artifact.result);
        list.push_back(one);
        if (!common.quiet)
            std::cerr << "epoch " << result.epoch
                      << (result.artifact.reused ? ", taken from the store: " : ", written: ")
                      << result.artifact.file.string() << "\n";
    }
    if (common.json) {
        std::cout << Json{{"epochs", list}}.dump(2) << "\n";
        return;
    }
    for (const EpochResult& result : results)
        std::cout << "epoch " << result.epoch << "\n" << asText(result.artifact.result) << "\n";
}

} // namespace leafscope::cli
