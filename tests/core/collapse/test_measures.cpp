// SPDX-License-Identifier: MIT
// The numbers of collapse against closed forms and against the definition with p x p matrices.
#include "core/base/parallel.hpp"
#include "core/collapse/class_statistics.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QtTest>

#include <algorithm>
#include <numeric>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

bool near(double value, double expected, double tolerance)
{
    return std::abs(value - expected) <= tolerance;
}

#define NEAR(value, expected, tolerance)                                                           \
    QVERIFY2(near(value, expected, tolerance), qPrintable(QStringLiteral("%1 is not %2")           \
                                                              .arg(double(value), 0, 'g', 12)      \
                                                              .arg(double(expected), 0, 'g', 12)))

} // namespace

class TestMeasures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSimplexHasCollapsed_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("width");
        for (const auto& [c, p] : {std::pair{2, 1},
                                   {2, 7},
                                   {3, 2},
                                   {4, 3},
                                   {4, 20},
                                   {10, 9},
                                   {10, 64},
                                   {100, 99},
                                   {100, 128}})
            QTest::addRow("C=%d p=%d", c, p) << c << p;
    }
    void aSimplexHasCollapsed()
    {
        QFETCH(int, classes);
        QFETCH(int, width);
        const MatrixD means = simplexMeans(classes, width, 2.5, 3, 7);
        MatrixD features(2 * classes, width);
        std::vector<std::int32_t> labels;
        for (Index i = 0; i < features.rows(); ++i) {
            features.row(i) = means.row(i % classes);
            labels.push_back(std::int32_t(i % classes));
        }
        const MatrixD centred = means.rowwise() - means.colwise().mean();
        const VectorD level = -0.5 * (centred.rowwise().squaredNorm() +
                                      2 * centred * means.colwise().mean().transpose());
        const Classifier classifier{0.3 * centred, 0.3 * level};
        const CollapseMeasures m =
            measureCollapse(features, labels, classes, &classifier, inDouble()).measures;
        QCOMPARE(m.rank, Index(classes - 1));
        NEAR(m.nc1, 0, 1e-10);
        NEAR(m.traceRatio, 0, 1e-10);
        NEAR(m.equinormMeans, 0, 1e-10);
        NEAR(m.equinormClassifiers, 0, 1e-10);
        NEAR(m.equiangularMeans, 0, 1e-10);
        NEAR(m.equiangularClassifiers, 0, 1e-10);
        NEAR(m.maxangleMeans, 0, 1e-10);
        NEAR(m.maxangleClassifiers, 0, 1e-10);
        NEAR(m.selfDuality, 0, 1e-10);
        NEAR(m.etfDistance, 0, 1e-10);
        NEAR(m.etfScale, 2.5, 1e-10);
        NEAR(m.gramDistanceMeans, 0, 1e-9);
        NEAR(m.dualityGram, 0, 1e-9);
        QCOMPARE(m.nccMismatch, 0.0);
        QCOMPARE(m.accuracy, 1.0);
        NEAR(m.classifierInside, 1, 1e-10);
        NEAR(m.featureInside, 1, 1e-10);
    }

    void isotropicNoise_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("p");
        QTest::addColumn<double>("s");
        QTest::addColumn<double>("alpha");
        QTest::addColumn<double>("nc1");
        QTest::addColumn<double>("quotient");
        QTest::addColumn<double>("cdnv");
        QTest::newRow("3") << 3 << 4 << .1 << 1. << .04 / 3 << .04 << .04 / 3;
        QTest::newRow("4") << 4 << 3 << .2 << 2. << .0225 << .03 << .01125;
        QTest::newRow("10") << 10 << 16 << .05 << 1.5 << .009 << .16 / 9 << .008;
    }
    void isotropicNoise()
    {
        QFETCH(int, c);
        QFETCH(int, p);
        QFETCH(double, s);
        QFETCH(double, alpha);
        QFETCH(double, nc1);
        QFETCH(double, quotient);
        QFETCH(double, cdnv);
        const Sample sample = isotropic(simplexMeans(c, p, alpha, 1, 3), s);
        const CollapseMeasures m =
            measureCollapse(sample.features, sample.labels, c, nullptr, inDouble()).measures;
        NEAR(m.nc1, nc1, 1e-9);
        NEAR(m.traceRatio, quotient, 1e-9);
        NEAR(m.cdnv, cdnv, 1e-9);
        NEAR(m.cdnvMax, cdnv, 1e-9);
        QVERIFY(std::isnan(m.selfDuality));
        QVERIFY(std::isnan(m.accuracy));
    }

    void aStretchedTetrahedron()
    {
        const MatrixD regular = simplexMeans(4, 3, 1, 0, 5);
        MatrixD means = regular;
        means.row(0) *= 1.5;
        MatrixD features(8, 3);
        features << means, means;
        const std::vector<std::int32_t> labels{0, 1, 2, 3, 0, 1, 2, 3};
        const Classifier classifier{regular, {}};
        CollapseOptions options = inDouble();
        CollapseMeasures m = measureCollapse(features, labels, 4, &classifier, options).measures;
        NEAR(m.equinormMeans, .1251876, 1e-7);
        NEAR(m.equiangularMeans, .1119703, 1e-7);
        NEAR(m.maxangleMeans, .1119703, 1e-7);
        NEAR(m.etfDistance, .02409639, 1e-8);
        NEAR(m.selfDuality, .02424332, 1e-8);
        NEAR(m.gramDistanceMeans, .3118107, 1e-7);
        options.spread = Spread::Unbiased;
        m = measureCollapse(features, labels, 4, &classifier, options).measures;
        NEAR(m.equinormMeans, .1251876 * std::sqrt(4.0 / 3), 2e-7);
    }

    void selfDualityIsAnAngle_data()
    {
        QTest::addColumn<double>("angle");
        for (const double angle : {0.0, 0.3, 1.0, 1.5707963267948966, 3.141592653589793})
            QTest::addRow("%g", angle) << angle;
    }
    void selfDualityIsAnAngle()
    {
        QFETCH(double, angle);
        const MatrixD means = simplexMeans(5, 12, 1, 2, 9);
        const MatrixD centred = means.rowwise() - means.colwise().mean();
        MatrixD other = normal(5, 12, 4);
        other -= centred * ((other.array() * centred.array()).sum() / centred.squaredNorm());
        const Classifier classifier{std::cos(angle) * centred / centred.norm() +
                                        std::sin(angle) * other / other.norm(),
                                    {}};
        const Sample sample = isotropic(means, 0.1);
        const CollapseMeasures m =
            measureCollapse(sample.features, sample.labels, 5, &classifier, inDouble()).measures;
        NEAR(m.selfDuality, 2 - 2 * std::cos(angle), 1e-10);
    }

    void theDefinition_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("p");
        QTest::addColumn<bool>("balanced");
        QTest::addColumn<bool>("pooled");
        for (const auto& [c, p] : {std::pair{3, 8}, {6, 4}, {10, 40}, {5, 5}})
            for (const bool balanced : {true, false})
                for (const bool pooled : {true, false})
                    QTest::addRow("C=%d p=%d %d %d", c, p, balanced, pooled)
                        << c << p << balanced << pooled;
    }
    void theDefinition()
    {
        QFETCH(int, c);
        QFETCH(int, p);
        QFETCH(bool, balanced);
        QFETCH(bool, pooled);
        std::vector<Index> counts;
        for (int k = 0; k < c; ++k)
            counts.push_back(balanced ? 12 : 5 + 4 * k);
        const Sample sample = noisy(normal(c, p, 1), counts, 0.4, 2);
        CollapseOptions options = inDouble();
        options.centre = pooled ? MeanCentre::Pooled : MeanCentre::Balanced;
        const Classifier classifier{normal(c, p, 3), normal(c, 1, 4)};
        const LayerCollapse out =
            measureCollapse(sample.features, sample.labels, c, &classifier, options);
        const double expected = nc1(sample, c, pooled);
        NEAR(out.measures.nc1, expected, 1e-9 * expected);
        // Decisions one by one.
        Index mismatch = 0;
        Index right = 0;
        for (Index i = 0; i < sample.features.rows(); ++i) {
            const VectorD h = sample.features.row(i).transpose();
            Index nearest = 0;
            (out.basis.means.rowwise() - h.transpose()).rowwise().squaredNorm().minCoeff(&nearest);
            Index network = 0;
            (classifier.weights * h + classifier.bias).maxCoeff(&network);
            mismatch += nearest != network;
            right += network == sample.labels[std::size_t(i)];
        }
        NEAR(out.measures.nccMismatch, double(mismatch) / double(sample.features.rows()), 1e-12);
        NEAR(out.measures.accuracy, double(right) / double(sample.features.rows()), 1e-12);
        // Sigma_T = Sigma_B + Sigma_W, and what lies inside.
        const Eigen::MatrixXd u = out.basis.axes;
        double total = 0;
        double inside = 0;
        for (Index i = 0; i < sample.features.rows(); ++i) {
            const auto k = sample.labels[std::size_t(i)];
            const double weight = out.basis.weights[k] / out.basis.counts[k];
            const VectorD d = sample.features.row(i).transpose() - out.basis.centre;
            total += weight * d.squaredNorm();
            inside += weight * (u.transpose() * d).squaredNorm();
        }
        NEAR(out.measures.featureInside, inside / total, 1e-9);
        QVERIFY(std::isnan(out.measures.etfDistance) == (c > p + 1));
    }

    void theHeldOutSetIsJudgedByTheTrainingMeans()
    {
        const MatrixD means = simplexMeans(4, 6, 1, 1, 3);
        const Sample train = noisy(means, {20, 20, 20, 20}, 0.2, 1);
        const Sample test = noisy(means.array() + 0.4, {9, 9, 9, 9}, 0.5, 2);
        const Classifier classifier{means, {}};
        const LayerCollapse out =
            measureCollapse(train.features, train.labels, 4, &classifier, inDouble());
        const CollapseMeasures held =
            measureHeldOut(test.features, test.labels, out.basis, &classifier);
        NEAR(held.nc1, nc1(test, 4), 1e-9);
        Index right = 0;
        for (Index i = 0; i < test.features.rows(); ++i) {
            Index nearest = 0;
            (out.basis.means.rowwise() - test.features.row(i))
                .rowwise()
                .squaredNorm()
                .minCoeff(&nearest);
            right += nearest == test.labels[std::size_t(i)];
        }
        NEAR(held.nccAccuracy, double(right) / double(test.features.rows()), 1e-12);
    }

    void orderThreadsAndBlocksChangeNothing()
    {
        const Index c = 7;
        const Sample sample = noisy(normal(c, 33, 1), std::vector<Index>(7, 1500), 0.5, 2);
        const Classifier classifier{normal(c, 33, 3), normal(c, 1, 4)};
        const Points points = MatrixF(sample.features.cast<float>());
        const CollapseOptions options;
        const auto all = [&](const CollapseMeasures& m) {
            std::vector<double> values;
            for (const CollapseMeasure& one : collapseMeasures())
                values.push_back(m.*one.value);
            return values;
        };
        setComputeThreads(1);
        const auto expected =
            all(measureCollapse(points, sample.labels, c, &classifier, options).measures);
        setComputeThreads(2);
        QVERIFY(expected ==
                all(measureCollapse(points, sample.labels, c, &classifier, options).measures));
        setComputeThreads(0);
        // Samples in another order, classes under other numbers, streamed in odd blocks and merged.
        std::vector<std::int64_t> order = RandomStream(5).permutation(sample.features.rows());
        const std::vector<std::int32_t> renamed{3, 0, 6, 1, 5, 2, 4};
        MatrixF shuffled(sample.features.rows(), 33);
        std::vector<std::int32_t> labels;
        Classifier moved = classifier;
        for (Index k = 0; k < c; ++k) {
            moved.weights.row(renamed[std::size_t(k)]) = classifier.weights.row(k);
            moved.bias[renamed[std::size_t(k)]] = classifier.bias[k];
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            shuffled.row(Index(i)) = sample.features.row(order[i]).cast<float>();
            labels.push_back(renamed[std::size_t(sample.labels[std::size_t(order[i])])]);
        }
        ClassSums first(c, 33);
        ClassSums second(c, 33);
        for (Index at = 0; at < shuffled.rows(); at += 97)
            (at % 2 ? first : second)
                .add(shuffled.data() + at * 33, std::min<Index>(97, shuffled.rows() - at),
                     std::span(labels).subspan(std::size_t(at)));
        first.merge(second);
        const ClassBasis basis = ClassBasis::make(first.means(), first.counts(), options);
        WithinSums even(basis, &moved);
        WithinSums odd(basis, &moved);
        for (Index at = 0; at < shuffled.rows(); at += 61)
            (at % 2 ? odd : even)
                .add(shuffled.data() + at * 33, std::min<Index>(61, shuffled.rows() - at),
                     std::span(labels).subspan(std::size_t(at)));
        even.merge(odd);
        const auto streamed = all(even.measures());
        for (std::size_t k = 0; k < expected.size(); ++k)
            NEAR(streamed[k], expected[k], 1e-9 * std::max(1.0, std::abs(expected[k])));
    }

    void rotationMovesNothing()
    {
        const Sample sample = noisy(normal(4, 9, 1), {30, 30, 30, 30}, 0.3, 2);
        const MatrixD rotation = orthonormal(9, 9, 6);
        const MatrixD turned = (2.5 * sample.features * rotation).array() + 4;
        const auto a =
            measureCollapse(sample.features, sample.labels, 4, nullptr, inDouble()).measures;
        const auto b = measureCollapse(turned, sample.labels, 4, nullptr, inDouble()).measures;
        NEAR(b.nc1, a.nc1, 1e-10);
        NEAR(b.traceRatio, a.traceRatio, 1e-10);
        NEAR(b.etfDistance, a.etfDistance, 1e-10);
        NEAR(b.equiangularMeans, a.equiangularMeans, 1e-10);
        NEAR(b.etfScale, 2.5 * a.etfScale, 1e-9);
    }

    void singlePrecisionKeepsItsDigits_data()
    {
        QTest::addColumn<double>("sigma");
        for (const double sigma : {1e-1, 1e-3, 1e-4, 1e-5})
            QTest::addRow("%g", sigma) << sigma;
    }
    void singlePrecisionKeepsItsDigits()
    {
        QFETCH(double, sigma);
        const MatrixD means = simplexMeans(10, 512, 1, 5, 1);
        const Sample sample = noisy(means, std::vector<Index>(10, 50), sigma, 2);
        const double exact =
            measureCollapse(sample.features, sample.labels, 10, nullptr, inDouble()).measures.nc1;
        const MatrixF narrow = sample.features.cast<float>();
        const CollapseMeasures m =
            measureCollapse(narrow, sample.labels, 10, nullptr, CollapseOptions()).measures;
        QVERIFY(m.nc1 >= 0);
        QCOMPARE(m.rank, Index(9));
        NEAR(m.nc1, exact, 0.01 * exact);
    }
};

QTEST_APPLESS_MAIN(TestMeasures)
#include "test_measures.moc"
