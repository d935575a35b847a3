// SPDX-License-Identifier: MIT
// The charts of neural collapse: their values, what mouse and keys do to the session, and what they
// say where there is nothing to draw.
#include "tests/support/example_collapse.hpp"
#include "tests/views/session/lenet_fixture.hpp"
#include "views/collapse_charts/collapse_charts.hpp"
#include "views/collapse_charts/curves_canvas.hpp"
#include "views/collapse_charts/grid_canvas.hpp"
#include "views/collapse_charts/grid_page.hpp"
#include "views/collapse_charts/values_table.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace leafscope;
using namespace leafscope::collapse;

namespace {

using Runs = std::shared_ptr<const CollapseRuns>;

Runs runsOf(std::vector<std::shared_ptr<const CollapseRun>> runs)
{
    auto all = std::make_shared<CollapseRuns>();
    all->runs = std::move(runs);
    return all;
}

/// A copy of the example with something changed at every epoch.
template <class Change>
std::shared_ptr<const CollapseRun> changed(const CollapseRun& run, Change change)
{
    auto copy = std::make_shared<CollapseRun>(run);
    for (CollapseLayer& layer : copy->layers)
        for (CollapseEpoch& epoch : layer.epochs)
            change(epoch);
    return copy;
}

std::shared_ptr<const CollapseRun> withoutTest(const CollapseRun& run)
{
    return changed(run, [](CollapseEpoch& at) { at.test.reset(); });
}

std::shared_ptr<const CollapseRun> withoutClassifiers(const CollapseRun& run)
{
    return changed(run, [](CollapseEpoch& at) {
        at.classifiers = {};
        at.cosClassifiers = {};
        for (CollapseMeasures* numbers : {&at.train, &*at.test})
            for (double CollapseMeasures::*value :
                 {&CollapseMeasures::equinormClassifiers, &CollapseMeasures::equiangularClassifiers,
                  &CollapseMeasures::maxangleClassifiers, &CollapseMeasures::selfDuality,
                  &CollapseMeasures::nccMismatch, &CollapseMeasures::accuracy})
                numbers->*value = kUndefined;
    });
}

std::shared_ptr<const CollapseRun> deep(int layers)
{
    auto copy = std::make_shared<CollapseRun>(*exampleCollapse(4));
    const CollapseLayer last = copy->layers[0];
    copy->layers.clear();
    for (int i = 0; i < layers; ++i) {
        CollapseLayer layer = last;
        layer.name = "relu" + std::to_string(i + 1);
        layer.isLast = i + 1 == layers;
        for (CollapseEpoch& at : layer.epochs)
            at.train.nc1 *= double(layers - i);
        copy->layers.push_back(std::move(layer));
    }
    return copy;
}

struct Shown {
    Session session;
    std::unique_ptr<CollapseCharts> view;

    explicit Shown(const Runs& runs, QSize size = {1280, 420}, bool lenet = false)
    {
        if (lenet) {
            test::fillLenet(session);
            session.setSeries({{0, {}, {}}, {1, {}, {}}, {4, {}, {}}}, 0);
        }
        session.setCollapse(runs);
        view = std::make_unique<CollapseCharts>(session, nullptr);
        view->resize(size);
        view->show();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("the view did not appear");
    }

    CurvesCanvas& curves() const { return view->curves(); }
    GridCanvas& grids() const { return view->grids(); }

    /// Where an epoch lies in a chart.
    QPoint place(std::size_t panel, double epoch) const
    {
        const auto charts = curves().charts();
        const chart::Chart& chart = charts[panel];
        const double x = chart.xScale().toPixel(epochPlace(epoch, curves().page().scale));
        return QPointF(x, chart.plot().center().y()).toPoint();
    }
    QPoint cell(int grid, int row, int column) const
    {
        const int columns = int(grids().content().grids[std::size_t(grid)].columns.size());
        return grids().cellRect(grid, row * columns + column).center().toPoint();
    }
    void open(CollapseCharts::Page page) const
    {
        view->setPage(page);
        QApplication::processEvents();
    }
};

std::size_t testLines(const CurvePage& page)
{
    std::size_t count = 0;
    for (const CurvePanel& panel : page.panels)
        for (const CurveLine& line : panel.lines)
            count += line.test ? 1 : 0;
    return count;
}

int inked(const QImage& image, const QColor& ink)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) == ink.rgb() ? 1 : 0;
    return count;
}

QString valueOf(const chart::Card& card, const QString& name)
{
    for (const chart::CardRow& row : card)
        if (row.name.contains(name) && !row.value.isEmpty())
            return row.value;
    return {};
}

} // namespace

class TestCollapseCharts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { style::apply(*qApp, style::Theme::Light); }

    void epochsGoToTheAxisAndBack()
    {
        for (const EpochScale scale : {EpochScale::Linear, EpochScale::Logarithmic})
            for (const double epoch : {0.0, 1.0, 16.5, 350.0})
                QVERIFY(std::abs(epochAt(epochPlace(epoch, scale), scale) - epoch) < 1e-9);
        QCOMPARE(epochPlace(9, EpochScale::Logarithmic), 1.0);
    }

    void paperHasItsSixFigures()
    {
        const CurvePage page = paperPage({runsOf({exampleCollapse(4)}), {}, true, {}, {}});
        QCOMPARE(page.panels.size(), std::size_t(6));
        QCOMPARE(page.epochs, (std::vector<int>{0, 1, 2, 4, 8, 16, 32, 64}));
        // Test numbers of the means, of NC1, NC3 and NC4; classifiers are the same for any samples.
        QCOMPARE(testLines(page), std::size_t(6));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(page.panels[std::size_t(i)].lines.size(), std::size_t(3));
        const CurvePanel& nc1 = page.panels[4];
        QVERIFY(nc1.figure.logarithmic);
        QCOMPARE(nc1.figure.series.size(), std::size_t(2));
        QVERIFY(nc1.figure.series[0].dashed);
        QVERIFY(!nc1.figure.series[1].dashed);
        QCOMPARE(nc1.figure.series[1].y[2], 0.1);
        QVERIFY(std::abs(nc1.figure.series[0].y[2] - 0.3) < 1e-12);
        QVERIFY(!page.panels[5].figure.logarithmic);
        QCOMPARE(page.panels[5].figure.y.low, 0.0);
        QVERIFY(page.note.isEmpty());
    }

    void whatIsMissingIsSaid()
    {
        const auto run = exampleCollapse(3);
        const CurvePage noTest = paperPage({runsOf({withoutTest(*run)}), {}, true, {}, {}});
        QCOMPARE(testLines(noTest), std::size_t(0));
        QCOMPARE(noTest.note, QStringLiteral("No test set was measured."));
        const CurvePage bare = paperPage({runsOf({withoutClassifiers(*run)}), {}, true, {}, {}});
        QVERIFY(bare.note.contains(QStringLiteral("No classifiers")));
        QVERIFY(bare.panels[0].missing.isEmpty());
        QCOMPARE(bare.panels[0].lines.size(), std::size_t(2)); // means, train and test
        QVERIFY(bare.panels[3].missing.contains(QStringLiteral("Needs classifiers")));
        QVERIFY(bare.panels[5].missing.contains(QStringLiteral("decisions")));
        Shown s(runsOf({withoutClassifiers(*run)}));
        QVERIFY(s.view->svg({1280, 400}).contains("Needs classifiers"));
    }

    void numbersOfTooManyClassesAreExplained()
    {
        auto wide =
            std::make_shared<CollapseRun>(*changed(*exampleCollapse(10), [](CollapseEpoch& at) {
                at.train.etfDistance = at.test->etfDistance = kUndefined;
            }));
        wide->layers[0].width = 3;
        const CurvePage page =
            measurePage({runsOf({wide}), {}, true, {}, {}}, *findCollapseMeasure("etf_distance"));
        QVERIFY(page.panels[0].missing.contains(QStringLiteral("10 classes")));
    }

    void zerosLeaveTheLogarithmicAxis()
    {
        const auto zero = changed(*exampleCollapse(3), [](CollapseEpoch& at) {
            at.test.reset();
            at.train.nc1 = at.epoch == 64 ? 0 : at.train.nc1;
        });
        const CurvePage page = paperPage({runsOf({zero}), {}, true, {}, {}});
        QVERIFY(page.note.contains(QStringLiteral("1 values of exactly 0")));
        const auto all = changed(*exampleCollapse(3), [](CollapseEpoch& at) {
            at.test.reset();
            at.train.nc1 = 0;
        });
        QVERIFY(!paperPage({runsOf({all}), {}, true, {}, {}}).panels[4].figure.logarithmic);
    }

    void severalRunsAreToldApart()
    {
        const Runs runs = exampleCollapses({3, 4, 10});
        const CurvePage page = paperPage({runs, "C = 4", true, {}, {}});
        QCOMPARE(page.runs.size(), std::size_t(3));
        QCOMPARE(page.chosen().run->name, std::string("C = 4")); // on top
        const CurvePanel& nc1 = page.panels[4];
        QCOMPARE(nc1.lines.size(), std::size_t(6));
        QCOMPARE(nc1.figure.series.back().name, QStringLiteral("C = 4"));
        QCOMPARE(nc1.figure.series.back().colour, style::categorical(1));
        QCOMPARE(chart::namedCount(nc1.figure), std::size_t(3));
        QCOMPARE(paperPage({runs, "C = 4", false, {}, {}}).runs.size(), std::size_t(1));
        Shown s(runs);
        QComboBox* box = nullptr;
        for (QComboBox* each : s.view->findChildren<QComboBox*>())
            if (each->accessibleName().contains(QStringLiteral("Training")))
                box = each;
        QVERIFY(box && box->isVisible());
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(s.session.view().collapse.run, QStringLiteral("C = 4"));
        QCOMPARE(s.curves().page().chosen().run->name, std::string("C = 4"));
        QVERIFY(s.session.history().canUndo());
        const QList<QByteArray> lines = s.view->table().split('\n');
        QCOMPARE(lines.size(), 1 + 3 * 8 * 2 + 1);
        QVERIFY(lines[0].startsWith("run,layer,epoch,set,equinorm_means,equinorm_classifiers"));
        QCOMPARE(lines[1], QByteArray("C = 3,relu3,0,train,1,1,1,1,1,1,2,1,1"));
    }

    void hoverReadsAllValues()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        QVERIFY(s.curves().card().empty());
        QTest::mouseMove(&s.curves(), s.place(4, 2));
        QTRY_COMPARE(s.curves().pointed(), 2);
        const chart::Card card = s.curves().card();
        QCOMPARE(card[0].name, QStringLiteral("Epoch 2"));
        QCOMPARE(valueOf(card, QStringLiteral("NC1")), QStringLiteral("0.100, test 0.300"));
        QCOMPARE(valueOf(card, QStringLiteral("Self-duality")),
                 QStringLiteral("0.500, test 0.500"));
        QCOMPARE(valueOf(card, QStringLiteral("Norms, classifiers")), QStringLiteral("0.250"));
        QTest::mouseMove(&s.curves(), s.place(0, 64));
        QTRY_COMPARE(s.curves().pointed(), 7);
        QVERIFY(s.curves().card().back().name.contains(QStringLiteral("terminal")));
        QTest::mouseMove(&s.curves(), QPoint(1, 1));
        QTRY_COMPARE(s.curves().pointed(), -1);
    }

    void clickAndDragChooseTheMoment()
    {
        Shown s(runsOf({exampleCollapse(4)}), {1280, 420}, true);
        QTest::mouseClick(&s.curves(), Qt::LeftButton, {}, s.place(0, 4) + QPoint(3, 0));
        QCOMPARE(s.session.collapseTime(), 4.0);
        QCOMPARE(s.session.epoch(), 4);
        QTest::mouseClick(&s.curves(), Qt::LeftButton, {}, s.place(5, 16)); // not in the series
        QCOMPARE(s.session.collapseTime(), 16.0);
        QCOMPARE(s.session.epoch(), 4);
        QTest::mouseClick(&s.curves(), Qt::RightButton, {}, s.place(2, 1));
        QCOMPARE(s.session.collapseTime(), 16.0);
        // Between two epochs, and back to one.
        const QPoint between = (s.place(1, 16) + s.place(1, 32)) / 2;
        QTest::mousePress(&s.curves(), Qt::LeftButton, {}, s.place(1, 16));
        QMouseEvent move(QEvent::MouseMove, between, s.curves().mapToGlobal(between), Qt::NoButton,
                         Qt::LeftButton, {});
        QApplication::sendEvent(&s.curves(), &move);
        QVERIFY(s.session.collapseTime() > 18 && s.session.collapseTime() < 30);
        QTest::mouseRelease(&s.curves(), Qt::LeftButton, {}, between);
        QCOMPARE(s.session.epoch(), 4);
    }

    void keysStepThroughEpochsAndPages()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        s.session.setCollapseTime(8);
        s.curves().setFocus();
        QTest::keyClick(&s.curves(), Qt::Key_Right);
        QCOMPARE(s.session.collapseTime(), 16.0);
        QTest::keyClick(&s.curves(), Qt::Key_Home);
        QCOMPARE(s.session.collapseTime(), 0.0);
        s.session.setCollapseTime(20);
        QTest::keyClick(&s.curves(), Qt::Key_Left); // from between 16 and 32
        QCOMPARE(s.session.collapseTime(), 16.0);
        QTest::keyClick(&s.curves(), Qt::Key_End);
        QCOMPARE(s.session.collapseTime(), 64.0);
        QTest::keyClick(&s.curves(), Qt::Key_Up);
        QCOMPARE(s.view->page(), CollapseCharts::Page::Paper);
        QTest::keyClick(&s.curves(), Qt::Key_Down);
        QCOMPARE(s.view->page(), CollapseCharts::Page::Measure);
        QVERIFY(!s.curves().accessibleName().isEmpty());
        for (QToolButton* button : s.view->findChildren<QToolButton*>())
            QVERIFY(!button->accessibleName().isEmpty());
    }

    void momentFollowsTheEpoch()
    {
        Shown s(runsOf({exampleCollapse(4)}), {1280, 420}, true);
        s.session.setEpoch(4);
        QCOMPARE(s.session.collapseTime(), 4.0);
        s.session.setCollapseTime(1.5); // between: the epoch that is shown is 1
        s.session.setEpoch(1);
        QCOMPARE(s.session.collapseTime(), 1.5);
    }

    void oneNumberOfAnyKind()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        s.open(CollapseCharts::Page::Measure);
        for (const CollapseMeasure& measure : collapseMeasures()) {
            s.view->setMeasure(measure.key);
            QCOMPARE(s.curves().page().panels.size(), std::size_t(1));
            QVERIFY2(!s.curves().page().panels[0].lines.empty(), measure.key);
            QVERIFY(s.view->table().startsWith(QByteArray("run,layer,epoch,set,") + measure.key));
        }
        s.view->setMeasure("no such number");
        QCOMPARE(s.curves().page().panels[0].measures[0]->key, collapseMeasures().back().key);
        QVERIFY(s.view->svg({800, 400}).contains("share of |W|^2"));
    }

    void anglesPutClassesIntoThePose()
    {
        Shown s(runsOf({exampleCollapse(10)}));
        s.session.setCollapseTime(64);
        s.open(CollapseCharts::Page::Angles);
        QCOMPARE(s.grids().content().grids.size(), std::size_t(2));
        QTest::mouseMove(&s.grids(), s.cell(1, 2, 3));
        QTRY_VERIFY(!s.grids().card().empty());
        const double cosine =
            s.session.collapse()->runs[0]->layers[0].epochs.back().cosClassifiers(2, 3);
        QCOMPARE(s.grids().card()[0].name, QStringLiteral("class 2 and class 3"));
        QCOMPARE(valueOf(s.grids().card(), QStringLiteral("cosine")), style::number(cosine, 4));
        QCOMPARE(valueOf(s.grids().card(), QStringLiteral("distance")),
                 style::number(cosine + 1.0 / 9));
        QCOMPARE(valueOf(s.grids().card(), QStringLiteral("in the simplex")),
                 QStringLiteral("%1\u00b0").arg(style::number(96.3793702, 4)));
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(0, 2, 3));
        QCOMPARE(s.session.view().collapse.classes, (std::vector<int>{2, 3}));
        QCOMPARE(s.session.view().collapse.pose, QString());
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(0, 7, 7));
        QCOMPARE(s.session.view().collapse.pose, QStringLiteral("span"));
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(1, 7, 9));
        QCOMPARE(s.session.view().collapse.classes, (std::vector<int>{2, 3, 7, 9}));
        QCOMPARE(s.session.view().collapse.pose, QStringLiteral("face"));
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(0, 0, 1)); // the four latest
        QCOMPARE(s.session.view().collapse.classes, (std::vector<int>{7, 9, 0, 1}));
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(0, 1, 0)); // and out again
        QCOMPARE(s.session.view().collapse.classes, (std::vector<int>{7, 9}));
        QCOMPARE(s.session.view().collapse.pose, QString());
        QCOMPARE(s.grids().content().markedRows, (std::vector<int>{7, 9}));
    }

    void anglesOfTwoToAThousandClasses_data()
    {
        QTest::addColumn<int>("classes");
        for (const int classes : {2, 4, 100, 300})
            QTest::addRow("%d", classes) << classes;
    }

    void anglesOfTwoToAThousandClasses()
    {
        QFETCH(int, classes);
        Shown s(runsOf({exampleCollapse(classes, 2, 1)}), {900, 420});
        s.open(CollapseCharts::Page::Angles);
        const QRectF first = s.grids().cellRect(0, 0);
        const QRectF last = s.grids().cellRect(1, classes * classes - 1);
        QVERIFY(!first.isEmpty() && !last.isEmpty());
        QVERIFY(QRectF(s.grids().rect()).contains(last));
        QVERIFY(!s.grids().cellRect(0, classes * classes - 1).intersects(s.grids().cellRect(1, 0)));
        QTest::mouseMove(&s.grids(), s.cell(0, 0, 1));
        QTRY_COMPARE(s.grids().card()[0].name, QStringLiteral("class 0 and class 1"));
        const QImage picture = s.view->picture({900, 420});
        QVERIFY(inked(picture, style::tokens().surface) < 900 * 420);
    }

    void coloursAreCentred()
    {
        const QColor middle = diverging(0.5);
        QVERIFY(style::difference(middle, style::tokens().surface) < 0.06);
        QVERIFY(style::difference(diverging(0), diverging(1)) > 0.2);
        const auto run = exampleCollapse(10);
        const double spread = angleSpread(*run, run->layers[0]);
        const chart::Grid grid = angleGrids(*run, run->layers[0].epochs[0], spread)[0];
        QVERIFY(std::abs((grid.range.low + grid.range.high) / 2 + 1.0 / 9) < 1e-12);
        QVERIFY(std::isnan(grid.values[0])); // of a class with itself
        QCOMPARE(grid.ticks.size(), std::size_t(5));
        QCOMPARE(grid.ticks[2].at, -1.0 / 9);
        QVERIFY(std::abs(grid.range.high - grid.range.low - 2 * spread) < 1e-12);
        for (const CollapseEpoch& at : run->layers[0].epochs) {
            const std::vector<chart::Grid> grids = angleGrids(*run, at, spread);
            for (const double value : grids[0].values)
                QVERIFY(!std::isfinite(value) || std::abs(value + 1.0 / 9) <= spread + 1e-12);
        }
        // With two classes there is nothing beyond -1.
        const auto two = exampleCollapse(2);
        const std::vector<chart::Grid> grids = angleGrids(*two, two->layers[0].epochs[0], 0.5);
        QVERIFY(!grids[0].ticks.empty());
        for (const chart::Tick& tick : grids[0].ticks)
            QVERIFY(tick.at >= -1);
    }

    void farthestPairsComeFirst()
    {
        MatrixD cosines(4, 4);
        cosines.setConstant(-1.0 / 3);
        cosines(0, 2) = cosines(2, 0) = 0.2;
        cosines(1, 3) = cosines(3, 1) = -0.5;
        cosines(0, 1) = cosines(1, 0) = kUndefined;
        const std::vector<FarPair> pairs = farthestPairs(cosines, 3);
        QCOMPARE(pairs.size(), std::size_t(3));
        QCOMPARE(std::pair(pairs[0].a, pairs[0].b), std::pair(0, 2));
        QVERIFY(std::abs(pairs[0].distance - (0.2 + 1.0 / 3)) < 1e-12);
        QCOMPARE(std::pair(pairs[1].a, pairs[1].b), std::pair(1, 3));
        QVERIFY(pairs[1].distance < 0);
        QCOMPARE(std::pair(pairs[2].a, pairs[2].b), std::pair(0, 3));
        QCOMPARE(farthestPairs(cosines, 100).size(), std::size_t(5));
    }

    void depthGoesToLayerAndEpoch()
    {
        Shown s(runsOf({deep(3)}), {1280, 420}, true);
        s.view->setMeasure("nc1");
        s.open(CollapseCharts::Page::Depth);
        const chart::Grid& grid = s.grids().content().grids[0];
        QVERIFY(grid.logarithmic);
        QCOMPARE(grid.rows, (QStringList{"relu1", "relu2", "relu3"}));
        QCOMPARE(grid.values[0], 3.0);
        QTest::mouseMove(&s.grids(), s.cell(0, 0, 2));
        QTRY_COMPARE(valueOf(s.grids().card(), QStringLiteral("Within-class")), style::number(0.3));
        QTest::mouseClick(&s.grids(), Qt::LeftButton, {}, s.cell(0, 0, 3));
        QCOMPARE(s.session.collapseTime(), 4.0);
        QCOMPARE(s.session.epoch(), 4);
        s.open(CollapseCharts::Page::Paper);
        QCOMPARE(s.curves().page().chosen().layer->name, std::string("relu1"));
        QVERIFY(s.view->table().contains(",relu1,4,train,"));
    }

    void oneLayerSaysHowToGetMore()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        s.open(CollapseCharts::Page::Depth);
        QVERIFY(s.grids().content().grids.empty());
        QVERIFY(s.grids().content().message.contains(QStringLiteral("--layers all")));
        QVERIFY(s.view->svg({900, 300}).contains("Only relu3 was measured"));
    }

    void valuesCanBeCopied()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        s.open(CollapseCharts::Page::Values);
        ValuesTable& values = s.view->values();
        const QAbstractItemModelTester tester(
            &values.values(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(values.values().rowCount(), 8);
        QCOMPARE(values.values().headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("nc1"));
        values.setFocus();
        values.selectionModel()->select(
            QItemSelection(values.values().index(1, 0), values.values().index(2, 2)),
            QItemSelectionModel::ClearAndSelect);
        QTest::keySequence(&values, QKeySequence::Copy);
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("Epoch\tnc1\tnc1, test\n1\t0.316227766\t0.948683298\n2\t0.1\t0.3"));
        values.setCurrentIndex(values.values().index(5, 0));
        QTest::keyClick(&values, Qt::Key_Return);
        QCOMPARE(s.session.collapseTime(), 16.0);
        QCOMPARE(values.values().shown(), 5);
        const QList<QByteArray> lines = s.view->table().split('\n');
        QCOMPARE(lines[0].count(','), 3 + int(collapseMeasures().size()));
        QVERIFY(s.view->svg({1280, 400}).contains("epochs and"));
    }

    void stateComesBack()
    {
        Shown s(exampleCollapses({3, 4}));
        const QImage before = s.view->picture({700, 400});
        s.view->restore({{"page", "measure"},
                         {"axis", "linear"},
                         {"measure", "trace_ratio"},
                         {"all_runs", false},
                         {"run", "C = 4"},
                         {"time", 8}});
        QVERIFY(s.view->picture({700, 400}) != before);
        QCOMPARE(s.curves().page().chosen().run->name, std::string("C = 4"));
        QCOMPARE(s.session.collapseTime(), 8.0);
        const Json state = s.view->state();
        Session other;
        other.setCollapse(exampleCollapses({3, 4}));
        CollapseCharts again(other, nullptr);
        again.restore(state);
        QCOMPARE(again.picture({700, 400}), s.view->picture({700, 400}));
        QVERIFY(again.state() == state);
        again.restore({{"page", 3}, {"measure", "unknown"}, {"axis", nullptr}, {"time", 0}});
        QCOMPARE(again.picture({700, 400}), before);
    }

    void momentAndTerminalPhaseAreDrawn()
    {
        Shown s(runsOf({exampleCollapse(4)}));
        const QColor accent = style::tokens().accent;
        QVERIFY(inked(s.view->picture({1280, 400}), accent) > 300);
        QCOMPARE(s.view->svg({1280, 400}).count(">terminal phase<"), 6);
        auto never = std::make_shared<CollapseRun>(*exampleCollapse(4));
        never->terminal.reset();
        s.session.setCollapse(runsOf({never}));
        QCOMPARE(s.view->svg({1280, 400}).count(">terminal phase<"), 0);
    }

    void emptyViewSaysWhy()
    {
        Session session;
        CollapseCharts view(session, nullptr);
        session.setBusy(Fact::Collapse, QStringLiteral("epoch 3 of 8"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("message"))->text(),
                 QStringLiteral("epoch 3 of 8"));
        session.setFailed(Fact::Collapse, QStringLiteral("it broke"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("message"))->text(),
                 QStringLiteral("it broke"));
        QVERIFY(view.table().startsWith("run,layer"));
        QVERIFY(!view.picture({300, 200}).isNull());
        session.setCollapse(runsOf({exampleCollapse(2, 1)})); // a single epoch of two classes
        for (const auto page : {CollapseCharts::Page::Paper, CollapseCharts::Page::Angles,
                                CollapseCharts::Page::Depth, CollapseCharts::Page::Values}) {
            view.setPage(page);
            QVERIFY(!view.picture({600, 300}).isNull());
            QVERIFY(!view.table().isEmpty());
        }
    }
};

QTEST_MAIN(TestCollapseCharts)
#include "test_collapse_charts.moc"
