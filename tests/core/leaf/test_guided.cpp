// SPDX-License-Identifier: MIT
// Charts, walks that a person steers, and walks read back from their files.
#include "core/base/error.hpp"
#include "core/leaf/fixtures.hpp"
#include "core/leaf/walk.hpp"
#include "core/leaf/walk_file.hpp"
#include "core/leaf/walk_plan.hpp"
#include "tests/core/leaf/random_values.hpp"

#include <QTemporaryDir>
#include <QtTest>

using namespace leafscope;
using namespace leafscope::test;

namespace {

WalkOptions guided(double step, std::vector<GuidePoint> via = {})
{
    WalkOptions o;
    o.kind = WalkKind::Guided;
    o.step = step;
    o.via = std::move(via);
    return o;
}

GuidePoint point(std::initializer_list<double> at, Index steps)
{
    const std::vector<double> values(at);
    return {Eigen::Map<const VectorD>(values.data(), Index(values.size())), steps};
}

} // namespace

class TestGuided : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void chartOfALinearMap()
    {
        FormulaMap map = linearMap(randomMatrix(6, 15, 1), randomVector(6, 2));
        const VectorD x = randomVector(15, 3);
        const Linearization at = map.linearize(x);
        const Tangent leaf = tangentSpace(at.jacobian, map.epsilon());
        const LeafChart chart = leafChart(x, leaf, at.logits);
        QCOMPARE(chart.dimensions(), Index(3));
        QVERIFY((chart.axes.transpose() * chart.axes - MatrixD::Identity(3, 3)).norm() < 1e-12);
        const VectorD there =
            x + 2 * chart.axes.col(1) + (randomVector(15, 4) - leaf.project(randomVector(15, 4)));
        QVERIFY((chart.at(there) - 2 * VectorD::Unit(3, 1)).norm() < 1e-12);
        QVERIFY(std::abs(chart.height(there) - (there - x - 2 * chart.axes.col(1)).norm()) < 1e-12);
        // The leaf is flat: its frame is the chart's own, and changes the logits as the map does.
        const LeafFrame frame = leafFrame(chart, there, leaf);
        QVERIFY((frame.chart.topRows(3) - MatrixD::Identity(3, 3)).norm() < 1e-12);
        QVERIFY(frame.chart.row(3).norm() < 1e-12);
        const MatrixD centredRows = at.jacobian.rowwise() - at.jacobian.colwise().mean();
        QVERIFY((frame.logits - centredRows * chart.axes).norm() < 1e-12);
    }

    void guidedGoesThroughItsPoints()
    {
        FormulaMap map = linearMap(randomMatrix(6, 15, 5), randomVector(6, 6));
        const VectorD x = randomVector(15, 7);
        const Walk walk =
            takeWalk(map, x, std::nullopt, guided(0.2, {point({1, 0, 0}, 9), point({1, 1, 0}, 9)}));
        const VectorD end = walk.path.back().x;
        QVERIFY((walk.chart.at(end) - Eigen::Vector3d(1, 1, 0)).norm() < 1e-3);
        QVERIFY(walk.chart.height(end) < 1e-12); // the shortest way, and never off the leaf
        QVERIFY(std::abs(walk.path.back().length - 2) < 1e-2);
        QCOMPARE(walk.ended, std::string("the last point is reached"));
    }

    void guidedStaysOnTheSphere()
    {
        FormulaMap map = sphereMap(4, 2);
        const VectorD x = randomVector(4, 8).normalized();
        WalkOptions o = guided(0.005, {point({0.4, 0.3, 0}, 1000)});
        o.reuseAngle = 0;
        const Walk walk = takeWalk(map, x, std::nullopt, o);
        QVERIFY((walk.chart.at(walk.path.back().x) - Eigen::Vector3d(0.4, 0.3, 0)).norm() < 1e-4);
        for (const WalkStep& step : walk.path) // Euler steps of h leave a sphere by h^2 / 2 each
            QVERIFY(step.x.norm() - 1 < double(walk.path.size()) * 0.005 * 0.005);
    }

    void whatIsOutOfReachEndsNothing()
    {
        FormulaMap map = linearMap(randomMatrix(3, 5, 9), randomVector(3, 10));
        VectorD x = VectorD::Constant(5, 0.5);
        WalkOptions o = guided(0.1, {point({9, 9}, 400), point({0, 0}, 400)});
        o.bounds = Box{};
        const Walk walk = takeWalk(map, x, std::nullopt, o);
        QVERIFY(walk.chart.at(walk.path.back().x).norm() < 1e-3);
        for (const WalkStep& step : walk.path)
            QVERIFY(step.x.minCoeff() >= 0 && step.x.maxCoeff() <= 1);
    }

    /// What a person did by hand is the same walk when it is repeated from its points.
    void steeringCanBeRepeated()
    {
        FormulaMap map = sphereMap(5, 3);
        const VectorD x = randomVector(5, 11).normalized();
        Walker walker(map, x, std::nullopt, guided(0.07));
        QVERIFY(!walker.advance());
        std::vector<GuidePoint> said;
        const auto drag = [&](std::initializer_list<double> at, int steps) {
            walker.guide(point(at, 1000000));
            int taken = 0;
            while (taken < steps && walker.advance())
                ++taken;
            said.push_back(point(at, taken));
        };
        drag({0.3, 0.1, 0}, 3);
        drag({0.31, 0.2}, 1);
        drag({-0.2, 0.2, 0.1}, 1000);
        drag({50, 0, 0}, 1000); // beyond the sphere
        drag({0.1, 0, 0}, 2);
        const Walk again = takeWalk(map, x, std::nullopt, guided(0.07, said));
        QCOMPARE(again.path.size(), walker.walk().path.size());
        for (std::size_t i = 0; i < again.path.size(); ++i)
            QVERIFY(again.path[i].x == walker.walk().path[i].x);
        const auto read = guidePointsOf(guideText(said));
        QCOMPARE(read.size(), said.size());
        for (std::size_t i = 0; i < said.size(); ++i) {
            QVERIFY(read[i].at == said[i].at);
            QCOMPARE(read[i].steps, said[i].steps);
        }
    }

    void unreadablePointsAreRefused()
    {
        for (const char* text : {"1,2", "1,2:x", "a:3", "1,2,3,4:5", "1:-2", ",:1", "1,2:3;;"})
            QVERIFY_EXCEPTION_THROWN(guidePointsOf(text), Error);
        QVERIFY(guidePointsOf("").empty());
    }

    void aWalkIsReadAsItWasWritten()
    {
        QTemporaryDir folder;
        FormulaMap map = linearMap(randomMatrix(4, 9, 12), randomVector(4, 13));
        const VectorD to = randomVector(9, 14);
        WalkOptions o;
        o.step = 0.1;
        const Walk walk = takeWalk(map, randomVector(9, 15), to, o);
        const WalkFacts facts{"x / 255", "logits", {1, 3, 3}, {"a", "b", "c", "d"}, {-1, 2}, true};
        const std::string file = folder.filePath("walk.h5").toStdString();
        writeWalk(walk, facts, {{"jacobians", walk.jacobians}}, file);
        const WrittenWalk read = readWalk(file);
        QCOMPARE(read.walk.path.size(), walk.path.size());
        QVERIFY(read.walk.chart.axes == walk.chart.axes);
        for (std::size_t i = 0; i < walk.path.size(); ++i) {
            const WalkStep& a = walk.path[i];
            const WalkStep& b = read.walk.path[i];
            QVERIFY(a.x == b.x && a.logits == b.logits && a.singular == b.singular);
            QVERIFY(a.frame.chart == b.frame.chart && a.frame.logits == b.frame.logits);
            QVERIFY(a.length == b.length && a.residual == b.residual && a.rank == b.rank);
            QVERIFY(a.alignment == b.alignment && a.fresh == b.fresh && a.held == b.held);
        }
        QCOMPARE(read.facts.classNames, facts.classNames);
        QVERIFY(read.facts.shown.low == -1 && read.facts.shown.high == 2 && read.facts.blueFirst);
        QCOMPARE(read.walk.ended, walk.ended);
        QCOMPARE(read.walk.jacobians, walk.jacobians);
        QVERIFY_EXCEPTION_THROWN(readWalk(folder.filePath("none.h5").toStdString()), Error);
    }

    void aPointLeafHasNoChart()
    {
        QTemporaryDir folder;
        FormulaMap map = linearMap(MatrixD::Zero(3, 4), VectorD::Zero(3));
        const Walk walk = takeWalk(map, VectorD::Ones(4), VectorD::Zero(4), {});
        QCOMPARE(walk.chart.dimensions(), Index(0));
        const std::string file = folder.filePath("walk.h5").toStdString();
        writeWalk(walk, {}, Json::object(), file);
        QCOMPARE(readWalk(file).walk.path.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestGuided)
#include "test_guided.moc"
