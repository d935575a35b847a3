// SPDX-License-Identifier: MIT
// One analysis over the epochs of a training: the frames of a series, and the recipe of each.
#pragma once

#include "core/session/analysis.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace leafscope {

/// One epoch of a series.
struct SeriesFrame {
    int epoch = 0;
    std::string spec; ///< of a model or an embedding, as the analysis takes it
};

/// The epochs behind `spec`, ascending: checkpoints of a folder (Model), or the frames of an
/// embedding (Embedding; see embeddingFrames()). Empty if it is no series. Reads names and headers.
/// Throws Error as those do.
std::vector<SeriesFrame> seriesFrames(InputKind kind, const std::string& spec);

/// Content identity of a series of networks (InputKind::Series), or of a single one.
std::string seriesHash(const std::string& spec);

/// Which epochs are meant: "all", or numbers and ranges "0,1,5", "0-10", "0,5-8". Those named one
/// by one must exist, of a range those that exist are taken. Throws Error(InvalidInput) that lists
/// the epochs there are.
std::vector<SeriesFrame> chosenFrames(const std::vector<SeriesFrame>& frames,
                                      const std::string& epochs);

/// Whether `text` is such a list of epochs, whatever frames there are.
bool isEpochList(const std::string& text);

/// The input of an analysis that can be run epoch by epoch: its model or its embedding; nullptr if
/// it takes neither, writes folders, or goes over the epochs itself.
const InputSpec* seriesInput(const Analysis& analysis);

/// The frame of `count` > 0 that the others are aligned to: "basis" the last, else the first.
std::size_t alignmentStart(const std::string& alignment, std::size_t count);

/// Gives the layouts of ascending epochs their references: "procrustes" the layout before, "basis"
/// the last one. The start stays as it is; "none" changes nothing.
void alignLayouts(const std::vector<Recipe*>& layouts, const std::string& alignment);

using EpochRecipe = std::pair<int, Recipe>;

/// The recipe of every chosen epoch of the series that the model or embedding among `inputs` names.
/// Where `align` is a parameter and not "none", each frame gets its reference: procrustes the frame
/// before (the first stays as it is), basis the last frame. Throws Error(InvalidInput) if the input
/// is no series, and what makeRecipe throws. Cost: reads each frame's file once.
std::vector<EpochRecipe> seriesRecipes(const Analysis& analysis,
                                       const std::map<std::string, std::string>& inputs,
                                       const Json& parameters, std::uint64_t seed,
                                       const std::string& epochs = "all");

/// The same on results that need not exist yet, for example layouts of a model's embeddings:
/// `role` names the input that `inner` makes.
std::vector<EpochRecipe> seriesRecipes(const Analysis& analysis, const std::string& role,
                                       const std::vector<EpochRecipe>& inner,
                                       const Json& parameters = Json::object(),
                                       std::uint64_t seed = 1);

} // namespace leafscope
