// SPDX-License-Identifier: MIT
// The study view: its pages and numbers, and what mouse and keys do to the session.
#include "study_fixture.hpp"
#include "tests/views/session/lenet_fixture.hpp"
#include "views/study/study_canvas.hpp"
#include "views/study/study_list.hpp"
#include "views/study/study_view.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QTest>

#include <cmath>

using namespace leafscope;

namespace {

const StudyPage& pageOf(const std::vector<StudyPage>& pages, const std::string& key)
{
    for (const StudyPage& page : pages)
        if (page.key == key)
            return page;
    qFatal("no such page");
}

const ChartPage& chartsOf(const std::vector<StudyPage>& pages, const std::string& key)
{
    return std::get<ChartPage>(pageOf(pages, key).content);
}

/// A shown view of a session with all studies and a series of epochs 0, 1 and 4.
struct Shown {
    Session session;
    std::unique_ptr<StudyView> view;
    std::vector<std::string> layers;

    explicit Shown(QSize size = {900, 340})
    {
        test::fillLenet(session);
        session.setSeries({{0, {}, {}}, {1, {}, {}}, {4, {}, {}}}, 4);
        for (const QString& layer : session.layers())
            layers.push_back(layer.toStdString());
        std::vector<std::string> measured = layers;
        measured.emplace_back("elsewhere");
        session.setStudy(test::study("nnk profile", test::profileResult(measured)));
        session.setStudy(test::study("nnk classify", test::classifyResult()));
        session.setStudy(test::study("nnk select", test::selectResult("epoch")));
        session.setStudy(test::study("nnk channels", test::channelsResult()));
        view = std::make_unique<StudyView>(session, nullptr);
        view->resize(size);
        view->show();
        if (!QTest::qWaitForWindowExposed(view.get()))
            qFatal("the view did not appear");
    }

    StudyCanvas& canvas() const { return view->canvas(); }
    QPoint mark(int point) const { return canvas().markOf(point).toPoint(); }
};

int inked(const QImage& image, const QColor& ink)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            count += style::difference(image.pixelColor(x, y), ink) < 0.03 ? 1 : 0;
    return count;
}

QString messageOf(const StudyView& view)
{
    return view.findChild<QLabel*>(QStringLiteral("message"))->text();
}

} // namespace

class TestStudyView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { style::apply(*qApp, style::Theme::Light); }

    void everyStudyHasPages()
    {
        for (const char* analysis : studyAnalyses())
            QVERIFY2(studyPages(analysis, Json::object(), {}).size() < 3, analysis); // no numbers
        QVERIFY(!studyPages("nnk classify", test::classifyResult(), {}).empty());
        QVERIFY(!studyPages("nnk profile", test::profileResult({"a"}), {}).empty());
        QVERIFY(!studyPages("nnk select", test::selectResult("width"), {}).empty());
        QVERIFY(!studyPages("nnk scales", test::scalesResult(), {}).empty());
        QVERIFY(!studyPages("nnk channels", test::channelsResult(), {}).empty());
        QVERIFY(studyPages("layout", test::scalesResult(), {}).empty());
    }

    void classificationOverCandidates()
    {
        const auto pages = studyPages("nnk classify", test::classifyResult(), {{"cat", "dog"}, {}, -1});
        const ChartPage& accuracy = chartsOf(pages, "accuracy");
        QCOMPARE(accuracy.panels.size(), std::size_t(1)); // there is no test
        const auto& lines = accuracy.panels[0].lines;
        QCOMPARE(lines.front().role, LineRole::Baseline); // the network's own
        QCOMPARE(lines.front().y, std::vector<double>(3, 0.97));
        QCOMPARE(lines.back().key, std::string("loo_nnk"));
        QCOMPARE(lines.back().low[1], 0.93);
        QVERIFY(lines[2].low.empty()); // kNN without an interval
        QVERIFY(std::isnan(lines[1].y[2]));
        const chart::Figure figure = figureOf(accuracy.axis, accuracy.panels[0], -1, -1);
        QCOMPARE(figure.series.back().y[1], 95.0); // per cent
        QCOMPARE(figure.series.back().x[1], 1.0);  // log10
        QCOMPARE(figure.xTicks.size(), std::size_t(3));
        QVERIFY(figure.y.high <= 100);
        const ChartPage& error = chartsOf(pages, "error");
        QVERIFY(std::abs(error.panels[0].lines[0].y[0] - 0.15) < 1e-12); // 1 - 0.85
        const ListPage& suspects = std::get<ListPage>(pageOf(pages, "suspects").content);
        QCOMPARE(suspects.samples, (std::vector<std::int64_t>{20, 0}));
        QCOMPARE(suspects.rows[0][1], QStringLiteral("cat"));
        QCOMPARE(suspects.rows[0][2], QStringLiteral("dog"));
        QCOMPARE(suspects.rows[0][4], style::number(std::nan("")));
        QVERIFY(std::get<ListPage>(pageOf(pages, "far").content).rows.empty());
        QVERIFY(
            tableOf(pageOf(pages, "suspects"))
                .startsWith("sample,label,suggested,same_mass,reliability\n20,cat,dog,0.0125,"));
    }

    void profileOverLayers()
    {
        const auto pages =
            studyPages("nnk profile", test::profileResult({"a", "b"}), {{}, "b", -1});
        const ChartPage& neighbors = chartsOf(pages, "neighbors");
        QCOMPARE(cursorOf(neighbors.axis, {{}, "b", -1}), 1);
        QCOMPARE(cursorOf(neighbors.axis, {{}, "c", -1}), -1);
        QCOMPARE(tableOf(pageOf(pages, "neighbors")),
                 QByteArray("layer,effective_mean,neighbors_mean,neighbors_mean_low,"
                            "neighbors_mean_high\na,9,10,8,12\nb,7,8,6,10\n"));
        const ChartPage& affinity = chartsOf(pages, "affinity");
        QCOMPARE(affinity.panels[0].lines[0].role, LineRole::Baseline);
        QVERIFY(figureOf(affinity.axis, affinity.panels[0], -1, -1).series[0].dashed);
        const auto& labels = chartsOf(pages, "labels").panels[0].lines.back();
        QCOMPARE(labels.high, (std::vector<double>{0.9, 0.9})); // from the interval
        QVERIFY(figureOf(chartsOf(pages, "certificate").axis,
                         chartsOf(pages, "certificate").panels[0], -1, -1)
                    .logarithmic);
        for (const StudyPage& page : pages)
            QVERIFY(page.key != "diameter"); // not a single number
        const ChartPage& spread = chartsOf(pages, "spread_neighbors");
        QCOMPARE(spread.axis.values, (std::vector<double>{4, 12})); // middles of 0, 8, 16
        const chart::Figure bars = figureOf(spread.axis, spread.panels[0], -1, -1);
        QCOMPARE(bars.series[0].bar, 8.0);
        QCOMPARE(bars.x.low, 0.0);
        QCOMPARE(bars.x.high, 16.0);
        QCOMPARE(bars.y.low, 0.0);
    }

    void scalesRunDown()
    {
        const auto pages = studyPages("nnk scales", test::scalesResult(), {});
        const ChartPage& curvature = chartsOf(pages, "curvature");
        const chart::Figure figure = figureOf(curvature.axis, curvature.panels[0], -1, -1);
        QCOMPARE(figure.series.back().x, (std::vector<double>{-3, -2, -1})); // many points left
        QVERIFY(figure.series.front().dashed);                               // by chance
        QVERIFY(!figure.xTicks.empty());
        QVERIFY(std::is_sorted(figure.xTicks.begin(), figure.xTicks.end(),
                               [](const auto& a, const auto& b) { return a.at < b.at; }));
        QVERIFY(chartsOf(pages, "dimension").panels[0].lines.size() == 1); // no baseline there
    }

    void channelsInBothOrders()
    {
        const auto pages = studyPages("nnk channels", test::channelsResult(), {});
        for (const StudyPage& page : pages)
            QVERIFY(page.key != "loo_accuracy"); // there are no labels
        const GridPage& page = std::get<GridPage>(pageOf(pages, "overlap").content);
        QVERIFY(page.grid.range.high < 1); // the diagonal does not count
        QCOMPARE(page.alike, (std::vector<int>{2, 0, 1}));
        const GridPage alike = arrangedAlike(page);
        QCOMPARE(alike.grid.rows, (QStringList{"2", "0", "1"}));
        QCOMPARE(alike.grid.values[alike.grid.at(0, 1)], 0.8);
        QCOMPARE(alike.grid.values[alike.grid.at(1, 2)], 0.1);
        QVERIFY(cardOf(alike, 1)[0].name.contains(QStringLiteral("2 and 0")));
        const chart::GridChart drawn(page.grid, {0, 0, 400, 300});
        for (int cell = 0; cell < 9; ++cell)
            QCOMPARE(drawn.cellAt(drawn.cell(cell).center()), cell);
        QCOMPARE(drawn.cellAt({0, 0}), -1);
    }

    void brokenResultsAreRead()
    {
        for (const Json& result : {Json(), Json(3),
                                   Json{{"k", "x"},
                                        {"loo", 1},
                                        {"layers", {1, nullptr}},
                                        {"rounds", "no"},
                                        {"overlap", {1, {2}}},
                                        {"axis", {nullptr}},
                                        {"best", 9},
                                        {"suspects", {1}},
                                        {"far", {{{"sample", "x"}}}}}})
            for (const char* analysis : studyAnalyses()) {
                for (const StudyPage& page : studyPages(analysis, result, {}))
                    tableOf(page);
                Session session;
                session.setStudy(test::study(analysis, result));
                StudyView view(session, nullptr);
                for (const std::string& key : view.pageKeys()) {
                    view.choosePage(key);
                    QVERIFY(!view.picture({300, 200}).isNull());
                }
            }
    }

    void emptyViewSaysWhatToDo()
    {
        Session session;
        StudyView view(session, nullptr);
        QVERIFY(messageOf(view).contains(QStringLiteral("Compute")));
        view.choose("nnk scales");
        session.setBusy(Fact::Studies, QStringLiteral("round 3"));
        QCOMPARE(messageOf(view), QStringLiteral("round 3"));
        session.setFailed(Fact::Studies, QStringLiteral("it broke"));
        QCOMPARE(messageOf(view), QStringLiteral("it broke"));
        session.setStudy(test::study("nnk scales", test::scalesResult()));
        QCOMPARE(view.shown(), std::string("nnk scales"));
        QVERIFY(view.table().startsWith("points,dimension"));
    }

    void hoverReadsOutAndAClickGoesThere()
    {
        Shown s;
        s.view->choose("nnk profile");
        s.view->choosePage("neighbors");
        QTest::mouseMove(&s.canvas(), s.mark(1));
        QTRY_COMPARE(s.canvas().pointed(), 1);
        const chart::Card card = s.canvas().card();
        QCOMPARE(card[0].name, QString::fromStdString(s.layers[1]));
        QVERIFY(card[2].value.startsWith(QStringLiteral("8")));
        QVERIFY(card[2].value.contains(QStringLiteral("6 to 10")) ||
                card[2].value.contains(QStringLiteral("6.00 to 10.0")));
        QCOMPARE(s.canvas().cursor().shape(), Qt::PointingHandCursor);
        QTest::mouseClick(&s.canvas(), Qt::LeftButton, {}, s.mark(1));
        QCOMPARE(s.session.layer().toStdString(), s.layers[1]);
        const int strange = int(s.layers.size()); // a layer that is not open
        QTest::mouseClick(&s.canvas(), Qt::LeftButton, {}, s.mark(strange));
        QCOMPARE(s.session.layer().toStdString(), s.layers[1]);
        s.canvas().setFocus();
        QTest::keyClick(&s.canvas(), Qt::Key_Home);
        QCOMPARE(s.session.layer().toStdString(), s.layers[0]);

        s.view->choose("nnk select");
        QTest::mouseClick(&s.canvas(), Qt::LeftButton, {}, s.mark(1));
        QCOMPARE(s.session.epoch(), 1);
        QTest::keyClick(&s.canvas(), Qt::Key_Down);
        QVERIFY(s.view->table().startsWith("epoch,foreign_label_share"));
        QTest::keyClick(&s.canvas(), Qt::Key_Up);
        QVERIFY(s.view->table().startsWith("epoch,knn_loo_error"));
        QVERIFY(s.session.history().canUndo());
    }

    void rowsSelectSamples()
    {
        Shown s;
        s.view->choose("nnk classify");
        s.view->choosePage("suspects");
        QVERIFY(s.view->list().isVisible());
        const auto place = [&](int row) {
            return s.view->list().visualRect(s.view->list().model()->index(row, 0)).center();
        };
        QTest::mouseClick(s.view->list().viewport(), Qt::LeftButton, {}, place(0));
        QCOMPARE(s.session.selected(), (std::vector<std::int64_t>{20}));
        QTest::mouseClick(s.view->list().viewport(), Qt::LeftButton, Qt::ControlModifier, place(1));
        QCOMPARE(s.session.selected(), (std::vector<std::int64_t>{0, 20}));
        s.session.select({0});
        const auto rows = s.view->list().selectionModel()->selectedRows();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].row(), 1);
    }

    void theMatrixIsRead()
    {
        Shown s;
        s.view->choose("nnk channels");
        QTest::mouseMove(&s.canvas(), s.canvas().cellRect(2).center().toPoint());
        QTRY_COMPARE(s.canvas().pointed(), 2);
        QVERIFY(s.canvas().card()[1].value.startsWith(QStringLiteral("0.8")));
        QVERIFY(s.view->table().startsWith("channel,0,1,2\n0,1,0.1,0.8\n"));
        s.view->restore({{"study", "nnk channels"}, {"alike", true}});
        QVERIFY(s.view->table().startsWith("channel,2,0,1\n2,1,0.8,0.2\n"));
    }

    void stateComesBack()
    {
        Shown s;
        s.view->choose("nnk classify");
        s.view->choosePage("error");
        const QImage full = s.view->picture({600, 400});
        const Json state = s.view->state();
        s.view->choose("nnk profile");
        QVERIFY(s.view->picture({600, 400}) != full);
        s.view->restore(state);
        QCOMPARE(s.view->picture({600, 400}), full);
        QCOMPARE(s.view->sources().begin()->first, std::string("nnk classify"));
        // Alone, as a picture is made again.
        Session alone;
        alone.setStudy(test::study("nnk classify", test::classifyResult()));
        StudyView again(alone, nullptr);
        again.restore(state);
        QCOMPARE(again.picture({600, 400}), full);
        again.restore({{"study", 3}, {"pages", "x"}, {"alike", "y"}});
        QCOMPARE(again.pageKeys().front(), std::string("accuracy"));
        style::apply(*qApp, style::Theme::Dark);
        QVERIFY(inked(s.view->picture({600, 400}), style::tokens().surface) > 100000);
        QVERIFY(s.view->svg({600, 400}).contains("cosine"));
        for (QComboBox* box : s.view->findChildren<QComboBox*>())
            QVERIFY(!box->accessibleName().isEmpty());
    }

    void currentLayerIsMarked()
    {
        Shown s;
        s.view->choose("nnk profile");
        const QColor accent = style::tokens().accent;
        s.session.setLayer(QString::fromStdString(s.layers[1]));
        QVERIFY(inked(s.view->picture({900, 320}), accent) > 100);
        s.view->choose("nnk classify");
        QCOMPARE(inked(s.view->picture({900, 320}), accent), 0);
    }
};

QTEST_MAIN(TestStudyView)
#include "test_study.moc"
