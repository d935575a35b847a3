// SPDX-License-Identifier: MIT
// What is no collapse at all: numbers that are not defined are NaN, and a person is told.
#include "core/base/error.hpp"
#include "core/collapse/class_map.hpp"
#include "core/collapse/class_statistics.hpp"
#include "core/collapse/scene.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

bool says(const std::vector<std::string>& warnings, const std::string& part)
{
    return std::any_of(warnings.begin(), warnings.end(), [&](const std::string& warning) {
        return warning.find(part) != std::string::npos;
    });
}

} // namespace

class TestDegenerate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyClassIsNamed()
    {
        const MatrixD features = normal(6, 4, 1);
        const std::vector<std::int32_t> labels{0, 0, 2, 2, 3, 3};
        try {
            measureCollapse(features, labels, 4, nullptr, inDouble());
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("class 1") != std::string::npos);
        }
    }

    void featuresThatAreNotFinite_data()
    {
        QTest::addColumn<double>("value");
        QTest::newRow("NaN") << std::nan("");
        QTest::newRow("infinite") << HUGE_VAL;
    }
    void featuresThatAreNotFinite()
    {
        QFETCH(double, value);
        for (const Index at : {0, 3}) { // the row that its class is shifted by, and another
            MatrixD features = normal(6, 4, 1);
            features(at, 2) = value;
            const std::vector<std::int32_t> labels{0, 1, 2, 0, 1, 2};
            try {
                measureCollapse(features, labels, 3, nullptr, inDouble());
                QFAIL("no error");
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::InvalidInput);
                QVERIFY(
                    std::string(error.what()).find("class 0 has features that are not finite") !=
                    std::string::npos);
            }
        }
    }

    void itStopsWhenAsked()
    {
        const Sample sample = noisy(normal(3, 5, 1), {50, 50, 50}, 0.1, 2);
        Progress stopped;
        stopped.cancel();
        QVERIFY_EXCEPTION_THROWN(
            measureCollapse(sample.features, sample.labels, 3, nullptr, {}, stopped), Cancelled);
    }

    void aClassOfOneSample()
    {
        const MatrixD features = normal(7, 4, 1);
        const std::vector<std::int32_t> labels{0, 0, 0, 1, 1, 1, 2};
        const LayerCollapse out = measureCollapse(features, labels, 3, nullptr, inDouble());
        QVERIFY(std::isfinite(out.measures.nc1));
        QVERIFY(says(collapseWarnings(out.basis), "single sample"));
        QVERIFY(says(collapseWarnings(out.basis), "1 to 3 samples"));
    }

    void equalMeans()
    {
        MatrixD features(8, 3);
        features << MatrixD::Identity(3, 3), -MatrixD::Identity(3, 3), MatrixD::Ones(1, 3),
            -MatrixD::Ones(1, 3);
        const std::vector<std::int32_t> labels{0, 1, 1, 0, 1, 1, 0, 0};
        const LayerCollapse out = measureCollapse(features, labels, 2, nullptr, inDouble());
        QCOMPARE(out.measures.rank, Index(0));
        QVERIFY(std::isnan(out.measures.nc1));
        QVERIFY(std::isnan(out.measures.traceRatio));
        QVERIFY(std::isnan(out.measures.cdnv));
        QVERIFY(says(collapseWarnings(out.basis), "all class means are equal"));
        CollapseEpoch epoch;
        fillScene(epoch, out.basis, nullptr, features, labels, MatrixD(0, 3), nullptr);
        QVERIFY(epoch.features.simplex.allFinite() && epoch.features.residual.allFinite());
        QVERIFY(epoch.scale > 0);
    }

    void twoEqualMeansOfThree()
    {
        MatrixD means = normal(3, 6, 1);
        means.row(2) = means.row(1);
        const Sample sample = isotropic(means, 0.25);
        const LayerCollapse out =
            measureCollapse(sample.features, sample.labels, 3, nullptr, inDouble());
        QCOMPARE(out.measures.rank, Index(1));
        QVERIFY(std::isfinite(out.measures.nc1));
        QVERIFY(std::isnan(out.measures.cdnv));
        QVERIFY(says(collapseWarnings(out.basis), "nearly dependent"));
    }

    void moreClassesThanASimplexHolds()
    {
        const Sample sample = noisy(normal(8, 3, 1), std::vector<Index>(8, 10), 0.1, 2);
        const Classifier classifier{normal(8, 3, 3), {}};
        const LayerCollapse out =
            measureCollapse(sample.features, sample.labels, 8, &classifier, inDouble());
        QCOMPARE(out.measures.rank, Index(3));
        QVERIFY(std::isnan(out.measures.etfDistance));
        QVERIFY(std::isfinite(out.measures.gnc2Distance));
        QVERIFY(std::isfinite(out.measures.selfDuality));
        QVERIFY(says(collapseWarnings(out.basis), "no simplex is possible"));
    }

    void classifiersThatAreZero()
    {
        const Sample sample = noisy(normal(3, 5, 1), {5, 5, 5}, 0.1, 2);
        const Classifier classifier{MatrixD::Zero(3, 5), VectorD::Zero(3)};
        const CollapseMeasures m =
            measureCollapse(sample.features, sample.labels, 3, &classifier, inDouble()).measures;
        QVERIFY(std::isnan(m.equinormClassifiers));
        QVERIFY(std::isnan(m.selfDuality));
        QVERIFY(std::isnan(m.classifierInside));
        QCOMPARE(m.accuracy, 1.0 / 3); // all outputs equal: the first class
    }

    void labelsAreClasses()
    {
        const std::vector<std::int32_t> labels{7, 2, -1, 7, 4};
        const ClassMap map = ClassMap::of(labels, {"zero", "one", "two"}, "here");
        QCOMPARE(map.labels, (std::vector<std::int32_t>{2, 4, 7}));
        QCOMPARE(map.names, (std::vector<std::string>{"two", "4", "7"}));
        QCOMPARE(map.classOf(3), -1);
        std::vector<std::string> warnings;
        const Classifier all{normal(10, 3, 1), normal(10, 1, 2)};
        const Classifier some = map.chosen(all, "here", warnings);
        QVERIFY(some.weights.row(1) == all.weights.row(4));
        QCOMPARE(some.bias[2], all.bias[7]);
        QVERIFY(says(warnings, "10 classes apart, 3"));
        QVERIFY_EXCEPTION_THROWN(map.chosen({normal(5, 3, 1), {}}, "here", warnings), Error);
        const std::vector<std::int32_t> single{3, 3, -1};
        QVERIFY_EXCEPTION_THROWN(ClassMap::of(single, {}, "here"), Error);
    }
};

QTEST_APPLESS_MAIN(TestDegenerate)
#include "test_degenerate.moc"
