// SPDX-License-Identifier: MIT
// Poses of the simplex in three dimensions against its geometry.
#include "core/base/error.hpp"
#include "core/collapse/pose.hpp"
#include "core/collapse/simplex.hpp"
#include "tests/support/example_collapse.hpp"

#include <Eigen/Dense>
#include <QTest>

#include <cmath>

using namespace leafscope;

namespace {

/// Vertices as a pose draws them, C x 3, in double.
MatrixD drawn(const Pose& pose, Index classes)
{
    return (pose.simplex * simplexFrame(classes)).transpose();
}

double orthonormality(const MatrixD& rows)
{
    return (rows * rows.transpose() - MatrixD::Identity(rows.rows(), rows.rows()))
        .cwiseAbs()
        .maxCoeff();
}

double edge(Index classes)
{
    return std::sqrt(2.0 * double(classes) / double(classes - 1));
}

} // namespace

class TestPose : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactPosesLoseNothing_data()
    {
        QTest::addColumn<int>("classes");
        for (const int c : {2, 3, 4})
            QTest::addRow("C = %d", c) << c;
    }
    void exactPosesLoseNothing()
    {
        QFETCH(int, classes);
        const Pose pose = exactPose(classes);
        const MatrixD at = drawn(pose, classes);
        for (Index a = 0; a < classes; ++a) {
            QVERIFY(std::abs(at.row(a).norm() - 1) < 1e-12);
            for (Index b = 0; b < a; ++b)
                QVERIFY(std::abs((at.row(a) - at.row(b)).norm() - edge(classes)) < 1e-12);
        }
        QVERIFY(pose.simplex.rowwise().sum().cwiseAbs().maxCoeff() < 1e-12);
        // Axes of the drawing that the simplex leaves free show the residual, each another one.
        for (Index row = 0; row < 3; ++row)
            QVERIFY(std::abs(pose.simplex.row(row).norm() + pose.residual.row(row).norm() - 1) <
                    1e-12);
        const MatrixD both =
            pose.simplex * pose.simplex.transpose() + pose.residual * pose.residual.transpose();
        QVERIFY((both - MatrixD::Identity(3, 3)).cwiseAbs().maxCoeff() < 1e-12);
        QCOMPARE(pose.shrink, 1.0);
    }

    void residualsAreDrawnOnlyWhereThereIsRoom()
    {
        const auto run = exampleCollapse(3);
        CollapsePoints points = run->layers[0].epochs[1].features;
        const MatrixF before = exactPose(3).apply(points);
        points.residual.array() += 1;
        const MatrixF after = exactPose(3).apply(points);
        QVERIFY((after.col(2) - before.col(2)).isApproxToConstant(1, 1e-5F));
        QVERIFY(after.leftCols(2) == before.leftCols(2));
        CollapsePoints four = exampleCollapse(4)->layers[0].epochs[1].features;
        const MatrixF whole = exactPose(4).apply(four);
        four.residual.array() += 1;
        QVERIFY(exactPose(4).apply(four) == whole);
    }

    void otherVerticesLieInTheCentroidOfAFace_data()
    {
        QTest::addColumn<int>("classes");
        for (const int c : {4, 5, 10, 100})
            QTest::addRow("C = %d", c) << c;
    }
    void otherVerticesLieInTheCentroidOfAFace()
    {
        QFETCH(int, classes);
        const std::vector<int> chosen{0, 3, 1, classes - 1 == 3 ? 2 : classes - 1};
        const Pose pose = facePose(classes, chosen);
        QVERIFY(orthonormality(pose.simplex) < 1e-12);
        QVERIFY(pose.simplex.rowwise().sum().cwiseAbs().maxCoeff() < 1e-12);
        const MatrixD at = drawn(pose, classes);
        Eigen::RowVectorXd centroid = Eigen::RowVectorXd::Zero(3);
        for (const int c : chosen)
            centroid += at.row(c) / 4;
        QVERIFY(centroid.norm() < 1e-12);
        for (Index c = 0; c < classes; ++c)
            if (std::find(chosen.begin(), chosen.end(), int(c)) == chosen.end())
                QVERIFY((at.row(c) - centroid).norm() < 1e-12);
        for (const int a : chosen)
            for (const int b : chosen)
                if (a != b)
                    QVERIFY(std::abs((at.row(a) - at.row(b)).norm() - edge(classes)) < 1e-12);
        // The same face, whatever the order.
        QVERIFY(facePose(classes, {chosen[3], chosen[1], chosen[0], chosen[2]}).simplex ==
                pose.simplex);
    }

    void spansKeepLengthsAndAngles_data()
    {
        QTest::addColumn<int>("classes");
        for (const int c : {4, 10, 100})
            QTest::addRow("C = %d", c) << c;
    }
    void spansKeepLengthsAndAngles()
    {
        QFETCH(int, classes);
        const std::vector<int> chosen{3, 0, 2};
        const Pose pose = spanPose(classes, chosen);
        QVERIFY(orthonormality(pose.simplex) < 1e-12);
        QVERIFY(pose.simplex.rowwise().sum().cwiseAbs().maxCoeff() < 1e-12);
        const MatrixD at = drawn(pose, classes);
        for (const int a : chosen) {
            QVERIFY(std::abs(at.row(a).norm() - 1) < 1e-12);
            for (const int b : chosen)
                if (a != b)
                    QVERIFY(std::abs(at.row(a).dot(at.row(b)) + 1.0 / (classes - 1)) < 1e-12);
        }
    }

    void randomFramesAreUniform()
    {
        constexpr Index kClasses = 10;
        constexpr int kFrames = 4000;
        double length = 0;
        MatrixD mean = MatrixD::Zero(kClasses, kClasses);
        for (int seed = 1; seed <= kFrames; ++seed) {
            const Pose pose = randomPose(kClasses, std::uint64_t(seed));
            QVERIFY(orthonormality(pose.simplex) < 1e-12);
            QVERIFY(pose.simplex.rowwise().sum().cwiseAbs().maxCoeff() < 1e-12);
            length += drawn(pose, kClasses).row(0).squaredNorm() / kFrames;
            mean += pose.simplex.transpose() * pose.simplex / kFrames;
        }
        QCOMPARE(randomPose(kClasses, 1).shrink, 3.0 / 9);
        QVERIFY2(std::abs(length - 3.0 / 9) < 0.012, qPrintable(QString::number(length)));
        // The mean projection is 3 / (C - 1) of the identity on the sums of 0.
        const MatrixD expected = 3.0 / 9 *
                                 (MatrixD::Identity(kClasses, kClasses) -
                                  MatrixD::Constant(kClasses, kClasses, 1.0 / kClasses));
        QVERIFY((mean - expected).cwiseAbs().maxCoeff() < 0.015);
        QVERIFY(randomPose(kClasses, 7).simplex == randomPose(kClasses, 7).simplex);
        QVERIFY(randomPose(kClasses, 7).simplex != randomPose(kClasses, 8).simplex);
    }

    void geodesicsStayOrthonormalAndAreEven_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        for (const int c : {5, 6, 10})
            for (const auto& [a, b] :
                 {std::pair{1, 2}, std::pair{0, 3}, std::pair{-1, 0}, std::pair{4, 4}})
                QTest::addRow("C = %d, %d to %d", c, a, b) << c << a << b;
    }
    void geodesicsStayOrthonormalAndAreEven()
    {
        QFETCH(int, classes);
        QFETCH(int, from);
        QFETCH(int, to);
        const auto pose = [&](int which) {
            return which < 0    ? spanPose(classes, {0, 1, 2})
                   : which == 0 ? facePose(classes, {0, 1, 2, 3})
                                : randomPose(classes, std::uint64_t(which));
        };
        const Pose a = pose(from);
        const Pose b = pose(to);
        QVERIFY(poseBetween(a, b, 0).simplex == a.simplex);
        QVERIFY(poseBetween(a, b, 1).simplex == b.simplex);
        QVERIFY((poseBetween(a, b, 1e-9).simplex - a.simplex).cwiseAbs().maxCoeff() < 1e-7);
        QVERIFY((poseBetween(a, b, 1 - 1e-9).simplex - b.simplex).cwiseAbs().maxCoeff() < 1e-7);
        double first = -1;
        for (int step = 1; step <= 20; ++step) {
            const MatrixD here = poseBetween(a, b, step / 20.0).simplex;
            const MatrixD before = poseBetween(a, b, (step - 1) / 20.0).simplex;
            QVERIFY(orthonormality(here) < 1e-12);
            QVERIFY(here.rowwise().sum().cwiseAbs().maxCoeff() < 1e-12);
            // Equal steps turn the plane by equal angles.
            const double chord = (here.transpose() * here - before.transpose() * before).norm();
            if (first < 0)
                first = chord;
            QVERIFY2(std::abs(chord - first) < 1e-9,
                     qPrintable(QStringLiteral("%1, %2").arg(chord).arg(first)));
        }
    }

    void mirroredFrameIsReached()
    {
        const Pose a = randomPose(8, 3);
        Pose b = a;
        b.simplex.row(0) = -b.simplex.row(0);
        for (int step = 0; step <= 20; ++step) {
            const MatrixD here = poseBetween(a, b, step / 20.0).simplex;
            QVERIFY(orthonormality(here) < 1e-12);
            const MatrixD next = poseBetween(a, b, std::min(1.0, (step + 1) / 20.0)).simplex;
            QVERIFY((here - next).norm() < 0.3); // no jump
        }
    }

    void shareOfTheMeans()
    {
        const auto last = [](Index c) { return exampleCollapse(c, 20)->layers[0].epochs.back(); };
        QVERIFY(std::abs(poseShare(exactPose(3), last(3)) - 1) < 1e-6);
        QVERIFY(std::abs(poseShare(exactPose(4), last(4)) - 1) < 1e-6);
        // At collapse three of C - 1 equal dimensions.
        QVERIFY(std::abs(poseShare(facePose(10, {1, 2, 3, 4}), last(10)) - 3.0 / 9) < 1e-4);
        QVERIFY(std::abs(poseShare(randomPose(10, 5), last(10)) - 3.0 / 9) < 1e-4);
        CollapseEpoch none = last(3);
        none.means.simplex.setZero();
        QVERIFY(std::isnan(poseShare(exactPose(3), none)));
    }

    void rawFeaturesAreDrawnAsTheyAre()
    {
        CollapsePoints points;
        points.raw.resize(2, 2);
        points.raw << 1, 2, 3, 4;
        const MatrixF at = rawPose(2).apply(points);
        QCOMPARE(at.rows(), Index(2));
        QCOMPARE(at(1, 0), 3.0F);
        QCOMPARE(at(1, 1), 4.0F);
        QCOMPARE(at(1, 2), 0.0F);
        QCOMPARE(rawPose(3).apply(CollapsePoints()).rows(), Index(0));
    }

    void whatCannotBeShownIsRefused()
    {
        QVERIFY_EXCEPTION_THROWN(exactPose(5), Error);
        QVERIFY_EXCEPTION_THROWN(exactPose(1), Error);
        QVERIFY_EXCEPTION_THROWN(facePose(10, {0, 1, 2}), Error);
        QVERIFY_EXCEPTION_THROWN(facePose(10, {0, 1, 2, 2}), Error);
        QVERIFY_EXCEPTION_THROWN(facePose(10, {0, 1, 2, 10}), Error);
        QVERIFY_EXCEPTION_THROWN(facePose(3, {0, 1, 2, 3}), Error);
        QVERIFY_EXCEPTION_THROWN(spanPose(3, {0, 1, 2}), Error);
        QVERIFY_EXCEPTION_THROWN(spanPose(10, {0, -1, 2}), Error);
        QVERIFY_EXCEPTION_THROWN(spanPose(10, {}), Error);
        QVERIFY_EXCEPTION_THROWN(randomPose(4, 1), Error);
        QVERIFY_EXCEPTION_THROWN(rawPose(4), Error);
    }

    void fewClassesHaveOnePose()
    {
        const Pose a = facePose(4, {0, 1, 2, 3});
        const Pose b = spanPose(4, {0, 1, 2});
        QVERIFY(poseBetween(a, b, 0).simplex == a.simplex);
        QVERIFY(poseBetween(a, b, 0.5).simplex == b.simplex);
    }

    void betweenTwoEpochs()
    {
        const auto run = exampleCollapse(5);
        const CollapseEpoch& a = run->layers[0].epochs[2];
        const CollapseEpoch& b = run->layers[0].epochs[3];
        const CollapseEpoch half = epochBetween(a, b, 0.25);
        QVERIFY(half.features.simplex.isApprox(
            0.75F * a.features.simplex + 0.25F * b.features.simplex, 1e-6F));
        QVERIFY(half.classifiers.simplex.isApprox(
            0.75F * a.classifiers.simplex + 0.25F * b.classifiers.simplex, 1e-6F));
        QCOMPARE(half.epoch, a.epoch);
        QCOMPARE(half.train.nc1, a.train.nc1);
        QCOMPARE(epochBetween(a, b, 0.75).train.nc1, b.train.nc1);
        QVERIFY(epochBetween(a, b, 0).means.simplex == a.means.simplex);
        QVERIFY(epochBetween(a, b, 1).means.simplex == b.means.simplex);
        // Classifiers that only one of them has are there on its side.
        CollapseEpoch without = b;
        without.classifiers = {};
        QCOMPARE(epochBetween(a, without, 0.25).classifiers.simplex.rows(), Index(5));
        QCOMPARE(epochBetween(a, without, 0.75).classifiers.simplex.rows(), Index(0));
    }
};

QTEST_GUILESS_MAIN(TestPose)
#include "test_pose.moc"
