// SPDX-License-Identifier: MIT
// What a data set's spec means: which files, or which generator. Nothing is read here but names.
#pragma once

#include "core/data/generators.hpp"
#include "core/data/sniff.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct DataSource {
    std::string name;                           ///< for people
    std::filesystem::path file;                 ///< empty for a generator
    FileKind kind = FileKind::Unknown;          ///< of the file
    std::vector<std::filesystem::path> batches; ///< CIFAR: all files of the set, in order
    std::filesystem::path labels;        ///< or a table of metadata; empty if there is none beside
    std::string array;                   ///< inside an HDF5 file; empty: to be found
    std::vector<std::string> classNames; ///< of a data set known by name
    std::optional<Generator> generator;
};

/// Where named data sets are looked for: $LEAFSCOPE_DATA, then /usr/share/datasets.
std::vector<std::filesystem::path> dataFolders();

/// Throws Error: Io for a missing file, InvalidInput for an unknown name or generator, Format with
/// the cure for a file that is no data set.
DataSource resolveSource(const std::string& spec,
                         const std::vector<std::filesystem::path>& folders = dataFolders());

/// Content identity: the file's hash, combined with that of the labels and the array's name where
/// there are any; for a generator the hash of its canonical spec.
std::string sourceHash(const DataSource& source);

} // namespace leafscope
