// SPDX-License-Identifier: MIT
// Series of epochs: which frames, their recipes, chains of references; commands of nested recipes.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/layout/layout.hpp"
#include "core/session/execute.hpp"
#include "core/session/series.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

const std::vector<SeriesFrame> kFrames{{0, "a"}, {1, "b"}, {2, "c"}, {4, "d"}, {16, "e"}};

std::vector<int> epochsOf(const std::vector<SeriesFrame>& frames)
{
    std::vector<int> epochs;
    for (const SeriesFrame& frame : frames)
        epochs.push_back(frame.epoch);
    return epochs;
}

std::vector<EpochRecipe> innerSeries(const fs::path& folder)
{
    std::vector<EpochRecipe> inner;
    for (int epoch : {0, 1, 3}) {
        RandomStream random(std::uint64_t(epoch) + 1);
        std::vector<double> values(60 * 4);
        for (double& v : values)
            v = random.normal();
        const fs::path file = folder / ("epoch_" + std::to_string(epoch) + ".npy");
        writeNpy(file, {60, 4}, values.data());
        const std::map<std::string, std::string> inputs{{"embedding", file.string()}};
        inner.emplace_back(epoch, makeRecipe(*findAnalysis("layout"), inputs, Json::object()));
    }
    return inner;
}

} // namespace

class TestSeries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void epochListsChoose_data();
    void epochListsChoose();
    void wrongListsAreRefused_data();
    void wrongListsAreRefused();
    void referencesMakeAChain_data();
    void referencesMakeAChain();
    void chainIsExecuted();
    void singleInputsAreNoSeries();
};

void TestSeries::epochListsChoose_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<int>>("epochs");
    QTest::newRow("all") << "all" << QList<int>{0, 1, 2, 4, 16};
    QTest::newRow("list") << "0,4" << QList<int>{0, 4};
    QTest::newRow("range takes what is there") << "1-10" << QList<int>{1, 2, 4};
    QTest::newRow("mixed, in order, each once") << "16,0-1,1" << QList<int>{0, 1, 16};
}

void TestSeries::epochListsChoose()
{
    QFETCH(QString, text);
    QFETCH(QList<int>, epochs);
    QVERIFY(isEpochList(text.toStdString()));
    QVERIFY(epochsOf(chosenFrames(kFrames, text.toStdString())) ==
            std::vector<int>(epochs.begin(), epochs.end()));
}

void TestSeries::wrongListsAreRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("list");
    for (const char* text : {"", "x", "1,", "-1", "3-1", "1-", "1;2", "1.5", "99999999999"})
        QTest::addRow("'%s'", text) << QString(text) << false;
    QTest::newRow("missing epoch") << "0,3" << true;
    QTest::newRow("empty range") << "5-10" << true;
}

void TestSeries::wrongListsAreRefused()
{
    QFETCH(QString, text);
    QFETCH(bool, list);
    QCOMPARE(isEpochList(text.toStdString()), list);
    QVERIFY_EXCEPTION_THROWN(chosenFrames(kFrames, text.toStdString()), Error);
}

void TestSeries::referencesMakeAChain_data()
{
    QTest::addColumn<QString>("align");
    for (const char* align : {"none", "procrustes", "basis"})
        QTest::newRow(align) << align;
}

void TestSeries::referencesMakeAChain()
{
    QFETCH(QString, align);
    const QTemporaryDir folder;
    const auto inner = innerSeries(folder.path().toStdString());
    const auto recipes = seriesRecipes(*findAnalysis("layout"), "embedding", inner,
                                       Json{{"align", align.toStdString()}});
    QCOMPARE(recipes.size(), inner.size());
    const auto referenceOf = [&](std::size_t i) {
        const auto input = recipes[i].second.inputs.find("reference");
        return input == recipes[i].second.inputs.end() ? std::string() : input->second.hash;
    };
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(recipes[i].first, inner[i].first);
        QCOMPARE(recipes[i].second.inputs.at("embedding").hash, inner[i].second.hash());
    }
    if (align == "procrustes") {
        QCOMPARE(referenceOf(0), std::string());
        QCOMPARE(referenceOf(1), recipes[0].second.hash());
        QCOMPARE(referenceOf(2), recipes[1].second.hash());
        QVERIFY(recipes[0].second.parameters.at("align") == "none");
        // The commands name every step once, each with a file of its own.
        const QStringList lines =
            QString::fromStdString(asCommands(recipes[2].second, "layout.h5")).split('\n');
        QCOMPARE(lines.size(), 6);
        QSet<QString> files;
        for (const QString& line : lines)
            files.insert(line.section(" --out ", 1));
        QCOMPARE(files.size(), 6);
        QVERIFY2(lines.last().contains("--reference layout-") &&
                     lines.last().endsWith("--align procrustes --out layout.h5"),
                 qPrintable(lines.last()));
    } else if (align == "basis") {
        QCOMPARE(referenceOf(2), std::string());
        QCOMPARE(referenceOf(0), recipes[2].second.hash());
        QCOMPARE(referenceOf(1), recipes[2].second.hash());
        QVERIFY(recipes[2].second.parameters.at("align") == "none");
    } else {
        QVERIFY(referenceOf(0).empty() && referenceOf(1).empty() && referenceOf(2).empty());
    }
    // Nested to any depth, a recipe survives its JSON.
    const Recipe back = Recipe::fromJson(Json::parse(recipes[2].second.toJson().dump()));
    QCOMPARE(back.hash(), recipes[2].second.hash());
}

void TestSeries::chainIsExecuted()
{
    const QTemporaryDir folder;
    const fs::path root = folder.path().toStdString();
    const ArtifactStore store({root / "store"});
    std::vector<EpochRecipe> recipes;
    // Straight on arrays of the user: three frames, each another order of the same features.
    for (int epoch = 0; epoch < 3; ++epoch) {
        RandomStream random(5);
        std::vector<double> values(60 * 4);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i / 4 * 4 + (i + std::size_t(epoch)) % 4] = random.normal() * double(1 + i % 4);
        writeNpy(root / ("e" + std::to_string(epoch) + ".npy"), {60, 4}, values.data());
        const std::map<std::string, std::string> inputs{
            {"embedding", (root / ("e" + std::to_string(epoch) + ".npy")).string()}};
        Recipe recipe = makeRecipe(*findAnalysis("layout"), inputs,
                                   Json{{"align", epoch ? "procrustes" : "none"}});
        if (epoch > 0)
            recipe.inputs["reference"] = RecipeInput{
                {}, recipes.back().second.hash(), std::make_shared<Recipe>(recipes.back().second)};
        recipes.emplace_back(epoch, recipe);
    }
    const Artifact last = execute(recipes[2].second, store, Progress());
    for (const auto& [epoch, recipe] : recipes)
        QVERIFY(store.find(recipe.hash())); // each a result of its own
    const auto first = readLayout(*store.find(recipes[0].second.hash()));
    const auto layout = readLayout(last.file);
    QCOMPARE(layout->alignment, std::string("procrustes to e1"));
    QVERIFY(layout->layers[0].residual < 1e-5);
    QVERIFY((layout->layers[0].coordinates - first->layers[0].coordinates).cwiseAbs().maxCoeff() <
            1e-4F * first->layers[0].coordinates.cwiseAbs().maxCoeff());
    QVERIFY(execute(recipes[2].second, store, Progress()).reused);
}

void TestSeries::singleInputsAreNoSeries()
{
    const QTemporaryDir folder;
    const auto inner = innerSeries(folder.path().toStdString());
    const std::string file = inner[0].second.inputs.at("embedding").spec;
    QVERIFY(seriesFrames(InputKind::Model, file).empty());
    QVERIFY(seriesFrames(InputKind::Embedding, file).empty());
    QVERIFY(seriesFrames(InputKind::Data, file).empty());
    QVERIFY_EXCEPTION_THROWN(seriesRecipes(*findAnalysis("layout"),
                                           std::map<std::string, std::string>{{"embedding", file}},
                                           Json::object(), 1),
                             Error);
    QVERIFY(seriesInput(*findAnalysis("embed"))->role == "model");
    QVERIFY(seriesInput(*findAnalysis("dimension"))->role == "embedding");
    QVERIFY(seriesInput(*findAnalysis("train")) == nullptr);
}

QTEST_GUILESS_MAIN(TestSeries)
#include "test_series.moc"
