// SPDX-License-Identifier: MIT
// Collapse by the book: full p x p matrices and a pseudo-inverse in double, one sample at a time;
// and fixtures of known numbers.
#pragma once

#include "core/base/random.hpp"
#include "core/collapse/class_statistics.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>

#include <cmath>
#include <vector>

namespace leafscope::reference {

struct Sample {
    MatrixD features;
    std::vector<std::int32_t> labels;
};

/// Tr(Sigma_W Sigma_B^+) / C of classes that count the same, cutoff 1e-9 of the largest eigenvalue.
inline double nc1(const Sample& sample, Index classes, bool pooled = false)
{
    const Index p = sample.features.cols();
    const Index n = sample.features.rows();
    MatrixD means = MatrixD::Zero(classes, p);
    VectorD counts = VectorD::Zero(classes);
    for (Index i = 0; i < n; ++i) {
        means.row(sample.labels[std::size_t(i)]) += sample.features.row(i);
        counts[sample.labels[std::size_t(i)]] += 1;
    }
    for (Index c = 0; c < classes; ++c)
        means.row(c) /= counts[c];
    VectorD weight = pooled ? VectorD(counts / double(n))
                            : VectorD(VectorD::Constant(classes, 1.0 / double(classes)));
    const VectorD centre = means.transpose() * weight;
    Eigen::MatrixXd between = Eigen::MatrixXd::Zero(p, p);
    for (Index c = 0; c < classes; ++c) {
        const VectorD d = means.row(c).transpose() - centre;
        between += weight[c] * d * d.transpose();
    }
    Eigen::MatrixXd within = Eigen::MatrixXd::Zero(p, p);
    for (Index i = 0; i < n; ++i) {
        const auto c = sample.labels[std::size_t(i)];
        const VectorD d = (sample.features.row(i) - means.row(c)).transpose();
        within += weight[c] / counts[c] * d * d.transpose();
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(between);
    double sum = 0;
    for (Index k = 0; k < p; ++k)
        if (eigen.eigenvalues()[k] > 1e-9 * eigen.eigenvalues()[p - 1])
            sum += eigen.eigenvectors().col(k).dot(within * eigen.eigenvectors().col(k)) /
                   eigen.eigenvalues()[k];
    return sum / double(classes);
}

inline MatrixD normal(Index rows, Index columns, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD out(rows, columns);
    for (Index i = 0; i < out.size(); ++i)
        out.data()[i] = random.normal();
    return out;
}

/// p x k with orthonormal columns.
inline MatrixD orthonormal(Index p, Index k, std::uint64_t seed)
{
    const Eigen::MatrixXd start = normal(p, k, seed);
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(start);
    return MatrixD(qr.householderQ() * Eigen::MatrixXd::Identity(p, k));
}

/// Class means alpha U M*, rotated, and moved by `offset` in every coordinate: C x p, p >= C - 1.
inline MatrixD simplexMeans(Index classes, Index p, double alpha, double offset, std::uint64_t seed)
{
    // M* in C - 1 coordinates: from the eigenvectors of the centring matrix.
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(
        Eigen::MatrixXd(simplexFrame(classes)));
    const Eigen::MatrixXd axes = eigen.eigenvectors().rightCols(classes - 1);
    const double scale = std::sqrt(double(classes) / double(classes - 1));
    MatrixD means = alpha * scale * axes * orthonormal(p, classes - 1, seed).transpose();
    means.array() += offset;
    return means;
}

/// Each class: mu_c +/- s sqrt(p) e_k, 2p samples, so that Sigma_W = s^2 I exactly.
inline Sample isotropic(const MatrixD& means, double s)
{
    const Index p = means.cols();
    Sample out{MatrixD(means.rows() * 2 * p, p), {}};
    Index row = 0;
    for (Index c = 0; c < means.rows(); ++c)
        for (Index k = 0; k < p; ++k)
            for (const double sign : {1.0, -1.0}) {
                out.features.row(row) = means.row(c);
                out.features(row++, k) += sign * s * std::sqrt(double(p));
                out.labels.push_back(std::int32_t(c));
            }
    return out;
}

/// Normal noise around the means; class c has `counts[c]` samples, in turn.
inline Sample noisy(const MatrixD& means, const std::vector<Index>& counts, double sigma,
                    std::uint64_t seed)
{
    Sample out;
    std::vector<Index> left = counts;
    bool any = true;
    while (any) {
        any = false;
        for (std::size_t c = 0; c < left.size(); ++c)
            if (left[c]-- > 0) {
                out.labels.push_back(std::int32_t(c));
                any = true;
            }
    }
    out.features = sigma * normal(Index(out.labels.size()), means.cols(), seed);
    for (std::size_t i = 0; i < out.labels.size(); ++i)
        out.features.row(Index(i)) += means.row(out.labels[i]);
    return out;
}

inline CollapseOptions inDouble()
{
    CollapseOptions options;
    options.precision = 2.220446e-16;
    return options;
}

} // namespace leafscope::reference
