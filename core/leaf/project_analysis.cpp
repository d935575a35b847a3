// SPDX-License-Identifier: MIT
// The registry entry of `leaf project`: noisy samples projected on the data leaf.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/embedding/network_parameters.hpp"
#include "core/leaf/anchor_request.hpp"
#include "core/leaf/denoise.hpp"
#include "core/leaf/leaf_parameters.hpp"
#include "core/leaf/scores.hpp"
#include "core/leaf/sequence.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace leafscope {

namespace {

namespace fs = std::filesystem;

constexpr int kSheetSide = 112; ///< pixels of a picture on a sheet
constexpr int kSheetGap = 8;
constexpr Index kSheetRows = 32; ///< samples on a sheet; the others are in the file

/// A list as the command line gives it (texts) or a recipe may (numbers).
template <class T>
std::vector<T> numbersOf(const Json& list, const char* flag)
{
    std::vector<T> numbers;
    for (const Json& item : list) {
        const std::string text = item.is_string() ? item.get<std::string>() : item.dump();
        T value{};
        const char* const end = text.data() + text.size();
        const auto [last, failed] = std::from_chars(text.data(), end, value);
        if (failed != std::errc() || last != end || !(value >= 0) || value > T(1e15))
            throw Error(ErrorKind::InvalidInput, "\"" + text + "\" is not what is wanted", flag,
                        "numbers of at least 0 are wanted, with commas between them",
                        std::string("write for example ") + flag +
                            (std::is_integral_v<T> ? " 0,1,2" : " 0.1,0.2"));
        numbers.push_back(value);
    }
    return numbers;
}

std::vector<std::int64_t> samplesOf(const Request& request, const Dataset& data)
{
    const auto named = numbersOf<std::int64_t>(request.parameters.at("samples"), "--samples");
    return named.empty() ? stratifiedSample(data, request.parameters.at("limit"), request.seed)
                         : named;
}

/// What black to white spans.
Box rangeOf(const std::optional<Box>& bounds, const MatrixD& clean)
{
    if (bounds)
        return *bounds;
    const Box range{clean.minCoeff(), clean.maxCoeff()};
    return range.low < range.high ? range : Box{range.low, range.low + 1};
}

struct Task {
    NetworkMap& map;
    const RequestedAnchors& anchors;
    WalkOptions walk;
    double range;
};

Denoised denoise(const Task& task, const VectorD& clean, std::int64_t sample, double noise,
                 std::uint64_t seed, const Progress& progress)
{
    Denoised out;
    out.sample = sample;
    out.noise = noise;
    out.noisy = withNoise(clean, noise, task.walk.bounds, seed);
    out.anchor = task.anchors.nearest(task.map, out.noisy, 1, sample).front();
    out.leaf = walkTowards(task.map, out.anchor, out.noisy, task.walk, progress).path.back().x;
    out.psnrNoisy = psnr(clean, out.noisy, task.range);
    out.psnrAnchor = psnr(clean, out.anchor.x, task.range);
    out.psnrLeaf = psnr(clean, out.leaf, task.range);
    return out;
}

using Level = std::vector<Denoised>; ///< of all samples

Json summaryOf(const Level& level)
{
    const auto mean = [&](double Denoised::*value) {
        double sum = 0;
        for (const Denoised& one : level)
            sum += one.*value;
        return numberOrNull(sum / double(level.size()));
    };
    const auto beats = [&](double Denoised::*other) {
        return std::count_if(level.begin(), level.end(),
                             [&](const Denoised& one) { return one.psnrLeaf > one.*other; });
    };
    return {{"noise", level.front().noise},
            {"psnr_noisy", mean(&Denoised::psnrNoisy)},
            {"psnr_anchor", mean(&Denoised::psnrAnchor)},
            {"psnr_leaf", mean(&Denoised::psnrLeaf)},
            {"leaf_beats_anchor", beats(&Denoised::psnrAnchor)},
            {"leaf_beats_noisy", beats(&Denoised::psnrNoisy)},
            {"n", level.size()}};
}

Json entryOf(const Denoised& one)
{
    return {{"sample", one.sample},
            {"noise", one.noise},
            {"anchor", one.anchor.row},
            {"psnr_noisy", numberOrNull(one.psnrNoisy)},
            {"psnr_anchor", numberOrNull(one.psnrAnchor)},
            {"psnr_leaf", numberOrNull(one.psnrLeaf)}};
}

void write(const std::vector<Level>& levels, const MatrixD& clean,
           const std::vector<std::int64_t>& samples, const NetworkMap& map, const fs::path& path)
{
    Hdf5File file = Hdf5File::create(path);
    const auto depth = std::int64_t(levels.size());
    const auto count = std::int64_t(samples.size());
    const auto width = std::int64_t(clean.cols());
    file.write("/clean", {count, width}, clean.data());
    file.write("/samples", {count}, samples.data());
    std::vector<double> noise;
    for (const Level& level : levels)
        noise.push_back(level.front().noise);
    file.write("/noise", {depth}, noise.data());
    // One level after the other, so that no second copy of all images is needed.
    const auto writeAll = [&](const char* name, std::int64_t size, const auto& values) {
        file.createArray(name, ElementType::Float64,
                         size > 1 ? std::vector{depth, count, size} : std::vector{depth, count});
        for (std::int64_t l = 0; l < depth; ++l) {
            MatrixD rows(count, size);
            for (std::int64_t i = 0; i < count; ++i)
                rows.row(i) = values(levels[std::size_t(l)][std::size_t(i)]);
            file.writeRows(name, l, 1, rows.data());
        }
    };
    const auto number = [](double value) { return Eigen::RowVectorXd::Constant(1, value); };
    writeAll("/noisy", width, [](const Denoised& d) { return d.noisy.transpose(); });
    writeAll("/anchor", width, [](const Denoised& d) { return d.anchor.x.transpose(); });
    writeAll("/leaf", width, [](const Denoised& d) { return d.leaf.transpose(); });
    writeAll("/anchor_row", 1, [&](const Denoised& d) { return number(double(d.anchor.row)); });
    writeAll("/psnr_noisy", 1, [&](const Denoised& d) { return number(d.psnrNoisy); });
    writeAll("/psnr_anchor", 1, [&](const Denoised& d) { return number(d.psnrAnchor); });
    writeAll("/psnr_leaf", 1, [&](const Denoised& d) { return number(d.psnrLeaf); });
    file.setText("/", "unit", map.unit());
    file.setText("/", "shape", Json(map.shape()).dump());
    file.close();
}

/// A white page of pictures of one size.
Picture sheetOf(const std::vector<std::vector<Picture>>& rows)
{
    const Picture& first = rows.front().front();
    const auto columns = int(rows.front().size());
    Picture page;
    page.channels = first.channels;
    page.width = columns * (first.width + kSheetGap) + kSheetGap;
    page.height = int(rows.size()) * (first.height + kSheetGap) + kSheetGap;
    page.pixels.assign(std::size_t(page.width) * std::size_t(page.height * page.channels), 255);
    for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            const auto length = std::ptrdiff_t(first.width * first.channels);
            const int left = kSheetGap + int(c) * (first.width + kSheetGap);
            const int top = kSheetGap + int(r) * (first.height + kSheetGap);
            for (int y = 0; y < first.height; ++y)
                std::copy_n(rows[r][c].pixels.begin() + y * length, length,
                            page.pixels.begin() +
                                (std::ptrdiff_t(top + y) * page.width + left) * page.channels);
        }
    return page;
}

std::string numberText(double value)
{
    char text[32];
    const auto end = std::to_chars(std::begin(text), std::end(text), value).ptr;
    return {text, end};
}

/// Rows are samples; columns clean, noisy, anchor, leaf. Returns the name of the file.
std::string writeSheet(const Level& level, const MatrixD& clean, const WalkFacts& facts,
                       const fs::path& folder)
{
    std::vector<std::vector<Picture>> rows;
    const auto show = [&](const VectorD& x) {
        return pictureOf({x.data(), std::size_t(x.size())}, facts, kSheetSide);
    };
    for (Index i = 0; i < std::min(clean.rows(), kSheetRows); ++i) {
        const Denoised& one = level[std::size_t(i)];
        rows.push_back(
            {show(clean.row(i).transpose()), show(one.noisy), show(one.anchor.x), show(one.leaf)});
    }
    const std::string name = "sheet_" + numberText(level.front().noise) + ".png";
    writeTextFile(folder / name,
                  encodePng(pack(sheetOf(rows)), {{"columns", "clean, noisy, anchor, leaf"}}));
    return name;
}

std::vector<Level> denoiseAll(const Task& task, const MatrixD& clean,
                              const std::vector<std::int64_t>& samples,
                              const std::vector<double>& noise, std::uint64_t seed,
                              const Progress& progress)
{
    // The same noise at every level, but for its strength.
    RandomStream random(seed);
    std::vector<std::uint64_t> seeds(samples.size());
    std::generate(seeds.begin(), seeds.end(), [&] { return random.next(); });
    std::vector<Level> levels(noise.size());
    const auto all = double(noise.size() * samples.size());
    double done = 0;
    for (std::size_t l = 0; l < noise.size(); ++l)
        for (std::size_t i = 0; i < samples.size(); ++i, ++done)
            levels[l].push_back(denoise(
                task, clean.row(Index(i)).transpose(), samples[i], noise[l], seeds[i],
                progress.span(done / all, (done + 1) / all, "noise " + numberText(noise[l]))));
    return levels;
}

std::vector<double> noiseOf(const Request& request)
{
    std::vector<double> noise = numbersOf<double>(request.parameters.at("noise"), "--noise");
    if (noise.empty())
        throw Error(ErrorKind::InvalidInput, "there is no strength of noise", "--noise", {},
                    "name some, for example --noise 0.1,0.2,0.3");
    return noise;
}

Json run(const Request& request, const fs::path& out, const Progress& progress)
{
    const auto start = std::chrono::steady_clock::now();
    const SerialBlas serial; // products of ten rows: threads would only wait for each other
    const Json& p = request.parameters;
    const std::vector<double> noise = noiseOf(request);
    const Dataset data = openDataset(request.input("data").spec, progress.span(0, 0.05, "data"));
    NetworkMap map(loadModel(request), data, p.at("normalize").get<std::string>(), precisionOf(p));
    std::vector<std::string> notes = map.notes();
    const auto samples = samplesOf(request, data);
    const MatrixD clean = coordinatesOf(map, data, samples, notes);
    const RequestedAnchors anchors =
        anchorsOf(request, map, data, notes, progress.span(0.05, 0.15, "reference data"));
    const WalkOptions walk = anchoredWalk(request, map);
    const Box range = rangeOf(walk.bounds, clean);
    const std::vector<Level> levels =
        denoiseAll({map, anchors, walk, range.high - range.low}, clean, samples, noise,
                   request.seed, progress.span(0.15, 0.95, "projecting"));
    write(levels, clean, samples, map, out / "project.h5");
    Json json{{"levels", Json::array()}, {"samples", Json::array()}, {"files", {"project.h5"}}};
    const WalkFacts facts{map.unit(), headName(map.head()), map.shape(), data.classNames,
                          range,      map.isBlueFirst()};
    for (const Level& level : levels) {
        json["levels"].push_back(summaryOf(level));
        for (const Denoised& one : level)
            json["samples"].push_back(entryOf(one));
        if (isImageShape(map.shape()))
            json["files"].push_back(writeSheet(level, clean, facts, out));
    }
    json["anchors"] = anchors.about() + ", nearest to the noisy sample";
    json["reference"] = anchors.candidates.reference().spec;
    json["noise"] = std::string("normal, deviation in units of ") + map.unit() +
                    (walk.bounds ? ", cut off at the bounds" : ", not cut off");
    json["psnr"] =
        "10 log10(range^2 / mean squared error) to the clean sample, in dB; null if equal";
    json["range"] = {range.low, range.high};
    json["unit"] = map.unit();
    json["notes"] = notes;
    json["seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return json;
}

} // namespace

const Analysis& leafProjectAnalysis()
{
    static const Analysis analysis = [] {
        using enum ParameterType;
        Analysis a;
        a.name = "leaf project";
        a.title = "Denoise on the data leaf";
        a.summary = "Projects noisy samples on the data leaf of a classifier, beside the anchor.";
        a.inputs = {modelInput(),
                    {"data", InputKind::Data, true, false, "where the clean samples are"},
                    referenceInput()};
        a.parameters = {{"samples",
                         "Samples",
                         List,
                         Json::array(),
                         {},
                         {},
                         {},
                         "",
                         "by number; none: --limit of them"},
                        limitParameter(16),
                        {"noise",
                         "Noise",
                         List,
                         Json::array({"0.1", "0.2", "0.3"}),
                         {},
                         {},
                         {},
                         "input units",
                         "standard deviations of the normal noise, cut off at the bounds"}};
        for (const Parameter& parameter : anchorParameters())
            a.parameters.push_back(parameter);
        a.parameters.push_back(precisionParameter());
        a.parameters.push_back(normalizeParameter());
        a.output = OutputKind::Folder;
        a.outputHelp =
            "project.h5 (/clean, /samples, /noise, and per level and sample /noisy, "
            "/anchor, /leaf, /anchor_row, /psnr_noisy, /psnr_anchor, /psnr_leaf); for "
            "images sheet_NOISE.png: rows are samples, columns clean, noisy, anchor, leaf";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
