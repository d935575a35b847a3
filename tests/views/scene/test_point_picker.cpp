// SPDX-License-Identifier: MIT
// Picking, against a plain search in double precision.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "views/scene/point_picker.hpp"

#include <QElapsedTimer>
#include <QTest>

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
        picker.project(points, visible, camera, PointSize());
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
        picker.project(points, {}, camera, PointSize());
        const Projected axis = camera.project(Vec3(0, 0, 0));
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(1));
        picker.project(points, {1, 0, 1}, camera, PointSize());
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(0));
        camera.setPose({Vec3(0, 0, 0), Vec3(0, 0, -1), Vec3(0, 1, 0), false, 1});
        picker.project(points, {}, camera, PointSize());
        QCOMPARE(picker.nearest(axis.x, axis.y, 8), Index(0)); // the other one is behind the camera
    }

    void radiusLimits()
    {
        const std::vector<Eigen::Vector3f> points{{0, 0, 0}};
        CameraControl camera;
        camera.setFrame({200, 200});
        camera.setContent(points);
        PointPicker picker;
        picker.project(points, {}, camera, PointSize());
        QCOMPARE(picker.nearest(100, 107.9, 8), Index(0));
        QCOMPARE(picker.nearest(100, 108.1, 8), Index(-1));
        picker.project({}, {}, camera, PointSize());
        QCOMPARE(picker.nearest(100, 100, 8), Index(-1));
    }

    void boxHoldsWhatItShould()
    {
        const auto points = cloud(500);
        const CameraControl camera = cameraOn(points, false);
        PointPicker picker;
        picker.project(points, {}, camera, PointSize());
        std::vector<Index> expected;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Projected p = camera.project(points[i].cast<double>());
            if (p.x >= 200 && p.x <= 500 && p.y >= 150 && p.y <= 350)
                expected.push_back(Index(i));
        }
        QVERIFY(expected.size() > 20);
        QCOMPARE(picker.inside(200, 150, 500, 350), expected);
        QVERIFY(picker.inside(500, 150, 200, 350).empty());
    }

    void flagsMustMatch()
    {
        PointPicker picker;
        QVERIFY_EXCEPTION_THROWN(picker.project(cloud(3), {1, 1}, CameraControl(), PointSize()),
                                 Error);
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
            picker.project(points, {}, camera, PointSize());
            picker.nearest(400, 300, 8);
        }
        QVERIFY2(clock.elapsed() < 5 * 50, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestPointPicker)
#include "test_point_picker.moc"
