// SPDX-License-Identifier: MIT
// Growing sets of candidates against the solution for all of them at once.
#include "core/nnk/working_set.hpp"
#include "tests/core/nnk/reference.hpp"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace leafscope;

class NnkWorkingSetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameOptimum_data();
    void sameOptimum();
    void fewCandidates();
    void copies();
};

namespace {

/// All points but the first as candidates of the first, nearest first.
Candidates candidatesOf(const MatrixD& x)
{
    std::vector<std::int32_t> order(std::size_t(x.rows() - 1));
    std::iota(order.begin(), order.end(), 1);
    const auto squared = [&](std::int32_t j) { return (x.row(j) - x.row(0)).squaredNorm(); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int32_t a, std::int32_t b) { return squared(a) < squared(b); });
    Candidates candidates;
    candidates.rows = order;
    const auto k = Index(order.size());
    candidates.toQuery.resize(k);
    candidates.among.resize(k, k);
    for (Index a = 0; a < k; ++a) {
        candidates.toQuery[a] = squared(order[std::size_t(a)]);
        for (Index b = 0; b < k; ++b)
            candidates.among(a, b) =
                (x.row(order[std::size_t(a)]) - x.row(order[std::size_t(b)])).squaredNorm();
    }
    return candidates;
}

SparseNeighborhood grown(const Candidates& candidates, const Kernel& kernel)
{
    WorkingSetSolver solver;
    return solver.solve({candidates.toQuery,
                         [&](Index place, Index count, double* out) {
                             for (Index j = 0; j < count; ++j)
                                 out[j] = candidates.among(place, j);
                         }},
                        kernel, 1e-10);
}

} // namespace

void NnkWorkingSetTest::sameOptimum_data()
{
    QTest::addColumn<int>("dim");
    QTest::addColumn<bool>("cosine");
    QTest::addColumn<double>("width"); // times the distance to the nearest candidate
    for (const int dim : {2, 5, 30})
        for (const double width : {0.5, 1.0, 3.0})
            QTest::addRow("gaussian d=%d width=%g", dim, width) << dim << false << width;
    QTest::addRow("cosine d=30") << 30 << true << 0.0;
}

void NnkWorkingSetTest::sameOptimum()
{
    QFETCH(int, dim);
    QFETCH(bool, cosine);
    QFETCH(double, width);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        MatrixD x = reference::gaussianPoints(101, dim, seed);
        if (cosine)
            x.rowwise().normalize();
        const Candidates candidates = candidatesOf(x);
        const Kernel kernel{cosine ? KernelKind::Cosine : KernelKind::Gaussian,
                            width * std::sqrt(candidates.toQuery[0])};
        const SparseNeighborhood found = grown(candidates, kernel);
        NeighborhoodSolver whole;
        const Neighborhood expected = whole.solve(candidates, kernel);
        QVERIFY2(found.kkt < 1e-10, QByteArray::number(found.kkt));
        QVERIFY(found.kept == expected.kept);
        for (std::size_t e = 0; e < found.kept.size(); ++e)
            QVERIFY(std::abs(found.weights[e] - expected.weights[found.kept[e]]) < 1e-6);
        QVERIFY(std::abs(found.diameter - polytopeDiameter(candidates, expected.kept)) < 1e-12);
    }
}

void NnkWorkingSetTest::fewCandidates()
{
    const Candidates one = candidatesOf(reference::gaussianPoints(2, 3, 5));
    const Kernel kernel{KernelKind::Gaussian, 1};
    const SparseNeighborhood found = grown(one, kernel);
    QCOMPARE(found.kept.size(), std::size_t(1));
    QVERIFY(std::abs(found.weights[0] - kernel.value(one.toQuery[0])) < 1e-15);
    QCOMPARE(found.diameter, 0.0);
}

void NnkWorkingSetTest::copies()
{
    const SparseNeighborhood found =
        grown(candidatesOf(MatrixD::Constant(60, 3, 1)), {KernelKind::Gaussian, 1});
    double sum = 0;
    for (const double weight : found.weights)
        sum += weight;
    QVERIFY(std::abs(sum - 1) < 1e-12 && found.kkt < 1e-12);
}

QTEST_GUILESS_MAIN(NnkWorkingSetTest)
#include "test_working_set.moc"
