// SPDX-License-Identifier: MIT
// How each frame of a series is made: the recipes of the frame that is shown, carried over to the
// other epochs. Runs on any thread.
#pragma once

#include "app/work/loading.hpp"
#include "core/session/artifacts.hpp"
#include "views/session/frame.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

/// The recipes of one epoch. No embedding recipe: the user brought the embedding.
struct FramePlan {
    std::optional<Recipe> embedding;
    Recipe layout;
    Recipe dimension;
};

/// What all frames of a series have in common.
struct FrameTemplate {
    std::optional<Recipe> embedding; ///< each epoch's own model takes the place of its model
    Json layout = Json::object();    ///< parameters; "align" is the series' own
    Json dimension = Json::object();

    /// From what was computed of the frame that is shown.
    static FrameTemplate of(const Frame& frame);
    /// Equal for equal templates.
    std::string key() const;
};

/// How the coordinates of a frame follow from another one's: "none", "procrustes" (each epoch is
/// turned onto the one before), "basis" (all are projected on the axes of the last).
QStringList seriesAlignments();
/// As the layout of a frame was made.
QString alignmentOf(const Frame& frame);

/// Every epoch's recipes. `shown`: the frame of the epoch that is shown, which keeps its recipes
/// where they fit. Throws Error. Cost: reads every checkpoint once.
std::map<int, FramePlan> planFrames(const std::vector<SeriesEntry>& series,
                                    const FrameTemplate& common, const std::string& alignment,
                                    int shownEpoch, const Frame& shown, const Progress& progress);

/// The frame as far as the store holds it.
Frame storedFrame(const FramePlan& plan, const ArtifactStore& store);
/// Computes what is missing of the frame. `ready` gets it as soon as it can be shown, and again
/// when it is whole.
void computeFrame(const FramePlan& plan, const ArtifactStore& store, const Progress& progress,
                  const std::function<void(const Frame&)>& ready);

/// The checkpoints among which this file is, ascending; empty if it is alone. Throws Error when
/// its folder cannot be understood as one series.
std::vector<SeriesEntry> checkpointsAround(const std::filesystem::path& file);
/// The same for an embedding: the epochs of `spec`, or those of the folder in which it is one.
std::vector<SeriesEntry> embeddingsAround(const std::string& spec);

} // namespace leafscope
