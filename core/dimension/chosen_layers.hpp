// SPDX-License-Identifier: MIT
// Which layers of an embedding an analysis over layers works on.
#pragma once

#include "core/embedding/embedding.hpp"

#include <string>
#include <vector>

namespace leafscope {

/// The named layers in the order given; all of them if there are no names. Throws
/// Error(InvalidInput) for a name that the embedding does not hold.
std::vector<LayerHeader> chosenLayers(const EmbeddingHeader& embedding,
                                      const std::vector<std::string>& names);

} // namespace leafscope
