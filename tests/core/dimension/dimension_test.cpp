// SPDX-License-Identifier: MIT
// The TwoNN estimators: recorded values, closed forms, invariances, intervals and degenerate sets.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/dimension/dimension.hpp"
#include "core/dimension/twonn.hpp"
#include "core/neighbors/neighbors.hpp"
#include "tests/core/dimension/manifolds.hpp"

#include <Eigen/QR>
#include <QElapsedTimer>
#include <QTest>

#include <limits>
#include <thread>

using namespace leafscope;
using namespace leafscope::manifolds;

namespace {

MatrixD named(const QString& name, Index n, std::uint64_t seed)
{
    if (name == "sphere d10")
        return sphere(n, 10, seed);
    return name == "torus d2" ? torus(n, 2, seed) : gauss(n, 5, seed);
}

bool near(double value, double wanted, double relative)
{
    return std::abs(value - wanted) <= relative * std::abs(wanted);
}

bool sameNumbers(const Dimension& a, const Dimension& b)
{
    return a.twonnFit == b.twonnFit && a.twonnMl == b.twonnMl && a.ci95 == b.ci95 &&
           a.ci95Fit == b.ci95Fit && a.pca90 == b.pca90 &&
           a.participationRatio == b.participationRatio && a.meanR1 == b.meanR1 &&
           a.meanR2 == b.meanR2;
}

} // namespace

class DimensionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void recordedValues_data();
    void recordedValues();
    void handCheck();
    void fitOfExactPareto();
    void invariances_data();
    void invariances();
    void translationOfFloat32();
    void duplicatesDoNotCount();
    void intervalsCover_data();
    void intervalsCover();
    void degenerate_data();
    void degenerate();
    void latticeHasNoRatio();
    void refusesBadInput();
    void threadsChangeNoBit();
    void cancelStopsSoon_data();
    void cancelStopsSoon();
};

void DimensionTest::recordedValues_data()
{
    // Agreed on by three independent implementations to 1e-9.
    QTest::addColumn<quint64>("seed");
    QTest::addColumn<double>("sum");
    QTest::addColumn<double>("fit");
    QTest::addColumn<double>("sumLogMu");
    QTest::addColumn<double>("meanR1");
    QTest::newRow("sphere d10") << quint64(1) << -3.693279074 << 9.4704397066 << 209.6729500127
                                << .5668751772;
    QTest::newRow("torus d2") << quint64(4) << 56.091661475 << 2.0032606393 << 1006.0956274869
                              << .0695779589;
    QTest::newRow("gauss d5") << quint64(11) << -36.738724275 << 4.9641106810 << 408.2351908118
                              << .6108003927;
}

void DimensionTest::recordedValues()
{
    QFETCH(quint64, seed);
    QFETCH(double, sum);
    QFETCH(double, fit);
    QFETCH(double, sumLogMu);
    QFETCH(double, meanR1);
    const MatrixD x = named(QTest::currentDataTag(), 2000, seed);
    QVERIFY(std::abs(x.sum() - sum) < 1e-8);
    const Dimension d = estimateDimension(x);
    QVERIFY2(near(d.twonnFit, fit, 1e-8), qPrintable(QString::number(d.twonnFit, 'g', 15)));
    QVERIFY2(near(d.twonnMl, 1999 / sumLogMu, 1e-8),
             qPrintable(QString::number(d.twonnMl, 'g', 15)));
    QVERIFY(near(d.meanR1, meanR1, 1e-8));
    QVERIFY(d.meanR2 > d.meanR1);
    QCOMPARE(d.n, Index(2000));
    QCOMPARE(d.duplicates, Index(0));
    QVERIFY(d.ci95[0] < d.twonnMl && d.twonnMl < d.ci95[1]);
    QVERIFY(d.ci95Fit[0] < d.twonnFit && d.twonnFit < d.ci95Fit[1]);
    QVERIFY(!d.convention.empty());
}

void DimensionTest::handCheck()
{
    MatrixD x(6, 1);
    x << 0, 1, 3, 7, 15, 31;
    const Dimension d = estimateDimension(x);
    QVERIFY(near(d.twonnMl, 1.4647207785, 1e-9));
    QVERIFY(near(d.twonnFit, 1.9390668, 1e-7));
    const std::vector<double> mu{3, 2, 1.5, 1.5, 1.5, 1.5};
    QVERIFY(near(twonnMl(mu), d.twonnMl, 1e-14));
    QVERIFY(near(twonnFit(mu, 0.9), d.twonnFit, 1e-14));
    // With everything kept, the last point would lie at infinity: it is left out, as with 5 of 6.
    QCOMPARE(twonnFit(mu, 1), twonnFit(mu, 5.0 / 6));
}

void DimensionTest::fitOfExactPareto()
{
    // mu at the quantiles of a Pareto law of exponent 7 lie on the line, so every fraction gives 7.
    std::vector<double> mu;
    for (int i = 1; i <= 400; ++i)
        mu.push_back(std::pow(1 - i / 400.0 + (i == 400 ? 1e-9 : 0), -1 / 7.0));
    for (const double fraction : {0.1, 0.5, 0.9, 1.0})
        QVERIFY(near(twonnFit(mu, fraction), 7, 1e-12));
}

void DimensionTest::invariances_data()
{
    QTest::addColumn<double>("tolerance");
    QTest::newRow("rotation") << 1e-8;
    QTest::newRow("scale") << 1e-8;
    QTest::newRow("power of two") << 1e-13;
    QTest::newRow("translation") << 1e-8;
    QTest::newRow("permutation") << 1e-12;
    QTest::newRow("zero columns") << 0.0;
}

void DimensionTest::invariances()
{
    QFETCH(double, tolerance);
    const QString name = QTest::currentDataTag();
    const MatrixD x = sphere(900, 6, 3);
    MatrixD y = x;
    if (name == "rotation") {
        const Eigen::MatrixXd q =
            Eigen::HouseholderQR<Eigen::MatrixXd>(gauss(7, 7, 5)).householderQ();
        y = x * q;
    } else if (name == "scale") {
        y = 3e-5 * x;
    } else if (name == "power of two") {
        y = std::exp2(40) * x;
    } else if (name == "translation") {
        y = (x.array() + 100).matrix();
    } else if (name == "permutation") {
        RandomStream stream(4);
        const std::vector<std::int64_t> order = stream.permutation(900);
        for (Index i = 0; i < 900; ++i)
            y.row(i) = x.row(order[std::size_t(i)]);
    } else {
        y = MatrixD::Zero(900, 19);
        y.leftCols(7) = x;
    }
    const Dimension before = estimateDimension(x);
    const Dimension after = estimateDimension(y);
    QVERIFY(near(after.twonnFit, before.twonnFit, tolerance));
    QVERIFY(near(after.twonnMl, before.twonnMl, tolerance));
    QVERIFY(near(after.ci95[1], before.ci95[1], tolerance));
    if (name != "rotation") { // standardisation depends on the axes
        QCOMPARE(after.pca90, before.pca90);
        QVERIFY(near(after.participationRatio, before.participationRatio, tolerance));
    }
    if (name == "zero columns")
        QVERIFY(sameNumbers(before, after));
}

void DimensionTest::translationOfFloat32()
{
    // The features are rounded by the shift itself; the estimate must not add to that.
    const MatrixF x = gauss(1000, 1024, 6).cast<float>();
    const MatrixF moved = (x.array() + 100.0F).matrix();
    const Dimension before = estimateDimension(x);
    const Dimension after = estimateDimension(moved);
    QVERIFY(near(after.twonnFit, before.twonnFit, 1e-4));
    QVERIFY(near(after.twonnMl, before.twonnMl, 1e-4));
}

void DimensionTest::duplicatesDoNotCount()
{
    const MatrixD x = torus(600, 2, 8);
    MatrixD y(900, 4);
    y << x, x.topRows(300);
    const Dimension plain = estimateDimension(x);
    const Dimension doubled = estimateDimension(y);
    QCOMPARE(doubled.duplicates, Index(300));
    QCOMPARE(doubled.n, Index(900));
    QVERIFY(sameNumbers(plain, doubled));
    QVERIFY(!doubled.warnings.empty() && doubled.warnings[0].starts_with("300 duplicate rows"));
}

void DimensionTest::intervalsCover_data()
{
    QTest::addColumn<bool>("iidMustFail");
    QTest::newRow("torus d2") << true;
    QTest::newRow("gauss d5") << false; // fit 87 %, ML 91 %: too near the bar to insist on
}

void DimensionTest::intervalsCover()
{
    QFETCH(bool, iidMustFail);
    constexpr int kSeeds = 200;
    constexpr Index kPoints = 500;
    std::vector<double> estimates[2];
    for (int seed = 0; seed < kSeeds; ++seed) {
        const Neighbors nearest =
            nearestNeighbors(named(QTest::currentDataTag(), kPoints, 5000 + seed), 2);
        std::vector<double> mu;
        for (Index i = 0; i < kPoints; ++i)
            mu.push_back(std::sqrt(nearest.squared(i, 1) / nearest.squared(i, 0)));
        estimates[0].push_back(twonnFit(mu, 0.9));
        estimates[1].push_back(twonnMl(mu));
    }
    for (const std::vector<double>& values : estimates) {
        double mean = 0;
        for (const double value : values)
            mean += value / kSeeds;
        const auto coverage = [&](double widening) {
            int covered = 0;
            for (const double value : values) {
                const Interval interval = twonnInterval(value, kPoints, widening);
                covered += interval[0] <= mean && mean <= interval[1] ? 1 : 0;
            }
            return double(covered) / kSeeds;
        };
        const double ours = coverage(kIntervalWidening);
        const double iid = coverage(1);
        QVERIFY2(ours >= 0.91 && ours <= 0.98, qPrintable(QString::number(ours)));
        QVERIFY(iid < ours);
        if (iidMustFail)
            QVERIFY2(iid < 0.91, qPrintable(QString::number(iid)));
    }
}

void DimensionTest::degenerate_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("distinct");
    for (const int distinct : {1, 2}) {
        for (const int rows : {distinct, 50})
            QTest::addRow("%d rows, %d distinct", rows, distinct) << rows << distinct;
    }
}

void DimensionTest::degenerate()
{
    QFETCH(int, rows);
    QFETCH(int, distinct);
    MatrixF x(rows, 4);
    for (Index i = 0; i < rows; ++i)
        x.row(i).setConstant(i % distinct == 0 ? 1.5F : -2.0F);
    const Dimension d = estimateDimension(x);
    QVERIFY(std::isnan(d.twonnFit) && std::isnan(d.twonnMl) && std::isnan(d.ci95[0]));
    QVERIFY(std::isnan(d.ci95Fit[1]) && std::isnan(d.meanR1));
    QCOMPARE(d.duplicates, Index(rows - distinct));
    QCOMPARE(d.pca90, Index(distinct - 1));
    QCOMPARE(std::isnan(d.participationRatio), distinct == 1);
    QVERIFY(!d.warnings.empty());
}

void DimensionTest::latticeHasNoRatio()
{
    // The corners of a simplex: all distances equal, so all mu are 1.
    const Dimension d = estimateDimension(MatrixD(MatrixD::Identity(12, 12)));
    QVERIFY(std::isnan(d.twonnMl) && std::isnan(d.twonnFit));
    QVERIFY(near(d.meanR1, std::sqrt(2.0), 1e-14) && near(d.meanR2, std::sqrt(2.0), 1e-14));
    QVERIFY(!d.warnings.empty());
}

void DimensionTest::refusesBadInput()
{
    const auto kindOf = [](const Points& x, const DimensionOptions& options) {
        try {
            estimateDimension(x, options);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    };
    QCOMPARE(kindOf(MatrixF(0, 5), {}), ErrorKind::InvalidInput);
    QCOMPARE(kindOf(MatrixF(5, 0), {}), ErrorKind::InvalidInput);
    MatrixD x = gauss(20, 3, 1);
    QCOMPARE(kindOf(x, {.fraction = 0}), ErrorKind::InvalidInput);
    QCOMPARE(kindOf(x, {.pcaShare = 1.5}), ErrorKind::InvalidInput);
    x(3, 1) = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(kindOf(x, {}), ErrorKind::Numeric);
    QCOMPARE(kindOf(MatrixD(x.middleRows(3, 1)), {}), ErrorKind::Numeric);
}

void DimensionTest::threadsChangeNoBit()
{
    const MatrixF x = gauss(700, 900, 12).cast<float>();
    setComputeThreads(1);
    const Dimension one = estimateDimension(x);
    setComputeThreads(2);
    const Dimension two = estimateDimension(x);
    QVERIFY(sameNumbers(one, two));
}

void DimensionTest::cancelStopsSoon_data()
{
    QTest::addColumn<QByteArray>("stage");
    QTest::newRow("search") << QByteArray("neighbours");
    QTest::newRow("spectrum") << QByteArray("spectrum");
}

void DimensionTest::cancelStopsSoon()
{
    QFETCH(QByteArray, stage);
    setComputeThreads(2);
    const Points x = MatrixF(gauss(4000, 2000, 14).cast<float>());
    const Progress progress;
    QElapsedTimer sinceCancel;
    std::jthread canceller([&] {
        while (progress.snapshot().stage != stage.toStdString())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        // Well into the eigenvalues, or at once in the search.
        const double from = stage == "spectrum" ? 0.75 : 0.01;
        while (progress.snapshot().fraction < from)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        sinceCancel.start();
        progress.cancel();
    });
    QVERIFY_EXCEPTION_THROWN(estimateDimension(x, {}, progress), Cancelled);
    canceller.join();
    QVERIFY2(sinceCancel.elapsed() < 500, qPrintable(QString::number(sinceCancel.elapsed())));
}

QTEST_GUILESS_MAIN(DimensionTest)
#include "dimension_test.moc"
