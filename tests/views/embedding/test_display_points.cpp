// SPDX-License-Identifier: MIT
// Scale of the drawn points.
#include "tests/views/embedding/sample_session.hpp"
#include "views/embedding/display_points.hpp"

#include <QTest>

#include <cmath>
#include <limits>

using namespace leafscope;

class TestDisplayPoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scaleDoesNotShow()
    {
        const auto layout = test::sampleLayout();
        LayerLayout layer = layout->layers[0];
        const DisplayPoints before = displayPoints(layer);
        double radius = 0;
        for (const auto& p : before.points)
            radius = std::max(radius, double(p.norm()));
        QVERIFY(std::abs(radius - 1) < 1e-5);
        layer.coordinates *= 4096; // exact in floating point
        layer.coordinates.col(1).array() += 1024;
        const DisplayPoints after = displayPoints(layer);
        for (std::size_t i = 0; i < before.points.size(); ++i)
            QVERIFY((before.points[i] - after.points[i]).norm() < 1e-5);
        QCOMPARE(after.share[0], 0.412);
        QCOMPARE(after.axes, 3);
    }

    void degenerateLayers_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("cols");
        QTest::newRow("no rows") << 0 << 3;
        QTest::newRow("one row") << 1 << 3;
        QTest::newRow("one column") << 20 << 1;
        QTest::newRow("no columns") << 4 << 0;
    }
    void degenerateLayers()
    {
        QFETCH(int, rows);
        QFETCH(int, cols);
        LayerLayout layer;
        layer.coordinates = MatrixF::Zero(rows, cols);
        if (cols > 0)
            for (int i = 0; i < rows; ++i)
                layer.coordinates(i, 0) = float(i);
        layer.share = {1.0};
        const DisplayPoints shown = displayPoints(layer);
        QCOMPARE(shown.points.size(), std::size_t(rows));
        QCOMPARE(shown.axes, 1);
        for (const auto& p : shown.points) {
            QVERIFY(p.allFinite());
            QCOMPARE(p.y(), 0.0f);
            QVERIFY(p.norm() <= 1.0001f);
        }
        if (rows == 20)
            QVERIFY(std::abs(shown.points.back().x() - 1) < 1e-6);
    }

    void nonFiniteRowsAreCountedAndHarmless()
    {
        LayerLayout layer = test::sampleLayout()->layers[0];
        layer.coordinates(3, 1) = std::numeric_limits<float>::quiet_NaN();
        layer.coordinates(9, 0) = std::numeric_limits<float>::infinity();
        const DisplayPoints shown = displayPoints(layer);
        QCOMPARE(shown.notFinite, Index(2));
        for (const auto& p : shown.points)
            QVERIFY(p.allFinite());
    }
};

int runEdges(int argc, char** argv);
int runColouring(int argc, char** argv);

int main(int argc, char** argv)
{
    TestDisplayPoints test;
    return QTest::qExec(&test, argc, argv) + runColouring(argc, argv) + runEdges(argc, argv);
}
#include "test_display_points.moc"
