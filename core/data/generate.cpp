// SPDX-License-Identifier: MIT
// The points of the generators; generators.hpp says what each is.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/data/generators.hpp"

#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

namespace leafscope {

namespace {

constexpr double kTurn = 2 * std::numbers::pi;
constexpr std::uint64_t kNoiseStream = 1000;
constexpr std::int64_t kHidden = 64; ///< units of the random network

/// Fills row i and tells its class; -1 without classes.
using FillRow = std::function<std::int32_t(RandomStream&, std::int64_t i, double* row)>;

/// A generator ready to be run.
struct Plan {
    std::int64_t columns = 0;
    FillRow fill;
    std::vector<std::string> classNames;
};

void normals(RandomStream& random, std::int64_t count, double* out)
{
    for (std::int64_t j = 0; j < count; ++j)
        out[j] = random.normal();
}

std::vector<double> normals(RandomStream& random, std::int64_t count, double scale)
{
    requireMemory(std::uint64_t(count) * sizeof(double), "the random weights of a generator");
    std::vector<double> out(static_cast<std::size_t>(count));
    normals(random, count, out.data());
    for (double& value : out)
        value *= scale;
    return out;
}

/// out = matrix (rows x columns) times v
void multiply(const std::vector<double>& matrix, const std::vector<double>& v, double* out,
              std::int64_t rows)
{
    const double* at = matrix.data();
    for (std::int64_t i = 0; i < rows; ++i) {
        out[i] = 0;
        for (const double value : v)
            out[i] += *at++ * value;
    }
}

Plan sphere(std::int64_t d)
{
    return {d + 1,
            [d](RandomStream& random, std::int64_t, double* row) {
                normals(random, d + 1, row);
                double squared = 0;
                for (std::int64_t j = 0; j <= d; ++j)
                    squared += row[j] * row[j];
                const double norm = std::sqrt(squared);
                for (std::int64_t j = 0; j <= d; ++j)
                    row[j] /= norm;
                return -1;
            },
            {}};
}

Plan torus(std::int64_t d)
{
    return {2 * d,
            [d](RandomStream& random, std::int64_t, double* row) {
                for (std::int64_t j = 0; j < d; ++j) {
                    const double angle = kTurn * random.uniform();
                    row[2 * j] = std::cos(angle);
                    row[2 * j + 1] = std::sin(angle);
                }
                return -1;
            },
            {}};
}

Plan swissRoll()
{
    return {3,
            [](RandomStream& random, std::int64_t, double* row) {
                const double t = 1.5 * std::numbers::pi * (1 + 2 * random.uniform());
                const double h = 21 * random.uniform();
                row[0] = t * std::cos(t);
                row[1] = h;
                row[2] = t * std::sin(t);
                return -1;
            },
            {}};
}

Plan gaussian(std::int64_t d)
{
    return {d,
            [d](RandomStream& random, std::int64_t, double* row) {
                normals(random, d, row);
                return -1;
            },
            {}};
}

Plan nonlinear(std::int64_t k, std::int64_t d, std::uint64_t seed)
{
    RandomStream weights(seed + 1);
    RandomStream phases(seed + 2);
    const auto w = std::make_shared<std::vector<double>>(normals(weights, d * k, 1));
    const auto phi = std::make_shared<std::vector<double>>(std::size_t(d));
    for (double& phase : *phi)
        phase = kTurn * phases.uniform();
    std::vector<double> v(static_cast<std::size_t>(k));
    return {d,
            [=](RandomStream& random, std::int64_t, double* row) mutable {
                for (double& value : v)
                    value = random.uniform();
                multiply(*w, v, row, d);
                for (std::int64_t j = 0; j < d; ++j)
                    row[j] = std::sin(row[j] + (*phi)[std::size_t(j)]);
                return -1;
            },
            {}};
}

Plan mlp(std::int64_t k, std::int64_t d, std::uint64_t seed)
{
    RandomStream weights(seed + 1);
    const auto first = std::make_shared<std::vector<double>>(
        normals(weights, kHidden * k, 1 / std::sqrt(double(k))));
    const auto bias = std::make_shared<std::vector<double>>(normals(weights, kHidden, 1));
    const auto second = std::make_shared<std::vector<double>>(
        normals(weights, d * kHidden, 1 / std::sqrt(double(kHidden))));
    std::vector<double> v(static_cast<std::size_t>(k));
    std::vector<double> hidden(static_cast<std::size_t>(kHidden));
    return {d,
            [=](RandomStream& random, std::int64_t, double* row) mutable {
                normals(random, k, v.data());
                multiply(*first, v, hidden.data(), kHidden);
                for (std::size_t j = 0; j < hidden.size(); ++j)
                    hidden[j] = std::tanh(hidden[j] + (*bias)[j]);
                multiply(*second, hidden, row, d);
                return -1;
            },
            {}};
}

std::vector<std::string> numbered(const char* word, std::int64_t count)
{
    std::vector<std::string> names;
    for (std::int64_t i = 1; i <= count; ++i)
        names.push_back(word + (" " + std::to_string(i)));
    return names;
}

Plan circles(std::int64_t rings)
{
    return {2,
            [rings](RandomStream& random, std::int64_t i, double* row) {
                const auto ring = std::int32_t(i % rings);
                const double angle = kTurn * random.uniform();
                row[0] = (1 + ring) * std::cos(angle);
                row[1] = (1 + ring) * std::sin(angle);
                return ring;
            },
            numbered("circle", rings)};
}

Plan exclusiveOr(std::int64_t d)
{
    return {d,
            [d](RandomStream& random, std::int64_t, double* row) {
                for (std::int64_t j = 0; j < d; ++j)
                    row[j] = 2 * random.uniform() - 1;
                return std::int32_t((row[0] < 0) != (row[1] < 0));
            },
            {"same sign", "different signs"}};
}

Plan spirals(std::int64_t arms, double turns, double height)
{
    return {3,
            [=](RandomStream& random, std::int64_t i, double* row) {
                const auto arm = std::int32_t(i % arms);
                const double s = random.uniform();
                const double t = kTurn * (turns * s + double(arm) / double(arms));
                row[0] = s * std::cos(t);
                row[1] = s * std::sin(t);
                row[2] = height * s;
                return arm;
            },
            numbered("arm", arms)};
}

Plan stripe(std::int64_t d)
{
    return {d,
            [d](RandomStream& random, std::int64_t, double* row) {
                normals(random, d, row);
                return std::int32_t(!(row[0] > -0.3 && row[0] < 1.18549));
            },
            {"inside the stripe", "outside"}};
}

Plan planOf(const Generator& g)
{
    const auto whole = [&](const char* key) { return std::int64_t(g.value(key)); };
    if (g.name == "sphere")
        return sphere(whole("d"));
    if (g.name == "torus")
        return torus(whole("d"));
    if (g.name == "swissroll")
        return swissRoll();
    if (g.name == "gaussian")
        return gaussian(whole("d"));
    if (g.name == "nonlinear")
        return nonlinear(whole("k"), whole("d"), g.seed);
    if (g.name == "mlp")
        return mlp(whole("k"), whole("d"), g.seed);
    if (g.name == "circles")
        return circles(whole("rings"));
    if (g.name == "xor")
        return exclusiveOr(whole("d"));
    if (g.name == "spirals")
        return spirals(whole("arms"), g.value("turns"), g.value("height"));
    EXPECTS(g.name == "stripe", g.name);
    return stripe(whole("d"));
}

} // namespace

void generate(const Generator& generator, Dataset& out, const Progress& progress)
{
    Plan plan = planOf(generator);
    const std::int64_t columns = plan.columns;
    const std::int64_t count = generator.n * columns; // at most 2e15 by the table's limits
    requireMemory(std::uint64_t(count) * sizeof(double), generator.spec());
    std::vector<double> values(static_cast<std::size_t>(count));
    RandomStream random(generator.seed);
    RandomStream noise(generator.seed + kNoiseStream);
    const std::int64_t step = 1 + 65536 / columns; // rows between two looks at progress
    for (std::int64_t i = 0; i < generator.n; ++i) {
        if (i % step == 0)
            progress.report(double(i) / double(generator.n));
        double* const row = values.data() + i * columns;
        const std::int32_t label = plan.fill(random, i, row);
        if (!plan.classNames.empty())
            out.labels.push_back(label);
        for (std::int64_t j = 0; j < columns && generator.noise > 0; ++j)
            row[j] += generator.noise * noise.normal();
    }
    out.values = std::move(values);
    out.sampleShape = {columns};
    out.classNames = plan.classNames;
    out.format = "generator";
}

} // namespace leafscope
