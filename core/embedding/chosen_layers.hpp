// SPDX-License-Identifier: MIT
// Which layers of an embedding an analysis over layers works on, and going through them.
#pragma once

#include "core/base/progress.hpp"
#include "core/embedding/embedding.hpp"
#include "core/session/analysis.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace leafscope {

/// "embedding", the main input of every analysis over layers.
InputSpec embeddingInput();
/// "layers", a list of names, as every analysis over layers takes it.
Parameter layersParameter();

/// The named layers in the order given, each once; all of them if there are no names. Throws
/// Error(InvalidInput) for a name that the embedding does not hold.
std::vector<LayerHeader> chosenLayers(const EmbeddingHeader& embedding,
                                      const std::vector<std::string>& names);

/// A layer that was left out, and why.
struct SkippedLayer {
    std::string name;
    std::string reason;
};

/// Calls body(layer, progress of its share) for each layer; shares go by the number of features.
/// A layer whose values cannot be used (Error of kind Numeric: NaN, infinity, an extreme unit) is
/// noted, skipped and returned; the sound ones go on. Throws the Error when it is the only layer,
/// and one that counts them when no layer is left.
std::vector<SkippedLayer>
forEachLayer(const std::vector<LayerHeader>& layers, const Progress& progress,
             const std::function<void(const LayerHeader&, const Progress&)>& body);

/// [{"name", "reason"}], as results tell it.
nlohmann::json skippedToJson(const std::vector<SkippedLayer>& skipped);

} // namespace leafscope
