// SPDX-License-Identifier: MIT
// Orthogonal Procrustes: closed forms, invariances, degenerate sets; rows that two sets share.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/layout/align.hpp"
#include "core/layout/layout.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <QTest>

#include <cmath>

using namespace leafscope;

namespace {

MatrixD gauss(Index n, Index d, std::uint64_t seed)
{
    MatrixD x(n, d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = stream.normal() * (1 + double(e % d));
    return x;
}

/// A random orthogonal matrix of determinant +1 or -1.
Eigen::MatrixXd orthogonal(Index c, std::uint64_t seed, bool reflects)
{
    const Eigen::MatrixXd square = gauss(c, c, seed);
    Eigen::MatrixXd q = Eigen::HouseholderQR<Eigen::MatrixXd>(square).householderQ();
    if ((q.determinant() < 0) != reflects)
        q.col(0) *= -1;
    return q;
}

double largest(const Eigen::MatrixXd& difference)
{
    return difference.cwiseAbs().maxCoeff();
}

} // namespace

class AlignTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void motionIsRecovered_data();
    void motionIsRecovered();
    void residualIsLeast();
    void orderAndPlaceDoNotMatter();
    void fewPointsTurnLittle_data();
    void fewPointsTurnLittle();
    void flatSetsTurnLittle();
    void extremeUnits();
    void mirrorsFollowTheLayerBefore();
    void sharedRowsMatchBySample();
    void projectionOnOwnAxesIsTheLayout_data();
    void projectionOnOwnAxesIsTheLayout();
};

void AlignTest::motionIsRecovered_data()
{
    QTest::addColumn<bool>("reflects");
    QTest::addColumn<double>("scale");
    for (const bool reflects : {false, true})
        for (const double scale : {1.0, 0.01, 300.0})
            QTest::addRow("%s, scale %g", reflects ? "reflection" : "rotation", scale)
                << reflects << scale;
}

void AlignTest::motionIsRecovered()
{
    QFETCH(bool, reflects);
    QFETCH(double, scale);
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        const MatrixD x = gauss(60, 3, seed);
        const Eigen::MatrixXd q = orthogonal(3, seed + 100, reflects);
        const Eigen::RowVectorXd shift = gauss(1, 3, seed + 200);
        const MatrixD y = (scale * x * q).rowwise() + shift;
        const Procrustes motion = procrustes(x, y, true);
        QVERIFY(largest(motion.rotation - q) < 1e-12);
        QVERIFY(std::abs(motion.scale / scale - 1) < 1e-12);
        QVERIFY(motion.residual < 1e-12);
        QCOMPARE(motion.determined, Index(3));
        QCOMPARE(motion.rotation.determinant() < 0, reflects);
        QVERIFY(largest(moved(x, motion) - y) < 1e-10 * std::max(1.0, scale));
        // Without scaling the same rotation is best, and the size stays.
        const Procrustes rigid = procrustes(x, y);
        QVERIFY(largest(rigid.rotation - q) < 1e-12);
        QCOMPARE(rigid.scale, 1.0);
    }
}

void AlignTest::residualIsLeast()
{
    const MatrixD x = gauss(80, 3, 1);
    const MatrixD y = x * orthogonal(3, 2, false) + 0.3 * gauss(80, 3, 3);
    const Procrustes best = procrustes(x, y);
    QVERIFY(best.residual > 0.01 && best.residual < 1);
    QVERIFY(largest(best.rotation * best.rotation.transpose() - Eigen::MatrixXd::Identity(3, 3)) <
            1e-14);
    const MatrixD b = y.rowwise() - y.colwise().mean();
    QVERIFY(std::abs((moved(x, best) - y).norm() / b.norm() - best.residual) < 1e-14);
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        Procrustes other = best;
        Eigen::MatrixXd near = best.rotation + 0.05 * gauss(3, 3, seed);
        other.rotation = Eigen::HouseholderQR<Eigen::MatrixXd>(near).householderQ();
        QVERIFY((moved(x, other) - y).norm() / b.norm() >= best.residual);
        other.rotation = orthogonal(3, seed, seed % 2);
        QVERIFY((moved(x, other) - y).norm() / b.norm() >= best.residual);
    }
}

void AlignTest::orderAndPlaceDoNotMatter()
{
    const MatrixD x = gauss(50, 3, 4);
    const MatrixD y = gauss(50, 3, 5);
    const Procrustes plain = procrustes(x, y);
    MatrixD xs(100, 3);
    MatrixD ys(100, 3);
    for (Index i = 0; i < 50; ++i) { // each row twice, backwards
        xs.row(i) = xs.row(99 - i) = x.row(49 - i);
        ys.row(i) = ys.row(99 - i) = y.row(49 - i);
    }
    QVERIFY(largest(procrustes(xs, ys).rotation - plain.rotation) < 1e-12);
    const Eigen::RowVector3d far(1e3, -2e3, 5e2);
    const Procrustes away = procrustes(x.rowwise() + far, y.rowwise() - far);
    QVERIFY(largest(away.rotation - plain.rotation) < 1e-10);
    QVERIFY(std::abs(away.residual - plain.residual) < 1e-10);
    QVERIFY(largest(procrustes(7 * x, y).rotation - plain.rotation) < 1e-12);
    // A frame that is aligned already stays where it is.
    const MatrixD once = moved(x, plain);
    const Procrustes again = procrustes(once, y);
    QVERIFY(largest(again.rotation - Eigen::MatrixXd::Identity(3, 3)) < 1e-10);
}

void AlignTest::fewPointsTurnLittle_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("determined");
    QTest::newRow("one point") << 1 << 0;
    QTest::newRow("two points") << 2 << 1;
    QTest::newRow("three points") << 3 << 2;
}

void AlignTest::fewPointsTurnLittle()
{
    QFETCH(int, n);
    QFETCH(int, determined);
    const MatrixD x = gauss(n, 3, 6);
    const MatrixD y = x.rowwise() + Eigen::RowVector3d(1, 2, 3);
    const Procrustes motion = procrustes(x, y);
    QCOMPARE(motion.determined, Index(determined));
    // Every rotation about the open directions fits as well; none is wanted.
    QVERIFY(largest(motion.rotation - Eigen::MatrixXd::Identity(3, 3)) < 1e-12);
    QVERIFY(largest(moved(x, motion) - y) < 1e-12);
    QCOMPARE(std::isnan(motion.residual), n == 1);
    QVERIFY_EXCEPTION_THROWN(procrustes(MatrixD(0, 3), MatrixD(0, 3)), Error);
    QVERIFY_EXCEPTION_THROWN(procrustes(x, MatrixD::Zero(n + 1, 3)), Error);
}

void AlignTest::flatSetsTurnLittle()
{
    MatrixD x = gauss(40, 3, 7);
    x.col(2).setConstant(4); // an axis without variance
    const double angle = 0.4;
    Eigen::Matrix3d q = Eigen::Matrix3d::Identity();
    q.topLeftCorner(2, 2) << std::cos(angle), std::sin(angle), -std::sin(angle), std::cos(angle);
    const MatrixD y = x * q;
    const Procrustes motion = procrustes(x, y);
    QCOMPARE(motion.determined, Index(2));
    QVERIFY(largest(motion.rotation - q) < 1e-12); // not mirrored along the third
    const Procrustes still = procrustes(MatrixD::Constant(9, 3, 2), gauss(9, 3, 8));
    QCOMPARE(still.determined, Index(0));
    QVERIFY(largest(still.rotation - Eigen::MatrixXd::Identity(3, 3)) < 1e-15);
    QCOMPARE(still.residual, 1.0);
}

void AlignTest::extremeUnits()
{
    const MatrixD x = gauss(30, 3, 9);
    const Eigen::MatrixXd q = orthogonal(3, 10, true);
    for (const double unit : {1e-150, 1e150}) {
        const Procrustes motion = procrustes(unit * x, unit * x * q);
        QVERIFY(largest(motion.rotation - q) < 1e-12);
        QVERIFY(motion.residual < 1e-12);
    }
}

void AlignTest::mirrorsFollowTheLayerBefore()
{
    const MatrixD x = gauss(60, 8, 31);
    PcaLayout layout = pcaLayout(x, 3);
    const PcaLayout before = layout;
    for (const Index axis : {0, 2}) {
        layout.coordinates.col(axis) *= -1;
        layout.axes.col(axis) *= -1;
    }
    mirrorLike(before.coordinates, layout);
    QVERIFY(layout.coordinates == before.coordinates);
    QVERIFY(layout.axes == before.axes);
    mirrorLike(before.coordinates, layout); // nothing left to do
    QVERIFY(layout.coordinates == before.coordinates);
    QVERIFY_EXCEPTION_THROWN(mirrorLike(MatrixF::Zero(3, 3), layout), Error);
}

void AlignTest::sharedRowsMatchBySample()
{
    using Pairs = std::vector<std::pair<Index, Index>>;
    QVERIFY(sharedRows({5, 7, 9}, {9, 5}) == (Pairs{{0, 1}, {2, 0}}));
    QVERIFY(sharedRows({1, 2}, {3}).empty());
    QVERIFY(sharedRows({4, 4, 4}, {4, 8, 4}) == (Pairs{{0, 0}})); // a sample pairs once
}

void AlignTest::projectionOnOwnAxesIsTheLayout_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::newRow("long") << 300 << 20;
    QTest::newRow("wide") << 40 << 200;
    QTest::newRow("by passes") << 1800 << 1700;
    QTest::newRow("two features") << 50 << 2;
}

void AlignTest::projectionOnOwnAxesIsTheLayout()
{
    QFETCH(int, n);
    QFETCH(int, d);
    MatrixD x = gauss(n, 5, 11) * gauss(5, d, 12);
    x.array() += 30;
    const PcaLayout own = pcaLayout(x);
    QCOMPARE(own.axes.rows(), Index(d));
    const Index c = std::min(d, 3);
    const MatrixD gram = own.axes.leftCols(c).transpose() * own.axes.leftCols(c);
    QVERIFY(largest(gram - MatrixD::Identity(c, c)) < 1e-10);
    const PcaLayout again = projectOnto(x, {own.axes, own.mean});
    const double size = own.coordinates.cwiseAbs().maxCoeff();
    QVERIFY((again.coordinates - own.coordinates).cwiseAbs().maxCoeff() < 1e-5 * size);
    for (std::size_t axis = 0; axis < 3; ++axis)
        QVERIFY(std::abs(again.share[axis] - own.share[axis]) < 1e-6);
    // In a foreign frame the shares are those of the projection, and its centre stays the frame's.
    LayerAxes one{MatrixD::Zero(d, 3), VectorD::Zero(d)};
    one.axes(0, 0) = 1;
    const PcaLayout first = projectOnto(x, one);
    QVERIFY((first.coordinates.col(0).cast<double>() - x.col(0)).cwiseAbs().maxCoeff() <
            1e-5 * x.cwiseAbs().maxCoeff());
    const MatrixD centred = x.rowwise() - x.colwise().mean();
    QVERIFY(std::abs(first.share[0] - centred.col(0).squaredNorm() / centred.squaredNorm()) < 1e-9);
    QCOMPARE(first.share[1], 0.0);
}

QTEST_GUILESS_MAIN(AlignTest)
#include "align_test.moc"
