// SPDX-License-Identifier: MIT
// A data set: samples with a shape, labels, class names and where they came from.
//
// Row i is sample i everywhere in Leafscope; nothing renumbers. A subset carries its indices.
#pragma once

#include "core/base/matrix.hpp"
#include "core/base/progress.hpp"
#include "core/data/value_array.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace leafscope {

/// Sample values as they were stored, n x prod(sampleShape), row-major; those of a large .npy, .npz
/// or safetensors file stay in the file, mapped.
using SampleValues = std::variant<ValueArray<std::uint8_t>, ValueArray<float>, ValueArray<double>>;

struct Dataset {
    std::string name;                      ///< for people: "Fashion-MNIST train"
    std::string spec;                      ///< what the user wrote; opening it again gives the same
    std::string hash;                      ///< content identity
    std::string format;                    ///< "IDX (gzip)", "NumPy array", "HDF5", "generator"
    std::vector<std::int64_t> sampleShape; ///< {1, 28, 28} for an image (C, H, W), {d} for a point
    SampleValues values;
    std::vector<std::int32_t> labels;    ///< one per sample, or empty
    std::vector<std::string> classNames; ///< index = label; empty if unknown
    std::vector<std::string> warnings;   ///< non-finite values counted, and the like

    Index size() const;       ///< n
    Index sampleSize() const; ///< prod(sampleShape)
    int classCount() const;   ///< 1 + largest label, or 0
    /// Image-shaped: (1 or 3, H, W) with H, W > 1.
    bool isImage() const;
    /// Stored as bytes 0..255.
    bool isBytes() const;
    /// "Ankle boot", or the number when there is no name, or "" when there are no labels.
    std::string className(std::int32_t label) const;
    /// Copies sample i, converted, to out[0 .. sampleSize()).
    void copySample(Index i, float* out) const;
    void copySample(Index i, double* out) const;
};

/// Everything that can be given where a data set is wanted:
///   IDX images, plain or gzip, whose labels are paired by name and count;
///   .npy, with NAME-labels.npy beside it;
///   .npz, HDF5 and safetensors, FILE:ARRAY where the choice is not clear (see chooseSamples and
///     chooseLabels);
///   a CIFAR batch, or a folder of them, DIR:test for the held-out part;
///   a folder of images (see image_folder.hpp), DIR:test likewise; a single image;
///   CSV, TSV, vectors.tsv with metadata.tsv;
///   "fashion-mnist" (training set) or "fashion-mnist:test", which are looked for in
///     $LEAFSCOPE_DATA and /usr/share/datasets;
///   any labelled one of these with a choice of classes and samples behind it (see subset.hpp),
///     "fashion-mnist?classes=0-2&per_class=500";
///   a generator "synthetic:swissroll?n=2000&seed=1" (see generators.hpp).
/// Arrays n x H x W are taken as grey images {1, H, W}; a plain list of n numbers as n x 1.
/// Throws Error: Io, Format, InvalidInput, Unsupported, OutOfMemory, and Numeric where rows hold
/// NaN or infinity. Reports bytes read; cancellable.
Dataset openDataset(const std::string& spec, const Progress& progress = {});

/// The content identity of what `spec` names, without keeping it in memory.
std::string datasetHash(const std::string& spec);

/// The spec of the held-out set that belongs to `spec` ("fashion-mnist" -> "fashion-mnist:test",
/// train-images... -> t10k-images...), or "" if there is none. That of a choice of classes is the
/// same choice of the held-out set, with all samples of each class.
std::string heldOutSpec(const std::string& spec);

/// Chooses `count` of the samples, stratified by label (largest-remainder shares; all samples when
/// count <= 0 or >= n), seeded, ascending. Without labels it is a plain seeded sample.
std::vector<std::int64_t> stratifiedSample(const Dataset& data, std::int64_t count,
                                           std::uint64_t seed);

/// "2,000 of 60,000, stratified by label, seed 1", of a choice of n.
std::string describeSampling(const Dataset& data, Index n, std::uint64_t seed);

} // namespace leafscope
