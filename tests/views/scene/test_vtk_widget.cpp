// SPDX-License-Identifier: MIT
// The 3-D widget under a virtual display: gestures, drawing on demand, contexts, off-screen
// pictures.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/scene/offscreen.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/point_cloud.hpp"
#include "views/scene/vtk_widget.hpp"

#include <QApplication>
#include <QCursor>
#include <QDockWidget>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTest>
#include <vtkCamera.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <cmath>
#include <memory>

using namespace leafscope;
using test::Mouse;

namespace {

std::vector<Eigen::Vector3f> cloud(int n)
{
    RandomStream random(2);
    std::vector<Eigen::Vector3f> points;
    for (int i = 0; i < n; ++i) {
        const auto x = float(random.normal());
        const auto y = float(random.normal());
        points.emplace_back(x, y, float(random.normal()));
    }
    return points;
}

DrawOrder orderOf(std::size_t n, bool shown = true)
{
    return stratifiedOrder(std::vector<int>(n, 0), std::vector<std::uint8_t>(n, shown),
                           PointCloud::kMovingCount, PointCloud::kRestCount);
}

const QRgb kRed = qRgb(200, 30, 30);

/// A widget with red points on white.
struct Stage {
    explicit Stage(int n, QWidget* parent = nullptr)
        : points(cloud(n))
        , widget(parent)
    {
        rebuild();
        widget.setBackground(Qt::white);
        widget.changeCamera([this](CameraControl& camera) {
            camera.setContent(points);
            camera.reset();
        });
        QObject::connect(&widget, &VtkWidget::cameraChanged, &widget, [this] { follow(); });
        follow();
    }
    ~Stage() { points_.reset(); }
    void rebuild()
    {
        points_ = std::make_unique<PointCloud>(widget.renderer());
        points_->set(points, std::vector<QRgb>(points.size(), kRed), {}, orderOf(points.size()));
    }
    void follow() { points_->setView(widget.camera(), PointSize(), widget.devicePixelRatioF()); }
    void show(QSize size)
    {
        widget.resize(size);
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
        QTRY_VERIFY(widget.renderCount() > 0);
    }

    std::vector<Eigen::Vector3f> points;
    VtkWidget widget;
    std::unique_ptr<PointCloud> points_;
};

bool isLit(QRgb pixel)
{
    return qGreen(pixel) < 200;
}

QImage pictureOf(const Stage& stage, QSize size)
{
    vtkNew<vtkRenderer> renderer;
    renderer->SetBackground(1, 1, 1);
    vtkNew<vtkCamera> lens;
    stage.widget.camera().apply(*lens);
    renderer->SetActiveCamera(lens);
    PointCloud points(renderer);
    points.set(stage.points, std::vector<QRgb>(stage.points.size(), kRed), {},
               orderOf(stage.points.size()));
    const double ratio = stage.widget.devicePixelRatioF();
    points.setView(stage.widget.camera(), PointSize(), ratio);
    return renderImage(renderer, size, ratio);
}

} // namespace

class TestVtkWidget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QCursor::setPos(1590, 990); }

    void gesturesMoveTheCamera_data()
    {
        QTest::addColumn<int>("button");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("moves");
        QTest::newRow("left orbits") << int(Qt::LeftButton) << 0 << "orbit";
        QTest::newRow("middle pans") << int(Qt::MiddleButton) << 0 << "pan";
        QTest::newRow("shift+left pans") << int(Qt::LeftButton) << int(Qt::ShiftModifier) << "pan";
        QTest::newRow("right zooms") << int(Qt::RightButton) << 0 << "zoom";
        QTest::newRow("ctrl+left spins")
            << int(Qt::LeftButton) << int(Qt::ControlModifier) << "spin";
    }
    void gesturesMoveTheCamera()
    {
        QFETCH(int, button);
        QFETCH(int, modifiers);
        QFETCH(QString, moves);
        Stage stage(200);
        stage.show({400, 300});
        const CameraPose before = stage.widget.camera().pose();
        QSignalSpy clicked(&stage.widget, &VtkWidget::clicked);
        QSignalSpy menu(&stage.widget, &VtkWidget::menuRequested);
        QSignalSpy motion(&stage.widget, &VtkWidget::motionChanged);
        Mouse(&stage.widget)
            .drag({150, 120}, {200, 90}, Qt::MouseButton(button), Qt::KeyboardModifiers(modifiers));
        const CameraPose after = stage.widget.camera().pose();
        const bool turned = (after.forward() - before.forward()).norm() > 1e-6;
        const bool shifted = (after.position - before.position).norm() > 1e-6;
        const bool rolled = (after.up - before.up).norm() > 1e-6;
        const double closer =
            (before.position - before.focal).norm() - (after.position - after.focal).norm();
        QCOMPARE(turned, moves == "orbit");
        QCOMPARE(shifted, moves != "spin");
        QCOMPARE(rolled, moves == "spin" || moves == "orbit");
        QCOMPARE(std::abs(closer) > 1e-6, moves == "zoom");
        QCOMPARE(clicked.count(), 0);
        QCOMPARE(menu.count(), 0);
        QCOMPARE(motion.count(), 2); // began and came to rest
        QVERIFY(!stage.widget.isMoving());
    }

    void clicksAreNotDrags()
    {
        Stage stage(50);
        stage.show({400, 300});
        const CameraPose before = stage.widget.camera().pose();
        QSignalSpy clicked(&stage.widget, &VtkWidget::clicked);
        QSignalSpy doubled(&stage.widget, &VtkWidget::doubleClicked);
        QSignalSpy menu(&stage.widget, &VtkWidget::menuRequested);
        const Mouse mouse(&stage.widget);
        mouse.drag({100, 100}, {102, 102}, Qt::LeftButton, Qt::ShiftModifier); // a trembling hand
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][1].value<Qt::KeyboardModifiers>(), Qt::ShiftModifier);
        mouse.click({100, 100}, {}, Qt::RightButton);
        QCOMPARE(menu.count(), 1);
        mouse.doubleClick({200, 150});
        QCOMPARE(doubled.count(), 1);
        QCOMPARE(clicked.count(), 2); // the first of the two
        QCOMPARE(stage.widget.camera().pose().position, before.position);
    }

    void wheelZoomsToTheCursor()
    {
        Stage stage(50);
        stage.show({400, 300});
        const Vec3 held =
            stage.widget.camera().unproject({90, 70}, stage.widget.camera().rotationCentre());
        QSignalSpy motion(&stage.widget, &VtkWidget::motionChanged);
        Mouse(&stage.widget).wheel({90, 70}, 240);
        const Projected at = stage.widget.camera().project(held);
        QVERIFY(std::hypot(at.x - 90, at.y - 70) < 1e-6);
        const Projected side =
            stage.widget.camera().project(stage.widget.camera().rotationCentre());
        QVERIFY(std::isfinite(side.x));
        QTRY_COMPARE(motion.count(), 2); // rests by itself
    }

    void keys_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("ours");
        for (const int key : {Qt::Key_R, Qt::Key_Home, Qt::Key_P, Qt::Key_0, Qt::Key_1, Qt::Key_6})
            QTest::addRow("key %x", key) << key << true;
        // VTK's own commands: exit, quit, wireframe, surface, pick, and 7 to 9.
        for (const int key : {Qt::Key_E, Qt::Key_Q, Qt::Key_W, Qt::Key_S, Qt::Key_U, Qt::Key_7})
            QTest::addRow("key %x", key) << key << false;
    }
    void keys()
    {
        QFETCH(int, key);
        QFETCH(bool, ours);
        Stage stage(50);
        stage.show({300, 200});
        stage.widget.changeCamera([](CameraControl& camera) { camera.orbit({0, 0}, {33, 20}); });
        const Eigen::Matrix4d before = stage.widget.camera().composite();
        QTest::keyClick(&stage.widget, Qt::Key(key));
        QCOMPARE((stage.widget.camera().composite() - before).norm() > 1e-6, ours);
    }

    void drawsOnDemandOnly()
    {
        Stage stage(100);
        stage.show({400, 300});
        QTest::qWait(100);
        const int before = stage.widget.renderCount();
        for (int i = 0; i < 5; ++i)
            stage.widget.repaint();
        QCOMPARE(stage.widget.renderCount(), before);
        Mouse(&stage.widget).move({100, 100}); // hovering draws nothing
        QTest::qWait(50);
        QCOMPARE(stage.widget.renderCount(), before);
        stage.widget.requestRender();
        stage.widget.requestRender();
        QTRY_COMPARE(stage.widget.renderCount(), before + 1);
    }

    void litPixelsAreWhereThePointsAre()
    {
        Stage stage(300);
        stage.show({500, 400});
        const QImage image = stage.widget.grab().toImage();
        const double ratio = image.devicePixelRatio();
        double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
        int missed = 0;
        for (const auto& p : stage.points) {
            const Projected at = stage.widget.camera().project(p.cast<double>());
            left = std::min(left, at.x);
            right = std::max(right, at.x);
            top = std::min(top, at.y);
            bottom = std::max(bottom, at.y);
            missed += !isLit(image.pixel(int(at.x * ratio), int(at.y * ratio)));
        }
        QCOMPARE(missed, 0);
        QRect lit;
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                QCOMPARE(qAlpha(image.pixel(x, y)), 255);
                if (isLit(image.pixel(x, y))) {
                    lit |= QRect(x, y, 1, 1);
                    ++count;
                }
            }
        QVERIFY(std::abs(lit.left() - left * ratio) < 5 * ratio);
        QVERIFY(std::abs(lit.right() - right * ratio) < 5 * ratio);
        QVERIFY(std::abs(lit.top() - top * ratio) < 5 * ratio);
        QVERIFY(std::abs(lit.bottom() - bottom * ratio) < 5 * ratio);
        // Discs of about 4.5 px: 300 of them, some on top of others.
        QVERIFY2(count > 300 * 6 * ratio * ratio && count < 300 * 25 * ratio * ratio,
                 qPrintable(QString::number(count)));
    }

    void pointsAreRoundAndSmooth()
    {
        Stage stage(1);
        stage.show({200, 200});
        stage.widget.changeCamera([](CameraControl& camera) {
            for (int i = 0; i < 4; ++i)
                camera.zoom(2, {100, 100}); // large enough to have a shape
        });
        QTest::qWait(50);
        const QImage image = stage.widget.grab().toImage();
        const Projected p = stage.widget.camera().project(stage.points[0].cast<double>());
        const Vec2 centre(p.x * image.devicePixelRatio(), p.y * image.devicePixelRatio());
        const double radius = PointSize().largest / 2 * image.devicePixelRatio();
        int shades = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x) {
                const double away = std::hypot(x + 0.5 - centre.x(), y + 0.5 - centre.y());
                const bool drawn = image.pixel(x, y) != qRgb(255, 255, 255);
                QCOMPARE(drawn && away > radius + 1.5, false);
                QCOMPARE(!isLit(image.pixel(x, y)) && away < radius - 1.5, false);
                shades += drawn && !isLit(image.pixel(x, y));
            }
        QVERIFY(shades > 4); // the edge has steps between colour and background
    }

    void pictureEqualsPictureAndGrab()
    {
        Stage stage(400);
        stage.show({360, 260});
        const QImage first = pictureOf(stage, {360, 260});
        QCOMPARE(pictureOf(stage, {360, 260}), first);
        const QImage grabbed = stage.widget.grab().toImage().convertToFormat(QImage::Format_RGB32);
        QCOMPARE(grabbed.size(), first.size());
        QVERIFY(grabbed == first);
        stage.widget.changeCamera([](CameraControl& camera) { camera.orbit({0, 0}, {40, 0}); });
        QVERIFY(pictureOf(stage, {360, 260}) != first);
    }

    void impossiblePicturesAreRefused()
    {
        Stage stage(1);
        for (const QSize size : {QSize(0, 10), QSize(100000, 10)})
            QVERIFY_EXCEPTION_THROWN(pictureOf(stage, size), Error);
    }

    void survivesFloatingAndDocking()
    {
        QMainWindow window;
        window.setCentralWidget(new QWidget);
        auto* dock = new QDockWidget(QStringLiteral("scene"));
        auto stage = std::make_unique<Stage>(200);
        dock->setWidget(&stage->widget);
        window.addDockWidget(Qt::RightDockWidgetArea, dock);
        window.resize(700, 400);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(stage->widget.renderCount() > 0);
        for (const bool floating : {true, false}) {
            const int before = stage->widget.renderCount();
            dock->setFloating(floating);
            QTest::qWait(200);
            stage->widget.requestRender();
            QTRY_VERIFY(stage->widget.renderCount() > before);
            const QImage image = stage->widget.grab().toImage();
            int lit = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    lit += isLit(image.pixel(x, y));
            QVERIFY(lit > 200);
        }
        dock->setWidget(nullptr);
        stage->widget.setParent(nullptr);
        stage.reset();
    }

    void survivesALostContext()
    {
        // Re-parenting between windows makes Qt destroy the context, if contexts are not shared.
        Stage stage(200);
        QWidget first;
        QWidget second;
        first.resize(300, 300);
        second.resize(300, 300);
        stage.widget.setParent(&first);
        stage.widget.resize(300, 300);
        stage.widget.show();
        first.show();
        QVERIFY(QTest::qWaitForWindowExposed(&first));
        QTRY_VERIFY(stage.widget.renderCount() > 0);
        for (int i = 0; i < 2; ++i)
            QTest::ignoreMessage(QtWarningMsg, "Attribute Qt::AA_ShareOpenGLContexts must be set "
                                               "before QCoreApplication is created.");
        QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts, false);
        stage.widget.setParent(&second);
        stage.widget.show();
        second.show();
        QVERIFY(QTest::qWaitForWindowExposed(&second));
        QTRY_VERIFY(stage.widget.contextCount() >= 2);
        stage.widget.requestRender();
        QTest::qWait(100);
        const QImage image = stage.widget.grab().toImage();
        QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts, true);
        int lit = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                lit += isLit(image.pixel(x, y));
        QVERIFY(lit > 200);
        stage.widget.setParent(nullptr);
    }

    void movingDrawsTheSubset()
    {
        const auto points = cloud(50000);
        const std::vector<QRgb> colours(points.size(), kRed);
        vtkNew<vtkRenderer> renderer;
        PointCloud drawn(renderer);
        drawn.set(points, colours, {}, orderOf(points.size()));
        QCOMPARE(drawn.drawnCount(), std::size_t(50000));
        drawn.setReduced(true);
        QCOMPARE(drawn.drawnCount(), PointCloud::kMovingCount);
        drawn.setReduced(false);
        QCOMPARE(drawn.drawnCount(), std::size_t(50000));
        drawn.set(cloud(100), std::vector<QRgb>(100), {}, orderOf(100, false));
        QCOMPARE(drawn.drawnCount(), std::size_t(0));
        QVERIFY_EXCEPTION_THROWN(drawn.set(points, {}, {}, orderOf(points.size())), Error);
    }

    void selectedPointsStandOut()
    {
        // A point in front, dimmed, hides nothing of a selected one behind it.
        const std::vector<Eigen::Vector3f> points{
            {0, 0, 0.5f}, {0, 0, -0.5f}, {1, 1, 0}, {-1, -1, 0}};
        const std::vector<QRgb> colours{qRgb(0, 160, 0), kRed, kRed, kRed};
        CameraControl camera;
        camera.setFrame({200, 200});
        camera.setContent(points);
        camera.lookFrom(AxisView::Front);
        PointSize size;
        size.base = 12;
        const auto picture = [&](const std::vector<PointMark>& marks) {
            vtkNew<vtkRenderer> renderer;
            renderer->SetBackground(1, 1, 1);
            vtkNew<vtkCamera> lens;
            camera.apply(*lens);
            renderer->SetActiveCamera(lens);
            PointCloud drawn(renderer);
            drawn.setColours(Qt::white, 0.4, Qt::blue);
            drawn.set(points, colours, marks, orderOf(points.size()));
            drawn.setView(camera, size, 1);
            return renderImage(renderer, {200, 200}, 1);
        };
        using enum PointMark;
        const QColor plain = picture({}).pixelColor(100, 100);
        QVERIFY(plain.green() > plain.red()); // the one in front
        const QImage marked = picture({Dimmed, Selected, Dimmed, Dimmed});
        const QColor chosen = marked.pixelColor(100, 100);
        QVERIFY2(chosen.red() > 150 && chosen.green() < 100, qPrintable(chosen.name()));
        int accent = 0;
        int pale = 0;
        for (int y = 0; y < 200; ++y)
            for (int x = 0; x < 200; ++x) {
                const QColor c = marked.pixelColor(x, y);
                accent += c.blue() > 180 && c.red() < 90;
                pale += c.red() > 230 && c.green() > 150 && c.green() < 235;
            }
        QVERIFY2(accent >= 12, qPrintable(QString::number(accent))); // the rim
        QVERIFY2(pale > 60, qPrintable(QString::number(pale)));      // the dimmed ones
    }

    void theToolTakesTheLeftButton()
    {
        Stage stage(200);
        stage.show({400, 300});
        stage.widget.setToolActive(true);
        const CameraPose before = stage.widget.camera().pose();
        QSignalSpy started(&stage.widget, &VtkWidget::toolStarted);
        QSignalSpy moved(&stage.widget, &VtkWidget::toolMoved);
        QSignalSpy finished(&stage.widget, &VtkWidget::toolFinished);
        QSignalSpy clicked(&stage.widget, &VtkWidget::clicked);
        QSignalSpy settled(&stage.widget, &VtkWidget::cameraSettled);
        const Mouse mouse(&stage.widget);
        mouse.drag({150, 120}, {200, 90}, Qt::LeftButton, Qt::ShiftModifier);
        QVERIFY((stage.widget.camera().pose().position - before.position).norm() == 0);
        QCOMPARE(started.count(), 1);
        QCOMPARE(started[0][0].toPointF(), QPointF(150, 120));
        QCOMPARE(started[0][1].value<Qt::KeyboardModifiers>(), Qt::ShiftModifier);
        QVERIFY(moved.count() >= 2);
        QCOMPARE(finished.count(), 1);
        mouse.click({150, 120});
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(settled.count(), 0);
        mouse.drag({150, 120}, {200, 90}, Qt::MiddleButton); // the camera has its other buttons
        QCOMPARE(settled.count(), 1);
        QVERIFY((stage.widget.camera().pose().position - before.position).norm() > 1e-6);
        stage.widget.setToolActive(false);
        mouse.drag({150, 120}, {200, 90});
        QCOMPARE(started.count(), 1);
        QCOMPARE(settled.count(), 2);
        QTest::keyClick(&stage.widget, Qt::Key_3);
        QCOMPARE(settled.count(), 3);
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    TestVtkWidget test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_vtk_widget.moc"
