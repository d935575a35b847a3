// SPDX-License-Identifier: MIT
#include "core/leaf/anchors.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace leafscope {

Anchors::Anchors(const NetworkMap& map, Dataset reference, AnchorKind kind, std::int64_t limit,
                 std::uint64_t seed, std::vector<std::string>& notes, const Progress& progress)
    : m_reference(std::move(reference))
    , m_kind(kind)
    , m_seed(seed)
{
    map.requireFit(m_reference);
    m_factor = unitFactor(map, m_reference, notes);
    m_rows = stratifiedSample(m_reference, limit, seed);
    if (kind == AnchorKind::Means) {
        takeMeans(map, progress);
        return;
    }
    requireMemory(m_rows.size() * std::size_t(map.inputs()) * sizeof(float), "the reference data");
    m_samples.resize(Index(m_rows.size()), map.inputs());
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i % 256 == 0)
            progress.report(double(i) / double(m_rows.size()));
        m_samples.row(Index(i)) = sample(map, m_rows[i]).transpose().cast<float>();
    }
}

void Anchors::takeMeans(const NetworkMap& map, const Progress& progress)
{
    if (m_reference.labels.empty())
        throw Error(ErrorKind::InvalidInput, "there are no labels to take class means of",
                    m_reference.spec, "the reference data are not labelled",
                    "take --anchors nearest, or labelled data with --reference");
    m_sums.assign(std::size_t(m_reference.classCount()), VectorD::Zero(map.inputs()));
    m_counts.assign(m_sums.size(), 0);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (i % 256 == 0)
            progress.report(double(i) / double(m_rows.size()));
        const auto label = m_reference.labels[std::size_t(m_rows[i])];
        if (label < 0)
            continue;
        m_sums[std::size_t(label)] += sample(map, m_rows[i]);
        ++m_counts[std::size_t(label)];
    }
}

VectorD Anchors::meanWithout(const NetworkMap& map, Index c, std::optional<std::int64_t> row) const
{
    const auto at = std::size_t(c);
    const bool holds = row && m_reference.labels[std::size_t(*row)] == c && m_counts[at] > 1 &&
                       std::binary_search(m_rows.begin(), m_rows.end(), *row);
    if (!holds)
        return m_sums[at] / double(m_counts[at]);
    return (m_sums[at] - sample(map, *row)) / double(m_counts[at] - 1);
}

std::vector<Anchor> Anchors::nearest(const NetworkMap& map, const VectorD& y, Index k,
                                     std::optional<std::int64_t> leftOut) const
{
    std::vector<Anchor> all;
    if (m_kind == AnchorKind::Means) {
        for (std::size_t c = 0; c < m_sums.size(); ++c)
            if (m_counts[c] > 0) {
                VectorD mean = meanWithout(map, Index(c), leftOut);
                const double distance = (mean - y).norm();
                all.push_back({std::int64_t(c), distance, std::move(mean)});
            }
    } else {
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            if (m_rows[i] != leftOut)
                all.push_back({m_rows[i],
                               (m_samples.row(Index(i)).transpose().cast<double>() - y).norm(),
                               {}});
    }
    if (all.empty())
        throw Error(ErrorKind::InvalidInput, "there is nothing to start from", m_reference.spec,
                    "the reference data hold no other sample", "give more with --reference");
    const auto count = std::min(std::size_t(std::max<Index>(1, k)), all.size());
    std::partial_sort(all.begin(), all.begin() + std::ptrdiff_t(count), all.end(),
                      [](const Anchor& a, const Anchor& b) {
                          return std::pair(a.distance, a.row) < std::pair(b.distance, b.row);
                      });
    all.resize(count);
    for (Anchor& anchor : all)
        if (m_kind == AnchorKind::Nearest) { // not rounded to what the search keeps
            anchor.x = sample(map, anchor.row);
            anchor.distance = (anchor.x - y).norm();
        }
    return all;
}

std::string Anchors::about() const
{
    return std::string(m_kind == AnchorKind::Means ? "class means" : "nearest sample") + " of " +
           m_reference.spec + " (" + describeSampling(m_reference, Index(m_rows.size()), m_seed) +
           ")";
}

double unitFactor(const NetworkMap& map, const Dataset& data, std::vector<std::string>& notes)
{
    const bool asStored = map.isOfBytes() && !map.isBounded(); // 0 to 255 is its unit
    if (data.isBytes() == map.isOfBytes() || asStored)
        return 1;
    const bool large = data.isBytes() || std::visit(
                                             [](const auto& values) {
                                                 return std::any_of(values.begin(), values.end(),
                                                                    [](auto v) { return v > 1; });
                                             },
                                             data.values);
    notes.push_back(data.spec +
                    (large ? ": values were divided by 255" : ": values are taken as x / 255"));
    return (large ? 1.0 / 255 : 1) / map.valueScale(data);
}

MatrixD coordinatesOf(const NetworkMap& map, const Dataset& data,
                      const std::vector<std::int64_t>& rows, std::vector<std::string>& notes)
{
    map.requireFit(data);
    const double factor = unitFactor(map, data, notes);
    MatrixD points(Index(rows.size()), map.inputs());
    for (std::size_t i = 0; i < rows.size(); ++i)
        points.row(Index(i)) = factor * map.sample(data, Index(rows[i])).transpose();
    return points;
}

} // namespace leafscope
