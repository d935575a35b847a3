// SPDX-License-Identifier: MIT
// What is done to a sample before a network sees it: resize, crop, channel order, mean and
// deviation. Presets for the networks people have, and a text form for the others.
//
//   "none", "unit", "imagenet", "cifar10", "mnist", "fashion", each also with "-bgr" behind it
//   "imagenet,size=128"                a preset with changes
//   "size=256,crop=224,mean=0.5,0.5,0.5,std=0.2,order=bgr"
#pragma once

#include "core/data/dataset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace leafscope {

struct Preprocess {
    std::int64_t size = 0;    ///< the shorter side becomes this; 0 leaves it
    std::int64_t crop = 0;    ///< then a square of this side is cut from the centre; 0 does not
    bool unit = false;        ///< values stored as bytes are divided by 255
    std::vector<double> mean; ///< then subtracted, one per channel or one for all; empty: 0
    std::vector<double> std;  ///< then divided by; empty: 1
    bool bgr = false;         ///< the network wants blue first; mean and std are given in its order

    bool operator==(const Preprocess&) const = default;

    /// The canonical text; parsing it gives the same value.
    std::string text() const;
    /// Shape of a sample afterwards. Throws Error(InvalidInput) where the steps do not fit the
    /// samples: size, crop and order need images, mean and std one channel or as many as they have.
    std::vector<std::int64_t> outputShape(const Dataset& data) const;
    /// Fills out[0 .. prod(outputShape)) with sample i. Bilinear, antialiased, see resize.hpp;
    /// values are not rounded between the steps. Grey images are repeated in three channels where
    /// three means or deviations are given, as loading them as RGB does. The same checks as
    /// outputShape().
    template <class T>
    void apply(const Dataset& data, Index i, T* out) const;
};

/// Names of the presets, without their -bgr variants.
std::vector<std::string> preprocessPresets();

/// Throws Error(InvalidInput) naming the unknown preset or field, or the value out of range.
Preprocess parsePreprocess(const std::string& text);

} // namespace leafscope
