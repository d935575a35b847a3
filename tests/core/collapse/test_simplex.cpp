// SPDX-License-Identifier: MIT
// The frame itself, and the closed form of the nearest one against a search.
#include "core/collapse/class_statistics.hpp"
#include "tests/core/collapse/reference.hpp"

#include <Eigen/SVD>
#include <QtTest>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

MatrixD centredOf(const MatrixD& means)
{
    return means.rowwise() - means.colwise().mean();
}

/// |Mdot - alpha U M*|^2 / |Mdot|^2, U p x C.
double distanceTo(const MatrixD& centred, double alpha, const MatrixD& u)
{
    const MatrixD frame = (alpha * u * simplexFrame(centred.rows())).transpose();
    return (centred - frame).squaredNorm() / centred.squaredNorm();
}

} // namespace

class TestSimplex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFrame_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<double>("angle");
        QTest::newRow("2") << 2 << 180.0;
        QTest::newRow("3") << 3 << 120.0;
        QTest::newRow("4") << 4 << 109.47;
        QTest::newRow("10") << 10 << 96.38;
        QTest::newRow("100") << 100 << 90.58;
    }
    void theFrame()
    {
        QFETCH(int, c);
        QFETCH(double, angle);
        const MatrixD m = simplexFrame(c);
        QVERIFY(m.colwise().sum().cwiseAbs().maxCoeff() < 1e-12);
        const MatrixD cos = cosines(m);
        QVERIFY((m.colwise().norm().array() - 1).abs().maxCoeff() < 1e-12);
        QVERIFY(std::abs(cos(0, 1) + 1.0 / (c - 1)) < 1e-12);
        QVERIFY(std::abs(std::acos(std::max(-1.0, cos(0, 1))) * 180 / M_PI - angle) < 0.005);
    }

    void theClosedFormIsTheNearest_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("p");
        for (const auto& [c, p] : {std::pair{2, 2}, {3, 2}, {4, 3}, {6, 9}, {10, 30}})
            QTest::addRow("C=%d p=%d", c, p) << c << p;
    }
    void theClosedFormIsTheNearest()
    {
        QFETCH(int, c);
        QFETCH(int, p);
        const MatrixD centred = centredOf(normal(c, p, 1));
        const NearestSimplex found = nearestSimplex(centred, 2.2e-16);
        QCOMPARE(found.rank, Index(c - 1));
        QVERIFY(std::abs(distanceTo(centred, found.scale, found.frame) - found.distance) < 1e-12);
        // U^T U is the centring matrix, U U^T the projection on the span of the means.
        const MatrixD centring = MatrixD::Identity(c, c) - MatrixD::Constant(c, c, 1 / double(c));
        QVERIFY((found.frame.transpose() * found.frame - centring).norm() < 1e-12);
        QVERIFY(
            (found.frame * (found.frame.transpose() * centred.transpose()) - centred.transpose())
                .norm() < 1e-12 * centred.norm());
        // Nothing near it, and no other orthogonal frame, is nearer.
        RandomStream random(2);
        for (int turn = 0; turn < 200; ++turn) {
            const double size = turn % 2 ? 0.05 : 1;
            const Eigen::MatrixXd moved =
                found.frame + size * normal(p, c, random.next()) * centring;
            const Eigen::JacobiSVD<Eigen::MatrixXd> svd(moved,
                                                        Eigen::ComputeThinU | Eigen::ComputeThinV);
            const MatrixD u =
                svd.matrixU().leftCols(c - 1) * svd.matrixV().leftCols(c - 1).transpose();
            const double alpha = found.scale * (1 + 0.1 * size * random.normal());
            QVERIFY(distanceTo(centred, alpha, u) >= found.distance - 1e-12);
        }
    }

    /// One-hot means are a simplex once they are centred.
    void orthogonalMeansAreASimplex()
    {
        const MatrixD rows = 2 * orthonormal(8, 5, 3).transpose();
        const NearestSimplex found = nearestSimplex(centredOf(rows), 2.2e-16);
        QVERIFY(std::abs(found.distance) < 1e-12);
        QVERIFY(std::abs(found.scale - 2 * std::sqrt(4.0 / 5)) < 1e-12);
    }

    void lessThanAFullRank()
    {
        MatrixD means = normal(4, 7, 1);
        means.row(3) = means.row(2);
        const NearestSimplex twins = nearestSimplex(centredOf(means), 2.2e-16);
        QCOMPARE(twins.rank, Index(2));
        QVERIFY(twins.distance > 1.0 / 3 - 1e-12); // two of three directions at most
        const NearestSimplex none = nearestSimplex(MatrixD::Zero(4, 7), 2.2e-16);
        QCOMPARE(none.rank, Index(0));
        QCOMPARE(none.scale, 0.0);
        QVERIFY(std::isnan(none.distance) && none.frame.norm() == 0);
        const NearestSimplex crowded = nearestSimplex(centredOf(normal(5, 3, 1)), 2.2e-16);
        QCOMPARE(crowded.rank, Index(3));
        QVERIFY(std::isnan(crowded.distance));
    }

    /// The decomposition by C x C products, taken for many classes in single precision, gives what
    /// that of the means gives.
    void manyClasses()
    {
        const MatrixD centred = centredOf(normal(150, 200, 1));
        const NearestSimplex fast = nearestSimplex(centred, 1.2e-7);
        const NearestSimplex slow = nearestSimplex(centred, 2.2e-16);
        QCOMPARE(fast.rank, slow.rank);
        QVERIFY(std::abs(fast.distance - slow.distance) < 1e-9);
        QVERIFY((fast.frame - slow.frame).norm() < 1e-6);
    }

    /// Zero beside a zero row, one on the diagonal.
    void cosinesOfRows()
    {
        MatrixD rows(3, 2);
        rows << 2, 0, 0, 0, 3, 3;
        const MatrixD cos = cosines(rows);
        QCOMPARE(cos(0, 0), 1.0);
        QCOMPARE(cos(1, 1), 1.0);
        QCOMPARE(cos(0, 1), 0.0);
        QVERIFY(std::abs(cos(0, 2) - std::sqrt(0.5)) < 1e-15);
    }
};

QTEST_APPLESS_MAIN(TestSimplex)
#include "test_simplex.moc"
