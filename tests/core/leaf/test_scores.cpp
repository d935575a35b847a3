// SPDX-License-Identifier: MIT
// Scores of foreign samples, made sets and denoising, where all of it is known in closed form.
#include "core/base/error.hpp"
#include "core/leaf/denoise.hpp"
#include "core/leaf/fixtures.hpp"
#include "core/leaf/scores.hpp"
#include "tests/core/leaf/random_values.hpp"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;

class TestScores : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// On a linear classifier the walk ends at the orthogonal projection.
    void scoresOfALinearClassifier()
    {
        const MatrixD weight = randomMatrix(4, 20, 1);
        const VectorD bias = randomVector(4, 2);
        FormulaMap map = linearMap(weight, bias);
        const VectorD y = randomVector(20, 3);
        const VectorD a = randomVector(20, 4);
        const VectorD d = y - a;
        const Tangent leaf = tangentSpace(weight, map.epsilon());
        WalkOptions options;
        options.tolerance = 1e-9;
        options.maxSteps = 5000;
        const SampleScores scores = scoresOf(map, y, {{7, d.norm(), a}}, options);
        QVERIFY(std::abs(scores.residual - (d - leaf.project(d)).norm()) < 1e-6 * d.norm());
        QVERIFY(std::abs(scores.alignment +
                         leaf.project(d).norm() / d.norm() / std::sqrt(3.0 / 20)) < 1e-12);
        QCOMPARE(scores.distance, d.norm());
        const VectorD s = weight * y + bias;
        const VectorD p = softmax(s);
        double trace = 0; // sum p_i |grad log p_i|^2
        for (Index i = 0; i < 4; ++i)
            trace += p[i] * (weight.row(i) - p.transpose() * weight).squaredNorm();
        QVERIFY(std::abs(scores.logTrace - std::log(trace)) < 1e-12);
        QVERIFY(std::abs(scores.maxProbability - (1 - p.maxCoeff())) < 1e-14);
        QVERIFY(std::abs(scores.energy + std::log(s.array().exp().sum())) < 1e-12);
        // The best of several anchors; the nearest one's alignment.
        const VectorD other = y + VectorD::Unit(20, 0);
        const SampleScores more = scoresOf(map, y, {{1, 1.0, other}, {7, d.norm(), a}}, options);
        QVERIFY(more.residual <= std::min(scores.residual, 1.0));
        QCOMPARE(more.distance, 1.0);
    }

    void extremesAreValues()
    {
        FormulaMap flat = linearMap(MatrixD::Zero(3, 4), VectorD::Ones(3));
        const VectorD y = VectorD::Ones(4);
        const SampleScores scores = scoresOf(flat, y, {{0, 2.0, VectorD::Zero(4)}}, {});
        QCOMPARE(scores.logTrace, -std::numeric_limits<double>::infinity());
        QCOMPARE(scores.alignment, 0.0);
        QCOMPARE(scores.residual, 2.0);
        // The sample itself: nothing is left, and of nothing everything lies in the leaf.
        const SampleScores same = scoresOf(flat, y, {{0, 0.0, y}}, {});
        QCOMPARE(same.residual, 0.0);
        QCOMPARE(same.alignment, -1 / chanceAlignment(flat));
    }

    void madeSets()
    {
        const MatrixD of = randomMatrix(50, 24, 5).array().abs().min(1);
        const MatrixD noise = noiseLike(of, Box{-1, 3}, 6);
        QVERIFY(noise.minCoeff() >= -1 && noise.maxCoeff() <= 3);
        QVERIFY(std::abs(noise.mean() - 1) < 0.15);
        QVERIFY(noise == noiseLike(of, Box{-1, 3}, 6));
        MatrixD wide(20000, 2);
        wide << MatrixD::Constant(10000, 2, 4), MatrixD::Constant(10000, 2, 8);
        const MatrixD normal = noiseLike(wide, std::nullopt, 7);
        QVERIFY(std::abs(normal.mean() - 6) < 0.05);
        QVERIFY(std::abs(std::sqrt((normal.array() - 6).square().mean()) - 2) < 0.05);
        QVERIFY((inverted(of, Box{0, 1}) + of - MatrixD::Ones(50, 24)).norm() < 1e-12);
        QCOMPARE(inverted(wide, std::nullopt)(0, 0), 8.0);
        // 2 channels x 4 x 3: the last row of each channel becomes its first.
        const MatrixD down = flipped(of, {2, 4, 3});
        QCOMPARE(down(3, 0), of(3, 9));
        QCOMPARE(down(3, 12 + 11), of(3, 12 + 2));
        QVERIFY(flipped(down, {2, 4, 3}) == of);
        QVERIFY_EXCEPTION_THROWN(flipped(of, {24}), Error);
    }

    void noiseAndItsMeasure()
    {
        const VectorD x = VectorD::Constant(10000, 0.5);
        const VectorD noisy = withNoise(x, 0.1, std::nullopt, 3);
        QVERIFY(std::abs(psnr(x, noisy, 1) - 20) < 0.2);
        QVERIFY(std::abs(psnr(x, noisy, 10) - psnr(x, noisy, 1) - 20) < 1e-12);
        QCOMPARE(psnr(x, x, 1), std::numeric_limits<double>::infinity());
        const VectorD cut = withNoise(x, 2, Box{0, 1}, 3);
        QVERIFY(cut.minCoeff() == 0 && cut.maxCoeff() == 1);
    }
};

QTEST_APPLESS_MAIN(TestScores)
#include "test_scores.moc"
