// SPDX-License-Identifier: MIT
// A training of 90 epochs on three classes of Fashion-MNIST collapses, as the preset promises.
#include "core/collapse/class_statistics.hpp"
#include "core/data/dataset.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/network.hpp"
#include "core/model/normalization.hpp"
#include "core/session/execute.hpp"
#include "core/session/trainings.hpp"
#include "tests/core/collapse/reference.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace leafscope;
namespace fs = std::filesystem;

namespace {

/// What the last linear map of an MLP of three hidden layers reads, all samples at once.
MatrixD lastFeatures(Network& network, const Dataset& data)
{
    const Normalization normalization =
        Normalization::fromJson(network.metadata().at("normalize")).value();
    MatrixF batch(data.size(), data.sampleSize());
    for (Index i = 0; i < data.size(); ++i) {
        data.copySample(i, batch.row(i).data());
        normalization.apply(batch.row(i).data(), data.sampleSize());
    }
    const std::vector<std::string> layers{"relu3"};
    return network.forward(batch, layers).layers.at(0).cast<double>();
}

/// Average over pairs of |cos + 1/(C-1)| of the centred means, from the definition.
double maxAngle(const MatrixD& means)
{
    const Index classes = means.rows();
    const VectorD centre = means.colwise().mean().transpose();
    double sum = 0;
    for (Index a = 0; a < classes; ++a)
        for (Index b = 0; b < classes; ++b) {
            const VectorD x = means.row(a).transpose() - centre;
            const VectorD y = means.row(b).transpose() - centre;
            if (a != b)
                sum += std::abs(x.dot(y) / (x.norm() * y.norm()) + 1 / double(classes - 1));
        }
    return sum / double(classes * (classes - 1));
}

/// Share of rows where argmax(W h + b) is not the nearest mean.
double mismatch(const MatrixD& features, const LinearMap& map, const MatrixD& means)
{
    Index differ = 0;
    for (Index i = 0; i < features.rows(); ++i) {
        const VectorD h = features.row(i).transpose();
        Index decided = 0;
        Index nearest = 0;
        VectorD(map.weights * h + map.bias).maxCoeff(&decided);
        (means.rowwise() - h.transpose()).rowwise().squaredNorm().minCoeff(&nearest);
        differ += decided != nearest;
    }
    return double(differ) / double(features.rows());
}

} // namespace

class TestTrained : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theRecipeHoldsEverything();
    void checkpointsAreThePapers();
    void theLastEpochIsCollapsed();
    void theFirstEpochIsNot();

private:
    MatrixD measure(int epoch, LayerCollapse& measured);

    QTemporaryDir m_folder;
    fs::path m_run;
    Json m_result;
    Dataset m_data;
};

void TestTrained::initTestCase()
{
    const Analysis& train = *findAnalysis("train");
    const Preset& preset = presetOf(train, "collapse-3");
    m_data = openDataset(preset.inputs.at("data"));
    m_run = m_folder.filePath("run").toStdString();
    const ArtifactStore store({m_folder.filePath("store").toStdString()});
    m_result =
        execute(makeRecipe(train, preset.inputs, preset.parameters), store, {}, m_run).result;
    qInfo() << m_result.at("seconds").get<double>() << "s";
}

void TestTrained::theRecipeHoldsEverything()
{
    QCOMPARE(m_data.size(), Index(1500));
    QCOMPARE(m_data.classNames, (std::vector<std::string>{"T-shirt/top", "Trouser", "Pullover"}));
    const std::vector<Training> runs = trainings(m_run.string());
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(runs[0].trainedOn.value().data,
             std::string("fashion-mnist?classes=0-2&per_class=500"));
    QCOMPARE(runs[0].trainedOn->hash, m_data.hash);
    QCOMPARE(runs[0].trainedOn->loss, std::string("mse"));
    // The held-out set has the same classes.
    QVERIFY(m_result.at("test_accuracy").get<double>() > 0.93);
    QVERIFY(m_result.at("train_accuracy").get<double>() >= 0.999); // of the terminal phase
}

void TestTrained::checkpointsAreThePapers()
{
    std::vector<int> there;
    for (const Checkpoint& checkpoint : listCheckpoints(m_run))
        there.push_back(checkpoint.epoch);
    QCOMPARE(there, checkpointEpochs(90, CheckpointSchedule::Paper));
    QCOMPARE(there.size(), std::size_t(36));
}

/// The features of an epoch, and what the program says of them.
MatrixD TestTrained::measure(int epoch, LayerCollapse& measured)
{
    Network network = Network::load(checkpointAt(m_run, epoch).file);
    const MatrixD features = lastFeatures(network, m_data);
    const LinearMap map = network.linearMap("fc4").value();
    const Classifier classifier{map.weights, map.bias};
    measured = measureCollapse(features, m_data.labels, 3, &classifier, {});
    return features;
}

void TestTrained::theLastEpochIsCollapsed()
{
    LayerCollapse measured;
    const MatrixD features = measure(90, measured);
    Network network = Network::load(checkpointAt(m_run, 90).file);
    const LinearMap map = network.linearMap("fc4").value();
    // By the book, then as the program has it.
    const double nc1 = reference::nc1({features, m_data.labels}, 3);
    QVERIFY2(nc1 < 5e-3, qPrintable(QString::number(nc1)));
    const double angle = maxAngle(measured.basis.means);
    QVERIFY2(angle < 0.05, qPrintable(QString::number(angle)));
    const double differ = mismatch(features, map, measured.basis.means);
    QVERIFY2(differ <= 0.002, qPrintable(QString::number(differ)));
    QVERIFY(std::abs(measured.measures.nc1 / nc1 - 1) < 1e-5);
    QVERIFY(std::abs(measured.measures.maxangleMeans - angle) < 1e-9);
    QCOMPARE(measured.measures.nccMismatch, differ);
    QCOMPARE(measured.measures.rank, Index(2));
    QVERIFY(measured.measures.selfDuality < 0.2);
    QVERIFY(measured.measures.traceRatio < 0.1);
}

void TestTrained::theFirstEpochIsNot()
{
    LayerCollapse measured;
    measure(0, measured);
    QVERIFY(measured.measures.nc1 > 0.1);
    QVERIFY(measured.measures.selfDuality > 0.5);
    QVERIFY(measured.measures.nccMismatch > 0.1);
}

QTEST_GUILESS_MAIN(TestTrained)
#include "test_trained.moc"
