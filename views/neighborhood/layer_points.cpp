// SPDX-License-Identifier: MIT
#include "views/neighborhood/layer_points.hpp"

#include "core/base/error.hpp"
#include "core/session/execute.hpp"

#include <filesystem>

namespace leafscope {

namespace {

namespace fs = std::filesystem;

/// The embedding with its matrices.
EmbeddingHeader openSource(const LayerSource& source, const Progress& progress)
{
    const EmbeddingHeader& known = *source.embedding;
    if (!known.spec.empty())
        return known; // it was opened itself
    if (source.madeFrom) {
        const auto input = source.madeFrom->inputs.find("embedding");
        if (input != source.madeFrom->inputs.end() && input->second.recipe) {
            // Beside the result that carries its rows, or in the cache.
            const ArtifactStore store({ArtifactStore::userFolder(), known.file.parent_path()});
            return openEmbedding(execute(*input->second.recipe, store, progress).file.string());
        }
        if (input != source.madeFrom->inputs.end() && !input->second.spec.empty())
            return openEmbedding(input->second.spec);
    }
    throw Error(ErrorKind::InvalidInput, "the activations of this layer are not at hand",
                known.file.string(), "the result does not say which embedding it was made from",
                "open the embedding itself, or the model and its data");
}

} // namespace

bool LayerSource::operator==(const LayerSource& other) const
{
    const bool same = embedding && other.embedding ? embedding->hash == other.embedding->hash
                                                   : embedding == other.embedding;
    return same && layer == other.layer && kernel == other.kernel;
}

std::shared_ptr<const Dataset> readLayerSamples(const LayerSource& source, const Progress& progress)
{
    if (!source.madeFrom)
        return nullptr;
    const auto embedding = source.madeFrom->inputs.find("embedding");
    if (embedding == source.madeFrom->inputs.end() || !embedding->second.recipe)
        return nullptr;
    const auto samples = embedding->second.recipe->inputs.find("data");
    if (samples == embedding->second.recipe->inputs.end() || samples->second.spec.empty())
        return nullptr;
    try {
        return std::make_shared<const Dataset>(openDataset(samples->second.spec, progress));
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception&) {
        return nullptr; // moved away: numbers take the place of images
    }
}

std::shared_ptr<const NnkPoints> readLayerPoints(const LayerSource& source,
                                                 const Progress& progress)
{
    EXPECTS(source.embedding != nullptr, "an embedding");
    const EmbeddingHeader opened = openSource(source, progress.span(0, 0.8, "embedding"));
    progress.checkpoint();
    Points rows = readLayer(opened, source.layer);
    if (rowsOf(rows) != source.embedding->n)
        throw Error(ErrorKind::InvalidInput,
                    "the layer has " + std::to_string(rowsOf(rows)) + " rows instead of " +
                        std::to_string(source.embedding->n),
                    source.layer, "the embedding was changed since it was opened", "open it again");
    progress.checkpoint();
    return std::make_shared<const NnkPoints>(std::move(rows), source.kernel);
}

} // namespace leafscope
