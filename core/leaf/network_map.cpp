// SPDX-License-Identifier: MIT
#include "core/leaf/network_map.hpp"

#include "core/base/error.hpp"
#include "core/data/shapes.hpp"
#include "core/embedding/extract.hpp"
#include "core/model/torch_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

constexpr double kLeastProbability = 1e-37; ///< of float32: below, the logarithm is a bound
constexpr double kSumSlack = 1e-3;
constexpr Index kSmallNetwork = 1'000'000; ///< activations of one sample

/// One value per input of what is told per channel (the first axis), or for all.
VectorD perInput(const std::vector<double>& perChannel, Index inputs, double otherwise)
{
    VectorD out = VectorD::Constant(inputs, otherwise);
    if (perChannel.empty())
        return out;
    const Index plane = inputs / Index(perChannel.size());
    for (Index i = 0; i < inputs; ++i)
        out[i] = perChannel[std::size_t(std::min(i / plane, Index(perChannel.size()) - 1))];
    return out;
}

} // namespace

std::string headName(Head head)
{
    return head == Head::Logits             ? "logits"
           : head == Head::LogProbabilities ? "log-probabilities"
                                            : "probabilities";
}

NetworkMap::NetworkMap(Network network, const Dataset& data, const std::string& normalize,
                       Precision precision)
    : m_network(std::move(network))
    , m_precision(precision)
{
    if (data.size() == 0)
        throw Error(ErrorKind::InvalidInput, "the data set is empty", data.spec, {},
                    "give one with samples");
    m_steps = chooseSteps(m_network, data, normalize, m_notes);
    m_shape = m_steps.shape(data);
    const ModelInfo& info = inspectFor(m_network, m_shape);
    m_classes = Index(info.outputs);
    Index activations = 0;
    for (const LayerInfo& layer : info.layers)
        activations += elementCount(layer.shape);
    if (activations < kSmallNetwork)
        m_network.setThreads(1);
    if (m_classes < 2)
        throw Error(ErrorKind::InvalidInput, "the network has a single output", info.file.string(),
                    "it is no classifier of several classes",
                    "leaves belong to classifiers; wrap a binary one to return (s, 0)");
    const Index inputs = elementCount(m_shape);
    m_shift = perInput(m_steps.mean(), inputs, 0);
    m_scale = perInput(m_steps.deviation(), inputs, 1).cwiseInverse();
    const double scale = valueScale(data);
    m_unit = Normalization{scale, {}, {}}.text();
    if (scale == 1)
        m_unit = "x";
    m_bytes = data.isBytes();
    m_bounded = m_bytes && scale == 1.0 / 255;
    learnHead(data);
}

void NetworkMap::learnHead(const Dataset& data)
{
    const Index count = std::min<Index>(3, data.size());
    MatrixD points(count, inputs());
    for (Index i = 0; i < count; ++i)
        points.row(i) = sample(data, i * (data.size() / count)).transpose();
    const MatrixD out = logits(points);
    const auto all = [&](const auto& holds) {
        for (Index i = 0; i < count; ++i)
            if (!holds(out.row(i)))
                return false;
        return true;
    };
    if (all([](const auto& row) {
            return row.minCoeff() >= 0 && std::abs(row.sum() - 1) < kSumSlack;
        }))
        m_head = Head::Probabilities;
    else if (all([](const auto& row) {
                 return row.maxCoeff() <= 0 && std::abs(row.array().exp().sum() - 1) < kSumSlack;
             }))
        m_head = Head::LogProbabilities;
    if (m_head != Head::Logits)
        m_notes.push_back("the network returns " + headName(m_head) +
                          "; leaves are those of the logits behind them");
}

VectorD NetworkMap::sample(const Dataset& data, Index i) const
{
    if (i < 0 || i >= data.size())
        throw Error(ErrorKind::InvalidInput, "there is no sample " + std::to_string(i), data.spec,
                    "samples are numbered from 0 to " + std::to_string(data.size() - 1),
                    "choose one of them");
    VectorD values(inputs());
    m_steps.fill(data, i, values.data());
    return values.cwiseQuotient(m_scale) + m_shift;
}

void NetworkMap::requireFit(const Dataset& other) const
{
    const Shape shape = m_steps.shape(other);
    if (shape != m_shape)
        throw Error(ErrorKind::InvalidInput,
                    "its samples have the shape " + shapeText(shape) + ", the network takes " +
                        shapeText(m_shape),
                    other.spec, "it holds samples of another kind or size",
                    "resize images by --normalize size=S,crop=S,..., or give another data set");
}

double NetworkMap::valueScale(const Dataset& other) const
{
    return m_steps.preprocess ? (m_steps.preprocess->unit && other.isBytes() ? 1.0 / 255 : 1)
                              : m_steps.normalization.scale;
}

MatrixD NetworkMap::given(const MatrixD& points) const
{
    return (points.rowwise() - m_shift.transpose()).array().rowwise() * m_scale.transpose().array();
}

MatrixD NetworkMap::logits(const MatrixD& points)
{
    MatrixD out;
    if (m_precision == Precision::Float64)
        out = m_network.forward(given(points), {}).output;
    else
        out = m_network.forward(MatrixF(given(points).cast<float>()), {}).output.cast<double>();
    if (m_head == Head::Probabilities)
        out = out.cwiseMax(kLeastProbability).array().log();
    return out;
}

const ModelInfo& NetworkMap::model()
{
    return inspectFor(m_network, m_shape);
}

std::vector<MatrixD> NetworkMap::layers(const MatrixD& points,
                                        const std::vector<std::string>& names)
{
    if (m_precision == Precision::Float64)
        return m_network.forward(given(points), names).layers;
    std::vector<MatrixD> out;
    for (const MatrixF& layer :
         m_network.forward(MatrixF(given(points).cast<float>()), names).layers)
        out.push_back(layer.cast<double>());
    return out;
}

Linearization NetworkMap::linearize(const VectorD& x)
{
    const VectorD input = (x - m_shift).cwiseProduct(m_scale);
    OutputJacobian at = m_network.jacobian(input, m_precision);
    Linearization out{std::move(at.output), std::move(at.jacobian)};
    out.jacobian = out.jacobian * m_scale.asDiagonal();
    if (m_head == Head::Probabilities) {
        const VectorD p = out.logits.cwiseMax(kLeastProbability);
        out.jacobian = p.cwiseInverse().asDiagonal() * out.jacobian;
        out.logits = p.array().log();
    }
    return out;
}

double NetworkMap::epsilon() const
{
    return m_precision == Precision::Float64 ? std::numeric_limits<double>::epsilon()
                                             : double(std::numeric_limits<float>::epsilon());
}

} // namespace leafscope
