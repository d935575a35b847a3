// SPDX-License-Identifier: MIT
// The table of generators, and their specs.
#include "core/data/generators.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string_view>

namespace leafscope {

namespace {

constexpr std::string_view kPrefix = "synthetic:";
constexpr std::int64_t kMostSamples = 1'000'000'000;
constexpr double kLargestDimension = 1'000'000;

GeneratorParameter dimension(double fallback, double low, const char* help)
{
    return {"d", fallback, low, kLargestDimension, true, help};
}

std::vector<GeneratorInfo> makeTable()
{
    const GeneratorParameter latent{"k", 5, 1, 10'000, true, "dimension of the latent points"};
    return {
        {"sphere", "the unit sphere S^d", {dimension(10, 1, "dimension of the sphere")}},
        {"torus", "the flat torus T^d in 2 d columns", {dimension(2, 1, "dimension of the torus")}},
        {"swissroll", "a rolled-up strip in 3-D", {}},
        {"gaussian", "standard normal points", {dimension(5, 1, "columns")}},
        {"nonlinear",
         "k-dimensional points embedded by sines of random projections",
         {latent, dimension(20, 1, "columns")}},
        {"mlp",
         "k-dimensional points embedded by a random network",
         {latent, dimension(20, 1, "columns")}},
        {"circles",
         "concentric circles in the plane, one class each",
         {{"rings", 2, 2, 100, true, "circles"}}},
        {"xor",
         "two classes by the signs of the first two coordinates",
         {dimension(2, 2, "columns; those beyond two do not matter")}},
        {"spirals",
         "spiral arms in 3-D, one class each",
         {{"arms", 2, 1, 100, true, "arms"},
          {"turns", 1.5, 0.01, 100, false, "turns of an arm"},
          {"height", 1, 0, 100, false, "height of the outer end"}}},
        {"stripe",
         "normal points of two classes: inside a stripe of the first coordinate, or not",
         {dimension(10, 1, "columns; all but the first do not matter")}},
    };
}

[[noreturn]] void wrong(const std::string& happened, const std::string& spec)
{
    std::string names;
    for (const GeneratorInfo& info : allGenerators())
        names += (names.empty() ? "" : ", ") + info.name;
    throw Error(ErrorKind::InvalidInput, happened, spec, "a mistyped generator",
                "write it like synthetic:torus?n=2000&d=2&seed=1; the generators are " + names);
}

const GeneratorInfo& infoOf(const std::string& name, const std::string& spec)
{
    for (const GeneratorInfo& info : allGenerators())
        if (info.name == name)
            return info;
    wrong("there is no generator '" + name + "'", spec);
}

/// The shortest text that gives the same number.
std::string textOf(double value)
{
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string textOf(std::int64_t value)
{
    return std::to_string(value);
}

std::string textOf(std::uint64_t value)
{
    return std::to_string(value);
}

/// The value of "KEY=VALUE", in range.
template <class T>
T numberIn(std::string_view text, T low, T high, const std::string& spec)
{
    const std::size_t equals = text.find('=');
    const std::string_view digits = text.substr(equals + 1);
    T value{};
    const auto [stop, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    // Written so that NaN fails.
    if (failed != std::errc() || stop != digits.data() + digits.size() ||
        !(value >= low && value <= high))
        wrong(std::string(text.substr(0, equals)) + " must be a " +
                  (std::is_integral_v<T> ? "whole number" : "number") + " from " + textOf(low) +
                  " to " + textOf(high) + ", not '" + std::string(digits) + "'",
              spec);
    return value;
}

double ownNumberIn(std::string_view text, const GeneratorParameter& parameter,
                   const std::string& spec)
{
    return parameter.whole ? double(numberIn<std::int64_t>(text, std::int64_t(parameter.low),
                                                           std::int64_t(parameter.high), spec))
                           : numberIn<double>(text, parameter.low, parameter.high, spec);
}

void setParameter(Generator& generator, std::string_view text, const std::string& spec)
{
    const std::string_view key = text.substr(0, text.find('='));
    if (key.size() == text.size())
        wrong("the parameter '" + std::string(text) + "' has no value", spec);
    if (key == "n") {
        generator.n = numberIn<std::int64_t>(text, 1, kMostSamples, spec);
    } else if (key == "seed") {
        generator.seed = numberIn<std::uint64_t>(text, 0, UINT64_MAX, spec);
    } else if (key == "noise") {
        generator.noise = numberIn<double>(text, 0, 1e6, spec);
    } else {
        const auto& parameters = infoOf(generator.name, spec).parameters;
        const auto own = std::find_if(parameters.begin(), parameters.end(),
                                      [&](const auto& p) { return p.name == key; });
        if (own == parameters.end())
            wrong("the generator " + generator.name + " has no parameter '" + std::string(key) +
                      "'",
                  spec);
        generator.values[std::size_t(own - parameters.begin())] = ownNumberIn(text, *own, spec);
    }
}

} // namespace

std::span<const GeneratorInfo> allGenerators()
{
    static const std::vector<GeneratorInfo> table = makeTable();
    return table;
}

double Generator::value(const std::string& key) const
{
    const auto& parameters = infoOf(name, name).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].name == key)
            return values.at(i);
    detail::contractBroken("a known parameter", __FILE__, __LINE__, name + ", " + key);
}

std::string Generator::spec() const
{
    std::string text = std::string(kPrefix) + name + "?n=" + std::to_string(n);
    const auto& parameters = infoOf(name, name).parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i)
        text += "&" + parameters[i].name + "=" + textOf(values.at(i));
    return text + "&seed=" + std::to_string(seed) + (noise == 0 ? "" : "&noise=" + textOf(noise));
}

bool isGeneratorSpec(const std::string& spec)
{
    return spec.starts_with(kPrefix);
}

Generator parseGenerator(const std::string& spec)
{
    EXPECTS(isGeneratorSpec(spec), spec);
    std::string_view rest = std::string_view(spec).substr(kPrefix.size());
    const std::size_t question = rest.find('?');
    Generator generator;
    generator.name = rest.substr(0, question);
    for (const GeneratorParameter& parameter : infoOf(generator.name, spec).parameters)
        generator.values.push_back(parameter.fallback);
    rest = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        setParameter(generator, rest.substr(0, end), spec);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return generator;
}

} // namespace leafscope
