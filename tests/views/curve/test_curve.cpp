// SPDX-License-Identifier: MIT
// The curve view: its numbers, and what mouse and keys do to the session.
#include "core/base/error.hpp"
#include "tests/views/session/lenet_fixture.hpp"
#include "views/curve/curve_canvas.hpp"
#include "views/curve/curve_view.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace leafscope;

namespace {

/// A shown view of a session with the LeNet in it.
struct Shown {
    Session session;
    std::unique_ptr<CurveView> view;
    CurveCanvas* canvas = nullptr;

    explicit Shown(QSize size = {900, 320})
    {
        test::fillLenet(session);
        view = std::make_unique<CurveView>(session, nullptr);
        view->resize(size);
        view->show();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("the view did not appear");
        canvas = view->findChild<CurveCanvas*>();
    }

    QPoint mark(const char* layer) const
    {
        return canvas->markOf(curveIndex(*session.dimension(), QLatin1String(layer))).toPoint();
    }
};

/// Epochs 0, 2 (not computed), 4 (shown) and 8; the dimension falls by one with each.
CurveSeries fallingSeries()
{
    CurveSeries series;
    for (const int epoch : {0, 2, 4, 8}) {
        auto profile = std::make_shared<DimensionProfile>(*test::lenetProfile());
        for (LayerDimension& layer : profile->layers)
            layer.value.twonnMl += 8 - epoch;
        series.members.push_back({epoch, epoch == 2 ? nullptr : profile});
    }
    series.shown = 2;
    return series;
}

int inked(const QImage& image, const QColor& ink)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += style::difference(image.pixelColor(x, y), ink) < 0.03 ? 1 : 0;
    return count;
}

} // namespace

class TestCurve : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { style::apply(*qApp, style::Theme::Light); }

    void figuresHoldTheProfile()
    {
        const auto profile = test::lenetProfile();
        const chart::Figure figure = dimensionFigure(*profile, {});
        const chart::Series& ml = figure.series.back();
        QCOMPARE(ml.y.size(), std::size_t(12));
        for (std::size_t i = 0; i < 12; ++i) {
            const Dimension& d = profile->layers[i].value;
            QCOMPARE(ml.y[i], d.twonnMl);
            QCOMPARE(ml.low[i], d.ci95[0]);
            QCOMPARE(ml.high[i], d.ci95[1]);
            QCOMPARE(figure.series.front().y[i], d.twonnFit);
            QCOMPARE(ml.x[i], double(i));
            QVERIFY(figure.y.holds(d.ci95[1]));
        }
        QCOMPARE(figure.y.low, 0.0);
        QCOMPARE(figure.groups.size(), std::size_t(6)); // depths 0, 0.2 ... 1
        QCOMPARE(figure.groups[1].label, QStringLiteral("0.20"));
    }

    void theSpectrumGoesLogarithmicWhenItMust()
    {
        auto profile = std::make_shared<DimensionProfile>(*test::lenetProfile());
        QVERIFY(spectrumFigure(*profile, {}).logarithmic); // 6 to 203
        for (LayerDimension& layer : profile->layers)
            layer.value.pca90 = 40 + Index(layer.value.pca90 % 7);
        QVERIFY(!spectrumFigure(*profile, {}).logarithmic);
        QCOMPARE(spectrumFigure(*profile, {}).y.low, 0.0);
        profile->options.pcaShare = 0.95;
        QVERIFY(spectrumFigure(*profile, {}).title.contains(QStringLiteral("95 %")));
        CurveOptions options;
        QCOMPARE(spectrumFigure(*profile, options).series.size(), std::size_t(1));
        options.participation = true;
        QCOMPARE(spectrumFigure(*profile, options).series.size(), std::size_t(2));
        QCOMPARE(spectrumFigure(*profile, options).series.back().y.front(),
                 double(profile->layers[0].value.pca90));
    }

    void missingValuesAreGaps()
    {
        const auto profile = test::lenetProfile(5);
        QVERIFY(std::isnan(dimensionFigure(*profile, {}).series.back().y[5]));
        QVERIFY(std::isnan(spectrumFigure(*profile, {}).series.front().y[5]));
        const QList<QByteArray> lines = curveTable(*profile).split('\n');
        QCOMPARE(lines[6], QByteArray("relu2,0.4,2000,1600,,,,,,,0"));
        const chart::Card card = curveCard(profile->layers[5], profile->options);
        QCOMPARE(card.back().kind, chart::CardRowKind::Warning);
        QVERIFY(card.back().name.contains(QStringLiteral("constant")));
    }

    void theTableIsExact()
    {
        auto profile = std::make_shared<DimensionProfile>(*test::lenetProfile());
        profile->layers[0].layer.name = "odd, \"name\"";
        profile->layers[0].value.twonnMl = 1.0 / 3;
        const QList<QByteArray> lines = curveTable(*profile).split('\n');
        QCOMPARE(lines.size(), 14); // header, 12 layers, end of the last line
        QCOMPARE(lines[0], QByteArray("name,depth,n,dim,twonn_ml,ci_low,ci_high,twonn_fit,pca90,"
                                      "participation_ratio,duplicates"));
        QVERIFY(lines[1].startsWith("\"odd, \"\"name\"\"\",0,2000,784,"));
        const QByteArray value = lines[1].mid(lines[1].indexOf("784,") + 4).split(',').front();
        QCOMPARE(value.toDouble(), 1.0 / 3);
        for (int i = 2; i <= 12; ++i)
            QCOMPARE(lines[i].count(','), 10);
        QCOMPARE(curveTable(DimensionProfile()).count('\n'), 1);
    }

    void oneLayerAndNoDepth()
    {
        auto profile = std::make_shared<DimensionProfile>();
        profile->layers = {test::lenetProfile()->layers[3]};
        const chart::Figure figure = dimensionFigure(*profile, {});
        QVERIFY(figure.groups.empty());
        Session session;
        session.setDimension(profile);
        CurveView view(session, nullptr);
        QVERIFY(inked(view.picture({400, 240}), style::categorical(0)) > 10);
    }

    void optionsSurviveJson()
    {
        CurveOptions options;
        options.axis = CurveAxis::Depth;
        options.fit = false;
        options.participation = true;
        QCOMPARE(CurveOptions::fromJson(options.toJson()), options);
        QCOMPARE(CurveOptions::fromJson(Json::parse(R"({"x": 7, "fit": "no", "more": []})")),
                 CurveOptions());
        QCOMPARE(CurveOptions::fromJson(Json::array()), CurveOptions());
    }

    void panelsFollowTheRoom()
    {
        const auto profile = test::lenetProfile();
        const auto panels = [&](double width, double height) {
            CurveContent content;
            content.profile = profile;
            content.layer = QStringLiteral("pool1");
            return curvePanels(content, QRectF(0, 0, width, height));
        };
        QCOMPARE(panels(300, 200).size(), std::size_t(1));
        const auto beside = panels(800, 260);
        QCOMPARE(beside.size(), std::size_t(2));
        QVERIFY(beside[0].plot().right() < beside[1].plot().left());
        const auto stacked = panels(500, 460);
        QCOMPARE(stacked.size(), std::size_t(2));
        QVERIFY(stacked[0].plot().bottom() < stacked[1].plot().top());
        QCOMPARE(stacked[0].plot().left(), stacked[1].plot().left());
        QCOMPARE(stacked[0].plot().right(), stacked[1].plot().right());
    }

    void clickingAMarkChoosesItsLayer_data()
    {
        QTest::addColumn<QString>("axis");
        QTest::newRow("layers") << QStringLiteral("layer");
        QTest::newRow("depth") << QStringLiteral("depth");
    }

    void clickingAMarkChoosesItsLayer()
    {
        QFETCH(QString, axis);
        Shown s;
        s.view->restore({{"x", axis.toStdString()}});
        for (const char* layer : {"input", "conv2", "relu2", "pool2", "fc3"}) {
            QTest::mouseClick(s.canvas, Qt::LeftButton, {}, s.mark(layer));
            QCOMPARE(s.session.layer(), QLatin1String(layer));
        }
        QTest::mouseClick(s.canvas, Qt::LeftButton, {}, QPoint(2, 2));
        QCOMPARE(s.session.layer(), QStringLiteral("fc3"));
        QTest::mouseClick(s.canvas, Qt::RightButton, {}, s.mark("conv1"));
        QCOMPARE(s.session.layer(), QStringLiteral("fc3"));
    }

    void keysStepThroughTheLayers()
    {
        Shown s;
        s.session.setLayer(QStringLiteral("conv2"));
        const auto press = [&](Qt::Key key) {
            QTest::keyClick(s.canvas, key);
            return s.session.layer();
        };
        QCOMPARE(press(Qt::Key_Right), QStringLiteral("relu2"));
        QCOMPARE(press(Qt::Key_BracketRight), QStringLiteral("pool2"));
        QCOMPARE(press(Qt::Key_Left), QStringLiteral("relu2"));
        QCOMPARE(press(Qt::Key_BracketLeft), QStringLiteral("conv2"));
        QCOMPARE(press(Qt::Key_End), QStringLiteral("fc3"));
        QCOMPARE(press(Qt::Key_Right), QStringLiteral("fc3"));
        QCOMPARE(press(Qt::Key_Home), QStringLiteral("input"));
        QCOMPARE(press(Qt::Key_Left), QStringLiteral("input"));
    }

    void hoverReadsOut()
    {
        Shown s;
        QCOMPARE(s.canvas->pointed(), -1);
        const QImage before = s.canvas->grab().toImage();
        QTest::mouseMove(s.canvas, s.mark("conv2"));
        QTRY_COMPARE(s.canvas->pointed(), 4);
        QVERIFY(s.canvas->grab().toImage() != before);
        QTest::mouseMove(s.canvas, QPoint(1, 1));
        QTRY_COMPARE(s.canvas->pointed(), -1);
    }

    void theCurrentLayerIsMarked()
    {
        Shown s;
        const QColor accent = style::tokens().accent;
        const auto columnOfAccent = [&] {
            const QImage image = s.view->picture({900, 320});
            int best = 0;
            int most = 0;
            for (int x = 0; x < 450; ++x) {
                int count = 0;
                for (int y = 0; y < 320; ++y)
                    count += image.pixelColor(x, y) == accent ? 1 : 0;
                if (count > most) {
                    most = count;
                    best = x;
                }
            }
            return most > 60 ? best : -1;
        };
        s.session.setLayer(QStringLiteral("conv1"));
        const int left = columnOfAccent();
        s.session.setLayer(QStringLiteral("fc1"));
        const int right = columnOfAccent();
        QVERIFY(left > 0 && right > left);
        s.session.setLayer(QStringLiteral("conv1"));
        QCOMPARE(columnOfAccent(), left);
    }

    void thePictureIsFreeOfHover()
    {
        Shown s;
        const QImage before = s.view->picture({700, 300});
        QCOMPARE(before.size(), QSize(700, 300));
        QTest::mouseMove(s.canvas, s.mark("conv2"));
        QTRY_COMPARE(s.canvas->pointed(), 4);
        QCOMPARE(s.view->picture({700, 300}), before);
        QVERIFY_EXCEPTION_THROWN(s.view->picture({0, 10}), Error);
        QVERIFY_EXCEPTION_THROWN(s.view->svg({10, 1000000}), Error);
    }

    void svgHoldsNamesAndLines()
    {
        Shown s;
        const QByteArray svg = s.view->svg({1000, 400});
        for (const char* text : {"Intrinsic dimension", "PCA dimension", "conv1", "fc3", "depth"})
            QVERIFY2(svg.contains(text), text);
        QVERIFY(svg.contains(style::categorical(0).name().toLatin1()));
    }

    void everyStateIsShown()
    {
        Session session;
        CurveView view(session, nullptr);
        auto* message = view.findChild<QLabel*>(QStringLiteral("message"));
        auto* canvas = view.findChild<CurveCanvas*>();
        view.resize(500, 260);
        view.show();
        QVERIFY(message->isVisible() && !canvas->isVisible());
        QCOMPARE(message->text(), session.state(Fact::Dimension).message);
        session.setBusy(Fact::Dimension, QStringLiteral("TwoNN of conv2"));
        QCOMPARE(message->text(), QStringLiteral("TwoNN of conv2"));
        session.setFailed(Fact::Dimension, QStringLiteral("40 rows hold NaN"));
        QCOMPARE(message->text(), QStringLiteral("40 rows hold NaN"));
        QVERIFY(message->isVisible());
        session.setDimension(test::lenetProfile());
        QVERIFY(canvas->isVisible() && !message->isVisible());
        session.setBusy(Fact::Dimension, QStringLiteral("again")); // the old curve stays
        QVERIFY(canvas->isVisible());
        session.setDimension(std::make_shared<DimensionProfile>());
        QVERIFY(message->isVisible() && !message->text().isEmpty());
        QCOMPARE(view.table().count('\n'), 1);
    }

    void buttonsChooseTheAxis()
    {
        Shown s;
        for (QToolButton* button : s.view->findChildren<QToolButton*>()) {
            if (button->text() == QLatin1String("Depth"))
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QCOMPARE(s.view->state().at("x").get<std::string>(), std::string("depth"));
        const QPoint first = s.mark("conv1");
        QCOMPARE(first.x(), s.mark("relu1").x()); // one depth
        s.view->restore(Json::object());
        QVERIFY(s.mark("conv1").x() < s.mark("relu1").x());
    }

    void otherEpochsLieBehind()
    {
        const CurveSeries series = fallingSeries();
        const auto& shown = *series.members[2].profile;
        const chart::Figure figure = dimensionFigure(shown, {}, series);
        QCOMPARE(figure.series.size(), std::size_t(4)); // epochs 0 and 8, fit, ML
        QVERIFY(figure.series[0].backdrop && figure.series[1].backdrop);
        QCOMPARE(figure.series[0].name, QStringLiteral("epoch 0"));
        QCOMPARE(figure.series[1].name, QStringLiteral("epoch 8"));
        QCOMPARE(figure.series.back().name, QStringLiteral("epoch 4"));
        QVERIFY(figure.series[0].colour != figure.series[1].colour);
        for (std::size_t i = 0; i < 12; ++i)
            QCOMPARE(figure.series[0].y[i], series.members[0].profile->layers[i].value.twonnMl);
        QVERIFY(figure.y.holds(series.members[0].profile->layers[5].value.twonnMl));
        CurveOptions alone;
        alone.epochs = false;
        QCOMPARE(dimensionFigure(shown, alone, series).series.size(), std::size_t(2));
        QCOMPARE(dimensionFigure(shown, alone, series).series.back().name, QStringLiteral("ML"));
    }

    void namesDoNotCoverEachOther()
    {
        const CurveSeries series = fallingSeries();
        CurveContent content;
        content.profile = series.members[2].profile;
        content.series = series;
        content.layer = QStringLiteral("pool1");
        // The first epoch's name is drawn where there is room, and not in a low panel.
        const auto inkBeside = [&](double height) {
            QImage image(QSize(900, int(height)), QImage::Format_RGB32);
            image.fill(style::tokens().surface);
            QPainter painter(&image);
            const chart::Chart panel = curvePanels(content, QRectF(image.rect())).front();
            panel.paint(painter);
            painter.end();
            const QColor ink = style::readable(style::sequential(0), style::tokens().surface, 4.5);
            const QRect beside(int(panel.plot().right()) + 9, 0, 60, image.height());
            return inked(image.copy(beside), ink);
        };
        QVERIFY(inkBeside(240) > 0);
        QCOMPARE(inkBeside(70), 0);
    }

    void oneLayerOverTheEpochs()
    {
        const CurveSeries series = fallingSeries();
        const chart::Figure figure =
            dimensionOverEpochs(series, QStringLiteral("conv2"), CurveOptions{});
        const chart::Series& ml = figure.series.back();
        QCOMPARE(ml.y.size(), std::size_t(4));
        QCOMPARE(ml.y[0], 17.8 + 8);
        QVERIFY(std::isnan(ml.y[1])); // epoch 2 was not computed
        QCOMPARE(ml.low[2], series.members[2].profile->layers[4].value.ci95[0]);
        QCOMPARE(figure.xTicks[2].label, QStringLiteral("4"));
        const QByteArray csv = curveTable(series, QStringLiteral("conv2"));
        QCOMPARE(csv.count('\n'), 1 + 3);
        QVERIFY(csv.contains("\n4,conv2,"));
        QCOMPARE(curveTable(series).count('\n'), 1 + 3 * 12);
    }

    void epochsAreChosenInTheCurve()
    {
        Shown s;
        s.session.setLayout(std::make_shared<Layout>());
        const CurveSeries series = fallingSeries();
        std::vector<SeriesEntry> entries;
        for (const EpochCurve& member : series.members)
            entries.push_back({member.epoch, QStringLiteral("%1.pt").arg(member.epoch), {}});
        s.session.setSeries(entries, 4);
        for (const EpochCurve& member : series.members) {
            Frame frame;
            frame.embedding = s.session.embedding();
            frame.layout = member.profile ? s.session.layout() : nullptr;
            frame.dimension = member.profile;
            s.session.setFrame(member.epoch, frame);
        }
        QToolButton* epochs = nullptr;
        for (QToolButton* button : s.view->findChildren<QToolButton*>())
            if (button->text() == QLatin1String("Epochs"))
                epochs = button;
        QVERIFY(epochs);
        QTRY_VERIFY(epochs->isVisible());
        QTest::mouseClick(epochs, Qt::LeftButton);
        QCOMPARE(s.view->state().at("x").get<std::string>(), std::string("epoch"));
        QTest::mouseClick(s.canvas, Qt::LeftButton, {}, s.canvas->markOf(0).toPoint());
        QCOMPARE(s.session.epoch(), 0);
        QCOMPARE(s.session.dimension(), series.members[0].profile);
        s.canvas->setFocus();
        QTest::keyClick(s.canvas, Qt::Key_End);
        QCOMPARE(s.session.epoch(), 8);
        s.session.setSeries({}, -1);
        QTRY_VERIFY(!epochs->isVisible());
        QVERIFY(!s.canvas->markOf(0).isNull()); // back over the layers
    }

    void bothThemesDraw()
    {
        Shown s;
        const QImage light = s.view->picture({600, 300});
        style::apply(*qApp, style::Theme::Dark);
        const QImage dark = s.view->picture({600, 300});
        QCOMPARE(light.pixelColor(1, 1), style::tokens(style::Theme::Light).surface);
        QCOMPARE(dark.pixelColor(1, 1), style::tokens(style::Theme::Dark).surface);
    }
};

QTEST_MAIN(TestCurve)
#include "test_curve.moc"
