// SPDX-License-Identifier: MIT
// The camera's arithmetic, against VTK's and against what each gesture promises.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "views/scene/camera_control.hpp"

#include <QTest>
#include <vtkCamera.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>

#include <cmath>

using namespace leafscope;

namespace {

std::vector<Eigen::Vector3f> cloud(int n, std::uint64_t seed)
{
    RandomStream random(seed);
    std::vector<Eigen::Vector3f> points;
    for (int i = 0; i < n; ++i) {
        const auto x = float(random.normal());
        const auto y = float(random.normal());
        const auto z = float(random.normal());
        points.emplace_back(x, 0.5f * y + 0.3f, 0.2f * z - 0.1f);
    }
    return points;
}

CameraControl someCamera(bool parallel)
{
    CameraControl camera;
    camera.setFrame({640, 400, 10, 40, 120, 20});
    camera.setContent(cloud(200, 7));
    camera.reset();
    camera.setParallel(parallel);
    camera.orbit({100, 100}, {190, 60});
    return camera;
}

double apart(const Projected& p, Vec2 at)
{
    return std::hypot(p.x - at.x(), p.y - at.y());
}

} // namespace

class TestCameraControl : public QObject {
    Q_OBJECT

private:
    static void projections()
    {
        QTest::addColumn<bool>("parallel");
        QTest::newRow("perspective") << false;
        QTest::newRow("parallel") << true;
    }

private Q_SLOTS:
    void compositeEqualsVtk_data() { projections(); }
    void compositeEqualsVtk()
    {
        QFETCH(bool, parallel);
        const CameraControl camera = someCamera(parallel);
        vtkNew<vtkCamera> vtk;
        camera.apply(*vtk);
        vtkMatrix4x4* expected = vtk->GetCompositeProjectionTransformMatrix(640.0 / 400, -1, 1);
        const Eigen::Matrix4d matrix = camera.composite();
        for (int i = 0; i < 4; ++i)
            for (int j = 0; j < 4; ++j)
                QVERIFY2(std::abs(matrix(i, j) - expected->GetElement(i, j)) < 1e-9,
                         qPrintable(QStringLiteral("(%1,%2) %3 instead of %4")
                                        .arg(i)
                                        .arg(j)
                                        .arg(matrix(i, j))
                                        .arg(expected->GetElement(i, j))));
    }

    void projectInvertsUnproject_data() { projections(); }
    void projectInvertsUnproject()
    {
        QFETCH(bool, parallel);
        const CameraControl camera = someCamera(parallel);
        for (const Vec2& at : {Vec2(0, 0), Vec2(320, 200), Vec2(611, 17)}) {
            const Vec3 point = camera.unproject(at, camera.contentCentre());
            QVERIFY(apart(camera.project(point), at) < 1e-9);
            const Vec3 forward = camera.pose().forward();
            QVERIFY(std::abs(forward.dot(point - camera.contentCentre())) < 1e-9);
        }
        // The same through the matrix that the picker uses.
        const Vec3 point(0.3, -0.2, 0.5);
        const Eigen::Vector4d clip = camera.composite() * point.homogeneous();
        const Projected direct = camera.project(point);
        QVERIFY(std::abs((clip.x() / clip.w() + 1) * 320 - direct.x) < 1e-9);
        QVERIFY(std::abs((1 - clip.y() / clip.w()) * 200 - direct.y) < 1e-9);
    }

    void orbitTurnsAboutTheCentre_data() { projections(); }
    void orbitTurnsAboutTheCentre()
    {
        QFETCH(bool, parallel);
        CameraControl camera = someCamera(parallel);
        const Vec3 centre(0.4, 0.1, -0.2);
        camera.setRotationCentre(centre);
        const CameraPose before = camera.pose();
        const Projected was = camera.project(centre);
        camera.orbit({300, 200}, {380, 140});
        QVERIFY((camera.pose().position - before.position).norm() > 0.1);
        QVERIFY(std::abs((camera.pose().position - centre).norm() -
                         (before.position - centre).norm()) < 1e-9);
        const Projected is = camera.project(centre);
        QVERIFY(apart(is, {was.x, was.y}) < 1e-6); // the centre stays where it is on the screen
        QVERIFY(std::abs(camera.pose().up.dot(camera.pose().forward())) < 1e-9);
        QVERIFY(!camera.isFitted());
        // Twice the height of the frame is a whole turn.
        CameraControl turned = someCamera(parallel);
        const Vec3 start = turned.pose().position;
        for (int i = 0; i < 100; ++i)
            turned.orbit({0, 0}, {8, 0});
        QVERIFY((turned.pose().position - start).norm() < 1e-9);
    }

    void dragToTheRightTurnsTheFrontToTheRight()
    {
        CameraControl camera = someCamera(false);
        const Vec3 front = camera.rotationCentre() - 0.5 * camera.pose().forward();
        const Projected was = camera.project(front);
        camera.orbit({300, 200}, {320, 230});
        const Projected is = camera.project(front);
        QVERIFY(is.x > was.x);
        QVERIFY(is.y > was.y);
    }

    void panFollowsTheCursor_data() { projections(); }
    void panFollowsTheCursor()
    {
        QFETCH(bool, parallel);
        CameraControl camera = someCamera(parallel);
        const Vec3 held = camera.unproject({210, 120}, camera.rotationCentre());
        camera.pan({210, 120}, {260, 90});
        QVERIFY(apart(camera.project(held), {260, 90}) < 1e-6);
    }

    void zoomKeepsWhatIsUnderTheCursor_data()
    {
        QTest::addColumn<bool>("parallel");
        QTest::addColumn<double>("factor");
        for (const bool parallel : {false, true})
            for (const double factor : {1.2, 0.5, 8.0})
                QTest::addRow("%s x%g", parallel ? "parallel" : "perspective", factor)
                    << parallel << factor;
    }
    void zoomKeepsWhatIsUnderTheCursor()
    {
        QFETCH(bool, parallel);
        QFETCH(double, factor);
        CameraControl camera = someCamera(parallel);
        const Vec2 at(150, 300);
        const Vec3 near = camera.unproject(at, camera.rotationCentre());
        const Vec3 far = camera.unproject(at, camera.rotationCentre() + camera.pose().forward());
        const Vec3 beside = camera.unproject({170, 300}, camera.rotationCentre());
        camera.zoom(factor, at);
        QVERIFY(apart(camera.project(near), at) < 1e-6);
        QVERIFY(apart(camera.project(far), at) < 1e-6);
        QVERIFY(std::abs(camera.project(beside).x - 150 - 20 * factor) < 1e-6);
    }

    void zoomHasLimits_data() { projections(); }
    void zoomHasLimits()
    {
        QFETCH(bool, parallel);
        CameraControl camera = someCamera(parallel);
        for (int i = 0; i < 300; ++i)
            camera.zoom(1.5, {320, 200});
        QVERIFY(camera.pose().position.allFinite());
        QVERIFY(camera.composite().allFinite());
        for (int i = 0; i < 300; ++i)
            camera.zoom(1 / 1.5, {320, 200});
        QVERIFY(camera.composite().allFinite());
        const double distance = (camera.pose().position - camera.contentCentre()).norm();
        QVERIFY(distance < 100 * camera.contentRadius());
        const Vec3 before = camera.pose().position;
        camera.zoom(0, {1, 1});
        camera.zoom(std::nan(""), {1, 1});
        QCOMPARE(camera.pose().position, before);
    }

    void rollTurnsThePictureWithTheHand()
    {
        CameraControl camera = someCamera(false);
        camera.setFrame({400, 400});
        const Vec3 held = camera.unproject({300, 200}, camera.pose().focal);
        camera.roll({300, 200}, {200, 300}); // a quarter turn clockwise
        QVERIFY(apart(camera.project(held), {200, 300}) < 1e-6);
        camera.roll({200, 200}, {300, 300}); // from the centre: no angle, no change
        QVERIFY(apart(camera.project(held), {200, 300}) < 1e-6);
    }

    void fitIsTight_data()
    {
        QTest::addColumn<bool>("parallel");
        QTest::addColumn<double>("width");
        QTest::addColumn<double>("height");
        for (const bool parallel : {false, true})
            for (const auto& [w, h] : {std::pair(1600., 1000.), {700., 500.}, {300., 900.}})
                QTest::addRow("%s %gx%g", parallel ? "parallel" : "perspective", w, h)
                    << parallel << w << h;
    }
    void fitIsTight()
    {
        QFETCH(bool, parallel);
        QFETCH(double, width);
        QFETCH(double, height);
        const ViewFrame frame{width, height, 12, 40, 80, 25};
        CameraControl camera;
        const auto points = cloud(500, 3);
        camera.setContent(points);
        camera.setParallel(parallel);
        camera.setFrame(frame);
        for (const AxisView view : {AxisView::Front, AxisView::Isometric, AxisView::Above}) {
            camera.lookFrom(view);
            double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
            for (const auto& p : points) {
                const Projected at = camera.project(p.cast<double>());
                left = std::min(left, at.x - frame.left);
                right = std::max(right, at.x - (width - frame.right));
                top = std::min(top, at.y - frame.top);
                bottom = std::max(bottom, at.y - (height - frame.bottom));
            }
            QVERIFY(left >= 0 && right <= 0 && top >= 0 && bottom <= 0);
            // Tight: along the tighter side the air is the margin, the same on both ends.
            const double freeX = width - 92;
            const double freeY = height - 65;
            const double airX = left / freeX;
            const double airY = top / freeY;
            QVERIFY(std::min(airX, airY) < 0.05);
            QVERIFY(std::abs(left + right) < 1e-6 * freeX + (airX < airY ? 1e-6 : freeX));
            const Vec2 range = camera.clippingRange();
            for (const auto& p : points) {
                const double depth = camera.project(p.cast<double>()).depth;
                QVERIFY(depth >= range.x() && depth <= range.y());
            }
        }
    }

    void fitOfDegenerateContent_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("nothing") << 0;
        QTest::newRow("one point") << 1;
        QTest::newRow("equal points") << 2;
        QTest::newRow("a line along the view") << 3;
    }
    void fitOfDegenerateContent()
    {
        QFETCH(int, kind);
        std::vector<Eigen::Vector3f> points;
        if (kind == 1)
            points = {{1, 2, 3}};
        if (kind == 2)
            points.assign(5, {0.5f, 0.5f, 0.5f});
        if (kind == 3)
            points = {{0, 0, -1}, {0, 0, 1}};
        for (const bool parallel : {false, true}) {
            CameraControl camera;
            camera.setFrame({500, 500});
            camera.setParallel(parallel);
            camera.setContent(points);
            camera.lookFrom(AxisView::Front);
            QVERIFY(camera.composite().allFinite());
            for (const auto& p : points) {
                const Projected at = camera.project(p.cast<double>());
                QVERIFY(apart(at, {250, 250}) < 1e-3);
                QVERIFY(at.depth > 0);
            }
        }
    }

    void frameOnSelection()
    {
        CameraControl camera = someCamera(false);
        const auto points = cloud(200, 7);
        const std::vector<Eigen::Vector3f> one{points[17]};
        const Vec3 direction = camera.pose().forward();
        camera.frameOn(one);
        QVERIFY((camera.pose().forward() - direction).norm() < 1e-12);
        const Projected at = camera.project(one[0].cast<double>());
        QVERIFY(std::abs(at.x - (10 + 510 / 2.0)) < 1e-6); // the middle of what is free
        QVERIFY(std::abs(at.y - (40 + 340 / 2.0)) < 1e-6);
        QCOMPARE(camera.rotationCentre(), Vec3(one[0].cast<double>()));
        QVERIFY(!camera.isFitted());
        camera.frameOn({});
        QVERIFY(camera.isFitted());
    }

    void parallelKeepsTheSizeAtTheCentre()
    {
        CameraControl camera = someCamera(false);
        const Vec3 side = camera.rotationCentre() + 0.3 * camera.pose().right();
        const auto size = [&] {
            return camera.project(side).x - camera.project(camera.rotationCentre()).x;
        };
        const double before = size();
        camera.setParallel(true);
        QVERIFY(std::abs(size() - before) < 1e-6);
        camera.zoom(2, {320, 200});
        camera.setParallel(false);
        QVERIFY(std::abs(size() - 2 * before) < 1e-6);
    }

    void fittedCameraFollowsFrameAndContent()
    {
        CameraControl camera = someCamera(false);
        const CameraPose moved = camera.pose();
        camera.setFrame({300, 300});
        QCOMPARE(camera.pose().position, moved.position); // moved by hand: stays
        camera.reset();
        const CameraPose fitted = camera.pose();
        camera.setFrame({900, 300});
        QVERIFY((camera.pose().position - fitted.position).norm() > 1e-3);
    }

    void axisViewsLookAlongTheirAxis_data()
    {
        QTest::addColumn<int>("view");
        QTest::addColumn<int>("towards"); // 1-based axis, signed
        QTest::addColumn<int>("up");
        QTest::newRow("front") << int(AxisView::Front) << 3 << 2;
        QTest::newRow("back") << int(AxisView::Back) << -3 << 2;
        QTest::newRow("above") << int(AxisView::Above) << 2 << -3;
        QTest::newRow("below") << int(AxisView::Below) << -2 << 3;
        QTest::newRow("right") << int(AxisView::Right) << 1 << 2;
        QTest::newRow("left") << int(AxisView::Left) << -1 << 2;
    }
    void axisViewsLookAlongTheirAxis()
    {
        QFETCH(int, view);
        QFETCH(int, towards);
        QFETCH(int, up);
        const auto unit = [](int axis) {
            return Vec3(Vec3::Unit(std::abs(axis) - 1) * (axis > 0 ? 1 : -1));
        };
        CameraControl camera = someCamera(false);
        camera.lookFrom(AxisView(view));
        QVERIFY((camera.pose().forward() + unit(towards)).norm() < 1e-9);
        QVERIFY((camera.pose().up - unit(up)).norm() < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestCameraControl)
#include "test_camera_control.moc"
