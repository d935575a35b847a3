// SPDX-License-Identifier: MIT
// The local data matrix G over a training: trace, rank and spectrum at the same samples of every
// checkpoint, as a value and as an HDF5 artifact.
#pragma once

#include "core/base/matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// What one checkpoint gave; one entry per sample where it is a list.
struct TraceMeasurement {
    int epoch = 0;
    std::string model;                         ///< hash of the checkpoint
    std::vector<double> trace;                 ///< of G
    std::vector<double> rank;                  ///< of the centred Jacobian
    std::vector<double> metricRank;            ///< of G as float32 would see it
    std::vector<std::vector<double>> spectrum; ///< by eigenvalue, the largest first: over samples
};

/// The same over the samples; NaN where nothing is known.
struct TraceNumbers {
    double mean = 0;
    double median = 0;
    double q25 = 0;
    double q75 = 0;
    double rank = 0;              ///< median
    double metricRank = 0;        ///< median
    Index deficient = 0;          ///< samples whose rank is below the number of eigenvalues
    std::vector<double> spectrum; ///< median of each eigenvalue
};

TraceNumbers numbersOf(const TraceMeasurement& measured);

/// One checkpoint of a LeafTrace.
struct TraceEpoch {
    int epoch = 0;
    std::string model; ///< hash of the checkpoint
    TraceNumbers numbers;
    std::vector<double> trace; ///< one per sample
};

struct LeafTrace {
    std::string unit;                  ///< of the coordinates, "x / 255": G is per that squared
    std::string sampling;              ///< "200 of 1,000 samples, stratified, seed 1"
    std::vector<std::int64_t> indices; ///< of the samples in their data set
    std::vector<std::int32_t> labels;  ///< of the samples; empty if unknown
    std::vector<TraceEpoch> epochs;    ///< ascending, at least one

    /// "(x/255)²": what G and its trace are per.
    std::string perUnit() const;
    /// The place of an epoch, else of the last one.
    std::size_t placeOr(int epoch) const;
    /// Whether a checkpoint with this hash is one of those that were measured.
    bool isOf(const std::string& model) const;
};

/// What is written beside the measurements.
struct TraceHead {
    std::string unit;
    std::string sampling;
    std::vector<std::int64_t> indices;
    std::vector<std::int32_t> labels;
};

/// Throws Error(Io). All measurements are of the samples of the head.
void writeTrace(const TraceHead& head, const std::vector<TraceMeasurement>& measured,
                const std::filesystem::path& file);

/// Throws Error: Io, Format for a file that holds no such measurements or a damaged one.
std::shared_ptr<const LeafTrace> readTrace(const std::filesystem::path& artifact);

} // namespace leafscope
