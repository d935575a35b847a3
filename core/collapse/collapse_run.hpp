// SPDX-License-Identifier: MIT
// Neural collapse over a training: the numbers of every epoch, and the scene in a frame in which
// the simplex stands still. Values and their HDF5 file.
//
// The frame of an epoch: U (p x C) is the polar factor of Mdot M*^T and alpha the scale of the
// nearest simplex equiangular tight frame alpha U M*, M* = sqrt(C/(C-1)) (I - 11^T/C). A feature h
// is drawn at U^T (h - mu_G) / alpha, a vector of C coordinates whose sum is 0; the vertices are
// the columns of M*, the same at every epoch. Classifiers are rescaled so that |W|_F = |M*|_F, and
// are not centred. What lies outside the span of Mdot is described by three more coordinates, along
// the largest principal axes of the residuals there, also divided by alpha, signs as in the epoch
// before.
#pragma once

#include "core/base/matrix.hpp"
#include "core/collapse/measures.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leafscope {

inline constexpr Index kResidualAxes = 3;
/// Of the training set: where the terminal phase begins, as the paper's notebook has it.
inline constexpr double kTerminalAccuracy = 0.999;

/// Points in the frame of their epoch.
struct CollapsePoints {
    MatrixF simplex;  ///< m x C
    MatrixF residual; ///< m x kResidualAxes
    MatrixF raw;      ///< m x p for p <= 3, else empty: the features themselves
};

struct CollapseEpoch {
    int epoch = 0;
    std::string model; ///< hash of the checkpoint; "" if there is none
    CollapseMeasures train;
    std::optional<CollapseMeasures> test;
    double scale = 0;            ///< alpha
    CollapsePoints means;        ///< C rows: mu_c
    CollapsePoints classifiers;  ///< C rows: w_c; no rows without classifiers
    CollapsePoints features;     ///< of CollapseRun::samples
    CollapsePoints testFeatures; ///< of CollapseRun::testSamples
    MatrixD cosMeans;            ///< C x C, cosines of mu_c - mu_G
    MatrixD cosClassifiers;      ///< C x C, of w_c; empty without
};

/// One layer over the training.
struct CollapseLayer {
    std::string name;
    double depth = 0;                  ///< relative, 0..1
    Index width = 0;                   ///< p
    bool isLast = false;               ///< what the classifiers read
    std::vector<CollapseEpoch> epochs; ///< ascending, at least one

    /// The last epoch not after `epoch`, else the first.
    std::size_t placeOf(double epoch) const;
};

/// One training.
struct CollapseRun {
    std::string name;                      ///< of its folder or file
    std::vector<std::string> classNames;   ///< one per class, in the order of the coordinates
    std::vector<std::int32_t> classes;     ///< label of each class in the data
    std::vector<std::int64_t> counts;      ///< training samples of each class
    std::vector<std::int64_t> samples;     ///< that are drawn: rows of the data set
    std::vector<std::int32_t> sampleClass; ///< of each, index into classNames
    std::vector<std::int64_t> testSamples; ///< rows of the held-out set
    std::vector<std::int32_t> testClass;
    std::string sampling;              ///< "150 of 1,500 drawn, 50 of each class"
    std::vector<CollapseLayer> layers; ///< in the order of computation, at least one
    std::optional<int> terminal;       ///< first epoch of the terminal phase
    std::vector<std::string> warnings;
    nlohmann::json
        about; ///< conventions, data, and for a model of free features its exact solution

    Index classCount() const { return Index(classNames.size()); }
    /// The layer of that name, else the one that the classifiers read, else the last.
    const CollapseLayer& layerOr(const std::string& layer) const;
};

/// Runs side by side; immutable.
struct CollapseRuns {
    std::vector<std::shared_ptr<const CollapseRun>> runs; ///< at least one

    /// The run of that name, else the first.
    const CollapseRun& runOr(const std::string& name) const;
};

/// Throws Error(Io).
void writeCollapse(const CollapseRuns& runs, const std::filesystem::path& file);

/// Throws Error: Io, Format for a file that holds no such runs or a damaged one.
std::shared_ptr<const CollapseRuns> readCollapse(const std::filesystem::path& artifact);

} // namespace leafscope
