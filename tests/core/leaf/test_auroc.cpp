// SPDX-License-Identifier: MIT
// The area under the curve: closed cases, ties, the variance by hand and against its definition,
// and how often the interval holds the truth.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/leaf/auroc.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

using namespace leafscope;

namespace {

using Values = std::vector<double>;

/// Pair by pair.
double byDefinition(const Values& inside, const Values& outside)
{
    double sum = 0;
    for (const double in : inside)
        for (const double out : outside)
            sum += out > in ? 1 : out == in ? 0.5 : 0;
    return sum / double(inside.size() * outside.size());
}

Values normal(std::size_t count, double mean, RandomStream& random, double rounding = 0)
{
    Values values(count);
    for (double& value : values) {
        value = mean + random.normal();
        if (rounding > 0)
            value = std::round(value / rounding) * rounding;
    }
    return values;
}

double areaUnder(const std::vector<RocPoint>& curve)
{
    double area = 0;
    for (std::size_t i = 1; i < curve.size(); ++i)
        area += (curve[i].falsePositive - curve[i - 1].falsePositive) *
                (curve[i].truePositive + curve[i - 1].truePositive) / 2;
    return area;
}

} // namespace

class TestAuroc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closedCases()
    {
        QCOMPARE(auroc(Values{1, 2, 3}, Values{4, 5}).value, 1.0);
        QCOMPARE(auroc(Values{1, 2, 3}, Values{4, 5}).error, 0.0);
        QCOMPARE(auroc(Values{4, 5}, Values{1, 2, 3}).value, 0.0);
        QCOMPARE(auroc(Values{1, 2, 3}, Values{3, 1, 2}).value, 0.5);
        QCOMPARE(auroc(Values{7, 7, 7}, Values{7, 7}).value, 0.5);
        const double infinity = std::numeric_limits<double>::infinity();
        QCOMPARE(auroc(Values{-infinity, 0}, Values{0, infinity}).value, 0.875);
    }

    /// Inside 1, 2, 3, outside 2, 4: components 1/2, 1 and 1, 3/4, 1/2; their variances 1/8 and
    /// 1/16; 1/8/2 + 1/16/3 = 1/12.
    void varianceByHand()
    {
        const Auroc a = auroc(Values{1, 2, 3}, Values{2, 4});
        QCOMPARE(a.value, 0.75);
        QVERIFY(std::abs(a.error - std::sqrt(1.0 / 12)) < 1e-15);
        QVERIFY(std::abs(a.low - (0.75 - 1.959963984540054 * std::sqrt(1.0 / 12))) < 1e-15);
        QCOMPARE(a.high, 1.0);
        // As pairs 1-2, 2-4, 3-2: sums of components 3/2, 7/4, 1; variance 7/48 of them, over 3.
        const Auroc pairs = auroc(Values{1, 2, 3}, Values{2, 4, 2}, Pairing::Paired);
        QVERIFY(std::abs(pairs.value - 2.0 / 3) < 1e-15);
        QVERIFY(std::abs(pairs.error * pairs.error - pairedByHand()) < 1e-15);
    }

    void isItsDefinitionWithTies()
    {
        RandomStream random(3);
        for (const double rounding : {0.0, 0.2, 1.0}) {
            const Values inside = normal(83, 0, random, rounding);
            const Values outside = normal(57, 0.6, random, rounding);
            const double exact = byDefinition(inside, outside);
            QVERIFY(std::abs(auroc(inside, outside).value - exact) < 1e-14);
            QVERIFY(std::abs(auroc(outside, inside).value - (1 - exact)) < 1e-14);
            QVERIFY(std::abs(areaUnder(rocCurve(inside, outside)) - exact) < 1e-14);
            // Only the order counts.
            const auto cubed = [](Values values) {
                for (double& value : values)
                    value = value * value * value;
                return values;
            };
            QCOMPARE(auroc(cubed(inside), cubed(outside)).error, auroc(inside, outside).error);
        }
    }

    void curveGoesFromCornerToCorner()
    {
        const auto curve = rocCurve(Values{1, 2, 3}, Values{2, 4});
        QCOMPARE(curve.size(), std::size_t(5));
        QCOMPARE(curve.front().truePositive, 0.0);
        QCOMPARE(curve[1].threshold, 4.0);
        QCOMPARE(curve[1].truePositive, 0.5);
        QCOMPARE(curve[1].falsePositive, 0.0);
        QCOMPARE(curve.back().truePositive, 1.0);
        QCOMPARE(curve.back().falsePositive, 1.0);
    }

    /// Two normal sets a distance of 1 apart: the area is Phi(1 / sqrt 2). 95 % of the intervals
    /// hold it; those of pairs too, where values go together or against each other.
    void intervalsHoldTheTruth()
    {
        constexpr int kRounds = 2000;
        const double truth = 0.5 * std::erfc(-0.5);
        for (const double correlation : {0.0, 0.8, -0.8}) {
            RandomStream random(11);
            int held = 0;
            for (int round = 0; round < kRounds; ++round) {
                const Values inside = normal(80, 0, random);
                Values outside = normal(80, 0, random);
                for (std::size_t i = 0; i < outside.size(); ++i)
                    outside[i] = 1 + correlation * inside[i] +
                                 std::sqrt(1 - correlation * correlation) * outside[i];
                const Auroc a = auroc(inside, outside,
                                      correlation == 0 ? Pairing::Independent : Pairing::Paired);
                held += a.low <= truth && truth <= a.high;
            }
            QVERIFY2(std::abs(held / double(kRounds) - 0.945) < 0.015, QByteArray::number(held));
        }
    }

    void wrongRequestsAreTold()
    {
        QVERIFY_EXCEPTION_THROWN(auroc(Values{1}, Values{2, 3}), Error);
        QVERIFY_EXCEPTION_THROWN(auroc(Values{1, std::nan("")}, Values{2, 3}), Error);
        QVERIFY_EXCEPTION_THROWN(auroc(Values{1, 2, 3}, Values{2, 3}, Pairing::Paired), Error);
    }

private:
    /// Inside 1, 2, 3 against 2, 4, 2: components of inside 1, 2/3, 1/3 (2 ties 2 twice), of
    /// outside 1/2, 1, 1/2; sums 3/2, 5/3, 5/6 with mean 4/3.
    static double pairedByHand()
    {
        const double a = 3.0 / 2 - 4.0 / 3;
        const double b = 5.0 / 3 - 4.0 / 3;
        const double c = 5.0 / 6 - 4.0 / 3;
        return (a * a + b * b + c * c) / 2 / 3;
    }
};

QTEST_APPLESS_MAIN(TestAuroc)
#include "test_auroc.moc"
