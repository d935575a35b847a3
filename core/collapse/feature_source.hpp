// SPDX-License-Identifier: MIT
// Samples of known classes whose features can be gone through more than once, layer by layer and
// block by block, wherever they come from.
#pragma once

#include "core/base/progress.hpp"
#include "core/collapse/class_statistics.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/input_steps.hpp"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace leafscope {

/// Rows [first, first + rows) of the source's samples in one layer; row-major, valid during the
/// call.
struct FeatureBlock {
    std::size_t layer = 0; ///< position in FeatureSource::layers()
    Index first = 0;
    Index rows = 0;
    Index width = 0;
    std::variant<const float*, const double*> values;
};

struct FeatureLayer {
    std::string name;
    double depth = 0;
    Index width = 0;
    bool rectified = false; ///< negative values are taken as 0: what the next layer reads
};

class FeatureSource {
public:
    virtual ~FeatureSource() = default;
    virtual const std::vector<FeatureLayer>& layers() const = 0;
    /// Class of every sample, from 0 to C - 1.
    virtual const std::vector<std::int32_t>& classOf() const = 0;
    /// Every row of every layer once; the blocks of a layer come in order. Throws what reading or
    /// the network throws, Error(Numeric) for values that are not finite.
    virtual void pass(const std::function<void(const FeatureBlock&)>& visit,
                      const Progress& progress) = 0;
    /// The relative rounding of the values.
    virtual double precision() const = 0;
};

/// One layer in memory.
class MatrixFeatures : public FeatureSource {
public:
    MatrixFeatures(FeatureLayer layer, Points points, std::vector<std::int32_t> classOf);
    const std::vector<FeatureLayer>& layers() const override { return m_layers; }
    const std::vector<std::int32_t>& classOf() const override { return m_classOf; }
    void pass(const std::function<void(const FeatureBlock&)>& visit,
              const Progress& progress) override;
    double precision() const override;

private:
    std::vector<FeatureLayer> m_layers;
    Points m_points;
    std::vector<std::int32_t> m_classOf;
};

/// What a network gives for samples of a data set. The first pass keeps the features if they take
/// at most kKeptBytes; otherwise every pass runs the network.
class NetworkFeatures : public FeatureSource {
public:
    static constexpr double kKeptBytes = 1e9;

    /// The network, the data and the steps outlive it.
    NetworkFeatures(Network& network, const Dataset& data, const InputSteps& steps,
                    std::vector<FeatureLayer> layers, std::vector<std::int64_t> samples,
                    std::vector<std::int32_t> classOf, Precision precision);
    const std::vector<FeatureLayer>& layers() const override { return m_layers; }
    const std::vector<std::int32_t>& classOf() const override { return m_classOf; }
    void pass(const std::function<void(const FeatureBlock&)>& visit,
              const Progress& progress) override;
    double precision() const override;

private:
    template <class T>
    void run(const std::function<void(const FeatureBlock&)>& visit, const Progress& progress);
    template <class T>
    void hand(const LayerRows<T>& rows, Index first,
              const std::function<void(const FeatureBlock&)>& visit);

    Network& m_network;
    const Dataset& m_data;
    const InputSteps& m_steps;
    std::vector<FeatureLayer> m_layers;
    std::vector<std::int64_t> m_samples;
    std::vector<std::int32_t> m_classOf;
    Precision m_precision;
    std::vector<Points> m_kept; ///< by layer
    bool m_complete = false;    ///< m_kept holds all rows
};

/// The last linear map of a network, and the layer whose values it reads.
struct ReadOut {
    FeatureLayer features;
    std::string layer; ///< the linear map
    Classifier classifier;
};

/// Looks for the last layer of type Linear whose outputs are the network's own, and for the layer
/// before it that it reads: the one for which W h + b gives the outputs on `probe`, or W max(h, 0)
/// + b where the rectifier is no layer of its own. Nothing if there is none. `info`: of the network
/// as inspected.
std::optional<ReadOut> findReadOut(Network& network, const ModelInfo& info, const MatrixF& probe);

} // namespace leafscope
