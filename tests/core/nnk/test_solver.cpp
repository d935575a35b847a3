// SPDX-License-Identifier: MIT
// The solver against its certificate, all supports tried out, closed forms and the released code.
#include "core/base/error.hpp"
#include "core/nnk/neighborhood.hpp"
#include "tests/core/nnk/reference.hpp"

#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include <numeric>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

/// Candidates 1..k of point 0, nearest first.
Candidates candidatesOf(const MatrixD& x, KernelKind kernel)
{
    const NnkPoints points(x, kernel);
    MatrixD used(x.rows(), x.cols());
    for (Index i = 0; i < x.rows(); ++i)
        points.copyRow(i, used.data() + i * x.cols());
    std::vector<std::int32_t> order(std::size_t(x.rows() - 1));
    std::iota(order.begin(), order.end(), 1);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return (used.row(a) - used.row(0)).squaredNorm() <
               (used.row(b) - used.row(0)).squaredNorm();
    });
    CandidateGatherer gatherer(points);
    return gatherer.gather(order, points, 0);
}

MatrixD deficits(const Candidates& c, const Kernel& kernel)
{
    return c.among.unaryExpr([&](double squared) { return kernel.deficit(squared); });
}

VectorD deficitsToQuery(const Candidates& c, const Kernel& kernel)
{
    return c.toQuery.unaryExpr([&](double squared) { return kernel.deficit(squared); });
}

NnqpSolution solved(const Candidates& c, const Kernel& kernel)
{
    NnqpSolver solver;
    return solver.solve(deficits(c, kernel), deficitsToQuery(c, kernel));
}

double reachOf(const Candidates& c)
{
    return std::sqrt(c.toQuery[c.count() - 1]);
}

/// Kernels to try on one set of candidates.
std::vector<Kernel> kernels(const Candidates& c, KernelKind kind)
{
    if (kind == KernelKind::Cosine)
        return {{KernelKind::Cosine, 0}};
    std::vector<Kernel> list;
    for (const double share : {0.1, 1.0 / 3, 1.0, 10.0, 1000.0})
        list.push_back({KernelKind::Gaussian, share * std::max(reachOf(c), 1e-9)});
    return list;
}

} // namespace

class SolverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void certificateOnEveryKindOfData_data();
    void certificateOnEveryKindOfData();
    void leastOfAllSupports();
    void errorNeverRisesWithNestedCandidates();
    void orderDoesNotMatter();
    void scaleAndRotation();
    void copiesShareTheirWeight();
    void weightsStayBelowTheKernel();
    void cosineSupportIsBasic();
    void narrowKernelKeepsEverything();
    void wideKernelProjectsOntoTheHull();
    void barycentricInsideASimplex();
    void warmStartFindsTheSame();
    void gapBoundsTheError();
    void publishedCollapsesOnCopies();
    void publishedEqualsTheReleasedCode();
    void rankWidthFollowsTheUnit();
    void emptyAndSingle();
};

void SolverTest::certificateOnEveryKindOfData_data()
{
    QTest::addColumn<int>("kernel");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("dim");
    QTest::addColumn<bool>("copies");
    int row = 0;
    for (const KernelKind kind : {KernelKind::Cosine, KernelKind::Gaussian})
        for (const auto& [k, dim] : std::vector<std::pair<int, int>>{
                 {25, 9}, {30, 2}, {30, 3}, {50, 16}, {50, 32}, {100, 64}, {50, 512}})
            for (const bool copies : {false, true})
                QTest::addRow("%d: kernel %d, k %d, dim %d, copies %d", row++, int(kind), k, dim,
                              int(copies))
                    << int(kind) << k << dim << copies;
}

void SolverTest::certificateOnEveryKindOfData()
{
    QFETCH(int, kernel);
    QFETCH(int, k);
    QFETCH(int, dim);
    QFETCH(bool, copies);
    const auto kind = KernelKind(kernel);
    double worst = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        MatrixD x = gaussianPoints(k + 1, dim, seed);
        if (copies)
            for (Index i = 1; i <= k; i += 3)
                x.row(i) = x.row(std::min<Index>(i + 1, k));
        const Candidates c = candidatesOf(x, kind);
        for (const Kernel& one : kernels(c, kind)) {
            const NnqpSolution found = solved(c, one);
            worst = std::max(worst, found.kkt);
            QVERIFY(found.settled);
            QVERIFY(found.weights.minCoeff() >= 0);
            QVERIFY2(found.kkt <= 1e-11, qPrintable(QString::number(found.kkt)));
        }
    }
    QVERIFY(worst <= 1e-11);
}

void SolverTest::leastOfAllSupports()
{
    for (const KernelKind kind : {KernelKind::Cosine, KernelKind::Gaussian})
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            const Index dim = 1 + Index(seed % 6);
            const Candidates c = candidatesOf(gaussianPoints(9, dim + 1, seed), kind);
            for (const double share : {0.5, 1.5}) {
                const Kernel kernel{kind, share * reachOf(c)};
                const NnqpSolution found = solved(c, kernel);
                const double least = leastError(deficits(c, kernel), deficitsToQuery(c, kernel));
                QVERIFY(std::abs(found.error - least) < 1e-9);
            }
        }
}

void SolverTest::errorNeverRisesWithNestedCandidates()
{
    for (const KernelKind kind : {KernelKind::Cosine, KernelKind::Gaussian})
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const Candidates c = candidatesOf(gaussianPoints(81, 5, seed), kind);
            NeighborhoodSolver solver;
            double before = 1;
            for (Index k = 1; k <= 80; ++k) {
                const Neighborhood found = solver.solve(c, {kind, 0.7 * reachOf(c)}, {}, k);
                QVERIFY(found.error <= before + 1e-13);
                before = found.error;
            }
        }
}

void SolverTest::orderDoesNotMatter()
{
    const MatrixD x = gaussianPoints(31, 40, 3);
    const Candidates c = candidatesOf(x, KernelKind::Cosine);
    const Kernel kernel{KernelKind::Cosine, 0};
    const NnqpSolution found = solved(c, kernel);
    RandomStream random(5);
    const auto order = random.permutation(30);
    Candidates mixed = c;
    for (Index j = 0; j < 30; ++j) {
        mixed.toQuery[j] = c.toQuery[order[std::size_t(j)]];
        for (Index l = 0; l < 30; ++l)
            mixed.among(j, l) = c.among(order[std::size_t(j)], order[std::size_t(l)]);
    }
    const NnqpSolution again = solved(mixed, kernel);
    for (Index j = 0; j < 30; ++j)
        QVERIFY(std::abs(again.weights[j] - found.weights[order[std::size_t(j)]]) < 1e-12);
}

void SolverTest::scaleAndRotation()
{
    const MatrixD x = gaussianPoints(41, 8, 4);
    const Candidates c = candidatesOf(x, KernelKind::Gaussian);
    const double sigma = 0.6 * reachOf(c);
    const NnqpSolution found = solved(c, {KernelKind::Gaussian, sigma});
    const Candidates wide = candidatesOf(1000 * x, KernelKind::Gaussian);
    const MatrixD q = gaussianPoints(8, 8, 6).householderQr().householderQ();
    const Candidates turned = candidatesOf(x * q, KernelKind::Gaussian);
    QVERIFY((solved(wide, {KernelKind::Gaussian, 1000 * sigma}).weights - found.weights)
                .cwiseAbs()
                .maxCoeff() < 1e-10);
    QVERIFY((solved(turned, {KernelKind::Gaussian, sigma}).weights - found.weights)
                .cwiseAbs()
                .maxCoeff() < 1e-10);
    const Candidates plain = candidatesOf(x, KernelKind::Cosine);
    const Candidates scaled = candidatesOf(3e20 * x, KernelKind::Cosine);
    QVERIFY((solved(plain, {KernelKind::Cosine, 0}).weights -
             solved(scaled, {KernelKind::Cosine, 0}).weights)
                .cwiseAbs()
                .maxCoeff() < 1e-10);
}

void SolverTest::copiesShareTheirWeight()
{
    const MatrixD x = gaussianPoints(21, 30, 8);
    MatrixD doubled(41, 30);
    doubled.row(0) = x.row(0);
    for (Index i = 1; i <= 20; ++i) {
        doubled.row(2 * i - 1) = x.row(i);
        doubled.row(2 * i) = x.row(i);
    }
    const Kernel kernel{KernelKind::Gaussian, 4};
    const Candidates c = candidatesOf(x, KernelKind::Gaussian);
    const Candidates two = candidatesOf(doubled, KernelKind::Gaussian);
    const NnqpSolution once = solved(c, kernel);
    const NnqpSolution twice = solved(two, kernel);
    QVERIFY(std::abs(once.error - twice.error) < 1e-13);
    QVERIFY(twice.kkt < 1e-12);
    for (Index j = 0; j < 20; ++j)
        QVERIFY(std::abs(once.weights[j] - twice.weights[2 * j] - twice.weights[2 * j + 1]) <
                1e-11);
    // A copy of the query is all it needs.
    MatrixD same = x;
    same.row(7) = x.row(0);
    const Candidates own = candidatesOf(same, KernelKind::Gaussian);
    const NnqpSolution alone = solved(own, kernel);
    QCOMPARE(own.rows[0], 7);
    QVERIFY(std::abs(alone.weights[0] - 1) < 1e-12);
    QVERIFY(alone.error < 1e-15);
    QVERIFY(alone.weights.tail(19).maxCoeff() < 1e-10);
}

void SolverTest::weightsStayBelowTheKernel()
{
    for (const KernelKind kind : {KernelKind::Cosine, KernelKind::Gaussian})
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Candidates c = candidatesOf(gaussianPoints(26, 4, seed), kind);
            for (const Kernel& kernel : kernels(c, kind)) {
                const NnqpSolution found = solved(c, kernel);
                for (Index j = 0; j < 25; ++j)
                    QVERIFY(found.weights[j] <= kernel.value(c.toQuery[j]) + 1e-9);
            }
        }
}

void SolverTest::cosineSupportIsBasic()
{
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const Index dim = 2 + Index(seed % 8);
        const Candidates c = candidatesOf(gaussianPoints(61, dim, seed), KernelKind::Cosine);
        const NnqpSolution found = solved(c, {KernelKind::Cosine, 0});
        QVERIFY((found.weights.array() > 0).count() <= dim + 1);
    }
}

void SolverTest::narrowKernelKeepsEverything()
{
    const Candidates c = candidatesOf(gaussianPoints(21, 5, 2), KernelKind::Gaussian);
    double nearest = std::sqrt(c.toQuery[0]);
    for (Index j = 0; j < 20; ++j)
        for (Index l = 0; l < j; ++l)
            nearest = std::min(nearest, std::sqrt(c.among(j, l)));
    const Kernel kernel{KernelKind::Gaussian, nearest / 8};
    const NnqpSolution found = solved(c, kernel);
    for (Index j = 0; j < 20; ++j)
        QVERIFY(std::abs(found.weights[j] - kernel.value(c.toQuery[j])) < 1e-12);
}

void SolverTest::wideKernelProjectsOntoTheHull()
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        MatrixD x = gaussianPoints(16, 6, seed);
        x.row(0) *= 3; // outside the hull of the others
        const Candidates c = candidatesOf(x, KernelKind::Gaussian);
        const double sigma = widthOf(Bandwidth::Flat, c, 0);
        const NnqpSolution found = solved(c, {KernelKind::Gaussian, sigma});
        QVERIFY(std::abs(found.weights.sum() - 1) < 1e-5);
        VectorD foot = VectorD::Zero(6);
        for (Index j = 0; j < 15; ++j)
            foot +=
                found.weights[j] / found.weights.sum() * x.row(c.rows[std::size_t(j)]).transpose();
        // The foot of a projection onto a convex set: no vertex lies further towards the query.
        const VectorD normal = x.row(0).transpose() - foot;
        for (Index j = 0; j < 15; ++j)
            QVERIFY(normal.dot(x.row(c.rows[std::size_t(j)]).transpose() - foot) <
                    1e-4 * normal.squaredNorm());
    }
}

void SolverTest::barycentricInsideASimplex()
{
    MatrixD x = gaussianPoints(5, 3, 11);
    const VectorD shares = (VectorD(4) << 0.1, 0.2, 0.3, 0.4).finished();
    x.row(0) = shares.transpose() * x.bottomRows(4);
    const Candidates c = candidatesOf(x, KernelKind::Gaussian);
    const NnqpSolution found = solved(c, {KernelKind::Gaussian, widthOf(Bandwidth::Flat, c, 0)});
    for (Index j = 0; j < 4; ++j)
        QVERIFY(std::abs(found.weights[j] - shares[c.rows[std::size_t(j)] - 1]) < 1e-5);
}

void SolverTest::warmStartFindsTheSame()
{
    for (const KernelKind kind : {KernelKind::Cosine, KernelKind::Gaussian})
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const Candidates c = candidatesOf(gaussianPoints(51, 60, seed), kind);
            const Kernel kernel{kind, 0.8 * reachOf(c)};
            const MatrixD deficit = deficits(c, kernel);
            const VectorD toQuery = deficitsToQuery(c, kernel);
            NnqpSolver solver;
            const NnqpSolution cold = solver.solve(deficit, toQuery);
            const VectorD everything = VectorD::Constant(50, 0.1);
            for (const VectorD& warm : {cold.weights, everything}) {
                const NnqpSolution again = solver.solve(deficit, toQuery, &warm);
                QVERIFY((again.weights - cold.weights).cwiseAbs().maxCoeff() < 1e-10);
                QVERIFY(again.kkt < 1e-12);
            }
        }
}

void SolverTest::gapBoundsTheError()
{
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const Candidates c = candidatesOf(gaussianPoints(41, 10, seed), KernelKind::Cosine);
        const Kernel kernel{KernelKind::Cosine, 0};
        const MatrixD deficit = deficits(c, kernel);
        const VectorD toQuery = deficitsToQuery(c, kernel);
        const NnqpSolution best = solved(c, kernel);
        const NnqpSolution rough = solvePublished(deficit, toQuery, 1e-10).solution;
        QVERIFY(rough.error + 1e-13 >= best.error);
        QVERIFY(rough.error - best.error <= 2 * rough.gap + 1e-13); // E is twice J and a constant
        QVERIFY(best.gap < 1e-11);
    }
}

void SolverTest::publishedCollapsesOnCopies()
{
    MatrixD x = gaussianPoints(11, 6, 2);
    x.row(4) = x.row(0);
    const Candidates c = candidatesOf(x, KernelKind::Gaussian);
    const Kernel kernel{KernelKind::Gaussian, 2};
    const PublishedSolution found =
        solvePublished(deficits(c, kernel), deficitsToQuery(c, kernel), 1e-6);
    QVERIFY(found.collapsed);
    QCOMPARE(found.solution.weights[0], 1.0);
    QCOMPARE(Index((found.solution.weights.array() > 0).count()), Index(1));
}

void SolverTest::publishedEqualsTheReleasedCode()
{
    QFile file(QFINDTESTDATA("published_weights.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto recorded = nlohmann::json::parse(file.readAll().toStdString());
    int compared = 0;
    for (const auto& one : recorded.at("queries")) {
        const auto k = Index(one.at("k").get<int>());
        MatrixD x(k + 1, one.at("points").at(0).size());
        for (Index i = 0; i <= k; ++i)
            for (Index c = 0; c < x.cols(); ++c)
                x(i, c) = one.at("points").at(std::size_t(i)).at(std::size_t(c)).get<double>();
        const bool cosine = one.at("kernel") == "cosine";
        const NnkPoints points(x, cosine ? KernelKind::Cosine : KernelKind::Gaussian);
        std::vector<std::int32_t> rows(static_cast<std::size_t>(k));
        std::iota(rows.begin(), rows.end(), 1);
        CandidateGatherer gatherer(points);
        const Candidates c = gatherer.gather(rows, points, 0);
        const Kernel kernel{cosine ? KernelKind::Cosine : KernelKind::Gaussian,
                            one.value("sigma", 0.0)};
        const PublishedSolution found = solvePublished(
            deficits(c, kernel), deficitsToQuery(c, kernel), one.at("threshold").get<double>());
        QVERIFY(!found.singular);
        const auto weights = one.at("weights").get<std::vector<double>>();
        for (Index j = 0; j < k; ++j)
            QVERIFY2(std::abs(found.solution.weights[j] - weights[std::size_t(j)]) < 1e-9,
                     qPrintable(QString("query %1, candidate %2: %3 is not %4")
                                    .arg(compared)
                                    .arg(j)
                                    .arg(found.solution.weights[j])
                                    .arg(weights[std::size_t(j)])));
        ++compared;
    }
    QVERIFY(compared >= 12);
}

void SolverTest::rankWidthFollowsTheUnit()
{
    const MatrixD x = gaussianPoints(31, 5, 3);
    const Candidates one = candidatesOf(x, KernelKind::Gaussian);
    const Candidates large = candidatesOf(50 * x, KernelKind::Gaussian);
    const double width = widthOf(Bandwidth::Rank, one, 0);
    QVERIFY(width > 0.05 * std::sqrt(one.toQuery[9]) * 0.999);
    QVERIFY(width < 3 * std::sqrt(one.toQuery[29]) * 1.001);
    QVERIFY(std::abs(widthOf(Bandwidth::Rank, large, 0) / width - 50) < 1e-9);
    QVERIFY(std::abs(widthOf(Bandwidth::Own, one, 10) - std::sqrt(one.toQuery[9]) / 3) < 1e-12);
}

void SolverTest::emptyAndSingle()
{
    NnqpSolver solver;
    const NnqpSolution none = solver.solve(MatrixD(0, 0), VectorD(0));
    QCOMPARE(none.error, 1.0);
    const NnqpSolution one = solver.solve(MatrixD::Zero(1, 1), VectorD::Constant(1, 0.25));
    QCOMPARE(one.weights[0], 0.75);
    QVERIFY(std::abs(one.error - (1 - 0.75 * 0.75)) < 1e-15);
    // As far away as can be: no weight helps.
    const NnqpSolution far = solver.solve(MatrixD::Zero(2, 2), VectorD::Constant(2, 1.0));
    QCOMPARE(far.weights.sum(), 0.0);
    QCOMPARE(far.error, 1.0);
}

QTEST_APPLESS_MAIN(SolverTest)
#include "test_solver.moc"
