// SPDX-License-Identifier: MIT
// The trace view: its numbers, what mouse and keys do to the session, and how long a trace lives.
#include "tests/views/session/lenet_fixture.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"
#include "views/trace/trace_canvas.hpp"
#include "views/trace/trace_view.hpp"

#include <QApplication>
#include <QLabel>
#include <QTest>

#include <cmath>

using namespace leafscope;

namespace {

/// Epochs 0, 1, 4 and 9 of the first three samples; it rises, then falls by two decades.
std::shared_ptr<LeafTrace> sampleTrace()
{
    auto trace = std::make_shared<LeafTrace>();
    trace->unit = "x / 255";
    trace->sampling = "3 of 1,000 samples, stratified, seed 1";
    trace->indices = {0, 1, 2};
    const double medians[] = {0.1, 1, 0.1, 0.01};
    for (std::size_t i = 0; i < 4; ++i) {
        TraceMeasurement m;
        m.epoch = int(i * i);
        m.model = "model" + std::to_string(i);
        m.trace = {0.5 * medians[i], medians[i], 4 * medians[i]};
        m.rank = m.metricRank = {3, 3, 2};
        m.spectrum = {m.trace, {0, 0, 0}, {1e-6, 1e-6, 1e-6}};
        trace->epochs.push_back({m.epoch, m.model, numbersOf(m), m.trace});
    }
    return trace;
}

/// A shown view of a session that holds a trace and a series of epochs 0, 1 and 4.
struct Shown {
    Session session;
    std::unique_ptr<TraceView> view;

    explicit Shown(QSize size = {900, 320})
    {
        test::fillLenet(session);
        session.setSeries({{0, {}, {}}, {1, {}, {}}, {4, {}, {}}}, 4);
        session.setTrace(sampleTrace());
        view = std::make_unique<TraceView>(session, nullptr);
        view->resize(size);
        view->show();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("the view did not appear");
    }

    TraceCanvas& canvas() const { return view->canvas(); }
    QPoint mark(int place) const { return canvas().markOf(place).toPoint(); }
};

int inked(const QImage& image, const QColor& ink)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += style::difference(image.pixelColor(x, y), ink) < 0.03 ? 1 : 0;
    return count;
}

QString messageOf(const TraceView& view)
{
    return view.findChild<QLabel*>(QStringLiteral("message"))->text();
}

} // namespace

class TestTraceView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { style::apply(*qApp, style::Theme::Light); }

    void figuresHoldTheNumbers()
    {
        const auto trace = sampleTrace();
        const chart::Figure figure = traceFigure(*trace, {});
        QCOMPARE(figure.series.size(), std::size_t(2));
        const chart::Series& median = figure.series.back();
        QCOMPARE(median.x, (std::vector<double>{0, 1, 2, 3})); // roots of 0, 1, 4, 9
        QCOMPARE(median.y[1], 0.0);
        QCOMPARE(median.y[3], -2.0);
        QCOMPARE(median.low[3], std::log10(0.0075));
        QCOMPARE(figure.series.front().y[1], std::log10(5.5 / 3));
        QVERIFY(figure.title.contains(QStringLiteral("per (x/255)²")));
        QCOMPARE(figure.xTicks.back().label, QStringLiteral("9"));
        TraceOptions plain;
        plain.mean = false;
        QCOMPARE(traceFigure(*trace, plain).series.size(), std::size_t(1));
    }

    void spectrumHasALineForEachEigenvalue()
    {
        const chart::Figure figure = traceSpectrumFigure(*sampleTrace());
        QCOMPARE(figure.series.size(), std::size_t(3));
        QCOMPARE(figure.series.back().name, QStringLiteral("largest"));
        QCOMPARE(figure.series.back().y[3], -2.0);
        QVERIFY(std::isnan(figure.series[1].y[0])); // zero has no logarithm
        QCOMPARE(figure.series.front().y[0], -6.0);
        QVERIFY(figure.series.front().colour != figure.series.back().colour);
    }

    void emptyViewSaysWhatToDo()
    {
        Session session;
        TraceView view(session, nullptr);
        QVERIFY(messageOf(view).contains(QStringLiteral("Local data matrix over training")));
        session.setBusy(Fact::Trace, QStringLiteral("epoch 3"));
        QCOMPARE(messageOf(view), QStringLiteral("epoch 3"));
        session.setFailed(Fact::Trace, QStringLiteral("it broke"));
        QCOMPARE(messageOf(view), QStringLiteral("it broke"));
        QVERIFY(view.table().startsWith("epoch,trace_median"));
        QVERIFY(!view.picture({300, 200}).isNull());
    }

    void hoverReadsOut()
    {
        Shown s;
        QVERIFY(s.canvas().card().empty());
        QTest::mouseMove(&s.canvas(), s.mark(1));
        QTRY_COMPARE(s.canvas().pointed(), 1);
        const chart::Card card = s.canvas().card();
        QCOMPARE(card[0].name, QStringLiteral("Epoch 1"));
        QCOMPARE(card[2].value, style::number(1));
        QCOMPARE(card[4].value, style::number(5.5 / 3));
        QCOMPARE(card.back().value, QStringLiteral("1"));
        QCOMPARE(s.canvas().cursor().shape(), Qt::PointingHandCursor);
        QTest::mouseMove(&s.canvas(), s.mark(3)); // measured, but not in the series
        QTRY_COMPARE(s.canvas().pointed(), 3);
        QCOMPARE(s.canvas().cursor().shape(), Qt::ArrowCursor);
        QTest::mouseMove(&s.canvas(), QPoint(1, 1));
        QTRY_COMPARE(s.canvas().pointed(), -1);
    }

    void clickGoesToTheEpoch()
    {
        Shown s;
        QCOMPARE(s.session.epoch(), 4);
        QTest::mouseClick(&s.canvas(), Qt::LeftButton, {}, s.mark(1));
        QCOMPARE(s.session.epoch(), 1);
        QTest::mouseClick(&s.canvas(), Qt::LeftButton, {}, s.mark(3));
        QCOMPARE(s.session.epoch(), 1);
        QTest::mouseClick(&s.canvas(), Qt::RightButton, {}, s.mark(0));
        QCOMPARE(s.session.epoch(), 1);
        s.canvas().setFocus();
        QTest::keyClick(&s.canvas(), Qt::Key_Right);
        QCOMPARE(s.session.epoch(), 4);
        QTest::keyClick(&s.canvas(), Qt::Key_Home);
        QCOMPARE(s.session.epoch(), 0);
        QVERIFY(!s.canvas().accessibleName().isEmpty());
        QVERIFY(s.session.history().canUndo());
    }

    void currentEpochIsMarked()
    {
        Shown s;
        const QColor accent = style::tokens().accent;
        QVERIFY(inked(s.view->picture({900, 320}), accent) > 100);
        s.session.setSeries({}, -1);
        QCOMPARE(inked(s.view->picture({900, 320}), accent), 0);
    }

    void stateComesBack()
    {
        Shown s;
        const QImage full = s.view->picture({600, 400});
        s.view->restore({{"spectrum", false}, {"mean", 3}});
        QVERIFY(s.view->picture({600, 400}) != full);
        QVERIFY(s.view->state() == Json({{"spectrum", false}, {"mean", true}}));
        s.view->restore(Json::object());
        QCOMPARE(s.view->picture({600, 400}), full);
        style::apply(*qApp, style::Theme::Dark);
        const QImage dark = s.view->picture({600, 400});
        QVERIFY(inked(dark, style::tokens().surface) > 100000);
        QVERIFY(s.view->svg({600, 400}).contains("stratified"));
    }

    void tableHoldsTheNumbers()
    {
        Shown s;
        const QList<QByteArray> lines = s.view->table().split('\n');
        QCOMPARE(lines.size(), 6); // header, four epochs, the end
        QVERIFY(lines[0].endsWith("deficient,eigenvalue_1,eigenvalue_2,eigenvalue_3"));
        QCOMPARE(lines[4], QByteArray("9,0.01,0.0075,0.025,0.0183333333,3,3,1,0.01,0,1e-06"));
    }

    void metricIsOfTheShownEpoch()
    {
        Shown s;
        auto metric = s.session.traceMetric();
        QVERIFY(metric.has_value());
        QCOMPARE(metric->key, std::string("leaf.trace"));
        QCOMPARE(metric->title, std::string("log tr G at epoch 4"));
        QCOMPARE(Index(metric->values.size()), s.session.embedding()->n);
        const Index row = s.session.rowOf(1);
        QVERIFY(row >= 0);
        QCOMPARE(metric->values[std::size_t(row)], -1.0f);
        QVERIFY(std::isnan(metric->values[std::size_t(s.session.rowOf(5))]));
        s.session.setSeries({}, -1);
        metric = s.session.traceMetric(); // the last
        QCOMPARE(metric->values[std::size_t(row)], -2.0f);
        QCOMPARE(s.session.metrics().back().key, std::string("leaf.trace"));
    }

    void lifeIsThatOfModelAndData()
    {
        Shown s;
        Recipe recipe;
        recipe.analysis = "leaf trace";
        recipe.inputs["data"] = {"d", "data", nullptr};
        recipe.inputs["model"] = {"folder", "folder", nullptr};
        s.session.setRecipe(Fact::Trace, recipe);
        const auto model = [](const char* hash) {
            auto info = std::make_shared<ModelInfo>();
            info->hash = hash;
            return info;
        };
        const auto data = [](const char* hash) {
            auto set = std::make_shared<Dataset>();
            set->hash = hash;
            return set;
        };
        s.session.setModel(model("model2")); // another checkpoint of the same training
        s.session.setData(data("data"));
        QVERIFY(s.session.trace());
        QVERIFY(s.session.recipe(Fact::Trace).has_value());
        s.session.setModel(model("stranger"));
        QVERIFY(!s.session.trace());
        QVERIFY(!s.session.traceMetric());
        QCOMPARE(s.session.state(Fact::Trace).readiness, Readiness::Empty);
        QVERIFY(messageOf(*s.view).contains(QStringLiteral("Compute")));
        s.session.setTrace(sampleTrace());
        s.session.setRecipe(Fact::Trace, recipe);
        s.session.setData(data("others"));
        QVERIFY(!s.session.trace());
    }
};

QTEST_MAIN(TestTraceView)
#include "test_trace.moc"
