// SPDX-License-Identifier: MIT
// Weight per class of a few neighbours. Internal to the room.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace leafscope {

/// Weight per class, in the order in which classes appear among the neighbours, nearest first.
class ClassWeights {
public:
    void clear()
    {
        m_weights.clear();
        m_total = 0;
    }
    void add(std::int32_t label, double weight)
    {
        if (label < 0)
            return;
        m_total += weight;
        for (auto& [known, sum] : m_weights)
            if (known == label) {
                sum += weight;
                return;
            }
        m_weights.emplace_back(label, weight);
    }
    double total() const { return m_total; }
    double of(std::int32_t label) const
    {
        for (const auto& [known, sum] : m_weights)
            if (known == label)
                return sum;
        return 0;
    }
    /// The first of the heaviest classes, so ties go to the nearest; -1 if there is none.
    std::int32_t heaviest() const
    {
        std::int32_t best = -1;
        double most = -1;
        for (const auto& [label, sum] : m_weights)
            if (sum > most) {
                best = label;
                most = sum;
            }
        return best;
    }
    double entropy() const
    {
        if (!(m_total > 0))
            return std::numeric_limits<double>::quiet_NaN();
        double sum = 0;
        for (const auto& [label, weight] : m_weights)
            if (weight > 0)
                sum -= weight / m_total * std::log(weight / m_total);
        return sum;
    }

    /// (class, weight), in the order in which classes appeared.
    const std::vector<std::pair<std::int32_t, double>>& all() const { return m_weights; }

private:
    std::vector<std::pair<std::int32_t, double>> m_weights;
    double m_total = 0;
};

} // namespace leafscope
