// SPDX-License-Identifier: MIT
// The embedding view under a virtual display, driven by the mouse and the keyboard.
#include "core/base/error.hpp"
#include "tests/views/embedding/sample_session.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/tool_strip.hpp"
#include "views/scene/legend.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QCursor>
#include <QElapsedTimer>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace leafscope;
using test::kRows;
using test::Mouse;
using test::sampleOf;

namespace {

/// A shown view on the sample session, at rest.
struct Desk {
    explicit Desk(QSize size = {640, 460})
    {
        test::fill(session);
        view = std::make_unique<EmbeddingView>(session);
        view->setReducedMotion(true);
        view->resize(size);
        view->show();
        scene = view->findChild<VtkWidget*>();
        legend = view->findChild<Legend*>();
        shown = QTest::qWaitForWindowExposed(view.get());
        QTest::qWait(60);
    }
    /// Without the buttons, which are no part of a picture.
    QImage grab() const
    {
        view->findChild<ToolStrip*>()->hide();
        return view->grab().toImage().convertToFormat(QImage::Format_RGB32);
    }
    /// Rows that nothing lies in front of and no other point is near: a click there is unambiguous.
    std::vector<Index> lonelyRows() const
    {
        std::vector<Index> rows;
        for (Index row = 0; row < kRows; ++row) {
            const auto here = view->positionOf(row);
            bool alone = here && here->x() > 150 && !legend->geometry().contains(here->toPoint()) &&
                         !view->findChild<ToolStrip*>()->geometry().contains(here->toPoint());
            for (Index other = 0; alone && other < kRows; ++other) {
                const auto there = view->positionOf(other);
                alone = other == row || !there ||
                        std::hypot(there->x() - here->x(), there->y() - here->y()) > 10;
            }
            if (alone)
                rows.push_back(row);
        }
        return rows;
    }

    Session session;
    std::unique_ptr<EmbeddingView> view;
    VtkWidget* scene = nullptr;
    Legend* legend = nullptr;
    bool shown = false;
};

std::vector<std::int64_t> samples(std::initializer_list<Index> rows)
{
    std::vector<std::int64_t> result;
    for (const Index row : rows)
        result.push_back(sampleOf(row));
    std::sort(result.begin(), result.end());
    return result;
}

bool samePose(const Json& a, const Json& b)
{
    CameraControl first;
    CameraControl second;
    first.restore(a);
    second.restore(b);
    const CameraPose& p = first.pose();
    const CameraPose& q = second.pose();
    return (p.position - q.position).norm() + (p.focal - q.focal).norm() + (p.up - q.up).norm() <
           1e-9;
}

int differing(const QImage& a, const QImage& b)
{
    if (a.size() != b.size())
        return -1;
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x)
            count += a.pixel(x, y) != b.pixel(x, y);
    return count;
}

} // namespace

class TestEmbeddingView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        style::apply(*qApp, style::Theme::Light);
        QCursor::setPos(QPoint(1000, 640));
    }

    void clickSelectsTheSampleDrawnThere()
    {
        Desk desk;
        QVERIFY(desk.shown);
        const auto rows = desk.lonelyRows();
        QVERIFY(rows.size() >= 3);
        const Mouse mouse(desk.view.get());
        const auto at = [&](std::size_t i) { return *desk.view->positionOf(rows[i]); };
        for (const std::size_t i : {0, 1, 2}) {
            mouse.click(at(i));
            QCOMPARE(desk.session.selected(), samples({rows[i]}));
            QCOMPARE(desk.session.current(), sampleOf(rows[i]));
        }
        mouse.click(at(0), Qt::ShiftModifier);
        QCOMPARE(desk.session.selected(), samples({rows[0], rows[2]}));
        mouse.click(at(1), Qt::ControlModifier);
        QCOMPARE(desk.session.selected(), samples({rows[0], rows[1], rows[2]}));
        mouse.click(at(2), Qt::ControlModifier);
        QCOMPARE(desk.session.selected(), samples({rows[0], rows[1]}));
        const QPointF empty(200,
                            446); // below the cloud, right of the caption's end or not: no point
        QVERIFY(desk.session.selected().size() == 2);
        mouse.click(empty, Qt::ShiftModifier);
        QCOMPARE(desk.session.selected().size(), std::size_t(2));
        mouse.click(empty);
        QVERIFY(desk.session.selected().empty());
        desk.session.history().undo();
        QCOMPARE(desk.session.selected(), samples({rows[0], rows[1]}));
    }

    void drawnColourIsTheSamples()
    {
        Desk desk;
        const QImage image = desk.grab();
        const double ratio = image.devicePixelRatio();
        for (const Index row : desk.lonelyRows()) {
            const QPointF at = *desk.view->positionOf(row) * ratio;
            const QColor drawn(image.pixel(int(at.x()), int(at.y())));
            const QColor own = style::categorical(int(row % 3));
            const QColor other = style::categorical(int((row + 1) % 3));
            const auto away = [&](const QColor& c) {
                return std::abs(c.red() - drawn.red()) + std::abs(c.green() - drawn.green()) +
                       std::abs(c.blue() - drawn.blue());
            };
            QVERIFY(away(own) < away(other)); // fading mixes in the background, not another class
        }
    }

    void hoverHighlightsAndShowsTheCardWithoutDrawingTheScene()
    {
        Desk desk;
        const Index row = desk.lonelyRows().front();
        const QImage before = desk.grab();
        const int renders = desk.scene->renderCount();
        QSignalSpy spy(&desk.session, &Session::highlightChanged);
        const Mouse mouse(desk.view.get());
        QElapsedTimer clock;
        clock.start();
        mouse.move(*desk.view->positionOf(row));
        QTRY_COMPARE(desk.session.highlighted(), sampleOf(row));
        QCoreApplication::processEvents();
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        const QImage hovering = desk.grab();
        QVERIFY(differing(before, hovering) > 84 * 84 / 2);
        QCOMPARE(desk.scene->renderCount(), renders);
        QVERIFY(desk.view->picture(desk.view->size()) == before); // a picture has no hover
        mouse.move(QPointF(4, 240));
        QTRY_COMPARE(desk.session.highlighted(), std::int64_t(-1));
        QCOMPARE(differing(before, desk.grab()), 0);
        QCOMPARE(desk.scene->renderCount(), renders);
    }

    void highlightFromElsewhereIsMarked()
    {
        Desk desk;
        const QImage before = desk.grab();
        desk.session.setHighlighted(sampleOf(5));
        const int marked = differing(before, desk.grab());
        QVERIFY(marked > 20 && marked < 2000); // a mark, not a card
        desk.session.setHighlighted(3);        // a sample that is not in the embedding
        QCOMPARE(differing(before, desk.grab()), 0);
    }

    void orbitAndWheel()
    {
        Desk desk;
        const QImage before = desk.grab();
        const Vec3 position = desk.scene->camera().pose().position;
        const Mouse mouse(desk.view.get());
        mouse.drag({300, 200}, {360, 230});
        QVERIFY((desk.scene->camera().pose().position - position).norm() > 0.1);
        QVERIFY(desk.session.selected().empty()); // a drag is no click
        QTest::qWait(50);
        QVERIFY(differing(before, desk.grab()) > 100);
        const Index row = desk.lonelyRows().front();
        const QPointF at = desk.view->positionOf(row)->toPoint();
        const QPointF exact = *desk.view->positionOf(row);
        mouse.wheel(at, 480);
        const QPointF after = *desk.view->positionOf(row);
        // The point lies up to half a pixel beside the cursor; that much grows with the zoom.
        QVERIFY(std::hypot(after.x() - at.x(), after.y() - at.y()) <
                2.2 * std::hypot(exact.x() - at.x(), exact.y() - at.y()) + 1e-6);
        QTRY_VERIFY(!desk.scene->isMoving());
        mouse.move(at);
        mouse.click(after);
        QCOMPARE(desk.session.selected(), samples({row}));
    }

    void aMovedCameraStaysAFittedOneFits()
    {
        Desk desk;
        QTest::keyClick(desk.scene, Qt::Key_2);
        const QImage before = desk.grab();
        desk.session.setLayer("fc1");
        QTest::qWait(50);
        QVERIFY(differing(before, desk.grab()) > 300);
        QVERIFY(desk.scene->camera().isFitted());
        desk.session.history().undo();
        Mouse(desk.view.get()).drag({300, 200}, {340, 260});
        const CameraPose pose = desk.scene->camera().pose();
        desk.session.setLayer("fc1");
        QVERIFY((desk.scene->camera().pose().position - pose.position).norm() < 1e-12);
        QTest::keyClick(desk.scene, Qt::Key_R);
        for (Index row = 0; row < kRows; ++row)
            QVERIFY(desk.view->rect().contains(desk.view->positionOf(row)->toPoint()));
        desk.session.history().undo(); // the camera
        QVERIFY((desk.scene->camera().pose().position - pose.position).norm() < 1e-12);
        desk.session.history().undo();
        QCOMPARE(desk.session.layer(), QStringLiteral("conv2"));
    }

    void cameraIsTheSessions()
    {
        Desk desk;
        QVERIFY(desk.session.view().camera.is_null());
        const Json start = desk.scene->camera().toJson();
        const Mouse mouse(desk.view.get());
        mouse.drag({300, 200}, {340, 260});
        const Json moved = desk.scene->camera().toJson();
        QVERIFY(moved != start);
        QVERIFY(desk.session.view().camera == moved);
        mouse.drag({300, 200}, {320, 200}, Qt::MiddleButton); // merges with the orbit
        desk.session.history().undo();
        QVERIFY(desk.session.view().camera.is_null());
        QVERIFY(samePose(desk.scene->camera().toJson(), start));
        QVERIFY(!desk.session.history().canUndo());
        desk.session.history().redo();
        const Json again = desk.scene->camera().toJson();
        QVERIFY(!samePose(again, start) && again == desk.session.view().camera);
        // With motion the way back takes time, and ends in the same place.
        desk.view->setReducedMotion(false);
        desk.session.history().undo();
        QVERIFY(!samePose(desk.scene->camera().toJson(), start));
        QVERIFY(samePose(desk.view->state()["camera"], start)); // what is stored is the end
        QTRY_VERIFY(samePose(desk.scene->camera().toJson(), start));
        // Another view of the session has the same camera.
        mouse.wheel({200, 200}, 240);
        QTRY_VERIFY(!desk.scene->isMoving());
        EmbeddingView other(desk.session);
        other.resize(desk.view->size());
        QVERIFY(other.state()["camera"] == desk.view->state()["camera"]);
    }

    void lassoSelectsWhatItEncloses_data()
    {
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("how");
        QTest::newRow("replace") << 0 << int(Combine::Replace);
        QTest::newRow("shift adds") << int(Qt::ShiftModifier) << int(Combine::Add);
        QTest::newRow("ctrl toggles") << int(Qt::ControlModifier) << int(Combine::Toggle);
        QTest::newRow("alt subtracts") << int(Qt::AltModifier) << int(Combine::Subtract);
        QTest::newRow("shift+alt intersects")
            << int(Qt::ShiftModifier | Qt::AltModifier) << int(Combine::Intersect);
    }
    void lassoSelectsWhatItEncloses()
    {
        QFETCH(int, modifiers);
        QFETCH(int, how);
        Desk desk;
        const std::vector<QPointF> line{{260, 120}, {420, 140}, {430, 300}, {300, 330}, {240, 220}};
        QPolygonF polygon(QList<QPointF>(line.begin(), line.end()));
        std::vector<std::int64_t> enclosed;
        for (Index row = 0; row < kRows; ++row)
            if (polygon.containsPoint(*desk.view->positionOf(row), Qt::WindingFill))
                enclosed.push_back(sampleOf(row));
        QVERIFY(enclosed.size() > 20 && enclosed.size() < 220);
        const SampleSet earlier(
            std::vector<std::int64_t>{enclosed[0], enclosed[5], sampleOf(0), sampleOf(100)});
        desk.session.select(earlier, Combine::Replace);
        QTest::keyClick(desk.scene, Qt::Key_L);
        QVERIFY(desk.view->tool() == SelectionTool::Lasso);
        const Vec3 position = desk.scene->camera().pose().position;
        const auto keys = Qt::KeyboardModifiers(modifiers);
        auto* window = desk.view->windowHandle();
        QTest::mousePress(window, Qt::LeftButton, keys, line[0].toPoint());
        for (const QPointF at : line)
            QTest::mouseMove(window, at.toPoint());
        QTest::qWait(60);
        const QImage drawing = desk.grab();
        QVERIFY(desk.session.view().selected == earlier); // committed at the end, once
        QTest::mouseRelease(window, Qt::LeftButton, keys, line.back().toPoint());
        const SampleSet expected = earlier.combined(SampleSet(enclosed), Combine(how));
        QCOMPARE(desk.session.selected(), expected.values());
        QVERIFY((desk.scene->camera().pose().position - position).norm() == 0);
        QTest::qWait(30);
        QVERIFY(differing(drawing, desk.grab()) > 500); // the line is gone
        desk.session.history().undo();
        QVERIFY(desk.session.view().selected == earlier);
        QTest::keyClick(desk.scene, Qt::Key_Escape);
        QVERIFY(desk.view->tool() == SelectionTool::Orbit);
        Mouse(desk.view.get()).drag({300, 200}, {340, 200});
        QVERIFY((desk.scene->camera().pose().position - position).norm() > 0.01);
    }

    void boxSelectsShownPointsAlone()
    {
        Desk desk;
        desk.session.setHidden({1});
        desk.session.setFilter(Filter{"half", test::everySecond()});
        QTest::keyClick(desk.scene, Qt::Key_B);
        const Mouse mouse(desk.view.get());
        mouse.drag({5, 50}, {635, 440});
        std::vector<std::int64_t> expected;
        for (Index row = 0; row < kRows; row += 2)
            if (row % 3 != 1)
                expected.push_back(sampleOf(row));
        QCOMPARE(desk.session.selected(), expected);
        // Escape in the middle of a gesture takes the line back and keeps the tool.
        QTest::mousePress(desk.view->windowHandle(), Qt::LeftButton, {}, QPoint(300, 200));
        QTest::mouseMove(desk.view->windowHandle(), QPoint(310, 220));
        QTest::mouseMove(desk.view->windowHandle(), QPoint(320, 230));
        QTest::keyClick(desk.scene, Qt::Key_Escape);
        QTest::mouseRelease(desk.view->windowHandle(), Qt::LeftButton, {}, QPoint(330, 240));
        QCOMPARE(desk.session.selected(), expected);
        QVERIFY(desk.view->tool() == SelectionTool::Box);
        mouse.drag({1, 100}, {3, 110}); // nothing in it
        QVERIFY(desk.session.selected().empty());
        auto* buttons = desk.view->findChild<ToolStrip*>();
        buttons->show();
        mouse.click(buttons->mapTo(desk.view.get(), QPoint(12, 14)));
        QVERIFY(desk.view->tool() == SelectionTool::Orbit);
        QVERIFY(buttons->geometry().right() < desk.legend->geometry().left());
    }

    void manySelectedStandOutWithoutRings()
    {
        Desk desk;
        auto many = test::manyRows(4000);
        desk.session.setEmbedding(many);
        desk.session.setLayout(test::sampleLayout(4000));
        QTest::qWait(50);
        const QImage plain = desk.grab();
        std::vector<std::int64_t> chosen;
        for (std::int64_t sample = 0; sample < 4000; sample += 3)
            chosen.push_back(sample);
        desk.session.select(chosen);
        QTest::qWait(50);
        const QImage marked = desk.grab();
        QVERIFY(differing(plain, marked) > 5000);
        QCOMPARE(differing(desk.view->picture(desk.view->size()), marked), 0);
        QVERIFY(desk.view->accessibleName().size() > 0);
        desk.session.clearSelection();
        QTest::qWait(50);
        QCOMPARE(differing(plain, desk.grab()), 0);
    }

    void layersPassIntoEachOther()
    {
        Desk still;
        still.session.setLayer("fc1");
        QTest::qWait(50);
        Desk desk;
        desk.view->setReducedMotion(false);
        const QPointF start = *desk.view->positionOf(4);
        desk.session.setLayer("fc1");
        const QPointF early = *desk.view->positionOf(4);
        QVERIFY(std::hypot(early.x() - start.x(), early.y() - start.y()) < 40);
        QTRY_COMPARE(*desk.view->positionOf(4), *still.view->positionOf(4));
        QTest::qWait(50);
        QCOMPARE(differing(desk.grab(), still.grab()), 0); // ends exactly where a cut ends
    }

    void legendHidesAndSolos()
    {
        Desk desk;
        const QImage before = desk.grab();
        const Mouse mouse(desk.view.get());
        const auto entry = [&](int i) {
            return desk.legend->mapTo(desk.view.get(), desk.legend->entryRect(i).center());
        };
        mouse.click(entry(1));
        QCOMPARE(desk.session.view().hidden, (std::set<int>{1}));
        QVERIFY(!desk.view->positionOf(1)); // label 1
        QVERIFY(desk.view->positionOf(0));
        mouse.click(entry(1));
        QVERIFY(desk.session.view().hidden.empty());
        mouse.doubleClick(entry(2));
        QCOMPARE(desk.session.view().hidden, (std::set<int>{0, 1}));
        QTest::qWait(50);
        QVERIFY(differing(before, desk.grab()) > 300);
        mouse.doubleClick(entry(2));
        QVERIFY(desk.session.view().hidden.empty());
        // By keyboard: Tab reaches the legend, the arrows choose, Space hides.
        mouse.move(QPointF(4, 240)); // no entry is under the cursor
        desk.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.view.get()));
        desk.legend->setFocus(Qt::TabFocusReason);
        QTest::keyClick(desk.legend, Qt::Key_Down);
        QTest::keyClick(desk.legend, Qt::Key_Space);
        QCOMPARE(desk.session.view().hidden, (std::set<int>{1}));
        QTest::keyClick(desk.legend, Qt::Key_Return);
        QCOMPARE(desk.session.view().hidden, (std::set<int>{0, 2}));
    }

    void hiddenPointsCannotBeClicked()
    {
        Desk desk;
        const auto rows = desk.lonelyRows();
        const Index row = rows.front();
        const QPointF at = *desk.view->positionOf(row);
        desk.view->toggleGroup(int(row % 3));
        Mouse(desk.view.get()).click(at);
        QVERIFY(desk.session.selected().empty());
    }

    void pictureEqualsPictureAndGrab_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        QTest::newRow("light") << false << QSize(640, 460);
        QTest::newRow("dark") << true << QSize(400, 300);
    }
    void pictureEqualsPictureAndGrab()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        style::apply(*qApp, dark ? style::Theme::Dark : style::Theme::Light);
        Desk desk(size);
        desk.session.select(samples({3, 50, 77}));
        QTest::qWait(50);
        const QImage picture = desk.view->picture(size);
        QCOMPARE(differing(picture, desk.view->picture(size)), 0);
        QCOMPARE(differing(picture, desk.grab()), 0);
        const QImage other = desk.view->picture({900, 300});
        QCOMPARE(other.size(), QSize(900, 300) * other.devicePixelRatio());
        // A view that was never shown draws the same.
        const auto elsewhere = [&](const Json& state) {
            Session apart;
            test::fill(apart);
            apart.setNeighbors(test::sampleNeighbors());
            apart.select(samples({3, 50, 77}));
            EmbeddingView hidden(apart);
            hidden.restore(Json::parse(state.dump()));
            return hidden.picture(size);
        };
        QCOMPARE(differing(elsewhere(desk.view->state()), picture), 0);
        // So it is with a filter, a metric and a camera.
        desk.session.setNeighbors(test::sampleNeighbors());
        desk.session.setColourBy("spread");
        desk.session.setFilter(Filter{"half", test::everySecond()});
        Mouse(desk.view.get()).drag({200, 150}, {240, 190});
        QTest::qWait(50);
        const QImage changed = desk.view->picture(size);
        QVERIFY(differing(changed, picture) > 100);
        QCOMPARE(differing(changed, desk.grab()), 0);
        QCOMPARE(differing(elsewhere(desk.view->state()), changed), 0);
    }

    void edgesJoinThePoints()
    {
        Desk desk;
        const QImage bare = desk.grab();
        QSignalSpy wanted(desk.view.get(), &EmbeddingView::graphWanted);
        desk.view->cycleEdges();
        QCOMPARE(wanted.size(), 1); // there is no graph yet
        QTest::qWait(40);
        QCOMPARE(differing(bare, desk.grab()), 0);
        desk.session.setGraph(test::sampleGraph()); // it comes
        QTest::qWait(60);
        const QImage nnk = desk.grab();
        QVERIFY(differing(bare, nnk) > 1000);
        QCOMPARE(desk.view->edges().kind, EdgeKind::Nnk);
        // The picture is what the window shows, also of a view that was never shown.
        QCOMPARE(differing(desk.view->picture(desk.view->size()), nnk), 0);
        Session apart;
        test::fill(apart);
        apart.setGraph(test::sampleGraph());
        EmbeddingView hidden(apart);
        hidden.restore(Json::parse(desk.view->state().dump()));
        QCOMPARE(differing(hidden.picture(desk.view->size()), nnk), 0);
        desk.view->cycleEdges();
        QCOMPARE(desk.view->edges().kind, EdgeKind::Knn);
        QTest::qWait(60);
        QVERIFY(differing(nnk, desk.grab()) > 100);
        desk.view->cycleEdges();
        QTest::qWait(60);
        QCOMPARE(differing(bare, desk.grab()), 0);
        QVERIFY(!desk.view->state().contains("edges"));
        QVERIFY_EXCEPTION_THROWN(desk.view->restore(Json{{"edges", "all"}}), Error);
    }

    void edgesOfTheSampleUnderTheCursor()
    {
        Desk desk;
        desk.session.setGraph(test::sampleGraph());
        desk.view->setEdges({EdgeKind::Nnk, false});
        QTest::qWait(60);
        const QImage before = desk.grab();
        desk.session.setHighlighted(sampleOf(40));
        QTest::qWait(40);
        const QImage marked = desk.grab();
        // The whole way to a neighbour is painted, not only the surroundings of the sample.
        const QPointF from = *desk.view->positionOf(40);
        const QPointF to = *desk.view->positionOf(43);
        const QPoint middle = ((from + to) / 2).toPoint();
        int changed = 0;
        for (int dx = -2; dx <= 2; ++dx)
            for (int dy = -2; dy <= 2; ++dy) {
                const QPoint at =
                    ((QPointF(middle) + QPointF(dx, dy)) * marked.devicePixelRatio()).toPoint();
                changed += before.pixel(at) != marked.pixel(at) ? 1 : 0;
            }
        QVERIFY(changed > 0);
        desk.session.setHighlighted(-1);
        QTest::qWait(40);
        QCOMPARE(differing(before, desk.grab()), 0);
    }

    void themeChangesTheBackground()
    {
        Desk desk;
        QCOMPARE(desk.grab().pixelColor(3, 200), style::tokens().surface);
        style::apply(*qApp, style::Theme::Dark);
        QTest::qWait(60);
        QCOMPARE(desk.grab().pixelColor(3, 200), style::tokens().surface);
    }

    void colourings()
    {
        Desk desk;
        QImage last = desk.grab();
        desk.session.setNeighbors(test::sampleNeighbors());
        for (const char* by : {"prediction", "correctness", "confidence", "spread", "label"}) {
            desk.session.setColourBy(by);
            QTest::qWait(40);
            const QImage now = desk.grab();
            QVERIFY(differing(last, now) > 100);
            last = now;
        }
    }

    void keysAndMenu()
    {
        Desk desk;
        desk.session.select(samples({9}));
        QTest::keyClick(desk.scene, Qt::Key_F);
        QVERIFY(!desk.scene->camera().isFitted());
        const QPointF at = *desk.view->positionOf(9);
        QTest::keyClick(desk.scene, Qt::Key_R);
        QVERIFY(desk.scene->camera().isFitted());
        QTest::keyClick(desk.scene, Qt::Key_C); // the rotation centre is the current sample now
        const Projected centre =
            desk.scene->camera().project(desk.scene->camera().rotationCentre());
        const QPointF there = *desk.view->positionOf(9);
        QVERIFY(std::hypot(centre.x - there.x(), centre.y - there.y()) < 1e-3);
        QVERIFY(at != there);
        Mouse(desk.view.get()).click({300, 230}, {}, Qt::RightButton);
        auto* menu = desk.view->findChild<QMenu*>();
        QTRY_VERIFY(menu && menu->isVisible());
        QStringList titles;
        for (const QAction* action : menu->actions())
            titles << action->text();
        QVERIFY(titles.contains("Copy as command"));
        QVERIFY(titles.contains("Colour by"));
        menu->close();
    }

    void doubleClickSetsTheCentreOfRotation()
    {
        Desk desk;
        const Index row = desk.lonelyRows().back();
        Mouse(desk.view.get()).doubleClick(*desk.view->positionOf(row));
        const Projected centre =
            desk.scene->camera().project(desk.scene->camera().rotationCentre());
        const QPointF at = *desk.view->positionOf(row);
        QVERIFY(std::hypot(centre.x - at.x(), centre.y - at.y()) < 1e-3);
        Mouse(desk.view.get()).drag({300, 200}, {380, 220});
        const QPointF after = *desk.view->positionOf(row);
        QVERIFY(std::hypot(after.x() - at.x(), after.y() - at.y()) < 1e-3);
    }

    void accessible()
    {
        Desk desk;
        QVERIFY(!desk.view->accessibleName().isEmpty());
        QVERIFY(desk.view->accessibleDescription().contains("conv2"));
        QVERIFY(desk.view->accessibleDescription().contains("240 of 1,000"));
        QCOMPARE(desk.view->focusProxy(), desk.scene);
        QVERIFY(desk.legend->focusPolicy() & Qt::TabFocus);
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    TestEmbeddingView test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_embedding_view.moc"
