// SPDX-License-Identifier: MIT
// What a data set's spec means: which files, or which generator. Nothing is read here but names
// and headers.
#pragma once

#include "core/data/generators.hpp"
#include "core/data/image_folder.hpp"
#include "core/data/sniff.hpp"
#include "core/data/subset.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

struct DataSource {
    std::string name;                           ///< for people
    std::filesystem::path file;                 ///< or folder of images; empty for a generator
    FileKind kind = FileKind::Unknown;          ///< of the file
    std::vector<std::filesystem::path> batches; ///< CIFAR: all files of the set, in order
    ImageListing images;                        ///< Image, ImageFolder: all of them, in order
    std::filesystem::path labels;        ///< or a table of metadata; empty if there is none beside
    std::string array;                   ///< inside a file of several; empty: to be found
    std::vector<std::string> classNames; ///< of a data set known by name
    std::optional<Generator> generator;
    std::optional<Subset> subset; ///< what is taken of it; nothing: all
};

/// Where named data sets are looked for: $LEAFSCOPE_DATA, then /usr/share/datasets.
std::vector<std::filesystem::path> dataFolders();

/// Throws Error: Io for a missing file, InvalidInput for an unknown name or generator, Format with
/// the cure for a file that is no data set.
DataSource resolveSource(const std::string& spec,
                         const std::vector<std::filesystem::path>& folders = dataFolders());

/// Fills values, shape, labels, class names, format and warnings, whatever the source is. Throws
/// Error; cancellable.
void readSource(const DataSource& source, Dataset& out, const Progress& progress);

/// "file.npz:train", "synthetic:torus?n=2000&d=2&seed=1": the source in errors.
std::string whereOf(const DataSource& source);

/// Content identity: the file's hash, combined with that of the labels and the array's name where
/// there are any, and with the choice of a subset; for a generator the hash of its canonical spec;
/// for a folder of images the names and contents of them all.
std::string sourceHash(const DataSource& source);

/// NAME-labels.npy or NAME_labels.npy beside NAME.npy (or any other ending), or an empty path.
std::filesystem::path pairedNpyLabels(const std::filesystem::path& file);

} // namespace leafscope
