// SPDX-License-Identifier: MIT
#include "core/model/training_set.hpp"

#include "core/base/files.hpp"
#include "core/base/random.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

template <class Values>
auto chosenValues(const Values& values, const std::vector<std::int64_t>& samples, Index width)
{
    std::vector<typename Values::value_type> chosen;
    chosen.reserve(samples.size() * std::size_t(width));
    for (const std::int64_t sample : samples)
        chosen.insert(chosen.end(), values.begin() + sample * width,
                      values.begin() + (sample + 1) * width);
    return chosen;
}

} // namespace

TrainingSet makeTrainingSet(const Dataset& data, std::int64_t limit, double fraction,
                            std::int64_t classes, std::uint64_t seed)
{
    const std::vector<std::int64_t> samples = stratifiedSample(data, limit, seed);
    TrainingSet set;
    set.data.name = data.name;
    set.data.spec = data.spec;
    set.data.hash = data.hash;
    set.data.format = data.format;
    set.data.sampleShape = data.sampleShape;
    set.data.classNames = data.classNames;
    set.data.values = std::visit(
        [&](const auto& values) {
            return SampleValues(chosenValues(values, samples, data.sampleSize()));
        },
        data.values);
    for (const std::int64_t sample : samples)
        set.data.labels.push_back(data.labels[std::size_t(sample)]);

    const auto count = std::size_t(std::llround(fraction * double(samples.size())));
    // A stream of its own: the order of the samples must not depend on the labels.
    RandomStream random(seed ^ 0x5a5a5a5a5a5a5a5aULL);
    const std::vector<std::int64_t> order = random.permutation(std::int64_t(samples.size()));
    for (std::size_t k = 0; k < count; ++k) {
        const auto row = std::size_t(order[k]);
        std::int32_t& label = set.data.labels[row];
        const auto given = std::int32_t(random.below(std::uint64_t(classes)));
        set.changes.push_back({samples[row], label, given});
        label = given;
    }
    std::sort(set.changes.begin(), set.changes.end(),
              [](const LabelChange& a, const LabelChange& b) { return a.sample < b.sample; });
    return set;
}

nlohmann::json describeChanges(const TrainingSet& set, double fraction)
{
    const auto changed =
        std::count_if(set.changes.begin(), set.changes.end(),
                      [](const LabelChange& change) { return change.label != change.given; });
    return {{"fraction", fraction}, {"replaced", set.changes.size()}, {"changed", changed}};
}

void writeChanges(const TrainingSet& set, const std::filesystem::path& file)
{
    std::string table = "sample,label,given\n";
    for (const LabelChange& change : set.changes)
        table += std::to_string(change.sample) + ',' + std::to_string(change.label) + ',' +
                 std::to_string(change.given) + '\n';
    writeTextFile(file, table);
}

} // namespace leafscope
