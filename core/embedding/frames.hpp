// SPDX-License-Identifier: MIT
// Embeddings that come as a series of epochs, and the identity of whatever can be opened as one.
#pragma once

#include <string>
#include <vector>

namespace leafscope {

struct EmbeddingFrame {
    int epoch = 0;
    std::string spec; ///< what openEmbedding() takes
};

/// The epochs of a series, ascending:
///   a folder of numbered files or folders, as `leafscope embed` over a series writes them
///     (epoch_003.h5) or others do (name_epoch003.npy, epoch_3/, Epoch_3/; see epochInName());
///   FILE.h5 or FILE.h5:/GROUP with arrays /epochs/K/LAYER below;
///   an .npy or .npz of one array epochs x layers x samples x columns whose labels tell which axis
///     the samples are (see openEmbedding()): FILE:epoch=K.
/// Empty if `spec` is none of these or does not exist. Opens headers only. Throws
/// Error(InvalidInput) when two files claim the same epoch, and what a damaged file throws.
std::vector<EmbeddingFrame> embeddingFrames(const std::string& spec);

/// Content identity of what openEmbedding(spec) opens, without the labels that may be given to it:
/// the recipe's hash of a result of `embed`; for other files their content, with the labels beside
/// them and the part that is named; for folders and series the names and contents of all that is
/// read. Reads every file once. Throws Error.
std::string embeddingHash(const std::string& spec);

} // namespace leafscope
