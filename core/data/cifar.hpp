// SPDX-License-Identifier: MIT
// CIFAR-10 and CIFAR-100 as binary files: records of one label byte (two for CIFAR-100: coarse,
// then fine) and 3 x 32 x 32 bytes, red plane first.
//
// Source: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images (2009); format as
// described with the data, https://www.cs.toronto.edu/~kriz/cifar.html.
#pragma once

#include "core/base/progress.hpp"
#include "core/data/dataset.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct CifarLayout {
    int labelBytes = 1; ///< 1: CIFAR-10; 2: CIFAR-100, of which the fine label is taken
    Index count = 0;

    int classes() const { return labelBytes == 1 ? 10 : 100; }
    /// "10000 images of 3 x 32 x 32, CIFAR-10"
    std::string describe() const;
};

/// What the file is, by its size and the label byte of every record; nothing if it is no CIFAR
/// batch. Reads one byte or two per record.
std::optional<CifarLayout> cifarLayout(const std::filesystem::path& file);

/// Fills values, labels, shape, format and, from batches.meta.txt or fine_label_names.txt beside
/// the first file, class names. Throws Error: Io, Format where the files are of two kinds,
/// OutOfMemory.
void readCifar(const std::vector<std::filesystem::path>& files, Dataset& out,
               const Progress& progress);

/// The batches of a folder: data_batch_*.bin or train.bin for `part` "train", test_batch.bin or
/// test.bin for "test". Empty if there are none.
std::vector<std::filesystem::path> cifarBatches(const std::filesystem::path& folder,
                                                const std::string& part);

} // namespace leafscope
