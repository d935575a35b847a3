// SPDX-License-Identifier: MIT
#include "core/neighbors/neighbor_table.hpp"

#include <algorithm>

namespace leafscope {

const LayerNeighbors* NeighborTable::find(const std::string& layer) const
{
    const auto found = std::find_if(layers.begin(), layers.end(),
                                    [&](const LayerNeighbors& l) { return l.layer.name == layer; });
    return found == layers.end() ? nullptr : &*found;
}

} // namespace leafscope
