// SPDX-License-Identifier: MIT
// The timeline: its numbers, where its cells lie, and what mouse, keys and the player do.
#include "tests/views/session/lenet_fixture.hpp"
#include "views/style/theme.hpp"
#include "views/timeline/heat_map.hpp"
#include "views/timeline/player.hpp"
#include "views/timeline/timeline_canvas.hpp"
#include "views/timeline/timeline_header.hpp"
#include "views/timeline/timeline_view.hpp"
#include "views/timeline/track_slider.hpp"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace leafscope;

namespace {

const std::vector<int> kEpochs{0, 1, 2, 4, 8};

std::shared_ptr<const Layout> layoutOf(double share)
{
    auto layout = std::make_shared<Layout>();
    layout->method = "pca";
    for (const test::LenetLayer& layer : test::lenetLayers()) {
        LayerLayout l;
        l.layer = test::lenetHeader(layer);
        l.coordinates = MatrixF::Zero(50, 3);
        l.share = {share, 0.1, 0.05};
        layout->layers.push_back(l);
    }
    return layout;
}

/// The frame of an epoch: dimensions fall with it, accuracy rises.
Frame frameOf(int epoch)
{
    auto profile = std::make_shared<DimensionProfile>(*test::lenetProfile(epoch == 1 ? 3 : -1));
    for (LayerDimension& layer : profile->layers)
        layer.value.twonnMl -= 0.5 * epoch;
    auto embedding = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
    embedding->hash = "e" + std::to_string(epoch);
    for (int i = 0; i < 10 - epoch; ++i)
        embedding->predictions[std::size_t(i)] = (embedding->labels[std::size_t(i)] + 1) % 10;
    Frame frame;
    frame.embedding = embedding;
    frame.layout = layoutOf(0.3 + 0.01 * epoch);
    frame.dimension = profile;
    return frame;
}

/// Epoch 8 is shown, 0 and 1 are there, 2 failed, 4 is missing.
void fillSeries(Session& session)
{
    session.setData(test::barImages());
    session.setModel(test::lenetModel());
    const Frame last = frameOf(8);
    session.setEmbedding(last.embedding);
    session.setLayout(last.layout);
    session.setDimension(last.dimension);
    std::vector<SeriesEntry> series;
    for (const int epoch : kEpochs)
        series.push_back({epoch, QStringLiteral("/runs/epoch_%1.pt").arg(epoch), {}});
    session.setSeries(series, 8);
    session.setFrame(0, frameOf(0));
    session.setFrame(1, frameOf(1));
    session.setFrameState(2, {Readiness::Failed, QStringLiteral("the file is damaged")});
}

struct Shown {
    Session session;
    std::unique_ptr<TimelineView> view;
    TimelineCanvas* canvas = nullptr;

    Shown()
    {
        fillSeries(session);
        view = std::make_unique<TimelineView>(session, nullptr);
        view->resize(900, 320);
        view->show();
        view->activateWindow();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("the view did not appear");
        canvas = view->findChild<TimelineCanvas*>();
    }

    void click(HeatPlace place) const
    {
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->centreOf(place).toPoint());
    }
};

} // namespace

class TestTimeline : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { style::apply(*qApp, style::Theme::Light); }

    void tableHoldsTheFrames();
    void numbersOfTheWholeNetwork();
    void rangeOfEqualAndOfFarValues();
    void everyCellIsHitAtItsCentre_data();
    void everyCellIsHitAtItsCentre();
    void namesMeanTheirRowAndColumn();
    void cardSaysWhyThereIsNoValue();
    void csvHasOneLineForEachCell();
    void clickGoesToLayerAndEpoch();
    void clickOnMissingOrFailedAsksForIt();
    void keysStep_data();
    void keysStep();
    void slidersFollowAndLead();
    void playerWaitsForAMissingFrame();
    void playerStopsAtTheEndOrLoops();
    void stateIsRestored();
    void withoutASeriesItSaysWhy();
    void computeButtonSaysWhatItCosts();
    void picturesOfBothKinds();
};

void TestTimeline::tableHoldsTheFrames()
{
    Session session;
    fillSeries(session);
    const HeatTable table = heatTable(session, HeatMetric::TwonnMl);
    QCOMPARE(table.epochs, kEpochs);
    QCOMPARE(table.rows.size(), test::lenetLayers().size());
    for (const int column : {0, 1, 4})
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            const HeatCell& cell = table.at(int(row), column);
            const double expected =
                test::lenetLayers()[row].dimension - 0.5 * kEpochs[std::size_t(column)];
            if (column == 1 && row == 3)
                QVERIFY(std::isnan(cell.value));
            else
                QCOMPARE(cell.value, expected);
            QCOMPARE(cell.readiness, Readiness::Ready);
        }
    QCOMPARE(table.at(0, 2).readiness, Readiness::Failed);
    QCOMPARE(table.at(0, 3).readiness, Readiness::Empty);
    QVERIFY(std::isnan(table.at(0, 3).value));
    QCOMPARE(table.rowOf(QStringLiteral("conv2")), 4);
    QCOMPARE(table.columnOf(4), 3);
    QCOMPARE(table.columnOf(5), -1);
    QCOMPARE(table.shareOf(table.range.low), 0.0);
    QCOMPARE(table.shareOf(table.range.high), 1.0);
    const HeatTable share = heatTable(session, HeatMetric::Share);
    QVERIFY(std::abs(share.at(2, 4).value - (0.38 + 0.15)) < 1e-9);
}

void TestTimeline::numbersOfTheWholeNetwork()
{
    Session session;
    fillSeries(session);
    const HeatTable table = heatTable(session, HeatMetric::Accuracy);
    QCOMPARE(table.rows.size(), std::size_t(1));
    QCOMPARE(table.rowOf(QStringLiteral("conv2")), 0); // whatever layer is shown
    // Seven of fifty are wrong, and at epoch 0 the first ten, one of which is wrong anyway.
    QCOMPARE(table.at(0, 0).value, 1 - 16 / 50.0);
    QCOMPARE(table.at(0, 4).value, accuracyOf(*session.frame(8).embedding));
    EmbeddingHeader unlabelled;
    unlabelled.predictions = {1, 2};
    QVERIFY(std::isnan(accuracyOf(unlabelled)));
    QVERIFY(std::isnan(confidenceOf(unlabelled)));
}

void TestTimeline::rangeOfEqualAndOfFarValues()
{
    Session session;
    session.setSeries({{0, "a", {}}, {1, "b", {}}}, 0);
    Frame frame = frameOf(0);
    auto profile = std::make_shared<DimensionProfile>();
    profile->layers.push_back(frame.dimension->layers[0]);
    frame.dimension = profile;
    session.setFrame(0, frame);
    HeatTable table = heatTable(session, HeatMetric::TwonnMl);
    QVERIFY(table.range.span() > 0);
    QCOMPARE(table.shareOf(table.at(0, 0).value), 0.5);
    QVERIFY(!table.logarithmic);
    profile = std::make_shared<DimensionProfile>(*profile);
    profile->layers[0].value.twonnMl *= 400;
    frame.dimension = profile;
    session.setFrame(1, frame);
    table = heatTable(session, HeatMetric::TwonnMl);
    QVERIFY(table.logarithmic);
    QVERIFY(std::abs(table.shareOf(20 * test::lenetLayers()[0].dimension) - 0.5) < 1e-9);
}

void TestTimeline::everyCellIsHitAtItsCentre_data()
{
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<bool>("tracks");
    QTest::newRow("roomy") << QSizeF(900, 300) << true;
    QTest::newRow("low") << QSizeF(900, 84) << true;
    QTest::newRow("narrow, as a picture") << QSizeF(240, 300) << false;
}

void TestTimeline::everyCellIsHitAtItsCentre()
{
    QFETCH(QSizeF, size);
    QFETCH(bool, tracks);
    Session session;
    fillSeries(session);
    const HeatTable table = heatTable(session, HeatMetric::TwonnMl);
    const QRectF frame(QPointF(10, 20), size);
    const HeatMap map(table, frame, !tracks, tracks);
    QVERIFY(frame.contains(map.plot()));
    for (int row = 0; row < int(table.rows.size()); ++row)
        for (int column = 0; column < int(kEpochs.size()); ++column) {
            const HeatPlace place{row, column};
            const auto hit = map.hit(map.cell(place).center(), {});
            QVERIFY(hit.has_value());
            QVERIFY(*hit == place);
            QCOMPARE(map.rowCentre(row), map.cell(place).center().y());
            QCOMPARE(map.columnCentre(column), map.cell(place).center().x());
        }
    QVERIFY(!map.hit(frame.topRight() + QPointF(-1, 1), {0, 0}).has_value()); // the legend
    QVERIFY(!map.hit(frame.topLeft() - QPointF(5, 5), {0, 0}).has_value());
}

void TestTimeline::namesMeanTheirRowAndColumn()
{
    Session session;
    fillSeries(session);
    const HeatTable table = heatTable(session, HeatMetric::TwonnMl);
    const HeatMap map(table, QRectF(0, 0, 800, 300), false, true);
    const HeatPlace current{2, 4};
    const auto name = map.hit({4, map.rowCentre(7)}, current);
    QVERIFY(name && *name == (HeatPlace{7, 4}));
    const auto epoch = map.hit({map.columnCentre(1), 297}, current);
    QVERIFY(epoch && *epoch == (HeatPlace{2, 1}));
}

void TestTimeline::cardSaysWhyThereIsNoValue()
{
    Session session;
    fillSeries(session);
    const HeatTable table = heatTable(session, HeatMetric::TwonnMl);
    QCOMPARE(heatCard(table, 4, 0)[0].name, QStringLiteral("conv2, epoch 0"));
    QCOMPARE(heatCard(table, 4, 0)[1].value, QStringLiteral("17.8"));
    QVERIFY(heatCard(table, 4, 0)[2].value.startsWith(QLatin1Char('[')));
    QVERIFY(heatCard(table, 4, 2)[1].name.contains(QStringLiteral("damaged")));
    QVERIFY(heatCard(table, 4, 3)[1].name.contains(QStringLiteral("Not computed")));
    QVERIFY(heatCard(table, 3, 1).back().name.contains(QStringLiteral("does not exist")));
}

void TestTimeline::csvHasOneLineForEachCell()
{
    Session session;
    fillSeries(session);
    const QByteArray csv = heatCsv(heatTable(session, HeatMetric::TwonnMl));
    const QList<QByteArray> lines = csv.trimmed().split('\n');
    QCOMPARE(lines[0], QByteArray("epoch,layer,twonn_ml,ci_low,ci_high"));
    QCOMPARE(lines.size(), qsizetype(1 + 12 * kEpochs.size()));
    QVERIFY(lines[5].startsWith("0,conv2,17.8,"));
    QCOMPARE(lines[1 + 3 * 12], QByteArray("4,input,,,"));
}

void TestTimeline::clickGoesToLayerAndEpoch()
{
    Shown shown;
    shown.click({4, 0});
    QCOMPARE(shown.session.layer(), QStringLiteral("conv2"));
    QCOMPARE(shown.session.epoch(), 0);
    QCOMPARE(shown.session.shownEpoch(), 0);
    shown.session.history().undo();
    QCOMPARE(shown.session.layer(), QStringLiteral("fc3"));
    shown.session.history().undo();
    QCOMPARE(shown.session.epoch(), 8);
    QVERIFY(!shown.session.history().canUndo());
}

void TestTimeline::clickOnMissingOrFailedAsksForIt()
{
    Shown shown;
    QSignalSpy asked(shown.view.get(), &TimelineView::frameRequested);
    shown.click({4, 1});
    QCOMPARE(asked.count(), 0);
    shown.click({4, 3});
    QCOMPARE(asked.count(), 1);
    shown.click({4, 2});
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked.back()[0].toInt(), 2);
    QCOMPARE(shown.session.shownEpoch(), 1); // the last one that could be shown
}

void TestTimeline::keysStep_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("epoch");
    QTest::addColumn<QString>("layer");
    const QString fc2 = QStringLiteral("fc2");
    QTest::newRow("left") << int(Qt::Key_Left) << 0 << fc2;
    QTest::newRow("right") << int(Qt::Key_Right) << 2 << fc2;
    QTest::newRow("up") << int(Qt::Key_Up) << 1 << QStringLiteral("relu3");
    QTest::newRow("down") << int(Qt::Key_Down) << 1 << QStringLiteral("relu4");
    QTest::newRow("home") << int(Qt::Key_Home) << 0 << fc2;
    QTest::newRow("end") << int(Qt::Key_End) << 8 << fc2;
    QTest::newRow(",") << int(Qt::Key_Comma) << 0 << fc2;
    QTest::newRow(".") << int(Qt::Key_Period) << 2 << fc2;
    QTest::newRow("{") << int(Qt::Key_BraceLeft) << 0 << fc2;
    QTest::newRow("}") << int(Qt::Key_BraceRight) << 2 << fc2;
    QTest::newRow("[") << int(Qt::Key_BracketLeft) << 1 << QStringLiteral("relu3");
    QTest::newRow("]") << int(Qt::Key_BracketRight) << 1 << QStringLiteral("relu4");
}

void TestTimeline::keysStep()
{
    QFETCH(int, key);
    QFETCH(int, epoch);
    QFETCH(QString, layer);
    Shown shown;
    shown.session.setEpoch(1);
    shown.session.setLayer(QStringLiteral("fc2"));
    shown.canvas->setFocus();
    QTest::keyClick(shown.canvas, Qt::Key(key));
    QCOMPARE(shown.session.epoch(), epoch);
    QCOMPARE(shown.session.layer(), layer);
}

void TestTimeline::slidersFollowAndLead()
{
    Shown shown;
    TrackSlider* epochs = nullptr;
    TrackSlider* layers = nullptr;
    for (TrackSlider* slider : shown.view->findChildren<TrackSlider*>())
        (slider->orientation() == Qt::Horizontal ? epochs : layers) = slider;
    QVERIFY(epochs && layers);
    QCOMPARE(epochs->value(), 4);
    QCOMPARE(layers->value(), 11);
    shown.session.setEpoch(1);
    shown.session.setLayer(QStringLiteral("conv1"));
    QCOMPARE(epochs->value(), 1);
    QCOMPARE(layers->value(), 1);
    epochs->setFocus();
    QTest::keyClick(epochs, Qt::Key_Left);
    QCOMPARE(shown.session.epoch(), 0);
    QTest::keyClick(epochs, Qt::Key_End);
    QCOMPARE(shown.session.epoch(), 8);
    layers->setFocus();
    QTest::keyClick(layers, Qt::Key_Down);
    QCOMPARE(shown.session.layer(), QStringLiteral("relu1"));
    // A press goes to the nearest stop, a drag along.
    const auto place = [&](int column) {
        return epochs->mapFrom(shown.canvas,
                               QPoint(shown.canvas->centreOf({0, column}).toPoint().x(),
                                      epochs->y() + epochs->height() / 2));
    };
    QTest::mousePress(epochs, Qt::LeftButton, {}, place(1));
    QCOMPARE(shown.session.epoch(), 1);
    QTest::mouseMove(epochs, place(0));
    QTRY_COMPARE(shown.session.epoch(), 0);
    QTest::mouseRelease(epochs, Qt::LeftButton, {}, place(0));
    QVERIFY(epochs->accessibleDescription().contains(QStringLiteral("epoch 0")));
}

void TestTimeline::playerWaitsForAMissingFrame()
{
    Shown shown;
    shown.session.setFrame(2, frameOf(2));
    shown.session.setEpoch(2);
    Player& player = shown.view->player();
    QSignalSpy ahead(shown.view.get(), &TimelineView::aheadChanged);
    player.setSpeed(20);
    shown.canvas->setFocus();
    QTest::keyClick(shown.canvas, Qt::Key_Space);
    QVERIFY(player.isPlaying());
    QCOMPARE(ahead.count(), 1);
    QCOMPARE(ahead[0][0].value<std::vector<int>>(), (std::vector<int>{4, 8}));
    QTRY_COMPARE(shown.session.epoch(), 4);
    QTRY_VERIFY(player.isWaiting());
    QTest::qWait(150);
    QCOMPARE(shown.session.epoch(), 4);
    QCOMPARE(shown.session.shownEpoch(), 2);
    bool said = false;
    for (const QLabel* label : shown.view->findChildren<QLabel*>())
        said = said || label->text().contains(QStringLiteral("playing goes on"));
    QVERIFY(said);
    shown.session.setFrame(4, frameOf(4));
    QTRY_COMPARE(shown.session.epoch(), 8);
    QTRY_VERIFY(!player.isPlaying()); // the end
}

void TestTimeline::playerStopsAtTheEndOrLoops()
{
    Shown shown;
    for (const int epoch : {2, 4})
        shown.session.setFrame(epoch, frameOf(epoch));
    Player& player = shown.view->player();
    player.setSpeed(8);
    player.play(); // at the end: from the start
    QCOMPARE(shown.session.epoch(), 0);
    QTRY_VERIFY(!player.isPlaying());
    QCOMPARE(shown.session.epoch(), 8);
    player.setLoops(true);
    player.play();
    QTRY_COMPARE(shown.session.epoch(), 2);
    QTRY_COMPARE(shown.session.epoch(), 8);
    QTRY_COMPARE(shown.session.epoch(), 1);
    QVERIFY(player.isPlaying());
    player.pause();
    // All of it is one thing to undo.
    shown.session.history().undo();
    QCOMPARE(shown.session.epoch(), 8);
    shown.session.setSeries({}, -1);
    player.play();
    QVERIFY(!player.isPlaying());
}

void TestTimeline::stateIsRestored()
{
    Shown shown;
    shown.view->setMetric(HeatMetric::Share);
    shown.view->player().setSpeed(4);
    shown.view->player().setLoops(true);
    const Json state = shown.view->state();
    TimelineView other(shown.session, nullptr);
    other.restore(state);
    QCOMPARE(other.metric(), HeatMetric::Share);
    QCOMPARE(other.player().speed(), 4.0);
    QVERIFY(other.player().loops());
    QVERIFY(other.state() == state);
    other.restore(Json{{"metric", 3}, {"speed", "fast"}});
    QCOMPARE(other.metric(), HeatMetric::TwonnMl);
    QCOMPARE(other.player().speed(), 2.0);
}

void TestTimeline::withoutASeriesItSaysWhy()
{
    Session session;
    TimelineView view(session, nullptr);
    view.resize(600, 240);
    view.setHint(QStringLiteral("The open model stands alone."));
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    auto* message = view.findChild<QLabel*>(QStringLiteral("message"));
    QVERIFY(message && message->isVisible());
    QCOMPARE(message->text(), QStringLiteral("The open model stands alone."));
    fillSeries(session);
    QTRY_VERIFY(!message->isVisible());
}

void TestTimeline::computeButtonSaysWhatItCosts()
{
    Shown shown;
    auto* compute = shown.view->findChild<QPushButton*>(QStringLiteral("computeAll"));
    QVERIFY(compute && compute->isVisible());
    QCOMPARE(missingEpochs(shown.session), 2);
    double features = 0;
    for (const test::LenetLayer& layer : test::lenetLayers())
        features += double(test::lenetHeader(layer).dim);
    QCOMPARE(missingBytes(shown.session), 2 * 50 * 4 * features);
    QVERIFY2(compute->text().startsWith(QStringLiteral("Compute 2 epochs (")),
             qPrintable(compute->text()));
    QSignalSpy asked(shown.view.get(), &TimelineView::computeAllRequested);
    QTest::mouseClick(compute, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    for (const int epoch : {2, 4})
        shown.session.setFrame(epoch, frameOf(epoch));
    QTRY_VERIFY(!compute->isVisible());
}

void TestTimeline::picturesOfBothKinds()
{
    Shown shown;
    const QImage picture = shown.view->picture({800, 400});
    QCOMPARE(picture.size(), QSize(800, 400));
    // The value of the ringed cell has its colour, beside the number written there.
    const HeatTable table = heatTable(shown.session, HeatMetric::TwonnMl);
    const HeatMap map(table, QRectF(12, 6, 776, 388), true, false);
    const QPointF inside = map.cell({4, 0}).topLeft() + QPointF(5, 5);
    QCOMPARE(picture.pixelColor(inside.toPoint()).rgb(),
             style::sequential(table.shareOf(table.at(4, 0).value)).rgb());
    const QByteArray svg = shown.view->svg({800, 400});
    QVERIFY(svg.contains("<svg") && svg.contains("conv2"));
    QVERIFY(!svg.contains("<image")); // no picture inside the picture
    QVERIFY_EXCEPTION_THROWN(shown.view->picture({0, 10}), std::exception);
}

QTEST_MAIN(TestTimeline)
#include "test_timeline.moc"
