// SPDX-License-Identifier: MIT
// A set of samples: what is selected, what a filter lets through, what a slice holds.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace leafscope {

/// How a new selection combines with the old one.
enum class Combine { Replace, Add, Subtract, Intersect, Toggle };

/// Ascending sample numbers of the data set, without repetition. Copies share their values, so that
/// the undo history may keep many of them. Thread-safe as an immutable value.
class SampleSet {
public:
    SampleSet() = default;
    /// Any order, repetitions allowed; negative numbers are left out. O(n log n).
    explicit SampleSet(std::vector<std::int64_t> samples);

    const std::vector<std::int64_t>& values() const;
    std::size_t size() const { return values().size(); }
    bool empty() const { return values().empty(); }
    bool contains(std::int64_t sample) const; ///< O(log n)
    /// This set changed by `other`. O(n + m).
    SampleSet combined(const SampleSet& other, Combine how) const;
    bool operator==(const SampleSet& other) const;

    /// Runs of consecutive samples, [first, last, first, last, ...].
    nlohmann::json toJson() const;
    /// Throws Error(Format) if the runs are not ascending, or hold more than 10^9 samples.
    static SampleSet fromJson(const nlohmann::json& json);

private:
    std::shared_ptr<const std::vector<std::int64_t>> m_values; ///< null: empty
};

} // namespace leafscope
