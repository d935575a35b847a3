// SPDX-License-Identifier: MIT
// The whole path through the program, with a single network and over the epochs of a training; and
// recipes that run elsewhere.
#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/layout/layout.hpp"
#include "tests/support/program.hpp"

#include <QDir>
#include <QImage>

using namespace leafscope;
using namespace leafscope::test;

namespace fs = std::filesystem;

class TestFirstPath : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void firstLight();
    void overTheEpochs();
    void ownArraysRunElsewhere();
    void sessionsAreDescribed();

private:
    void seriesAsPicturesAndSession();
    Outcome run(const QStringList& arguments) { return m_program->run(arguments); }
    QString path(const char* name) const { return m_program->path(name); }

    std::unique_ptr<Program> m_program;
};

void TestFirstPath::init()
{
    m_program = std::make_unique<Program>();
}

/// The whole first path: train, embed, dimension, layout, render, and all of it again from recipes.
void TestFirstPath::firstLight()
{
    const Outcome train = run({"train", "--data", "fashion-mnist:test", "--arch", "lenet",
                               "--epochs", "1", "--out", "run", "--json"});
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
    m_program->write("picture.json", recipe.toUtf8());
    const Outcome again = run({"run", "picture.json", "--out", "b.png"});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QCOMPARE(QImage(path("b.png")), picture);
    // From the recipe alone, with nothing but the model and the data: the same numbers.
    QVERIFY(run({"dimension", "emb.h5", "--out", "dimension.h5"}).code == 0);
    const Json made = run({"info", "dimension.h5", "--json"}).json();
    m_program->write("dimension.json", QByteArray::fromStdString(made.at("recipe").dump()));
    QVERIFY(QFile::remove(path("emb.h5")) && QDir(path("cache")).removeRecursively());
    Json fresh = run({"run", "dimension.json", "--json"}).json();
    Json known = dimension;
    for (Json* one : {&fresh, &known})
        for (Json& layer : one->at("layers"))
            layer.erase("seconds");
    QCOMPARE(fresh.dump(), known.dump());
}

/// embed, dimension and aligned layout over a series; a second run takes everything from the store.
void TestFirstPath::overTheEpochs()
{
    const Outcome train = run({"train", "--data", "fashion-mnist:test", "--arch", "mlp", "--depth",
                               "2", "--width", "16", "--epochs", "2", "--out", "run"});
    QVERIFY2(train.code == 0, qPrintable(train.err));
    const QStringList embed{"embed",   "--model", "run",      "--data", "fashion-mnist:test",
                            "--limit", "200",     "--epochs", "all",    "--out",
                            "emb",     "--json"};
    const Outcome made = run(embed);
    QVERIFY2(made.code == 0, qPrintable(made.err));
    const Json epochs = made.json().at("epochs");
    QCOMPARE(epochs.size(), std::size_t(3));
    for (int epoch = 0; epoch < 3; ++epoch) {
        QVERIFY(epochs[std::size_t(epoch)].at("epoch") == epoch);
        QVERIFY(epochs[std::size_t(epoch)].at("n") == 200);
        QVERIFY(QFile::exists(m_program->path(QString("emb/epoch_00%1.h5").arg(epoch))));
    }
    const Outcome again = run(embed);
    QCOMPARE(again.err.count("taken from the store"), 3);
    const Json profile = run({"dimension", "emb", "--epochs", "0,2", "--json"}).json();
    QCOMPARE(profile.at("epochs").size(), std::size_t(2));
    QVERIFY(profile["epochs"][1].at("epoch") == 2);
    QVERIFY(profile["epochs"][1].at("layers").size() > 3);
    const Outcome layout =
        run({"layout", "emb", "--epochs", "0-2", "--align", "procrustes", "--out", "lay"});
    QVERIFY2(layout.code == 0, qPrintable(layout.err));
    const auto last = readLayout(m_program->file("lay/epoch_002.h5"));
    QCOMPARE(last->alignment, std::string("procrustes to epoch_001"));
    QCOMPARE(readLayout(m_program->file("lay/epoch_000.h5"))->alignment, std::string("none"));
    const Outcome basis = run({"layout", "emb", "--epochs", "all", "--align", "basis", "--json"});
    QVERIFY2(basis.code == 0, qPrintable(basis.err));
    QVERIFY(basis.json().at("epochs")[0].at("alignment") == "basis of epoch_002");
    QCOMPARE(run({"layout", "emb", "--epochs", "0,7"}).code, 1);
    const Outcome into = run({"layout", "emb", "--epochs", "all", "--out", "emb"});
    QCOMPARE(into.code, 1); // the results would take the place of their inputs
    const Json info = run({"info", "run", "--json"}).json();
    QVERIFY(info.at("epochs") == Json({0, 1, 2}));
    QVERIFY(run({"info", "run"}).out.contains("0, 1, 2"));
    seriesAsPicturesAndSession();
}

/// Goes on after overTheEpochs(): curve and timeline show all epochs of a folder, and of a session.
void TestFirstPath::seriesAsPicturesAndSession()
{
    QCOMPARE(run({"dimension", "emb", "--epochs", "all", "--out", "dim"}).code, 0);
    QCOMPARE(run({"render", "dim", "--view", "timeline", "--out", "epochs.csv"}).code, 0);
    const auto table = [&](const char* name) {
        const std::string text = readTextFile(m_program->file(name));
        QStringList rows = QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
        rows.removeIf([](const QString& row) { return row.startsWith('#'); }); // the recipe
        return rows;
    };
    QVERIFY2(table("epochs.csv").size() > 3, qPrintable(table("epochs.csv").join('\n')));
    QCOMPARE(run({"render", "dim", "--view", "curve", "--epoch", "1", "--out", "one.png"}).code, 0);
    QCOMPARE(run({"render", "dim", "--view", "curve", "--epoch", "2", "--out", "two.png"}).code, 0);
    QVERIFY(QImage(path("one.png")) != QImage(path("two.png")));
    const Outcome missing =
        run({"render", "dim", "--view", "curve", "--epoch", "9", "--out", "no.png"});
    QCOMPARE(missing.code, 1);
    QVERIFY2(missing.err.contains("0, 1, 2"), qPrintable(missing.err));
    QCOMPARE(run({"session", "lay", "dim", "--out", "all.leafscope"}).code, 0);
    QDir(path("cache")).removeRecursively(); // what the session holds is enough
    const Outcome again =
        run({"render", "all.leafscope", "--view", "timeline", "--out", "session.csv"});
    QVERIFY2(again.code == 0, qPrintable(again.err));
    QCOMPARE(table("session.csv"), table("epochs.csv"));
}

/// A recipe on arrays of the user, executed in another folder with a copy of them.
void TestFirstPath::ownArraysRunElsewhere()
{
    RandomStream random(4);
    std::vector<double> values(100 * 4);
    for (double& v : values)
        v = random.normal();
    QDir(m_program->folder()).mkpath("here/data");
    QDir(m_program->folder()).mkpath("there/data");
    writeNpy(m_program->file("here/data/points.npy"), {100, 4}, values.data());
    QVERIFY(run({"layout", "here/data/points.npy", "--out", "layout.h5"}).code == 0);
    const Json recipe = run({"info", "layout.h5", "--json"}).json().at("recipe");
    m_program->write("there/layout.json", QByteArray::fromStdString(recipe.dump()));
    fs::rename(m_program->file("here/data/points.npy"), m_program->file("there/data/points.npy"));
    QVERIFY(QDir(path("cache")).removeRecursively() || !QDir(path("cache")).exists());
    QProcess process;
    m_program->prepare(process);
    process.setWorkingDirectory(path("there"));
    process.start(Program::program(), {"run", "layout.json", "--out", "again.h5"});
    QVERIFY(process.waitForFinished(60000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    QVERIFY(readLayout(m_program->file("there/again.h5"))->layers[0].coordinates ==
            readLayout(m_program->file("layout.h5"))->layers[0].coordinates);
}

void TestFirstPath::sessionsAreDescribed()
{
    const QString session =
        QStringLiteral(LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope");
    const Json info = run({"info", session, "--json"}).json();
    QVERIFY(info.at("kind") == "Leafscope session");
    for (const Json& result : info.at("results"))
        QVERIFY2(result.at("computed") == true, result.dump().c_str());
    const Outcome asRecipe = run({"run", session});
    QCOMPARE(asRecipe.code, 1);
    QVERIFY2(asRecipe.err.contains("session") && asRecipe.err.contains("render"),
             qPrintable(asRecipe.err));
    QVERIFY(run({"render", session, "--size", "320x240", "--out", "a.png"}).code == 0);
    QCOMPARE(QImage(path("a.png")).size(), QSize(320, 240));
}

QTEST_GUILESS_MAIN(TestFirstPath)
#include "test_first_path.moc"
