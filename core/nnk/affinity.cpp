// SPDX-License-Identifier: MIT
#include "core/nnk/affinity.hpp"

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"

#include <Eigen/Dense>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace leafscope {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kVarianceShare = 0.1;
constexpr int kTries = 32;

std::vector<Index> chosenRows(Index count, Index sample, RandomStream& random)
{
    const auto order = random.permutation(count);
    const Index taken = sample <= 0 ? count : std::min(sample, count);
    std::vector<Index> rows(order.begin(), order.begin() + taken);
    std::sort(rows.begin(), rows.end());
    return rows;
}

/// Looks at one row after the other; each of them has random numbers of its own.
class PartnerSearch {
public:
    PartnerSearch(const PolytopeSource& source, PartnerAffinity& result)
        : m_source(source)
        , m_result(result)
    {
        for (auto* values : {&result.dimension, &result.affinity, &result.angle,
                             &result.randomAffinity, &result.randomAngle})
            values->assign(result.rows.size(), kNan);
    }

    void look(std::size_t at, std::uint64_t seed)
    {
        const Index row = m_result.rows[at];
        const Eigen::MatrixXd own = basisOf(row);
        m_result.dimension[at] = double(own.cols());
        if (own.cols() == 0)
            return;
        for (const std::int32_t neighbor : m_source.neighbors(row)) {
            if (compare(own, neighbor, m_result.affinity[at], m_result.angle[at]))
                break;
        }
        RandomStream random(seed);
        for (int attempt = 0; attempt < kTries && m_source.count > 1; ++attempt) {
            auto partner = Index(random.below(std::uint64_t(m_source.count - 1)));
            partner += partner >= row ? 1 : 0;
            if (compare(own, partner, m_result.randomAffinity[at], m_result.randomAngle[at]))
                break;
        }
    }

private:
    Eigen::MatrixXd basisOf(Index row) const
    {
        const auto neighbors = m_source.neighbors(row);
        MatrixD points(Index(neighbors.size()), m_source.dim);
        for (Index j = 0; j < points.rows(); ++j)
            m_source.copyPoint(neighbors[std::size_t(j)], points.data() + j * m_source.dim);
        return retainedBasis(std::move(points));
    }

    bool compare(const Eigen::MatrixXd& own, Index partner, double& affinity, double& angle) const
    {
        const Eigen::MatrixXd other = basisOf(partner);
        if (other.cols() == 0)
            return false;
        affinity = subspaceAffinity(own, other);
        angle = principalAngles(own, other).mean();
        return true;
    }

    const PolytopeSource& m_source;
    PartnerAffinity& m_result;
};

} // namespace

Eigen::MatrixXd retainedBasis(MatrixD points)
{
    const Index p = points.rows();
    if (p < 2)
        return Eigen::MatrixXd(points.cols(), 0);
    // From the first point, so that copies become exact zeros and offsets cost no digits.
    const VectorD origin = points.row(0);
    points.rowwise() -= origin.transpose();
    const VectorD mean = points.colwise().mean();
    points.rowwise() -= mean.transpose();
    const MatrixD product = points * points.transpose();
    const Eigen::SelfAdjointEigenSolver<MatrixD> eigen(product);
    const double first = eigen.eigenvalues()[p - 1];
    if (!(first > 0))
        return Eigen::MatrixXd(points.cols(), 0);
    Index kept = 0;
    while (kept < p && eigen.eigenvalues()[p - 1 - kept] >= kVarianceShare * first)
        ++kept;
    Eigen::MatrixXd basis = points.transpose() * eigen.eigenvectors().rightCols(kept);
    for (Index c = 0; c < kept; ++c)
        basis.col(c) /= std::sqrt(eigen.eigenvalues()[p - kept + c]);
    return basis;
}

VectorD principalAngles(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
    EXPECTS(a.rows() == b.rows(),
            "dims=" + std::to_string(a.rows()) + ", " + std::to_string(b.rows()));
    if (a.cols() < b.cols())
        return principalAngles(b, a);
    const Index m = b.cols();
    if (m == 0)
        return {};
    const Eigen::MatrixXd across = a.transpose() * b;
    const VectorD cosines = Eigen::JacobiSVD<Eigen::MatrixXd>(across).singularValues();
    // Below 45 degrees the cosine says little; there the sine, from what of b lies outside of a.
    const Eigen::MatrixXd outside = b - a * across;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> squares(outside.transpose() * outside,
                                                                 Eigen::EigenvaluesOnly);
    VectorD angles(m);
    for (Index i = 0; i < m; ++i) {
        const double sine = std::sqrt(std::clamp(squares.eigenvalues()[i], 0.0, 1.0));
        const double cosine = std::min(cosines[i], 1.0);
        const double radians = cosine * cosine > 0.5 ? std::asin(sine) : std::acos(cosine);
        angles[i] = radians * 180 / std::numbers::pi;
    }
    return angles;
}

double subspaceAffinity(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b)
{
    EXPECTS(a.rows() == b.rows(),
            "dims=" + std::to_string(a.rows()) + ", " + std::to_string(b.rows()));
    const Index m = std::min(a.cols(), b.cols());
    if (m == 0)
        return kNan;
    return std::min(1.0, (a.transpose() * b).norm() / std::sqrt(double(m)));
}

PolytopeSource polytopesOf(const NnkPoints& points, const NnkGraph& graph)
{
    EXPECTS(graph.ofItself && graph.rows() == points.count(),
            "rows=" + std::to_string(graph.rows()));
    return {points.count(), points.dim(), [&graph](Index row) { return graph.neighbors(row); },
            [&points](Index row, double* out) { points.copyRow(row, out); }};
}

PartnerAffinity partnerAffinity(const PolytopeSource& source, Index sample, std::uint64_t seed,
                                const Progress& progress)
{
    RandomStream random(seed);
    PartnerAffinity result;
    result.rows = chosenRows(source.count, sample, random);
    std::vector<std::uint64_t> seeds;
    for (std::size_t at = 0; at < result.rows.size(); ++at)
        seeds.push_back(random.next());
    PartnerSearch search(source, result);
    const SerialBlas serial;
    std::atomic<Index> done{0};
    parallelFor(Index(result.rows.size()), [&](Index at) {
        progress.checkpoint();
        search.look(std::size_t(at), seeds[std::size_t(at)]);
        progress.report(double(++done) / double(result.rows.size()));
    });
    return result;
}

} // namespace leafscope
