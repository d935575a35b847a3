// SPDX-License-Identifier: MIT
// Colours and legend entries.
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/cloud_parts.hpp"
#include "views/embedding/colouring.hpp"
#include "views/embedding/gestures.hpp"
#include "views/embedding/selection_tool.hpp"
#include "views/style/colour.hpp"
#include "views/style/theme.hpp"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace leafscope;

namespace {

Colouring colour(const char* key, const EmbeddingHeader* embedding, Index n,
                 const SampleMetric* metric = nullptr)
{
    return makeColouring(QLatin1String(key), embedding, metric, n, ColouringInks::current());
}

} // namespace

class TestColouring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classesHaveTheirColour_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("label") << "label";
        QTest::newRow("prediction") << "prediction";
    }
    void classesHaveTheirColour()
    {
        QFETCH(QString, name);
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring = colour(qPrintable(name), embedding.get(), test::kRows);
        QCOMPARE(colouring.heading, colourTitle(name, {}));
        const auto& classes = name == "label" ? embedding->labels : embedding->predictions;
        QCOMPARE(colouring.entries.size(), std::size_t(3));
        Index total = 0;
        for (const LegendEntry& entry : colouring.entries) {
            total += entry.count;
            QCOMPARE(entry.count, Index(std::count(classes.begin(), classes.end(), entry.group)));
            QCOMPARE(entry.colour, style::categorical(entry.group));
        }
        QCOMPARE(total, test::kRows);
        QCOMPARE(colouring.entries[1].name, QStringLiteral("Sneaker"));
        for (std::size_t row = 0; row < classes.size(); ++row)
            QCOMPARE(colouring.colours[row], style::categorical(classes[row]).rgb());
        QVERIFY(colouring.missing.isEmpty());
    }

    void correctnessSetsMistakesApart()
    {
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring = colour("correctness", embedding.get(), test::kRows);
        QCOMPARE(colouring.entries[1].count, Index(24));
        QCOMPARE(colouring.entries[0].count, Index(216));
        for (std::size_t row = 0; row < std::size_t(test::kRows); ++row)
            QCOMPARE(colouring.groups[row], row % 10 == 0 ? 1 : 0);
        QVERIFY(colouring.colours[0] != colouring.colours[1]);
    }

    void confidenceIsViridis()
    {
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring = colour("confidence", embedding.get(), test::kRows);
        QVERIFY(colouring.continuous);
        QVERIFY(colouring.entries.empty());
        const QColor exact = style::sequential(double(0.4f + 0.15f));
        QVERIFY(style::difference(QColor::fromRgb(colouring.colours[60]), exact) < 0.01);
        QCOMPARE(colouring.low, 0.0);
        QCOMPARE(colouring.high, 1.0);
        // Nothing to hide in a continuous colouring.
        const auto visible = visibleRows(colouring, {0, 1});
        QCOMPARE(std::accumulate(visible.begin(), visible.end(), 0), int(test::kRows));
    }

    void whatIsUnknownIsSaid_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"label", "prediction", "correctness", "confidence"})
            QTest::newRow(name) << name;
    }
    void whatIsUnknownIsSaid()
    {
        QFETCH(QString, name);
        EmbeddingHeader bare;
        bare.n = 5;
        for (const EmbeddingHeader* embedding : {static_cast<const EmbeddingHeader*>(nullptr),
                                                 static_cast<const EmbeddingHeader*>(&bare)}) {
            for (const ColourChoice& choice : colourChoices(embedding, {}, 5))
                QVERIFY(!choice.available);
            const Colouring colouring = colour(qPrintable(name), embedding, 5);
            QVERIFY(!colouring.missing.isEmpty());
            QCOMPARE(colouring.colours.size(), std::size_t(5));
            QVERIFY(colouring.entries.empty());
        }
    }

    void metricsAreViridisWithARobustRange()
    {
        SampleMetric metric{"spread", "Spread", "px", {}};
        for (int i = 0; i < 1000; ++i)
            metric.values.push_back(float(i % 500));
        metric.values[3] = 1e9f; // one wild value does not take the scale
        metric.values[4] = std::numeric_limits<float>::quiet_NaN();
        metric.values[5] = std::numeric_limits<float>::infinity();
        const auto before = metric.values;
        const Colouring colouring = colour("spread", nullptr, 1000, &metric);
        QVERIFY(colouring.continuous && colouring.missing.isEmpty());
        QCOMPARE(colouring.heading, QStringLiteral("Spread (px)"));
        QVERIFY2(std::abs(colouring.low - 5) <= 1.5, qPrintable(QString::number(colouring.low)));
        QVERIFY(std::abs(colouring.high - 494) <= 1.5);
        QVERIFY(colouring.note.contains("percentile") && colouring.note.contains("2 without"));
        QCOMPARE(colouring.colours[3], style::sequential(1).rgb());
        QCOMPARE(colouring.colours[0], style::sequential(0).rgb());
        QCOMPARE(colouring.colours[4], ColouringInks::current().neutral.rgb());
        QVERIFY(colouring.groups[4] != colouring.groups[3]);
        QCOMPARE(colourChoices(nullptr, {metric}, 1000).back().title, QStringLiteral("Spread"));
        QVERIFY(colourChoices(nullptr, {metric}, 1000).back().available);
        QVERIFY(!colourChoices(nullptr, {metric}, 7).back().available);
    }

    void metricsWithoutRange_data()
    {
        QTest::addColumn<float>("value");
        QTest::addColumn<int>("rows");
        QTest::newRow("constant") << 3.0f << 6;
        QTest::newRow("unknown") << std::numeric_limits<float>::quiet_NaN() << 6;
        QTest::newRow("another embedding's") << 3.0f << 4;
        QTest::newRow("empty") << 3.0f << 0;
    }
    void metricsWithoutRange()
    {
        QFETCH(float, value);
        QFETCH(int, rows);
        const SampleMetric metric{"m", "M", "", std::vector<float>(std::size_t(rows), value)};
        const Colouring colouring = colour("m", nullptr, 6, &metric);
        QCOMPARE(colouring.colours.size(), std::size_t(6));
        QCOMPARE(colouring.missing.isEmpty(), rows == 6 && value == 3);
        QVERIFY(!colour("gone", nullptr, 6).missing.isEmpty());
    }

    void samplesBecomeRows()
    {
        EmbeddingHeader embedding;
        embedding.indices = {3, 5, 8, 13, 21};
        using Flags = std::vector<std::uint8_t>;
        const SampleSet set(std::vector<std::int64_t>{21, 4, 5, 5, 99});
        QCOMPARE(rowsOfSamples(set, &embedding, 5), (Flags{0, 1, 0, 0, 1}));
        embedding.indices = {21, 3, 5, 8, 13};
        QCOMPARE(rowsOfSamples(set, &embedding, 5), (Flags{1, 0, 1, 0, 0}));
        QCOMPARE(rowsOfSamples(set, &embedding, 7), (Flags{1, 0, 1, 0, 0, 0, 0}));
        QCOMPARE(rowsOfSamples(set, nullptr, 2), (Flags{0, 0}));
        QCOMPARE(rowsOfSamples({}, &embedding, 2), (Flags{0, 0}));
    }

    void gesturesCombine()
    {
        QVERIFY(combineFor({}) == Combine::Replace);
        QVERIFY(combineFor(Qt::ShiftModifier) == Combine::Add);
        QVERIFY(combineFor(Qt::ControlModifier) == Combine::Toggle);
        QVERIFY(combineFor(Qt::AltModifier) == Combine::Subtract);
        QVERIFY(combineFor(Qt::AltModifier | Qt::ShiftModifier) == Combine::Intersect);
        for (const ViewGesture& gesture : embeddingGestures())
            QVERIFY(!gesture.what.isEmpty() && !gesture.how.isEmpty());
        RegionDrawing drawing;
        QVERIFY(!drawing.isActive());
        drawing.start(SelectionTool::Lasso, {10, 10}, Combine::Add);
        for (const QPointF at : {QPointF(10.5, 10), QPointF(50, 10), QPointF(50, 60)})
            drawing.moveTo(at);
        drawing.setCount(1214);
        QCOMPARE(drawing.text(), QStringLiteral("Add 1,214 samples"));
        QVERIFY(drawing.region().contains(40, 20) && !drawing.region().contains(15, 40));
        drawing.start(SelectionTool::Box, {50, 50}, Combine::Replace);
        drawing.moveTo({20, 90});
        drawing.setCount(1);
        QCOMPARE(drawing.text(), QStringLiteral("1 sample"));
        QVERIFY(drawing.region().contains(21, 89) && !drawing.region().contains(19, 60));
        drawing.stop();
        drawing.moveTo({0, 0});
        QVERIFY(!drawing.isActive());
    }

    void hiddenGroups()
    {
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring = colour("label", embedding.get(), test::kRows);
        const auto visible = visibleRows(colouring, {1, 77});
        for (std::size_t row = 0; row < visible.size(); ++row)
            QCOMPARE(int(visible[row]), row % 3 == 1 ? 0 : 1);
    }

    void unnamedClassesShowTheirNumber()
    {
        EmbeddingHeader embedding;
        embedding.classNames = {"zero"};
        QCOMPARE(className(embedding, 0), QStringLiteral("zero"));
        QCOMPARE(className(embedding, 4), QStringLiteral("4"));
        QCOMPARE(className(embedding, -1), QStringLiteral("-1"));
        QVERIFY(isPlainColouring("label") && !isPlainColouring("beauty"));
    }
};

int runColouring(int argc, char** argv)
{
    TestColouring test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_colouring.moc"
