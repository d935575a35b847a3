// SPDX-License-Identifier: MIT
// The camera as JSON: to the bit and back, and nothing else accepted.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "views/scene/camera_control.hpp"

#include <QTest>

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

} // namespace

class TestCameraState : public QObject {
    Q_OBJECT

private:
    static void projections()
    {
        QTest::addColumn<bool>("parallel");
        QTest::newRow("perspective") << false;
        QTest::newRow("parallel") << true;
    }

private Q_SLOTS:
    void jsonRoundTrip_data() { projections(); }
    void jsonRoundTrip()
    {
        QFETCH(bool, parallel);
        CameraControl camera = someCamera(parallel);
        camera.zoom(1.7, {100, 100});
        CameraControl other = someCamera(!parallel);
        other.restore(Json::parse(camera.toJson().dump()));
        QVERIFY((other.composite() - camera.composite()).norm() < 1e-9);
        QVERIFY(!other.isFitted());
        camera.fit();
        other.restore(Json::parse(camera.toJson().dump()));
        QVERIFY(other.isFitted());
        QVERIFY(other.toJson() == camera.toJson()); // to the bit, so that pictures agree
    }

    void badJsonIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("array") << "[]";
        QTest::newRow("empty") << "{}";
        QTest::newRow("short") << R"({"position":[0,0],"focal":[0,0,0],"up":[0,1,0]})";
        QTest::newRow("text") << R"({"position":[0,0,"a"],"focal":[0,0,0],"up":[0,1,0]})";
        QTest::newRow("no direction") << R"({"position":[0,0,0],"focal":[0,0,0],"up":[0,1,0]})";
        QTest::newRow("up ahead") << R"({"position":[0,0,1],"focal":[0,0,0],"up":[0,0,2]})";
        QTest::newRow("scale 0")
            << R"({"position":[0,0,1],"focal":[0,0,0],"up":[0,1,0],"scale":0})";
        QTest::newRow("flag")
            << R"({"position":[0,0,1],"focal":[0,0,0],"up":[0,1,0],"parallel":3})";
    }
    void badJsonIsRefused()
    {
        QFETCH(QString, text);
        CameraControl camera = someCamera(false);
        const Eigen::Matrix4d before = camera.composite();
        try {
            camera.restore(Json::parse(text.toStdString()));
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Format);
            QVERIFY(error.where().find("camera") != std::string::npos);
        }
        QCOMPARE(camera.composite(), before);
    }

    void posesBetween()
    {
        CameraControl a = someCamera(false);
        CameraControl b = someCamera(false);
        b.lookFrom(AxisView::Left);
        const CameraPose start = CameraControl::between(a.pose(), b.pose(), 0);
        const CameraPose end = CameraControl::between(a.pose(), b.pose(), 1);
        QVERIFY((start.position - a.pose().position).norm() < 1e-9);
        QVERIFY((end.position - b.pose().position).norm() < 1e-9);
        const CameraPose half = CameraControl::between(a.pose(), b.pose(), 0.5);
        QVERIFY(std::abs(half.up.norm() - 1) < 1e-9);
        QVERIFY(std::abs(half.up.dot(half.forward())) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestCameraState)
#include "test_camera_state.moc"
