// SPDX-License-Identifier: MIT
// What the inspector says about a sample and about a selection, found without a widget.
#pragma once

#include "views/session/session.hpp"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace leafscope {

struct SampleFacts {
    std::int64_t sample = -1;
    QString label;                ///< class name, or ""
    std::int32_t labelIndex = -1; ///< -1 if unknown
    bool hasPrediction = false;
    QString prediction;               ///< class name
    std::optional<double> confidence; ///< 0..1
    std::optional<bool> correct;      ///< if label and prediction are known
    QString note;                     ///< why something is missing, or ""
    std::vector<QString> warnings;    ///< of the data set
};

/// Everything the session knows about a sample of the data set, from the data set and the
/// embedding.
SampleFacts sampleFacts(const Session& session, std::int64_t sample);

struct ClassShare {
    std::int32_t label = -1; ///< -1: samples without a label
    QString name;
    std::int64_t count = 0;
};

/// How many of the samples belong to each class, largest first, ties by label. O(m).
std::vector<ClassShare> classMix(const Session& session, const std::vector<std::int64_t>& samples);

struct NeighborFacts {
    std::int64_t sample = -1;
    QString name; ///< class name, or "#12"
    std::int32_t label = -1;
    bool differs = false; ///< both labels are known and are not the same
    double distance = 0;
    QString text; ///< for a tool tip: "#12 Ankle boot, distance 0.42"
};

/// The neighbours of a sample at the current layer, nearest first; empty if they are not known.
std::vector<NeighborFacts> neighborFacts(const Session& session, std::int64_t sample);

struct SampleNumber {
    QString title;
    QString tip;
    double value = 0; ///< NaN where it does not exist
};

/// The metrics of a sample at the current layer.
std::vector<SampleNumber> sampleNumbers(const Session& session, std::int64_t sample);

/// The first `most - 1` classes and one entry "N more classes" for the others, if there are more
/// than `most`.
std::vector<ClassShare> shortened(std::vector<ClassShare> mix, std::size_t most);

} // namespace leafscope
