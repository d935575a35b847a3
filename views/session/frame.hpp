// SPDX-License-Identifier: MIT
// What a session knows, and one frame of a series: what is known at one epoch.
#pragma once

#include "core/dimension/dimension.hpp"
#include "core/embedding/embedding.hpp"
#include "core/layout/layout.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "core/session/recipe.hpp"

#include <QString>

#include <array>
#include <memory>
#include <optional>

namespace leafscope {

struct CollapseRuns;  // core/collapse/collapse_run.hpp
struct Foliation;     // core/leaf/foliation.hpp
struct LeafTrace;     // core/leaf/trace.hpp
struct NnkLayerGraph; // core/nnk/graph_file.hpp

/// The things a session can know. Each has a value (or none), a state and, if computed, a recipe.
enum class Fact {
    Data,
    Model,
    Embedding,
    Layout,
    Dimension,
    Neighbors,
    Walks,
    Foliation,
    Trace,
    Graph,
    Studies,
    Collapse
};
inline constexpr int kFactCount = 12;

enum class Readiness { Empty, Busy, Failed, Ready };

struct FactState {
    Readiness readiness = Readiness::Empty;
    QString message; ///< Busy: what is being done; Failed: the whole error; Empty: what to do next
    bool operator==(const FactState&) const = default;
};

/// One member of a series.
struct SeriesEntry {
    int epoch = 0;
    QString model;     ///< checkpoint file; "" for a series of embeddings
    QString embedding; ///< what openEmbedding takes; "" for a series of checkpoints
    bool operator==(const SeriesEntry&) const = default;
};

/// What was computed from one embedding: the facts of a session, or of one epoch of its series.
/// Null: not computed.
struct Frame {
    std::shared_ptr<const EmbeddingHeader> embedding;
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const DimensionProfile> dimension;
    std::shared_ptr<const NeighborTable> neighbors;
    std::shared_ptr<const Foliation> foliation;
    std::shared_ptr<const NnkLayerGraph> graph;            ///< of one layer
    std::array<std::optional<Recipe>, kFactCount> recipes; ///< by Fact
    FactState
        state; ///< in a series: Ready if it can be shown, that is, embedding and layout are there

    std::optional<Recipe>& recipe(Fact fact) { return recipes[static_cast<std::size_t>(fact)]; }
    const std::optional<Recipe>& recipe(Fact fact) const
    {
        return recipes[static_cast<std::size_t>(fact)];
    }
    bool has(Fact fact) const;
};

} // namespace leafscope
