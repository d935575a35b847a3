// SPDX-License-Identifier: MIT
#include "core/collapse/class_map.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <set>

namespace leafscope {

ClassMap ClassMap::of(std::span<const std::int32_t> labels,
                      const std::vector<std::string>& classNames, const std::string& where)
{
    std::set<std::int32_t> present;
    for (const std::int32_t label : labels)
        if (label >= 0)
            present.insert(label);
    if (present.size() < 2)
        throw Error(ErrorKind::InvalidInput,
                    labels.empty()
                        ? "there are no labels"
                        : "there are fewer than two classes: " + std::to_string(present.size()),
                    where, "collapse is about how classes lie to each other",
                    "give labelled samples of at least two classes, for arrays with --labels");
    ClassMap map;
    for (const std::int32_t label : present) {
        map.labels.push_back(label);
        const auto at = std::size_t(label);
        map.names.push_back(at < classNames.size() ? classNames[at] : std::to_string(label));
    }
    return map;
}

std::int32_t ClassMap::classOf(std::int32_t label) const
{
    const auto at = std::lower_bound(labels.begin(), labels.end(), label);
    return at != labels.end() && *at == label ? std::int32_t(at - labels.begin()) : -1;
}

Classifier ClassMap::chosen(const Classifier& all, const std::string& where,
                            std::vector<std::string>& warnings) const
{
    const bool byLabel = all.weights.rows() > labels.back();
    if (!byLabel && all.weights.rows() != count())
        throw Error(ErrorKind::InvalidInput,
                    "there are " + std::to_string(all.weights.rows()) +
                        " classifiers for labels up to " + std::to_string(labels.back()),
                    where, "the classifier is of other classes than the labels",
                    "give one row per label from 0, or one per class that occurs");
    Classifier some;
    some.weights.resize(count(), all.weights.cols());
    some.bias.resize(all.bias.size() > 0 ? count() : 0);
    for (Index c = 0; c < count(); ++c) {
        const Index row = byLabel ? labels[std::size_t(c)] : c;
        some.weights.row(c) = all.weights.row(row);
        if (all.bias.size() > 0)
            some.bias[c] = all.bias[row];
    }
    if (all.weights.rows() > count())
        warnings.push_back("the network tells " + std::to_string(all.weights.rows()) +
                           " classes apart, " + std::to_string(count()) +
                           " occur: the others are left out, also of its decisions");
    return some;
}

ClassedSamples classed(const ClassMap& map, std::span<const std::int64_t> samples,
                       std::span<const std::int32_t> labels)
{
    ClassedSamples out;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const std::int32_t place = map.classOf(labels[i]);
        if (place < 0) {
            ++out.left;
            continue;
        }
        out.samples.push_back(samples[i]);
        out.classOf.push_back(place);
    }
    return out;
}

} // namespace leafscope
