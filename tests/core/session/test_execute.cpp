// SPDX-License-Identifier: MIT
// Executing recipes: reuse, nesting, changed inputs, failure and cancel that leave nothing, commands.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/session/execute.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

void writePoints(const fs::path& file, std::uint64_t seed)
{
    RandomStream random(seed);
    std::vector<double> values(200 * 3);
    for (double& v : values)
        v = random.normal();
    writeNpy(file, {200, 3}, values.data());
}

std::size_t filesUnder(const fs::path& folder)
{
    std::size_t count = 0;
    if (fs::exists(folder))
        for (const auto& entry : fs::recursive_directory_iterator(folder))
            count += entry.is_regular_file();
    return count;
}

Recipe dimensionOf(const fs::path& points)
{
    const std::map<std::string, std::string> inputs{{"embedding", points.string()}};
    return makeRecipe(*findAnalysis("dimension"), inputs, Json::object());
}

} // namespace

class TestExecute : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void registryIsComplete();
    void computesOnce();
    void changedInputIsRefused();
    void outGoesWhereAsked();
    void failureLeavesNothing();
    void cancelLeavesNothing();
    void nestedRecipesRunFirst();
    void missingInputIsNamed();
    void otherRevisionIsRefused();
    void commandsNameEveryStep();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
    fs::path m_points;
};

void TestExecute::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
    m_points = m_root / "points.npy";
    writePoints(m_points, 1);
}

void TestExecute::registryIsComplete()
{
    for (const char* name : {"train", "embed", "layout", "dimension"})
        QVERIFY2(findAnalysis(name), name);
    for (const Analysis* analysis : allAnalyses()) {
        QVERIFY(!analysis->summary.empty() && !analysis->outputHelp.empty() && analysis->run);
        for (const Parameter& p : analysis->parameters) {
            QVERIFY2(!p.help.empty() && !p.title.empty(), p.name.c_str());
            // Every default lies in its own range.
            completeParameters(*analysis, {{p.name, p.fallback}});
        }
    }
}

void TestExecute::computesOnce()
{
    const ArtifactStore store({m_root / "store"});
    const Recipe recipe = dimensionOf(m_points);
    const Artifact first = execute(recipe, store, Progress());
    QVERIFY(!first.reused);
    const Artifact second = execute(recipe, store, Progress());
    QVERIFY(second.reused);
    QVERIFY(second.result == first.result);
    QCOMPARE(filesUnder(m_root / "store"), std::size_t(1));
}

void TestExecute::changedInputIsRefused()
{
    const ArtifactStore store({m_root / "store"});
    const Recipe recipe = dimensionOf(m_points);
    writePoints(m_points, 2);
    try {
        execute(recipe, store, Progress());
        QFAIL("accepted a changed input");
    } catch (const Error& e) {
        QVERIFY2(QString::fromUtf8(e.what()).contains(QString::fromStdString(
                     recipe.inputs.at("embedding").hash)), e.what());
        QVERIFY(QString::fromUtf8(e.what()).contains("points.npy"));
    }
    QCOMPARE(filesUnder(m_root / "store"), std::size_t(0));
}

void TestExecute::outGoesWhereAsked()
{
    const ArtifactStore store({m_root / "store"});
    const Recipe recipe = dimensionOf(m_points);
    const Artifact artifact = execute(recipe, store, Progress(), m_root / "there/dimension.h5");
    QVERIFY(fs::exists(m_root / "there/dimension.h5"));
    QCOMPARE(filesUnder(m_root / "store"), std::size_t(0));
    const auto back = readArtifact(artifact.file);
    QVERIFY(back);
    QCOMPARE(back->recipe.toJson().dump(), recipe.toJson().dump());
    QVERIFY(back->result == artifact.result);
}

void TestExecute::failureLeavesNothing()
{
    const ArtifactStore store({m_root / "store"});
    std::vector<double> bad(20 * 2, 1.0);
    bad[7] = std::nan("");
    writeNpy(m_points, {20, 2}, bad.data());
    const std::size_t before = filesUnder(m_root);
    QVERIFY_EXCEPTION_THROWN(execute(dimensionOf(m_points), store, Progress()), Error);
    QCOMPARE(filesUnder(m_root), before);
}

void TestExecute::cancelLeavesNothing()
{
    const ArtifactStore store({m_root / "store"});
    const Recipe recipe = dimensionOf(m_points);
    const std::size_t before = filesUnder(m_root);
    const Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(execute(recipe, store, progress), Cancelled);
    QCOMPARE(filesUnder(m_root), before);
}

void TestExecute::nestedRecipesRunFirst()
{
    const ArtifactStore store({m_root / "store"});
    const fs::path run = m_root / "run";
    const Recipe train = makeRecipe(*findAnalysis("train"),
                                    std::map<std::string, std::string>{{"data", "synthetic:torus?n=64&d=2&seed=1"}},
                                    Json{{"epochs", 1}, {"arch", "mlp"}});
    QVERIFY_EXCEPTION_THROWN(execute(train, store, Progress(), run), Error); // no labels to train on
    QVERIFY(!fs::exists(run));
    const Recipe inner = dimensionOf(m_points);
    const Recipe odd = makeRecipe(*findAnalysis("layout"), "embedding", inner);
    QVERIFY(odd.inputs.at("embedding").recipe);
    QCOMPARE(odd.inputs.at("embedding").hash, inner.hash());
    // The inner result is made first; a dimension profile is no embedding, which the outer one then says.
    QVERIFY_EXCEPTION_THROWN(execute(odd, store, Progress()), Error);
    QVERIFY(store.find(inner.hash()));
}

void TestExecute::missingInputIsNamed()
{
    try {
        makeRecipe(*findAnalysis("embed"), std::map<std::string, std::string>{}, Json::object());
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(QString::fromUtf8(e.what()).contains("--"), e.what());
    }
}

void TestExecute::otherRevisionIsRefused()
{
    Recipe recipe = dimensionOf(m_points);
    recipe.revision += 1;
    QVERIFY_EXCEPTION_THROWN(execute(recipe, ArtifactStore({m_root / "store"}), Progress()), Error);
}

void TestExecute::commandsNameEveryStep()
{
    const Recipe inner = dimensionOf(m_points);
    const Recipe outer = makeRecipe(*findAnalysis("layout"), "embedding", inner);
    const QString commands = QString::fromStdString(asCommands(outer, "layout.h5"));
    const QStringList lines = commands.split('\n');
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].startsWith("leafscope dimension ") && lines[0].endsWith("--out dimension.h5"),
             qPrintable(commands));
    QVERIFY2(lines[1] == "leafscope layout dimension.h5 --out layout.h5", qPrintable(commands));
    Recipe changed = inner;
    changed.parameters["fraction"] = 0.8;
    QVERIFY(asCommands(changed).find("--fraction 0.8") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestExecute)
#include "test_execute.moc"
