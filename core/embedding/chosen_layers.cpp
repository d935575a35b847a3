// SPDX-License-Identifier: MIT
#include "core/embedding/chosen_layers.hpp"

#include "core/base/error.hpp"

#include <algorithm>

namespace leafscope {

InputSpec embeddingInput()
{
    return {"embedding", InputKind::Embedding, true, true,
            "a result of embed, arrays with samples as rows, or a data set (its samples are the "
            "layer input)"};
}

Parameter layersParameter()
{
    return {"layers",
            "Layers",
            ParameterType::List,
            Json::array(),
            {},
            {},
            {},
            "",
            "names as `leafscope info` lists them; none means all"};
}

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
        if (std::none_of(chosen.begin(), chosen.end(),
                         [&](const LayerHeader& l) { return l.name == name; }))
            chosen.push_back(*layer);
    }
    return chosen;
}

std::vector<SkippedLayer>
forEachLayer(const std::vector<LayerHeader>& layers, const Progress& progress,
             const std::function<void(const LayerHeader&, const Progress&)>& body)
{
    double total = 0;
    for (const LayerHeader& layer : layers)
        total += double(layer.dim);
    std::vector<SkippedLayer> skipped;
    double done = 0;
    for (const LayerHeader& layer : layers) {
        const double next = done + double(layer.dim);
        const Progress part = progress.span(done / total, next / total, layer.name);
        done = next;
        try {
            body(layer, part);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Numeric || layers.size() == 1)
                throw;
            skipped.push_back({layer.name, error.happened()});
            progress.note(layer.name + ": skipped: " + error.happened());
        }
    }
    if (skipped.size() == layers.size() && !layers.empty())
        throw Error(ErrorKind::Numeric,
                    "none of the " + std::to_string(layers.size()) +
                        " layers can be used; the first: " + skipped[0].reason,
                    "layer " + skipped[0].name, "a training that diverged, or damaged data",
                    "look at the model's loss, or choose an earlier checkpoint");
    return skipped;
}

nlohmann::json skippedToJson(const std::vector<SkippedLayer>& skipped)
{
    nlohmann::json list = nlohmann::json::array();
    for (const SkippedLayer& layer : skipped)
        list.push_back({{"name", layer.name}, {"reason", layer.reason}});
    return list;
}

} // namespace leafscope
