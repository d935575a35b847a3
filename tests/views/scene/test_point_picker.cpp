// SPDX-License-Identifier: MIT
// Picking and regions, against plain searches in double precision.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "views/scene/point_picker.hpp"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace leafscope;

namespace {

std::vector<Eigen::Vector3f> cloud(int n)
{
    RandomStream random(11);
    std::vector<Eigen::Vector3f> points;
    for (int i = 0; i < n; ++i) {
        const auto x = float(random.normal());
        const auto y = float(random.normal());
        points.emplace_back(x, y, float(random.normal()));
    }
    return points;
}

std::shared_ptr<const DrawOrder> orderOf(const std::vector<std::uint8_t>& visible)
{
    return std::make_shared<const DrawOrder>(
        stratifiedOrder(std::vector<int>(visible.size(), 0), visible, 20000, 250000));
}

std::shared_ptr<const DrawOrder> all(std::size_t n)
{
    return orderOf(std::vector<std::uint8_t>(n, 1));
}

/// The winding number, edge by edge.
bool plainInside(const std::vector<Vec2>& corners, Vec2 at)
{
    int winding = 0;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        Vec2 a = corners[i];
        Vec2 b = corners[(i + 1) % corners.size()];
        const int turn = a.y() < b.y() ? 1 : -1;
        if (turn < 0)
            std::swap(a, b);
        if (a.y() <= at.y() && at.y() < b.y() &&
            a.x() + (at.y() - a.y()) * ((b.x() - a.x()) / (b.y() - a.y())) > at.x())
            winding += turn;
    }
    return winding != 0;
}

CameraControl cameraOn(const std::vector<Eigen::Vector3f>& points, bool parallel)
{
    CameraControl camera;
    camera.setFrame({800, 600, 0, 20, 100, 0});
    camera.setContent(points);
    camera.reset();
    camera.setParallel(parallel);
    return camera;
}

// The definition, word by word: of the discs that cover the cursor the front-most, else the
// nearest.
Index plainNearest(const std::vector<Eigen::Vector3f>& points,
                   const std::vector<std::uint8_t>& visible, const CameraControl& camera,
                   const PointSize& size, Vec2 at)
{
    Index covering = -1;
    Index nearest = -1;
    double front = 1e300;
    double least = 8;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!visible[i])
            continue;
        const Projected p = camera.project(points[i].cast<double>());
        if (p.depth <= 0)
            continue;
        const double away = std::hypot(p.x - at.x(), p.y - at.y());
        const double depth = camera.pose().parallel ? 1 : p.depth;
        if (away <= size.diameter(camera.nominalDistance(), depth) / 2) {
            if (p.depth < front) {
                covering = Index(i);
                front = p.depth;
            }
        } else if (away < least) {
            nearest = Index(i);
            least = away;
        }
    }
    return covering >= 0 ? covering : nearest;
}

} // namespace

class TestPointPicker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsThePlainSearch_data()
    {
        QTest::addColumn<bool>("parallel");
        QTest::newRow("perspective") << false;
        QTest::newRow("parallel") << true;
    }
    void equalsThePlainSearch()
    {
        QFETCH(bool, parallel);
        const auto points = cloud(1500);
        std::vector<std::uint8_t> visible(points.size(), 1);
        for (std::size_t i = 0; i < visible.size(); i += 3)
            visible[i] = 0;
        const CameraControl camera = cameraOn(points, parallel);
        PointPicker picker;
        picker.project(points, orderOf(visible), camera, PointSize());
        RandomStream random(5);
        int hits = 0;
        for (int i = 0; i < 400; ++i) {
            const Vec2 at(800 * random.uniform(), 600 * random.uniform());
            const Index expected = plainNearest(points, visible, camera, PointSize(), at);
            QCOMPARE(picker.nearest(at.x(), at.y(), 8), expected);
            hits += expected >= 0;
        }
        QVERIFY(hits > 50 && hits < 400);
    }

    void frontMostOfTwoOnOneRay()
    {
        const std::vector<Eigen::Vector3f> points{{0, 0, -1}, {0, 0, 1}, {0.9f, 0.9f, 0}};
        CameraControl camera = cameraOn(points, false);
        PointPicker picker;
        // Exactly behind each other, seen along the optical axis.
        camera.setPose({Vec3(0, 0, 5), Vec3(0, 0, 0), Vec3(0, 1, 0), false, 1});
        picker.project(points, all(points.size()), camera, PointSize());
        const Projected axis = camera.project(Vec3(0, 0, 0));
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(1));
        picker.project(points, orderOf({1, 0, 1}), camera, PointSize());
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(0));
        camera.setPose({Vec3(0, 0, 0), Vec3(0, 0, -1), Vec3(0, 1, 0), false, 1});
        picker.project(points, all(points.size()), camera, PointSize());
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(0)); // the other one is behind the camera
    }

    void radiusLimits()
    {
        const std::vector<Eigen::Vector3f> points{{0, 0, 0}};
        CameraControl camera;
        camera.setFrame({200, 200});
        camera.setContent(points);
        PointPicker picker;
        picker.project(points, all(points.size()), camera, PointSize());
        QCOMPARE(picker.nearest(100, 107.9, 8), Index(0));
        QCOMPARE(picker.nearest(100, 108.1, 8), Index(-1));
        picker.project({}, all(0), camera, PointSize());
        QCOMPARE(picker.nearest(100, 100, 8), Index(-1));
    }

    void boxHoldsWhatItShould()
    {
        const auto points = cloud(500);
        const CameraControl camera = cameraOn(points, false);
        PointPicker picker;
        picker.project(points, all(points.size()), camera, PointSize());
        std::vector<Index> expected;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Projected p = camera.project(points[i].cast<double>());
            if (p.x >= 200 && p.x <= 500 && p.y >= 150 && p.y <= 350)
                expected.push_back(Index(i));
        }
        QVERIFY(expected.size() > 20);
        const auto box = ScreenRegion::box({500, 150}, {200, 350}); // any two opposite corners
        QCOMPARE(picker.inside(box), expected);
        QCOMPARE(picker.countInside(box), Index(expected.size()));
        QVERIFY(picker.inside(ScreenRegion::box({-9, -9}, {-1, -1})).empty());
        QVERIFY(PointPicker().inside(box).empty());
    }

    void lassoHoldsWhatItShould_data()
    {
        QTest::addColumn<int>("corners");
        QTest::addColumn<int>("turns");
        QTest::newRow("triangle") << 3 << 1;
        QTest::newRow("freehand") << 300 << 1;
        QTest::newRow("twice around, crossing itself") << 200 << 2;
        QTest::newRow("scribble") << 60 << 0;
    }
    void lassoHoldsWhatItShould()
    {
        QFETCH(int, corners);
        QFETCH(int, turns);
        RandomStream random(23);
        std::vector<Vec2> lasso;
        for (int i = 0; i < corners; ++i) {
            const double angle = 6.283185307 * std::max(turns, 1) * i / corners;
            const double radius = 150 + 60 * random.uniform() + 70 * i / corners;
            lasso.push_back(
                turns > 0 ? Vec2(400 + radius * std::cos(angle), 300 + radius * std::sin(angle))
                          : Vec2(800 * random.uniform(), 600 * random.uniform()));
        }
        const ScreenRegion region = ScreenRegion::polygon(lasso);
        const auto points = cloud(70000); // more than one thread's share
        const CameraControl camera = cameraOn(points, true);
        std::vector<std::uint8_t> visible(points.size(), 1);
        for (std::size_t i = 1; i < visible.size(); i += 7)
            visible[i] = 0;
        PointPicker picker;
        picker.project(points, orderOf(visible), camera, PointSize());
        const std::vector<Index> found = picker.inside(region);
        QCOMPARE(picker.countInside(region), Index(found.size()));
        std::size_t next = 0;
        int unclear = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Projected p = camera.project(points[i].cast<double>());
            const Vec2 at(p.x, p.y);
            const bool expected = visible[i] && plainInside(lasso, at);
            const bool is = next < found.size() && found[next] == Index(i);
            next += is;
            // The picker's places are float: on the line itself either answer will do.
            if (is != expected && visible[i]) {
                ++unclear;
                bool near = false;
                for (const Vec2& off :
                     {Vec2(1e-3, 0), Vec2(-1e-3, 0), Vec2(0, 1e-3), Vec2(0, -1e-3)})
                    near = near || plainInside(lasso, at + off) == is;
                QVERIFY2(near, qPrintable(QString::number(i)));
            }
            QVERIFY(!is || visible[i]);
        }
        QCOMPARE(next, found.size());
        QVERIFY(found.size() > 1000 && unclear < 200);
    }

    void regionsOfNothing()
    {
        QVERIFY(!ScreenRegion().contains(0, 0));
        QVERIFY(!ScreenRegion::polygon({{0, 0}, {9, 9}}).contains(4, 4));
        QVERIFY(!ScreenRegion::polygon({{0, 5}, {9, 5}, {4, 5}}).contains(4, 5)); // no height
        const ScreenRegion box = ScreenRegion::box({1, 1}, {3, 3});
        QVERIFY(box.contains(1, 3) && !box.contains(0.99, 2));
        QVERIFY(!box.contains(std::nan(""), 2));
        const ScreenRegion square = ScreenRegion::polygon({{1, 1}, {3, 1}, {3, 3}, {1, 3}});
        QVERIFY(square.contains(2, 2) && !square.contains(2, 3.01) && !square.contains(4, 2));
    }

    void onlyDrawnPointsAreUnderTheCursor()
    {
        const auto points = cloud(300);
        const CameraControl camera = cameraOn(points, false);
        const auto order = std::make_shared<const DrawOrder>(
            stratifiedOrder(std::vector<int>(points.size(), 0),
                            std::vector<std::uint8_t>(points.size(), 1), 10, 60));
        PointPicker picker;
        picker.project(points, order, camera, PointSize());
        QCOMPARE(picker.inside(ScreenRegion::box({0, 0}, {800, 600})).size(), std::size_t(300));
        for (int x = 0; x < 800; x += 7)
            for (int y = 0; y < 600; y += 7)
                if (const Index row = picker.nearest(x, y, 8); row >= 0)
                    QVERIFY(std::find(order->rows.begin(), order->rows.begin() + 60,
                                      std::uint32_t(row)) != order->rows.begin() + 60);
    }

    void orderIsStratifiedAndWhole()
    {
        const std::size_t n = 50000;
        std::vector<int> groups(n);
        std::vector<std::uint8_t> visible(n, 1);
        for (std::size_t i = 0; i < n; ++i) {
            groups[i] = i == 777 ? 90000 : i % 10 == 0 ? -3 : int(i % 3);
            visible[i] = i % 5 != 1;
        }
        const DrawOrder order = stratifiedOrder(groups, visible, 2000, 12000);
        QCOMPARE(order.moving, std::size_t(2000));
        QCOMPARE(order.rest, std::size_t(12000));
        std::vector<std::uint8_t> seen(n, 0);
        for (const std::uint32_t row : order.rows) {
            QVERIFY(visible[row] && !seen[row]);
            seen[row] = 1;
        }
        QCOMPARE(seen, visible);
        QVERIFY(std::is_sorted(order.rows.begin(), order.rows.begin() + 2000));
        QVERIFY(std::is_sorted(order.rows.begin() + 2000, order.rows.begin() + 12000));
        QVERIFY(std::is_sorted(order.rows.begin() + 12000, order.rows.end()));
        QVERIFY(std::find(order.rows.begin(), order.rows.begin() + 2000, 777u) !=
                order.rows.begin() + 2000); // a group of one is always there
        for (const int group : {-3, 0, 1, 2}) {
            const auto share = [&](std::size_t end) {
                return double(std::count_if(order.rows.begin(), order.rows.begin() + end,
                                            [&](auto row) { return groups[row] == group; })) /
                       double(end);
            };
            const double whole = share(order.rows.size());
            QVERIFY2(std::abs(share(2000) - whole) < 0.003, qPrintable(QString::number(group)));
            QVERIFY(std::abs(share(12000) - whole) < 0.001);
        }
        QVERIFY(stratifiedOrder({}, {}, 5, 9).rows.empty());
        QCOMPARE(stratifiedOrder({1, 1, 2}, {1, 0, 1}, 5, 9).rows,
                 (std::vector<std::uint32_t>{0, 2}));
        QVERIFY_EXCEPTION_THROWN(stratifiedOrder({1}, {}, 5, 9), Error);
    }

    void sizesStayInTheirLimits()
    {
        const PointSize size;
        QCOMPARE(size.diameter(1, 1), size.base);
        QCOMPARE(size.diameter(1, 1e9), size.smallest);
        QCOMPARE(size.diameter(1e9, 1), size.largest);
        QVERIFY(size.diameter(2, 1) > size.diameter(1, 1));
    }

    void tenThousandPointsWithinOneFrame()
    {
        const auto points = cloud(10000);
        const CameraControl camera = cameraOn(points, false);
        PointPicker picker;
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 5; ++i) {
            picker.project(points, all(points.size()), camera, PointSize());
            picker.nearest(400, 300, 8);
        }
        QVERIFY2(clock.elapsed() < 5 * 50, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestPointPicker)
#include "test_point_picker.moc"
