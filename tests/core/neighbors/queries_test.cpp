// SPDX-License-Identifier: MIT
// The nearest points of queries of their own, few and many, against the plain search.
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

/// Queries near the points: every second one is a point, the others lie between two.
MatrixD queriesNear(const MatrixD& base, Index count)
{
    MatrixD queries(count, base.cols());
    for (Index i = 0; i < count; ++i) {
        queries.row(i) = base.row((7 * i) % base.rows());
        if (i % 2 == 1)
            queries.row(i) = (queries.row(i) + base.row((3 * i) % base.rows())) / 2;
    }
    return queries;
}

Neighbors search(const MatrixD& base, const MatrixD& queries, Index k, bool single)
{
    if (!single)
        return nearestNeighbors(base, queries, k);
    return nearestNeighbors(MatrixF(base.cast<float>()), MatrixF(queries.cast<float>()), k);
}

MatrixD asFloat(const MatrixD& x, bool single)
{
    return single ? MatrixD(x.cast<float>().cast<double>()) : x;
}

} // namespace

class NeighborQueriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void equalsBruteForce_data();
    void equalsBruteForce();
    void offsetsAndScales_data();
    void offsetsAndScales();
    void queriesFarFromThePoints();
    void duplicatesInOrder_data();
    void duplicatesInOrder();
    void fewAndManyAgree_data();
    void fewAndManyAgree();
    void threadsChangeNoBit();
    void wideRows();
    void degenerate();
    void refusesBadInput();
    void extremeValues_data();
    void extremeValues();
    void cancelStopsSoon();
};

void NeighborQueriesTest::equalsBruteForce_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("k");
    QTest::addColumn<bool>("single");
    const struct {
        int n, d, queries, k;
    } shapes[] = {{1, 1, 1, 1},      {3, 5, 2, 3},    {50, 3, 100, 10}, {400, 7, 1, 2},
                  {257, 16, 130, 5}, {600, 33, 5, 2}, {600, 2, 300, 40}};
    for (const char* kind : {"gaussian", "grid", "outlier", "clusters", "line", "constant"}) {
        for (const auto& s : shapes) {
            for (const bool single : {false, true}) {
                QTest::addRow("%s %dx%d q%d k%d %s", kind, s.n, s.d, s.queries, s.k,
                              single ? "f32" : "f64")
                    << kind << s.n << s.d << s.queries << s.k << single;
            }
        }
    }
}

void NeighborQueriesTest::equalsBruteForce()
{
    QFETCH(QString, kind);
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(int, queries);
    QFETCH(int, k);
    QFETCH(bool, single);
    const MatrixD base = asFloat(pointSet(kind.toStdString(), n, d), single);
    const MatrixD asked = asFloat(queriesNear(base, queries), single);
    const Neighbors found = search(base, asked, k, single);
    const Neighbors wanted = bruteForce(base, asked, k, false);
    // Halves of integers are exact in any order of summation; there the tie rule itself is tested.
    const bool exact = kind == "grid" || kind == "line" || kind == "constant";
    QVERIFY(agrees(found, wanted, exact ? 0 : 1e-13 * (d + 1)));
    Index equal = 0;
    for (Index i = 0; i < queries; ++i)
        equal += wanted.squared(i, 0) == 0 ? 1 : 0;
    QCOMPARE(Index(found.duplicates), equal);
    QVERIFY(equal >= (queries + 1) / 2);
}

void NeighborQueriesTest::offsetsAndScales_data()
{
    QTest::addColumn<double>("offset");
    QTest::addColumn<double>("scale");
    for (const double offset : {1e2, 1e4, 1e6})
        QTest::addRow("offset %g", offset) << offset << 1.0;
    for (const double scale : {1e-30, 1e-10, 1e10, 1e30})
        QTest::addRow("scale %g", scale) << 0.0 << scale;
}

void NeighborQueriesTest::offsetsAndScales()
{
    QFETCH(double, offset);
    QFETCH(double, scale);
    const auto spread = [&](std::uint64_t seed, Index n) {
        return MatrixD(((gaussian(n, 24, seed) * scale).array() + offset).matrix());
    };
    for (const Index queries : {3, 200}) {
        for (const bool single : {false, true}) {
            const MatrixD base = asFloat(spread(3, 500), single);
            const MatrixD asked = asFloat(spread(4, queries), single);
            QVERIFY(
                agrees(search(base, asked, 4, single), bruteForce(base, asked, 4, false), 1e-12));
        }
    }
}

void NeighborQueriesTest::queriesFarFromThePoints()
{
    // From far away float32 sees no difference between the points: all are searched again.
    const MatrixD base = gaussian(800, 9, 31);
    const MatrixD asked = (gaussian(150, 9, 32).array() + 1e5).matrix();
    const Neighbors found = nearestNeighbors(base, asked, 6);
    QVERIFY(agrees(found, bruteForce(base, asked, 6, false), 1e-12));
    QCOMPARE(found.widened, Index(150));
}

void NeighborQueriesTest::duplicatesInOrder_data()
{
    QTest::addColumn<int>("queries");
    QTest::newRow("few") << 2;
    QTest::newRow("many") << 60;
}

void NeighborQueriesTest::duplicatesInOrder()
{
    QFETCH(int, queries);
    MatrixD base = gaussian(900, 10, 5);
    for (Index i = 200; i < 900; ++i)
        base.row(i) = base.row(i % 20);
    MatrixD asked = gaussian(queries, 10, 6);
    asked.row(1) = base.row(3);
    base(3, 0) = base(203, 0) = asked(1, 0) = 0.0;
    for (Index i = 223; i < 900; i += 20)
        base(i, 0) = -0.0;
    const Neighbors found = nearestNeighbors(base, asked, 40);
    QVERIFY(agrees(found, bruteForce(base, asked, 40, false), 1e-12));
    QCOMPARE(found.widened, Index(0));
    QCOMPARE(found.duplicates, std::int64_t(1));
    QCOMPARE(found.index(1, 0), 3);
    for (Index p = 1; p < 36; ++p) {
        QCOMPARE(found.index(1, p), std::int32_t(203 + 20 * (p - 1)));
        QCOMPARE(found.squared(1, p), 0.0);
    }
    QVERIFY(found.squared(1, 36) > 0);
}

void NeighborQueriesTest::fewAndManyAgree_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"gaussian", "grid", "clusters"})
        QTest::newRow(kind) << kind;
}

void NeighborQueriesTest::fewAndManyAgree()
{
    QFETCH(QString, kind);
    const MatrixF base = pointSet(kind.toStdString(), 1700, 20).cast<float>();
    const MatrixF asked = queriesNear(base.cast<double>(), 90).cast<float>();
    const Neighbors many = nearestNeighbors(base, asked, 8);
    for (Index i = 0; i < 90; i += 3) {
        const Neighbors few = nearestNeighbors(base, MatrixF(asked.middleRows(i, 3)), 8);
        QVERIFY(few.index == many.index.middleRows(i, 3));
        QVERIFY(few.squared == many.squared.middleRows(i, 3));
    }
    // The search of the points among themselves is that of queries without the first, the row.
    if (kind == "grid")
        return; // has duplicates, which come before the row
    const Neighbors itself = nearestNeighbors(base, 7);
    const Neighbors asQueries = nearestNeighbors(base, base, 8);
    QVERIFY(itself.index == asQueries.index.rightCols(7));
    QVERIFY(itself.squared == asQueries.squared.rightCols(7));
}

void NeighborQueriesTest::threadsChangeNoBit()
{
    const MatrixF base = gaussian(2100, 40, 12).cast<float>();
    const MatrixF asked = gaussian(700, 40, 13).cast<float>();
    const MatrixF few = asked.topRows(4);
    const MatrixD clusters = pointSet("clusters", 900, 8);
    const MatrixD inClusters = queriesNear(clusters, 300);
    setComputeThreads(1);
    const Neighbors one = nearestNeighbors(base, asked, 7);
    const Neighbors oneFew = nearestNeighbors(base, few, 7);
    const Neighbors oneWidened = nearestNeighbors(clusters, inClusters, 7);
    setComputeThreads(2);
    const Neighbors two = nearestNeighbors(base, asked, 7);
    const Neighbors twoWidened = nearestNeighbors(clusters, inClusters, 7);
    QVERIFY(same(one, two));
    QVERIFY(same(oneFew, nearestNeighbors(base, few, 7)));
    QCOMPARE(one.widened, two.widened);
    QVERIFY(oneWidened.widened > 0);
    QVERIFY(same(oneWidened, twoWidened));
    QCOMPARE(oneWidened.widened, twoWidened.widened);
}

void NeighborQueriesTest::wideRows()
{
    // Longer than one matrix product, so that the pieces are added.
    const MatrixD base = gaussian(160, 3000, 13);
    const MatrixD asked = gaussian(40, 3000, 14);
    const Neighbors found = nearestNeighbors(base, asked, 3);
    QVERIFY(agrees(found, bruteForce(base, asked, 3, false), 1e-11));
    QCOMPARE(found.widened, Index(0));
}

void NeighborQueriesTest::degenerate()
{
    const MatrixD base = gaussian(30, 4, 1);
    QCOMPARE(nearestNeighbors(base, MatrixD(0, 4), 3).index.rows(), Index(0));
    for (const Index queries : {2, 50}) {
        // No columns: all distances are 0.
        const Neighbors flat = nearestNeighbors(MatrixD(30, 0), MatrixD(queries, 0), 3);
        QVERIFY(same(flat, bruteForce(MatrixD(30, 0), MatrixD(queries, 0), 3, false)));
        // All points equal, queries elsewhere.
        const MatrixD constant = MatrixD::Constant(30, 4, 3.25);
        const MatrixD asked = gaussian(queries, 4, 2);
        QVERIFY(agrees(nearestNeighbors(constant, asked, 30),
                       bruteForce(constant, asked, 30, false), 1e-14));
        // As many neighbours as points.
        QVERIFY(
            agrees(nearestNeighbors(base, asked, 30), bruteForce(base, asked, 30, false), 1e-12));
    }
}

void NeighborQueriesTest::refusesBadInput()
{
    const auto failure = [](const Points& base, const Points& queries, Index k) {
        try {
            nearestNeighbors(base, queries, k);
        } catch (const Error& error) {
            return std::pair(error.kind(), QString(error.what()));
        }
        return std::pair(ErrorKind::Internal, QString("no error"));
    };
    const MatrixF base = gaussian(40, 2, 1).cast<float>();
    const MatrixF queries = gaussian(40, 2, 2).cast<float>();
    for (const Index k : {Index(0), Index(41), Index(-1)})
        QCOMPARE(failure(base, queries, k).first, ErrorKind::InvalidInput);
    QCOMPARE(failure(MatrixF(0, 2), queries, 1).first, ErrorKind::InvalidInput);
    QCOMPARE(failure(base, MatrixF(40, 3), 2).first, ErrorKind::InvalidInput);
    const auto [precision, said] = failure(base, MatrixD(gaussian(40, 2, 2)), 2);
    QCOMPARE(precision, ErrorKind::InvalidInput);
    QVERIFY2(said.contains("float32") && said.contains("float64"), qPrintable(said));
    for (const Index count : {4, 40}) {
        MatrixF bad = queries.topRows(count);
        bad(3, 1) = std::numeric_limits<float>::quiet_NaN();
        const auto [kind, text] = failure(base, bad, 2);
        QCOMPARE(kind, ErrorKind::Numeric);
        QVERIFY2(text.contains("1 of ") && text.contains("query 3"), qPrintable(text));
        MatrixF badBase = base;
        badBase(30, 0) = std::numeric_limits<float>::infinity();
        badBase(31, 0) = std::numeric_limits<float>::quiet_NaN();
        const auto [baseKind, baseText] = failure(badBase, MatrixF(queries.topRows(count)), 2);
        QCOMPARE(baseKind, ErrorKind::Numeric);
        QVERIFY2(baseText.contains("2 of 40") && baseText.contains("row 30"), qPrintable(baseText));
    }
}

void NeighborQueriesTest::extremeValues_data()
{
    QTest::addColumn<int>("queries");
    QTest::newRow("few") << 2;
    QTest::newRow("many") << 60;
}

void NeighborQueriesTest::extremeValues()
{
    QFETCH(int, queries);
    const MatrixD base = gaussian(40, 2, 1);
    const MatrixD asked = gaussian(queries, 2, 2);
    // Squares that overflow or vanish are refused, not misjudged.
    for (const double scale : {1e200, 1e-200})
        QVERIFY_EXCEPTION_THROWN(nearestNeighbors(MatrixD(base * scale), MatrixD(asked * scale), 2),
                                 Error);
    // Values at the edge of what works.
    for (const double scale : {1e147, 1e-137}) {
        const MatrixD points = base * scale;
        const MatrixD at = asked * scale;
        QVERIFY(agrees(nearestNeighbors(points, at, 2), bruteForce(points, at, 2, false), 1e-13));
    }
}

void NeighborQueriesTest::cancelStopsSoon()
{
    setComputeThreads(2); // on many threads it might be done before the cancel
    const Points base = MatrixF(gaussian(5000, 512, 14).cast<float>());
    const Points asked = MatrixF(gaussian(5000, 512, 15).cast<float>());
    const Progress progress;
    QElapsedTimer sinceCancel;
    std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
        sinceCancel.start();
        progress.cancel();
    });
    QVERIFY_EXCEPTION_THROWN(nearestNeighbors(base, asked, 2, progress), Cancelled);
    canceller.join();
    QVERIFY2(sinceCancel.elapsed() < 500, qPrintable(QString::number(sinceCancel.elapsed())));
    // A cancel before a lone query stops it too.
    QVERIFY_EXCEPTION_THROWN(
        nearestNeighbors(base, MatrixF(std::get<MatrixF>(asked).topRows(1)), 2, progress),
        Cancelled);
}

QTEST_GUILESS_MAIN(NeighborQueriesTest)
#include "queries_test.moc"
