// SPDX-License-Identifier: MIT
// The PCA layout against a full decomposition, its invariances and degenerate sets.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/dimension/spectrum.hpp"
#include "core/layout/eigen_top.hpp"
#include "core/layout/layout.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <QElapsedTimer>
#include <QTest>

#include <limits>
#include <thread>

using namespace leafscope;

namespace {

MatrixD gauss(Index n, Index d, std::uint64_t seed)
{
    MatrixD x(n, d);
    RandomStream stream(seed);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = stream.normal();
    return x;
}

/// Points whose variance falls from axis to axis in an oblique frame, away from the origin.
MatrixD oblique(Index n, Index d, double fall, std::uint64_t seed)
{
    const Index axes = std::min<Index>(d, 12);
    MatrixD scores = gauss(n, axes, seed);
    for (Index c = 0; c < axes; ++c)
        scores.col(c) *= std::pow(fall, double(c));
    MatrixD x = scores * gauss(axes, d, seed + 1) + 1e-3 * gauss(n, d, seed + 2);
    return (x.array() + 5).matrix();
}

struct Plain {
    MatrixD coordinates;
    VectorD share;
};

/// By the full spectrum of the smaller product matrix, in float64.
Plain bySpectrum(const MatrixD& x, Index components)
{
    const MatrixD z = x.rowwise() - x.colwise().mean();
    const bool wide = z.rows() <= z.cols();
    const Eigen::MatrixXd product = wide ? MatrixD(z * z.transpose()) : MatrixD(z.transpose() * z);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(product);
    const Eigen::MatrixXd vectors = solver.eigenvectors().rightCols(components).rowwise().reverse();
    Plain plain;
    plain.share = solver.eigenvalues().tail(components).reverse() / product.trace();
    plain.coordinates =
        wide ? MatrixD(vectors * (plain.share * product.trace()).cwiseSqrt().asDiagonal())
             : MatrixD(z * vectors);
    for (Index c = 0; c < components; ++c) {
        Index largest = 0;
        plain.coordinates.col(c).cwiseAbs().maxCoeff(&largest);
        if (plain.coordinates(largest, c) < 0)
            plain.coordinates.col(c) *= -1;
    }
    return plain;
}

double relativeError(const MatrixF& found, const MatrixD& wanted)
{
    double worst = 0;
    for (Index c = 0; c < wanted.cols(); ++c)
        worst = std::max(worst, (found.col(c).cast<double>() - wanted.col(c)).norm() /
                                    wanted.col(c).norm());
    return worst;
}

} // namespace

class PcaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void equalsFullDecomposition_data();
    void equalsFullDecomposition();
    void largeSets_data();
    void largeSets();
    void unitsAndOffsets_data();
    void unitsAndOffsets();
    void threadsChangeNoBit_data();
    void threadsChangeNoBit();
    void fewAxes_data();
    void fewAxes();
    void equalAxes();
    void largestEigenvalues_data();
    void largestEigenvalues();
    void refusesBadInput();
    void cancelStopsSoon();
};

void PcaTest::equalsFullDecomposition_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<double>("fall");
    const struct {
        int n, d;
    } shapes[] = {{5, 3}, {30, 200}, {200, 30}, {120, 120}, {500, 450}};
    for (const auto& s : shapes) {
        for (const double fall : {0.5, 0.97})
            QTest::addRow("%dx%d %g", s.n, s.d, fall) << s.n << s.d << fall;
    }
}

void PcaTest::equalsFullDecomposition()
{
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(double, fall);
    const MatrixD x = oblique(n, d, fall, 3);
    const Plain plain = bySpectrum(x, 3);
    const PcaLayout layout = pcaLayout(x);
    QVERIFY2(relativeError(layout.coordinates, plain.coordinates) < 1e-6,
             qPrintable(QString::number(relativeError(layout.coordinates, plain.coordinates))));
    for (Index c = 0; c < 3; ++c)
        QVERIFY(std::abs(layout.share[std::size_t(c)] / plain.share[c] - 1) < 1e-9);
    QVERIFY(layout.warnings.empty());
    // float32 points: compared with the decomposition of their exact values.
    const MatrixF rounded = x.cast<float>();
    const Plain single = bySpectrum(rounded.cast<double>(), 3);
    QVERIFY(relativeError(pcaLayout(rounded).coordinates, single.coordinates) < 1e-6);
}

void PcaTest::largeSets_data()
{
    QTest::addColumn<bool>("flat");
    QTest::newRow("passes over the points") << false;
    QTest::newRow("noise alone: passes do not converge soon") << true;
}

void PcaTest::largeSets()
{
    // Too large for a full decomposition here: scores are eigenvectors of Z Z^T, and their values
    // are the largest.
    QFETCH(bool, flat);
    const MatrixD x = flat ? gauss(1600, 1520, 5) : oblique(1600, 1520, 0.8, 5);
    const PcaLayout layout = pcaLayout(x);
    QVERIFY(layout.warnings.empty());
    const MatrixD z = x.rowwise() - x.colwise().mean();
    Eigen::MatrixXd product = z.transpose() * z;
    const double total = product.trace();
    const VectorD values = symmetricEigenvalues(product);
    for (Index c = 0; c < 3; ++c) {
        const double wanted = values[1519 - c];
        QVERIFY(std::abs(layout.share[std::size_t(c)] * total / wanted - 1) < 1e-9);
        const VectorD score = layout.coordinates.col(c).cast<double>();
        QVERIFY(std::abs(score.squaredNorm() / wanted - 1) < 1e-6);
        const VectorD image = z * (z.transpose() * score);
        QVERIFY((image - wanted * score).norm() < 1e-6 * wanted * score.norm());
        QVERIFY(score.maxCoeff() >= -score.minCoeff());
    }
}

void PcaTest::unitsAndOffsets_data()
{
    QTest::addColumn<double>("unit");
    QTest::addColumn<double>("offset");
    QTest::newRow("1e-30") << 1e-30 << 0.0;
    QTest::newRow("1e30") << 1e30 << 0.0;
    QTest::newRow("offset") << 1.0 << 1e5;
}

void PcaTest::unitsAndOffsets()
{
    QFETCH(double, unit);
    QFETCH(double, offset);
    const MatrixD x = oblique(300, 40, 0.6, 4);
    const PcaLayout plain = pcaLayout(x);
    const PcaLayout moved = pcaLayout(MatrixD((x * unit).array() + offset));
    QVERIFY(relativeError(moved.coordinates, plain.coordinates.cast<double>() * unit) < 1e-6);
    QVERIFY(std::abs(moved.share[0] - plain.share[0]) < 1e-9);
}

void PcaTest::threadsChangeNoBit_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::newRow("product matrix") << 500 << 300;
    QTest::newRow("passes") << 1600 << 1550;
}

void PcaTest::threadsChangeNoBit()
{
    QFETCH(int, n);
    QFETCH(int, d);
    const MatrixF x = oblique(n, d, 0.7, 6).cast<float>();
    setComputeThreads(1);
    const PcaLayout one = pcaLayout(x);
    setComputeThreads(2);
    const PcaLayout two = pcaLayout(x);
    QVERIFY(one.coordinates == two.coordinates);
    QVERIFY(one.share == two.share);
}

void PcaTest::fewAxes_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<int>("rank");
    QTest::newRow("one sample") << 1 << 7 << 0;
    QTest::newRow("constant") << 40 << 7 << 0;
    QTest::newRow("two samples") << 2 << 7 << 1;
    QTest::newRow("one feature") << 40 << 1 << 1;
    QTest::newRow("two features") << 40 << 2 << 2;
    QTest::newRow("a plane, wide") << 60 << 500 << 2;
    QTest::newRow("a plane, long") << 500 << 60 << 2;
}

void PcaTest::fewAxes()
{
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(int, rank);
    const MatrixD spread = n == 1 ? MatrixD::Zero(1, rank) : gauss(n, rank, 7);
    const MatrixD x = ((spread * gauss(rank, d, 8)).array() + 0.1).matrix();
    const PcaLayout layout = pcaLayout(x);
    QCOMPARE(layout.coordinates.rows(), Index(n));
    QCOMPARE(layout.coordinates.cols(), Index(3));
    QVERIFY(layout.coordinates.allFinite());
    double sum = 0;
    for (int c = 0; c < 3; ++c) {
        const double share = layout.share[std::size_t(c)];
        QCOMPARE(share > 0, c < rank);
        QCOMPARE(layout.coordinates.col(c).isZero(0), c >= rank);
        sum += share;
    }
    QVERIFY(std::abs(sum - (rank > 0 ? 1 : 0)) < 1e-9);
    QCOMPARE(layout.warnings.size(), std::size_t(1));
}

void PcaTest::equalAxes()
{
    // The corners of a simplex: nine equal eigenvalues, any orthonormal frame will do.
    const PcaLayout layout = pcaLayout(MatrixD(MatrixD::Identity(10, 10)));
    for (const double share : layout.share)
        QVERIFY(std::abs(share - 1.0 / 9) < 1e-12);
    const Eigen::Matrix3d products =
        (layout.coordinates.transpose() * layout.coordinates).cast<double>();
    QVERIFY((products - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff() < 1e-6);
}

void PcaTest::largestEigenvalues_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("repeated");
    for (const int order : {1, 2, 5, 9, 60, 400}) {
        for (const int count : {1, 3, 8}) {
            for (const bool repeated : {false, true})
                QTest::addRow("%d of %d%s", count, order, repeated ? " repeated" : "")
                    << order << count << repeated;
        }
    }
}

void PcaTest::largestEigenvalues()
{
    QFETCH(int, order);
    QFETCH(int, count);
    QFETCH(bool, repeated);
    VectorD values(order);
    for (Index i = 0; i < order; ++i)
        values[i] = repeated ? double((i + 3) / 4) : 1 + double(i) * double(i);
    const Eigen::MatrixXd q =
        Eigen::HouseholderQR<Eigen::MatrixXd>(gauss(order, order, 9)).householderQ();
    const Eigen::MatrixXd a = q * values.asDiagonal() * q.transpose();
    const SymmetricMap map{order,
                           [&](const Eigen::MatrixXd& in) { return Eigen::MatrixXd(a * in); }};
    const TopEigen top = largestEigen(map, count);
    QVERIFY(top.converged);
    const Index found = std::min(order, count);
    QCOMPARE(top.values.size(), found);
    for (Index j = 0; j < found; ++j) {
        const double wanted = values[order - 1 - j];
        QVERIFY(std::abs(top.values[j] - wanted) < 1e-9 * (1 + wanted));
        const VectorD v = top.vectors.col(j);
        QVERIFY((a * v - wanted * v).norm() < 1e-6 * (1 + wanted));
        QVERIFY(wanted == 0 || std::abs(v.norm() - 1) < 1e-9);
    }
}

void PcaTest::refusesBadInput()
{
    const auto kindOf = [](const Points& x) {
        try {
            pcaLayout(x);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    };
    QCOMPARE(kindOf(MatrixF(0, 4)), ErrorKind::InvalidInput);
    QCOMPARE(kindOf(MatrixF(4, 0)), ErrorKind::InvalidInput);
    MatrixD x = gauss(10, 4, 1);
    x(2, 2) = std::numeric_limits<double>::infinity();
    QCOMPARE(kindOf(x), ErrorKind::Numeric);
    QCOMPARE(kindOf(MatrixD(gauss(10, 4, 1) * 1e200)), ErrorKind::Numeric);
    QCOMPARE(kindOf(MatrixD(gauss(10, 4, 1) * 1e60)), ErrorKind::Numeric);
}

void PcaTest::cancelStopsSoon()
{
    setComputeThreads(2);
    const Points x = MatrixF(gauss(2500, 3000, 14).cast<float>());
    const Progress progress;
    QElapsedTimer sinceCancel;
    std::jthread canceller([&] {
        while (progress.snapshot().fraction < 0.3)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        sinceCancel.start();
        progress.cancel();
    });
    QVERIFY_EXCEPTION_THROWN(pcaLayout(x, 3, progress), Cancelled);
    canceller.join();
    QVERIFY2(sinceCancel.elapsed() < 500, qPrintable(QString::number(sinceCancel.elapsed())));
}

QTEST_GUILESS_MAIN(PcaTest)
#include "pca_test.moc"
