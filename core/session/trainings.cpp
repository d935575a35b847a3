// SPDX-License-Identifier: MIT
#include "core/session/trainings.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/natural_order.hpp"
#include "core/data/epoch_names.hpp"
#include "core/model/model_file.hpp"
#include "core/session/folder.hpp"
#include "core/session/model_runs.hpp"

#include <algorithm>
#include <filesystem>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

/// The recipe of the training in this folder; nothing if there is none, or it is of something else.
std::optional<TrainedOn> recordIn(const fs::path& folder)
{
    const fs::path file = folder / kRecipeFile;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored))
        return std::nullopt;
    const Json json = Json::parse(readTextFile(file), nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    try {
        const Recipe recipe = Recipe::fromJson(json);
        const auto data = recipe.inputs.find("data");
        if (recipe.analysis != "train" || data == recipe.inputs.end())
            return std::nullopt;
        const Json& p = recipe.parameters;
        return TrainedOn{data->second.spec,
                         data->second.hash,
                         p.value("limit", std::int64_t(0)),
                         p.value("shuffle_labels", 0.0),
                         recipe.seed,
                         p.value("loss", std::string("cross_entropy")),
                         p.value("weight_decay", 0.0)};
    } catch (const Error&) {
        return std::nullopt; // changed by hand: what it was of is not known
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

std::optional<Training> trainingIn(const fs::path& folder)
{
    Training training{folder.filename().string(), seriesFrames(InputKind::Model, folder.string()),
                      recordIn(folder)};
    if (training.frames.empty())
        return std::nullopt;
    return training;
}

std::vector<Training> sideBySide(const fs::path& folder)
{
    std::vector<Training> all;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored) || !holdsCheckpoints(entry->path()))
            continue;
        if (auto training = trainingIn(entry->path()))
            all.push_back(std::move(*training));
    }
    if (failed)
        throw Error(ErrorKind::Io, "cannot list the folder: " + failed.message(), folder.string(),
                    "permission is missing", "check the path");
    std::sort(all.begin(), all.end(),
              [](const Training& a, const Training& b) { return naturallyBefore(a.name, b.name); });
    return all;
}

Training single(const std::string& spec)
{
    const fs::path file = resolveModelFile(spec);
    const int epoch = epochInName(file.filename().string()).value_or(0);
    return {file.stem().string(), {{epoch, file.string()}}, recordIn(file.parent_path())};
}

} // namespace

std::vector<Training> trainings(const std::string& spec)
{
    const fs::path folder = fs::path(spec).lexically_normal();
    std::error_code ignored;
    if (!fs::is_directory(spec, ignored))
        return {single(spec)};
    const fs::path named = folder.has_filename() ? folder : folder.parent_path();
    if (holdsCheckpoints(named)) {
        if (auto training = trainingIn(named))
            return {std::move(*training)};
        return {single(spec)};
    }
    std::vector<Training> all = sideBySide(named);
    if (all.empty())
        throw Error(ErrorKind::InvalidInput, "the folder holds no checkpoints", spec,
                    "neither networks nor folders of networks were found in it",
                    "give what `leafscope train --out FOLDER` wrote, or a folder of such folders");
    return all;
}

std::string trainingsHash(const std::string& spec)
{
    std::string text = "trainings";
    for (const Training& training : trainings(spec)) {
        text += "\n" + training.name;
        if (const auto& on = training.trainedOn)
            text += " " + on->hash + " " + std::to_string(on->limit) + " " +
                    std::to_string(on->shuffleLabels) + " " + std::to_string(on->seed);
        for (const SeriesFrame& frame : training.frames)
            text += "\n" + std::to_string(frame.epoch) + " " + hashFile(frame.spec);
    }
    return hashText(text);
}

} // namespace leafscope
