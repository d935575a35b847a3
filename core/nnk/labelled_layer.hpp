// SPDX-License-Identifier: MIT
// The rows of one layer that have a label: what classification works on.
#pragma once

#include "core/embedding/embedding.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

struct LabelledLayer {
    EmbeddingHeader embedding;
    LayerHeader layer;
    Points points;                    ///< rows with a label only
    std::vector<std::int32_t> labels; ///< of these
    std::vector<Index> rows;          ///< of the embedding
    Index unlabelled = 0;             ///< rows that were left out

    Index count() const { return Index(rows.size()); }
    std::int64_t sample(Index i) const
    {
        return embedding.indices[std::size_t(rows[std::size_t(i)])];
    }
    /// Share of these rows that the network itself predicts right; NaN if its predictions are not
    /// known.
    double headAccuracy() const;
};

/// Reads the layer (see nnkLayer()). Throws Error(InvalidInput) if no row has a label, and what
/// readLayer() throws.
LabelledLayer readLabelled(const EmbeddingHeader& embedding, const std::string& layer);

/// Makes `queries` fit `base`: the same precision. Throws Error(InvalidInput) if they differ in
/// width.
void matchPoints(LabelledLayer& base, LabelledLayer& queries);

} // namespace leafscope
