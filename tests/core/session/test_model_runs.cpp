// SPDX-License-Identifier: MIT
// Which models a folder holds, what is known of their training, and their identity.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/session/execute.hpp"
#include "core/session/model_runs.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

void writeArray(const fs::path& file, std::uint64_t seed)
{
    fs::create_directories(file.parent_path());
    RandomStream random(seed);
    std::vector<double> values(20 * 3);
    for (double& v : values)
        v = random.normal();
    writeNpy(file, {20, 3}, values.data());
}

/// Two epochs of a small network, as `train` leaves them.
void train(const fs::path& folder, int width)
{
    const Json parameters{{"arch", "mlp"}, {"depth", 1}, {"width", width}, {"epochs", 1}};
    const Recipe recipe =
        makeRecipe(*findAnalysis("train"), {{"data", "synthetic:circles?n=60"}}, parameters);
    execute(recipe, ArtifactStore(), Progress(), folder);
}

std::vector<std::string> namesOf(const std::vector<ModelRun>& runs)
{
    std::vector<std::string> names;
    for (const ModelRun& run : runs)
        names.push_back(run.name);
    return names;
}

using Names = std::vector<std::string>;

} // namespace

class TestModelRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void embeddingsSideBySide();
    void embeddingSeries();
    void oneEmbedding();
    void trainingsSideBySide();
    void checkpointsOfOneTraining();
    void recordsOfTraining();
    void identity();
    void nothingThere();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    QTemporaryDir m_trainings;
};

void TestModelRuns::initTestCase()
{
    const fs::path root = m_trainings.path().toStdString();
    train(root / "wide_16", 16);
    train(root / "wide_4", 4);
}

void TestModelRuns::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
}

void TestModelRuns::embeddingsSideBySide()
{
    writeArray(m_root / "w16.npy", 1);
    writeArray(m_root / "w4.npy", 2);
    writeArray(m_root / "w8" / "hidden.npy", 3);  // layers of one model
    writeArray(m_root / "w2" / "epoch_1.npy", 4); // epochs of one model: the last counts
    writeArray(m_root / "w2" / "epoch_10.npy", 5);
    const std::vector<std::int64_t> labels(20, 1);
    writeNpy(m_root / "labels.npy", {20}, labels.data());
    const Recipe layout = makeRecipe(*findAnalysis("layout"),
                                     {{"embedding", (m_root / "w4.npy").string()}}, Json::object());
    execute(layout, ArtifactStore(), Progress(), m_root / "layout.h5");
    writeTextFile(m_root / "notes.txt", "nothing to do with it\n");
    writeTextFile(m_root / "results.csv", "a,b\n1,2\n3,4\n");
    fs::create_directories(m_root / "empty");
    const std::vector<ModelRun> runs = modelRuns(m_root.string());
    QVERIFY((namesOf(runs) == Names{"w2", "w4", "w8", "w16"}));
    for (const ModelRun& run : runs)
        QVERIFY(run.isEmbedding && !run.epoch && !run.record.width && !run.record.testError);
    QCOMPARE(fs::path(runs[0].spec).filename().string(), std::string("epoch_10.npy"));
}

void TestModelRuns::embeddingSeries()
{
    for (int epoch : {10, 0, 2})
        writeArray(m_root / ("epoch_" + std::to_string(epoch) + ".npy"), 7);
    const std::vector<ModelRun> runs = modelRuns(m_root.string());
    QVERIFY((namesOf(runs) == Names{"epoch 0", "epoch 2", "epoch 10"}));
    QCOMPARE(runs[2].epoch.value(), 10);
    QVERIFY(runs[2].isEmbedding);
}

void TestModelRuns::oneEmbedding()
{
    writeArray(m_root / "features.npy", 8);
    const std::vector<ModelRun> runs = modelRuns((m_root / "features.npy").string());
    QVERIFY((namesOf(runs) == Names{"features"}));
    QVERIFY(runs[0].isEmbedding && !runs[0].epoch);
}

void TestModelRuns::trainingsSideBySide()
{
    const std::vector<ModelRun> runs = modelRuns(m_trainings.path().toStdString());
    QVERIFY((namesOf(runs) == Names{"wide_4", "wide_16"}));
    QCOMPARE(runs[0].record.width.value(), std::int64_t(4));
    QCOMPARE(runs[1].record.width.value(), std::int64_t(16));
    for (const ModelRun& run : runs) {
        QVERIFY(!run.isEmbedding && !run.epoch);
        QCOMPARE(fs::path(run.spec).filename().string(), std::string("epoch_001.pt"));
    }
}

void TestModelRuns::checkpointsOfOneTraining()
{
    const fs::path folder = fs::path(m_trainings.path().toStdString()) / "wide_4";
    const std::vector<ModelRun> runs = modelRuns(folder.string());
    QVERIFY((namesOf(runs) == Names{"epoch 0", "epoch 1"}));
    QCOMPARE(runs[1].epoch.value(), 1);
    QCOMPARE(runs[1].record.width.value(), std::int64_t(4));
    QVERIFY(!runs[1].record.testError); // these data have no test set
    const std::vector<ModelRun> one = modelRuns((folder / "epoch_001.pt").string());
    QCOMPARE(one.size(), std::size_t(1));
    QVERIFY(!one[0].isEmbedding && !one[0].epoch);
}

void TestModelRuns::recordsOfTraining()
{
    const fs::path from = fs::path(m_trainings.path().toStdString()) / "wide_4";
    fs::copy_file(from / "epoch_000.pt", m_root / "epoch_000.pt");
    fs::copy_file(from / "epoch_001.pt", m_root / "epoch_001.pt");
    QVERIFY(!modelRuns(m_root.string())[0].record.width); // nothing is written beside them
    writeTextFile(m_root / "training.csv", "epoch,test_loss,test_accuracy\n0,,\n1,0.5,0.875\n");
    writeTextFile(m_root / "recipe.json", R"({"parameters": {"width": 0}})");
    const std::vector<ModelRun> runs = modelRuns(m_root.string());
    QVERIFY(!runs[0].record.testError);
    QVERIFY(std::abs(runs[1].record.testError.value() - 0.125) < 1e-15);
    QVERIFY(!runs[1].record.width); // the network's own default
    writeTextFile(m_root / "recipe.json", "cut sho");
    writeTextFile(m_root / "training.csv", "something else\n");
    QVERIFY(!modelRuns(m_root.string())[1].record.testError);
}

void TestModelRuns::identity()
{
    writeArray(m_root / "a.npy", 1);
    writeArray(m_root / "b.npy", 2);
    const std::string before = modelRunsHash(m_root.string());
    QCOMPARE(modelRunsHash(m_root.string()), before);
    writeTextFile(m_root / "notes.txt", "no model");
    QCOMPARE(modelRunsHash(m_root.string()), before);
    fs::rename(m_root / "b.npy", m_root / "c.npy");
    QVERIFY(modelRunsHash(m_root.string()) != before);
    fs::rename(m_root / "c.npy", m_root / "b.npy");
    QCOMPARE(modelRunsHash(m_root.string()), before);
    writeArray(m_root / "b.npy", 3);
    QVERIFY(modelRunsHash(m_root.string()) != before);
    // What a training wrote down is told by results, so it counts.
    const fs::path training = fs::path(m_trainings.path().toStdString()) / "wide_4";
    fs::create_directories(m_root / "runs" / "one");
    fs::copy_file(training / "epoch_001.pt", m_root / "runs" / "one" / "epoch_001.pt");
    const std::string bare = modelRunsHash((m_root / "runs").string());
    writeTextFile(m_root / "runs" / "one" / "training.csv", "epoch,test_accuracy\n1,0.75\n");
    QVERIFY(modelRunsHash((m_root / "runs").string()) != bare);
}

void TestModelRuns::nothingThere()
{
    const auto empty = errorOf([&] { modelRuns(m_root.string()); });
    QCOMPARE(flawOf(empty, ErrorKind::InvalidInput, "holds no models"), QByteArray());
    const auto missing = errorOf([&] { modelRunsHash((m_root / "nowhere" / "at_all").string()); });
    QVERIFY(missing.has_value());
}

QTEST_GUILESS_MAIN(TestModelRuns)
#include "test_model_runs.moc"
