// SPDX-License-Identifier: MIT
#include "core/base/error.hpp"
#include "core/collapse/feature_source.hpp"
#include "core/model/torch_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace leafscope {

namespace {

constexpr Index kBatch = 500;

template <class T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

} // namespace

NetworkFeatures::NetworkFeatures(Network& network, const Dataset& data, const InputSteps& steps,
                                 std::vector<FeatureLayer> layers,
                                 std::vector<std::int64_t> samples,
                                 std::vector<std::int32_t> classOf, Precision precision)
    : m_network(network)
    , m_data(data)
    , m_steps(steps)
    , m_layers(std::move(layers))
    , m_samples(std::move(samples))
    , m_classOf(std::move(classOf))
    , m_precision(precision)
{
    double values = 0;
    for (const FeatureLayer& layer : m_layers)
        values += double(layer.width) * double(m_samples.size());
    const bool wide = m_precision == Precision::Float64;
    if (values * (wide ? sizeof(double) : sizeof(float)) > kKeptBytes)
        return;
    const auto n = Index(m_samples.size());
    for (const FeatureLayer& layer : m_layers)
        m_kept.push_back(wide ? Points(MatrixD(n, layer.width)) : Points(MatrixF(n, layer.width)));
}

double NetworkFeatures::precision() const
{
    return m_precision == Precision::Float64 ? std::numeric_limits<double>::epsilon()
                                             : double(std::numeric_limits<float>::epsilon());
}

void NetworkFeatures::pass(const std::function<void(const FeatureBlock&)>& visit,
                           const Progress& progress)
{
    if (m_complete) {
        for (std::size_t l = 0; l < m_layers.size(); ++l) {
            progress.report(double(l) / double(m_layers.size()));
            const auto all = [&](const auto& matrix) {
                for (Index first = 0; first < matrix.rows(); first += kBatch)
                    visit({l, first, std::min(kBatch, matrix.rows() - first), matrix.cols(),
                           matrix.data() + first * matrix.cols()});
            };
            std::visit(all, m_kept[l]);
        }
        return;
    }
    if (m_precision == Precision::Float64)
        run<double>(visit, progress);
    else
        run<float>(visit, progress);
    m_complete = !m_kept.empty();
}

template <class T>
void NetworkFeatures::hand(const LayerRows<T>& rows, Index first,
                           const std::function<void(const FeatureBlock&)>& visit)
{
    const FeatureLayer& layer = m_layers[rows.layer];
    const Eigen::Map<const Matrix<T>> given(rows.values, rows.rows, rows.dim);
    const T* values = rows.values;
    Matrix<T> rectified;
    if (layer.rectified) {
        rectified = given.cwiseMax(T(0));
        values = rectified.data();
    }
    if (!given.allFinite())
        throw Error(ErrorKind::Numeric, "layer " + layer.name + " has values that are NaN or Inf",
                    "a forward pass",
                    "the training diverged, or the samples are not as the network "
                    "expects them",
                    "leave out that epoch, or check --normalize");
    if (!m_kept.empty())
        std::copy_n(values, rows.rows * rows.dim,
                    std::get<Matrix<T>>(m_kept[rows.layer]).data() +
                        (first + rows.first) * rows.dim);
    visit({rows.layer, first + rows.first, rows.rows, rows.dim, values});
}

template <class T>
void NetworkFeatures::run(const std::function<void(const FeatureBlock&)>& visit,
                          const Progress& progress)
{
    std::vector<std::string> names;
    for (const FeatureLayer& layer : m_layers)
        names.push_back(layer.name);
    const auto n = Index(m_samples.size());
    const Index width = elementCount(m_steps.shape(m_data));
    for (Index first = 0; first < n; first += kBatch) {
        progress.report(double(first) / double(n));
        Matrix<T> batch(std::min(kBatch, n - first), width);
        for (Index row = 0; row < batch.rows(); ++row)
            m_steps.fill(m_data, Index(m_samples[std::size_t(first + row)]),
                         batch.data() + row * width);
        m_network.forwardInto(batch, names, [&](const LayerRows<T>& rows) {
            progress.checkpoint();
            hand(rows, first, visit);
        });
    }
}

std::optional<ReadOut> findReadOut(Network& network, const ModelInfo& info, const MatrixF& probe)
{
    for (std::size_t at = info.layers.size(); at-- > 1;) {
        const LayerInfo& linear = info.layers[at];
        if (linear.type != "Linear" || elementCount(linear.shape) != info.outputs)
            continue;
        const auto map = network.linearMap(linear.name);
        if (!map)
            continue;
        std::vector<std::string> names{linear.name};
        std::vector<const LayerInfo*> before;
        for (std::size_t i = at; i-- > 0;)
            if (elementCount(info.layers[i].shape) == map->weights.cols()) {
                names.push_back(info.layers[i].name);
                before.push_back(&info.layers[i]);
            }
        const ForwardResult seen = network.forward(probe, names);
        const MatrixD outputs = seen.layers[0].cast<double>();
        const VectorD bias =
            map->bias.size() > 0 ? map->bias : VectorD(VectorD::Zero(map->weights.rows()));
        for (const bool rectified : {false, true})
            for (std::size_t b = 0; b < before.size(); ++b) {
                MatrixD h = seen.layers[b + 1].cast<double>();
                if (rectified)
                    h = h.cwiseMax(0);
                const MatrixD made = (h * map->weights.transpose()).rowwise() + bias.transpose();
                if ((made - outputs).cwiseAbs().maxCoeff() <=
                    1e-3 * std::max(1.0, outputs.cwiseAbs().maxCoeff()))
                    return ReadOut{
                        {before[b]->name, before[b]->depth, map->weights.cols(), rectified},
                        linear.name,
                        {map->weights, map->bias}};
            }
    }
    return std::nullopt;
}

} // namespace leafscope
