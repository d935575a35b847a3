// SPDX-License-Identifier: MIT
// The embedding view under a virtual display, driven by the mouse and the keyboard.
#include "tests/views/embedding/sample_session.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/embedding/legend.hpp"
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
    QImage grab() const { return view->grab().toImage().convertToFormat(QImage::Format_RGB32); }
    /// Rows that nothing lies in front of and no other point is near: a click there is unambiguous.
    std::vector<Index> lonelyRows() const
    {
        std::vector<Index> rows;
        for (Index row = 0; row < kRows; ++row) {
            const auto here = view->positionOf(row);
            bool alone = here && here->x() > 150 && !legend->geometry().contains(here->toPoint());
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

    void layerChangeKeepsTheDirectionAndFits()
    {
        Desk desk;
        Mouse(desk.view.get()).drag({300, 200}, {340, 260});
        const Vec3 direction = desk.scene->camera().pose().forward();
        QTest::qWait(50);
        const QImage before = desk.grab();
        desk.session.setLayer("fc1");
        QTest::qWait(50);
        QVERIFY(differing(before, desk.grab()) > 300);
        QVERIFY((desk.scene->camera().pose().forward() - direction).norm() < 1e-9);
        QVERIFY(desk.scene->camera().isFitted());
        for (Index row = 0; row < kRows; ++row)
            QVERIFY(desk.view->rect().contains(desk.view->positionOf(row)->toPoint()));
        desk.session.history().undo();
        QCOMPARE(desk.session.layer(), QStringLiteral("conv2"));
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
        QCOMPARE(desk.view->hiddenGroups(), (std::set<int>{1}));
        QVERIFY(!desk.view->positionOf(1)); // label 1
        QVERIFY(desk.view->positionOf(0));
        mouse.click(entry(1));
        QVERIFY(desk.view->hiddenGroups().empty());
        mouse.doubleClick(entry(2));
        QCOMPARE(desk.view->hiddenGroups(), (std::set<int>{0, 1}));
        QTest::qWait(50);
        QVERIFY(differing(before, desk.grab()) > 300);
        mouse.doubleClick(entry(2));
        QVERIFY(desk.view->hiddenGroups().empty());
        // By keyboard: Tab reaches the legend, the arrows choose, Space hides.
        mouse.move(QPointF(4, 240)); // no entry is under the cursor
        desk.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.view.get()));
        desk.legend->setFocus(Qt::TabFocusReason);
        QTest::keyClick(desk.legend, Qt::Key_Down);
        QTest::keyClick(desk.legend, Qt::Key_Space);
        QCOMPARE(desk.view->hiddenGroups(), (std::set<int>{1}));
        QTest::keyClick(desk.legend, Qt::Key_Return);
        QCOMPARE(desk.view->hiddenGroups(), (std::set<int>{0, 2}));
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
        EmbeddingView hidden(desk.session);
        hidden.restore(desk.view->state());
        QCOMPARE(differing(hidden.picture(size), picture), 0);
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
        for (const ColourBy by :
             {ColourBy::Prediction, ColourBy::Correctness, ColourBy::Confidence, ColourBy::Label}) {
            desk.view->setColourBy(by);
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
