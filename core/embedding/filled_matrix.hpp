// SPDX-License-Identifier: MIT
// The last step of reading a layer. Private to this room.
#pragma once

#include "core/base/files.hpp"
#include "core/data/finite.hpp"
#include "core/embedding/embedding.hpp"

namespace leafscope {

/// Allocates a matrix after a look at the machine's memory, has fill(T*) fill it, and refuses NaN
/// and infinity, naming the layer.
template <class T, class Fill>
Points filledMatrix(const EmbeddingHeader& embedding, const LayerHeader& layer, Fill fill)
{
    const std::string where = embedding.file.string() + ", layer " + layer.name;
    requireMemory(std::uint64_t(embedding.n) * std::uint64_t(layer.dim) * sizeof(T), where);
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> x(embedding.n, layer.dim);
    fill(x.data());
    requireFinite(x.data(), embedding.n, layer.dim, where);
    return x;
}

} // namespace leafscope
