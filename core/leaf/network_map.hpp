// SPDX-License-Identifier: MIT
// A network as the classifier that walks take place on.
#pragma once

#include "core/data/dataset.hpp"
#include "core/embedding/input_steps.hpp"
#include "core/leaf/logit_map.hpp"

#include <string>
#include <vector>

namespace leafscope {

/// What the numbers that a network returns are.
enum class Head {
    Logits,
    LogProbabilities, ///< their differences are those of the logits
    Probabilities,    ///< the logits are their logarithms
};

/// Coordinates are the samples in units of 0 to 1 where they are stored as bytes, in their own
/// units else, after resizing; (x - mean) / std of the network's preprocessing is part of the map.
/// G and its spectrum are per that unit squared: compare them across networks only in the same
/// unit.
class NetworkMap : public LogitMap {
public:
    /// `normalize` as in InputSteps. Looks at up to three samples to learn what the network
    /// returns. Throws Error: InvalidInput for samples that do not fit or a single output; what
    /// loading and running throw.
    NetworkMap(Network network, const Dataset& data, const std::string& normalize,
               Precision precision);

    /// Sample i in the coordinates of the map. Throws Error(InvalidInput) for numbers there are
    /// not.
    VectorD sample(const Dataset& data, Index i) const;
    /// Throws Error(InvalidInput) unless the samples of another data set become inputs of this map.
    void requireFit(const Dataset& other) const;
    /// Coordinates of samples of another data set per stored value: 1/255, 1.
    double valueScale(const Dataset& other) const;

    Index inputs() const override { return m_scale.size(); }
    Index classes() const override { return m_classes; }
    MatrixD logits(const MatrixD& points) override;
    Linearization linearize(const VectorD& x) override;
    double epsilon() const override;

    /// The network as it was inspected, and the values of some of its layers at every row of
    /// `points`: m x prod(shape) each. One pass.
    const ModelInfo& model();
    std::vector<MatrixD> layers(const MatrixD& points, const std::vector<std::string>& names);

    Head head() const { return m_head; }
    /// "x / 255", "x".
    const std::string& unit() const { return m_unit; }
    const Shape& shape() const { return m_shape; }
    /// Where values of that unit end: 0 and 1 for bytes; nothing is known of others.
    bool isBounded() const { return m_bounded; }
    /// Whether its own data are stored as bytes.
    bool isOfBytes() const { return m_bytes; }
    /// Whether the first of three channels is blue.
    bool isBlueFirst() const { return m_steps.preprocess && m_steps.preprocess->bgr; }
    const std::vector<std::string>& notes() const { return m_notes; }

private:
    void learnHead(const Dataset& data);
    /// What the network gets for a row of coordinates.
    MatrixD given(const MatrixD& points) const;

    Network m_network;
    Precision m_precision;
    InputSteps m_steps;
    Shape m_shape;
    VectorD m_scale; ///< network input = (x - shift) * scale
    VectorD m_shift;
    Index m_classes = 0;
    Head m_head = Head::Logits;
    std::string m_unit;
    bool m_bytes = false;
    bool m_bounded = false;
    std::vector<std::string> m_notes;
};

/// "logits", "log-probabilities", "probabilities".
std::string headName(Head head);

} // namespace leafscope
