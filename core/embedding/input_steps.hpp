// SPDX-License-Identifier: MIT
// What is done to the stored samples before a network sees them, and back.
#pragma once

#include "core/data/preprocess.hpp"
#include "core/model/network.hpp"
#include "core/model/normalization.hpp"

#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct InputSteps {
    std::optional<Preprocess> preprocess; ///< as asked for, or
    Normalization normalization;          ///< as the network stores it

    /// Of one sample as the network gets it.
    Shape shape(const Dataset& data) const;
    std::string text() const;
    /// Fills values[0 .. prod(shape)) with sample i.
    template <class T>
    void fill(const Dataset& data, Index sample, T* values) const
    {
        if (preprocess)
            return preprocess->apply(data, sample, values);
        data.copySample(sample, values);
        normalization.apply(values, data.sampleSize());
    }
    /// The last of the steps, (x - mean) / std, per channel: what the network gets from a sample in
    /// units of 0 to 1 for data stored as bytes, in their own units else. Empty: 0 and 1.
    const std::vector<double>& mean() const;
    const std::vector<double>& deviation() const;
};

/// `normalize`: "auto" takes what `train` stored in the model, else as "unit"; else a preset or
/// text of preprocess.hpp. Throws Error(InvalidInput) for a text that is neither.
InputSteps chooseSteps(const Network& network, const Dataset& data, const std::string& normalize,
                       std::vector<std::string>& warnings);

} // namespace leafscope
