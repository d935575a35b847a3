// SPDX-License-Identifier: MIT
// The program as a person meets it on the command line: help, results, recipes, wrong usage, bad
// input, Ctrl+C.
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/session/analysis.hpp"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <limits>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

struct Outcome {
    int code = -1;
    QString out;
    QString err;
    Json json() const { return Json::parse(out.toStdString(), nullptr, false); }
};

/// All files below a folder, with their sizes.
QStringList inventory(const QString& folder)
{
    QStringList files;
    for (const auto& entry : fs::recursive_directory_iterator(folder.toStdString()))
        if (entry.is_regular_file())
            files << QString::fromStdString(entry.path().string()) + ' ' +
                         QString::number(entry.file_size());
    files.sort();
    return files;
}

void writeBytes(const QString& file, const QByteArray& bytes)
{
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(bytes), bytes.size());
}

QByteArray npyHeader(const QByteArray& text)
{
    QByteArray bytes("\x93NUMPY\x01\x00", 8);
    const int length = int(text.size()) + 1;
    bytes += char(length & 255);
    bytes += char(length >> 8);
    return bytes + text + '\n';
}

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void helpIsComplete();
    void wrongUsage_data();
    void wrongUsage();
    void pointsGiveOneLayer_data();
    void pointsGiveOneLayer();
    void fixtureThroughTheProgram();
    void translationHardlyMoves();
    void badInput_data();
    void badInput();
    void interruptLeavesNothing();
    void firstLight();

private:
    Outcome run(const QStringList& arguments, int timeout = 120000);
    QProcessEnvironment environment() const;
    QString path(const char* name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCommandLine::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

QProcessEnvironment TestCommandLine::environment() const
{
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    // No display at all: the program must cope by itself.
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        env.remove(name);
    env.insert("LEAFSCOPE_CACHE", m_folder->filePath("cache"));
    return env;
}

Outcome TestCommandLine::run(const QStringList& arguments, int timeout)
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(m_folder->path());
    process.start(QStringLiteral(LEAFSCOPE_BINARY_DIR "/leafscope"), arguments);
    if (!process.waitForFinished(timeout))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

void TestCommandLine::helpIsComplete()
{
    const Outcome program = run({"--help"});
    QCOMPARE(program.code, 0);
    for (const char* verb : {"info", "train", "embed", "layout", "dimension", "render", "run"}) {
        QVERIFY2(program.out.contains(QString("\n  ") + verb), verb);
        const Outcome help = run({verb, "--help"});
        QCOMPARE(help.code, 0);
        QVERIFY2(help.out.contains("usage: leafscope " + QString(verb)), verb);
        for (const char* flag : {"--out", "--json", "--seed", "--threads", "--quiet"})
            QVERIFY2(help.out.contains(flag), flag);
    }
    QVERIFY(run({"--version"}).out.startsWith("Leafscope "));
}

void TestCommandLine::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("not a verb") << QStringList{"dimensoin"};
    QTest::newRow("unknown flag") << QStringList{"dimension", "--bogus"};
    QTest::newRow("no input") << QStringList{"dimension"};
    QTest::newRow("no output folder") << QStringList{"train", "--data", "fashion-mnist"};
    QTest::newRow("too many") << QStringList{"run", "a", "b"};
    QTest::newRow("size") << QStringList{"render", "x", "--size", "12"};
    QTest::newRow("program flag") << QStringList{"--bogus"};
}

void TestCommandLine::wrongUsage()
{
    QFETCH(QStringList, arguments);
    const Outcome outcome = run(arguments);
    if (QTest::currentDataTag() ==
        QByteArray("size")) // the missing file is noticed first or the size is
        QVERIFY(outcome.code == 1 || outcome.code == 2);
    else
        QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains("--help") || outcome.code == 1, qPrintable(outcome.err));
}

void TestCommandLine::pointsGiveOneLayer_data()
{
    QTest::addColumn<bool>("single");
    QTest::newRow("float32") << true;
    QTest::newRow("float64") << false;
}

void TestCommandLine::pointsGiveOneLayer()
{
    QFETCH(bool, single);
    RandomStream random(3);
    std::vector<double> values(500 * 4);
    for (double& v : values)
        v = random.normal();
    if (single) {
        const std::vector<float> floats(values.begin(), values.end());
        writeNpy(path("points.npy").toStdString(), {500, 4}, floats.data());
    } else {
        writeNpy(path("points.npy").toStdString(), {500, 4}, values.data());
    }
    const Outcome outcome = run({"dimension", "points.npy", "--json"});
    QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
    const Json json = outcome.json();
    QCOMPARE(json.at("layers").size(), std::size_t(1));
    const Json& layer = json["layers"][0];
    for (const char* key : {"name", "depth", "n", "dim", "twonn_fit", "twonn_ml", "ci95", "pca90",
                            "participation_ratio", "duplicates", "convention"})
        QVERIFY2(layer.contains(key), key);
    QVERIFY(layer["n"] == 500);
    QVERIFY(layer["dim"] == 4);
    QVERIFY(layer["ci95"][0] < layer["twonn_ml"] && layer["twonn_ml"] < layer["ci95"][1]);
    QVERIFY(std::abs(layer["twonn_ml"].get<double>() - 4) < 0.6);
}

void TestCommandLine::fixtureThroughTheProgram()
{
    // Gauss(5), N = 2000, seed 11: the value three independent implementations agree on.
    RandomStream random(11);
    std::vector<double> values(2000 * 5);
    for (double& v : values)
        v = random.normal();
    writeNpy(path("gauss.npy").toStdString(), {2000, 5}, values.data());
    const Json layer = run({"dimension", "gauss.npy", "--json"}).json().at("layers")[0];
    const double fit = layer.at("twonn_fit");
    QVERIFY2(std::abs(fit / 4.9641106810 - 1) < 1e-8, qPrintable(QString::number(fit, 'g', 12)));
    const double ml = layer.at("twonn_ml");
    QVERIFY(std::abs(ml / (1999 / 408.2351908118) - 1) < 1e-8);
}

void TestCommandLine::translationHardlyMoves()
{
    RandomStream random(5);
    std::vector<float> here(400 * 64);
    std::vector<float> there(here.size());
    for (std::size_t i = 0; i < here.size(); ++i) {
        // On a grid of 2^-14 both are exact in float32, so only the arithmetic is tested.
        here[i] = float(std::round(random.normal() * 16384) / 16384);
        there[i] = here[i] + 100;
    }
    writeNpy(path("here.npy").toStdString(), {400, 64}, here.data());
    writeNpy(path("there.npy").toStdString(), {400, 64}, there.data());
    const double a =
        run({"dimension", "here.npy", "--json"}).json().at("layers")[0].at("twonn_fit");
    const double b =
        run({"dimension", "there.npy", "--json"}).json().at("layers")[0].at("twonn_fit");
    QVERIFY2(std::abs(b / a - 1) < 1e-4, qPrintable(QString("%1 %2").arg(a).arg(b)));
}

void TestCommandLine::badInput_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* title, const char* name, const QByteArray& bytes,
                        const QStringList& arguments) {
        QTest::newRow(title) << QString(name) << bytes << arguments;
    };
    const QByteArray zip("PK\x03\x04", 4);
    const QByteArray nan = [] {
        QByteArray bytes = npyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 1), }");
        const double values[] = {0, std::numeric_limits<double>::quiet_NaN(), 1};
        return bytes.append(reinterpret_cast<const char*>(values), sizeof values);
    }();
    row("missing", "", {}, {"dimension", "nowhere.npy"});
    row("empty", "x.npy", {}, {"dimension", "x.npy"});
    row("wrong magic", "x.npy", "hello, this is no array", {"dimension", "x.npy"});
    row("truncated npy", "x.npy",
        npyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (9, 9), }"),
        {"dimension", "x.npy"});
    row("oversized npy", "x.npy",
        npyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999, 9999999999), }"),
        {"dimension", "x.npy"});
    row("objects in npy", "x.npy",
        npyHeader("{'descr': '|O', 'fortran_order': False, 'shape': (9,), }"),
        {"dimension", "x.npy"});
    row("NaN", "x.npy", nan, {"dimension", "x.npy"});
    row("one sample", "x.npy",
        npyHeader("{'descr': '<u1', 'fortran_order': False, 'shape': (1, 2), }") + "ab",
        {"dimension", "x.npy"});
    row("truncated IDX", "x-idx3-ubyte",
        QByteArray::fromHex("00000803000000020000000300000003") + "ab", {"info", "x-idx3-ubyte"});
    row("oversized IDX", "x-idx3-ubyte", QByteArray::fromHex("00000803ffffffffffffffffffffffff"),
        {"info", "x-idx3-ubyte"});
    row("damaged HDF5", "x.h5", QByteArray::fromHex("894844460d0a1a0a") + "rest",
        {"dimension", "x.h5"});
    row("model cut in half", "x.pt", zip + QByteArray(200, 'x'), {"info", "x.pt"});
    row("legacy pickle", "x.pt", QByteArray::fromHex("80025d2e"), {"info", "x.pt"});
    row("pickle as model", "x.pt", QByteArray::fromHex("80025d2e"),
        {"embed", "--model", "x.pt", "--data", "fashion-mnist"});
    row("unknown generator", "", {}, {"embed", "--model", "x.pt", "--data", "synthetic:klein"});
    row("not a recipe", "x.json", "{}", {"run", "x.json"});
    row("broken JSON", "x.json", "{\"analysis\":", {"run", "x.json"});
    row("no session", "", {}, {"render", "nowhere.leafscope", "--out", "x.png"});
}

void TestCommandLine::badInput()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, arguments);
    if (!name.isEmpty())
        writeBytes(m_folder->filePath(name), bytes);
    const QStringList before = inventory(m_folder->path());
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.isEmpty(), qPrintable(outcome.out));
    QCOMPARE(outcome.err.count("leafscope: error:"), 1);
    QVERIFY2(outcome.err.contains("what to do:"), qPrintable(outcome.err));
    QVERIFY2(outcome.err.size() < 1500, qPrintable(outcome.err));
    QVERIFY2(!outcome.err.contains("Exception raised from"),
             qPrintable(outcome.err)); // no stack traces
    QCOMPARE(inventory(m_folder->path()), before);
}

void TestCommandLine::interruptLeavesNothing()
{
    RandomStream random(1);
    std::vector<float> values(20000 * 512);
    for (float& v : values)
        v = float(random.uniform());
    writeNpy(path("large.npy").toStdString(), {20000, 512}, values.data());
    const QStringList before = inventory(m_folder->path());
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(m_folder->path());
    process.start(QStringLiteral(LEAFSCOPE_BINARY_DIR "/leafscope"), {"dimension", "large.npy"});
    QVERIFY(process.waitForStarted());
    QTest::qSleep(1500); // well into the search
    QCOMPARE(process.state(), QProcess::Running);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(inventory(m_folder->path()), before);
}

/// The whole first path: train, embed, dimension, layout, render, and all of it again from recipes.
void TestCommandLine::firstLight()
{
    const Outcome train = run({"train", "--data", "fashion-mnist:test", "--arch", "lenet",
                               "--epochs", "1", "--out", "run", "--json"},
                              240000);
    QVERIFY2(train.code == 0, qPrintable(train.err));
    QVERIFY(QFile::exists(path("run/epoch_000.pt")) && QFile::exists(path("run/epoch_001.pt")));
    QVERIFY(QFile::exists(path("run/training.csv")));
    const Json info = run({"info", "run/epoch_001.pt", "--json"}).json();
    QVERIFY(info.at("parameters") > 40000 && info.at("layers").size() > 8 && info.contains("kind"));
    const Outcome embed = run({"embed", "--model", "run", "--data", "fashion-mnist:test", "--limit",
                               "600", "--out", "emb.h5"});
    QVERIFY2(embed.code == 0, qPrintable(embed.err));
    QVERIFY2(embed.err.contains("600") && embed.err.contains("B"),
             qPrintable(embed.err)); // says the cost
    const Json dimension = run({"dimension", "emb.h5", "--json"}).json();
    QCOMPARE(dimension.at("layers").size(), info.at("layers").size());
    for (std::size_t i = 0; i < info["layers"].size(); ++i)
        QVERIFY(dimension["layers"][i].at("name") == info["layers"][i].at("name"));
    QCOMPARE(run({"layout", "emb.h5", "--out", "layout.h5"}).code, 0);
    const Outcome render =
        run({"render", "layout.h5", "--view", "embedding", "--size", "640x480", "--out", "a.png"});
    QVERIFY2(render.code == 0, qPrintable(render.err));
    const QImage picture(path("a.png"));
    QCOMPARE(picture.size(), QSize(640, 480));
    // The picture carries its recipe, and the recipe draws the same picture.
    const QString recipe = picture.text("recipe");
    QVERIFY(!recipe.isEmpty());
    writeBytes(path("picture.json"), recipe.toUtf8());
    const Outcome again = run({"run", "picture.json", "--out", "b.png"});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QCOMPARE(QImage(path("b.png")), picture);
    // From the recipe alone, with nothing but the model and the data: the same numbers.
    QVERIFY(run({"dimension", "emb.h5", "--out", "dimension.h5"}).code == 0);
    const Json made = run({"info", "dimension.h5", "--json"}).json();
    writeBytes(path("dimension.json"), QByteArray::fromStdString(made.at("recipe").dump()));
    QVERIFY(QFile::remove(path("emb.h5")) && QDir(path("cache")).removeRecursively());
    Json fresh = run({"run", "dimension.json", "--json"}).json();
    Json known = dimension;
    for (Json* one : {&fresh, &known})
        for (Json& layer : one->at("layers"))
            layer.erase("seconds");
    QCOMPARE(fresh.dump(), known.dump());
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "test_command_line.moc"
