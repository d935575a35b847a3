// SPDX-License-Identifier: MIT
// Walks on classifiers whose leaves are known in closed form.
#include "core/leaf/fixtures.hpp"
#include "core/leaf/walk.hpp"
#include "tests/core/leaf/random_values.hpp"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;

namespace {

WalkOptions fixed(WalkKind kind, Integrator integrator, double step, Index steps)
{
    WalkOptions o;
    o.kind = kind;
    o.integrator = integrator;
    o.step = step;
    o.fixedStep = true;
    o.maxSteps = steps;
    o.length = 1e9;
    o.reuseAngle = 0;
    return o;
}

/// A random piecewise linear classifier with one hidden layer.
FormulaMap hiddenLayer(Index inputs, Index hidden, Index classes)
{
    const MatrixD first = randomMatrix(hidden, inputs, 31) / std::sqrt(double(inputs));
    const VectorD bias = randomVector(hidden, 32) * 0.3;
    const MatrixD second = randomMatrix(classes, hidden, 33) / std::sqrt(double(hidden));
    return {inputs, classes,
            [=](const VectorD& x) { return VectorD(second * (first * x + bias).cwiseMax(0)); },
            [=](const VectorD& x) {
                const VectorD on = ((first * x + bias).array() > 0).cast<double>();
                return MatrixD(second * on.asDiagonal() * first);
            }};
}

} // namespace

class TestWalk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linearLeafIsReachedInOneStep()
    {
        const MatrixD weight = randomMatrix(4, 20, 1);
        FormulaMap map = linearMap(weight, randomVector(4, 2));
        const VectorD from = randomVector(20, 3);
        const VectorD to = randomVector(20, 4);
        const VectorD part = tangentSpace(weight, map.epsilon()).project(to - from);
        WalkOptions o;
        o.step = 100;
        const Walk walk = takeWalk(map, from, to, o);
        QCOMPARE(walk.path.size(), std::size_t(2));
        QVERIFY((walk.path.back().x - from - part).norm() < 1e-13);
        QVERIFY(std::abs(walk.path.back().step - part.norm()) < 1e-13);
        QVERIFY(walk.path.back().alignment < 1e-12);
        QCOMPARE(walk.ended, std::string("nothing of the difference lies in the leaf"));
        // With any step the same place.
        o.step = 0.05;
        const Walk slow = takeWalk(map, from, to, o);
        QVERIFY((slow.path.back().x - from - part).norm() < 2e-3 * (to - from).norm());
        QVERIFY(slow.path.size() > 5);
    }

    /// Across the leaf towards a target, all of the difference but its part in the leaf is made up.
    void kernelGoesToItsTarget()
    {
        FormulaMap map = linearMap(randomMatrix(4, 20, 11), randomVector(4, 12));
        const VectorD from = randomVector(20, 13);
        const VectorD to = randomVector(20, 14);
        const Tangent leaf = tangentSpace(map.linearize(from).jacobian, map.epsilon());
        WalkOptions o;
        o.kind = WalkKind::Kernel;
        const Walk walk = takeWalk(map, from, to, o);
        const WalkStep& last = walk.path.back();
        const VectorD rest = leaf.project(to - from);
        QVERIFY((to - last.x - rest).norm() < 2e-3 * rest.norm());
        QVERIFY((centred(last.logits) - centred(walk.path.front().logits)).norm() < 1e-9);
        QCOMPARE(walk.ended, std::string("all of the difference lies in the leaf"));
    }

    /// On a linear classifier the geodesic of G is the lift of the great circle.
    void linearGeodesic()
    {
        const MatrixD weight = randomMatrix(3, 7, 5) * 0.6;
        FormulaMap map = linearMap(weight, VectorD::Zero(3));
        const VectorD from = randomVector(7, 6) * 0.5;
        const VectorD to = randomVector(7, 7) * 0.5;
        WalkOptions o;
        o.kind = WalkKind::Simplex;
        o.step = 0.01;
        o.maxSteps = 5000;
        const Walk walk = takeWalk(map, from, to, o);
        QCOMPARE(walk.ended, std::string("the probabilities of the target are reached"));
        const VectorD p = softmax(weight * from);
        const VectorD q = softmax(weight * to);
        const double exact = 2 * std::acos(p.cwiseSqrt().dot(q.cwiseSqrt()));
        const double length = walk.path.back().metricLength;
        QVERIFY2(std::abs(length / exact - 1) < 1e-4, QByteArray::number(length / exact, 'g', 12));
        const VectorD end = from + tangentSpace(weight, map.epsilon()).project(to - from);
        QVERIFY((walk.path.back().x - end).norm() < 1e-9);
        QVERIFY((softmax(walk.path.back().logits) - q).cwiseAbs().maxCoeff() < 1e-10);
        // Straight in the logits is longer.
        o.path = SimplexPath::Logits;
        QVERIFY(takeWalk(map, from, to, o).path.back().metricLength > length);
    }

    /// The same in closed form: x(t) = x0 + Wc^+ (s(t) - s(0)) with s(t) on the great circle. Its
    /// G-length is 2 acos(sum sqrt(p q)), the straight line with the same ends is longer.
    void linearGeodesicInClosedForm()
    {
        const MatrixD weight = randomMatrix(4, 12, 8) * 0.4;
        const Tangent leaf = tangentSpace(weight, std::numeric_limits<double>::epsilon());
        const VectorD from = randomVector(12, 9) * 0.4;
        const VectorD to = from + leaf.project(randomVector(12, 10));
        const VectorD a = softmax(weight * from).cwiseSqrt();
        const VectorD b = softmax(weight * to).cwiseSqrt();
        const double angle = std::acos(a.dot(b));
        const auto geodesic = [&](double t) {
            const VectorD root = (std::sin((1 - t) * angle) * a + std::sin(t * angle) * b);
            const VectorD change = 2 * (root / std::sin(angle)).array().log();
            return VectorD(from + leaf.lift(centred(change) - centred(weight * from)));
        };
        const auto line = [&](double t) { return VectorD(from + t * (to - from)); };
        const auto length = [&](const auto& curve) {
            constexpr int kPieces = 2000;
            double sum = 0;
            for (int i = 0; i < kPieces; ++i) {
                const VectorD middle = curve((i + 0.5) / kPieces);
                const VectorD d = curve((i + 1.0) / kPieces) - curve(double(i) / kPieces);
                sum += std::sqrt(metricSquare(leaf, weight * middle, d));
            }
            return sum;
        };
        const double exact = 2 * angle;
        QVERIFY2(std::abs(length(geodesic) - exact) < 1e-6 * exact,
                 QByteArray::number(length(geodesic) / exact - 1));
        QVERIFY(length(line) > exact * (1 + 1e-5));
        QVERIFY((geodesic(0) - from).norm() < 1e-13);
        QVERIFY2((geodesic(1) - to).norm() < 1e-13, QByteArray::number((geodesic(1) - to).norm()));
    }

    /// Each Euler step is tangent to the sphere: |x_N|^2 = r^2 + N h^2 exactly.
    void sphereDrift()
    {
        FormulaMap map = sphereMap(3, 4);
        const VectorD from = Eigen::Vector3d(1, 0, 0);
        const VectorD far = Eigen::Vector3d(-40, 70, 20);
        const auto radius = [&](Integrator integrator, double h) {
            const Walk walk = takeWalk(map, from, far, fixed(WalkKind::Leaf, integrator, h, 10));
            return walk.path.back().x.norm();
        };
        QVERIFY(std::abs(radius(Integrator::Euler, 0.1) - 1.0488088482) < 1e-10);
        QVERIFY(std::abs(radius(Integrator::Midpoint, 0.1) - 1) < 1e-3);
        QVERIFY2(std::abs(radius(Integrator::RungeKutta4, 0.1) - 1) < 2e-7,
                 QByteArray::number(radius(Integrator::RungeKutta4, 0.1) - 1));
        QVERIFY(std::abs(radius(Integrator::RungeKutta4, 0.01) - 1) < 2e-12);
    }

    /// The leaf of diag(1, 2) is the parabola y = y0 (x / x0)^2.
    void ordersOfTheIntegrators()
    {
        FormulaMap map = quadraticMap(Eigen::Vector2d(1, 2));
        const VectorD from = Eigen::Vector2d(1, 0.5);
        const auto error = [&](Integrator integrator, double h) {
            const auto steps = Index(std::lround(1 / h));
            const Walk walk =
                takeWalk(map, from, std::nullopt, fixed(WalkKind::Eigen, integrator, h, steps));
            const VectorD& x = walk.path.back().x;
            return std::abs(x[1] - 0.5 * x[0] * x[0]);
        };
        for (const auto& [integrator, order] :
             {std::pair(Integrator::Euler, 1.0), std::pair(Integrator::Midpoint, 2.0),
              std::pair(Integrator::RungeKutta4, 4.0)}) {
            const double measured = std::log10(error(integrator, 0.1) / error(integrator, 0.01));
            QVERIFY2(std::abs(measured - order) < 0.25, QByteArray::number(measured));
        }
    }

    /// p changes where the Jacobian does not: a Jacobian used again must not bring its old p.
    void eigencurvesTurnOnALinearClassifier()
    {
        FormulaMap map = linearMap(randomMatrix(4, 6, 80), VectorD::Zero(4));
        WalkOptions o = fixed(WalkKind::Eigen, Integrator::Euler, 0.05, 40);
        const VectorD from = randomVector(6, 81) * 0.2;
        const Walk fresh = takeWalk(map, from, std::nullopt, o);
        o.reuseAngle = 45;
        const Walk reused = takeWalk(map, from, std::nullopt, o);
        QVERIFY(reused.jacobians < fresh.jacobians / 3);
        const VectorD& end = fresh.path.back().x;
        QVERIFY((reused.path.back().x - end).norm() < 1e-9);
        QVERIFY((end - from).norm() < 0.999 * fresh.path.back().length); // no straight line
    }

    void raysAndPlanes()
    {
        FormulaMap rays = radialMap(3, Eigen::Vector3d(1, -0.5, -0.5));
        const VectorD from = Eigen::Vector3d(0.3, -0.2, 0.6);
        const Walk out =
            takeWalk(rays, from, std::nullopt, fixed(WalkKind::Eigen, Integrator::Euler, 0.1, 20));
        for (const WalkStep& step : out.path) {
            QCOMPARE(step.rank, Index(1));
            QVERIFY((step.x.normalized() - from.normalized()).norm() < 1e-13);
        }
        FormulaMap planes = separableMap(1, 1);
        const Walk along = takeWalk(planes, from, VectorD(Eigen::Vector3d(2, 1, -3)), {});
        for (const WalkStep& step : along.path)
            QVERIFY(std::abs(step.x[2] - 0.6) < 1e-14);
        QVERIFY(tangentSpace(planes.linearize(Eigen::Vector3d(0, 1, 1)).jacobian, 1e-16).deficient);
    }

    void kernelKeepsTheLogits()
    {
        FormulaMap map = hiddenLayer(30, 60, 5);
        WalkOptions o;
        o.kind = WalkKind::Kernel;
        o.length = 20;
        o.step = 0.1;
        o.maxSteps = 100000;
        const VectorD from = randomVector(30, 40);
        const Walk corrected = takeWalk(map, from, std::nullopt, o);
        QVERIFY2(corrected.largestDrift < 1e-9, QByteArray::number(corrected.largestDrift));
        QVERIFY(corrected.path.back().length > 19.9);
        QCOMPARE(corrected.ended, std::string("the length is reached"));
        o.correct = false;
        QVERIFY(takeWalk(map, from, std::nullopt, o).largestDrift > corrected.largestDrift);
        // Without kinks even the plain step is exact.
        FormulaMap plain = linearMap(randomMatrix(5, 30, 41), VectorD::Zero(5));
        QVERIFY(takeWalk(plain, from, std::nullopt, o).largestDrift < 1e-11);
    }

    void boundsHold()
    {
        FormulaMap map = hiddenLayer(30, 60, 5);
        const VectorD from = VectorD::Constant(30, 0.5);
        WalkOptions o;
        o.bounds = Box{0, 1};
        o.length = 4;
        o.step = 0.05;
        for (const WalkKind kind : {WalkKind::Kernel, WalkKind::SameLabel, WalkKind::Eigen}) {
            o.kind = kind;
            const Walk walk = takeWalk(map, from, std::nullopt, o);
            for (const WalkStep& step : walk.path)
                QVERIFY(step.x.minCoeff() >= 0 && step.x.maxCoeff() <= 1);
            QVERIFY2(walk.path.back().held > 0 || kind != WalkKind::Kernel, walk.ended.c_str());
            if (kind == WalkKind::Kernel)
                QVERIFY2(walk.largestDrift < 1e-6, QByteArray::number(walk.largestDrift));
            Index before = 0;
            Index after = 0;
            walk.path.front().logits.maxCoeff(&before);
            walk.path.back().logits.maxCoeff(&after);
            if (kind != WalkKind::Eigen)
                QCOMPARE(after, before);
        }
        o.kind = WalkKind::Leaf;
        o.maxSteps = 400;
        const Walk leaf = takeWalk(map, from, VectorD(VectorD::Ones(30) * 0.9), o);
        QVERIFY(leaf.path.back().residual < leaf.path.front().residual);
    }

    /// Where leaves turn at kinks: the controlled walk ends with a small alignment, in few
    /// Jacobians.
    void controlledBeatsPublished()
    {
        FormulaMap map = hiddenLayer(60, 200, 10);
        const VectorD from = randomVector(60, 50);
        const VectorD to = randomVector(60, 51);
        WalkOptions o;
        const Walk walk = takeWalk(map, from, to, o);
        PublishedOptions p;
        p.step = 0.1;
        p.maxSteps = 2000;
        const Walk published = publishedWalk(map, from, to, p);
        QVERIFY(walk.path.back().residual <= published.path.back().residual * 1.001);
        QVERIFY2(10 * walk.jacobians <= published.jacobians,
                 QByteArray::number(int(walk.jacobians)));
        QVERIFY(published.reversals > 10);
        o.reuseAngle = 0;
        QVERIFY(walk.jacobians < takeWalk(map, from, to, o).jacobians);
    }

    void pointLeaf()
    {
        FormulaMap map = linearMap(MatrixD::Zero(3, 4), VectorD::Ones(3));
        const Walk walk = takeWalk(map, VectorD::Zero(4), VectorD(VectorD::Ones(4)), {});
        QCOMPARE(walk.path.size(), std::size_t(1));
        QCOMPARE(walk.path[0].rank, Index(0));
        QCOMPARE(walk.path[0].alignment, 0.0);
        QCOMPARE(walk.ended, std::string("point leaf: no input changes the probabilities"));
    }

    /// Duplicated and constant logits, more classes than inputs: numbers stay numbers.
    void degenerateWalks()
    {
        const VectorD to = randomVector(3, 91);
        MatrixD twice = randomMatrix(4, 3, 90);
        twice.row(2) = twice.row(0);
        twice.row(3) = twice.row(0);
        for (const MatrixD& weight : {twice, MatrixD(MatrixD::Constant(4, 3, 1.5)),
                                      randomMatrix(9, 3, 92), MatrixD(MatrixD::Zero(4, 3))}) {
            FormulaMap map = linearMap(weight, VectorD::Ones(weight.rows()));
            for (const WalkKind kind : {WalkKind::Leaf, WalkKind::Kernel, WalkKind::SameLabel}) {
                WalkOptions o;
                o.kind = kind;
                o.maxSteps = 50;
                const Walk walk = takeWalk(map, VectorD::Zero(3), to, o);
                QVERIFY(!walk.ended.empty());
                for (const WalkStep& step : walk.path)
                    QVERIFY(step.x.allFinite() && step.singular.allFinite() &&
                            std::isfinite(step.alignment) && std::isfinite(step.metricLength));
            }
            // In all three dimensions of the leaf the target is reached.
            if (weight.rows() == 9)
                QVERIFY(takeWalk(map, VectorD::Zero(3), to, {}).path.back().residual <
                        2e-3 * to.norm());
        }
    }

    void straightAndSteered()
    {
        FormulaMap map = hiddenLayer(10, 20, 4);
        const VectorD from = randomVector(10, 60);
        const VectorD to = randomVector(10, 61);
        WalkOptions o;
        o.kind = WalkKind::Straight;
        o.step = 0.25;
        o.fixedStep = false;
        const Walk line = takeWalk(map, from, to, o);
        QVERIFY((line.path.back().x - to).norm() < 1e-12);
        QVERIFY(std::abs(line.path.back().length - (to - from).norm()) < 1e-12);
        o.kind = WalkKind::Leaf;
        Walker walker(map, from, to, o);
        while (walker.advance())
            ;
        const std::size_t before = walker.walk().path.size();
        walker.steer(from);
        QVERIFY(walker.walk().ended.empty());
        while (walker.advance())
            ;
        QVERIFY(walker.walk().path.size() > before);
        QVERIFY(walker.walk().path.back().residual < (to - from).norm());
    }

    void wrongRequestsAreTold()
    {
        FormulaMap map = hiddenLayer(10, 20, 4);
        const VectorD x = randomVector(10, 70);
        WalkOptions o;
        QVERIFY_EXCEPTION_THROWN(takeWalk(map, x, std::nullopt, o), std::exception);
        QVERIFY_EXCEPTION_THROWN(takeWalk(map, VectorD::Zero(9), x, o), std::exception);
        o.bounds = Box{1, 0};
        QVERIFY_EXCEPTION_THROWN(takeWalk(map, x, x, o), std::exception);
        o.bounds.reset();
        o.kind = WalkKind::Eigen;
        o.eigenvector = 3;
        QVERIFY_EXCEPTION_THROWN(takeWalk(map, x, std::nullopt, o), std::exception);
    }
};

QTEST_APPLESS_MAIN(TestWalk)
#include "test_walk.moc"
