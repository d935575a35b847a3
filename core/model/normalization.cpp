// SPDX-License-Identifier: MIT
#include "core/model/normalization.hpp"

#include "core/base/error.hpp"

#include <cmath>
#include <sstream>

namespace leafscope {

namespace {

/// Channels that have statistics of their own.
Index channelsOf(const Dataset& data)
{
    return data.isImage() ? Index(data.sampleShape.at(0)) : 1;
}

/// Calls visit(channel, value) for every value of the set, scaled.
template <class Visit>
void forEachValue(const Dataset& data, double scale, const Progress& progress, const Visit& visit)
{
    std::vector<double> sample(std::size_t(data.sampleSize()));
    const std::size_t plane = sample.size() / std::size_t(channelsOf(data));
    for (Index i = 0; i < data.size(); ++i) {
        if (i % 256 == 0)
            progress.report(double(i) / double(data.size()));
        data.copySample(i, sample.data());
        for (std::size_t k = 0; k < sample.size(); ++k)
            visit(k / plane, sample[k] * scale);
    }
}

} // namespace

std::string Normalization::text() const
{
    const auto list = [](const std::vector<double>& values) {
        std::ostringstream out;
        out.precision(4);
        for (std::size_t i = 0; i < values.size(); ++i)
            out << (i ? ", " : "") << values[i];
        return values.size() == 1 ? out.str() : "[" + out.str() + "]";
    };
    std::string text = scale == 1 ? "x" : "x * " + list({scale});
    if (scale == 1.0 / 255)
        text = "x / 255";
    if (mean.empty() && std.empty())
        return scale == 1 ? "none" : text;
    return "(" + text + " - " + (mean.empty() ? "0" : list(mean)) + ") / " +
           (std.empty() ? "1" : list(std));
}

nlohmann::json Normalization::toJson() const
{
    return {{"scale", scale}, {"mean", mean}, {"std", std}};
}

std::optional<Normalization> Normalization::fromJson(const nlohmann::json& json)
{
    try {
        Normalization result{json.at("scale").get<double>(),
                             json.at("mean").get<std::vector<double>>(),
                             json.at("std").get<std::vector<double>>()};
        const bool lengthsAgree =
            result.mean.size() == result.std.size() || result.mean.empty() || result.std.empty();
        bool sane = lengthsAgree && std::isfinite(result.scale) && result.scale != 0;
        for (const double m : result.mean)
            sane = sane && std::isfinite(m);
        for (const double s : result.std)
            sane = sane && std::isfinite(s) && s > 0;
        return sane ? std::optional(result) : std::nullopt;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

template <class T>
void Normalization::apply(T* values, Index size) const
{
    const Index channels = Index(std::max<std::size_t>({mean.size(), std.size(), 1}));
    if (size % channels != 0)
        throw Error(ErrorKind::InvalidInput,
                    "the network's normalisation has " + std::to_string(channels) +
                        " channels, the sample " + std::to_string(size) + " values",
                    "normalisation", "the data are not of the kind the network was trained on",
                    "give matching data, or choose --normalize none or unit");
    const Index plane = size / channels;
    for (Index c = 0; c < channels; ++c) {
        const double shift = mean.empty() ? 0 : mean[std::size_t(c)];
        const double divisor = std.empty() ? 1 : std[std::size_t(c)];
        for (T* v = values + c * plane; v != values + (c + 1) * plane; ++v)
            *v = T((double(*v) * scale - shift) / divisor);
    }
}

template void Normalization::apply<float>(float*, Index) const;
template void Normalization::apply<double>(double*, Index) const;

Normalization unitNormalization(const Dataset& data)
{
    return {data.isBytes() ? 1.0 / 255 : 1.0, {}, {}};
}

Normalization standardNormalization(const Dataset& data, const Progress& progress)
{
    Normalization result = unitNormalization(data);
    const auto channels = std::size_t(channelsOf(data));
    const double count = double(data.size()) * double(data.sampleSize()) / double(channels);
    std::vector<double> sum(channels, 0.0);
    forEachValue(data, result.scale, progress.span(0, 0.5, "measuring the data's mean"),
                 [&](std::size_t c, double v) { sum[c] += v; });
    for (double& s : sum)
        s /= count;
    std::vector<double> squares(channels, 0.0);
    forEachValue(data, result.scale, progress.span(0.5, 1, "measuring the data's spread"),
                 [&](std::size_t c, double v) { squares[c] += (v - sum[c]) * (v - sum[c]); });
    for (std::size_t c = 0; c < channels; ++c) {
        // Rounding of the mean alone leaves a spread of this order in a constant channel.
        const double deviation = std::sqrt(squares[c] / count);
        squares[c] = deviation > 1e-9 * std::abs(sum[c]) ? deviation : 1.0;
    }
    result.mean = sum;
    result.std = squares;
    return result;
}

} // namespace leafscope
