// SPDX-License-Identifier: MIT
// Multi-scale NNK: known manifolds, scale invariance, what is merged, degenerate inputs.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/scales.hpp"
#include "core/nnk/shrinking_points.hpp"
#include "tests/core/dimension/manifolds.hpp"
#include "tests/core/nnk/reference.hpp"
#include "tests/support/errors.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <set>
#include <thread>

using namespace leafscope;

namespace {

ScaleOptions few(Index rounds)
{
    ScaleOptions options;
    options.rounds = rounds;
    options.k = 30;
    return options;
}

MatrixD uniformSquare(Index n, Index dim, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD x = MatrixD::Zero(n, dim);
    for (Index i = 0; i < n; ++i)
        for (Index c = 0; c < 2; ++c)
            x(i, c) = random.uniform();
    return x;
}

} // namespace

class NnkScalesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void planeIsFlatAndOfTwoDimensions();
    void sphereIsCurved();
    void lengthsScaleAndNothingElse();
    void mergesByHand();
    void mergesAreALinkage();
    void knnTakesTheNearest();
    void orderOfRowsDoesNotMatter();
    void sameForAnyThreads();
    void cosineStaysOnTheSphere();
    void degenerateInputs();
    void cancels();
};

void NnkScalesTest::planeIsFlatAndOfTwoDimensions()
{
    const Scales scales = mergeScales(Points(uniformSquare(600, 5, 3)), few(60));
    QCOMPARE(scales.rounds.size(), std::size_t(60));
    for (const ScaleRound& round : scales.rounds) {
        QVERIFY2(std::abs(round.dimension.mean - 2) < 0.3,
                 QByteArray::number(round.dimension.mean));
        QVERIFY(round.neighbors.mean > 3 && round.neighbors.mean < 6);
        QVERIFY2(round.curvature.mean < 4 && round.curvatureRandom.mean < 8,
                 QByteArray::number(round.curvature.mean));
        QVERIFY(round.kktMax < 1e-10);
    }
    // 6 pairs per round; fewer points lie farther apart.
    QCOMPARE(scales.rounds[0].points, Index(600));
    QCOMPARE(scales.rounds[59].points, Index(600 - 59 * 6));
    QVERIFY(scales.rounds[59].sigma > 1.3 * scales.rounds[0].sigma);
    QVERIFY(scales.rounds[59].diameter.mean > 1.3 * scales.rounds[0].diameter.mean);
}

void NnkScalesTest::sphereIsCurved()
{
    const Scales scales = mergeScales(Points(manifolds::sphere(500, 2, 4)), few(70));
    const ScaleRound& fine = scales.rounds.front();
    const ScaleRound& coarse = scales.rounds.back();
    QVERIFY(std::abs(fine.dimension.mean - 2) < 0.2);
    QVERIFY(fine.curvature.mean > 2 && fine.curvature.mean < 15);
    QVERIFY(coarse.curvature.mean > 1.3 * fine.curvature.mean);
    // Tangent planes of two random points of S^2: one angle 0, the other uniform over the cap.
    QVERIFY2(std::abs(fine.curvatureRandom.mean - 28.6) < 6,
             QByteArray::number(fine.curvatureRandom.mean));
}

void NnkScalesTest::lengthsScaleAndNothingElse()
{
    const MatrixD x = reference::gaussianPoints(200, 4, 6);
    const Scales plain = mergeScales(Points(x), few(40));
    for (const double factor : {10.0, 1e-150, 1e150}) {
        const Scales scaled = mergeScales(Points(MatrixD(factor * x)), few(40));
        QCOMPARE(scaled.rounds.size(), plain.rounds.size());
        for (std::size_t r = 0; r < plain.rounds.size(); ++r) {
            const ScaleRound& a = plain.rounds[r];
            const ScaleRound& b = scaled.rounds[r];
            QCOMPARE(b.points, a.points);
            QCOMPARE(b.neighbors.mean, a.neighbors.mean);
            QCOMPARE(b.dimension.mean, a.dimension.mean);
            QVERIFY(std::abs(b.curvature.mean - a.curvature.mean) < 1e-6);
            QVERIFY(std::abs(b.sigma / factor / a.sigma - 1) < 1e-9);
            QVERIFY(std::abs(b.diameter.mean / factor / a.diameter.mean - 1) < 1e-9);
        }
        for (std::size_t m = 0; m < plain.merges.size(); ++m)
            QVERIFY(scaled.merges[m].a == plain.merges[m].a &&
                    scaled.merges[m].b == plain.merges[m].b);
    }
}

void NnkScalesTest::mergesByHand()
{
    // 0 and 1 are nearest to each other; then their midpoint 0.5 and 3; then 1.75 and 10.
    MatrixD x(4, 1);
    x << 0, 1, 3, 10;
    ScaleOptions options = few(0);
    options.order = MergeOrder::Knn;
    const Scales scales = mergeScales(Points(x), options);
    QCOMPARE(scales.merges.size(), std::size_t(2));
    QVERIFY(scales.merges[0].a == 0 && scales.merges[0].b == 1);
    QVERIFY(std::minmax(scales.merges[1].a, scales.merges[1].b) ==
            std::minmax(std::int64_t(2), std::int64_t(4)));
    QCOMPARE(scales.rounds.size(), std::size_t(2));
    QCOMPARE(scales.rounds[1].points, Index(3));
    QCOMPARE(scales.rounds[1].k, Index(2));
    // The last candidate of 0.5, 3 and 10 lies at 9.5, 7 and 9.5.
    QVERIFY(std::abs(scales.rounds[1].sigma - (9.5 + 7 + 9.5) / 9) < 1e-12);
    QCOMPARE(scales.ended, std::string("two points are left"));
    const Scales byWeight = mergeScales(Points(x), few(1));
    QVERIFY(byWeight.merges[0].a == 0 && byWeight.merges[0].b == 1);
    QCOMPARE(byWeight.ended, std::string("all rounds were done"));
}

void NnkScalesTest::mergesAreALinkage()
{
    const Index n = 300;
    const Scales scales = mergeScales(Points(reference::gaussianPoints(n, 3, 9)), few(0));
    QCOMPARE(Index(scales.merges.size()), n - 2);
    std::set<std::int64_t> left;
    for (std::int64_t i = 0; i < n; ++i)
        left.insert(i);
    std::int64_t round = 0;
    std::set<std::int64_t> used;
    for (std::size_t m = 0; m < scales.merges.size(); ++m) {
        const Merge& merge = scales.merges[m];
        if (merge.round != round) {
            QCOMPARE(merge.round, round + 1);
            round = merge.round;
            used.clear();
        }
        QVERIFY(left.erase(merge.a) == 1 && left.erase(merge.b) == 1);
        QVERIFY(used.insert(merge.a).second && used.insert(merge.b).second);
        used.insert(n + std::int64_t(m)); // not merged again in the same round
        left.insert(n + std::int64_t(m));
    }
    QCOMPARE(left.size(), std::size_t(2));
}

void NnkScalesTest::knnTakesTheNearest()
{
    const MatrixD x = reference::gaussianPoints(100, 3, 2);
    ScaleOptions options = few(1);
    options.order = MergeOrder::Knn;
    const Scales scales = mergeScales(Points(x), options);
    const MatrixD squared =
        reference::squaredDistances(x) + MatrixD(1e9 * MatrixD::Identity(100, 100));
    Index a = 0;
    Index b = 0;
    squared.minCoeff(&a, &b);
    QCOMPARE(scales.merges.size(), std::size_t(1));
    QVERIFY(std::minmax(scales.merges[0].a, scales.merges[0].b) ==
            std::minmax(std::int64_t(a), std::int64_t(b)));
}

void NnkScalesTest::orderOfRowsDoesNotMatter()
{
    const Index n = 150;
    const MatrixD x = reference::gaussianPoints(n, 3, 12);
    RandomStream random(4);
    const auto order = random.permutation(n);
    MatrixD shuffled(n, 3);
    for (Index i = 0; i < n; ++i)
        shuffled.row(i) = x.row(order[std::size_t(i)]);
    ScaleOptions options = few(50);
    options.sample = 0;
    const Scales a = mergeScales(Points(x), options);
    const Scales b = mergeScales(Points(shuffled), options);
    for (std::size_t r = 0; r < a.rounds.size(); ++r) {
        QCOMPARE(b.rounds[r].neighbors.mean, a.rounds[r].neighbors.mean);
        QVERIFY(std::abs(b.rounds[r].sigma - a.rounds[r].sigma) < 1e-12);
        QVERIFY(std::abs(b.rounds[r].dimension.mean - a.rounds[r].dimension.mean) < 1e-12);
        QVERIFY(std::abs(b.rounds[r].curvature.mean - a.rounds[r].curvature.mean) < 1e-6);
    }
}

void NnkScalesTest::sameForAnyThreads()
{
    const Points x(reference::gaussianPoints(250, 6, 21));
    const auto run = [&](int threads) {
        setComputeThreads(threads);
        return mergeScales(x, few(30));
    };
    const Scales one = run(1);
    const Scales four = run(4);
    setComputeThreads(0);
    QCOMPARE(one.merges.size(), four.merges.size());
    for (std::size_t m = 0; m < one.merges.size(); ++m)
        QVERIFY(one.merges[m].a == four.merges[m].a && one.merges[m].b == four.merges[m].b);
    for (std::size_t r = 0; r < one.rounds.size(); ++r) {
        QCOMPARE(one.rounds[r].sigma, four.rounds[r].sigma);
        QCOMPARE(one.rounds[r].curvature.mean, four.rounds[r].curvature.mean);
        QCOMPARE(one.rounds[r].curvatureRandom.mean, four.rounds[r].curvatureRandom.mean);
    }
}

void NnkScalesTest::cosineStaysOnTheSphere()
{
    ScaleOptions options = few(40);
    options.kernel = KernelKind::Cosine;
    const MatrixD x = manifolds::sphere(200, 3, 5);
    MatrixD longer = x;
    for (Index i = 0; i < x.rows(); ++i)
        longer.row(i) *= 1 + double(i % 7); // directions alone count
    const Scales scales = mergeScales(Points(x), options);
    const Scales same = mergeScales(Points(longer), options);
    for (std::size_t r = 0; r < scales.rounds.size(); ++r) {
        QCOMPARE(scales.rounds[r].sigma, 0.0);
        QVERIFY(scales.rounds[r].diameter.high <= 2 + 1e-12);
        QVERIFY(std::abs(same.rounds[r].diameter.mean - scales.rounds[r].diameter.mean) < 1e-9);
    }
    // Opposite directions have no midpoint.
    MatrixD cross(4, 2);
    cross << 1, 0, -1, 0, 0, 1, 0.6, 0.8;
    const ShrinkingPoints directions(Points(cross), KernelKind::Cosine, {});
    QVERIFY(!directions.canMerge(0, 1) && directions.canMerge(0, 2) && directions.canMerge(1, 3));
    QVERIFY(ShrinkingPoints(Points(cross), KernelKind::Gaussian, {}).canMerge(0, 1));
}

void NnkScalesTest::degenerateInputs()
{
    const auto error = [](const MatrixD& x, KernelKind kernel = KernelKind::Gaussian) {
        ScaleOptions options = few(3);
        options.kernel = kernel;
        return test::errorOf([&] { mergeScales(Points(x), options); });
    };
    QCOMPARE(test::flawOf(error(MatrixD::Zero(2, 3)), ErrorKind::InvalidInput, "2 points"),
             QByteArray());
    MatrixD bad = reference::gaussianPoints(10, 3, 1);
    bad(7, 2) = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(test::flawOf(error(bad), ErrorKind::Numeric, "row 7"), QByteArray());
    MatrixD zero = reference::gaussianPoints(10, 3, 1);
    zero.row(4).setZero();
    QVERIFY(error(zero, KernelKind::Cosine).has_value());
    QVERIFY(!error(zero).has_value());

    // Copies: no scale, no dimension, and merging ends all the same.
    const Scales copies = mergeScales(Points(MatrixD(MatrixD::Constant(20, 3, 2))), few(0));
    QCOMPARE(copies.ended, std::string("two points are left"));
    QCOMPARE(copies.rounds[0].dimension.mean, 0.0);
    QCOMPARE(copies.rounds[0].diameter.mean, 0.0);
    QVERIFY(std::isnan(copies.rounds[0].curvature.mean));
    // Fewer points than k and than the neighbour of the width.
    const Scales tiny = mergeScales(Points(reference::gaussianPoints(5, 2, 3)), few(0));
    QCOMPARE(tiny.rounds[0].k, Index(4));
    QCOMPARE(tiny.rounds.size(), std::size_t(3));
}

void NnkScalesTest::cancels()
{
    const Points x(reference::gaussianPoints(3000, 20, 2));
    Progress progress;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        progress.cancel();
    });
    bool cancelled = false;
    QElapsedTimer timer;
    timer.start();
    try {
        mergeScales(x, ScaleOptions(), progress);
    } catch (const Cancelled&) {
        cancelled = true;
    }
    const auto took = timer.elapsed();
    stopper.join();
    QVERIFY(cancelled);
    QVERIFY2(took < 300 + 2000, QByteArray::number(took)); // 0.5 s on an idle machine
}

QTEST_GUILESS_MAIN(NnkScalesTest)
#include "test_scales.moc"
