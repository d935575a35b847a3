// SPDX-License-Identifier: MIT
#include "core/session/series.hpp"

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/embedding/frames.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/model_file.hpp"
#include "core/session/execute.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

struct EpochRange {
    int first = 0;
    int last = 0;
    bool single = true;
};

/// Empty for "all"; nullopt if the text is no list of epochs.
std::optional<std::vector<EpochRange>> parseEpochs(const std::string& text)
{
    if (text == "all")
        return std::vector<EpochRange>();
    std::vector<EpochRange> ranges;
    const char* at = text.data();
    const char* const end = at + text.size();
    const auto number = [&](int& value) {
        const auto [next, failed] = std::from_chars(at, end, value);
        const bool fine = failed == std::errc() && value >= 0;
        at = next;
        return fine;
    };
    for (;;) {
        EpochRange range;
        if (!number(range.first))
            return std::nullopt;
        range.last = range.first;
        if (at != end && *at == '-') {
            ++at;
            range.single = false;
            if (!number(range.last) || range.last < range.first)
                return std::nullopt;
        }
        ranges.push_back(range);
        if (at == end)
            return ranges;
        if (*at++ != ',')
            return std::nullopt;
    }
}

std::string epochList(const std::vector<SeriesFrame>& frames)
{
    std::string list;
    for (const SeriesFrame& frame : frames)
        list += (list.empty() ? "" : ", ") + std::to_string(frame.epoch);
    return list;
}

/// `make(i)` is the recipe of frame i without a reference.
std::vector<EpochRecipe> aligned(std::size_t count,
                                 const std::function<EpochRecipe(std::size_t)>& make)
{
    std::vector<EpochRecipe> recipes;
    for (std::size_t i = 0; i < count; ++i)
        recipes.push_back(make(i));
    if (recipes.empty())
        return recipes;
    const std::string alignment = recipes[0].second.parameters.value("align", std::string("none"));
    std::vector<Recipe*> layouts;
    for (EpochRecipe& recipe : recipes)
        layouts.push_back(&recipe.second);
    if (alignment != "none")
        layouts[alignmentStart(alignment, count)]->parameters["align"] = "none";
    alignLayouts(layouts, alignment);
    return recipes;
}

} // namespace

std::size_t alignmentStart(const std::string& alignment, std::size_t count)
{
    return alignment == "basis" ? count - 1 : 0;
}

void alignLayouts(const std::vector<Recipe*>& layouts, const std::string& alignment)
{
    if (layouts.empty() || alignment == "none")
        return;
    const std::size_t start = alignmentStart(alignment, layouts.size());
    for (std::size_t i = 0; i < layouts.size(); ++i) {
        if (i == start)
            continue;
        const Recipe& reference = *layouts[alignment == "basis" ? start : i - 1];
        layouts[i]->parameters["align"] = alignment;
        layouts[i]->inputs["reference"] =
            RecipeInput{{}, reference.hash(), std::make_shared<Recipe>(reference)};
    }
}

std::vector<SeriesFrame> seriesFrames(InputKind kind, const std::string& spec)
{
    std::vector<SeriesFrame> frames;
    std::error_code ignored;
    if (kind == InputKind::Model && fs::is_directory(spec, ignored))
        for (const Checkpoint& checkpoint : listCheckpoints(spec))
            frames.push_back({checkpoint.epoch, checkpoint.file.string()});
    if (kind == InputKind::Embedding)
        for (const EmbeddingFrame& frame : embeddingFrames(spec))
            frames.push_back({frame.epoch, frame.spec});
    return frames;
}

bool isEpochList(const std::string& text)
{
    return parseEpochs(text).has_value();
}

std::vector<SeriesFrame> chosenFrames(const std::vector<SeriesFrame>& frames,
                                      const std::string& epochs)
{
    const auto ranges = parseEpochs(epochs);
    if (!ranges)
        throw Error(ErrorKind::InvalidInput, "\"" + epochs + "\" is no list of epochs", "--epochs",
                    "a mistyped list", "write all, or for example 0,1,5 or 0-10");
    if (ranges->empty())
        return frames;
    std::vector<SeriesFrame> chosen;
    for (const SeriesFrame& frame : frames)
        if (std::any_of(ranges->begin(), ranges->end(), [&](const EpochRange& r) {
                return r.first <= frame.epoch && frame.epoch <= r.last;
            }))
            chosen.push_back(frame);
    const auto missing = [&](const EpochRange& r) {
        return r.single && std::none_of(chosen.begin(), chosen.end(),
                                        [&](const SeriesFrame& f) { return f.epoch == r.first; });
    };
    const auto lost = std::find_if(ranges->begin(), ranges->end(), missing);
    if (lost != ranges->end() || chosen.empty())
        throw Error(ErrorKind::InvalidInput,
                    lost != ranges->end() ? "there is no epoch " + std::to_string(lost->first)
                                          : "there is no epoch in " + epochs,
                    "--epochs", "not every epoch is kept", "choose from " + epochList(frames));
    return chosen;
}

std::string seriesHash(const std::string& spec)
{
    const std::vector<SeriesFrame> frames = seriesFrames(InputKind::Model, spec);
    if (frames.empty())
        return hashFile(resolveModelFile(spec));
    std::string all = "series of networks";
    for (const SeriesFrame& frame : frames)
        all += "\n" + std::to_string(frame.epoch) + " " + hashFile(frame.spec);
    return hashText(all);
}

const InputSpec* seriesInput(const Analysis& analysis)
{
    if (analysis.output == OutputKind::Folder)
        return nullptr;
    for (const InputSpec& input : analysis.inputs)
        if (input.kind == InputKind::Trainings) // goes over epochs itself
            return nullptr;
    for (const InputSpec& input : analysis.inputs)
        if (input.kind == InputKind::Model || input.kind == InputKind::Embedding)
            return &input;
    return nullptr;
}

std::vector<EpochRecipe> seriesRecipes(const Analysis& analysis,
                                       const std::map<std::string, std::string>& inputs,
                                       const Json& parameters, std::uint64_t seed,
                                       const std::string& epochs)
{
    const InputSpec* series = seriesInput(analysis);
    EXPECTS(series != nullptr, analysis.name);
    const auto given = inputs.find(series->role);
    if (given == inputs.end())
        throw Error(ErrorKind::InvalidInput, "the input " + series->role + " is missing",
                    analysis.name, {}, series->help);
    const std::vector<SeriesFrame> all = seriesFrames(series->kind, given->second);
    if (all.empty())
        throw Error(ErrorKind::InvalidInput, "this is no series of epochs", given->second,
                    series->kind == InputKind::Model
                        ? "it is a single network, or a folder without numbered checkpoints"
                        : "it is a single embedding, or a folder without numbered files",
                    series->kind == InputKind::Model
                        ? "give a folder that `leafscope train` wrote, or leave out --epochs"
                        : "give the folder that `leafscope embed --epochs all --out FOLDER` wrote, "
                          "or leave out --epochs");
    const std::vector<SeriesFrame> frames = chosenFrames(all, epochs);
    return aligned(frames.size(), [&](std::size_t i) {
        std::map<std::string, std::string> own = inputs;
        own[series->role] = frames[i].spec;
        return EpochRecipe(frames[i].epoch, makeRecipe(analysis, own, parameters, seed));
    });
}

std::vector<EpochRecipe> seriesRecipes(const Analysis& analysis, const std::string& role,
                                       const std::vector<EpochRecipe>& inner,
                                       const Json& parameters, std::uint64_t seed)
{
    return aligned(inner.size(), [&](std::size_t i) {
        return EpochRecipe(inner[i].first,
                           makeRecipe(analysis, role, inner[i].second, parameters, seed));
    });
}

} // namespace leafscope
