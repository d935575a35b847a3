// SPDX-License-Identifier: MIT
#include "core/dimension/chosen_layers.hpp"

#include "core/base/error.hpp"

namespace leafscope {

std::vector<LayerHeader> chosenLayers(const EmbeddingHeader& embedding,
                                      const std::vector<std::string>& names)
{
    if (names.empty())
        return embedding.layers;
    std::vector<LayerHeader> chosen;
    for (const std::string& name : names) {
        const LayerHeader* layer = embedding.find(name);
        if (layer == nullptr)
            throw Error(ErrorKind::InvalidInput, "there is no layer \"" + name + "\"",
                        embedding.file.string(), "a mistyped name, or a layer left out by embed",
                        "`leafscope info` lists the layers");
        chosen.push_back(*layer);
    }
    return chosen;
}

} // namespace leafscope
