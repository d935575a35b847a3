// SPDX-License-Identifier: MIT
// Axis arithmetic and label placement: known answers, and properties on random input.
#include "core/base/random.hpp"
#include "views/chart/labels.hpp"
#include "views/chart/scale.hpp"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::chart;

namespace {

QString labelsOf(const std::vector<Tick>& ticks)
{
    QStringList labels;
    for (const Tick& tick : ticks)
        labels << tick.label;
    return labels.join(QLatin1Char(' '));
}

double cost(const std::vector<double>& wanted, const std::vector<double>& placed)
{
    double sum = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        sum += (wanted[i] - placed[i]) * (wanted[i] - placed[i]);
    return sum;
}

/// A plain reference: Dykstra's alternating projections onto the gaps and the bounds, which
/// converge to the nearest point of their intersection.
std::vector<double> spreadByProjections(const std::vector<double>& wanted, double gap, Range within)
{
    const std::size_t m = wanted.size();
    std::vector<double> y = wanted; // ascending
    std::vector<double> owed(m + 1, 0.0);
    std::vector<double> owedBox(m, 0.0);
    for (int round = 0; round < 20000; ++round) {
        for (std::size_t i = 0; i + 1 < m; ++i) {
            // With the former correction taken back first: half of the violation goes to each side.
            y[i] -= owed[i];
            y[i + 1] += owed[i];
            const double violation = std::max(0.0, gap - (y[i + 1] - y[i]));
            owed[i] = -violation / 2;
            y[i] += owed[i];
            y[i + 1] -= owed[i];
        }
        for (std::size_t i = 0; i < m; ++i) {
            const double free = y[i] - owedBox[i];
            const double inside = std::clamp(free, within.low + gap / 2, within.high - gap / 2);
            owedBox[i] = inside - free;
            y[i] = inside;
        }
    }
    return y;
}

} // namespace

class TestScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ticks_data()
    {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("labels");
        QTest::newRow("unit") << 0.0 << 1.0 << 6 << QStringLiteral("0.0 0.2 0.4 0.6 0.8 1.0");
        QTest::newRow("dimension") << 0.0 << 20.0 << 5 << QStringLiteral("0 5 10 15 20");
        QTest::newRow("small") << 0.0 << 0.05 << 6
                               << QStringLiteral("0.00 0.01 0.02 0.03 0.04 0.05");
        QTest::newRow("across zero") << -1.0 << 1.0 << 5 << QStringLiteral("-1.0 -0.5 0.0 0.5 1.0");
        QTest::newRow("offset") << 1003.0 << 1009.0 << 4 << QStringLiteral("1004 1006 1008");
        QTest::newRow("large") << 0.0 << 4e6 << 3 << QStringLiteral("0 2e6 4e6");
        QTest::newRow("one value") << 7.0 << 7.0 << 5 << QStringLiteral("7.00");
    }

    void ticks()
    {
        QFETCH(double, low);
        QFETCH(double, high);
        QFETCH(int, most);
        QTEST(labelsOf(niceTicks({low, high}, most)), "labels");
    }

    void ticksAreRoundInsideAndFew()
    {
        RandomStream random(3);
        for (int trial = 0; trial < 2000; ++trial) {
            const double low = (random.uniform() - 0.5) * std::pow(10, 8 * random.uniform() - 4);
            const double span = std::pow(10, 8 * random.uniform() - 4);
            const int most = 2 + int(random.below(9));
            const Range range{low, low + span};
            const std::vector<Tick> ticks = niceTicks(range, most);
            QVERIFY(int(ticks.size()) <= std::max(most, 5) && ticks.size() >= 2);
            for (std::size_t i = 0; i < ticks.size(); ++i) {
                QVERIFY(ticks[i].at >= range.low - 1e-6 * span);
                QVERIFY(ticks[i].at <= range.high + 1e-6 * span);
                if (i >= 2) {
                    const double a = ticks[i].at - ticks[i - 1].at;
                    const double b = ticks[i - 1].at - ticks[i - 2].at;
                    QVERIFY(std::abs(a - b) < 1e-6 * span);
                }
                if (i > 0)
                    QVERIFY(ticks[i].label != ticks[i - 1].label);
            }
        }
    }

    void logarithmicTicks()
    {
        QCOMPARE(labelsOf(logTicks({5, 500}, 8)), QStringLiteral("5 10 20 50 100 200 500"));
        QCOMPARE(labelsOf(logTicks({1, 10000}, 6)), QStringLiteral("1 10 100 1000 10000"));
        QCOMPARE(labelsOf(logTicks({0.01, 0.1}, 6)), QStringLiteral("0.01 0.02 0.05 0.1"));
        QCOMPARE(labelsOf(logTicks({6, 9}, 4)), QStringLiteral("6 7 8 9"));
    }

    void ranges()
    {
        const double nan = std::nan("");
        const Range known = rangeOf({3, nan, -1, 8});
        QCOMPARE(known.low, -1.0);
        QCOMPARE(known.high, 8.0);
        QCOMPARE(rangeOf({3, nan, -1, 8}, true).low, 3.0);
        QCOMPARE(rangeOf({nan}).high, 1.0);
        QCOMPARE(niceRange({2.3, 18.6}, 6, true).low, 0.0);
        QCOMPARE(niceRange({2.3, 18.6}, 6, true).high, 20.0);
        QCOMPARE(niceRange({0, 0}, 6, true).low, 0.0);
        QVERIFY(niceRange({0, 0}, 6, true).high > 0);
        const Range around = niceRange({7, 7}, 6, false);
        QVERIFY(around.low < 7 && around.high > 7);
        const Range below = niceRange({-3.2, 4.1}, 6, true);
        QVERIFY(below.low <= -3.2 && below.high >= 4.1);
        QCOMPARE(niceLogRange({6, 203}).low, 5.0);
        QCOMPARE(niceLogRange({6, 203}).high, 500.0);
        QCOMPARE(niceLogRange({10, 10}).low, 5.0);
        QCOMPARE(niceLogRange({10, 10}).high, 20.0);
        QCOMPARE(niceLogRange({-1, 5}).high, 10.0);
        const double inf = std::numeric_limits<double>::infinity();
        QCOMPARE(niceRange({0, inf}, 6, true).high, 1.0);
    }

    void toPixelsAndBack()
    {
        const Scale up({0, 10}, 100, 0);
        QCOMPARE(up.toPixel(0), 100.0);
        QCOMPARE(up.toPixel(2.5), 75.0);
        const Scale log({1, 1000}, 0, 300, true);
        QCOMPARE(log.toPixel(10), 100.0);
        for (const double value : {1.0, 3.7, 42.0, 999.0}) {
            QVERIFY(std::abs(log.toValue(log.toPixel(value)) - value) < 1e-9 * value);
            QVERIFY(std::abs(up.toValue(up.toPixel(value)) - value) < 1e-9 * value);
        }
        const Scale nothing({4, 4}, 0, 50);
        QCOMPARE(nothing.toPixel(4), 25.0);
        QCOMPARE(Scale({1, 2}, 7, 7).toValue(7), 1.0);
    }

    void labelsThatHaveRoomStay()
    {
        const std::vector<double> wanted{10, 60, 30};
        QCOMPARE(spread(wanted, 12, {0, 100}), wanted);
        QVERIFY(spread({}, 12, {0, 100}).empty());
        QCOMPARE(spread({2}, 12, {0, 100}).front(), 6.0);
        const std::vector<double> pair = spread({50, 50}, 10, {0, 100});
        QCOMPARE(pair[0], 45.0);
        QCOMPARE(pair[1], 55.0);
    }

    void labelsAreSpreadAsLittleAsPossible()
    {
        RandomStream random(11);
        for (int trial = 0; trial < 30; ++trial) {
            std::vector<double> wanted;
            for (int i = 0; i < 5; ++i)
                wanted.push_back(100 * random.uniform());
            std::sort(wanted.begin(), wanted.end());
            const double gap = 4 + 14 * random.uniform();
            const std::vector<double> placed = spread(wanted, gap, {0, 100});
            const std::vector<double> reference = spreadByProjections(wanted, gap, {0, 100});
            for (std::size_t i = 1; i < placed.size(); ++i)
                QVERIFY(placed[i] - placed[i - 1] >= gap - 1e-9);
            QVERIFY(placed.front() >= gap / 2 - 1e-9 && placed.back() <= 100 - gap / 2 + 1e-9);
            QVERIFY2(std::abs(cost(wanted, placed) - cost(wanted, reference)) <
                         1e-3 * (1 + cost(wanted, reference)),
                     qPrintable(QStringLiteral("%1 against %2")
                                    .arg(cost(wanted, placed))
                                    .arg(cost(wanted, reference))));
        }
    }

    void labelsWithoutRoomShareIt()
    {
        const std::vector<double> placed = spread({1, 2, 3, 4}, 20, {0, 60});
        for (std::size_t i = 1; i < placed.size(); ++i)
            QVERIFY(std::abs(placed[i] - placed[i - 1] - 40.0 / 3) < 1e-9);
        QVERIFY(placed.front() >= 10 - 1e-9 && placed.back() <= 50 + 1e-9);
    }

    void fittingLabels()
    {
        const std::vector<double> centres{0, 10, 20, 30, 40, 50};
        const auto chosen = [&](double width, std::size_t keep) {
            QStringList text;
            for (const std::size_t i : fitting(centres, std::vector<double>(6, width), 2, keep))
                text << QString::number(i);
            return text.join(QLatin1Char(' '));
        };
        const std::size_t none = 99;
        QCOMPARE(chosen(8, none), QStringLiteral("0 1 2 3 4 5"));
        QCOMPARE(chosen(12, none), QStringLiteral("0 2 4"));
        QCOMPARE(chosen(12, 4), QStringLiteral("0 2 4"));
        QCOMPARE(chosen(12, 3), QStringLiteral("0 3")); // its neighbours make way
        QCOMPARE(chosen(500, none), QStringLiteral("0"));
        QCOMPARE(chosen(500, 2), QStringLiteral("2"));
        QVERIFY(fitting({}, {}, 2).empty());
    }

    void cardsStayInside()
    {
        const QRectF bounds(0, 0, 300, 200);
        const QSizeF card(100, 60);
        QCOMPARE(cardPlace({50, 100}, card, bounds, 10), QRectF(60, 70, 100, 60));
        QCOMPARE(cardPlace({250, 100}, card, bounds, 10), QRectF(140, 70, 100, 60));
        for (double x = 0; x <= 300; x += 7)
            for (double y = 0; y <= 200; y += 7) {
                const QRectF place = cardPlace({x, y}, card, bounds, 10);
                QVERIFY(bounds.contains(place));
                QVERIFY(!place.contains(QPointF(x, y)));
            }
        // Larger than the room it has: it starts where the room starts.
        QCOMPARE(cardPlace({50, 50}, {400, 60}, bounds, 10).left(), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestScale)
#include "test_scale.moc"
