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

/// Where the matrix of a layer lies.
struct LayerPlace {
    std::filesystem::path file;      ///< empty: /embeddings/NAME in the embedding's file
    std::string array;               ///< inside a file of several
    std::vector<std::int64_t> slice; ///< entries of the leading axes (epoch, layer) of that array
};

/// What is known of a layer of an embedding.
struct LayerHeader {
    std::string name;                ///< as `leafscope info` names it; "input": the samples
    std::string type;                ///< "Conv2d"; "" for arrays that the user brought
    std::vector<std::int64_t> shape; ///< of one sample's activation
    Index dim = 0;                   ///< prod(shape)
    double depth = 0; ///< relative depth 0..1: (convolutions + linear maps so far) / all
    LayerPlace place{};
};

/// The small part of an embedding file: everything but the matrices.
struct EmbeddingHeader {
    std::filesystem::path file; ///< or folder
    std::string spec;           ///< as given; openEmbedding(spec) opens the same
    std::string hash; ///< embeddingHash(spec), combined with the labels given to openEmbedding()
    Index n = 0;
    std::vector<LayerHeader> layers; ///< in the order of computation
    std::vector<std::int64_t> indices;
    std::vector<std::int32_t> labels;      ///< of the rows; empty if unknown
    std::vector<std::int32_t> predictions; ///< empty if unknown
    std::vector<float> confidences;        ///< probability of the prediction; empty if unknown
    std::vector<std::string> classNames;
    std::string sampling;              ///< "2,000 of 60,000, stratified by label, seed 1"
    Index total = 0;                   ///< samples in the data set the rows were chosen from
    std::vector<std::string> warnings; ///< arrays that were left out, and why

    const LayerHeader* find(const std::string& layer) const;
};

/// Opens the layers of
///   an artifact of `embed`;
///   HDF5: the arrays of /embeddings, or of the last epoch of /epochs/K/LAYER, or the array that
///     openDataset() would take; FILE.h5:/GROUP: the arrays below a group, or a single array;
///   .npz and safetensors: every array of rank >= 2 (all have the same number of rows); FILE:NAME
///     one of them;
///   .npy: one layer named after the file;
///   a folder of .npy files: each is a layer, in natural order of the names;
///   a data set that is no array (see openDataset()): images, CIFAR, a table as text, a name, a
///     generator; its samples are the layer "input" (of a table, its name);
///   a series of epochs (see frames.hpp): its last epoch.
/// An .npy or the only array of an .npz of shape layers x samples x columns, or epochs x layers x
/// samples x columns, is taken as such if there are labels beside it that match that axis and not
/// the first; FILE:epoch=K is one epoch of the latter.
/// Rows are samples; further axes are flattened. Labels are looked for beside the arrays: by name
/// in the same file (see chooseLabels()), NAME-labels.npy, NAME_labels.npy or labels.npy beside a
/// file, labels.npy in a folder. `labels`: .npy or IDX file with one label per row, instead. Throws
/// Error.
EmbeddingHeader openEmbedding(const std::string& spec, const std::filesystem::path& labels = {});

/// One layer in the precision in which it is stored (float32 or float64; integers become float32 if
/// they are of 8 bits, else float64). Throws Error(Numeric) that counts rows with NaN or Inf and
/// names the first (an analysis of several layers may leave that one out); OutOfMemory before
/// taking more than the machine has.
Points readLayer(const EmbeddingHeader& embedding, const std::string& layer);

} // namespace leafscope
