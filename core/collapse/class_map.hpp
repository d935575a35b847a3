// SPDX-License-Identifier: MIT
// Labels as they are, and the classes that there are of them.
#pragma once

#include "core/collapse/class_statistics.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace leafscope {

struct ClassMap {
    std::vector<std::int32_t> labels; ///< that occur, ascending; place = class
    std::vector<std::string> names;   ///< of each

    /// Labels below 0 are no class. Throws Error(InvalidInput) for fewer than 2 classes.
    static ClassMap of(std::span<const std::int32_t> labels,
                       const std::vector<std::string>& classNames, const std::string& where);

    Index count() const { return Index(labels.size()); }
    /// The class of a label; -1 if it is none.
    std::int32_t classOf(std::int32_t label) const;
    /// The rows of the classes there are, of a classifier with one row per label from 0, or one per
    /// class. Adds a warning where rows are left out. Throws Error(InvalidInput) if it has too few.
    Classifier chosen(const Classifier& all, const std::string& where,
                      std::vector<std::string>& warnings) const;
};

/// The samples that belong to a class, and their classes.
struct ClassedSamples {
    std::vector<std::int64_t> samples;
    std::vector<std::int32_t> classOf;
    Index left = 0; ///< samples of no class
};
/// `samples`: rows; `labels`: one per entry of `samples`.
ClassedSamples classed(const ClassMap& map, std::span<const std::int64_t> samples,
                       std::span<const std::int32_t> labels);

} // namespace leafscope
