// SPDX-License-Identifier: MIT
#include "core/nnk/neighborhood.hpp"

#include "core/base/error.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace leafscope {

namespace {

constexpr double kVarianceShare = 0.1;

} // namespace

double effectiveCount(std::span<const double> weights)
{
    double total = 0;
    for (const double weight : weights)
        total += weight;
    if (!(total > 0))
        return 0;
    double entropy = 0;
    for (const double weight : weights)
        if (weight > 0)
            entropy -= weight / total * std::log(weight / total);
    return std::exp(entropy);
}

double Neighborhood::effective() const
{
    return effectiveCount({weights.data(), std::size_t(weights.size())});
}

Neighborhood NeighborhoodSolver::solve(const Candidates& candidates, const Kernel& kernel,
                                       const NeighborhoodOptions& options, Index k,
                                       const VectorD* warm)
{
    const Index used = k <= 0 ? candidates.count() : std::min(k, candidates.count());
    m_deficit.resize(used, used);
    m_toQuery.resize(used);
    for (Index j = 0; j < used; ++j) {
        m_toQuery[j] = kernel.deficit(candidates.toQuery[j]);
        m_deficit(j, j) = 0;
        for (Index l = j + 1; l < used; ++l) {
            const double deficit = kernel.deficit(candidates.among(j, l));
            m_deficit(j, l) = deficit;
            m_deficit(l, j) = deficit;
        }
    }
    Neighborhood result;
    result.sigma = kernel.kind == KernelKind::Gaussian ? kernel.sigma : 0;
    NnqpSolution solution;
    if (options.mode == NnkMode::Published) {
        PublishedSolution published = solvePublished(m_deficit, m_toQuery, options.threshold);
        result.singular = published.singular;
        solution = std::move(published.solution);
    } else {
        solution = m_solver.solve(m_deficit, m_toQuery, warm);
    }
    result.error = solution.error;
    result.kkt = solution.kkt;
    result.gap = solution.gap;
    result.settled = solution.settled;
    result.weights = std::move(solution.weights);
    for (Index j = 0; j < used; ++j) {
        if (result.weights[j] > options.threshold)
            result.kept.push_back(j);
        else
            result.weights[j] = 0;
    }
    return result;
}

double polytopeDiameter(const Candidates& candidates, const std::vector<Index>& kept)
{
    double largest = 0;
    for (std::size_t a = 0; a < kept.size(); ++a)
        for (std::size_t b = a + 1; b < kept.size(); ++b)
            largest = std::max(largest, candidates.among(kept[a], kept[b]));
    return std::sqrt(largest);
}

Index polytopeDimension(const Candidates& candidates, const std::vector<Index>& kept)
{
    const auto p = Index(kept.size());
    if (p < 2)
        return 0;
    // Inner products about the mean from the squared distances (classical scaling).
    MatrixD product(p, p);
    for (Index a = 0; a < p; ++a)
        for (Index b = 0; b < p; ++b)
            product(a, b) = -0.5 * candidates.among(kept[std::size_t(a)], kept[std::size_t(b)]);
    const VectorD rowMean = product.rowwise().mean();
    const double mean = rowMean.mean();
    product.colwise() -= rowMean;
    product.rowwise() -= rowMean.transpose();
    product.array() += mean;
    const Eigen::SelfAdjointEigenSolver<MatrixD> eigen(product, Eigen::EigenvaluesOnly);
    const double first = eigen.eigenvalues()[p - 1];
    if (!(first > 0))
        return 0;
    Index count = 0;
    for (const double value : eigen.eigenvalues())
        count += value >= kVarianceShare * first ? 1 : 0;
    return count;
}

double widthOf(Bandwidth rule, const Candidates& candidates, Index k)
{
    const Index used = k <= 0 ? candidates.count() : std::min(k, candidates.count());
    EXPECTS(used > 0, "no candidates");
    const double farthest = std::sqrt(candidates.toQuery.head(used).maxCoeff());
    if (farthest <= 0)
        return kAnyWidth;
    if (rule == Bandwidth::Own)
        return farthest / kBandwidthShare;
    if (rule == Bandwidth::Flat)
        return farthest * kFlatReach;
    EXPECTS(rule == Bandwidth::Rank, "bandwidth=" + bandwidthName(rule));
    return rankMatchedWidth(candidates.among.topLeftCorner(used, used),
                            candidates.toQuery.head(used));
}

} // namespace leafscope
