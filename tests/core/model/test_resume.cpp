// SPDX-License-Identifier: MIT
// A training that was killed or cancelled goes on and ends as if nothing had happened, to the bit.
//
// Called with arguments the program is the training that is killed: test_core_model_resume --train
// FOLDER ARCH OPTIMIZER SECONDS, where SECONDS is how often its state is written.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/model/train.hpp"
#include "core/model/training_state.hpp"
#include "core/session/execute.hpp"
#include "small_data.hpp"
#include "tests/support/file_bytes.hpp"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>
#include <set>
#include <thread>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

fs::path at(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

TrainOptions optionsFor(const std::string& arch, bool adam, double stateEvery)
{
    TrainOptions options;
    options.architecture.name = arch;
    options.architecture.width = 4;
    options.step.optimizer = adam ? Optimizer::Adam : Optimizer::Sgd;
    options.step.learningRate = usualLearningRate(options.step.optimizer);
    options.epochs = 8;
    options.batch = 40;
    options.limit = 280;
    options.shuffleLabels = 0.25;
    options.stateEvery = std::chrono::duration<double>(stateEvery);
    return options;
}

/// The child's whole life: trains, and tells whether it began anew.
int trainHere(char** words)
{
    const Progress progress;
    const Dataset data = test::bandImages(300);
    const Dataset heldOut = test::bandImages(60, 12, 2);
    train(data, &heldOut,
          optionsFor(words[1], std::string(words[2]) == "adam", std::stod(words[3])), words[0],
          progress);
    for (const std::string& note : progress.snapshot().notes)
        std::puts(note.c_str());
    return 0;
}

std::map<std::string, std::string> checkpointHashes(const fs::path& folder)
{
    std::map<std::string, std::string> hashes;
    for (const Checkpoint& checkpoint : listCheckpoints(folder))
        hashes[checkpoint.file.filename().string()] = hashFile(checkpoint.file);
    return hashes;
}

/// training.csv without the seconds, which no two runs share.
QStringList figures(const fs::path& folder)
{
    QStringList rows = QString::fromStdString(readTextFile(folder / "training.csv"))
                           .split('\n', Qt::SkipEmptyParts);
    for (QString& row : rows)
        row = row.section(',', 0, -2);
    return rows;
}

/// Cancels the work once it is past `fraction`.
template <class Work>
void cancelAt(double fraction, const Work& work)
{
    const Progress progress;
    bool cancelled = false;
    std::thread worker([&] {
        try {
            work(progress);
        } catch (const Cancelled&) {
            cancelled = true;
        }
    });
    while (progress.snapshot().fraction < fraction)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    progress.cancel();
    worker.join();
    QVERIFY(cancelled);
}

} // namespace

class TestResume : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedTrainingGoesOn_data();
    void killedTrainingGoesOn();
    void sameRecipeGoesOnInItsFolder();
    void otherDataOrOptionsDoNotGoOn();
    void damagedStateIsTold();
    void failureLeavesNoFolder();
};

void TestResume::killedTrainingGoesOn_data()
{
    QTest::addColumn<QString>("arch");
    QTest::addColumn<QString>("optimizer");
    QTest::addColumn<QString>("stateEvery"); // seconds; 0: after every batch
    QTest::newRow("lenet, sgd, by epochs") << "lenet"
                                           << "sgd"
                                           << "30";
    QTest::newRow("lenet, adam, by batches") << "lenet"
                                             << "adam"
                                             << "0";
    QTest::newRow("resnet, adam, by epochs") << "resnet"
                                             << "adam"
                                             << "30";
}

void TestResume::killedTrainingGoesOn()
{
    QFETCH(QString, arch);
    QFETCH(QString, optimizer);
    QFETCH(QString, stateEvery);
    const QTemporaryDir folder;
    const fs::path whole = at(folder) / "whole";
    const fs::path killed = at(folder) / "killed";
    fs::create_directories(whole);
    fs::create_directories(killed);
    QElapsedTimer clock;
    clock.start();
    train(test::bandImages(300), std::make_unique<Dataset>(test::bandImages(60, 12, 2)).get(),
          optionsFor(arch.toStdString(), optimizer == "adam", 30), whole);
    const auto took = std::uint64_t(clock.elapsed());

    RandomStream random(QTest::currentDataTag()[0]);
    QStringList notes;
    constexpr int kKills = 3;
    for (int kills = 0;; ++kills) {
        QProcess child;
        child.setProcessChannelMode(QProcess::MergedChannels);
        child.start(
            QCoreApplication::applicationFilePath(),
            {"--train", QString::fromStdString(killed.string()), arch, optimizer, stateEvery});
        QVERIFY(child.waitForStarted());
        if (kills < kKills) {
            // At any moment from its first file on; the last time as soon as it has a state from
            // which to go on.
            const bool isLast = kills == kKills - 1;
            const auto canBeKilled = [&] {
                return isLast ? fs::exists(killed / kTrainingStateFile) : !fs::is_empty(killed);
            };
            while (child.state() == QProcess::Running && !canBeKilled())
                child.waitForFinished(1);
            if (isLast || !child.waitForFinished(int(random.below(took / 8 + 1))))
                child.kill();
        }
        QVERIFY(child.waitForFinished(60000));
        const QString said = QString::fromUtf8(child.readAllStandardOutput());
        notes << said.split('\n', Qt::SkipEmptyParts);
        if (child.exitStatus() == QProcess::NormalExit) {
            QVERIFY2(child.exitCode() == 0, qPrintable(said));
            break;
        }
    }
    qInfo("%s", qPrintable(notes.join("; ")));
    QVERIFY(notes.join(' ').contains("resuming"));
    QCOMPARE(checkpointHashes(killed), checkpointHashes(whole));
    QCOMPARE(figures(killed), figures(whole));
    QCOMPARE(readTextFile(killed / "shuffled_labels.csv"),
             readTextFile(whole / "shuffled_labels.csv"));
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(killed))
        names.insert(entry.path().filename().string());
    for (const auto& entry : fs::directory_iterator(whole))
        names.erase(entry.path().filename().string());
    QVERIFY2(names.empty(), names.begin()->c_str()); // neither a state nor half-written files
}

void TestResume::sameRecipeGoesOnInItsFolder()
{
    const QTemporaryDir folder;
    const fs::path samples = at(folder) / "bands.npy";
    const Dataset data = test::bandImages(200);
    const std::string bytes = std::visit(
        [](const auto& values) {
            return std::string(reinterpret_cast<const char*>(values.data()),
                               values.size() * sizeof(values[0]));
        },
        data.values);
    test::writeBytes(samples,
                     test::npyBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (200, 12, "
                                    "12), }",
                                    bytes));
    test::writeBytes(at(folder) / "bands-labels.npy",
                     test::npyBytes("{'descr': '<i4', 'fortran_order': False, 'shape': (200,), }",
                                    test::bytesOfValues(data.labels)));
    const auto recipe = [&](int epochs, std::uint64_t seed) {
        return makeRecipe(*findAnalysis("train"), {{"data", samples.string()}},
                          {{"epochs", epochs}, {"arch", "lenet"}}, seed);
    };
    const ArtifactStore store(std::vector<fs::path>{at(folder) / "store"});
    const fs::path out = at(folder) / "out";
    cancelAt(0.3, [&](const Progress& progress) { execute(recipe(30, 1), store, progress, out); });
    QVERIFY(fs::exists(out / "recipe.json"));
    const auto refused = [&](const Recipe& other, const QString& difference) {
        try {
            execute(other, store, {}, out);
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("not empty"), error.what());
            QVERIFY2(QString(error.cause().c_str()).contains(difference), error.what());
        }
    };
    refused(recipe(31, 1), "epochs 30 instead of 31");
    refused(recipe(30, 2), "seed 1 instead of 2");
    const Progress progress;
    execute(recipe(30, 1), store, progress, out);
    bool resumed = false;
    for (const std::string& note : progress.snapshot().notes)
        resumed = resumed || note.starts_with("resuming after epoch");
    QVERIFY(resumed);
    execute(recipe(30, 1), store, {}, at(folder) / "whole");
    QCOMPARE(checkpointHashes(out), checkpointHashes(at(folder) / "whole"));
    try {
        execute(recipe(30, 1), store, {}, out);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("is finished"), error.what());
    }
}

void TestResume::otherDataOrOptionsDoNotGoOn()
{
    const QTemporaryDir folder;
    TrainOptions options = optionsFor("lenet", false, 30);
    options.epochs = 30;
    const Dataset data = test::bandImages(300);
    cancelAt(0.3, [&](const Progress& progress) {
        train(data, nullptr, options, at(folder), progress);
    });
    options.step.learningRate *= 2;
    try {
        train(data, nullptr, options, at(folder));
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("data or options differ"), error.what());
    }
}

void TestResume::damagedStateIsTold()
{
    const QTemporaryDir folder;
    TrainingPoint point;
    point.identity = "me";
    point.epoch = 1;
    point.batches = 3;
    point.records.push_back({0, 0.1, 2.5, 0.25, std::nan(""), std::nan(""), 1.5});
    point.state = {17, {1, 2, 3}};
    writeTrainingPoint(at(folder), point);
    const TrainingPoint back = readTrainingPoint(at(folder)).value();
    QCOMPARE(back.text(), std::string("in epoch 1, after batch 3"));
    QCOMPARE(back.state.values, point.state.values);
    QCOMPARE(back.state.steps, 17);
    QCOMPARE(back.records.at(0).trainLoss, 2.5);
    QVERIFY(std::isnan(back.records.at(0).testLoss));
    const std::string bytes = readTextFile(at(folder) / kTrainingStateFile);
    // Cut anywhere or changed anywhere: an error that names the file, or the very same state.
    for (std::size_t i = 0; i < 2 * bytes.size(); ++i) {
        std::string changed = bytes;
        if (i < bytes.size())
            changed.resize(i);
        else
            changed[i - bytes.size()] ^= 0x10;
        test::writeBytes(at(folder) / kTrainingStateFile, changed);
        try {
            QCOMPARE(readTrainingPoint(at(folder)).value().state.values, point.state.values);
        } catch (const Error& error) {
            QVERIFY(QString(error.what()).contains(kTrainingStateFile));
        }
    }
}

void TestResume::failureLeavesNoFolder()
{
    const QTemporaryDir folder;
    const Recipe recipe = makeRecipe(*findAnalysis("train"), {{"data", "synthetic:swissroll?n=50"}},
                                     Json::object(), 1);
    const ArtifactStore store(std::vector<fs::path>{at(folder) / "store"});
    try {
        execute(recipe, store, {}, at(folder) / "out");
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString(error.what()).contains("belong to no class"), error.what());
    }
    QVERIFY(!fs::exists(at(folder) / "out"));
}

int main(int argc, char** argv)
{
    if (argc == 6 && std::string(argv[1]) == "--train")
        return trainHere(argv + 2);
    QCoreApplication application(argc, argv);
    TestResume test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_resume.moc"
