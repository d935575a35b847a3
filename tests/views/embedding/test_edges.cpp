// SPDX-License-Identifier: MIT
// Which edges are drawn, in which colour and order.
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/edges.hpp"
#include "views/style/theme.hpp"

#include <QTest>

#include <set>

using namespace leafscope;
using test::kRows;

namespace {

/// One colour per class.
std::vector<QRgb> classColours(Index rows)
{
    std::vector<QRgb> colours;
    for (Index row = 0; row < rows; ++row)
        colours.push_back(style::categorical(int(row % 3)).rgb());
    return colours;
}

const std::vector<std::uint8_t> kAll(std::size_t(kRows), 1);

} // namespace

class TestEdges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEdgeOnceStrongestFirst()
    {
        const auto graph = test::sampleGraph();
        const auto embedding = test::sampleEmbedding();
        const EdgeParts parts =
            edgeParts(*graph, embedding.get(), kAll, classColours(kRows), {EdgeKind::Nnk, false});
        QCOMPARE(parts.total, std::size_t(2 * kRows));
        QCOMPARE(parts.all, parts.total);
        QCOMPARE(parts.foreign, std::size_t(kRows));
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
        for (const Segment& s : parts.segments) {
            QVERIFY(s.from < s.to);
            QVERIFY(seen.insert({s.from, s.to}).second);
        }
        // The heavy ones join samples of one class.
        for (std::size_t i = 0; i < parts.segments.size(); ++i)
            QCOMPARE(parts.segments[i].from % 3 == parts.segments[i].to % 3,
                     i < std::size_t(kRows));
    }

    void edgesBetweenLabelsAlone()
    {
        const auto embedding = test::sampleEmbedding();
        const EdgeParts parts = edgeParts(*test::sampleGraph(), embedding.get(), kAll,
                                          classColours(kRows), {EdgeKind::Nnk, true});
        QCOMPARE(parts.total, std::size_t(kRows));
        QCOMPARE(parts.all, std::size_t(2 * kRows));
        for (const Segment& s : parts.segments)
            QVERIFY(s.from % 3 != s.to % 3);
        // Nobody knows without labels.
        QCOMPARE(edgeParts(*test::sampleGraph(), nullptr, kAll, classColours(kRows),
                           {EdgeKind::Nnk, true})
                     .total,
                 std::size_t(0));
    }

    void nearestAsManyAsNnkKeeps()
    {
        const auto embedding = test::sampleEmbedding();
        const EdgeParts parts = edgeParts(*test::sampleGraph(), embedding.get(), kAll,
                                          classColours(kRows), {EdgeKind::Knn, false});
        QCOMPARE(parts.total, std::size_t(2 * kRows)); // two each: the first two candidates
        for (const Segment& s : parts.segments) {
            const Index steps = std::abs(Index(s.to) - Index(s.from));
            const Index apart = std::min(steps, kRows - steps);
            QVERIFY(apart == 1 || apart == 2);
        }
    }

    void hiddenSamplesHaveNoEdges()
    {
        std::vector<std::uint8_t> visible = kAll;
        visible[10] = 0;
        const auto embedding = test::sampleEmbedding();
        const EdgeParts parts = edgeParts(*test::sampleGraph(), embedding.get(), visible,
                                          classColours(kRows), {EdgeKind::Nnk, false});
        QCOMPARE(parts.total, std::size_t(2 * kRows - 4));
        for (const Segment& s : parts.segments)
            QVERIFY(s.from != 10 && s.to != 10);
    }

    void moreThanCanBeDrawn()
    {
        constexpr Index rows = 90000;
        const auto graph = test::sampleGraph(rows);
        const std::vector<std::uint8_t> visible(std::size_t(rows), 1);
        const EdgeParts parts =
            edgeParts(*graph, nullptr, visible, classColours(rows), {EdgeKind::Nnk, false});
        QCOMPARE(parts.total, std::size_t(2 * rows));
        QCOMPARE(parts.segments.size(), LineCloud::kRestCount);
        std::size_t heavy = 0;
        for (const Segment& s : parts.segments)
            heavy += s.to - s.from == 1 || s.to - s.from == rows - 1 ? 0 : 1;
        QCOMPARE(heavy, std::size_t(rows)); // none of the strong ones is left out
    }

    void kindsHaveNames()
    {
        for (const EdgeKind kind : {EdgeKind::None, EdgeKind::Nnk, EdgeKind::Knn})
            QVERIFY(edgeKindOf(edgeKindKey(kind)) == kind);
        QVERIFY(!edgeKindOf(QStringLiteral("all")));
        QVERIFY(fits(*test::sampleGraph(), kRows));
        QVERIFY(!fits(*test::sampleGraph(), kRows + 1));
    }
};

int runEdges(int argc, char** argv)
{
    TestEdges test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_edges.moc"
