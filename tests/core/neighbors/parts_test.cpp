// SPDX-License-Identifier: MIT
// The parts of the neighbour search: moments, tiles, nominee lists and the rounding bound.
#include "core/base/parallel.hpp"
#include "core/neighbors/moments.hpp"
#include "core/neighbors/nominate.hpp"
#include "core/neighbors/rounding.hpp"
#include "core/neighbors/row_search.hpp"
#include "core/neighbors/tiles.hpp"
#include "tests/core/neighbors/reference.hpp"

#include <QTest>

#include <numeric>
#include <set>

using namespace leafscope;
using namespace leafscope::reference;

class NeighborPartsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void momentsAreThoseOfTheColumns();
    void tilesCoverEveryPairOnce();
    void productsAreProducts();
    void listsKeepTheSmallest_data();
    void listsKeepTheSmallest();
    void boundHolds_data();
    void boundHolds();
    void roughDistancesStayBelowTheirLimit_data();
    void roughDistancesStayBelowTheirLimit();
};

void NeighborPartsTest::momentsAreThoseOfTheColumns()
{
    MatrixD x = gaussian(41, 600, 1);
    x.col(300).setConstant(0.1);
    const ColumnMoments moments = columnMoments(x);
    const VectorD squares = columnSquares(x, moments.mean);
    for (Index c = 0; c < 600; ++c) {
        QVERIFY(std::abs(moments.mean[c] - x.col(c).mean()) < 1e-14);
        QCOMPARE(moments.low[c], x.col(c).minCoeff());
        QCOMPARE(moments.high[c], x.col(c).maxCoeff());
        const double wanted = (x.col(c).array() - x.col(c).mean()).square().sum();
        QVERIFY(std::abs(squares[c] - wanted) <= 1e-12 * (1 + wanted));
        QCOMPARE(moments.constant(c), c == 300);
    }
    QVERIFY(moments.reach() >= (x.rowwise() - x.colwise().mean()).cwiseAbs().maxCoeff() - 1e-12);
}

void NeighborPartsTest::tilesCoverEveryPairOnce()
{
    for (const Index n : {1, 127, 128, 129, 1499, 1500, 4000, 6001}) {
        const TilePlan plan(n);
        std::set<std::pair<Index, Index>> seen;
        Index points = 0;
        for (Index t = 0; t < plan.tiles(); ++t) {
            const TilePlan::Tile tile = plan.tile(t);
            QVERIFY(tile.rowBlock <= tile.columnBlock && tile.columnBlock < plan.blocks());
            QVERIFY(seen.emplace(tile.rowBlock, tile.columnBlock).second);
        }
        for (Index b = 0; b < plan.blocks(); ++b) {
            QCOMPARE(plan.first(b), points);
            QVERIFY(plan.size(b) > 0 && plan.size(b) <= plan.side());
            points += plan.size(b);
        }
        QCOMPARE(points, n);
    }
}

void NeighborPartsTest::productsAreProducts()
{
    const SerialBlas serial;
    for (const Index d : {0, 1, 1024, 1025, 2500}) {
        const MatrixF left = gaussian(5, d, 2).cast<float>();
        const MatrixF right = gaussian(9, d, 3).cast<float>();
        MatrixF out = MatrixF::Constant(5, 9, 77);
        MatrixF spare = MatrixF::Constant(5, 9, 77);
        multiplyBlocks({left.data(), 5, right.data(), 9, d}, out.data(), spare.data(), {});
        const MatrixD wanted = left.cast<double>() * right.cast<double>().transpose();
        QVERIFY((out.cast<double>() - wanted).cwiseAbs().maxCoeff() < 1e-5 * double(d + 1));
    }
}

void NeighborPartsTest::listsKeepTheSmallest_data()
{
    QTest::addColumn<int>("keep");
    QTest::addColumn<int>("offered");
    for (const int keep : {1, 6, 32, 33, 100}) {
        for (const int offered : {3, 500})
            QTest::addRow("keep %d of %d", keep, offered) << keep << offered;
    }
}

void NeighborPartsTest::listsKeepTheSmallest()
{
    QFETCH(int, keep);
    QFETCH(int, offered);
    // Few distinct keys, so that ties at the edge of the list are decided by index, whatever the
    // order of arrival.
    RandomStream stream(5);
    std::vector<Nominee> all;
    for (int j = 0; j < offered; ++j)
        all.push_back({float(stream.below(7)), j});
    std::vector<Nominee> wanted = all;
    std::sort(wanted.begin(), wanted.end());
    wanted.resize(std::min(wanted.size(), std::size_t(keep)));
    for (int turn = 0; turn < 4; ++turn) {
        NomineeLists lists(2, keep);
        for (const std::int64_t p : stream.permutation(offered))
            lists.offer(1, all[std::size_t(p)]);
        const auto kept = lists.finish(1);
        QCOMPARE(kept.size(), wanted.size());
        for (std::size_t i = 0; i < kept.size(); ++i)
            QVERIFY(kept[i].index == wanted[i].index && kept[i].key == wanted[i].key);
    }
}

void NeighborPartsTest::boundHolds_data()
{
    QTest::addColumn<int>("d");
    QTest::addColumn<double>("spread");
    for (const int d : {1, 10, 1000, 3000}) {
        for (const double spread : {1.0, 1e-3, 1e-6})
            QTest::addRow("d %d spread %g", d, spread) << d << spread;
    }
}

void NeighborPartsTest::boundHolds()
{
    // Pairs at known distances, stored and multiplied in float32: no key may exceed the limit for
    // its distance, and the limit must not be loose beyond use.
    QFETCH(int, d);
    QFETCH(double, spread);
    const Index n = 200;
    const MatrixD x = gaussian(n, d, 21) * spread + VectorD::Ones(n) * gaussian(1, d, 22);
    std::vector<std::int32_t> rows(std::size_t(n), 0);
    std::iota(rows.begin(), rows.end(), 0);
    const VectorD mean =
        VectorD::Zero(d); // off-centre on purpose: cancellation is what the bound is about
    const CentredView<double> view{x, rows, mean, std::exp2(-12)};
    const StoredPoints stored = storePoints(view, {});
    const KeyBound bound = KeyBound::of<float>(d);
    const SerialBlas serial;
    MatrixF products(n, n);
    MatrixF spare(n, n);
    multiplyBlocks({stored.points.data(), n, stored.points.data(), n, d}, products.data(),
                   spare.data(), {});
    double largestSlack = 0;
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) {
            const double distance = (x.row(i) - x.row(j)).norm() * view.scale;
            const double key = double(float(stored.squaredNorm[j] / 2) - products(i, j));
            const double limit = bound.limit(stored.squaredNorm[i], distance * (1 + 1e-12));
            QVERIFY(key <= limit);
            const double size = stored.squaredNorm[i] + distance * distance;
            largestSlack = std::max(largestSlack, (limit - key) / size);
        }
    }
    QVERIFY2(largestSlack < 6e-8 * 4 * (std::min(d, 1024) + 20),
             qPrintable(QString::number(largestSlack)));
}

void NeighborPartsTest::roughDistancesStayBelowTheirLimit_data()
{
    QTest::addColumn<int>("d");
    QTest::addColumn<double>("scale");
    for (const int d : {1, 31, 32, 1000, 3000}) {
        for (const double scale : {1.0, 1e-22, 1e-40, 1e18, 1e30})
            QTest::addRow("d %d scale %g", d, scale) << d << scale;
    }
}

void NeighborPartsTest::roughDistancesStayBelowTheirLimit()
{
    QFETCH(int, d);
    QFETCH(double, scale);
    const MatrixF x = (gaussian(40, d, 23) * scale).cast<float>();
    double slack = 0;
    for (Index i = 0; i < 40; ++i) {
        for (Index j = 0; j < i; ++j) {
            const double squared = squaredDistance(x.row(i).data(), x.row(j).data(), d);
            const float rough = roughSquaredDistance(x.row(i).data(), x.row(j).data(), d);
            const float limit = roughLimit(squared, d);
            QVERIFY(rough <= limit);
            if (scale == 1)
                slack = std::max(slack, double(limit) / squared - 1);
        }
    }
    QVERIFY2(slack < 1e-7 * (d + 6), qPrintable(QString::number(slack)));
}

QTEST_GUILESS_MAIN(NeighborPartsTest)
#include "parts_test.moc"
