// SPDX-License-Identifier: MIT
#include "core/nnk/channels.hpp"

#include "core/base/error.hpp"
#include "core/nnk/spread.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Points mapsOf(const Points& x, Index channel, Index size)
{
    return std::visit(
        [&](const auto& m) -> Points {
            using M = std::decay_t<decltype(m)>;
            return M(m.middleCols(channel * size, size));
        },
        x);
}

bool allEqual(const Points& maps)
{
    return std::visit(
        [](const auto& m) {
            for (Index i = 1; i < m.rows(); ++i)
                if (m.row(i) != m.row(0))
                    return false;
            return true;
        },
        maps);
}

bool hasZeroRow(const Points& maps)
{
    return std::visit(
        [](const auto& m) {
            for (Index i = 0; i < m.rows(); ++i)
                if (m.row(i).isZero(0))
                    return true;
            return false;
        },
        maps);
}

/// Neighbours of each sample, ascending.
void takeSets(const NnkGraph& graph, ChannelNeighborhoods& to)
{
    to.indptr = graph.indptr;
    to.indices = graph.indices;
    for (std::size_t i = 0; i + 1 < to.indptr.size(); ++i)
        std::sort(to.indices.begin() + to.indptr[i], to.indices.begin() + to.indptr[i + 1]);
}

bool parseNumber(const char*& at, const char* end, Index& value)
{
    const auto [next, failed] = std::from_chars(at, end, value);
    const bool fine = failed == std::errc() && value >= 0;
    at = next;
    return fine;
}

/// "3" or "8-15" and what follows; false if it is neither.
bool parseRange(const char*& at, const char* end, Index& first, Index& last)
{
    if (!parseNumber(at, end, first))
        return false;
    last = first;
    if (at != end && *at == '-')
        return parseNumber(++at, end, last) && last >= first;
    return true;
}

} // namespace

ChannelNeighborhoods channelNeighborhoods(const Points& x, Index channel, Index size,
                                          const std::vector<std::int32_t>& labels,
                                          const NnkOptions& options, const Progress& progress)
{
    EXPECTS(channel >= 0 && size > 0 && (channel + 1) * size <= colsOf(x),
            "channel=" + std::to_string(channel) + ", columns=" + std::to_string(colsOf(x)));
    Points maps = mapsOf(x, channel, size);
    ChannelNeighborhoods result;
    result.channel = channel;
    if (allEqual(maps)) {
        result.dead = true;
        result.duplicates = rowsOf(x) - 1;
        result.sigma = result.neighbors = result.dimension = result.looAccuracy = kNan;
        result.indptr.assign(std::size_t(rowsOf(x)) + 1, 0);
        return result;
    }
    NnkOptions own = options;
    const bool directions = own.kernel == KernelKind::Cosine || own.normalize;
    if (directions && hasZeroRow(maps)) {
        own.kernel = KernelKind::Gaussian;
        own.normalize = false;
        result.substituted = true;
    }
    const NnkPoints points(std::move(maps), own.kernel, own.normalize);
    const Neighbors nearest =
        nearestNeighbors(points.searched(), own.k,
                         progress.span(0, 0.5, "neighbours in channel " + std::to_string(channel)));
    const NnkGraph graph =
        buildNnkGraph(points, nearest, own,
                      progress.span(0.5, 1, "NNK weights in channel " + std::to_string(channel)));
    result.duplicates = Index(nearest.duplicates);
    result.sigma = std::isnan(graph.sigma) ? spreadOf(graph.width).mean : graph.sigma;
    result.neighbors = double(graph.indices.size()) / double(graph.rows());
    result.dimension = spreadOf(graph.dimension).mean;
    result.looAccuracy =
        labels.empty() ? kNan : accuracyOf(nnkVotes(graph, labels, labels).predicted, labels).value;
    takeSets(graph, result);
    return result;
}

std::vector<Index> chosenChannels(const std::string& text, Index channels)
{
    std::set<Index> chosen;
    const std::string range = "0 to " + std::to_string(channels - 1);
    if (text == "all")
        for (Index c = 0; c < channels; ++c)
            chosen.insert(c);
    const char* at = text.data();
    const char* const end = at + text.size();
    while (text != "all") {
        Index first = 0;
        Index last = 0;
        if (!parseRange(at, end, first, last) || (at != end && *at != ','))
            throw Error(ErrorKind::InvalidInput, "\"" + text + "\" is no list of channels",
                        "channels", "a mistyped list", "write all, or for example 0,3,8-15");
        if (last >= channels)
            throw Error(ErrorKind::InvalidInput, "there is no channel " + std::to_string(last),
                        "channels", "the layer has " + std::to_string(channels) + " channels",
                        "choose from " + range);
        for (Index c = first; c <= last; ++c)
            chosen.insert(c);
        if (at == end)
            break;
        ++at;
    }
    return {chosen.begin(), chosen.end()};
}

} // namespace leafscope
