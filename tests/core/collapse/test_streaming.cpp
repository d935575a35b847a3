// SPDX-License-Identifier: MIT
// The two passes in pieces: the sums, the decisions that are close, and means that were never seen.
#include "core/collapse/class_statistics.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QtTest>

#include <numeric>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

std::vector<double> allOf(const CollapseMeasures& m)
{
    std::vector<double> values;
    for (const CollapseMeasure& one : collapseMeasures())
        values.push_back(m.*one.value);
    return values;
}

bool same(const CollapseMeasures& a, const CollapseMeasures& b, double tolerance)
{
    const std::vector<double> x = allOf(a);
    const std::vector<double> y = allOf(b);
    for (std::size_t k = 0; k < x.size(); ++k)
        if (std::isnan(x[k]) != std::isnan(y[k]) ||
            std::abs(x[k] - y[k]) > tolerance * std::max(1.0, std::abs(x[k])))
            return false;
    return true;
}

/// Blocks of `size` rows dealt to three streams, merged in the end.
template <class Sums>
Sums streamed(const Sums& empty, const MatrixF& m, const std::vector<std::int32_t>& labels,
              Index size)
{
    std::vector<Sums> parts(3, empty);
    for (Index at = 0; at < m.rows(); at += size)
        parts[std::size_t(at / size % 3)].add(m.data() + at * m.cols(),
                                              std::min(size, m.rows() - at),
                                              std::span(labels).subspan(std::size_t(at)));
    parts[0].merge(parts[1]);
    parts[0].merge(parts[2]);
    return parts[0];
}

} // namespace

class TestStreaming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void blocksOfAnySize_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 3, 64, 255, 256, 257, 10000})
            QTest::addRow("%d", size) << size;
    }
    void blocksOfAnySize()
    {
        QFETCH(int, size);
        const Sample sample = noisy(normal(5, 21, 1).array() + 4, {300, 200, 250, 260, 1}, 0.6, 2);
        const MatrixF narrow = sample.features.cast<float>();
        const Classifier classifier{normal(5, 21, 3), normal(5, 1, 4)};
        const CollapseOptions options;
        const LayerCollapse whole = measureCollapse(narrow, sample.labels, 5, &classifier, options);
        const ClassSums sums = streamed(ClassSums(5, 21), narrow, sample.labels, size);
        QVERIFY((sums.means() - whole.basis.means).cwiseAbs().maxCoeff() < 1e-12);
        const ClassBasis basis = ClassBasis::make(sums.means(), sums.counts(), options);
        const WithinSums within =
            streamed(WithinSums(basis, &classifier), narrow, sample.labels, size);
        QVERIFY(same(whole.measures, within.measures(), 1e-9));
    }

    /// The offset is 10,000 times the noise: raw float32 sums would have no digit left.
    void aLargeOffsetCostsNoDigits()
    {
        const Sample sample = noisy(simplexMeans(4, 16, 0.5, 1000, 1), {40, 40, 40, 40}, 0.1, 2);
        const MatrixF narrow = sample.features.cast<float>();
        const MatrixD same = narrow.cast<double>();
        const double exact = nc1({same, sample.labels}, 4);
        const CollapseMeasures m = measureCollapse(narrow, sample.labels, 4, nullptr, {}).measures;
        QVERIFY(std::abs(m.nc1 - exact) < 1e-5 * exact);
    }

    /// Samples on the border between two class means, moved by less than float32 resolves in the
    /// products: decided as in double.
    void closeCallsAreDecidedInDouble()
    {
        const Index p = 40;
        const MatrixD means = simplexMeans(3, p, 1, 0, 5);
        const MatrixD normalVector = means.row(0) - means.row(1);
        MatrixF features(2000, p);
        std::vector<std::int32_t> labels;
        RandomStream random(3);
        for (Index i = 0; i < features.rows(); ++i) {
            MatrixD beside = normal(1, p, std::uint64_t(i + 10));
            beside -= normalVector *
                      (beside.row(0).dot(normalVector.row(0)) / normalVector.squaredNorm());
            const MatrixD h = 0.5 * (means.row(0) + means.row(1)) + 0.2 * beside +
                              1e-7 * random.normal() * normalVector;
            features.row(i) = h.cast<float>();
            labels.push_back(std::int32_t(i % 3));
        }
        const ClassBasis basis =
            ClassBasis::make(means, VectorD::Constant(3, 1000), CollapseOptions());
        WithinSums within(basis, nullptr);
        within.add(features.data(), features.rows(), labels);
        Index right = 0;
        for (Index i = 0; i < features.rows(); ++i) {
            const MatrixD h = features.row(i).cast<double>();
            Index nearest = 0;
            (basis.centred * (h.row(0).transpose() - basis.centre) -
             0.5 * basis.centred.rowwise().squaredNorm())
                .maxCoeff(&nearest);
            right += nearest == labels[std::size_t(i)];
        }
        QVERIFY(right > 200); // both classes come up
        QVERIFY(std::abs(within.measures().nccAccuracy - double(right) / 2000) <= 1.0 / 2000);
    }

    /// More features than memory for a copy per part would hold: parts share what they multiply.
    void copiesShareTheirPlan()
    {
        const MatrixD means = normal(200, 300, 1);
        const ClassBasis basis =
            ClassBasis::make(means, VectorD::Constant(200, 2), CollapseOptions());
        const Classifier classifier{means, {}};
        const WithinSums within(basis, &classifier);
        const std::vector<WithinSums> many(20000, within); // 50 GB if each had its own
        QCOMPARE(many.back().measures().samples, Index(0));
    }

    void noSamplesNoNumbers()
    {
        const MatrixD means = simplexMeans(3, 4, 1, 0, 1);
        const ClassBasis basis = ClassBasis::make(means, VectorD::Constant(3, 5), {});
        const CollapseMeasures m = WithinSums(basis, nullptr).measures();
        QVERIFY(std::isnan(m.nc1) && std::isnan(m.accuracy));
        QVERIFY(std::abs(m.etfDistance) < 1e-12);
    }

    /// Rank below C - 1: the class means are not sums of the axes that are kept, so they are
    /// multiplied themselves.
    void decisionsWithoutFullRank()
    {
        MatrixD means = normal(6, 12, 1);
        means.row(5) = 0.5 * (means.row(0) + means.row(1));
        means.row(4) = 2 * means.row(2) - means.row(3);
        const Sample sample = noisy(means, std::vector<Index>(6, 80), 0.8, 2);
        const ClassBasis basis = ClassBasis::make(means, VectorD::Constant(6, 80), inDouble());
        QCOMPARE(basis.simplex.rank, Index(3));
        WithinSums within(basis, nullptr);
        within.add(sample.features.data(), sample.features.rows(), sample.labels);
        Index right = 0;
        for (Index i = 0; i < sample.features.rows(); ++i) {
            Index nearest = 0;
            (means.rowwise() - sample.features.row(i)).rowwise().squaredNorm().minCoeff(&nearest);
            right += nearest == sample.labels[std::size_t(i)];
        }
        QVERIFY(std::abs(within.measures().nccAccuracy - double(right) / 480) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(TestStreaming)
#include "test_streaming.moc"
