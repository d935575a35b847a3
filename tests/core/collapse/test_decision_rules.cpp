// SPDX-License-Identifier: MIT
// Four rules that are one at an exact simplex, each against its closed form, and what they say
// where they differ.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/decision_rules.hpp"
#include "core/collapse/max_margin.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QtTest>

#include <algorithm>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

const Classifier& ruleOf(const DecisionRules& rules, DecisionRule rule)
{
    return std::find_if(rules.rules.begin(), rules.rules.end(),
                        [&](const LinearRule& one) { return one.rule == rule; })
        ->classifier;
}

double cosine(const VectorD& a, const VectorD& b)
{
    return a.dot(b) / (a.norm() * b.norm());
}

/// Around each mean +/- sqrt(p) L e_k, each `times`: the covariance within the classes is L L^T.
Sample shaped(const MatrixD& means, const MatrixD& l, int times)
{
    const Index p = means.cols();
    Sample out{MatrixD(means.rows() * 2 * p * times, p), {}};
    Index row = 0;
    for (Index c = 0; c < means.rows(); ++c)
        for (Index k = 0; k < 2 * p * times; ++k) {
            const double sign = k % 2 ? 1 : -1;
            out.features.row(row++) =
                means.row(c) + sign * std::sqrt(double(p)) * l.col(k / 2 % p).transpose();
            out.labels.push_back(std::int32_t(c));
        }
    return out;
}

} // namespace

class TestDecisionRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void atACollapsedSimplexTheyAreOneRule_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("p");
        for (const auto& [c, p] : {std::pair{2, 3}, {3, 2}, {4, 8}, {10, 16}})
            QTest::addRow("C=%d p=%d", c, p) << c << p;
    }
    void atACollapsedSimplexTheyAreOneRule()
    {
        QFETCH(int, c);
        QFETCH(int, p);
        const MatrixD means = simplexMeans(c, p, 2, 3, 1);
        const Sample sample = noisy(means, std::vector<Index>(std::size_t(c), 3), 0, 1);
        const MatrixD centred = means.rowwise() - means.colwise().mean();
        const Classifier network{centred, -centred * means.colwise().mean().transpose()};
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, c, &network, {});
        QCOMPARE(rules.rules.size(), std::size_t(4));
        // Half an edge of the simplex.
        QVERIFY(std::abs(rules.margin - std::sqrt(2.0 * c / (c - 1))) < 1e-3);
        // Anywhere, not at the samples only.
        const MatrixD anywhere = 4 * normal(500, p, 9).array() + 3;
        const std::vector<std::int32_t> labels(500, 0);
        const Decisions said = decide(rules, anywhere, labels);
        QVERIFY(said.agreement.topLeftCorner(3, 3).minCoeff() == 1);
        QVERIFY(said.agreement.minCoeff() > 0.99); // the margin is found to 1e-4
        const Decisions own = decide(rules, sample.features, sample.labels);
        QVERIFY(own.disputed.empty());
        for (const double share : own.accuracy)
            QCOMPARE(share, 1.0);
    }

    void equalNoiseInAllDirectionsChangesNothing()
    {
        const MatrixD means = simplexMeans(5, 7, 1, 2, 3);
        const Sample sample = isotropic(means, 0.4); // the classes overlap
        const Classifier network{means.rowwise() - means.colwise().mean(), {}};
        RuleOptions options;
        options.maxMargin = false;
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 5, &network, options);
        QCOMPARE(rules.rules.size(), std::size_t(3));
        const MatrixD anywhere = 2 * normal(4000, 7, 9).array() + 2;
        const Decisions said = decide(rules, anywhere, std::vector<std::int32_t>(4000, 0));
        QCOMPARE(said.agreement(1, 2), 1.0);
    }

    void theDiscriminantIsTheInverseTimesTheDifference()
    {
        constexpr Index p = 5;
        const MatrixD means = 2 * normal(2, p, 1);
        const MatrixD l = normal(p, p, 2);
        const Sample sample = shaped(means, l, 400);
        RuleOptions options;
        options.maxMargin = false;
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 2, nullptr, options);
        QVERIFY(rules.shrinkage > 0 && rules.shrinkage < 0.01);
        const Classifier& found = ruleOf(rules, DecisionRule::Discriminant);
        const VectorD direction = (found.weights.row(1) - found.weights.row(0)).transpose();
        const VectorD difference = (means.row(1) - means.row(0)).transpose();
        const Eigen::MatrixXd plain = l * l.transpose();
        Eigen::MatrixXd s = (1 - rules.shrinkage) * plain;
        s.diagonal().array() += rules.shrinkage * plain.trace() / double(p);
        QVERIFY((direction - s.inverse() * difference).norm() < 1e-9 * direction.norm());
        QVERIFY(cosine(direction, plain.inverse() * difference) > 0.99);
        // The nearest mean looks along another direction, and is right less often.
        const Sample noise = shaped(means, l, 1);
        QVERIFY(cosine(direction, difference) < 0.9);
        const Decisions said = decide(rules, noise.features, noise.labels);
        QVERIFY(said.accuracy[1] >= said.accuracy[0]);
        // Halfway between the means it cannot tell.
        const VectorD middle = 0.5 * means.colwise().sum().transpose();
        const VectorD scores = found.weights * middle + found.bias;
        QVERIFY(std::abs(scores[1] - scores[0]) < 1e-9 * scores.cwiseAbs().maxCoeff() + 1e-9);
    }

    /// Against the definition: |x x^T - S|^2 one sample at a time.
    void theShrinkageIsLedoitAndWolfs()
    {
        const Sample sample = noisy(normal(3, 8, 1), {7, 5, 6}, 1, 2);
        RuleOptions options;
        options.maxMargin = false;
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 3, nullptr, options);
        const MatrixD means =
            classBasisOf(sample.features, sample.labels, 3, CollapseOptions()).means;
        const double n = 18;
        Eigen::MatrixXd s = Eigen::MatrixXd::Zero(8, 8);
        const auto centred = [&](Index i) {
            return VectorD(
                (sample.features.row(i) - means.row(sample.labels[std::size_t(i)])).transpose());
        };
        for (Index i = 0; i < 18; ++i)
            s += centred(i) * centred(i).transpose() / n;
        double error = 0;
        for (Index i = 0; i < 18; ++i)
            error += (centred(i) * centred(i).transpose() - s).squaredNorm() / (n * n);
        const Eigen::MatrixXd target = Eigen::MatrixXd::Identity(8, 8) * s.trace() / 8;
        const double expected = std::min(1.0, error / (s - target).squaredNorm());
        QVERIFY(std::abs(rules.shrinkage - expected) < 1e-10);
    }

    void sharesCountWhenEverySampleDoes()
    {
        const MatrixD means = normal(2, 3, 1);
        const Sample sample = noisy(means, {90, 10}, 0.5, 2);
        RuleOptions options;
        options.maxMargin = false;
        const Classifier balanced =
            ruleOf(fitDecisionRules(sample.features, sample.labels, 2, nullptr, options),
                   DecisionRule::Discriminant);
        options.centre = MeanCentre::Pooled;
        const Classifier pooled =
            ruleOf(fitDecisionRules(sample.features, sample.labels, 2, nullptr, options),
                   DecisionRule::Discriminant);
        // At any place the class of nine in ten gains log 9.
        const VectorD at = normal(3, 1, 4);
        const VectorD gain =
            (pooled.weights * at + pooled.bias) - (balanced.weights * at + balanced.bias);
        QVERIFY(std::abs(gain[0] - gain[1] - std::log(9.0)) < 1e-9);
    }

    /// Border x + y = 2, held by (0, 0) and (2, 2).
    void theLargestMarginInThePlane()
    {
        MatrixD points(8, 2);
        points << 0, 0, -1, -1, -3, 1, 1, -2, 2, 2, 5, 0, 1, 4, 3, 3;
        const std::vector<std::int32_t> labels{1, 1, 1, 1, 0, 0, 0, 0};
        const MaxMargin fit = fitMaxMargin(points, labels, 2, 1e3);
        QVERIFY(std::abs(fit.margin - std::sqrt(2.0)) < 0.01);
        const VectorD w =
            (fit.classifier.weights.row(0) - fit.classifier.weights.row(1)).transpose();
        const double b = fit.classifier.bias[0] - fit.classifier.bias[1];
        QVERIFY(cosine(w, VectorD::Ones(2)) > 0.9999);
        QVERIFY(std::abs(-b / w[0] - 2) < 0.02);
        // A sample that does not hold the border may go.
        const MaxMargin without = fitMaxMargin(points.topRows(7), {1, 1, 1, 1, 0, 0, 0}, 2, 1e3);
        QVERIFY(std::abs(without.margin - fit.margin) < 0.01);
        // One that holds it may not: the next pair is further apart.
        points.row(4) = points.row(7);
        QVERIFY(fitMaxMargin(points, labels, 2, 1e3).margin > fit.margin + 0.2);
        const MaxMargin again = fitMaxMargin(points, labels, 2, 1e3);
        QVERIFY(again.classifier.weights ==
                fitMaxMargin(points, labels, 2, 1e3).classifier.weights);
    }

    void classesThatOverlapAreSaidToBe()
    {
        const Sample sample = noisy(normal(3, 4, 1), {60, 60, 60}, 3, 2);
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 3, nullptr, {});
        QVERIFY(rules.margin < 0);
        QVERIFY(rules.notes.back().find("180 of 180") != std::string::npos);
        QVERIFY(rules.notes.back().find("no rule of this kind separates") != std::string::npos);
        const Decisions said = decide(rules, sample.features, sample.labels);
        QVERIFY(!said.disputed.empty());
        // Counted again.
        for (std::size_t r = 0; r < 3; ++r) {
            double right = 0;
            for (std::size_t i = 0; i < 180; ++i) {
                const Classifier& rule = rules.rules[r].classifier;
                Index best = 0;
                (rule.weights * sample.features.row(Index(i)).transpose() + rule.bias)
                    .maxCoeff(&best);
                QCOMPARE(said.predicted[r][i], std::int32_t(best));
                right += best == sample.labels[i];
            }
            QCOMPARE(said.accuracy[r], right / 180);
            QCOMPARE(said.agreement(Index(r), Index(r)), 1.0);
        }
        for (std::size_t i = 0; i < 180; ++i) {
            const bool agree = said.predicted[0][i] == said.predicted[1][i] &&
                               said.predicted[0][i] == said.predicted[2][i];
            QCOMPARE(std::binary_search(said.disputed.begin(), said.disputed.end(), Index(i)),
                     !agree);
        }
        QVERIFY(said.agreement == MatrixD(said.agreement.transpose()));
    }

    void fewSamplesManyFeaturesAndSomeOfMany()
    {
        const Sample sample = noisy(normal(4, 60, 1), {3, 3, 3, 1}, 0.5, 2);
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 4, nullptr, {});
        for (const LinearRule& rule : rules.rules)
            QVERIFY(rule.classifier.weights.allFinite() && rule.classifier.bias.allFinite());
        QVERIFY(rules.margin > 0);
        RuleOptions options;
        options.marginSamples = 8;
        const Sample more = noisy(normal(4, 6, 1), std::vector<Index>(4, 50), 0.1, 2);
        QVERIFY(fitDecisionRules(more.features, more.labels, 4, nullptr, options)
                    .notes.back()
                    .find("8 of 200") != std::string::npos);
    }

    void samplesWithoutAClassAreLeftOut()
    {
        const Sample sample = noisy(normal(3, 5, 1), {20, 20, 20}, 0.7, 2);
        MatrixD more(70, 5);
        more << 100 * normal(10, 5, 3), sample.features;
        std::vector<std::int32_t> labels(10, -1);
        labels.insert(labels.end(), sample.labels.begin(), sample.labels.end());
        const DecisionRules some = fitDecisionRules(more, labels, 3, nullptr, {});
        const DecisionRules all = fitDecisionRules(sample.features, sample.labels, 3, nullptr, {});
        for (std::size_t r = 0; r < 3; ++r)
            QVERIFY(some.rules[r].classifier.weights == all.rules[r].classifier.weights);
        const Decisions said = decide(some, more, labels);
        QCOMPARE(said.predicted[0].size(), std::size_t(70));
        QVERIFY(said.accuracy[0] <= 60.0 / 70);
    }

    void noSpreadWithinTheClassesIsSaid()
    {
        const MatrixD means = normal(3, 5, 1);
        const Sample sample = noisy(means, {4, 4, 4}, 0, 1);
        const DecisionRules rules =
            fitDecisionRules(sample.features, sample.labels, 3, nullptr, {});
        QVERIFY(rules.notes.front().find("no spread") != std::string::npos);
        const MatrixD anywhere = normal(300, 5, 4);
        QCOMPARE(decide(rules, anywhere, std::vector<std::int32_t>(300, 0)).agreement(0, 1), 1.0);
    }

    void threadsAndPrecisionOfStorage()
    {
        const Sample sample = noisy(normal(5, 20, 1), std::vector<Index>(5, 700), 1.0, 2);
        const Points narrow = MatrixF(sample.features.cast<float>());
        RuleOptions options;
        options.maxMargin = false;
        setComputeThreads(1);
        const DecisionRules one = fitDecisionRules(narrow, sample.labels, 5, nullptr, options);
        const Decisions first = decide(one, narrow, sample.labels);
        setComputeThreads(2);
        const DecisionRules two = fitDecisionRules(narrow, sample.labels, 5, nullptr, options);
        const Decisions second = decide(two, narrow, sample.labels);
        setComputeThreads(0);
        QVERIFY(one.rules[1].classifier.weights == two.rules[1].classifier.weights);
        QVERIFY(first.predicted == second.predicted);
    }

    void itStopsAndRefuses()
    {
        const Sample sample = noisy(normal(3, 6, 1), {200, 200, 200}, 5, 2);
        Progress stopped;
        stopped.cancel();
        QVERIFY_EXCEPTION_THROWN(fitMaxMargin(sample.features, sample.labels, 3, 1e3, stopped),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(
            fitDecisionRules(sample.features, sample.labels, 3, nullptr, {}, stopped), Cancelled);
        QVERIFY_EXCEPTION_THROWN(fitDecisionRules(sample.features, sample.labels, 4, nullptr, {}),
                                 Error);
    }
};

QTEST_APPLESS_MAIN(TestDecisionRules)
#include "test_decision_rules.moc"
