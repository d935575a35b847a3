// SPDX-License-Identifier: MIT
// The unconstrained-features model: its closed form, and a descent that reaches it.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/collapse/free_features.hpp"
#include "core/session/analysis.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <cmath>
#include <thread>

using namespace leafscope;

namespace {

FreeModel squares(Index classes, Index perClass, Index width, double decayW, double decayH)
{
    return {FreeLoss::Squares, classes, width, perClass, decayW, decayH};
}

FreeModel entropy(Index classes, Index perClass, Index width, double decayW, double decayH)
{
    return {FreeLoss::CrossEntropy, classes, width, perClass, decayW, decayH};
}

const CollapseEpoch& lastOf(const FreeDescent& descent)
{
    return descent.run->layers.front().epochs.back();
}

} // namespace

class TestFreeFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reachesTheTable_data();
    void reachesTheTable();
    void exactSolutionIsCritical_data();
    void exactSolutionIsCritical();
    void strongDecayLeavesNothing_data();
    void strongDecayLeavesNothing();
    void rotationsDoNotMatter();
    void anySeedReachesTheSameMinimum();
    void theObjectiveNeverRises();
    void recordedStepsGrow();
    void fewDimensions_data();
    void fewDimensions();
    void oneFeaturePerClass();
    void sameBits();
    void badModelsAreTold_data();
    void badModelsAreTold();
    void cancels();
    void theAnalysisTellsBoth();
};

void TestFreeFeatures::reachesTheTable_data()
{
    QTest::addColumn<bool>("isSquares");
    QTest::addColumn<QVector<double>>("model");  // C, n, p, lambda_w, lambda_h
    QTest::addColumn<QVector<double>>("values"); // s, w, m, objective
    // Solutions that gradient descent of another program reached to 1e-12.
    QTest::newRow("mse 4") << true << QVector<double>{4, 5, 6, 5e-3, 5e-3}
                           << QVector<double>{0.955279, 1.461529, 0.653616, 0.03279102};
    QTest::newRow("mse 10") << true << QVector<double>{10, 4, 16, 2e-3, 1e-3}
                            << QVector<double>{0.971716, 1.172269, 0.828919, 0.02509584};
    QTest::newRow("ce 4") << false << QVector<double>{4, 5, 6, 5e-3, 5e-3}
                          << QVector<double>{4.459482, 3.157801, 1.412211, 0.18369200};
    QTest::newRow("ce 3") << false << QVector<double>{3, 10, 8, 1e-2, 1e-3}
                          << QVector<double>{4.584967, 2.141254, 2.141254, 0.11190206};
    QTest::newRow("ce 10") << false << QVector<double>{10, 4, 16, 2e-3, 1e-3}
                           << QVector<double>{5.842249, 2.874402, 2.032509, 0.17450483};
}

void TestFreeFeatures::reachesTheTable()
{
    QFETCH(bool, isSquares);
    QFETCH(QVector<double>, model);
    QFETCH(QVector<double>, values);
    const FreeModel free{isSquares ? FreeLoss::Squares : FreeLoss::CrossEntropy,
                         Index(model[0]),
                         Index(model[2]),
                         Index(model[1]),
                         model[3],
                         model[4]};
    const FreeSolution exact = exactSolution(free).value();
    QVERIFY(std::abs(exact.logitScale - values[0]) < 1e-6);
    QVERIFY(std::abs(exact.weightScale - values[1]) < 1e-6);
    QVERIFY(std::abs(exact.meanScale - values[2]) < 1e-6);
    QVERIFY(std::abs(exact.objective - values[3]) < 1e-8);

    const auto start = std::chrono::steady_clock::now();
    const FreeDescent descent = descendFree(free, {});
    qInfo() << descent.steps << "steps,"
            << std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()
            << "s";
    QVERIFY(std::abs(descent.reached.logitScale - exact.logitScale) < 1e-4);
    QVERIFY(std::abs(descent.reached.weightScale - exact.weightScale) < 1e-4);
    QVERIFY(std::abs(descent.reached.meanScale - exact.meanScale) < 1e-4);
    QVERIFY(std::abs(descent.reached.objective - exact.objective) < 1e-7);
    QVERIFY(descent.reached.objective > exact.objective - 1e-12);
    QVERIFY(std::abs(descent.reached.bias - exact.bias) < 1e-6);

    // Neural collapse, by the numbers that networks are measured with.
    const CollapseEpoch& last = lastOf(descent);
    QCOMPARE(last.epoch, descent.steps);
    QVERIFY(last.train.nc1 < 1e-8);
    QVERIFY(last.train.etfDistance < 1e-6);
    QVERIFY(last.train.maxangleMeans < 1e-3);
    QVERIFY(last.train.maxangleClassifiers < 1e-3);
    QVERIFY(last.train.equinormMeans < 1e-3);
    QVERIFY(last.train.selfDuality < 1e-6);
    QCOMPARE(last.train.nccMismatch, 0.0);
    QCOMPARE(last.train.accuracy, 1.0);
    // |mu_c| = m sqrt((C-1)/C) is the scale of the nearest simplex.
    const double c = model[0];
    QVERIFY(std::abs(last.scale - exact.meanScale * std::sqrt((c - 1) / c)) < 1e-4);
    QVERIFY(descent.run->layers.front().epochs.front().train.nc1 > 0.1);
    QVERIFY(descent.run->terminal.has_value());
}

void TestFreeFeatures::exactSolutionIsCritical_data()
{
    QTest::addColumn<bool>("isSquares");
    QTest::addColumn<int>("classes");
    QTest::addColumn<double>("decay");
    for (const bool isSquares : {true, false})
        for (const int classes : {2, 3, 7})
            for (const double decay : {1e-3, 2e-2})
                QTest::addRow("%s %d %g", isSquares ? "mse" : "ce", classes, decay)
                    << isSquares << classes << decay;
}

/// The state of the closed form has its objective, and every small move raises that.
void TestFreeFeatures::exactSolutionIsCritical()
{
    QFETCH(bool, isSquares);
    QFETCH(int, classes);
    QFETCH(double, decay);
    const FreeModel model{isSquares ? FreeLoss::Squares : FreeLoss::CrossEntropy,
                          classes,
                          classes,
                          3,
                          decay,
                          0.5 * decay};
    const FreeSolution exact = exactSolution(model).value();
    QVERIFY(exact.logitScale > 0);
    const MatrixD centring =
        MatrixD::Identity(classes, classes) - MatrixD::Constant(classes, classes, 1.0 / classes);
    FreeState state;
    state.weights = exact.weightScale * centring;
    state.features.resize(3 * classes, classes);
    for (Index c = 0; c < classes; ++c)
        for (Index i = 0; i < 3; ++i)
            state.features.row(3 * c + i) = exact.meanScale * centring.row(c);
    state.bias = VectorD::Constant(classes, exact.bias);
    const FreeSolution there = solutionAt(model, state);
    QVERIFY(std::abs(there.objective - exact.objective) < 1e-12);
    QVERIFY(std::abs(there.logitScale - exact.logitScale) < 1e-12);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const FreeState direction = FreeState::random(model, seed);
        for (const double size : {1e-3, -1e-3}) {
            FreeState moved = state;
            moved.weights += size * direction.weights;
            moved.features += size * direction.features;
            // To first order nothing changes; the second order is of the size of the square.
            const double change = solutionAt(model, moved).objective - exact.objective;
            QVERIFY2(change > 0 && change < 1e-4, qPrintable(QString::number(change)));
        }
    }
}

void TestFreeFeatures::strongDecayLeavesNothing_data()
{
    QTest::addColumn<bool>("isSquares");
    QTest::newRow("mse") << true;
    QTest::newRow("ce") << false;
}

void TestFreeFeatures::strongDecayLeavesNothing()
{
    QFETCH(bool, isSquares);
    FreeModel model = isSquares ? squares(4, 4, 6, 0.2, 0.2) : entropy(4, 4, 6, 0.2, 0.2);
    QVERIFY(4 * model.kappa() > 1);
    const FreeSolution exact = exactSolution(model).value();
    QCOMPARE(exact.logitScale, 0.0);
    QCOMPARE(exact.weightScale, 0.0);
    QVERIFY(std::abs(exact.objective - (isSquares ? 3.0 / 8 : std::log(4.0))) < 1e-12);
    const FreeDescent descent = descendFree(model, {});
    QVERIFY(descent.state.weights.norm() < 1e-6);
    QVERIFY(descent.state.features.norm() < 1e-6);
    QVERIFY(std::abs(descent.reached.objective - exact.objective) < 1e-9);
    QVERIFY(!descent.run->warnings.empty());
    QVERIFY(descent.run->warnings.front().find("W = H = 0") != std::string::npos);
    // Just on either side of the threshold.
    model.decayW = model.decayH = 0.5 / 4 * 1.0001; // C kappa = 1.0001
    QCOMPARE(exactSolution(model)->logitScale, 0.0);
    model.decayW = model.decayH = 0.5 / 4 * 0.9999;
    QVERIFY(exactSolution(model)->logitScale > 0);
}

/// The model knows no axes: rotated, it goes the same way.
void TestFreeFeatures::rotationsDoNotMatter()
{
    const FreeModel model = entropy(3, 4, 5, 5e-3, 5e-3);
    const FreeState state = FreeState::random(model, 3);
    FreeState rotated = state;
    const double angle = 0.7;
    for (MatrixD* m : {&rotated.weights, &rotated.features}) {
        const VectorD x = m->col(1);
        const VectorD y = m->col(4);
        m->col(1) = std::cos(angle) * x - std::sin(angle) * y;
        m->col(4) = std::sin(angle) * x + std::cos(angle) * y;
    }
    const FreeSolution one = solutionAt(model, state);
    const FreeSolution other = solutionAt(model, rotated);
    QVERIFY(std::abs(one.objective - other.objective) < 1e-12);
    QVERIFY(std::abs(one.logitScale - other.logitScale) < 1e-12);
    QVERIFY(std::abs(one.meanScale - other.meanScale) < 1e-12);
    // Balancing: only the product of both decays counts for the objective and the logits.
    const FreeSolution even = exactSolution(entropy(3, 4, 5, 4e-3, 4e-3)).value();
    const FreeSolution odd = exactSolution(entropy(3, 4, 5, 16e-3, 1e-3)).value();
    QVERIFY(std::abs(even.objective - odd.objective) < 1e-12);
    QVERIFY(std::abs(even.logitScale - odd.logitScale) < 1e-12);
    QVERIFY(std::abs(even.weightScale * even.meanScale - odd.weightScale * odd.meanScale) < 1e-12);
}

void TestFreeFeatures::anySeedReachesTheSameMinimum()
{
    const FreeModel model = entropy(4, 5, 3, 5e-3, 5e-3); // p = C - 1, the tightest that fits
    const FreeSolution exact = exactSolution(model).value();
    for (const std::uint64_t seed : {2, 3, 4}) {
        const FreeDescent descent = descendFree(model, {20000, seed, 60});
        QVERIFY(std::abs(descent.reached.objective - exact.objective) < 1e-7);
        QCOMPARE(lastOf(descent).means.raw.cols(), Index(3)); // as they are, for p <= 3
        QCOMPARE(lastOf(descent).features.raw.rows(), Index(20));
        QCOMPARE(lastOf(descent).classifiers.raw.rows(), Index(4));
    }
}

void TestFreeFeatures::theObjectiveNeverRises()
{
    // Many features with little decay: steps of the usual size would be too long.
    for (const FreeModel& model : {entropy(2, 400, 2, 1e-6, 1e-2), squares(3, 300, 4, 1e-6, 1e-2),
                                   entropy(6, 3, 2, 1e-3, 1e-3)}) {
        const FreeDescent descent = descendFree(model, {2000, 1, 10});
        double before = std::numeric_limits<double>::infinity();
        for (const auto& at : descent.run->about.at("objective")) {
            QVERIFY(at.at(1).is_number());
            QVERIFY(at.at(1).get<double>() <= before * (1 + 1e-12));
            before = at.at(1).get<double>();
        }
        QVERIFY(descent.state.weights.allFinite());
    }
}

void TestFreeFeatures::recordedStepsGrow()
{
    QCOMPARE(recordedSteps(0), std::vector<int>{0});
    QCOMPARE(recordedSteps(9), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    const std::vector<int> many = recordedSteps(20000);
    QCOMPARE(many.back(), 20000);
    QVERIFY(many.size() > 40 && many.size() < 70);
    QVERIFY(std::adjacent_find(many.begin(), many.end(), std::greater_equal<>()) == many.end());
}

void TestFreeFeatures::fewDimensions_data()
{
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("width");
    QTest::newRow("two classes on a line") << 2 << 1;
    QTest::newRow("five in the plane") << 5 << 2;
    QTest::newRow("ten in space") << 10 << 3;
    QTest::newRow("three on a line") << 3 << 1;
}

void TestFreeFeatures::fewDimensions()
{
    QFETCH(int, classes);
    QFETCH(int, width);
    const FreeModel model = entropy(classes, 4, width, 1e-3, 1e-3);
    const FreeDescent descent = descendFree(model, {4000, 1, 60});
    QCOMPARE(exactSolution(model).has_value(), width >= classes - 1);
    QCOMPARE(descent.run->about.at("exact").is_null(), width < classes - 1);
    const bool isTold = std::any_of(
        descent.run->warnings.begin(), descent.run->warnings.end(),
        [](const std::string& text) { return text.find("closed form") != std::string::npos; });
    QCOMPARE(isTold, width < classes - 1);
    const CollapseEpoch& last = lastOf(descent);
    QVERIFY(last.means.simplex.allFinite() && last.features.simplex.allFinite());
    QCOMPARE(last.means.raw.cols(), Index(width));
    QVERIFY(last.train.nc1 < 1e-3);
    if (width == 2) // in the plane classes still spread to a regular polygon
        QCOMPARE(last.train.accuracy, 1.0);
}

void TestFreeFeatures::oneFeaturePerClass()
{
    const FreeDescent descent = descendFree(squares(3, 1, 4, 5e-3, 5e-3), {500, 1, 60});
    QCOMPARE(lastOf(descent).train.nc1, 0.0);
    QVERIFY(lastOf(descent).train.maxangleMeans < 0.05);
    const FreeDescent still = descendFree(squares(3, 1, 4, 5e-3, 5e-3), {0, 1, 60});
    QCOMPARE(still.run->layers.front().epochs.size(), std::size_t(1));
}

void TestFreeFeatures::sameBits()
{
    const FreeModel model = entropy(4, 50, 8, 5e-3, 5e-3);
    setComputeThreads(1);
    const FreeDescent one = descendFree(model, {300, 5, 60});
    setComputeThreads(2);
    const FreeDescent two = descendFree(model, {300, 5, 60});
    setComputeThreads(0);
    QVERIFY(one.state.features == two.state.features);
    QVERIFY(one.run->about == two.run->about);
    QVERIFY(lastOf(one).features.simplex == lastOf(two).features.simplex);
    const FreeDescent other = descendFree(model, {300, 6, 60});
    QVERIFY(one.state.features != other.state.features);
}

void TestFreeFeatures::badModelsAreTold_data()
{
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("width");
    QTest::addColumn<double>("decay");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("told");
    QTest::newRow("one class") << 1 << 3 << 1e-3 << 10 << "1 classes";
    QTest::newRow("no dimensions") << 3 << 0 << 1e-3 << 10 << "without entries";
    QTest::newRow("no decay") << 3 << 3 << 0.0 << 10 << "not positive";
    QTest::newRow("decay is not a number") << 3 << 3 << std::nan("") << 10 << "not positive";
    QTest::newRow("steps back") << 3 << 3 << 1e-3 << -1 << "negative number of steps";
}

void TestFreeFeatures::badModelsAreTold()
{
    QFETCH(int, classes);
    QFETCH(int, width);
    QFETCH(double, decay);
    QFETCH(int, steps);
    const FreeModel model = entropy(classes, 2, width, decay, decay);
    QFETCH(QString, told);
    const auto error = test::errorOf([&] { descendFree(model, {steps, 1, 60}); });
    QCOMPARE(test::flawOf(error, ErrorKind::InvalidInput, told.toStdString()), QByteArray());
}

void TestFreeFeatures::cancels()
{
    const Progress progress;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        progress.cancel();
    });
    const auto start = std::chrono::steady_clock::now();
    QVERIFY_THROWS_EXCEPTION(
        Cancelled, descendFree(entropy(64, 100, 64, 1e-3, 1e-3), {1000000, 1, 60}, progress));
    stopper.join();
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(600));
}

void TestFreeFeatures::theAnalysisTellsBoth()
{
    const Analysis* analysis = findAnalysis("collapse free");
    QVERIFY(analysis);
    QTemporaryDir folder;
    Request request;
    request.parameters = completeParameters(
        *analysis, {{"classes", 3}, {"width", 2}, {"per_class", 6}, {"steps", 20000}});
    const std::filesystem::path file = folder.filePath("free.h5").toStdString();
    const Json result = analysis->run(request, file, Progress());
    for (const char* key : {"s", "w", "m", "objective"})
        QVERIFY(std::abs(result.at("exact").at(key).get<double>() -
                         result.at("reached").at(key).get<double>()) < 1e-4);
    QVERIFY(result.at("last").at("nc1").get<double>() < 1e-6);
    QCOMPARE(result.at("epochs").size(), result.at("objective").size());
    const auto runs = readCollapse(file);
    QCOMPARE(runs->runs.size(), std::size_t(1));
    const CollapseRun& run = *runs->runs.front();
    QCOMPARE(run.classCount(), Index(3));
    QCOMPARE(run.layers.front().epochs.back().features.raw.rows(), Index(18));
    QVERIFY(run.about.at("exact") == result.at("exact"));
}

QTEST_GUILESS_MAIN(TestFreeFeatures)
#include "test_free_features.moc"
