// SPDX-License-Identifier: MIT
#include "core/dimension/profile.hpp"

#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/json_number.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

namespace leafscope {

namespace {

using nlohmann::json;

double orNan(const json& value)
{
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

json intervalToJson(const Interval& interval)
{
    return json::array({numberOrNull(interval[0]), numberOrNull(interval[1])});
}

Interval intervalFrom(const json& value)
{
    return {orNan(value.at(0)), orNan(value.at(1))};
}

json layerToJson(const LayerDimension& layer)
{
    const Dimension& d = layer.value;
    return {{"name", layer.layer.name},
            {"depth", layer.layer.depth},
            {"n", d.n},
            {"dim", d.dim},
            {"twonn_fit", numberOrNull(d.twonnFit)},
            {"twonn_ml", numberOrNull(d.twonnMl)},
            {"ci95", intervalToJson(d.ci95)},
            {"ci95_fit", intervalToJson(d.ci95Fit)},
            {"pca90", d.pca90 > 0 ? json(d.pca90) : json()},
            {"participation_ratio", numberOrNull(d.participationRatio)},
            {"duplicates", d.duplicates},
            {"mean_r1", numberOrNull(d.meanR1)},
            {"mean_r2", numberOrNull(d.meanR2)},
            {"convention", d.convention},
            {"warnings", d.warnings},
            {"seconds", d.seconds}};
}

LayerDimension layerFrom(const json& from)
{
    LayerDimension layer;
    layer.layer.name = from.at("name").get<std::string>();
    layer.layer.depth = from.at("depth").get<double>();
    layer.layer.dim = from.at("dim").get<Index>();
    Dimension& d = layer.value;
    d.n = from.at("n").get<Index>();
    d.dim = layer.layer.dim;
    d.twonnFit = orNan(from.at("twonn_fit"));
    d.twonnMl = orNan(from.at("twonn_ml"));
    d.ci95 = intervalFrom(from.at("ci95"));
    d.ci95Fit = intervalFrom(from.at("ci95_fit"));
    d.pca90 = from.at("pca90").is_null() ? 0 : from.at("pca90").get<Index>();
    d.participationRatio = orNan(from.at("participation_ratio"));
    d.duplicates = from.at("duplicates").get<Index>();
    d.meanR1 = orNan(from.at("mean_r1"));
    d.meanR2 = orNan(from.at("mean_r2"));
    d.convention = from.at("convention").get<std::string>();
    d.warnings = from.at("warnings").get<std::vector<std::string>>();
    d.seconds = from.at("seconds").get<double>();
    return layer;
}

/// What the result's JSON leaves out: the layers' types and shapes, and the options.
json extrasToJson(const DimensionProfile& profile)
{
    json layers = json::array();
    for (const LayerDimension& layer : profile.layers)
        layers.push_back({{"type", layer.layer.type}, {"shape", layer.layer.shape}});
    return {{"layers", layers},
            {"fraction", profile.options.fraction},
            {"pca_share", profile.options.pcaShare},
            {"standardize", profile.options.standardize}};
}

void readExtras(const json& from, DimensionProfile& profile)
{
    profile.options.fraction = from.at("fraction").get<double>();
    profile.options.pcaShare = from.at("pca_share").get<double>();
    profile.options.standardize = from.at("standardize").get<bool>();
    for (std::size_t i = 0; i < profile.layers.size(); ++i) {
        const json& layer = from.at("layers").at(i);
        profile.layers[i].layer.type = layer.at("type").get<std::string>();
        profile.layers[i].layer.shape = layer.at("shape").get<std::vector<std::int64_t>>();
    }
}

using Column = std::pair<const char*, std::function<double(const LayerDimension&)>>;

const std::array<Column, 14>& columns()
{
    static const std::array<Column, 14> all{
        {{"/depth", [](const LayerDimension& l) { return l.layer.depth; }},
         {"/n", [](const LayerDimension& l) { return double(l.value.n); }},
         {"/dim", [](const LayerDimension& l) { return double(l.value.dim); }},
         {"/twonn_fit", [](const LayerDimension& l) { return l.value.twonnFit; }},
         {"/twonn_ml", [](const LayerDimension& l) { return l.value.twonnMl; }},
         {"/ci95_low", [](const LayerDimension& l) { return l.value.ci95[0]; }},
         {"/ci95_high", [](const LayerDimension& l) { return l.value.ci95[1]; }},
         {"/ci95_fit_low", [](const LayerDimension& l) { return l.value.ci95Fit[0]; }},
         {"/ci95_fit_high", [](const LayerDimension& l) { return l.value.ci95Fit[1]; }},
         {"/pca90",
          [](const LayerDimension& l) { return l.value.pca90 > 0 ? double(l.value.pca90) : NAN; }},
         {"/participation_ratio",
          [](const LayerDimension& l) { return l.value.participationRatio; }},
         {"/duplicates", [](const LayerDimension& l) { return double(l.value.duplicates); }},
         {"/mean_r1", [](const LayerDimension& l) { return l.value.meanR1; }},
         {"/mean_r2", [](const LayerDimension& l) { return l.value.meanR2; }}}};
    return all;
}

} // namespace

json profileToJson(const DimensionProfile& profile)
{
    json layers = json::array();
    for (const LayerDimension& layer : profile.layers)
        layers.push_back(layerToJson(layer));
    return {{"layers", layers}};
}

void writeProfile(const DimensionProfile& profile, const std::filesystem::path& file)
{
    const std::vector<std::int64_t> shape{std::int64_t(profile.layers.size())};
    Hdf5File out = Hdf5File::create(file);
    json names = json::array();
    for (const LayerDimension& layer : profile.layers)
        names.push_back(layer.layer.name);
    out.setText("/", "names", names.dump());
    out.setText("/", "profile", extrasToJson(profile).dump());
    for (const auto& [path, value] : columns()) {
        std::vector<double> numbers;
        for (const LayerDimension& layer : profile.layers)
            numbers.push_back(value(layer));
        out.write(path, shape, numbers.data());
    }
    out.close();
}

std::shared_ptr<const DimensionProfile> readDimensionProfile(const std::filesystem::path& artifact)
{
    const Hdf5File in = Hdf5File::open(artifact);
    const auto result = in.text("/", "result");
    const auto extras = in.text("/", "profile");
    if (!result || !extras)
        throw Error(ErrorKind::Format, "this is not a result of `leafscope dimension`",
                    artifact.string(), "another kind of file",
                    "make one with `leafscope dimension EMBEDDING --out FILE`");
    try {
        auto profile = std::make_shared<DimensionProfile>();
        const json numbers = json::parse(*result);
        for (const json& layer : numbers.at("layers"))
            profile->layers.push_back(layerFrom(layer));
        readExtras(json::parse(*extras), *profile);
        return profile;
    } catch (const json::exception& e) {
        throw Error(ErrorKind::Format, "the stored profile cannot be read", artifact.string(),
                    e.what(), "compute it again with `leafscope dimension`");
    }
}

} // namespace leafscope
