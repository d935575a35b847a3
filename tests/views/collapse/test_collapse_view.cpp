// SPDX-License-Identifier: MIT
// The 3-D view of a collapse under a virtual display, driven by the mouse and the keyboard.
#include "core/base/error.hpp"
#include "core/collapse/simplex.hpp"
#include "tests/support/example_collapse.hpp"
#include "tests/views/scene/mouse.hpp"
#include "views/collapse/collapse_bar.hpp"
#include "views/collapse/collapse_film.hpp"
#include "views/collapse/collapse_panel.hpp"
#include "views/collapse/collapse_player.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/collapse/epoch_scrubber.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/appearance.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QComboBox>
#include <QCursor>
#include <QElapsedTimer>
#include <QLabel>
#include <QSlider>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace leafscope;
using test::Mouse;

namespace {

struct Desk {
    explicit Desk(const std::vector<Index>& classes, QSize size = {1000, 700})
    {
        session.setCollapse(exampleCollapses(classes));
        view = std::make_unique<CollapseView>(session);
        view->resize(size);
        view->show();
        shown = QTest::qWaitForWindowExposed(view.get());
    }
    template <typename Widget>
    Widget& part(const char* name) const
    {
        return *view->findChild<Widget*>(QLatin1String(name));
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        view->setFocus();
        QTest::keyClick(view->windowHandle(), key, modifiers);
    }
    QString readout() const { return part<QLabel>("collapseEpoch").text(); }

    Session session;
    std::unique_ptr<CollapseView> view;
    bool shown = false;
};

double maxMove(const Vector3s& a, const Vector3s& b)
{
    double most = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        most = std::max(most, double((a[i] - b[i]).norm()));
    return most;
}

/// Pixels that differ clearly inside a rectangle.
int changed(const QImage& a, const QImage& b, const QRect& where)
{
    int count = 0;
    for (int y = where.top(); y <= where.bottom(); ++y)
        for (int x = where.left(); x <= where.right(); ++x) {
            const QColor p = a.pixelColor(x, y);
            const QColor q = b.pixelColor(x, y);
            count += std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) +
                         std::abs(p.blue() - q.blue()) >
                     40;
        }
    return count;
}

int coloured(const QImage& image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y).hsvSaturation() > 90;
    return count;
}

} // namespace

class TestCollapseView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        style::apply(*qApp, style::Theme::Light);
        QCursor::setPos(QPoint(1500, 950));
    }

    void emptyBusyAndFailedSaySo()
    {
        Session session;
        CollapseView view(session);
        view.resize(700, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.accessibleDescription().contains("Compute > Neural collapse"));
        QVERIFY(!view.picture({400, 300}).isNull());
        QCOMPARE(view.table(), QByteArray("role,class,sample,x,y,z\n"));
        session.setBusy(Fact::Collapse, "epoch 3 of 9");
        QVERIFY(view.accessibleDescription().contains("epoch 3 of 9"));
        session.setFailed(Fact::Collapse, "There is one class only.");
        QVERIFY(view.accessibleDescription().contains("one class only"));
        QTest::keyClick(view.windowHandle(), Qt::Key_Space);
        QVERIFY(!view.player().isPlaying());
        session.setCollapse(exampleCollapses({3}));
        QVERIFY(view.accessibleDescription().contains("triangle"));
        QVERIFY(view.figure().owner != nullptr);
        session.setCollapse(nullptr);
        QVERIFY(view.figure().owner == nullptr);
    }

    void beginsAtTheEnd()
    {
        const Desk desk({4});
        QVERIFY(desk.shown);
        QCOMPARE(desk.session.collapseTime(), 64.0);
        QCOMPARE(desk.readout(), QString("epoch 64"));
        QVERIFY(!desk.view->figure().moment.interpolated);
    }

    void theSimplexStandsStill_data()
    {
        QTest::addColumn<int>("classes");
        for (const int c : {2, 3, 4, 10})
            QTest::addRow("C = %d", c) << c;
    }
    void theSimplexStandsStill()
    {
        QFETCH(int, classes);
        Desk desk({classes});
        QVERIFY(desk.shown);
        const CollapseFigure last = desk.view->figure();
        const CameraPose pose = desk.view->camera().pose();
        const auto vertex = desk.view->positionOf(CollapseRole::Vertex, 1);
        desk.session.setCollapseTime(0);
        const CollapseFigure& first = desk.view->figure();
        QVERIFY(maxMove(first.moment.vertices, last.moment.vertices) == 0);
        QVERIFY(maxMove(first.moment.means, last.moment.means) > 0.05);
        QVERIFY(maxMove(first.moment.classifiers, last.moment.classifiers) > 0.05);
        // Nothing rescales and nobody moves the camera.
        QVERIFY(first.limits == last.limits);
        QVERIFY(desk.view->camera().pose().position == pose.position);
        QVERIFY(desk.view->positionOf(CollapseRole::Vertex, 1) == vertex);
        // At the end everything is where the vertices are.
        QVERIFY(maxMove(last.moment.means, last.moment.vertices) < 0.05);
        QVERIFY(maxMove(last.moment.classifiers, last.moment.vertices) < 0.05);
    }

    void pixelsOfTheVerticesStay()
    {
        QVERIFY2(hasOpenGl(), "this test needs a display with OpenGL");
        Desk desk({3});
        CollapseSettings settings = desk.view->settings();
        settings.train = settings.classifiers = settings.sticks = false;
        desk.view->setSettings(settings);
        const QSize size(900, 600);
        desk.session.setCollapseTime(0);
        const QImage first = desk.view->picture(size);
        desk.session.setCollapseTime(1);
        const QImage second = desk.view->picture(size);
        // The ring of a vertex whose mean is elsewhere at both epochs.
        const QRect scene(0, 60, 640, 480);
        QVERIFY(changed(first, second, scene) > 100); // the means moved
        settings.ideal = false;
        desk.view->setSettings(settings);
        const QImage without = desk.view->picture(size);
        int kept = 0;
        int rings = 0;
        for (int y = scene.top(); y < scene.bottom(); ++y)
            for (int x = scene.left(); x < scene.right(); ++x)
                if (changed(second, without, QRect(x, y, 1, 1)) > 0) {
                    ++rings;
                    kept += changed(first, second, QRect(x, y, 1, 1)) == 0;
                }
        QVERIFY2(rings > 200, qPrintable(QString::number(rings)));
        QVERIFY2(kept > 0.9 * rings, qPrintable(QStringLiteral("%1 of %2").arg(kept).arg(rings)));
    }

    void draws()
    {
        QVERIFY2(hasOpenGl(), "this test needs a display with OpenGL");
        Desk desk({4});
        const QImage light = desk.view->picture({800, 600});
        QVERIFY(coloured(light) > 2000);
        style::apply(*qApp, style::Theme::Dark);
        const QImage dark = desk.view->picture({800, 600});
        QVERIFY(coloured(dark) > 2000);
        QVERIFY(dark.pixelColor(5, 300).lightness() < 80);
        QVERIFY(desk.view->svg({800, 600}).contains("<svg"));
        CollapseSettings settings;
        settings.paper = true;
        desk.view->setSettings(settings);
        QVERIFY(changed(dark, desk.view->picture({800, 600}), QRect(0, 60, 560, 480)) > 500);
    }

    void keysStepThroughMeasuredEpochs()
    {
        Desk desk({4});
        QVERIFY(desk.shown);
        desk.key(Qt::Key_Comma);
        QCOMPARE(desk.session.collapseTime(), 32.0);
        desk.key(Qt::Key_BraceLeft, Qt::ShiftModifier);
        QCOMPARE(desk.session.collapseTime(), 16.0);
        desk.key(Qt::Key_Period);
        QCOMPARE(desk.session.collapseTime(), 32.0);
        desk.session.setCollapseTime(23.4);
        QCOMPARE(desk.readout(), QString("epoch 23.4 (interpolated)"));
        desk.key(Qt::Key_BraceRight, Qt::ShiftModifier);
        QCOMPARE(desk.session.collapseTime(), 32.0);
        desk.session.setCollapseTime(23.4);
        desk.key(Qt::Key_Comma);
        QCOMPARE(desk.session.collapseTime(), 16.0);
        desk.session.setCollapseTime(64);
        desk.key(Qt::Key_Period);
        QCOMPARE(desk.session.collapseTime(), 64.0);
    }

    void playsWithMotionAndStopsAtTheEnd()
    {
        style::setReducedMotion(false);
        style::apply(*qApp, style::Theme::Light);
        Desk desk({3});
        CollapseSettings settings = desk.view->settings();
        settings.speed = 4;
        desk.view->setSettings(settings);
        std::vector<double> times;
        connect(&desk.session, &Session::collapseTimeChanged, desk.view.get(),
                [&] { times.push_back(desk.session.collapseTime()); });
        desk.key(Qt::Key_Space); // at the end: from the start
        QVERIFY(desk.view->player().isPlaying());
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view->player().isPlaying(), 15000);
        QCOMPARE(desk.session.collapseTime(), 64.0);
        QCOMPARE(times.front(), 0.0);
        QVERIFY(std::is_sorted(times.begin(), times.end()));
        QVERIFY(times.size() > 10);                                 // also between the epochs
        for (const double epoch : {1.0, 2.0, 4.0, 8.0, 16.0, 32.0}) // none of them is passed over
            QVERIFY(std::find(times.begin(), times.end(), epoch) != times.end());
    }

    void reducedMotionCuts()
    {
        style::setReducedMotion(true);
        style::apply(*qApp, style::Theme::Light);
        {
            Desk desk({10});
            CollapseSettings settings = desk.view->settings();
            settings.speed = 8;
            desk.view->setSettings(settings);
            std::vector<double> times;
            connect(&desk.session, &Session::collapseTimeChanged, desk.view.get(),
                    [&] { times.push_back(desk.session.collapseTime()); });
            QTest::mouseClick(&desk.part<QToolButton>("collapsePlay"), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(!desk.view->player().isPlaying(), 15000);
            QVERIFY((times == std::vector<double>{0, 1, 2, 4, 8, 16, 32, 64}));
            desk.view->toggleClass(7); // at once
            QVERIFY(desk.view->figure().pose.kind == PoseKind::Face);
        }
        style::setReducedMotion(false);
        style::apply(*qApp, style::Theme::Light);
    }

    void theSliderGoesBetweenEpochs()
    {
        Desk desk({4});
        QVERIFY(desk.shown);
        auto& slider = *desk.view->findChild<EpochSlider*>();
        const Mouse mouse(desk.view.get());
        const auto at = [&](double place) {
            return QPointF(slider.mapTo(desk.view.get(), QPoint(0, 13))) +
                   QPointF(slider.positionOf(place), 0);
        };
        mouse.click(at(3.4));
        QVERIFY(desk.view->figure().moment.interpolated);
        QVERIFY(desk.session.collapseTime() > 4 && desk.session.collapseTime() < 8);
        QVERIFY(desk.readout().contains("interpolated"));
        const QStringList words =
            desk.part<CollapsePanel>("collapsePanel").content().detail.split(' ');
        QVERIFY(words.contains("interpolated,"));
        mouse.drag(at(3.4), at(5) + QPointF(2, 0)); // near a measured epoch
        QCOMPARE(desk.session.collapseTime(), 16.0);
        QVERIFY(!desk.view->figure().moment.interpolated);
        QCOMPARE(desk.readout(), QString("epoch 16"));
    }

    void timeAndEpochOfTheSessionFollowEachOther()
    {
        Desk desk({4});
        desk.session.setSeries({{0, "a", {}}, {2, "b", {}}, {3, "c", {}}, {8, "d", {}}}, 0);
        desk.session.setEpoch(8);
        QCOMPARE(desk.session.collapseTime(), 8.0);
        desk.session.setEpoch(3); // was not measured: the scene stays
        QCOMPARE(desk.session.collapseTime(), 8.0);
        desk.key(Qt::Key_Comma); // to 4, which the series does not have
        QCOMPARE(desk.session.collapseTime(), 4.0);
        QCOMPARE(desk.session.epoch(), 3);
        desk.key(Qt::Key_Comma);
        QCOMPARE(desk.session.collapseTime(), 2.0);
        QCOMPARE(desk.session.epoch(), 2);
    }

    void theZoomMagnifiesWhatIsWithinClasses()
    {
        Desk desk({10});
        desk.session.setCollapseTime(64);
        const CollapseMoment before = desk.view->figure().moment;
        desk.part<QSlider>("collapseZoom").setValue(200);
        const CollapseMoment& after = desk.view->figure().moment;
        QVERIFY(std::abs(desk.view->settings().zoom - 100) < 1e-9);
        QVERIFY(maxMove(before.means, after.means) == 0);
        for (const std::size_t i : {std::size_t(0), std::size_t(37)}) {
            const Eigen::Vector3f& mean = before.means[i % 10];
            QVERIFY((after.features[i] - mean - 100 * (before.features[i] - mean)).norm() < 1e-3F);
        }
        QVERIFY2(hasOpenGl(), "this test needs a display with OpenGL");
        const QRect corner(560, 8, 200, 26); // the picture says so
        const QImage zoomed = desk.view->picture({1000, 700});
        desk.part<QSlider>("collapseZoom").setValue(0);
        QVERIFY(changed(zoomed, desk.view->picture({1000, 700}), corner) > 20);
    }

    void poses()
    {
        Desk desk({10});
        QVERIFY(desk.shown);
        QVERIFY((desk.view->figure().pose.classes == std::vector<int>{0, 1, 2, 3}));
        // A vertex outside the face lies in its centroid; a click on its class puts it in.
        CollapsePanel& panel = desk.part<CollapsePanel>("collapsePanel");
        QTest::mouseClick(&panel, Qt::LeftButton, {}, panel.classRect(7).center());
        QTRY_VERIFY((desk.view->figure().pose.classes == std::vector<int>{1, 2, 3, 7}));
        auto& pose = desk.part<QComboBox>("collapsePose");
        const auto choose = [&](const char* key) {
            pose.setCurrentIndex(pose.findData(QLatin1String(key)));
            Q_EMIT pose.activated(pose.currentIndex());
        };
        choose("span");
        QTRY_VERIFY(desk.view->figure().pose.kind == PoseKind::Span);
        QCOMPARE(desk.view->figure().pose.classes.size(), std::size_t(3));
        choose("frame");
        QTRY_VERIFY(desk.view->figure().pose.simplex == randomPose(10, 1).simplex);
        QTest::mouseClick(&desk.part<QToolButton>("collapseTurn"), Qt::LeftButton);
        QTRY_VERIFY(desk.view->figure().pose.simplex == randomPose(10, 2).simplex);
        choose("tour");
        QVERIFY(desk.view->player().isTouring());
        QTRY_VERIFY(desk.view->settings().tour > 1.02);
        const MatrixD& turned = desk.view->figure().pose.simplex;
        QVERIFY((turned * turned.transpose() - MatrixD::Identity(3, 3)).norm() < 1e-9);
        QTest::mouseClick(&desk.part<QToolButton>("collapseTurn"), Qt::LeftButton);
        QVERIFY(!desk.view->player().isTouring());
        choose("");
        QTRY_VERIFY(desk.view->figure().pose.kind == PoseKind::Face);
    }

    void clickingAMeanTurnsThePose()
    {
        Desk desk({6});
        QVERIFY(desk.shown);
        const Mouse mouse(desk.view.get());
        const auto at = desk.view->positionOf(CollapseRole::Mean, 2);
        QVERIFY(at.has_value());
        mouse.click(*at);
        QTRY_VERIFY((desk.view->figure().pose.classes == std::vector<int>{0, 1, 3, 4}));
    }

    void clickingAFeatureSelectsItsSample()
    {
        Desk desk({3});
        QVERIFY(desk.shown);
        desk.session.setCollapseTime(0);
        // A feature that nothing else covers.
        const CollapseMoment& at = desk.view->figure().moment;
        const auto far = [&](QPointF a, CollapseRole role, std::size_t count, double least,
                             std::size_t except) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto b = desk.view->positionOf(role, i);
                if (i != except && b && std::hypot(b->x() - a.x(), b->y() - a.y()) < least)
                    return false;
            }
            return true;
        };
        std::optional<std::size_t> alone;
        for (std::size_t i = 0; i < at.features.size() && !alone; ++i) {
            const auto here = desk.view->positionOf(CollapseRole::Feature, i);
            if (here && here->y() > 100 && here->y() < 560 && here->x() > 20 && here->x() < 740 &&
                far(*here, CollapseRole::Feature, at.features.size(), 14, i) &&
                far(*here, CollapseRole::Mean, 3, 30, 99) &&
                far(*here, CollapseRole::Classifier, 3, 30, 99))
                alone = i;
        }
        QVERIFY(alone.has_value());
        const Mouse mouse(desk.view.get());
        const QPointF here = *desk.view->positionOf(CollapseRole::Feature, *alone);
        mouse.move(here + QPointF(1, 0));
        QTRY_COMPARE(desk.session.highlighted(), desk.view->figure().run->samples[*alone]);
        mouse.click(here);
        QCOMPARE(desk.session.selected(),
                 std::vector<std::int64_t>{desk.view->figure().run->samples[*alone]});
        mouse.click({20, 560}); // nothing is there
        QVERIFY(desk.session.selected().empty());
    }

    void runsAreChosen()
    {
        Desk desk({3, 10});
        auto& box = desk.part<QComboBox>("collapseRun");
        QVERIFY(box.isVisible());
        QCOMPARE(desk.view->figure().classes(), 3);
        box.setCurrentIndex(1);
        Q_EMIT box.activated(1);
        QCOMPARE(desk.view->figure().classes(), 10);
        QCOMPARE(desk.session.view().collapse.run, QString("C = 10"));
        desk.session.history().undo();
        QCOMPARE(desk.view->figure().classes(), 3);
    }

    void stateComesBack()
    {
        Desk desk({3, 10});
        CollapseSettings settings;
        settings.test = true;
        settings.sticks = false;
        settings.zoom = 12;
        settings.seed = 5;
        settings.loop = true;
        desk.view->setSettings(settings);
        desk.session.setCollapseChoice({"C = 10", "span", {4, 5, 6}});
        desk.session.setCollapseTime(5.5);
        QTRY_VERIFY(desk.view->figure().pose.kind == PoseKind::Span);
        const Json state = desk.view->state();
        const QImage picture = desk.view->picture({700, 500});
        Desk other({3, 10});
        other.view->restore(state);
        QVERIFY(other.view->state() == state);
        QVERIFY(other.view->picture({700, 500}) == picture);
        // Before there are runs.
        Session session;
        CollapseView early(session);
        early.restore(state);
        session.setCollapse(exampleCollapses({3, 10}));
        QCOMPARE(session.collapseTime(), 5.5);
        QCOMPARE(early.figure().classes(), 10);
    }

    void badStateIsRefused_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("no object") << QByteArray("[]");
        QTest::newRow("train") << QByteArray(R"({"train": 1})");
        QTest::newRow("zoom") << QByteArray(R"({"zoom": 2000})");
        QTest::newRow("time") << QByteArray(R"({"time": "now"})");
        QTest::newRow("classes") << QByteArray(R"({"classes": [-1]})");
        QTest::newRow("pose") << QByteArray(R"({"pose": 3})");
        QTest::newRow("camera") << QByteArray(R"({"camera": 3})");
    }
    void badStateIsRefused()
    {
        QFETCH(QByteArray, state);
        Desk desk({4});
        const Json before = desk.view->state();
        QVERIFY_EXCEPTION_THROWN(desk.view->restore(Json::parse(state.toStdString())), Error);
        QVERIFY(desk.view->state() == before);
    }

    void panelSaysWhatThePictureHides()
    {
        auto runs = std::make_shared<CollapseRuns>();
        auto run = std::make_shared<CollapseRun>(*exampleCollapse(10));
        run->counts[3] = 7;
        run->layers[0].width = 6; // 10 classes are no simplex there
        runs->runs.push_back(run);
        Session session;
        session.setCollapse(runs);
        CollapseView view(session);
        const CollapsePanelContent content = panelContent(view.figure());
        QVERIFY(content.badges.join(';').contains("No simplex exists: 10 classes in 6 dimensions"));
        QVERIFY(content.badges.join(';').contains("7 to 30"));
        QVERIFY(content.badges.join(';').contains("nearly dependent"));
        QVERIFY(view.figure().moment.vertices.empty());
        QCOMPARE(content.gauges.size(), std::size_t(3));
        QVERIFY(std::abs(content.gauges[2].share - 1.0 / 3) < 0.02);
        QVERIFY(!content.hasSimplex);
        QVERIFY(!view.picture({600, 500}).isNull());
    }

    void rawFeaturesOfThreeDimensions()
    {
        auto runs = std::make_shared<CollapseRuns>();
        auto run = std::make_shared<CollapseRun>(*exampleCollapse(3));
        run->layers[0].width = 2;
        for (CollapseEpoch& epoch : run->layers[0].epochs)
            for (CollapsePoints* points :
                 {&epoch.means, &epoch.features, &epoch.testFeatures, &epoch.classifiers})
                points->raw = exactPose(3).apply(*points).leftCols(2) * 3;
        runs->runs.push_back(run);
        Desk desk({3});
        desk.session.setCollapse(runs);
        desk.session.setCollapseChoice({{}, "raw", {}});
        QVERIFY(desk.view->figure().pose.kind == PoseKind::Raw);
        QVERIFY(desk.view->camera().pose().parallel);
        // The nearest simplex is drawn among them.
        const CollapseMoment& at = desk.view->figure().moment;
        QCOMPARE(at.vertices.size(), std::size_t(3));
        QVERIFY(maxMove(at.vertices, at.means) < 0.2);
        QVERIFY(std::abs((at.vertices[0] - at.vertices[1]).norm() -
                         (at.vertices[1] - at.vertices[2]).norm()) < 1e-4F);
    }

    void tableHoldsWhatIsShown()
    {
        Desk desk({4});
        const QByteArray table = desk.view->table();
        QCOMPARE(table.count('\n'), 1 + 4 + 4 + 4 + 120);
        QVERIFY(table.contains("\nvertex,class 0,,"));
        CollapseSettings settings;
        settings.train = settings.ideal = false;
        settings.test = true;
        desk.view->setSettings(settings);
        QCOMPARE(desk.view->table().count('\n'), 1 + 4 + 4 + 60);
    }

    void filmShowsMoments()
    {
        Session session;
        session.setCollapse(exampleCollapses({4}));
        CollapseFilm film(session);
        QCOMPARE(film.table().count('\n'), 1 + 6);
        const QImage image = film.picture({1200, 320});
        QCOMPARE(image.size(), QSize(1200, 320));
        if (hasOpenGl()) { // every moment is drawn
            for (int i = 0; i < 6; ++i)
                QVERIFY(coloured(image.copy(16 + i * 194, 60, 190, 180)) > 300);
        }
        Json state = film.state();
        state["moments"] = 3;
        film.restore(state);
        QCOMPARE(film.table().count('\n'), 1 + 3);
        const CollapseLayer& layer = session.collapse()->runs[0]->layers[0];
        QVERIFY((filmTimes(layer, 3) == std::vector<double>{0, 8, 64}));
        QCOMPARE(filmTimes(layer, 12).size(), std::size_t(8)); // not more than were measured
        Session none;
        CollapseFilm empty(none);
        QVERIFY(!empty.picture({600, 200}).isNull());
    }

    void controlsHaveNames()
    {
        const Desk desk({10});
        for (const QWidget* widget : desk.view->findChildren<QWidget*>())
            if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible() &&
                widget->objectName() != QLatin1String("qt_scrollarea_viewport") &&
                !widget->findChild<VtkWidget*>())
                QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<const QLabel*>(widget),
                         qPrintable(widget->metaObject()->className() + widget->objectName()));
    }
};

int main(int argc, char** argv)
{
    prepareOpenGl();
    QApplication application(argc, argv);
    TestCollapseView test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_collapse_view.moc"
