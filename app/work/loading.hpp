// SPDX-License-Identifier: MIT
// From a recipe of a layout, a dimension profile, neighbours, an NNK graph, a foliation, a trace,
// neural collapse or a study to the values that the session holds. Runs on any thread.
#pragma once

#include "core/session/artifacts.hpp"
#include "views/session/session.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace leafscope {

/// A fact, computed or taken from the store, ready to be handed to a session on its own thread.
struct LoadedFact {
    Fact fact = Fact::Layout;
    Recipe recipe;
    std::shared_ptr<const EmbeddingHeader>
        embedding; ///< of the rows; null if the artifact does not carry it
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const DimensionProfile> dimension;
    std::shared_ptr<const NeighborTable> neighbors;
    std::shared_ptr<const Foliation> foliation;
    std::shared_ptr<const LeafTrace> trace;
    std::shared_ptr<const NnkLayerGraph> graph;
    std::shared_ptr<const CollapseRuns> collapse;
    std::shared_ptr<const Study> study;

    /// How the embedding that this fact is, or is made from, was made; none if the user brought it.
    std::optional<Recipe> embeddingRecipe() const;
    /// Sets the fact, its recipe, and the embedding if the session has another one or none.
    void apply(Session& session) const;
};

/// Which fact an analysis makes. Throws Error(Unsupported) for others.
Fact factOf(const std::string& analysis);
/// The analysis that makes a computed fact; one of them for studies.
const char* analysisOf(Fact fact);

/// Takes the walk of a recipe of `leaf walk` again, as the same walk it was.
std::shared_ptr<const WalkTrack> loadWalk(const Recipe& recipe, const ArtifactStore& store,
                                          const Progress& progress);

/// Executes the recipe of a fact (factOf()) and reads its artifact.
LoadedFact loadFact(const Recipe& recipe, const ArtifactStore& store, const Progress& progress);

} // namespace leafscope
