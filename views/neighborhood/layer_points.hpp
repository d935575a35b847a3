// SPDX-License-Identifier: MIT
// The rows of a layer as a kernel sees them, wherever the embedding lies.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"
#include "core/embedding/embedding.hpp"
#include "core/nnk/points.hpp"
#include "core/session/recipe.hpp"

#include <memory>
#include <optional>
#include <string>

namespace leafscope {

/// Which layer of which embedding.
struct LayerSource {
    std::shared_ptr<const EmbeddingHeader> embedding;
    /// Of a result that was made from the embedding and carries what is known of its rows, but not
    /// its matrices: the recipe says where they are, or how they are made again.
    std::optional<Recipe> madeFrom;
    std::string layer;
    KernelKind kernel = KernelKind::Cosine;

    bool operator==(const LayerSource& other) const;
};

/// Reads the layer. An embedding that is not in the store any more is computed first, from model
/// and data. Throws Error. Takes as long as that does; polls progress.
std::shared_ptr<const NnkPoints> readLayerPoints(const LayerSource& source,
                                                 const Progress& progress);

/// The samples that the embedding was made from, as far as its recipe says and they can be read;
/// else null. Throws Cancelled.
std::shared_ptr<const Dataset> readLayerSamples(const LayerSource& source,
                                                const Progress& progress);

} // namespace leafscope
