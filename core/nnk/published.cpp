// SPDX-License-Identifier: MIT
#include "core/base/error.hpp"
#include "core/nnk/solver.hpp"

#include <cmath>
#include <string>

namespace leafscope {

namespace {

/// Upper factor of a matrix, row by row as LAPACK's unblocked dpotf2 does it. False at the first
/// pivot that is not positive; the rest of the matrix then stays as it was given.
bool factorise(MatrixD& a)
{
    for (Index j = 0; j < a.rows(); ++j) {
        double pivot = a(j, j);
        for (Index m = 0; m < j; ++m)
            pivot -= a(m, j) * a(m, j);
        if (!(pivot > 0)) {
            a(j, j) = pivot;
            return false;
        }
        a(j, j) = std::sqrt(pivot);
        for (Index i = j + 1; i < a.cols(); ++i) {
            double entry = a(j, i);
            for (Index m = 0; m < j; ++m)
                entry -= a(m, j) * a(m, i);
            a(j, i) = entry / a(j, j);
        }
    }
    return true;
}

/// R'R x = b by the published code: where the factorisation fails it adds the threshold to the
/// diagonal of the partial factor and goes on.
VectorD solveSurvivors(MatrixD kernel, const VectorD& b, double threshold, bool& singular)
{
    if (!factorise(kernel)) {
        singular = true;
        kernel.diagonal().array() += threshold;
    }
    VectorD x = b;
    kernel.transpose().triangularView<Eigen::Lower>().solveInPlace(x);
    kernel.triangularView<Eigen::Upper>().solveInPlace(x);
    return x;
}

} // namespace

PublishedSolution solvePublished(const MatrixD& deficit, const VectorD& toQuery, double threshold)
{
    const Index k = toQuery.size();
    EXPECTS(deficit.rows() == k && deficit.cols() == k, "k=" + std::to_string(k));
    PublishedSolution result;
    const VectorD b = (1 - toQuery.array()).matrix();
    VectorD w = b;
    if ((b.array() > 1 - threshold).any()) {
        result.collapsed = true;
        result.solution = certify((b.array() > 1 - threshold).select(b, 0), deficit, toQuery);
        return result;
    }
    std::vector<Index> left;
    for (Index j = 0; j < k; ++j)
        if (w[j] > threshold)
            left.push_back(j);
    double dropped = 1;
    for (Index pass = 0; dropped > threshold && pass < 50 * k; ++pass) {
        const auto p = Index(left.size());
        MatrixD kernel(p, p);
        VectorD own(p);
        for (Index r = 0; r < p; ++r) {
            own[r] = b[left[std::size_t(r)]];
            for (Index c = 0; c < p; ++c)
                kernel(r, c) = 1 - deficit(left[std::size_t(r)], left[std::size_t(c)]);
        }
        const VectorD z = solveSurvivors(std::move(kernel), own, threshold, result.singular);
        w.setZero();
        dropped = 0;
        std::vector<Index> next;
        for (Index r = 0; r < p; ++r) {
            const Index j = left[std::size_t(r)];
            w[j] = z[r];
            if (z[r] < threshold)
                dropped = std::max(dropped, std::abs(z[r]));
            if (z[r] > threshold)
                next.push_back(j);
        }
        left = std::move(next);
        ++result.solution.steps;
    }
    const int steps = result.solution.steps;
    result.solution = certify((w.array() < threshold).select(0, w), deficit, toQuery);
    result.solution.steps = steps;
    return result;
}

} // namespace leafscope
