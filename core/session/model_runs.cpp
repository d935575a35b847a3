// SPDX-License-Identifier: MIT
#include "core/session/model_runs.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/natural_order.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/epoch_names.hpp"
#include "core/data/sniff.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/checkpoints.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/folder.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

namespace leafscope {

namespace fs = std::filesystem;

bool holdsCheckpoints(const fs::path& folder)
{
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        std::error_code ignored;
        const std::string name = entry->path().filename().string();
        if (entry->is_directory(ignored) ? epochInName(name) && holdsCheckpoints(entry->path())
                                         : entry->path().extension() != ".h5" &&
                                               sniff(entry->path()).kind == FileKind::TorchScript)
            return true;
    }
    return false;
}

namespace {

std::vector<std::string> splitAt(const std::string& line, char separator)
{
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, separator);)
        cells.push_back(cell);
    return cells;
}

std::optional<double> numberIn(const std::string& text)
{
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || text.empty() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// 1 - test_accuracy in the row of that epoch; the table's other columns may change.
std::optional<double> testErrorIn(const fs::path& table, int epoch)
{
    std::error_code ignored;
    if (!fs::is_regular_file(table, ignored))
        return std::nullopt;
    std::istringstream lines(readTextFile(table));
    std::string line;
    std::getline(lines, line);
    const std::vector<std::string> names = splitAt(line, ',');
    const auto column = [&](const char* name) {
        return std::size_t(std::find(names.begin(), names.end(), name) - names.begin());
    };
    const std::size_t at = column("epoch");
    const std::size_t accuracy = column("test_accuracy");
    while (std::getline(lines, line)) {
        const std::vector<std::string> cells = splitAt(line, ',');
        if (at >= cells.size() || accuracy >= cells.size() || numberIn(cells[at]) != double(epoch))
            continue;
        if (const auto value = numberIn(cells[accuracy]))
            return 1 - *value;
    }
    return std::nullopt;
}

std::optional<std::int64_t> widthIn(const fs::path& recipeFile)
{
    std::error_code ignored;
    if (!fs::is_regular_file(recipeFile, ignored))
        return std::nullopt;
    const Json json = Json::parse(readTextFile(recipeFile), nullptr, false);
    if (!json.is_object() || !json.contains("parameters") || !json["parameters"].is_object())
        return std::nullopt;
    const Json width = json["parameters"].value("width", Json());
    if (!width.is_number_integer() || width.get<std::int64_t>() <= 0) // 0: not chosen
        return std::nullopt;
    return width.get<std::int64_t>();
}

TrainingRecord recordBeside(const fs::path& checkpoint)
{
    TrainingRecord record;
    record.width = widthIn(checkpoint.parent_path() / kRecipeFile);
    if (const auto epoch = epochInName(checkpoint.filename().string()))
        record.testError = testErrorIn(checkpoint.parent_path() / "training.csv", *epoch);
    return record;
}

ModelRun networkRun(const std::string& name, const fs::path& file)
{
    return {name, std::nullopt, false, file.string(), recordBeside(file)};
}

/// An embedding that Leafscope made knows its network, and with it the training.
ModelRun embeddingRun(const std::string& name, const std::string& spec)
{
    ModelRun run{name, std::nullopt, true, spec, {}};
    std::error_code ignored;
    if (!fs::is_regular_file(spec, ignored))
        return run;
    const auto artifact = readArtifact(spec);
    if (!artifact)
        return run;
    const auto model = artifact->recipe.inputs.find("model");
    if (model != artifact->recipe.inputs.end() && !model->second.spec.empty())
        run.record = recordBeside(model->second.spec);
    return run;
}

/// A folder of .npy files, each a layer.
bool holdsLayers(const fs::path& folder)
{
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (entry->path().extension() == ".npy" && !isLabelName(entry->path().stem().string()))
            return true;
    return false;
}

/// A file of arrays that is no table (notes of runs lie about as tables) and no result of ours but
/// an embedding.
bool isEmbeddingFile(const fs::path& file)
{
    const std::string name = file.filename().string();
    const bool table = file.extension() == ".csv" || file.extension() == ".tsv";
    if (!isArrayName(name) || table || isLabelName(file.stem().string()))
        return false;
    const auto artifact = readArtifact(file);
    return !artifact || artifact->recipe.analysis == "embed";
}

/// The model that an entry of a folder of models is; none for anything else.
std::optional<ModelRun> modelIn(const fs::directory_entry& entry)
{
    std::error_code ignored;
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    if (name.starts_with('.'))
        return std::nullopt;
    if (entry.is_directory(ignored)) {
        if (holdsCheckpoints(path))
            return networkRun(name, lastCheckpoint(path));
        if (const auto frames = embeddingFrames(path.string()); !frames.empty())
            return embeddingRun(name, frames.back().spec);
        if (holdsLayers(path))
            return embeddingRun(name, path.string());
        return std::nullopt;
    }
    if (isEmbeddingFile(path))
        return embeddingRun(path.stem().string(), path.string());
    return std::nullopt;
}

/// The checkpoints of one training; networks without numbers one by one.
std::vector<ModelRun> checkpointRuns(const fs::path& folder)
{
    const CheckpointSeries series = findCheckpoints(folder);
    std::vector<ModelRun> runs;
    for (const Checkpoint& checkpoint : series.checkpoints) {
        runs.push_back(networkRun("epoch " + std::to_string(checkpoint.epoch), checkpoint.file));
        runs.back().epoch = checkpoint.epoch;
    }
    if (runs.empty())
        for (const fs::path& file : series.others)
            runs.push_back(networkRun(file.stem().string(), file));
    return runs;
}

std::vector<ModelRun> runsSideBySide(const fs::path& folder)
{
    std::vector<ModelRun> runs;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed))
        if (auto run = modelIn(*entry))
            runs.push_back(std::move(*run));
    if (failed)
        throw Error(ErrorKind::Io, "cannot list the folder: " + failed.message(), folder.string(),
                    "permission is missing", "check the path");
    std::sort(runs.begin(), runs.end(), [](const ModelRun& a, const ModelRun& b) {
        return a.name != b.name ? naturallyBefore(a.name, b.name) : a.spec < b.spec;
    });
    return runs;
}

} // namespace

std::vector<ModelRun> modelRuns(const std::string& spec)
{
    std::vector<ModelRun> runs;
    std::error_code ignored;
    for (const EmbeddingFrame& frame : embeddingFrames(spec)) {
        runs.push_back(embeddingRun("epoch " + std::to_string(frame.epoch), frame.spec));
        runs.back().epoch = frame.epoch;
    }
    if (!runs.empty())
        return runs;
    if (!fs::is_directory(spec, ignored)) {
        if (fs::is_regular_file(spec, ignored) && sniff(spec).kind == FileKind::TorchScript)
            return {networkRun(fs::path(spec).stem().string(), spec)};
        return {embeddingRun(fs::path(spec).stem().string(), spec)};
    }
    runs = holdsCheckpoints(spec) ? checkpointRuns(spec) : runsSideBySide(spec);
    if (runs.empty())
        throw Error(ErrorKind::InvalidInput, "the folder holds no models", spec,
                    "neither checkpoints nor embeddings were found in it or in its folders",
                    "give a folder of checkpoints, or one with a folder of checkpoints or an "
                    "embedding per model");
    return runs;
}

std::string modelRunsHash(const std::string& spec)
{
    std::string all = "models";
    for (const ModelRun& run : modelRuns(spec)) {
        all += "\n" + run.name + " " +
               (run.isEmbedding ? embeddingHash(run.spec) : hashFile(run.spec));
        // What the results tell of a training belongs to their identity.
        if (run.record.width)
            all += " width " + std::to_string(*run.record.width);
        if (run.record.testError)
            all += " test error " + std::to_string(*run.record.testError);
    }
    return hashText(all);
}

} // namespace leafscope
