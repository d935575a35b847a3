// SPDX-License-Identifier: MIT
// The exact neighbour search against the plain one, and its invariances.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/neighbors/neighbors.hpp"
#include "tests/core/neighbors/reference.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <limits>
#include <thread>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

bool same(const Neighbors& a, const Neighbors& b)
{
    return a.index == b.index && a.squared == b.squared;
}

} // namespace

class NeighborsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void equalsBruteForce_data();
    void equalsBruteForce();
    void offsetsAndScales_data();
    void offsetsAndScales();
    void duplicatesAreNeighboursInOrder();
    void manyDuplicatesNeedNoSecondSearch();
    void permutationMovesRowsOnly();
    void zeroColumnsChangeNothing();
    void threadsChangeNoBit();
    void wideRows();
    void degenerate_data();
    void degenerate();
    void refusesBadInput();
    void cancelStopsSoon();
};

void NeighborsTest::equalsBruteForce_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("k");
    QTest::addColumn<bool>("single");
    const struct {
        int n, d, k;
    } shapes[] = {{2, 1, 1},    {3, 5, 2},    {50, 3, 10}, {130, 7, 2},
                  {257, 16, 5}, {400, 33, 2}, {600, 2, 40}};
    for (const char* kind : {"gaussian", "grid", "outlier", "clusters", "line"}) {
        for (const auto& s : shapes) {
            for (const bool single : {false, true}) {
                QTest::addRow("%s %dx%d k%d %s", kind, s.n, s.d, s.k, single ? "f32" : "f64")
                    << kind << s.n << s.d << s.k << single;
            }
        }
    }
}

void NeighborsTest::equalsBruteForce()
{
    QFETCH(QString, kind);
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(int, k);
    QFETCH(bool, single);
    const MatrixD x = pointSet(kind.toStdString(), n, d);
    const MatrixF rounded = x.cast<float>();
    const Neighbors found = single ? nearestNeighbors(rounded, k) : nearestNeighbors(x, k);
    const Neighbors wanted = bruteForce(single ? MatrixD(rounded.cast<double>()) : x, k);
    // Integers are exact in any order of summation; there the tie rule itself is tested.
    const bool exact = kind == "grid" || kind == "line";
    QVERIFY(agrees(found, wanted, exact ? 0 : 1e-13 * (d + 1)));
}

void NeighborsTest::offsetsAndScales_data()
{
    QTest::addColumn<double>("offset");
    QTest::addColumn<double>("scale");
    for (const double offset : {1e2, 1e4, 1e6})
        QTest::addRow("offset %g", offset) << offset << 1.0;
    for (const double scale : {1e-30, 1e-10, 1e10, 1e30})
        QTest::addRow("scale %g", scale) << 0.0 << scale;
}

void NeighborsTest::offsetsAndScales()
{
    QFETCH(double, offset);
    QFETCH(double, scale);
    const MatrixD x = ((gaussian(500, 24, 3) * scale).array() + offset).matrix();
    QVERIFY(agrees(nearestNeighbors(x, 4), bruteForce(x, 4), 1e-12));
    const MatrixF rounded = x.cast<float>();
    const Neighbors single = nearestNeighbors(rounded, 4);
    QVERIFY(agrees(single, bruteForce(rounded.cast<double>(), 4), 1e-12));
}

void NeighborsTest::duplicatesAreNeighboursInOrder()
{
    MatrixD x = gaussian(300, 6, 4);
    x.row(5) = x.row(2);
    x.row(9) = x.row(2);
    x.row(299) = x.row(2);
    x(40, 0) = 0.0;
    x.row(41) = x.row(40);
    x(41, 0) = -0.0;
    const Neighbors found = nearestNeighbors(x, 3);
    QCOMPARE(found.duplicates, std::int64_t(4));
    QCOMPARE(found.index(2, 0), 5);
    QCOMPARE(found.index(2, 1), 9);
    QCOMPARE(found.index(2, 2), 299);
    QCOMPARE(found.index(9, 0), 2);
    QCOMPARE(found.index(9, 1), 5);
    QCOMPARE(found.squared(9, 2), 0.0);
    QCOMPARE(found.index(41, 0), 40);
    QVERIFY(agrees(found, bruteForce(x, 3), 1e-12));
    const std::vector<Index> first = firstOccurrence(x);
    QCOMPARE(first[299], Index(2));
    QCOMPARE(first[41], Index(40));
    QCOMPARE(first[42], Index(42));
}

void NeighborsTest::manyDuplicatesNeedNoSecondSearch()
{
    MatrixD x = gaussian(1200, 10, 5);
    for (Index i = 200; i < 1200; ++i)
        x.row(i) = x.row(i % 20);
    const Neighbors found = nearestNeighbors(x, 30);
    QCOMPARE(found.duplicates, std::int64_t(1000));
    QCOMPARE(found.widened, Index(0));
    QVERIFY(agrees(found, bruteForce(x, 30), 1e-12));
}

void NeighborsTest::permutationMovesRowsOnly()
{
    const MatrixD x = gaussian(700, 12, 6);
    RandomStream stream(2);
    const std::vector<std::int64_t> order = stream.permutation(700);
    MatrixD shuffled(700, 12);
    for (Index i = 0; i < 700; ++i)
        shuffled.row(i) = x.row(order[std::size_t(i)]);
    const Neighbors plain = nearestNeighbors(x, 5);
    const Neighbors moved = nearestNeighbors(shuffled, 5);
    for (Index i = 0; i < 700; ++i) {
        for (Index p = 0; p < 5; ++p) {
            QCOMPARE(std::int64_t(plain.index(order[std::size_t(i)], p)),
                     order[std::size_t(moved.index(i, p))]);
            QCOMPARE(plain.squared(order[std::size_t(i)], p), moved.squared(i, p));
        }
    }
}

void NeighborsTest::zeroColumnsChangeNothing()
{
    const MatrixF x = gaussian(500, 13, 11).cast<float>();
    MatrixF padded = MatrixF::Zero(500, 40);
    padded.leftCols(13) = x;
    QVERIFY(same(nearestNeighbors(x, 6), nearestNeighbors(padded, 6)));
}

void NeighborsTest::threadsChangeNoBit()
{
    const MatrixF x = gaussian(2100, 40, 12).cast<float>();
    MatrixD clusters = pointSet("clusters", 900, 8);
    setComputeThreads(1);
    const Neighbors one = nearestNeighbors(x, 7);
    const Neighbors oneWidened = nearestNeighbors(clusters, 7);
    setComputeThreads(2);
    const Neighbors two = nearestNeighbors(x, 7);
    const Neighbors twoWidened = nearestNeighbors(clusters, 7);
    QVERIFY(same(one, two));
    QCOMPARE(one.widened, two.widened);
    QVERIFY(oneWidened.widened > 0);
    QVERIFY(same(oneWidened, twoWidened));
    QCOMPARE(oneWidened.widened, twoWidened.widened);
}

void NeighborsTest::wideRows()
{
    // Longer than one matrix product, so that the pieces are added.
    const MatrixD x = gaussian(160, 3000, 13);
    const Neighbors found = nearestNeighbors(x, 3);
    QVERIFY(agrees(found, bruteForce(x, 3), 1e-11));
    QCOMPARE(found.widened, Index(0));
}

void NeighborsTest::degenerate_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("k");
    QTest::newRow("no columns") << 20 << 0 << 4;
    QTest::newRow("constant") << 300 << 5 << 4;
    QTest::newRow("constant, all others") << 20 << 5 << 19;
    QTest::newRow("two points") << 2 << 1 << 1;
}

void NeighborsTest::degenerate()
{
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(int, k);
    const MatrixD x = pointSet("constant", n, d);
    const Neighbors found = nearestNeighbors(x, k);
    QVERIFY(same(found, bruteForce(x, k)));
    QCOMPARE(found.duplicates, std::int64_t(n - 1));
    const MatrixD spread = gaussian(n, d + 1, 3);
    QVERIFY(agrees(nearestNeighbors(spread, n - 1), bruteForce(spread, n - 1), 1e-12));
}

void NeighborsTest::refusesBadInput()
{
    const auto kindOf = [](const Points& x, Index k) {
        try {
            nearestNeighbors(x, k);
        } catch (const Error& error) {
            return std::pair(error.kind(), QString(error.what()));
        }
        return std::pair(ErrorKind::Internal, QString("no error"));
    };
    MatrixF x = gaussian(10, 2, 1).cast<float>();
    for (const Index k : {Index(0), Index(10), Index(-1)})
        QCOMPARE(kindOf(x, k).first, ErrorKind::InvalidInput);
    QCOMPARE(kindOf(MatrixF(0, 3), 1).first, ErrorKind::InvalidInput);
    x(4, 1) = std::numeric_limits<float>::quiet_NaN();
    x(7, 0) = std::numeric_limits<float>::infinity();
    const auto [kind, text] = kindOf(x, 2);
    QCOMPARE(kind, ErrorKind::Numeric);
    QVERIFY2(text.contains("2 of 10") && text.contains("row 4"), qPrintable(text));
    QCOMPARE(kindOf(MatrixD(gaussian(10, 2, 1) * 1e200), 2).first, ErrorKind::Numeric);
    QCOMPARE(kindOf(MatrixD(gaussian(10, 2, 1) * 1e-200), 2).first, ErrorKind::Numeric);
}

void NeighborsTest::cancelStopsSoon()
{
    setComputeThreads(2); // on many threads it might be done before the cancel
    const Points x = MatrixF(gaussian(6000, 512, 14).cast<float>());
    const Progress progress;
    QElapsedTimer sinceCancel;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        sinceCancel.start();
        progress.cancel();
    });
    QVERIFY_EXCEPTION_THROWN(nearestNeighbors(x, 2, progress), Cancelled);
    canceller.join();
    QVERIFY2(sinceCancel.elapsed() < 500, qPrintable(QString::number(sinceCancel.elapsed())));
}

QTEST_GUILESS_MAIN(NeighborsTest)
#include "neighbors_test.moc"
