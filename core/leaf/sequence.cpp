// SPDX-License-Identifier: MIT
#include "core/leaf/sequence.hpp"

#include "core/base/files.hpp"
#include "core/data/png.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace leafscope {

namespace fs = std::filesystem;

namespace {

constexpr int kLeastSide = 224;   ///< pixels; smaller images are enlarged by a whole factor
constexpr int kMilliseconds = 80; ///< of a frame of the film

bool isImage(const std::vector<std::int64_t>& shape)
{
    return shape.size() == 3 && (shape[0] == 1 || shape[0] == 3) && shape[1] > 1 && shape[2] > 1;
}

Box rangeOf(const Walk& walk)
{
    Box range{walk.path.front().x.minCoeff(), walk.path.front().x.maxCoeff()};
    for (const WalkStep& step : walk.path) {
        range.low = std::min(range.low, step.x.minCoeff());
        range.high = std::max(range.high, step.x.maxCoeff());
    }
    if (!(range.low < range.high))
        range.high = range.low + 1;
    return range;
}

} // namespace

std::vector<std::size_t> evenPlaces(const Walk& walk, std::size_t count)
{
    const std::size_t all = walk.path.size();
    std::vector<std::size_t> places;
    if (all <= count) {
        for (std::size_t i = 0; i < all; ++i)
            places.push_back(i);
        return places;
    }
    const double whole = walk.path.back().length;
    std::size_t at = 0;
    for (std::size_t k = 0; k < count; ++k) {
        const double wanted = whole * double(k) / double(std::max<std::size_t>(1, count - 1));
        while (at + 1 < all && walk.path[at].length < wanted * (1 - 1e-12))
            ++at;
        if (places.empty() || places.back() != at)
            places.push_back(at);
    }
    places.back() = all - 1;
    return places;
}

std::vector<std::string> writeSequence(const Walk& walk, const WalkFacts& facts,
                                       const std::optional<Box>& given, std::size_t count,
                                       const fs::path& folder, const Progress& progress)
{
    if (!isImage(facts.shape) || count == 0)
        return {};
    const Box range = given ? *given : rangeOf(walk);
    const auto side = double(std::max(facts.shape[1], facts.shape[2]));
    const int scale = std::max(1, int(std::ceil(kLeastSide / side)));
    const std::vector<std::size_t> places = evenPlaces(walk, count);
    std::vector<Picture> pictures;
    std::vector<std::string> names;
    std::error_code ignored;
    fs::create_directories(folder / "frames", ignored);
    for (std::size_t i = 0; i < places.size(); ++i) {
        progress.report(double(i) / double(places.size()));
        const WalkStep& place = walk.path[places[i]];
        pictures.push_back(pictureOf({place.x.data(), std::size_t(place.x.size())}, facts.shape,
                                     range.low, range.high, scale));
        char name[40];
        std::snprintf(name, sizeof name, "frames/frame_%04zu.png", i);
        writeTextFile(folder / name,
                      encodePng(pictures.back(), {{"place", std::to_string(places[i])}}));
        names.emplace_back(name);
    }
    writeTextFile(folder / "walk.png", encodeAnimation(pictures, kMilliseconds));
    names.emplace_back("walk.png");
    return names;
}

} // namespace leafscope
