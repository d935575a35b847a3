// SPDX-License-Identifier: MIT
// Synthetic point sets of known dimension.
#include "core/data/generators.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <utility>

namespace leafscope {

namespace {

constexpr std::string_view kPrefix = "synthetic:";
constexpr std::int64_t kMostSamples = 1'000'000'000;
constexpr std::int64_t kLargestDimension = 1'000'000;
constexpr double kTurn = 2 * std::numbers::pi;

struct Entry {
    std::string_view name;
    std::int64_t dimension; ///< unless given
    bool takesDimension;
    std::int64_t (*columns)(std::int64_t d);
    void (*fillRow)(RandomStream& random, std::int64_t d, double* row);
};

void fillGaussian(RandomStream& random, std::int64_t d, double* row)
{
    for (std::int64_t j = 0; j < d; ++j)
        row[j] = random.normal();
}

void fillSphere(RandomStream& random, std::int64_t d, double* row)
{
    double squared = 0;
    for (std::int64_t j = 0; j <= d; ++j) {
        row[j] = random.normal();
        squared += row[j] * row[j];
    }
    const double norm = std::sqrt(squared);
    for (std::int64_t j = 0; j <= d; ++j)
        row[j] /= norm;
}

void fillTorus(RandomStream& random, std::int64_t d, double* row)
{
    for (std::int64_t j = 0; j < d; ++j) {
        const double angle = kTurn * random.uniform();
        row[2 * j] = std::cos(angle);
        row[2 * j + 1] = std::sin(angle);
    }
}

void fillSwissRoll(RandomStream& random, std::int64_t, double* row)
{
    const double t = 1.5 * std::numbers::pi * (1 + 2 * random.uniform());
    const double h = 21 * random.uniform();
    row[0] = t * std::cos(t);
    row[1] = h;
    row[2] = t * std::sin(t);
}

constexpr std::array kEntries{
    Entry{"sphere", 10, true, [](std::int64_t d) { return d + 1; }, fillSphere},
    Entry{"torus", 2, true, [](std::int64_t d) { return 2 * d; }, fillTorus},
    Entry{"swissroll", 2, false, [](std::int64_t) { return std::int64_t(3); }, fillSwissRoll},
    Entry{"gaussian", 5, true, [](std::int64_t d) { return d; }, fillGaussian},
};

[[noreturn]] void wrong(const std::string& happened, const std::string& spec)
{
    throw Error(
        ErrorKind::InvalidInput, happened, spec, "a mistyped generator",
        "write it like synthetic:torus?n=2000&d=2&seed=1; the generators are sphere, torus, "
        "swissroll and gaussian");
}

const Entry& entryOf(const std::string& name, const std::string& spec)
{
    for (const Entry& entry : kEntries)
        if (entry.name == name)
            return entry;
    wrong("there is no generator '" + name + "'", spec);
}

template <class T>
T numberIn(std::string_view text, T low, T high, const std::string& spec)
{
    const std::size_t equals = text.find('=');
    const std::string_view digits = text.substr(equals + 1);
    T value{};
    const auto [stop, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failed != std::errc() || stop != digits.data() + digits.size() || value < low ||
        value > high)
        wrong(std::string(text.substr(0, equals)) + " must be a whole number from " +
                  std::to_string(low) + " to " + std::to_string(high) + ", not '" +
                  std::string(digits) + "'",
              spec);
    return value;
}

void setParameter(Generator& generator, std::string_view text, const std::string& spec)
{
    const std::string_view key = text.substr(0, text.find('='));
    if (key.size() == text.size())
        wrong("the parameter '" + std::string(text) + "' has no value", spec);
    if (key == "n")
        generator.n = numberIn<std::int64_t>(text, 1, kMostSamples, spec);
    else if (key == "seed")
        generator.seed = numberIn<std::uint64_t>(text, 0, UINT64_MAX, spec);
    else if (key == "d" && entryOf(generator.name, spec).takesDimension)
        generator.d = numberIn<std::int64_t>(text, 1, kLargestDimension, spec);
    else
        wrong("the generator " + generator.name + " has no parameter '" + std::string(key) + "'",
              spec);
}

} // namespace

std::int64_t Generator::columns() const
{
    return entryOf(name, spec()).columns(d);
}

std::string Generator::spec() const
{
    return std::string(kPrefix) + name + "?n=" + std::to_string(n) +
           (name == "swissroll" ? "" : "&d=" + std::to_string(d)) + "&seed=" + std::to_string(seed);
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
    generator.d = entryOf(generator.name, spec).dimension;
    rest = question == std::string_view::npos ? std::string_view() : rest.substr(question + 1);
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        setParameter(generator, rest.substr(0, end), spec);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return generator;
}

void generate(const Generator& generator, Dataset& out, const Progress& progress)
{
    const Entry& entry = entryOf(generator.name, generator.spec());
    const std::int64_t columns = generator.columns();
    const std::int64_t count = generator.n * columns; // at most 2e15 by the limits above
    requireMemory(std::uint64_t(count) * sizeof(double), generator.spec());
    std::vector<double> values(static_cast<std::size_t>(count));
    RandomStream random(generator.seed);
    const std::int64_t step = 1 + 65536 / columns; // rows between two looks at progress
    for (std::int64_t i = 0; i < generator.n; ++i) {
        if (i % step == 0)
            progress.report(double(i) / double(generator.n));
        entry.fillRow(random, generator.d, values.data() + i * columns);
    }
    out.values = std::move(values);
    out.sampleShape = {columns};
    out.format = "generator";
}

} // namespace leafscope
