// SPDX-License-Identifier: MIT
// Lawson and Hanson's method on the normal equations. The factor of K over the active places starts
// with an elimination that is done by hand: with p the first place,
//   K_ij - K_ip K_pj = E_pi + E_pj - E_ij - E_pi E_pj,
// which has full relative accuracy however small the deficits are. The query counts as one more
// point there, so the right-hand side is as accurate as the matrix.
#include "core/nnk/solver.hpp"

#include "core/base/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace leafscope {

namespace {

// A pivot below this share of its diagonal is rounding: the candidate depends on the active ones.
constexpr double kDependent = 1e-13;
// Smallest violation that is worth a step, relative to the largest deficit and absolute.
constexpr double kWorthwhile = 1e-12;
constexpr double kRounding = 2e-15;
constexpr int kRefinements = 4;
constexpr std::size_t kTogether = 4; // candidates taken in by one step
constexpr int kPolishSweeps = 2000;

/// Gradient K w - b of the objective.
VectorD gradient(const VectorD& w, const MatrixD& deficit, const VectorD& toQuery)
{
    VectorD g = toQuery;
    for (Index i = 0; i < w.size(); ++i)
        if (w[i] != 0)
            g.noalias() -= w[i] * deficit.row(i).transpose();
    return g.array() + (w.sum() - 1);
}

/// Cyclic coordinate descent: slow, and sure to converge whatever the rank of K.
void polish(VectorD& w, const MatrixD& deficit, const VectorD& toQuery)
{
    VectorD g = gradient(w, deficit, toQuery);
    for (int sweep = 0; sweep < kPolishSweeps; ++sweep) {
        double largest = 0;
        for (Index j = 0; j < w.size(); ++j) {
            const double next = std::max(0.0, w[j] - g[j]); // K_jj = 1
            const double change = next - w[j];
            if (change == 0)
                continue;
            w[j] = next;
            g.array() += change;
            g.noalias() -= change * deficit.row(j).transpose();
            largest = std::max(largest, std::abs(change));
        }
        if (largest < kRounding)
            return;
    }
}

/// The factor L L' = K over the active places, and what is solved with it.
class ActiveFactor {
public:
    ActiveFactor(const MatrixD& deficit, const VectorD& toQuery, std::vector<Index>& active,
                 MatrixD& factor)
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

    Index size() const { return Index(m_active.size()); }
    Index at(Index position) const { return m_active[std::size_t(position)]; }

    /// Computes the row of candidate j behind the others; returns its pivot as a share of what it
    /// was before elimination (0 for a copy of an active place).
    double reach(Index j)
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
    /// Takes candidate j in, whose row reach() has computed.
    void take(Index j)
    {
        const Index r = size();
        m_l(r, r) = std::sqrt(std::max(m_pivot, std::numeric_limits<double>::min()));
        m_active.push_back(j);
    }
    /// Removes the place at this position; the factor is made anew from there.
    void remove(Index position)
    {
        std::vector<Index> rest(m_active.begin() + position + 1, m_active.end());
        m_active.resize(std::size_t(position));
        for (const Index j : rest) {
            reach(j);
            take(j);
        }
    }

    /// z = K_PP^-1 b_P.
    void solve(VectorD& z) const
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
    /// Corrects z until its residual is rounding or no longer falls.
    void refine(VectorD& z) const
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
    /// c = K_PP^-1 K_Pj of a candidate whose row reach() has computed.
    void coefficients(VectorD& c) const
    {
        const Index p = size();
        c.resize(p);
        for (Index r = 0; r < p; ++r)
            c[r] = m_l(p, r); // already L^-1 K_Pj
        backward(c);
    }
    double pivot() const { return m_pivot; }

private:
    /// Forward from the second row on (the first is eliminated already) and backward.
    void finish(VectorD& v) const
    {
        for (Index r = 1; r < v.size(); ++r) {
            double sum = v[r];
            for (Index q = 1; q < r; ++q)
                sum -= m_l(r, q) * v[q];
            v[r] = sum / m_l(r, r);
        }
        backward(v);
    }
    void backward(VectorD& v) const
    {
        for (Index r = v.size() - 1; r >= 0; --r) {
            double sum = v[r];
            for (Index q = r + 1; q < v.size(); ++q)
                sum -= m_l(q, r) * v[q];
            v[r] = sum / m_l(r, r);
        }
    }

    const MatrixD& m_deficit;
    const VectorD& m_toQuery;
    std::vector<Index>& m_active;
    MatrixD& m_l;
    double m_pivot = 1;
};

/// One run of the active-set method.
class ActiveSet {
public:
    ActiveSet(const MatrixD& deficit, const VectorD& toQuery, ActiveFactor& factor)
        : m_deficit(deficit)
        , m_toQuery(toQuery)
        , m_factor(factor)
        , m_w(VectorD::Zero(toQuery.size()))
        , m_closed(std::size_t(toQuery.size()), 0)
        , m_cap(3 * int(toQuery.size()) + 10)
        , m_worthwhile(std::max(kWorthwhile * toQuery.maxCoeff(), kRounding))
    {
    }

    /// Takes the positive places of `warm` in as far as they are independent, heaviest first.
    void begin(const VectorD& warm)
    {
        std::vector<Index> order;
        for (Index j = 0; j < std::min(warm.size(), m_w.size()); ++j)
            if (warm[j] > 0)
                order.push_back(j);
        std::stable_sort(order.begin(), order.end(),
                         [&](Index a, Index b) { return warm[a] > warm[b]; });
        for (const Index j : order)
            if (m_factor.reach(j) > kDependent) {
                m_factor.take(j);
                m_w[j] = warm[j];
            }
        if (m_factor.size() > 0)
            settle();
    }

    void run()
    {
        bool refined = false;
        while (m_steps < m_cap) {
            const bool open = findViolated();
            if (!open && refined)
                return;
            refined = !open;
            if (refined) {
                refine();
                continue;
            }
            const Index first = m_violated.front();
            if (m_factor.reach(first) > kDependent) {
                m_factor.take(first);
                for (std::size_t i = 1; i < m_violated.size(); ++i)
                    if (m_factor.reach(m_violated[i]) > kDependent)
                        m_factor.take(m_violated[i]);
                settle();
            } else if (!exchange(first)) {
                m_factor.reach(first);
                m_factor.take(first);
                settle();
            }
            const bool gained = std::any_of(m_violated.begin(), m_violated.end(),
                                            [this](Index j) { return m_w[j] > 0; });
            if (gained)
                std::fill(m_closed.begin(), m_closed.end(), 0);
            else
                m_closed[std::size_t(first)] = 1; // its gain is below rounding
        }
        m_settled = false;
    }

    VectorD& weights() { return m_w; }
    int steps() const { return m_steps; }
    bool settled() const { return m_settled; }

private:
    /// Fills m_violated with the most violated places, worst first: those with at least half of the
    /// largest violation. Taking several at a time saves systems of equations; one of them at least
    /// keeps a weight, so the objective falls as with one.
    bool findViolated()
    {
        m_g = m_toQuery;
        for (Index r = 0; r < m_factor.size(); ++r) {
            const Index i = m_factor.at(r);
            m_g.noalias() -= m_w[i] * m_deficit.row(i).transpose();
        }
        m_g.array() += m_w.sum() - 1;
        double worst = -m_worthwhile;
        Index first = -1;
        const auto isOpen = [&](Index j) { return m_w[j] <= 0 && m_closed[std::size_t(j)] == 0; };
        for (Index j = 0; j < m_g.size(); ++j)
            if (m_g[j] < worst && isOpen(j)) {
                worst = m_g[j];
                first = j;
            }
        m_violated.clear();
        if (first < 0)
            return false;
        m_violated.push_back(first);
        for (Index j = 0; j < m_g.size() && m_violated.size() < kTogether; ++j)
            if (j != first && m_g[j] < 0.5 * worst && isOpen(j))
                m_violated.push_back(j);
        return true;
    }

    /// The weights to the last digit; they stay as they are where that would make one negative.
    void refine()
    {
        if (m_factor.size() == 0)
            return;
        m_factor.solve(m_z);
        m_factor.refine(m_z);
        if (m_z.minCoeff() <= 0)
            return;
        for (Index r = 0; r < m_z.size(); ++r)
            m_w[m_factor.at(r)] = m_z[r];
    }

    /// Candidate j is a combination of the active ones: weight goes over to it along that
    /// combination, which leaves the reconstruction as it is up to the gain, until an active weight
    /// is used up. False where none is (j is then taken in with its small pivot).
    bool exchange(Index j)
    {
        m_factor.coefficients(m_z);
        double most = std::numeric_limits<double>::infinity();
        Index blocking = -1;
        for (Index r = 0; r < m_z.size(); ++r) {
            const double limit = m_z[r] > 0 ? m_w[m_factor.at(r)] / m_z[r] : most;
            if (limit < most) {
                most = limit;
                blocking = r;
            }
        }
        if (blocking < 0)
            return false;
        for (Index r = 0; r < m_z.size(); ++r) {
            double& w = m_w[m_factor.at(r)];
            w = std::max(0.0, w - most * m_z[r]);
        }
        m_w[m_factor.at(blocking)] = 0;
        m_w[j] = most;
        m_factor.remove(blocking);
        if (m_factor.reach(j) <= kDependent) { // rounding: without it then
            m_w[j] = 0;
            if (m_factor.size() == 0)
                return true;
        } else {
            m_factor.take(j);
        }
        settle();
        return true;
    }

    /// Goes to the solution on the active places, dropping those that would become negative.
    void settle()
    {
        while (m_factor.size() > 0) {
            ++m_steps;
            m_factor.solve(m_z);
            double share = 1;
            Index blocking = -1;
            for (Index r = 0; r < m_z.size(); ++r) {
                if (m_z[r] > 0)
                    continue;
                const double w = m_w[m_factor.at(r)];
                const double limit = w > 0 ? w / (w - m_z[r]) : 0;
                if (limit < share || blocking < 0) {
                    share = std::min(limit, share);
                    blocking = r;
                }
            }
            for (Index r = 0; r < m_z.size(); ++r) {
                double& w = m_w[m_factor.at(r)];
                w = blocking < 0 ? m_z[r] : std::max(0.0, w + share * (m_z[r] - w));
            }
            if (blocking < 0)
                return;
            m_w[m_factor.at(blocking)] = 0;
            m_factor.remove(blocking);
        }
    }

    const MatrixD& m_deficit;
    const VectorD& m_toQuery;
    ActiveFactor& m_factor;
    VectorD m_w;
    VectorD m_z;
    VectorD m_g;
    std::vector<Index> m_violated;
    std::vector<char> m_closed;
    int m_cap;
    int m_steps = 0;
    bool m_settled = true;
    double m_worthwhile;
};

} // namespace

NnqpSolution certify(VectorD weights, const MatrixD& deficit, const VectorD& toQuery)
{
    EXPECTS(weights.size() == toQuery.size() && deficit.rows() == weights.size() &&
                deficit.cols() == weights.size(),
            "weights=" + std::to_string(weights.size()) +
                ", queries=" + std::to_string(toQuery.size()));
    NnqpSolution result;
    const VectorD g = gradient(weights, deficit, toQuery);
    double ewe = 0;
    for (Index j = 0; j < weights.size(); ++j) {
        const double w = weights[j];
        result.kkt = std::max(result.kkt, w > 0 ? std::abs(g[j]) : std::max(0.0, -g[j]));
        result.gap += std::max({g[j] * w, g[j] * (w - (1 - toQuery[j])), 0.0});
        if (w != 0)
            ewe += w * deficit.row(j).dot(weights);
    }
    const double open = 1 - weights.sum();
    result.error = std::max(0.0, open * open + 2 * toQuery.dot(weights) - ewe);
    result.weights = std::move(weights);
    return result;
}

NnqpSolution NnqpSolver::solve(const MatrixD& deficit, const VectorD& toQuery, const VectorD* warm)
{
    const Index k = toQuery.size();
    EXPECTS(deficit.rows() == k && deficit.cols() == k, "k=" + std::to_string(k));
    if (k == 0)
        return {VectorD(), 1, 0, 0, 0, true};
    ActiveFactor factor(deficit, toQuery, m_active, m_factor);
    ActiveSet search(deficit, toQuery, factor);
    if (warm)
        search.begin(*warm);
    search.run();
    NnqpSolution best = certify(search.weights(), deficit, toQuery);
    const double good = std::max(10 * kWorthwhile * toQuery.maxCoeff(), 10 * kRounding);
    if (best.kkt > good) {
        VectorD again = best.weights;
        polish(again, deficit, toQuery);
        NnqpSolution polished = certify(std::move(again), deficit, toQuery);
        if (polished.kkt < best.kkt)
            best = std::move(polished);
    }
    best.steps = search.steps();
    best.settled = search.settled();
    return best;
}

} // namespace leafscope
