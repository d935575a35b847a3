// SPDX-License-Identifier: MIT
// How stored sample values become what a network sees: (x * scale - mean) / std per channel. Needs
// no LibTorch.
#pragma once

#include "core/data/dataset.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct Normalization {
    double scale = 1;
    std::vector<double> mean; ///< one per channel, one for all, or empty for 0
    std::vector<double> std;  ///< likewise; empty for 1

    /// "x / 255", "(x / 255 - 0.286) / 0.353", "none".
    std::string text() const;
    nlohmann::json toJson() const;
    /// nullopt if the JSON is not one of ours (missing fields, lengths that differ, std <= 0).
    static std::optional<Normalization> fromJson(const nlohmann::json& json);

    /// In place, for one sample of `size` values of which the first axis (the channels of an image)
    /// has as many entries as there are means. Throws Error(InvalidInput) when the channels do not
    /// divide the size.
    template <class T>
    void apply(T* values, Index size) const;
};

/// x / 255 for data stored as bytes, else nothing.
Normalization unitNormalization(const Dataset& data);

/// Scales bytes to 0..1, then subtracts the mean and divides by the standard deviation of the whole
/// set (per channel for images, one for all else). Two passes in float64; a constant channel keeps
/// std 1. Cancellable.
Normalization standardNormalization(const Dataset& data, const Progress& progress = {});

} // namespace leafscope
