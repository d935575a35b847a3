// SPDX-License-Identifier: MIT
#include "core/nnk/kernel.hpp"

#include "core/base/error.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace leafscope {

namespace {

constexpr std::array<std::pair<Bandwidth, const char*>, 6> kRules{{{Bandwidth::Mean, "mean"},
                                                                   {Bandwidth::Own, "own"},
                                                                   {Bandwidth::Median, "median"},
                                                                   {Bandwidth::Fixed, "fixed"},
                                                                   {Bandwidth::Rank, "rank"},
                                                                   {Bandwidth::Flat, "flat"}}};

constexpr int kWidths = 12;
constexpr Index kNear = 10;
constexpr Index kFar = 30;

/// Levina and Bickel's estimate from the distances that are not zero; 1 where there is none.
double localDimension(const VectorD& toQuery)
{
    const Index k = toQuery.size();
    double sum = 0;
    Index used = 0;
    for (Index j = 0; j + 1 < k; ++j) {
        if (toQuery[j] <= 0)
            continue;
        sum += 0.5 * std::log(toQuery[k - 1] / toQuery[j]);
        ++used;
    }
    return used >= 2 && sum > 0 ? std::max(1.0, double(used) / sum) : 1;
}

double effectiveRank(const MatrixD& kernel)
{
    const Eigen::SelfAdjointEigenSolver<MatrixD> eigen(kernel, Eigen::EigenvaluesOnly);
    const double total = eigen.eigenvalues().cwiseMax(0).sum();
    double entropy = 0;
    for (const double value : eigen.eigenvalues()) {
        const double share = value / total;
        if (share > 0)
            entropy -= share * std::log(share);
    }
    return std::exp(entropy);
}

} // namespace

double Kernel::deficit(double squared) const
{
    if (kind == KernelKind::Cosine)
        return std::min(0.25 * squared, 1.0);
    return -std::expm1(-squared / (2 * sigma * sigma));
}

double Kernel::value(double squared) const
{
    if (kind == KernelKind::Cosine)
        return std::max(1 - 0.25 * squared, 0.0);
    return std::exp(-squared / (2 * sigma * sigma));
}

std::string kernelName(KernelKind kind)
{
    return kind == KernelKind::Cosine ? "cosine" : "gaussian";
}

KernelKind kernelNamed(const std::string& name)
{
    EXPECTS(name == "cosine" || name == "gaussian", "kernel=" + name);
    return name == "cosine" ? KernelKind::Cosine : KernelKind::Gaussian;
}

std::string bandwidthName(Bandwidth rule)
{
    for (const auto& [known, name] : kRules)
        if (known == rule)
            return name;
    return {};
}

Bandwidth bandwidthNamed(const std::string& name)
{
    for (const auto& [rule, known] : kRules)
        if (name == known)
            return rule;
    EXPECTS(false, "bandwidth=" + name);
    return Bandwidth::Mean;
}

std::vector<std::string> bandwidthNames()
{
    std::vector<std::string> names;
    for (const auto& [rule, name] : kRules)
        names.emplace_back(name);
    return names;
}

double rankMatchedWidth(const MatrixD& among, const VectorD& toQuery)
{
    const Index k = toQuery.size();
    EXPECTS(k > 0 && among.rows() == k && among.cols() == k, "k=" + std::to_string(k));
    const double farthest = std::sqrt(toQuery[k - 1]);
    if (farthest <= 0)
        return kAnyWidth;
    const double near = std::sqrt(toQuery[std::min(kNear, k) - 1]);
    const double low = 0.05 * (near > 0 ? near : farthest);
    const double high = std::max(3 * std::sqrt(toQuery[std::min(kFar, k) - 1]), 2 * low);
    std::array<double, kWidths> width{};
    std::array<double, kWidths> rank{};
    std::array<double, kWidths> logSum{};
    MatrixD kernel(k, k);
    for (std::size_t i = 0; i < kWidths; ++i) {
        width[i] = low * std::pow(high / low, double(i) / (kWidths - 1));
        const Kernel gaussian{KernelKind::Gaussian, width[i]};
        for (Index e = 0; e < among.size(); ++e)
            kernel.data()[e] = gaussian.value(among.data()[e]);
        rank[i] = effectiveRank(kernel);
        logSum[i] = std::log(kernel.sum());
    }
    // Slopes of log sum K against log s, by differences between neighbouring widths.
    std::array<double, kWidths> slope{};
    for (std::size_t i = 0; i < kWidths; ++i) {
        const std::size_t a = i > 0 ? i - 1 : 0;
        const std::size_t b = std::min<std::size_t>(i + 1, kWidths - 1);
        slope[i] = (logSum[b] - logSum[a]) / std::log(width[b] / width[a]);
    }
    const double steepest = *std::max_element(slope.begin(), slope.end());
    const double dimension = localDimension(toQuery);
    std::size_t best = 0;
    double least = 0;
    for (std::size_t i = 0; i < kWidths; ++i) {
        const double cost = std::abs(rank[i] - dimension) / dimension +
                            (steepest > 0 ? (steepest - slope[i]) / steepest : 0);
        if (i == 0 || cost < least) {
            best = i;
            least = cost;
        }
    }
    return width[best];
}

} // namespace leafscope
