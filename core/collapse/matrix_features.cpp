// SPDX-License-Identifier: MIT
#include "core/collapse/feature_source.hpp"

#include <algorithm>
#include <limits>

namespace leafscope {

namespace {

constexpr Index kRows = 2000; // a block stays within the cache for usual widths

double roundingOf(const Points& points)
{
    return std::holds_alternative<MatrixD>(points) ? std::numeric_limits<double>::epsilon()
                                                   : double(std::numeric_limits<float>::epsilon());
}

} // namespace

MatrixFeatures::MatrixFeatures(FeatureLayer layer, Points points, std::vector<std::int32_t> classOf)
    : m_layers{std::move(layer)}
    , m_points(std::move(points))
    , m_classOf(std::move(classOf))
{
    m_layers[0].width = colsOf(m_points);
}

void MatrixFeatures::pass(const std::function<void(const FeatureBlock&)>& visit,
                          const Progress& progress)
{
    const Index n = rowsOf(m_points);
    const Index width = colsOf(m_points);
    for (Index first = 0; first < n; first += kRows) {
        progress.report(double(first) / double(n));
        FeatureBlock block{0, first, std::min(kRows, n - first), width, {}};
        std::visit([&](const auto& m) { block.values = m.data() + first * width; }, m_points);
        visit(block);
    }
}

double MatrixFeatures::precision() const
{
    return roundingOf(m_points);
}

} // namespace leafscope
