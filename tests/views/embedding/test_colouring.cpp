// SPDX-License-Identifier: MIT
// Colours and legend entries.
#include "core/base/error.hpp"
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/colouring.hpp"
#include "views/style/theme.hpp"

#include <QTest>

#include <numeric>

using namespace leafscope;

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
        const ColourBy by = colourByName(name);
        QCOMPARE(nameOf(by), name);
        const Colouring colouring = makeColouring(by, embedding.get(), test::kRows);
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
        const Colouring colouring =
            makeColouring(ColourBy::Correctness, embedding.get(), test::kRows);
        QCOMPARE(colouring.entries[1].count, Index(24));
        QCOMPARE(colouring.entries[0].count, Index(216));
        for (std::size_t row = 0; row < std::size_t(test::kRows); ++row)
            QCOMPARE(colouring.groups[row], row % 10 == 0 ? 1 : 0);
        QVERIFY(colouring.colours[0] != colouring.colours[1]);
    }

    void confidenceIsViridis()
    {
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring =
            makeColouring(ColourBy::Confidence, embedding.get(), test::kRows);
        QVERIFY(colouring.continuous);
        QVERIFY(colouring.entries.empty());
        QCOMPARE(colouring.colours[60], style::sequential(double(0.4f + 0.15f)).rgb());
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
        const ColourBy by = colourByName(name);
        for (const EmbeddingHeader* embedding : {static_cast<const EmbeddingHeader*>(nullptr),
                                                 static_cast<const EmbeddingHeader*>(&bare)}) {
            QVERIFY(!isAvailable(by, embedding, 5));
            const Colouring colouring = makeColouring(by, embedding, 5);
            QVERIFY(!colouring.missing.isEmpty());
            QCOMPARE(colouring.colours.size(), std::size_t(5));
            QVERIFY(colouring.entries.empty());
        }
    }

    void hiddenGroups()
    {
        const auto embedding = test::sampleEmbedding();
        const Colouring colouring = makeColouring(ColourBy::Label, embedding.get(), test::kRows);
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
        QVERIFY_EXCEPTION_THROWN(colourByName("beauty"), Error);
    }
};

int runColouring(int argc, char** argv)
{
    TestColouring test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_colouring.moc"
