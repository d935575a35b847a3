// SPDX-License-Identifier: MIT
// Subspaces of polytopes, their angles and affinity; how numbers of many samples are told.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/affinity.hpp"
#include "core/nnk/spread.hpp"
#include "tests/core/nnk/reference.hpp"

#include <QTest>

using namespace leafscope;

namespace {

/// Orthonormal columns in random directions.
Eigen::MatrixXd randomBasis(Index dim, Index m, std::uint64_t seed)
{
    const Eigen::MatrixXd x = reference::gaussianPoints(dim, m, seed);
    return Eigen::HouseholderQR<Eigen::MatrixXd>(x).householderQ() *
           Eigen::MatrixXd::Identity(dim, m);
}

NnkGraph graphOf(const NnkPoints& points, Index k)
{
    NnkOptions options;
    options.k = k;
    options.kernel = KernelKind::Gaussian;
    return buildNnkGraph(points, nearestNeighbors(points.searched(), k), options);
}

} // namespace

class NnkAffinityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void basisKeepsATenth();
    void degenerateBases();
    void anglesOfKnownPlanes();
    void smallAnglesKeepTheirDigits();
    void affinityOfEqualAndOrthogonal();
    void affinityOfRandomSubspaces();
    void planeIsFlat();
    void baselineOfSpaces();
    void sameForAnyThreads();
    void rotationChangesNothing();
    void copiesHaveNoSubspace();
    void spreads();
    void histograms();
};

void NnkAffinityTest::basisKeepsATenth()
{
    // Variances 1, 0.11 and 0.09 along the axes, far from the origin.
    MatrixD x = MatrixD::Zero(6, 4);
    const double size[] = {1, std::sqrt(0.11), std::sqrt(0.09)};
    for (Index axis = 0; axis < 3; ++axis) {
        x(2 * axis, axis) = size[axis];
        x(2 * axis + 1, axis) = -size[axis];
    }
    x.array() += 1000;
    const Eigen::MatrixXd basis = retainedBasis(x);
    QCOMPARE(basis.cols(), Index(2));
    QVERIFY((basis.transpose() * basis - Eigen::MatrixXd::Identity(2, 2)).norm() < 1e-10);
    QVERIFY(basis.bottomRows(2).norm() < 1e-10);
}

void NnkAffinityTest::degenerateBases()
{
    QCOMPARE(retainedBasis(MatrixD(0, 3)).cols(), Index(0));
    QCOMPARE(retainedBasis(MatrixD::Constant(1, 3, 2)).cols(), Index(0));
    QCOMPARE(retainedBasis(MatrixD::Constant(7, 3, 0.1)).cols(), Index(0)); // copies
    const Eigen::MatrixXd none(3, 0);
    QVERIFY(std::isnan(subspaceAffinity(none, randomBasis(3, 2, 1))));
    QCOMPARE(principalAngles(none, randomBasis(3, 2, 1)).size(), Index(0));
}

void NnkAffinityTest::anglesOfKnownPlanes()
{
    Eigen::MatrixXd a(4, 2);
    a << 1, 0, 0, 1, 0, 0, 0, 0;
    const double t = std::acos(-1.0) / 180;
    Eigen::MatrixXd b(4, 2); // turned by 20 and 70 degrees out of the plane
    b << std::cos(20 * t), 0, 0, std::cos(70 * t), std::sin(20 * t), 0, 0, std::sin(70 * t);
    const Eigen::MatrixXd turn = randomBasis(2, 2, 4);
    const VectorD angles = principalAngles(a, b * turn);
    QVERIFY(std::abs(angles[0] - 20) < 1e-9 && std::abs(angles[1] - 70) < 1e-9);
    const double expected =
        std::sqrt((std::pow(std::cos(20 * t), 2) + std::pow(std::cos(70 * t), 2)) / 2);
    QVERIFY(std::abs(subspaceAffinity(a, b * turn) - expected) < 1e-12);
    // A line and a plane have one angle.
    QCOMPARE(principalAngles(a, b.col(1)).size(), Index(1));
    QVERIFY(std::abs(principalAngles(b.col(1), a)[0] - 70) < 1e-9);
}

void NnkAffinityTest::smallAnglesKeepTheirDigits()
{
    const double radians = 1e-9;
    Eigen::MatrixXd a(3, 1);
    a << 1, 0, 0;
    Eigen::MatrixXd b(3, 1);
    b << std::cos(radians), std::sin(radians), 0;
    const double degrees = radians * 180 / std::acos(-1.0);
    QVERIFY(std::abs(principalAngles(a, b)[0] - degrees) < 1e-6 * degrees);
}

void NnkAffinityTest::affinityOfEqualAndOrthogonal()
{
    const Eigen::MatrixXd q = randomBasis(9, 6, 2);
    QVERIFY(std::abs(subspaceAffinity(q, q) - 1) < 1e-12);
    QVERIFY(std::abs(subspaceAffinity(q, q.leftCols(2)) - 1) < 1e-12); // one holds the other
    QVERIFY(subspaceAffinity(q.leftCols(3), q.rightCols(3)) < 1e-12);
    QVERIFY(std::abs(principalAngles(q.leftCols(3), q.rightCols(3)).minCoeff() - 90) < 1e-6);
    QVERIFY(principalAngles(q, q).maxCoeff() < 1e-5);
}

void NnkAffinityTest::affinityOfRandomSubspaces()
{
    // E sum cos^2 = m1 m2 / dim.
    const Index dim = 40;
    double squares = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const double affinity =
            subspaceAffinity(randomBasis(dim, 3, 2 * i + 1), randomBasis(dim, 5, 2 * i + 2));
        squares += affinity * affinity / 400;
    }
    const double expected = 5.0 / double(dim);
    QVERIFY2(std::abs(squares / expected - 1) < 0.1, QByteArray::number(squares));
}

void NnkAffinityTest::planeIsFlat()
{
    // A plane in 6 dimensions: all polytopes span it.
    const MatrixD x =
        reference::gaussianPoints(300, 2, 3) * MatrixD(randomBasis(6, 2, 9).transpose());
    const NnkPoints points(Points(x), KernelKind::Gaussian);
    const NnkGraph graph = graphOf(points, 20);
    const PartnerAffinity found = partnerAffinity(polytopesOf(points, graph), 0, 1);
    QCOMPARE(found.rows.size(), std::size_t(300));
    Index flat = 0;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        QVERIFY(found.dimension[i] <= 2);
        // Polytopes of a single retained component lie in the plane, not in each other.
        if (found.dimension[i] < 2)
            continue;
        ++flat;
        QVERIFY2(found.affinity[i] > 1 - 1e-9 && found.angle[i] < 1e-4,
                 QByteArray::number(found.affinity[i]));
        QVERIFY(found.randomAffinity[i] > 1 - 1e-9);
    }
    QVERIFY(flat > 250);
    QVERIFY(std::abs(spreadOf(found.dimension).mean - 2) < 0.15);
}

void NnkAffinityTest::baselineOfSpaces()
{
    // Far clusters, each a plane of its own in 60 dimensions: a neighbour lies in the same plane,
    // a random partner (almost always of another cluster) in a random one.
    const Index clusters = 40;
    MatrixD x(clusters * 15, 60);
    for (Index c = 0; c < clusters; ++c) {
        const auto seed = std::uint64_t(c);
        x.middleRows(15 * c, 15) = reference::gaussianPoints(15, 2, 100 + seed) *
                                   MatrixD(randomBasis(60, 2, 200 + seed).transpose());
        x.middleRows(15 * c, 15).rowwise() +=
            1000 * reference::gaussianPoints(1, 60, 300 + seed).row(0);
    }
    const NnkPoints points(Points(x), KernelKind::Gaussian);
    const NnkGraph graph = graphOf(points, 10);
    const PartnerAffinity found = partnerAffinity(polytopesOf(points, graph), 0, 5);
    QVERIFY(spreadOf(found.affinity).mean > 0.9);
    QVERIFY(spreadOf(found.angle).mean < 20);
    // sqrt(max(m1, m2) / dim), with m between 1 and 2; same-cluster partners are 1 in 40.
    const double random = spreadOf(found.randomAffinity).mean;
    QVERIFY2(random > 0.8 * std::sqrt(1.0 / 60) && random < 1.5 * std::sqrt(2.0 / 60),
             QByteArray::number(random));
    QVERIFY(spreadOf(found.randomAngle).mean > 70);
}

void NnkAffinityTest::sameForAnyThreads()
{
    const NnkPoints points(Points(reference::gaussianPoints(200, 5, 8)), KernelKind::Gaussian);
    const NnkGraph graph = graphOf(points, 15);
    const auto found = [&](int threads, std::uint64_t seed) {
        setComputeThreads(threads);
        return partnerAffinity(polytopesOf(points, graph), 50, seed);
    };
    const PartnerAffinity one = found(1, 7);
    const PartnerAffinity three = found(3, 7);
    const PartnerAffinity other = found(3, 8);
    setComputeThreads(0);
    QVERIFY(one.rows == three.rows && one.affinity == three.affinity && one.angle == three.angle);
    QVERIFY(one.randomAffinity == three.randomAffinity && one.randomAngle == three.randomAngle);
    QVERIFY(one.rows != other.rows);
    QCOMPARE(one.rows.size(), std::size_t(50));
    QVERIFY(std::is_sorted(one.rows.begin(), one.rows.end()));
}

void NnkAffinityTest::rotationChangesNothing()
{
    const MatrixD x = reference::gaussianPoints(120, 4, 11);
    const MatrixD turned = 3 * x * MatrixD(randomBasis(4, 4, 12));
    const auto of = [](const MatrixD& m) {
        const NnkPoints points(Points(m), KernelKind::Gaussian);
        const NnkGraph graph = graphOf(points, 12);
        return partnerAffinity(polytopesOf(points, graph), 0, 2);
    };
    const PartnerAffinity a = of(x);
    const PartnerAffinity b = of(turned);
    for (std::size_t i = 0; i < a.rows.size(); ++i) {
        QVERIFY(std::abs(a.affinity[i] - b.affinity[i]) < 1e-7);
        QVERIFY(std::abs(a.randomAngle[i] - b.randomAngle[i]) < 1e-4);
    }
}

void NnkAffinityTest::copiesHaveNoSubspace()
{
    const NnkPoints points(Points(MatrixD(MatrixD::Constant(12, 3, 0.3))), KernelKind::Gaussian);
    const NnkGraph graph = graphOf(points, 5);
    const PartnerAffinity found = partnerAffinity(polytopesOf(points, graph), 0, 2);
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        QCOMPARE(found.dimension[i], 0.0);
        QVERIFY(std::isnan(found.affinity[i]) && std::isnan(found.randomAngle[i]));
    }
    Progress stopped;
    stopped.cancel();
    QVERIFY_THROWS_EXCEPTION(Cancelled, partnerAffinity(polytopesOf(points, graph), 0, 2, stopped));
}

void NnkAffinityTest::spreads()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Spread spread = spreadOf({10, 0, nan, 2, 4, 6, 8, 1, 3, 5, 7, 9});
    QCOMPARE(spread.mean, 5.0);
    QCOMPARE(spread.low, 1.0);
    QCOMPARE(spread.high, 9.0);
    QCOMPARE(spread.counted, Index(11));
    QVERIFY(std::abs(spread.deviation - std::sqrt(10.0)) < 1e-12);
    QVERIFY(std::isnan(spreadOf({nan}).mean) && std::isnan(spreadOf({}).low));
}

void NnkAffinityTest::histograms()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Histogram counts = histogramOfCounts({0, 1, 1, 3, nan});
    QVERIFY(counts.counts == std::vector<std::int64_t>({1, 2, 0, 1}));
    QVERIFY(counts.edges == std::vector<double>({-0.5, 0.5, 1.5, 2.5, 3.5}));
    const Histogram many = histogramOfCounts({0, 200});
    QVERIFY(many.counts.size() <= 60 && many.counts.front() == 1 && many.counts.back() == 1);
    const Histogram wide = histogramOf({0, 1, 2, 3});
    QCOMPARE(wide.counts.size(), std::size_t(30));
    QCOMPARE(wide.counts.front() + wide.counts[10] + wide.counts[20] + wide.counts.back(), 4);
    QCOMPARE(histogramOf({2, 2, 2}).counts.at(0), 3);
    QCOMPARE(histogramOf({0}).counts.size(), std::size_t(1));
    QVERIFY(histogramOf({nan}).counts.empty() && histogramOf({}).edges.empty());
}

QTEST_GUILESS_MAIN(NnkAffinityTest)
#include "test_affinity.moc"
