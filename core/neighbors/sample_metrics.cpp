// SPDX-License-Identifier: MIT
#include "core/neighbors/sample_metrics.hpp"

#include "core/base/error.hpp"
#include "core/base/json_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace leafscope {

namespace {

using nlohmann::json;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// The same number for every row.
template <class Number>
SampleMetric perRow(const char* key, const char* title, const char* unit, Index n,
                    const Number& number)
{
    SampleMetric metric{key, title, unit, std::vector<float>(std::size_t(n))};
    for (Index i = 0; i < n; ++i)
        metric.values[std::size_t(i)] = number(i);
    return metric;
}

float agreement(const Neighbors& nearest, const std::vector<std::int32_t>& classes, Index i)
{
    const std::int32_t own = classes[std::size_t(i)];
    if (own < 0)
        return kNan;
    Index same = 0;
    const Index k = nearest.index.cols();
    for (Index j = 0; j < k; ++j)
        same += classes[std::size_t(nearest.index(i, j))] == own ? 1 : 0;
    return float(double(same) / double(k));
}

float localDimension(const Neighbors& nearest, Index i)
{
    const Index k = nearest.squared.cols();
    Index first = 0;
    while (first < k && nearest.squared(i, first) <= 0)
        ++first;
    const Index m = k - first;
    if (m < 3)
        return kNan;
    const double farthest = nearest.squared(i, k - 1);
    double sum = 0;
    for (Index j = first; j < k - 1; ++j)
        sum += 0.5 * std::log(farthest / nearest.squared(i, j));
    return sum > 0 ? float(double(m - 1) / sum) : kNan; // all at one distance: no dimension
}

std::vector<Index> occurrences(const Neighbors& nearest)
{
    std::vector<Index> counts(std::size_t(nearest.index.rows()), 0);
    for (Index e = 0; e < nearest.index.size(); ++e)
        ++counts[std::size_t(nearest.index.data()[e])];
    return counts;
}

/// The class that most neighbours of row i have; -1 if none has one.
std::int32_t vote(const Neighbors& nearest, const std::vector<std::int32_t>& labels, Index i)
{
    std::map<std::int32_t, Index> votes;
    Index most = 0;
    for (Index j = 0; j < nearest.index.cols(); ++j) {
        const std::int32_t label = labels[std::size_t(nearest.index(i, j))];
        if (label >= 0)
            most = std::max(most, ++votes[label]);
    }
    for (Index j = 0; j < nearest.index.cols(); ++j) {
        const std::int32_t label = labels[std::size_t(nearest.index(i, j))];
        if (label >= 0 && votes[label] == most)
            return label;
    }
    return -1;
}

double meanOf(const SampleMetric* metric, bool ofInverses = false)
{
    double sum = 0;
    double count = 0;
    for (const float value : metric ? metric->values : std::vector<float>()) {
        if (!std::isfinite(value))
            continue;
        sum += ofInverses ? 1 / double(value) : double(value);
        ++count;
    }
    return ofInverses ? count / sum : sum / count; // NaN if there is none
}

double voteAccuracy(const Neighbors& nearest, const std::vector<std::int32_t>& labels)
{
    double right = 0;
    double counted = 0;
    for (Index i = 0; i < Index(labels.size()); ++i) {
        if (labels[std::size_t(i)] < 0)
            continue;
        ++counted;
        right += vote(nearest, labels, i) == labels[std::size_t(i)] ? 1 : 0;
    }
    return right / counted;
}

std::vector<std::string> warningsOf(const Neighbors& nearest, const RowClasses& classes)
{
    std::vector<std::string> warnings;
    if (nearest.duplicates > 0)
        warnings.push_back(std::to_string(nearest.duplicates) +
                           " rows repeat an earlier row; they are neighbours at distance 0");
    if (classes.labels.empty())
        warnings.emplace_back("no labels: no label agreement and no kNN accuracy");
    if (classes.predictions.empty())
        warnings.emplace_back("no predictions: no prediction agreement");
    if (nearest.index.cols() < 3)
        warnings.emplace_back("no local dimension: it takes 3 neighbours");
    return warnings;
}

} // namespace

std::vector<SampleMetric> sampleMetrics(const Neighbors& nearest, const RowClasses& classes)
{
    const Index n = nearest.index.rows();
    EXPECTS(classes.labels.empty() || Index(classes.labels.size()) == n,
            "rows=" + std::to_string(n) + ", labels=" + std::to_string(classes.labels.size()));
    EXPECTS(classes.predictions.empty() || Index(classes.predictions.size()) == n,
            "rows=" + std::to_string(n) +
                ", predictions=" + std::to_string(classes.predictions.size()));
    std::vector<SampleMetric> metrics;
    metrics.push_back(perRow("nearest_distance", "Distance to the nearest neighbour", "", n,
                             [&](Index i) { return float(std::sqrt(nearest.squared(i, 0))); }));
    metrics.push_back(perRow("ratio", "Second to first distance", "", n, [&](Index i) {
        if (nearest.squared.cols() < 2 || nearest.squared(i, 0) <= 0)
            return kNan;
        return float(std::sqrt(nearest.squared(i, 1) / nearest.squared(i, 0)));
    }));
    if (!classes.labels.empty())
        metrics.push_back(perRow("label_agreement", "Neighbours with the same label", "share", n,
                                 [&](Index i) { return agreement(nearest, classes.labels, i); }));
    if (!classes.predictions.empty())
        metrics.push_back(
            perRow("prediction_agreement", "Neighbours with the same prediction", "share", n,
                   [&](Index i) { return agreement(nearest, classes.predictions, i); }));
    const std::vector<Index> counts = occurrences(nearest);
    metrics.push_back(perRow("hubness", "Times among the neighbours of others", "", n,
                             [&](Index i) { return float(counts[std::size_t(i)]); }));
    metrics.push_back(perRow("local_dimension", "Local dimension (noisy)", "", n,
                             [&](Index i) { return localDimension(nearest, i); }));
    return metrics;
}

json neighborSummary(const LayerNeighbors& layer, const Neighbors& nearest,
                     const RowClasses& classes)
{
    const SampleMetric* hubness = layer.metric("hubness");
    const double largest =
        hubness && !hubness->values.empty()
            ? double(*std::max_element(hubness->values.begin(), hubness->values.end()))
            : double(kNan);
    return {{"name", layer.layer.name},
            {"depth", layer.layer.depth},
            {"n", nearest.index.rows()},
            {"dim", layer.layer.dim},
            {"k", nearest.index.cols()},
            {"mean_r1", numberOrNull(meanOf(layer.metric("nearest_distance")))},
            {"mean_ratio", numberOrNull(meanOf(layer.metric("ratio")))},
            {"label_agreement", numberOrNull(meanOf(layer.metric("label_agreement")))},
            {"prediction_agreement", numberOrNull(meanOf(layer.metric("prediction_agreement")))},
            {"knn_accuracy", numberOrNull(voteAccuracy(nearest, classes.labels))},
            {"local_dimension", numberOrNull(meanOf(layer.metric("local_dimension"), true))},
            {"largest_hubness", numberOrNull(largest)},
            {"duplicates", nearest.duplicates},
            {"convention",
             "exact Euclidean neighbours without the row itself, ties by row; means over the rows "
             "where a value exists; local dimension: Levina-Bickel, inverses averaged "
             "(MacKay-Ghahramani); kNN: leave one out, majority, ties to the nearest class"},
            {"warnings", warningsOf(nearest, classes)}};
}

} // namespace leafscope
