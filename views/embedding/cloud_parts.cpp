// SPDX-License-Identifier: MIT
#include "views/embedding/cloud_parts.hpp"

#include "views/scene/point_cloud.hpp"

#include <algorithm>

namespace leafscope {

bool CloudRequest::samePlaces(const CloudRequest& other) const
{
    return layout == other.layout && layer == other.layer;
}

bool CloudRequest::sameColours(const CloudRequest& other) const
{
    return rows() == other.rows() && embedding == other.embedding && colourBy == other.colourBy &&
           inks == other.inks && !metric == !other.metric &&
           (!metric ||
            (metrics == other.metrics && layer == other.layer && trace == other.trace &&
             traceEpoch == other.traceEpoch && graph == other.graph && study == other.study));
}

bool CloudRequest::operator==(const CloudRequest& other) const
{
    return samePlaces(other) && sameColours(other) && hidden == other.hidden &&
           filter == other.filter;
}

CloudParts CloudParts::none()
{
    return makeParts({}, nullptr, nullptr);
}

CloudParts makeParts(const CloudRequest& request, std::shared_ptr<const DisplayPoints> places,
                     std::shared_ptr<const Colouring> colours)
{
    CloudParts parts;
    parts.display = std::move(places);
    parts.colouring = std::move(colours);
    if (!parts.display)
        parts.display = std::make_shared<const DisplayPoints>(
            request.layer ? displayPoints(*request.layer) : DisplayPoints());
    if (!parts.colouring)
        parts.colouring = std::make_shared<const Colouring>(
            makeColouring(request.colourBy, request.embedding.get(), request.metric.get(),
                          request.rows(), request.inks));
    std::vector<std::uint8_t> visible = visibleRows(*parts.colouring, request.hidden);
    if (request.filter) {
        const auto passing =
            rowsOfSamples(request.filter->samples, request.embedding.get(), request.rows());
        for (std::size_t row = 0; row < visible.size(); ++row)
            visible[row] &= passing[row];
    }
    parts.order = std::make_shared<const DrawOrder>(stratifiedOrder(
        parts.colouring->groups, visible, PointCloud::kMovingCount, PointCloud::kRestCount));
    parts.visible = std::make_shared<const std::vector<std::uint8_t>>(std::move(visible));
    return parts;
}

std::vector<std::uint8_t> rowsOfSamples(const SampleSet& samples, const EmbeddingHeader* embedding,
                                        Index n)
{
    std::vector<std::uint8_t> flags(std::size_t(n), 0);
    if (!embedding || samples.empty())
        return flags;
    const std::vector<std::int64_t>& values = samples.values();
    const std::size_t rows = std::min(flags.size(), embedding->indices.size());
    const auto& indices = embedding->indices;
    if (!std::is_sorted(indices.begin(), indices.end())) {
        for (std::size_t row = 0; row < rows; ++row)
            flags[row] = samples.contains(indices[row]);
        return flags;
    }
    auto next = values.begin();
    for (std::size_t row = 0; row < rows; ++row) {
        while (next != values.end() && *next < indices[row])
            ++next;
        flags[row] = next != values.end() && *next == indices[row];
    }
    return flags;
}

} // namespace leafscope
