// SPDX-License-Identifier: MIT
#include "core/leaf/sequence.hpp"

#include "core/base/files.hpp"
#include "core/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr int kLeastSide = 224;   ///< pixels of a frame
constexpr int kMilliseconds = 80; ///< of a frame of the film

std::string frameName(std::size_t i)
{
    char name[40];
    std::snprintf(name, sizeof name, "frames/frame_%04zu.png", i);
    return name;
}

} // namespace

bool isImageShape(const std::vector<std::int64_t>& shape)
{
    return shape.size() == 3 && (shape[0] == 1 || shape[0] == 3) && shape[1] > 1 && shape[2] > 1;
}

Box shownRange(const Walk& walk, const std::optional<Box>& bounds)
{
    if (bounds)
        return *bounds;
    Box range{walk.path.front().x.minCoeff(), walk.path.front().x.maxCoeff()};
    for (const WalkStep& step : walk.path) {
        range.low = std::min(range.low, step.x.minCoeff());
        range.high = std::max(range.high, step.x.maxCoeff());
    }
    if (!(range.low < range.high))
        range.high = range.low + 1;
    return range;
}

std::vector<std::size_t> evenPlaces(std::span<const double> lengths, std::size_t count)
{
    const std::size_t all = lengths.size();
    std::vector<std::size_t> places;
    if (all <= count) {
        for (std::size_t i = 0; i < all; ++i)
            places.push_back(i);
        return places;
    }
    const double whole = lengths.back();
    std::size_t at = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double wanted = whole * double(k) / double(std::max<std::size_t>(1, count - 1));
        while (at + 1 < all && lengths[at] < wanted * (1 - 1e-12))
            ++at;
        if (places.empty() || places.back() != at)
            places.push_back(at);
    }
    places.back() = all - 1;
    return places;
}

Picture pictureOf(std::span<const double> x, const WalkFacts& facts, int side)
{
    const auto own = double(std::max(facts.shape[1], facts.shape[2]));
    const int scale = std::max(1, int(std::ceil(side / own)));
    const auto show = [&](std::span<const double> values) {
        return pictureOf(values, facts.shape, facts.shown.low, facts.shown.high, scale);
    };
    if (!facts.blueFirst || facts.shape[0] != 3)
        return show(x);
    std::vector<double> redFirst(x.begin(), x.end());
    const auto plane = std::ptrdiff_t(x.size() / 3);
    std::swap_ranges(redFirst.begin(), redFirst.begin() + plane, redFirst.begin() + 2 * plane);
    return show(redFirst);
}

std::vector<std::string> writeSequence(const Walk& walk, const WalkFacts& facts, std::size_t count,
                                       const fs::path& folder, const Progress& progress)
{
    if (!isImageShape(facts.shape) || count == 0)
        return {};
    std::vector<double> lengths;
    for (const WalkStep& step : walk.path)
        lengths.push_back(step.length);
    const std::vector<std::size_t> places = evenPlaces(lengths, count);
    std::error_code ignored;
    fs::create_directories(folder / "frames", ignored);
    std::vector<PackedPicture> frames(places.size());
    std::atomic<std::size_t> done{0};
    parallelFor(Index(places.size()), [&](Index i) {
        progress.report(double(done++) / double(places.size()));
        const auto at = std::size_t(i);
        const VectorD& x = walk.path[places[at]].x;
        frames[at] = pack(pictureOf({x.data(), std::size_t(x.size())}, facts, kLeastSide));
        writeTextFile(folder / frameName(at),
                      encodePng(frames[at], {{"place", std::to_string(places[at])}}));
    });
    std::vector<std::string> names;
    for (std::size_t i = 0; i < places.size(); ++i)
        names.push_back(frameName(i));
    writeTextFile(folder / "walk.png", encodeAnimation(frames, kMilliseconds));
    names.emplace_back("walk.png");
    return names;
}

} // namespace leafscope
