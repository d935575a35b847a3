// SPDX-License-Identifier: MIT
// The foliation view under a virtual display, driven by the mouse and the keyboard.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/leaf/foliation_source.hpp"
#include "core/leaf/tangent.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/scene/legend.hpp"
#include "views/foliation/foliation_scene.hpp"
#include "views/foliation/foliation_view.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QCursor>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <ctime>

using namespace leafscope;
using test::Mouse;

namespace {

/// Of a preset, with samples in its box.
std::shared_ptr<Foliation> foliationOf(const std::string& preset, Index samples = 40)
{
    FoliationSubject subject = openSubject({preset, {}, {}, "auto"});
    FoliationOptions options;
    options.box = {VectorD::Constant(3, -1.2), VectorD::Constant(3, 1.2)};
    options.grid = 14;
    options.leaves = 3;
    options.kernelLines = 6;
    auto f = std::make_shared<Foliation>(computeFoliation(*subject.map, {}, options, {}));
    f->subject = subject.text;
    f->axes = {"x1", "x2", "x3"};
    f->classNames = {"0", "1", "2"};
    f->samples.resize(samples, 3);
    RandomStream random(5);
    for (Index i = 0; i < samples; ++i) {
        for (Index axis = 0; axis < 3; ++axis)
            f->samples(i, axis) = 2 * random.uniform() - 1;
        f->indices.push_back(10 + 3 * i);
    }
    f->sampleLogits = samples > 0 ? subject.map->logits(f->samples) : MatrixD(0, 3);
    return f;
}

Recipe recipeOf(const std::string& preset)
{
    Recipe recipe;
    recipe.analysis = "leaf foliation";
    recipe.parameters = {{"preset", preset}, {"normalize", "auto"}};
    return recipe;
}

struct Desk {
    explicit Desk(const std::string& preset = "planes", QSize size = {760, 520})
    {
        foliation = foliationOf(preset);
        session.setFoliation(foliation);
        session.setRecipe(Fact::Foliation, recipeOf(preset));
        view = std::make_unique<FoliationView>(session);
        view->resize(size);
        view->show();
        scene = view->findChild<VtkWidget*>();
        legend = view->findChild<Legend*>();
        shown = QTest::qWaitForWindowExposed(view.get());
        QTest::qWait(60);
    }
    /// A sample that no other is near to, and that no furniture covers.
    Index lonelySample() const
    {
        for (Index row = 0; row < foliation->samples.rows(); ++row) {
            const auto here = view->positionOf(row);
            bool alone = here && here->x() > 160 && here->y() > 60 &&
                         here->y() < view->height() - 60 &&
                         !legend->geometry().adjusted(-20, 0, 0, 20).contains(here->toPoint());
            for (Index other = 0; alone && other < foliation->samples.rows(); ++other) {
                const auto there = view->positionOf(other);
                alone = other == row || !there ||
                        std::hypot(there->x() - here->x(), there->y() - here->y()) > 22;
            }
            if (alone)
                return row;
        }
        return -1;
    }
    QPoint entry(Family family) const
    {
        const auto& entries = legend->content().entries;
        for (int i = 0; i < int(entries.size()); ++i)
            if (entries[std::size_t(i)].group == int(family))
                return legend->mapTo(view.get(), legend->entryRect(i).center());
        return {};
    }

    std::shared_ptr<Foliation> foliation;
    Session session;
    std::unique_ptr<FoliationView> view;
    VtkWidget* scene = nullptr;
    Legend* legend = nullptr;
    bool shown = false;
};

} // namespace

class TestFoliationView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        style::apply(*qApp, style::Theme::Light);
        QCursor::setPos(QPoint(1400, 900));
    }

    void emptyNamesTheNextAction()
    {
        Session session;
        FoliationView view(session);
        QVERIFY(session.state(Fact::Foliation).message.contains("Compute"));
        QVERIFY(view.table().startsWith("seed,"));
        QVERIFY(!view.picture({400, 300}).isNull());
        QVERIFY(view.findChild<Legend*>()->isHidden());
    }

    void clickOnASampleGrowsItsLeaf()
    {
        Desk desk;
        QVERIFY(desk.shown);
        const Index row = desk.lonelySample();
        QVERIFY(row >= 0);
        QSignalSpy changed(desk.view.get(), &FoliationView::probeChanged);
        Mouse(desk.view.get()).click(*desk.view->positionOf(row));
        QTRY_VERIFY(desk.view->probed().has_value());
        const ProbedLeaf& leaf = *desk.view->probed();
        QVERIFY(leaf.problem.isEmpty());
        QCOMPARE(leaf.leaf.dimension, Index(2));
        const double height = desk.foliation->samples(row, 2);
        QVERIFY((leaf.leaf.points.col(2).array() - height).abs().maxCoeff() < 1e-9);
        QCOMPARE(leaf.fibre.dimension, Index(1));
        QCOMPARE(desk.session.current(), desk.foliation->indices[std::size_t(row)]);
        QVERIFY(changed.count() > 0);
        QVERIFY(!desk.view->isProbing());
        QTest::keyClick(desk.view->focusProxy(), Qt::Key_Escape);
        QVERIFY(!desk.view->probed());
        QVERIFY(!desk.view->state().contains("point"));
    }

    void doubleClickInSpaceGrowsALeaf()
    {
        Desk desk;
        const VectorD on = desk.foliation->leaves[1].points.row(0).transpose();
        const auto at = desk.view->positionOf(on);
        QVERIFY(at.has_value());
        Mouse(desk.view.get()).doubleClick(*at);
        QTRY_VERIFY(desk.view->probed().has_value());
        QVERIFY(desk.foliation->box.contains(desk.view->probed()->x));
    }

    void selectingElsewhereShowsTheLeaf()
    {
        Desk desk;
        desk.session.select({desk.foliation->indices[4]});
        QTRY_VERIFY(desk.view->probed().has_value());
        QVERIFY(desk.view->probed()->x == desk.foliation->samples.row(4).transpose());
    }

    void legendHidesActors()
    {
        Desk desk;
        desk.view->setThreshold(0.15); // wider than a cell of the coarse grid
        const FoliationScene& scene = desk.view->scene();
        for (const Family family : {Family::Leaves, Family::Kernels, Family::Singular}) {
            QVERIFY(scene.actorCount(family) > 0);
            QCOMPARE(scene.visibleCount(family), scene.actorCount(family));
            Mouse(desk.view.get()).click(desk.entry(family));
            QCOMPARE(scene.visibleCount(family), 0);
            Mouse(desk.view.get()).click(desk.entry(family));
            QCOMPARE(scene.visibleCount(family), scene.actorCount(family));
            QTest::qWait(QApplication::doubleClickInterval() + 20);
        }
        QCOMPARE(scene.visibleCount(Family::Boundary), 0); // sheets are asked for
        desk.view->toggleGroup(int(Family::Boundary));
        QVERIFY(scene.visibleCount(Family::Boundary) > 0);
        desk.view->toggleGroup(int(Family::Samples));
        QVERIFY(!desk.view->positionOf(Index(0)));
    }

    void keysOfTheLegend()
    {
        Desk desk;
        desk.view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(desk.view.get()));
        desk.legend->setFocus(Qt::TabFocusReason);
        QTest::keyClick(desk.legend, Qt::Key_Space); // the first entry
        QCOMPARE(desk.view->scene().visibleCount(Family::Leaves), 0);
        QVERIFY(!desk.legend->accessibleName().isEmpty());
        QVERIFY(desk.view->accessibleDescription().contains("leaves of dimension 2"));
    }

    void stateComesBack()
    {
        Desk desk;
        desk.view->toggleGroup(int(Family::Kernels));
        desk.view->toggleGroup(kFirstClass + 1);
        desk.view->setThreshold(0.1);
        desk.view->probe(Eigen::Vector3d(0.3, 0.4, 0.2));
        QTRY_VERIFY(desk.view->probed().has_value());
        Mouse(desk.view.get()).drag({300, 200}, {360, 240});
        const Json state = desk.view->state();
        const QImage before = desk.view->picture({400, 300});
        Desk other;
        other.view->restore(state);
        QVERIFY(other.view->state() == state);
        QVERIFY(other.view->picture({400, 300}) == before); // waits for the leaf
        QVERIFY(other.view->probed().has_value());
        for (const Json& bad : {Json{{"hidden", {"moon"}}}, Json{{"threshold", 3}},
                                Json{{"point", {1, 2}}}, Json::array()})
            QVERIFY_EXCEPTION_THROWN(other.view->restore(bad), Error);
        QVERIFY(other.view->state() == state);
    }

    void themesDiffer()
    {
        Desk desk("heisenberg");
        const QImage light = desk.view->picture({400, 300});
        style::apply(*qApp, style::Theme::Dark);
        QCoreApplication::processEvents();
        const QImage dark = desk.view->picture({400, 300});
        QVERIFY(qGray(light.pixel(2, 2)) > 200);
        QVERIFY(qGray(dark.pixel(2, 2)) < 60);
    }

    void tableListsTheSeeds()
    {
        Desk desk("heisenberg");
        const auto lines = desk.view->table().split('\n');
        QCOMPARE(lines[0], QByteArray("seed,x1,x2,x3,rank,holonomy,prediction,p"));
        QCOMPARE(lines.size(), qsizetype(desk.foliation->seeds.size() + 2));
        const auto cells = lines[1].split(',');
        QCOMPARE(cells[4], QByteArray("2"));
        QVERIFY(std::abs(cells[5].toDouble() - desk.foliation->seeds[0].holonomy) < 1e-6);
    }

    void otherFoliationForgetsTheLeaf()
    {
        Desk desk;
        desk.view->probe(Eigen::Vector3d(0.3, 0.4, 0.2));
        desk.session.setFoliation(foliationOf("spheres", 0)); // while it is grown
        QVERIFY(!desk.view->probed() && !desk.view->isProbing());
        QTest::qWait(300);
        QVERIFY(!desk.view->probed());
        QCOMPARE(desk.view->scene().actorCount(Family::Leaves), 9); // surface, border, levels
    }

    void aFrameIsQuick()
    {
        Desk desk("spheres", {1200, 800});
        QVERIFY2(hasOpenGl(), "this test needs a display with OpenGL");
        // Time of the processor: others use the machine as well.
        const auto seconds = [] { return double(std::clock()) / CLOCKS_PER_SEC; };
        const int before = desk.scene->renderCount();
        QTest::mousePress(desk.view->windowHandle(), Qt::LeftButton, {}, {500, 400});
        const double start = seconds();
        for (int moves = 0; moves < 12; ++moves) {
            QTest::mouseMove(desk.view->windowHandle(), {510 + 6 * moves, 400});
            QTest::qWait(1);
        }
        const int frames = std::max(1, desk.scene->renderCount() - before);
        const double each = (seconds() - start) * 1000 / frames;
        QTest::mouseRelease(desk.view->windowHandle(), Qt::LeftButton, {}, {600, 400});
        qInfo("moving: %.0f ms of the processor a frame", each);
        QVERIFY(each < 300);
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    TestFoliationView test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_foliation_view.moc"
