// SPDX-License-Identifier: MIT
#include "core/dimension/estimate.hpp"

#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/dimension/spectrum.hpp"
#include "core/dimension/twonn.hpp"
#include "core/neighbors/neighbors.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <sstream>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
// From here on the literature calls the estimate a lower bound: the points are too few for so many
// directions.
constexpr double kLowerBoundFrom = 20;

void checkOptions(const Points& x, const DimensionOptions& options)
{
    if (rowsOf(x) == 0 || colsOf(x) == 0)
        throw Error(ErrorKind::InvalidInput, "the point set is empty",
                    std::to_string(rowsOf(x)) + " x " + std::to_string(colsOf(x)),
                    "no samples or no features", "give at least one sample with one feature");
    const auto inRange = [](double share) { return share > 0 && share <= 1; };
    if (!inRange(options.fraction) || !inRange(options.pcaShare))
        throw Error(ErrorKind::InvalidInput, "a share is outside (0, 1]",
                    "fraction " + std::to_string(options.fraction) + ", PCA share " +
                        std::to_string(options.pcaShare),
                    "", "give shares above 0 and up to 1");
}

/// The rows that do not repeat an earlier one, in order.
Points distinctRows(const Points& x, const std::vector<Index>& first, Index count)
{
    return std::visit(
        [&](const auto& m) -> Points {
            using M = std::decay_t<decltype(m)>;
            requireMemory(std::uint64_t(count) * std::uint64_t(m.cols()) *
                              sizeof(typename M::Scalar),
                          "the points without duplicates");
            M distinct(count, m.cols());
            Index next = 0;
            for (Index i = 0; i < m.rows(); ++i) {
                if (first[std::size_t(i)] == i)
                    distinct.row(next++) = m.row(i);
            }
            return distinct;
        },
        x);
}

/// ln(r2 / r1) from squared distances, without losing digits where they are nearly equal.
double logRatio(double squared1, double squared2)
{
    const double excess = (squared2 - squared1) / squared1;
    return excess < 1e15 ? 0.5 * std::log1p(excess)
                         : 0.5 * (std::log(squared2) - std::log(squared1));
}

void fillTwonn(const Points& distinct, const DimensionOptions& options, Dimension& result,
               const Progress& progress)
{
    result.twonnFit = result.twonnMl = result.meanR1 = result.meanR2 = kNan;
    result.ci95 = result.ci95Fit = {kNan, kNan};
    const Index n = rowsOf(distinct);
    if (n < 3) {
        result.warnings.push_back("no intrinsic dimension: it takes 3 distinct points, there are " +
                                  std::to_string(n));
        return;
    }
    const Neighbors nearest = nearestNeighbors(distinct, 2, progress);
    if (nearest.widened > 0)
        progress.note(std::to_string(nearest.widened) + " of " + std::to_string(n) +
                      " points lie so close together that their neighbours were searched in "
                      "float64");
    std::vector<double> logs;
    double sum1 = 0;
    double sum2 = 0;
    for (Index i = 0; i < n; ++i) {
        const double squared1 = nearest.squared(i, 0);
        const double squared2 = nearest.squared(i, 1);
        sum1 += std::sqrt(squared1);
        sum2 += std::sqrt(squared2);
        if (squared1 > 0)
            logs.push_back(logRatio(squared1, squared2));
    }
    const Index dropped = n - Index(logs.size());
    if (dropped > 0)
        result.warnings.push_back(std::to_string(dropped) +
                                  " points left out: their nearest neighbour is too close for "
                                  "float64 to square the distance");
    result.meanR1 = sum1 / double(n);
    result.meanR2 = sum2 / double(n);
    result.twonnFit = twonnFitOfLogs(logs, options.fraction);
    result.twonnMl = twonnMlOfLogs(logs);
    result.ci95 = twonnInterval(result.twonnMl, Index(logs.size()));
    result.ci95Fit = twonnInterval(result.twonnFit, Index(logs.size()));
    if (std::isnan(result.twonnMl))
        result.warnings.push_back("no intrinsic dimension: r2 = r1 at every point, as on a "
                                  "lattice or between mutually equidistant points");
    else if (std::isnan(result.twonnFit))
        result.warnings.push_back("no fit: r2 = r1 at all points that the fraction keeps");
    if (result.twonnMl > kLowerBoundFrom)
        result.warnings.push_back("above about 20 the estimate is a lower bound");
}

void fillSpectrum(const Points& distinct, const DimensionOptions& options, Dimension& result,
                  const Progress& progress)
{
    const Spectrum spectrum =
        pcaSpectrum(distinct, options.pcaShare, options.standardize, progress);
    result.pca90 = spectrum.components;
    result.participationRatio = spectrum.participationRatio;
    if (spectrum.components == 0)
        result.warnings.emplace_back("no PCA dimension: the data have no variance");
    else if (spectrum.constantColumns > 0)
        result.warnings.push_back(std::to_string(spectrum.constantColumns) + " of " +
                                  std::to_string(colsOf(distinct)) +
                                  " features are constant; the PCA leaves them out");
}

std::string conventionText(const Points& distinct, const DimensionOptions& options)
{
    std::ostringstream text;
    text
        << "TwoNN on " << rowsOf(distinct)
        << " distinct points (duplicate rows removed first, r2 = r1 kept as ln mu = 0); fit: slope "
           "through the origin over the smallest "
        << 100 * options.fraction
        << " % of mu, F = i/N; ML: (N-1)/sum ln mu over all; 95 %: d exp(+-1.96 * "
        << kIntervalWidening << "/sqrt N); PCA: components for " << 100 * options.pcaShare
        << " % of the variance of the "
        << (options.standardize ? "standardised features" : "centred features") << "; values in "
        << (std::holds_alternative<MatrixF>(distinct) ? "float32" : "float64")
        << ", distances and sums in float64";
    return text.str();
}

} // namespace

Dimension estimateNamed(const Points& x, const DimensionOptions& options, const std::string& name,
                        const Progress& progress)
{
    checkOptions(x, options);
    const auto start = std::chrono::steady_clock::now();
    const std::string prefix = name.empty() ? "" : name + ": ";
    const Progress search = progress.span(0, 0.5, prefix + "neighbours");
    const std::vector<Index> first = firstOccurrence(x);
    Dimension result;
    result.n = rowsOf(x);
    result.dim = colsOf(x);
    for (std::size_t i = 0; i < first.size(); ++i)
        result.duplicates += first[i] == Index(i) ? 0 : 1;
    Points reduced;
    if (result.duplicates > 0) {
        reduced = distinctRows(x, first, result.n - result.duplicates);
        result.warnings.push_back(std::to_string(result.duplicates) +
                                  " duplicate rows removed before the estimate");
    }
    const Points& distinct = result.duplicates > 0 ? reduced : x;
    fillTwonn(distinct, options, result, search);
    fillSpectrum(distinct, options, result, progress.span(0.5, 1, prefix + "spectrum"));
    result.convention = conventionText(distinct, options);
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

Dimension estimateDimension(const Points& x, const DimensionOptions& options,
                            const Progress& progress)
{
    return estimateNamed(x, options, {}, progress);
}

} // namespace leafscope
