// SPDX-License-Identifier: MIT
// An embedding: one n x D matrix per layer of a network for the same n samples, in one HDF5 file.
//
// File layout: /embeddings/LAYER (n x D float32; attributes order, depth, type, shape), /indices
// (int64, row -> sample of the data set), and where known /labels (int32), /predictions (int32),
// /confidences (float32). File attributes: recipe, result (JSON). This header needs no LibTorch.
#pragma once

#include "core/base/matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leafscope {

/// What is known of a layer of an embedding.
struct LayerHeader {
    std::string name;                ///< as `leafscope info` names it; "input" is the data itself
    std::string type;                ///< "Conv2d"; "" for arrays that the user brought
    std::vector<std::int64_t> shape; ///< of one sample's activation
    Index dim = 0;                   ///< prod(shape)
    double depth = 0; ///< relative depth 0..1: (convolutions + linear maps so far) / all
};

/// The small part of an embedding file: everything but the matrices.
struct EmbeddingHeader {
    std::filesystem::path file;
    std::string
        hash; ///< identity: the recipe's hash, or the content's for arrays brought by the user
    Index n = 0;
    std::vector<LayerHeader> layers; ///< in the order of computation
    std::vector<std::int64_t> indices;
    std::vector<std::int32_t> labels;      ///< of the rows; empty if unknown
    std::vector<std::int32_t> predictions; ///< empty if unknown
    std::vector<float> confidences;        ///< probability of the prediction; empty if unknown
    std::vector<std::string> classNames;
    std::string sampling; ///< "2,000 of 60,000, stratified by label, seed 1"
    Index total = 0;      ///< samples in the data set the rows were chosen from

    const LayerHeader* find(const std::string& layer) const;
};

/// Opens an artifact of `embed`, an .npy file or a table as text (one layer named after the file;
/// label column or metadata.tsv as openDataset() takes them) or an HDF5 file that holds /embeddings/* or just one numeric array of rank >= 2. Rows are samples; further axes are
/// flattened. `labels`: optional .npy or IDX file with one label per row. Throws Error.
EmbeddingHeader openEmbedding(const std::filesystem::path& file,
                              const std::filesystem::path& labels = {});

/// One layer in the precision in which it is stored (float32 or float64; integers become float32 if
/// they are of 8 bits, else float64). Throws Error(Numeric) that counts rows with NaN or Inf and
/// names the first; OutOfMemory before taking more than the machine has.
Points readLayer(const EmbeddingHeader& embedding, const std::string& layer);

} // namespace leafscope
