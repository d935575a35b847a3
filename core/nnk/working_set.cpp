// SPDX-License-Identifier: MIT
#include "core/nnk/working_set.hpp"

#include <algorithm>
#include <cmath>

namespace leafscope {

namespace {

constexpr Index kFirst = 24;
// Smallest violation that is worth a step: what the solver of a set leaves itself.
constexpr double kWorthwhile = 1e-12;

} // namespace

void WorkingSetSolver::takeIn(const CandidateDistances& candidates, Index place)
{
    const auto at = std::lower_bound(m_places.begin(), m_places.end(), place) - m_places.begin();
    m_places.insert(m_places.begin() + at, place);
    const auto m = Index(m_places.size());
    MatrixD among(m, m);
    const Index after = m - 1 - at;
    among.topLeftCorner(at, at) = m_part.among.topLeftCorner(at, at);
    among.topRightCorner(at, after) = m_part.among.topRightCorner(at, after);
    among.bottomLeftCorner(after, at) = m_part.among.bottomLeftCorner(after, at);
    among.bottomRightCorner(after, after) = m_part.among.bottomRightCorner(after, after);
    m_row.resize(candidates.toQuery.size());
    candidates.among(place, m_row.size(), m_row.data());
    for (Index a = 0; a < m; ++a)
        among(a, at) = among(at, a) = a == at ? 0 : m_row[m_places[std::size_t(a)]];
    m_part.among = std::move(among);
}

std::vector<Index> WorkingSetSolver::violated(const CandidateDistances& candidates,
                                              const Kernel& kernel, const Neighborhood& found,
                                              double& worst)
{
    // Plain kernel values, many at a time: their rounding is far below what is looked for.
    const auto inPlace = [&kernel](VectorD& squared) {
        if (kernel.kind == KernelKind::Cosine)
            squared = (1 - 0.25 * squared.array()).cwiseMax(0);
        else
            squared = (squared.array() * (-0.5 / (kernel.sigma * kernel.sigma))).exp();
    };
    m_row = candidates.toQuery;
    inPlace(m_row);
    m_gradient = -m_row;
    for (const Index place : found.kept) {
        candidates.among(m_places[std::size_t(place)], m_row.size(), m_row.data());
        inPlace(m_row);
        m_gradient += found.weights[place] * m_row;
    }
    std::vector<Index> places;
    auto inside = m_places.begin();
    for (Index j = 0; j < m_gradient.size(); ++j) {
        if (inside != m_places.end() && *inside == j) {
            ++inside;
            continue;
        }
        worst = std::max(worst, -m_gradient[j]);
        if (m_gradient[j] < -kWorthwhile)
            places.push_back(j);
    }
    return places;
}

SparseNeighborhood WorkingSetSolver::solve(const CandidateDistances& candidates,
                                           const Kernel& kernel, double threshold)
{
    const Index k = candidates.toQuery.size();
    const Index first = std::min(k, kFirst);
    m_places.clear();
    m_part.among.resize(first, first);
    for (Index a = 0; a < first; ++a) {
        m_places.push_back(a);
        m_part.among(a, a) = 0;
        candidates.among(a, a, m_part.among.row(a).data());
        m_part.among.col(a).head(a) = m_part.among.row(a).head(a);
    }
    SparseNeighborhood result;
    Neighborhood found;
    VectorD warm; // the weights of the set before
    for (;;) {    // ends: the set grows, and violations of its members are not looked for
        m_part.rows.assign(m_places.begin(), m_places.end());
        m_part.toQuery.resize(Index(m_places.size()));
        for (std::size_t a = 0; a < m_places.size(); ++a)
            m_part.toQuery[Index(a)] = candidates.toQuery[m_places[a]];
        found = m_solver.solve(m_part, kernel, {NnkMode::Exact, threshold}, 0,
                               warm.size() > 0 ? &warm : nullptr);
        double worst = 0;
        const std::vector<Index> more = violated(candidates, kernel, found, worst);
        result.kkt = std::max(found.kkt, worst);
        if (more.empty())
            break;
        VectorD known = VectorD::Zero(k);
        for (const Index place : found.kept)
            known[m_places[std::size_t(place)]] = found.weights[place];
        for (const Index place : more)
            takeIn(candidates, place);
        warm.resize(Index(m_places.size()));
        for (std::size_t a = 0; a < m_places.size(); ++a)
            warm[Index(a)] = known[m_places[a]];
    }
    for (const Index place : found.kept) {
        result.kept.push_back(m_places[std::size_t(place)]);
        result.weights.push_back(found.weights[place]);
    }
    result.diameter = polytopeDiameter(m_part, found.kept);
    return result;
}

} // namespace leafscope
