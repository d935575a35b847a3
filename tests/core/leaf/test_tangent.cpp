// SPDX-License-Identifier: MIT
// The tangent space of the leaf and the local data matrix: definitions, invariances, degenerate
// classifiers, integrability of the exact fixtures.
#include "core/leaf/fixtures.hpp"
#include "core/leaf/integrability.hpp"
#include "core/leaf/tangent.hpp"
#include "tests/core/leaf/random_values.hpp"

#include <Eigen/Eigenvalues>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// G as it is defined, n x n.
Eigen::MatrixXd wholeMatrix(const MatrixD& jacobian, const VectorD& logits)
{
    const VectorD p = softmax(logits);
    Eigen::MatrixXd inner = -p * p.transpose();
    inner.diagonal() += p;
    return jacobian.transpose() * inner * jacobian;
}

} // namespace

class TestTangent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void metricIsItsDefinition()
    {
        for (const Index inputs : {2, 5, 40}) {
            const MatrixD jacobian = randomMatrix(6, inputs, 3);
            const VectorD logits = 2 * randomVector(6, 4);
            const Tangent leaf = tangentSpace(jacobian, kEpsilon);
            QCOMPARE(leaf.rank(), std::min<Index>(5, inputs));
            const LocalMetric metric = localMetric(leaf, logits);
            const Eigen::MatrixXd g = wholeMatrix(jacobian, logits);
            const VectorD all =
                Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(g).eigenvalues().reverse();
            for (Index k = 0; k < leaf.rank(); ++k) {
                QVERIFY(std::abs(metric.eigenvalues[k] - all[k]) < 1e-12 * all[0]);
                const VectorD v = metric.directions.col(k);
                QVERIFY((g * v - all[k] * v).norm() < 1e-11 * all[0]);
            }
            QVERIFY(std::abs(metric.trace - g.trace()) < 1e-12 * g.trace());
            QVERIFY(std::abs(metric.trace - metric.eigenvalues.sum()) < 1e-12 * g.trace());
            const VectorD d = randomVector(inputs, 9);
            QVERIFY(std::abs(metricSquare(leaf, logits, d) - d.dot(g * d)) < 1e-11 * g.trace());
        }
    }

    void projectionIsOne()
    {
        const MatrixD jacobian = randomMatrix(10, 784, 5);
        const Tangent leaf = tangentSpace(jacobian, kEpsilon);
        const VectorD logits = 3 * randomVector(10, 6);
        const VectorD d = randomVector(784, 7);
        const VectorD along = leaf.project(d);
        QVERIFY((leaf.project(along) - along).norm() < 1e-12 * d.norm());
        // The centred gradients lie in it, and what is left changes no probability.
        for (Index i = 0; i < 10; ++i) {
            const VectorD g = jacobian.row(i).transpose() - jacobian.colwise().mean().transpose();
            QVERIFY((leaf.project(g) - g).norm() < 1e-12 * g.norm());
        }
        const VectorD across = d - along;
        QVERIFY(centred(jacobian * across).norm() < 1e-10);
        QVERIFY(metricSquare(leaf, logits, across) < 1e-20);
        // The lift is the shortest that does what is asked.
        const VectorD change = centred(randomVector(10, 8));
        const VectorD lift = leaf.lift(change);
        QVERIFY((centred(jacobian * lift) - change).norm() < 1e-11);
        QVERIFY((leaf.project(lift) - lift).norm() < 1e-12 * lift.norm());
    }

    void divergenceIsHalfTheSquare()
    {
        const MatrixD weight = randomMatrix(5, 12, 11);
        const VectorD x = randomVector(12, 12) * 0.3;
        const VectorD d = randomVector(12, 13) * 1e-4;
        const VectorD from = weight * x;
        const VectorD to = weight * (x + d);
        const double divergence = softmax(to).dot(logSoftmax(to) - logSoftmax(from));
        const double half = metricSquare(tangentSpace(weight, kEpsilon), from, d) / 2;
        QVERIFY2(std::abs(divergence / half - 1) < 1e-3, QByteArray::number(divergence / half));
    }

    void leafDoesNotDependOnCertainty()
    {
        const MatrixD jacobian = randomMatrix(4, 9, 14);
        const Tangent leaf = tangentSpace(jacobian, kEpsilon);
        // Temperature, and a number added to all logits.
        const Tangent hot = tangentSpace(jacobian / 50, kEpsilon);
        MatrixD shifted = jacobian;
        shifted.rowwise() += randomVector(9, 15).transpose();
        const Tangent moved = tangentSpace(shifted, kEpsilon);
        const VectorD d = randomVector(9, 16);
        QVERIFY((leaf.project(d) - hot.project(d)).norm() < 1e-13);
        QVERIFY((leaf.project(d) - moved.project(d)).norm() < 1e-13);
    }

    /// p = (1 - 3e-30, ...): the definition in double would give 0.
    void certaintyKeepsItsDigits()
    {
        const MatrixD jacobian = randomMatrix(4, 6, 17);
        VectorD logits(4);
        logits << 69, 0.2, -0.3, 0.1;
        const LocalMetric metric = localMetric(tangentSpace(jacobian, kEpsilon), logits);
        double expected = 0; // sum over the others of p_i |grad s_i - grad s_0|^2, to first order
        for (Index i = 1; i < 4; ++i)
            expected +=
                std::exp(logits[i] - logits[0]) * (jacobian.row(i) - jacobian.row(0)).squaredNorm();
        QVERIFY(std::abs(metric.trace / expected - 1) < 1e-12);
        QVERIFY(std::abs(doubt(logits) /
                             (std::exp(0.2 - 69) + std::exp(-0.3 - 69) + std::exp(0.1 - 69)) -
                         1) < 1e-12);
    }

    void degenerateClassifiers()
    {
        const VectorD d = VectorD::Ones(3);
        for (const MatrixD& jacobian :
             {MatrixD(MatrixD::Zero(4, 3)), MatrixD(MatrixD::Constant(4, 3, 1.5)),
              MatrixD(VectorD::Ones(4) * randomVector(3, 18).transpose())}) {
            const Tangent leaf = tangentSpace(jacobian, kEpsilon);
            QCOMPARE(leaf.rank(), Index(0));
            QVERIFY(leaf.deficient);
            QCOMPARE(leaf.project(d).norm(), 0.0);
            QCOMPARE(leaf.lift(VectorD::Ones(4)).norm(), 0.0);
            QCOMPARE(localMetric(leaf, VectorD::Zero(4)).trace, 0.0);
        }
        // Two of four logits are the same; more classes than inputs; one class.
        MatrixD twice = randomMatrix(4, 9, 19);
        twice.row(3) = twice.row(1);
        QCOMPARE(tangentSpace(twice, kEpsilon).rank(), Index(2));
        QVERIFY(tangentSpace(twice, kEpsilon).deficient);
        const Tangent small = tangentSpace(randomMatrix(7, 2, 20), kEpsilon);
        QCOMPARE(small.rank(), Index(2));
        QVERIFY(!small.deficient);
        QCOMPARE(tangentSpace(randomMatrix(1, 5, 21), kEpsilon).rank(), Index(0));
        MatrixD broken = randomMatrix(3, 4, 22);
        broken(1, 2) = std::numeric_limits<double>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(tangentSpace(broken, kEpsilon), std::exception);
    }

    void fixturesHaveTheirJacobians()
    {
        for (const LeafFixture& fixture : leafFixtures()) {
            const VectorD x = Eigen::Vector3d(0.7, -0.4, 0.5);
            const MatrixD jacobian = fixture.map->linearize(x).jacobian;
            for (Index i = 0; i < 3; ++i) {
                const VectorD step = VectorD::Unit(3, i) * 1e-6;
                MatrixD ends(2, 3);
                ends << (x + step).transpose(), (x - step).transpose();
                const MatrixD s = fixture.map->logits(ends);
                const VectorD slope = (s.row(0) - s.row(1)).transpose() / 2e-6;
                QVERIFY2((slope - jacobian.col(i)).norm() < 1e-8, fixture.name.c_str());
            }
        }
    }

    void bracketsTellIntegrable()
    {
        const VectorD x = Eigen::Vector3d(0.7, 0.4, 0.5);
        for (const LeafFixture& fixture : leafFixtures()) {
            const BracketResidual found = bracketResidual(*fixture.map, x);
            if (fixture.name == "heisenberg") {
                QVERIFY(std::abs(found.largest - 0.819231920519) < 1e-9);
                QVERIFY(std::abs(found.bracket - 1) < 1e-9);
            } else {
                QVERIFY2(found.largest < 1e-6, fixture.name.c_str());
            }
        }
    }

    void loopsTellIntegrable()
    {
        FormulaMap heisenberg = heisenbergMap();
        // Along x by L, up by L^2 / (1 + L^2), and back with z sqrt(1 + x^2) constant.
        for (const double side : {1.0, 0.1}) {
            const Holonomy loop = holonomy(heisenberg, VectorD::Zero(3), 0, 1, side, 200);
            const double exact = side * side / std::sqrt(1 + side * side);
            QVERIFY2(std::abs(loop.end[2] / exact - 1) < 1e-4, QByteArray::number(loop.end[2]));
            QVERIFY2(loop.closure < 1e-4 * side, QByteArray::number(loop.closure));
            QVERIFY(loop.normal > 0.9 * exact);
        }
        FormulaMap sphere = sphereMap(3, 4);
        const Holonomy closed = holonomy(sphere, Eigen::Vector3d(1, 0.2, -0.3), 0, 1, 0.5, 100);
        QVERIFY2(closed.normal < 1e-5, QByteArray::number(closed.normal));
        // Through a kink the pieces do not fit, unless its jump is made to fit.
        FormulaMap facet = facetMap(MatrixD::Identity(3, 3), Eigen::Vector3d(0.2, 1.2, 0),
                                    Eigen::Vector3d(1, 0.3, 0.8));
        const Holonomy open = holonomy(facet, Eigen::Vector3d(-0.1, 0, 0), 0, 1, 0.6, 200);
        QVERIFY2(open.normal > 1e-3, QByteArray::number(open.normal));
    }
};

QTEST_APPLESS_MAIN(TestTangent)
#include "test_tangent.moc"
