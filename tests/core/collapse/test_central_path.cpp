// SPDX-License-Identifier: MIT
// The squared loss is the sum of its three parts, and the least-squares read-out is the best one.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/central_path.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QtTest>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

double sumOf(const CentralPath& path)
{
    return path.variability + path.simplex + path.deviation;
}

} // namespace

class TestCentralPath : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLossIsItsParts_data()
    {
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("p");
        QTest::addColumn<double>("lambda");
        QTest::addColumn<bool>("balanced");
        for (const auto& [c, p] : {std::pair{2, 1}, {3, 8}, {10, 24}, {7, 4}})
            for (const double lambda : {2.5e-4, 2.5e-3, 0.7})
                for (const bool balanced : {true, false})
                    QTest::addRow("C=%d p=%d %g %d", c, p, lambda, balanced)
                        << c << p << lambda << balanced;
    }
    void theLossIsItsParts()
    {
        QFETCH(int, c);
        QFETCH(int, p);
        QFETCH(double, lambda);
        QFETCH(bool, balanced);
        std::vector<Index> counts;
        for (int k = 0; k < c; ++k)
            counts.push_back(balanced ? 40 : 9 + 7 * k);
        const Sample sample = noisy(normal(c, p, 1).array() + 2, counts, 0.5, 2);
        const Classifier network{0.4 * normal(c, p, 3), 0.2 * normal(c, 1, 4)};
        const CentralPath path = centralPath(sample.features, sample.labels, c, network, lambda);
        QVERIFY(std::abs(sumOf(path) - path.loss) < 1e-10 * std::max(1.0, path.loss));
        QVERIFY(path.variability > 0 && path.simplex > 0 && path.deviation > 0);
        // On the central path nothing deviates, and every step away from it costs.
        const CentralPath optimal =
            centralPath(sample.features, sample.labels, c, path.optimal, lambda);
        QVERIFY(optimal.deviation < 1e-20);
        QVERIFY(std::abs(optimal.loss - (path.loss - path.deviation)) <
                1e-10 * std::max(1.0, path.loss));
        for (int seed = 10; seed < 14; ++seed) {
            Classifier moved = path.optimal;
            moved.weights += 1e-3 * normal(c, p, std::uint64_t(seed));
            moved.bias += 1e-3 * normal(c, 1, std::uint64_t(seed + 100));
            const CentralPath away = centralPath(sample.features, sample.labels, c, moved, lambda);
            QVERIFY(away.loss > optimal.loss);
        }
    }

    /// Regression by its normal equations over the samples with a column of ones.
    void theReadOutSolvesTheNormalEquations()
    {
        constexpr Index c = 4;
        constexpr Index p = 6;
        constexpr double lambda = 0.03;
        const Sample sample = noisy(normal(c, p, 5), std::vector<Index>(c, 25), 0.4, 6);
        const Index n = sample.features.rows();
        Eigen::MatrixXd x(n, p + 1);
        x << sample.features, VectorD::Ones(n);
        Eigen::MatrixXd y = Eigen::MatrixXd::Zero(n, c);
        for (Index i = 0; i < n; ++i)
            y(i, sample.labels[std::size_t(i)]) = 1;
        Eigen::MatrixXd normalMatrix = x.transpose() * x / double(n);
        normalMatrix.diagonal().array() += lambda;
        const Eigen::MatrixXd expected = normalMatrix.ldlt().solve(x.transpose() * y / double(n));
        const CentralPath path =
            centralPath(sample.features, sample.labels, c, {normal(c, p, 7), VectorD()}, lambda);
        const Eigen::MatrixXd found = path.optimal.weights.transpose();
        QVERIFY((found - expected.topRows(p)).norm() < 1e-10);
        QVERIFY((path.optimal.bias - expected.row(p).transpose()).norm() < 1e-10);
        QVERIFY(std::abs(sumOf(path) - path.loss) < 1e-10 * path.loss);
    }

    /// A collapsed simplex without decay to speak of: nothing is left of the loss.
    void collapseLeavesOnlyTheDecay()
    {
        const MatrixD means = simplexMeans(5, 9, 3, 1, 2);
        const Sample sample = noisy(means, std::vector<Index>(5, 4), 0, 1);
        const CentralPath path = centralPath(sample.features, sample.labels, 5,
                                             {MatrixD::Zero(5, 9), VectorD::Zero(5)}, 1e-7);
        QVERIFY(path.simplex < 1e-12);
        QVERIFY(path.variability > 0 && path.variability < 1e-6);
        QVERIFY(std::abs(path.loss - 0.5) < 1e-12); // outputs 0 against one-hot targets
    }

    void threadsChangeNoBit()
    {
        const Sample sample = noisy(normal(6, 40, 1), std::vector<Index>(6, 900), 0.5, 2);
        const Classifier network{normal(6, 40, 3), normal(6, 1, 4)};
        const Points narrow = MatrixF(sample.features.cast<float>());
        setComputeThreads(1);
        const CentralPath one = centralPath(narrow, sample.labels, 6, network, 1e-3);
        setComputeThreads(2);
        const CentralPath two = centralPath(narrow, sample.labels, 6, network, 1e-3);
        setComputeThreads(0);
        QVERIFY(one.variability == two.variability && one.simplex == two.simplex);
        QVERIFY(one.optimal.weights == two.optimal.weights);
    }

    void itRefusesAndStops()
    {
        const Sample sample = noisy(normal(3, 4, 1), {5, 5, 5}, 0.5, 2);
        const Classifier network{normal(3, 4, 3), {}};
        for (const double lambda : {0.0, -1.0, std::nan("")})
            QVERIFY_EXCEPTION_THROWN(
                centralPath(sample.features, sample.labels, 3, network, lambda), Error);
        MatrixD bad = sample.features;
        bad(4, 2) = std::nan("");
        QVERIFY_EXCEPTION_THROWN(centralPath(bad, sample.labels, 3, network, 0.1), Error);
        Progress stopped;
        stopped.cancel();
        QVERIFY_EXCEPTION_THROWN(
            centralPath(sample.features, sample.labels, 3, network, 0.1, stopped), Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestCentralPath)
#include "test_central_path.moc"
