// SPDX-License-Identifier: MIT
// Samples and labels in HDF5 files, whoever wrote them.
#pragma once

#include "core/base/hdf5.hpp"
#include "core/base/progress.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/dataset.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// Every numeric array as chooseSamples() and its kin want them.
std::vector<ArrayOutline> outlinesOf(const std::vector<ArrayInfo>& arrays);

/// The array that holds the samples: `wanted` if it is one; else /samples; else what
/// chooseSamples() finds, in the group `wanted` if given. Throws Error(InvalidInput) that lists the
/// arrays when the choice is not clear, and Error(Format) when there is none.
ArrayInfo findSamples(const Hdf5File& file, const std::string& wanted);

/// prod(shape) of an array, checked. Throws Error(Format) for an impossible size.
std::uint64_t elementCountOf(const ArrayInfo& array, const Hdf5File& file);

/// Reads rows [0, n) of an array of n rows into `out` in slices of a few megabytes; cancellable.
template <class T>
void readSliced(const Hdf5File& file, const ArrayInfo& array, T* out, const Progress& progress);

/// One label per row of `labels`, an array n or n x 1 of integers or whole floats.
std::vector<std::int32_t> readHdf5Labels(const Hdf5File& file, const std::string& labels);

/// Fills values, shape, labels (see chooseLabels), class names
/// (attribute class_names, a JSON list), name (attribute name) and warnings. Throws Error: Format,
/// InvalidInput, OutOfMemory.
void readHdf5Samples(const std::filesystem::path& file, const std::string& array, Dataset& out,
                     const Progress& progress);

/// The text attribute class_names of the file, a JSON list of texts; empty if absent or not that.
std::vector<std::string> readClassNames(const Hdf5File& file);

} // namespace leafscope
