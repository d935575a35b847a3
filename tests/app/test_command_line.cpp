// SPDX-License-Identifier: MIT
// The program as a person meets it on the command line: help, results, wrong usage, bad input,
// Ctrl+C.
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "tests/support/program.hpp"

#include <cmath>
#include <csignal>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;

namespace {

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
    void quietIsQuiet();

private:
    Outcome run(const QStringList& arguments) { return m_program->run(arguments); }
    std::filesystem::path file(const char* name) const { return m_program->file(name); }

    std::unique_ptr<Program> m_program;
};

void TestCommandLine::init()
{
    m_program = std::make_unique<Program>();
}

void TestCommandLine::helpIsComplete()
{
    const Outcome program = run({"--help"});
    QCOMPARE(program.code, 0);
    for (const char* verb : {"info", "train", "embed", "layout", "dimension", "render", "run",
                             "session", "cache", "help"}) {
        QVERIFY2(program.out.contains(QString("\n  ") + verb), verb);
        const Outcome help = run({verb, "--help"});
        QCOMPARE(help.code, 0);
        QVERIFY2(help.out.contains("usage: leafscope " + QString(verb)), verb);
        for (const char* flag : {"--out", "--json", "--seed", "--threads", "--quiet"})
            QVERIFY2(help.out.contains(flag), flag);
    }
    QCOMPARE(run({"help"}).out, program.out);
    QCOMPARE(run({"help", "embed"}).out, run({"embed", "--help"}).out);
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
    QTest::newRow("size") << QStringList{"render", "x", "--out", "x.png", "--size", "12"};
    QTest::newRow("size too large")
        << QStringList{"render", "x", "--out", "x.png", "--size", "99999x10"};
    QTest::newRow("view") << QStringList{"render", "x", "--out", "x.png", "--view", "heat"};
    QTest::newRow("program flag") << QStringList{"--bogus"};
    QTest::newRow("out of range") << QStringList{"dimension", "x.npy", "--fraction", "1.5"};
    QTest::newRow("not a choice") << QStringList{"layout", "x.npy", "--method", "umap"};
    QTest::newRow("negative") << QStringList{"embed", "--model", "m", "--data",
                                             "d",     "--limit", "-1"};
    QTest::newRow("epochs") << QStringList{"layout", "x", "--epochs", "first"};
    QTest::newRow("cache") << QStringList{"cache"};
    QTest::newRow("cache action") << QStringList{"cache", "empty"};
    QTest::newRow("cache flag elsewhere") << QStringList{"cache", "list", "--older", "3d"};
    QTest::newRow("duration") << QStringList{"cache", "prune", "--older", "30"};
    QTest::newRow("help of nothing") << QStringList{"help", "walk"};
}

void TestCommandLine::wrongUsage()
{
    QFETCH(QStringList, arguments);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == 2, qPrintable(outcome.err));
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains("--help"), qPrintable(outcome.err));
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
        writeNpy(file("points.npy"), {500, 4}, floats.data());
    } else {
        writeNpy(file("points.npy"), {500, 4}, values.data());
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
    writeNpy(file("gauss.npy"), {2000, 5}, values.data());
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
    writeNpy(file("here.npy"), {400, 64}, here.data());
    writeNpy(file("there.npy"), {400, 64}, there.data());
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
    row("folder as recipe", "", {}, {"run", "."});
    row("no series", "x.npy", nan, {"dimension", "x.npy", "--epochs", "all"});
    row("reference of another kind", "x.npy", nan,
        {"layout", "x.npy", "--reference", "x.npy", "--align", "basis"});
}

void TestCommandLine::badInput()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, arguments);
    if (!name.isEmpty())
        m_program->write(name, bytes);
    const QStringList before = m_program->inventory();
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.out.isEmpty(), qPrintable(outcome.out));
    QCOMPARE(outcome.err.count("leafscope: error:"), 1);
    QVERIFY2(outcome.err.contains("what to do:"), qPrintable(outcome.err));
    QVERIFY2(outcome.err.size() < 1500, qPrintable(outcome.err));
    QVERIFY2(!outcome.err.contains("Exception raised from"),
             qPrintable(outcome.err)); // no stack traces
    QCOMPARE(m_program->inventory(), before);
}

void TestCommandLine::interruptLeavesNothing()
{
    RandomStream random(1);
    std::vector<float> values(20000 * 512);
    for (float& v : values)
        v = float(random.uniform());
    writeNpy(file("large.npy"), {20000, 512}, values.data());
    const QStringList before = m_program->inventory();
    QProcess process;
    m_program->prepare(process);
    process.start(Program::program(), {"dimension", "large.npy"});
    QVERIFY(process.waitForStarted());
    QTest::qSleep(1500); // well into the search
    QCOMPARE(process.state(), QProcess::Running);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(5000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(m_program->inventory(), before);
}

void TestCommandLine::quietIsQuiet()
{
    const std::vector<float> line{0, 1, 2, 3, 4, 5, 6, 7}; // one axis only: layout has a note on it
    writeNpy(file("line.npy"), {8, 1}, line.data());
    const Outcome loud = run({"layout", "line.npy", "--out", "a.h5"});
    QVERIFY2(loud.code == 0 && loud.err.contains("axes"), qPrintable(loud.err));
    const Outcome quiet = run({"layout", "line.npy", "--out", "b.h5", "--quiet", "--seed", "2"});
    QCOMPARE(quiet.code, 0);
    QVERIFY2(quiet.err.isEmpty(), qPrintable(quiet.err));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "test_command_line.moc"
