// SPDX-License-Identifier: MIT
#include "core/nnk/active_factor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leafscope {

namespace {

constexpr int kRefinements = 4;

} // namespace

ActiveFactor::ActiveFactor(const MatrixD& deficit, const VectorD& toQuery,
                           std::vector<Index>& active, MatrixD& factor)
    : m_deficit(deficit)
    , m_toQuery(toQuery)
    , m_active(active)
    , m_l(factor)
{
    const Index k = toQuery.size();
    if (m_l.rows() < k || m_l.cols() < k)
        m_l.resize(k, k);
    m_active.clear();
}

double ActiveFactor::reach(Index j)
{
    const Index r = size();
    if (r == 0) {
        m_l(0, 0) = 1;
        m_pivot = 1;
        return 1;
    }
    const double ej = m_deficit(at(0), j);
    m_l(r, 0) = 1 - ej;
    const double before = 2 * ej - ej * ej;
    double pivot = before;
    for (Index q = 1; q < r; ++q) {
        const double eq = m_deficit(at(0), at(q));
        double entry = eq + ej - m_deficit(at(q), j) - eq * ej;
        for (Index m = 1; m < q; ++m)
            entry -= m_l(r, m) * m_l(q, m);
        m_l(r, q) = entry / m_l(q, q);
        pivot -= m_l(r, q) * m_l(r, q);
    }
    m_pivot = std::max(pivot, 0.1 * kDependent * before);
    return before > 0 ? pivot / before : 0;
}

void ActiveFactor::take(Index j)
{
    const Index r = size();
    m_l(r, r) = std::sqrt(std::max(m_pivot, std::numeric_limits<double>::min()));
    m_active.push_back(j);
}

void ActiveFactor::remove(Index position)
{
    std::vector<Index> rest(m_active.begin() + position + 1, m_active.end());
    m_active.resize(std::size_t(position));
    for (const Index j : rest) {
        reach(j);
        take(j);
    }
}

void ActiveFactor::solve(VectorD& z) const
{
    const Index p = size();
    z.resize(p);
    const double e0 = m_toQuery[at(0)];
    z[0] = 1 - e0;
    for (Index r = 1; r < p; ++r) {
        const double er = m_deficit(at(0), at(r));
        z[r] = er + e0 - m_toQuery[at(r)] - er * e0;
    }
    finish(z);
}

void ActiveFactor::refine(VectorD& z) const
{
    const Index p = size();
    VectorD residual(p);
    double before = std::numeric_limits<double>::infinity();
    for (int pass = 0; pass < kRefinements; ++pass) {
        const double open = 1 - z.sum();
        double largest = 0;
        for (Index r = 0; r < p; ++r) {
            double sum = open - m_toQuery[at(r)];
            for (Index q = 0; q < p; ++q)
                sum += m_deficit(at(r), at(q)) * z[q];
            residual[r] = sum;
            largest = std::max(largest, std::abs(sum));
        }
        if (largest < 0.1 * kRounding || largest > 0.5 * before)
            return;
        before = largest;
        for (Index r = 1; r < p; ++r)
            residual[r] -= m_l(r, 0) * residual[0];
        finish(residual);
        z += residual;
    }
}

void ActiveFactor::coefficients(VectorD& c) const
{
    const Index p = size();
    c.resize(p);
    for (Index r = 0; r < p; ++r)
        c[r] = m_l(p, r); // already L^-1 K_Pj
    backward(c);
}

void ActiveFactor::finish(VectorD& v) const
{
    for (Index r = 1; r < v.size(); ++r) {
        double sum = v[r];
        for (Index q = 1; q < r; ++q)
            sum -= m_l(r, q) * v[q];
        v[r] = sum / m_l(r, r);
    }
    backward(v);
}

void ActiveFactor::backward(VectorD& v) const
{
    for (Index r = v.size() - 1; r >= 0; --r) {
        double sum = v[r];
        for (Index q = r + 1; q < v.size(); ++q)
            sum -= m_l(q, r) * v[q];
        v[r] = sum / m_l(r, r);
    }
}

} // namespace leafscope
