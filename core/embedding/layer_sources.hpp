// SPDX-License-Identifier: MIT
// The kinds of files that hold layers; openEmbedding() and readLayer() choose among them. Private
// to this room.
#pragma once

#include "core/data/sniff.hpp"
#include "core/embedding/embedding.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// Each fills n, layers with their places, and what the file tells of the rows; `withLabels` false
/// leaves the file's own labels alone, because others are given. Throw Error.
void openHdf5Layers(const std::filesystem::path& file, const std::string& part, bool withLabels,
                    EmbeddingHeader& out);
/// .npy, .npz, safetensors.
void openArrayLayers(const std::filesystem::path& file, FileKind kind, const std::string& part,
                     bool withLabels, EmbeddingHeader& out);
/// A data set: its samples are the layer "input", or the one named after a table.
void openDataLayer(const std::string& spec, bool withLabels, EmbeddingHeader& out);
/// A folder of .npy files.
void openFolderLayers(const std::filesystem::path& folder, bool withLabels, EmbeddingHeader& out);

Points readHdf5Layer(const EmbeddingHeader& embedding, const LayerHeader& layer);
Points readDataLayer(const EmbeddingHeader& embedding, const LayerHeader& layer);
Points readArrayLayer(const EmbeddingHeader& embedding, const LayerHeader& layer, FileKind kind);

/// Whether the spec names what only openDataset() reads: images, CIFAR batches, a table, a set
/// known by name, a generator.
bool isDataSet(const std::string& spec);
/// Epochs of a stack epochs x layers x samples x columns; 0 if the file holds none.
std::int64_t stackedEpochs(const std::filesystem::path& file, FileKind kind);
/// Numbers of the epochs below /epochs, or below GROUP/epochs, ascending, with their groups.
std::vector<std::pair<int, std::string>> hdf5Epochs(const std::filesystem::path& file,
                                                    const std::string& part);

/// The .npy files of a folder that are layers, in natural order of their names.
std::vector<std::filesystem::path> layerFiles(const std::filesystem::path& folder);
/// The file of labels that belongs to a file or folder, or an empty path.
std::filesystem::path labelsBeside(const std::filesystem::path& place);

/// Throws the Error for layers that changed since the embedding was opened.
[[noreturn]] void throwChanged(const EmbeddingHeader& embedding);
/// Throws Error(InvalidInput) unless all layers have as many rows as the first.
void requireEqualRows(const std::vector<std::string>& names, const std::vector<std::int64_t>& rows,
                      const std::string& where);

} // namespace leafscope
