// SPDX-License-Identifier: MIT
// Lawson and Hanson's method on the normal equations.
#include "core/nnk/solver.hpp"

#include "core/base/error.hpp"
#include "core/nnk/active_factor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace leafscope {

namespace {

// Smallest violation that is worth a step, relative to the largest deficit and absolute.
constexpr double kWorthwhile = 1e-12;
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
