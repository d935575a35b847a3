// SPDX-License-Identifier: MIT
// Everything about the points that takes a look at each of them: places, colours, who is shown, in
// which order. Plain values made from plain values, so that any thread can make them.
#pragma once

#include "views/embedding/colouring.hpp"
#include "views/embedding/display_points.hpp"
#include "views/scene/draw_order.hpp"
#include "views/session/view_state.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace leafscope {

struct StudyColumns; // views/session/study.hpp

struct LeafTrace;     // core/leaf/trace.hpp
struct NnkLayerGraph; // core/nnk/graph_file.hpp

/// What is to be shown. Equal requests give equal parts.
struct CloudRequest {
    std::shared_ptr<const Layout> layout;
    const LayerLayout* layer = nullptr; ///< of layout; null: nothing is shown
    std::shared_ptr<const EmbeddingHeader> embedding;
    QString colourBy;
    std::shared_ptr<const NeighborTable> metrics; ///< where `metric` comes from
    std::shared_ptr<const LeafTrace> trace;       ///< or where it comes from, at this epoch
    int traceEpoch = -1;
    std::shared_ptr<const NnkLayerGraph> graph; ///< or where it comes from
    std::shared_ptr<const StudyColumns> study;  ///< or where it comes from
    std::shared_ptr<const SampleMetric> metric; ///< null unless colourBy names one
    std::set<int> hidden;
    std::optional<Filter> filter;
    ColouringInks inks;

    Index rows() const { return layer ? layer->coordinates.rows() : 0; }
    bool samePlaces(const CloudRequest& other) const;
    bool sameColours(const CloudRequest& other) const;
    bool operator==(const CloudRequest& other) const;
};

struct CloudParts {
    std::shared_ptr<const DisplayPoints> display;
    std::shared_ptr<const Colouring> colouring;
    std::shared_ptr<const std::vector<std::uint8_t>> visible; ///< one flag per row
    std::shared_ptr<const DrawOrder> order;                   ///< of the visible rows
    static CloudParts none();                                 ///< of no rows
};

/// `places` and `colours`: parts that an earlier request with the same places (colours) made, or
/// null. O(n) where something is to be made.
CloudParts makeParts(const CloudRequest& request, std::shared_ptr<const DisplayPoints> places,
                     std::shared_ptr<const Colouring> colours);

/// One flag per row of the embedding: whether its sample is in the set; rows that are no samples
/// are in none. O(n + m), for rows that do not ascend O(n log m).
std::vector<std::uint8_t> rowsOfSamples(const SampleSet& samples, const EmbeddingHeader* embedding,
                                        Index n);

} // namespace leafscope
