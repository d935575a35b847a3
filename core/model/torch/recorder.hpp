// SPDX-License-Identifier: MIT
// Picks the wanted calls out of a pass. Internal: shows LibTorch types; included by
// loaded_network.cpp alone.
#pragma once

#include "core/base/error.hpp"
#include "core/model/torch/loaded_network.hpp"
#include "core/model/torch_text.hpp"

#include <algorithm>

namespace leafscope {

/// Hands every wanted call's value, as one contiguous row per sample, to a sink while the network
/// runs.
class Recorder : public CallObserver {
public:
    Recorder(const TappedGraph& graph, const std::vector<LayerPlace>& places, const ModelInfo& info,
             const std::vector<std::size_t>& layers, const at::Tensor& input,
             const std::function<void(std::size_t, const at::Tensor&)>& sink)
        : m_places(places)
        , m_info(info)
        , m_layers(layers)
        , m_batch(input.size(0))
        , m_type(input.scalar_type())
        , m_sink(sink)
        , m_calls(graph.paths().size(), 0)
        , m_wanted(graph.paths().size())
        , m_done(layers.size(), false)
    {
        for (std::size_t position = 0; position < layers.size(); ++position) {
            const std::string& path = places[layers[position]].path;
            const auto found = std::find(graph.paths().begin(), graph.paths().end(), path);
            if (found != graph.paths().end())
                m_wanted[std::size_t(found - graph.paths().begin())].push_back(position);
        }
    }

    void left(std::size_t path, const c10::IValue& value) override
    {
        const int call = ++m_calls[path];
        for (const std::size_t position : m_wanted[path]) {
            if (m_places[m_layers[position]].call != call)
                continue;
            m_sink(position, rowsOf(m_layers[position], firstTensor(value)));
            m_done[position] = true;
        }
    }

    /// Throws Error if a wanted layer was not reached.
    void finish() const
    {
        for (std::size_t position = 0; position < m_layers.size(); ++position)
            if (!m_done[position] && !m_places[m_layers[position]].path.empty())
                throw Error(
                    ErrorKind::InvalidInput, "the network did not reach this layer",
                    m_info.file.string() + ", layer " + m_info.layers[m_layers[position]].name,
                    "its control flow depends on the data, and these samples take another way",
                    "leave the layer out with --layers");
    }

private:
    at::Tensor rowsOf(std::size_t layer, at::Tensor value) const
    {
        const LayerPlace& place = m_places[layer];
        const std::int64_t dim = elementCount(place.shape);
        const bool fits = value.defined() && value.is_floating_point() &&
                          place.batchAxis < value.dim() &&
                          value.size(place.batchAxis) == m_batch * place.multiplicity &&
                          value.numel() == m_batch * dim;
        if (!fits)
            throw Error(ErrorKind::InvalidInput,
                        "the layer gave " +
                            (value.defined()
                                 ? "an output of shape " + shapeText(value.sizes().vec())
                                 : std::string("no tensor")) +
                            " for a batch of " + std::to_string(m_batch) + "; expected " +
                            shapeText(place.shape) + " per sample",
                        m_info.file.string() + ", layer " + m_info.layers[layer].name,
                        "its shape depends on the data", "leave the layer out with --layers");
        value = value.detach();
        if (place.batchAxis > 0)
            value = value.movedim(place.batchAxis, 0);
        return value.to(m_type).contiguous().view({m_batch, dim});
    }

    const std::vector<LayerPlace>& m_places;
    const ModelInfo& m_info;
    const std::vector<std::size_t>& m_layers;
    std::int64_t m_batch;
    at::ScalarType m_type;
    const std::function<void(std::size_t, const at::Tensor&)>& m_sink;
    std::vector<int> m_calls;
    std::vector<std::vector<std::size_t>> m_wanted; ///< path -> positions in m_layers
    std::vector<bool> m_done;
};

} // namespace leafscope
