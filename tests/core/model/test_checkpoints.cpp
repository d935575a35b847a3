// SPDX-License-Identifier: MIT
// Series of checkpoints in folders as people's programs leave them.
#include "core/base/error.hpp"
#include "core/model/checkpoints.hpp"
#include "core/model/model_file.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

/// Writes an archive with the members of a TorchScript file, or of weights if the name says so.
void writeNetwork(const fs::path& file)
{
    const bool weights = file.string().find("weights") != std::string::npos;
    fs::create_directories(file.parent_path());
    test::writeBytes(file, weights ? test::zipBytes({"m/data.pkl", "m/data/0"})
                                   : test::zipBytes({"m/code/net.py", "m/constants.pkl"}));
}

fs::path filled(const QTemporaryDir& folder, const QStringList& names)
{
    const fs::path path = folder.path().toStdString();
    for (const QString& name : names)
        writeNetwork(path / name.toStdString());
    return path;
}

} // namespace

class TestCheckpoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void series_data();
    void series();
    void ambiguous_data();
    void ambiguous();
    void othersAreTold();
    void oneCheckpoint();
    void aFolderStandsForItsLast();
};

void TestCheckpoints::series_data()
{
    QTest::addColumn<QStringList>("names"); // in the order of their numbers
    QTest::addColumn<QList<int>>("numbers");
    QTest::addColumn<QString>("pattern");
    const auto row = [](const char* name, const QString& pattern, const QStringList& names,
                        const QList<int>& numbers) {
        QTest::newRow(name) << names << numbers << pattern;
    };
    row("ours", "epoch_#.pt", {"epoch_002.pt", "epoch_010.pt", "epoch_1000.pt"}, {2, 10, 1000});
    row("a name before", "lenet_epoch#.pt", {"lenet_epoch003.pt", "lenet_epoch004.pt"}, {3, 4});
    row("dashes", "ckpt-#.pt", {"ckpt-2.pt", "ckpt-12.pt"}, {2, 12});
    row(".pth", "model_#.pth", {"model_9.pth", "model_10.pth"}, {9, 10});
    row("folders", "epoch_#/model.pt", {"epoch_3/model.pt", "epoch_20/model.pt"}, {3, 20});
    row("a number that stays", "resnet*_e#.pt", {"resnet18_e1.pt", "resnet18_e2.pt"}, {1, 2});
    row("several, the word decides", "epoch=#-loss=*.*.pt",
        {"epoch=1-loss=0.51.pt", "epoch=2-loss=0.22.pt", "epoch=10-loss=0.31.pt"}, {1, 2, 10});
    row("several, only one differs everywhere", "epoch*_step#.pt",
        {"epoch1_step100.pt", "epoch1_step200.pt", "epoch2_step300.pt"}, {100, 200, 300});
    row("several that rise together", "#-*.pt", {"1-500.pt", "2-900.pt", "10-1000.pt"}, {1, 2, 10});
    row("capitals", "Net_Epoch_#_acc*.pt",
        {"Net_Epoch_1_acc70.pt", "Net_Epoch_2_acc93.pt", "Net_Epoch_3_acc91.pt"}, {1, 2, 3});
    row("one alone", "net*_epoch#_v*.pt", {"net18_epoch7_v2.pt"}, {7});
    row("one alone without a word", "a*-#.pt", {"a1-4.pt"}, {4});
    row("long numbers are names", "run20240101123456_#.pt",
        {"run20240101123456_1.pt", "run20240101123456_2.pt"}, {1, 2});
    row("weights and other files do not count", "m#.pt", {"m1.pt", "m2.pt"}, {1, 2});
    row("nothing", "", {}, {});
}

void TestCheckpoints::series()
{
    QFETCH(QStringList, names);
    QFETCH(QList<int>, numbers);
    QFETCH(QString, pattern);
    const QTemporaryDir folder;
    const fs::path path = filled(folder, names + QStringList{"weights_1.pt", "weights_2.pt",
                                                             "weights_3.pt", "weights_4.pt"});
    test::writeBytes(path / "epoch_5.pt.bak", "x");
    test::writeBytes(path / "training_7.csv", "x");
    test::writeBytes(path / "99.pt", "no model");
    const CheckpointSeries found = findCheckpoints(path);
    QList<int> epochs;
    QStringList files;
    for (const Checkpoint& checkpoint : found.checkpoints) {
        epochs << checkpoint.epoch;
        files << QString::fromStdString(fs::relative(checkpoint.file, path).string());
    }
    QCOMPARE(epochs, numbers);
    QCOMPARE(files, names);
    QCOMPARE(QString::fromStdString(found.pattern), pattern);
    QVERIFY(found.others.empty());
}

void TestCheckpoints::ambiguous_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("said");
    QTest::newRow("the same number twice")
        << QStringList{"epoch_1.pt", "epoch_2.pt", "epoch_002.pt"}
        << QStringList{"two checkpoints have the number 2", "epoch_2.pt", "epoch_002.pt"};
    QTest::newRow("two series") << QStringList{"a_1.pt", "a_2.pt", "b_1.pt", "b_2.pt"}
                                << QStringList{"more than one series", "a_1.pt", "b_1.pt"};
    QTest::newRow("no word, no order") << QStringList{"1_90.pt", "2_80.pt", "3_95.pt"}
                                       << QStringList{"which number", "1_90.pt", "3_95.pt"};
}

void TestCheckpoints::ambiguous()
{
    QFETCH(QStringList, names);
    QFETCH(QStringList, said);
    const QTemporaryDir folder;
    const fs::path path = filled(folder, names);
    try {
        findCheckpoints(path);
        QFAIL("no error");
    } catch (const Error& error) {
        for (const QString& part : std::as_const(said))
            QVERIFY2(QString(error.what()).contains(part), error.what());
        QVERIFY(!error.remedy().empty());
    }
}

void TestCheckpoints::othersAreTold()
{
    const QTemporaryDir folder;
    const fs::path path = filled(folder, {"epoch_1.pt", "epoch_2.pt", "best.pt", "final_3.pt"});
    const CheckpointSeries found = findCheckpoints(path);
    QCOMPARE(found.checkpoints.size(), std::size_t(2));
    QCOMPARE(found.others, (std::vector<fs::path>{path / "best.pt", path / "final_3.pt"}));
    QVERIFY_EXCEPTION_THROWN(findCheckpoints(path / "none"), Error);
}

void TestCheckpoints::oneCheckpoint()
{
    const QTemporaryDir folder;
    const fs::path path = filled(folder, {"epoch_1.pt", "epoch_23.pt"});
    QCOMPARE(checkpointAt(path, 23).file, path / "epoch_23.pt");
    try {
        checkpointAt(path, 2);
        QFAIL("no error");
    } catch (const Error& error) {
        QCOMPARE(error.cause(), std::string("there are 1, 23"));
    }
}

void TestCheckpoints::aFolderStandsForItsLast()
{
    const QTemporaryDir folder;
    const fs::path path = filled(folder, {"series/e9.pt", "series/e10.pt", "alone/net.pt",
                                          "two/a.pt", "two/b.pt", "empty/weights.pt"});
    QCOMPARE(resolveModelFile(path / "series"), path / "series/e10.pt");
    QCOMPARE(resolveModelFile(path / "alone"), path / "alone/net.pt");
    for (const char* name : {"two", "empty"}) {
        try {
            resolveModelFile(path / name);
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY2(QString(error.what()).contains("epoch_003.pt"), error.what());
            QVERIFY2(QString(error.cause().c_str())
                         .contains(name == std::string("two")
                                       ? "none of these names holds a number: a.pt, b.pt"
                                       : "weights.pt is no TorchScript model but: PyTorch"),
                     error.what());
        }
    }
}

QTEST_GUILESS_MAIN(TestCheckpoints)
#include "test_checkpoints.moc"
