// SPDX-License-Identifier: MIT
// The spectrum against a singular value decomposition of the standardised points.
#include "core/dimension/leading.hpp"
#include "core/dimension/spectrum.hpp"
#include "tests/core/dimension/manifolds.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <QTest>

using namespace leafscope;
using namespace leafscope::manifolds;

namespace {

/// Points with a decaying spectrum, each feature in a unit of its own.
MatrixD decaying(Index n, Index d, std::uint64_t seed)
{
    MatrixD x = gauss(n, d, seed);
    for (Index c = 0; c < d; ++c)
        x.col(c) *= 1 / (1.0 + double(c));
    MatrixD mixed = x * gauss(d, d, seed + 1);
    for (Index c = 0; c < d; ++c)
        mixed.col(c) *= std::exp2(double(c % 9) - 4);
    return mixed;
}

struct Plain {
    Index components = 0;
    double participationRatio = 0;
};

Plain bySvd(const MatrixD& x, double share, bool standardize)
{
    MatrixD z = x.rowwise() - x.colwise().mean();
    for (Index c = 0; standardize && c < z.cols(); ++c) {
        if (x.col(c).minCoeff() == x.col(c).maxCoeff())
            z.col(c).setZero();
        else
            z.col(c) /= z.col(c).norm();
    }
    const VectorD l = Eigen::BDCSVD<Eigen::MatrixXd>(z).singularValues().array().square();
    Plain plain{0, l.sum() * l.sum() / l.squaredNorm()};
    for (double sum = 0; sum < share * l.sum() * (1 - 1e-10);)
        sum += l[plain.components++];
    return plain;
}

} // namespace

class SpectrumTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsSvd_data();
    void equalsSvd();
    void equalEigenvalues();
    void unitsDoNotMatter();
    void leadingIsProven_data();
    void leadingIsProven();
    void largeOrder();
    void eigenvalues_data();
    void eigenvalues();
};

void SpectrumTest::equalsSvd_data()
{
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("d");
    QTest::addColumn<double>("share");
    QTest::addColumn<bool>("standardize");
    const struct {
        int n, d;
    } shapes[] = {{2, 3}, {40, 200}, {200, 40}, {120, 120}, {300, 290}, {30, 1500}, {1300, 30}};
    for (const auto& s : shapes) {
        for (const double share : {0.5, 0.9, 1.0}) {
            for (const bool standardize : {true, false})
                QTest::addRow("%dx%d %g %s", s.n, s.d, share, standardize ? "corr" : "cov")
                    << s.n << s.d << share << standardize;
        }
    }
}

void SpectrumTest::equalsSvd()
{
    QFETCH(int, n);
    QFETCH(int, d);
    QFETCH(double, share);
    QFETCH(bool, standardize);
    MatrixD x = decaying(n, d, 5);
    if (d > 3)
        x.col(1).setConstant(0.1);
    const Plain plain = bySvd(x, share, standardize);
    const Spectrum spectrum = pcaSpectrum(x, share, standardize);
    QCOMPARE(spectrum.components, plain.components);
    QVERIFY(std::abs(spectrum.participationRatio / plain.participationRatio - 1) < 1e-10);
    QCOMPARE(spectrum.constantColumns, Index(d > 3 ? 1 : 0));
    // float32 points: the Gram matrix of their exact values.
    const MatrixF rounded = x.cast<float>();
    const Plain single = bySvd(rounded.cast<double>(), share, standardize);
    const Spectrum ofRounded = pcaSpectrum(rounded, share, standardize);
    QCOMPARE(ofRounded.components, single.components);
    QVERIFY(std::abs(ofRounded.participationRatio / single.participationRatio - 1) < 1e-10);
}

void SpectrumTest::equalEigenvalues()
{
    // Ten uncorrelated features: 90 % is nine components, not ten by rounding.
    MatrixD x = MatrixD::Zero(20, 10);
    for (Index c = 0; c < 10; ++c) {
        x(c, c) = 1;
        x(c + 10, c) = -1;
    }
    const Spectrum spectrum = pcaSpectrum(x, 0.9, true);
    QCOMPARE(spectrum.components, Index(9));
    QVERIFY(std::abs(spectrum.participationRatio - 10) < 1e-12);
}

void SpectrumTest::unitsDoNotMatter()
{
    const MatrixD x = decaying(80, 60, 9);
    for (const double unit : {1e-30, 1e30}) {
        for (const bool standardize : {true, false}) {
            const Spectrum plain = pcaSpectrum(x, 0.9, standardize);
            const Spectrum scaled = pcaSpectrum(MatrixD(unit * x), 0.9, standardize);
            QCOMPARE(scaled.components, plain.components);
            QVERIFY(std::abs(scaled.participationRatio / plain.participationRatio - 1) < 1e-10);
        }
    }
}

void SpectrumTest::leadingIsProven_data()
{
    QTest::addColumn<double>("fall");
    QTest::addColumn<int>("multiplicity");
    QTest::addColumn<double>("provenUpTo"); // shares, at least
    QTest::newRow("steep") << 0.8 << 1 << 0.9;
    QTest::newRow("gentle") << 0.95 << 1 << 0.5;
    QTest::newRow("threefold values") << 0.7 << 3 << 0.9;
    QTest::newRow("slow") << 0.995 << 1 << 0.0;
    QTest::newRow("flat") << 1.0 << 1 << 0.0;
    QTest::newRow("one direction") << 0.001 << 1 << 0.99;
}

void SpectrumTest::leadingIsProven()
{
    QFETCH(double, fall);
    QFETCH(int, multiplicity);
    QFETCH(double, provenUpTo);
    constexpr Index kOrder = 300;
    VectorD values(kOrder);
    for (Index i = 0; i < kOrder; ++i)
        values[i] = std::pow(fall, double(i / multiplicity)) + 1e-5;
    const Eigen::MatrixXd q =
        Eigen::HouseholderQR<Eigen::MatrixXd>(gauss(kOrder, kOrder, 4)).householderQ();
    const Eigen::MatrixXd full = q * values.asDiagonal() * q.transpose();
    const Eigen::MatrixXd lower = full.triangularView<Eigen::Lower>();
    for (const double share : {0.1, 0.5, 0.9, 0.99}) {
        Index wanted = 0;
        for (double sum = 0; sum < share * values.sum() * (1 - 1e-10);)
            sum += values[wanted++];
        const std::optional<Index> count = leadingCount(lower, share);
        QVERIFY2(count || share > provenUpTo, qPrintable(QString::number(share)));
        QCOMPARE(count.value_or(wanted), wanted);
    }
}

void SpectrumTest::largeOrder()
{
    // Above the order at which the leading eigenvalues are asked first; the same count from all of
    // them.
    const MatrixD x = decaying(1100, 1020, 11);
    const MatrixD z = x.rowwise() - x.colwise().mean();
    const MatrixD scaled = z * z.colwise().norm().cwiseInverse().asDiagonal();
    Eigen::MatrixXd product = scaled.transpose() * scaled;
    const VectorD values = symmetricEigenvalues(product);
    for (const double share : {0.5, 0.9, 0.999}) {
        Index wanted = 0;
        for (double sum = 0; sum < share * values.sum() * (1 - 1e-10);)
            sum += values[1019 - wanted++];
        QCOMPARE(pcaSpectrum(x, share, true).components, wanted);
    }
}

void SpectrumTest::eigenvalues_data()
{
    QTest::addColumn<int>("order");
    for (const int order : {1, 2, 3, 63, 64, 65, 66, 130, 300})
        QTest::addRow("%d", order) << order;
}

void SpectrumTest::eigenvalues()
{
    QFETCH(int, order);
    const Eigen::MatrixXd a = gauss(order, order, 3);
    const Eigen::MatrixXd symmetric = a + a.transpose();
    Eigen::MatrixXd lower = symmetric.triangularView<Eigen::Lower>();
    const VectorD found = symmetricEigenvalues(lower);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> plain(symmetric, Eigen::EigenvaluesOnly);
    QVERIFY((found - plain.eigenvalues()).cwiseAbs().maxCoeff() <
            1e-12 * plain.eigenvalues().cwiseAbs().maxCoeff());
}

QTEST_GUILESS_MAIN(SpectrumTest)
#include "spectrum_test.moc"
