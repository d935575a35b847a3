// SPDX-License-Identifier: MIT
// The kernel ratio interval against the solver, the half-spaces against it, and explanations.
#include "core/base/error.hpp"
#include "core/nnk/interval.hpp"
#include "tests/core/nnk/reference.hpp"

#include <QTest>

#include <numeric>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

constexpr int kTriples = 20000;

/// A query and two candidates, as squared distances.
struct Triple {
    Candidates candidates; // toQuery is not sorted: the order plays no part in a solution
    VectorD q, j, l;
};

Triple randomTriple(RandomStream& random, KernelKind kind)
{
    const auto d = Index(2 + random.below(4));
    Triple t;
    for (VectorD* x : {&t.q, &t.j, &t.l}) {
        x->resize(d);
        for (double& value : *x)
            value = random.normal();
        if (kind == KernelKind::Cosine)
            x->normalize();
    }
    t.candidates.rows = {0, 1};
    t.candidates.toQuery.resize(2);
    t.candidates.toQuery << (t.j - t.q).squaredNorm(), (t.l - t.q).squaredNorm();
    t.candidates.among = MatrixD::Zero(2, 2);
    t.candidates.among(0, 1) = t.candidates.among(1, 0) = (t.j - t.l).squaredNorm();
    return t;
}

/// All points but row i as its candidates.
Candidates othersOf(const MatrixD& x, Index i)
{
    const NnkPoints points(x, KernelKind::Gaussian);
    std::vector<std::int32_t> rows;
    for (Index j = 0; j < x.rows(); ++j)
        if (j != i)
            rows.push_back(std::int32_t(j));
    std::sort(rows.begin(), rows.end(), [&](std::int32_t a, std::int32_t b) {
        return (x.row(a) - x.row(i)).squaredNorm() < (x.row(b) - x.row(i)).squaredNorm();
    });
    CandidateGatherer gatherer(points);
    return gatherer.gather(rows, points, i);
}

} // namespace

class IntervalTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void triplesAsTheSolverDecides_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("cosine") << int(KernelKind::Cosine);
        QTest::newRow("gaussian") << int(KernelKind::Gaussian);
    }

    void triplesAsTheSolverDecides()
    {
        QFETCH(int, kind);
        const auto kernelKind = KernelKind(kind);
        RandomStream random(11 + std::uint64_t(kind));
        NeighborhoodSolver solver;
        int both = 0;
        int close = 0;
        for (int i = 0; i < kTriples; ++i) {
            const Triple t = randomTriple(random, kernelKind);
            const Kernel kernel{kernelKind, 1 + 3 * random.uniform()};
            const double qj = t.candidates.toQuery[0];
            const double ql = t.candidates.toQuery[1];
            const double jl = t.candidates.among(0, 1);
            const double jBlocks = blockMargin(kernelKind, qj, ql, jl);
            const double lBlocks = blockMargin(kernelKind, ql, qj, jl);
            if (std::abs(jBlocks) < 1e-9 || std::abs(lBlocks) < 1e-9) {
                ++close; // at the border rounding decides
                continue;
            }
            NeighborhoodOptions exact;
            exact.threshold = 0;
            const Neighborhood found = solver.solve(t.candidates, kernel, exact);
            QCOMPARE(found.weights[1] > 0, jBlocks < 0);
            QCOMPARE(found.weights[0] > 0, lBlocks < 0);
            // The interval itself, in kernel values.
            const double ratio = kernel.value(qj) / kernel.value(ql);
            const double k = kernel.value(jl);
            if (k > 1e-6 && kernel.value(ql) > 1e-6)
                QCOMPARE(k < ratio && ratio < 1 / k, jBlocks < 0 && lBlocks < 0);
            both += jBlocks < 0 && lBlocks < 0;
        }
        QVERIFY(close < kTriples / 1000);
        QVERIFY(both > kTriples / 20 && both < kTriples);
    }

    void halfSpaceIsTheRule_data() { triplesAsTheSolverDecides_data(); }

    void halfSpaceIsTheRule()
    {
        QFETCH(int, kind);
        const auto kernelKind = KernelKind(kind);
        RandomStream random(3);
        for (int i = 0; i < kTriples; ++i) {
            const Triple t = randomTriple(random, kernelKind);
            const HalfSpace space = blockedBeyond(kernelKind, t.q, t.j);
            const double margin = blockMargin(kernelKind, t.candidates.toQuery[0],
                                              t.candidates.toQuery[1], t.candidates.among(0, 1));
            QVERIFY(std::abs(space.excess(t.j)) < 1e-12); // the plane goes through j
            QVERIFY(std::abs(2 * space.excess(t.l) - margin) < 1e-10 * (1 + std::abs(margin)));
            QVERIFY(space.excess(t.q) <= 0); // the query is on the free side
            if (kernelKind == KernelKind::Gaussian) {
                const VectorD middle = (t.q + t.l) / 2;
                const double inside = (t.l - t.q).norm() / 2 - (t.j - middle).norm();
                if (std::abs(margin) > 1e-9)
                    QCOMPARE(inside > 0, margin > 0);
            }
        }
    }

    void pairwiseRuleIsTheGabrielGraph()
    {
        // In the plane: i and l are joined if no other point lies in the ball with diameter i l.
        const MatrixD x = gaussianPoints(60, 2, 8);
        int edges = 0;
        for (Index i = 0; i < x.rows(); ++i)
            for (Index l = 0; l < x.rows(); ++l) {
                if (l == i)
                    continue;
                bool blocked = false;
                bool inBall = false;
                const Eigen::RowVectorXd middle = (x.row(i) + x.row(l)) / 2;
                const double radius = (x.row(i) - x.row(l)).norm() / 2;
                for (Index j = 0; j < x.rows(); ++j) {
                    if (j == i || j == l)
                        continue;
                    blocked = blocked ||
                              blockMargin(KernelKind::Gaussian, (x.row(j) - x.row(i)).squaredNorm(),
                                          (x.row(l) - x.row(i)).squaredNorm(),
                                          (x.row(j) - x.row(l)).squaredNorm()) > 0;
                    inBall = inBall || (x.row(j) - middle).norm() < radius;
                }
                QCOMPARE(blocked, inBall);
                edges += !blocked;
            }
        QVERIFY(edges > 100 && edges < 400); // planar: at most 6 n - 12 directed
    }

    void reasonsOfPruning()
    {
        const MatrixD x = gaussianPoints(40, 3, 21);
        int jointly = 0;
        int alone = 0;
        for (Index i = 0; i < 10; ++i) {
            const Candidates candidates = othersOf(x, i);
            const Kernel kernel{KernelKind::Gaussian, 0.8};
            NeighborhoodSolver solver;
            const Neighborhood found = solver.solve(candidates, kernel);
            for (Index l = 0; l < candidates.count(); ++l) {
                const PruningReason reason = whyPruned(candidates, kernel, found, l);
                double sum = 0;
                for (const PruningShare& share : reason.shares)
                    sum += share.value;
                QVERIFY(std::abs(sum - reason.explained) < 1e-12);
                QCOMPARE(Index(reason.shares.size()), found.count());
                for (std::size_t s = 1; s < reason.shares.size(); ++s)
                    QVERIFY(reason.shares[s - 1].value >= reason.shares[s].value);
                if (found.weights[l] > 0) {
                    QVERIFY(std::abs(reason.explained - reason.similarity) < 1e-9);
                    continue;
                }
                QVERIFY(reason.explained >= reason.similarity - 1e-9);
                for (const Index j : reason.blockers) {
                    QVERIFY(found.weights[j] > 0);
                    // Alone with it, l is no neighbour.
                    Candidates two;
                    two.rows = {0, 1};
                    two.toQuery.resize(2);
                    two.toQuery << candidates.toQuery[j], candidates.toQuery[l];
                    two.among = MatrixD::Zero(2, 2);
                    two.among(0, 1) = two.among(1, 0) = candidates.among(j, l);
                    QCOMPARE(solver.solve(two, kernel).weights[1], 0.0);
                }
                (reason.blockers.empty() ? jointly : alone) += 1;
            }
        }
        QVERIFY(alone > 50);
        QVERIFY(jointly > 0); // there are such, and they get their answer from the shares
    }

    void copiesAndBadPlaces()
    {
        QCOMPARE(blockMargin(KernelKind::Gaussian, 2.0, 2.0, 0.0), 0.0);
        QCOMPARE(blockMargin(KernelKind::Cosine, 0.5, 0.5, 0.0), 0.0);
        const VectorD q = VectorD::Unit(3, 0);
        const HalfSpace own = blockedBeyond(KernelKind::Cosine, q, q);
        QVERIFY(own.normal.norm() < 1e-15);
        QVERIFY(own.excess(VectorD::Unit(3, 1)) >= 0); // a copy keeps everything else out
        const MatrixD x = gaussianPoints(6, 2, 1);
        const Candidates candidates = othersOf(x, 0);
        NeighborhoodSolver solver;
        const Kernel kernel{KernelKind::Gaussian, 1};
        const Neighborhood found = solver.solve(candidates, kernel, {}, 3);
        QVERIFY_EXCEPTION_THROWN(whyPruned(candidates, kernel, found, 4), Error);
        QVERIFY_EXCEPTION_THROWN(whyPruned(candidates, kernel, found, -1), Error);
    }
};

QTEST_GUILESS_MAIN(IntervalTest)
#include "test_interval.moc"
