// SPDX-License-Identifier: MIT
#include "core/model/network.hpp"

#include "core/model/torch_library.hpp"

#include <algorithm>

namespace leafscope {

namespace {

/// A sink that keeps every row in matrices.
template <class Matrix>
LayerSink<typename Matrix::Scalar> keepIn(std::vector<Matrix>& matrices, Index batch)
{
    return [&matrices, batch](const LayerRows<typename Matrix::Scalar>& rows) {
        Matrix& matrix = matrices[rows.layer];
        if (matrix.size() == 0)
            matrix.resize(batch, rows.dim);
        std::copy_n(rows.values, rows.rows * rows.dim, matrix.data() + rows.first * rows.dim);
    };
}

} // namespace

Network::Network(std::unique_ptr<TorchNetwork> torch)
    : m_torch(std::move(torch))
{
}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

Network Network::load(const std::filesystem::path& file)
{
    return Network(torchLibrary().load(file));
}

const ModelInfo& Network::inspect(const Shape& inputShape)
{
    return m_torch->inspect(inputShape);
}

const nlohmann::json& Network::metadata() const
{
    return m_torch->metadata();
}

ForwardResult Network::forward(const MatrixF& batch, std::span<const std::string> layers)
{
    ForwardResult result;
    result.layers.resize(layers.size());
    result.output = forwardInto(batch, layers, keepIn(result.layers, batch.rows()));
    return result;
}

ForwardResult64 Network::forward(const MatrixD& batch, std::span<const std::string> layers)
{
    ForwardResult64 result;
    result.layers.resize(layers.size());
    result.output = forwardInto(batch, layers, keepIn(result.layers, batch.rows()));
    return result;
}

MatrixF Network::forwardInto(const MatrixF& batch, std::span<const std::string> layers,
                             const LayerSink<float>& sink)
{
    return m_torch->forwardInto(batch, layers, sink);
}

MatrixD Network::forwardInto(const MatrixD& batch, std::span<const std::string> layers,
                             const LayerSink<double>& sink)
{
    return m_torch->forwardInto(batch, layers, sink);
}

MatrixD Network::inputGradient(const MatrixD& batch, std::int64_t unit)
{
    return inputGradient(batch, unit, {}).gradient;
}

InputGradient Network::inputGradient(const MatrixD& batch, std::int64_t unit,
                                     std::span<const std::string> layers)
{
    return m_torch->inputGradient(batch, unit, layers);
}

std::optional<LinearMap> Network::linearMap(const std::string& layer)
{
    return m_torch->linearMap(layer);
}

void Network::setThreads(int most)
{
    m_torch->setThreads(most);
}

OutputJacobian Network::jacobian(const VectorD& sample, Precision precision, JacobianMethod method)
{
    return m_torch->jacobian(sample, precision, method);
}

} // namespace leafscope
