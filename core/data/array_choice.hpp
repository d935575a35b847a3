// SPDX-License-Identifier: MIT
// Which of the arrays in one file are the samples and which their labels. One rule for HDF5, .npz
// and safetensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

struct ArrayOutline {
    std::string name; ///< with its folders, if any: "/train/images"
    std::vector<std::int64_t> shape;
    std::string type; ///< "float32", for people
};

/// "a (2000 x 10, float32), b (2000, int64)", at most a dozen; "none".
std::string listedArrays(std::span<const ArrayOutline> arrays);

/// The array of samples: the only one of rank >= 2, else the one of the best name (samples,
/// x_train, train_images, train, images, data, x, features, embeddings; folders do not count), else
/// the only one with labels beside it. Throws Error(Format) if there is none, and
/// Error(InvalidInput) listing them all when the choice is not clear; `file` is what they lie in.
std::size_t chooseSamples(std::span<const ArrayOutline> arrays, const std::string& file);

/// The labels of `samples`: an array of one number per sample whose name says so, in the same
/// folder or in one above. By name: y_train for x_train, train_labels for train_images,
/// NAME_labels or NAME-labels, then labels, label, y, targets, target, classes, class.
std::optional<std::size_t> chooseLabels(std::span<const ArrayOutline> arrays, std::size_t samples);

/// Whether the name (folders do not count) is one that holds labels, whatever its shape.
bool isLabelName(const std::string& name);

/// The array of held-out samples that goes with `samples` (x_test for x_train), or nothing.
std::optional<std::size_t> chooseHeldOut(std::span<const ArrayOutline> arrays, std::size_t samples);

} // namespace leafscope
