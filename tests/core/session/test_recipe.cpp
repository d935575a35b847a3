// SPDX-License-Identifier: MIT
// Recipes: identity, JSON round trip, parameter checks, artifacts on disk, session folders.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/session/analysis.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/recipe.hpp"
#include "core/session/session_folder.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace leafscope;

namespace {

Recipe embedRecipe()
{
    Recipe recipe;
    recipe.analysis = "embed";
    recipe.parameters = {{"limit", 2000}, {"layers", Json::array()}};
    recipe.version = "0.1.0";
    recipe.inputs["data"] = {"fashion-mnist", "d0", nullptr};
    recipe.inputs["model"] = {"/tmp/model.pt", "m0", nullptr};
    return recipe;
}

Recipe layoutRecipe()
{
    Recipe recipe;
    recipe.analysis = "layout";
    recipe.parameters = {{"method", "pca"}};
    recipe.version = "0.1.0";
    const Recipe inner = embedRecipe();
    recipe.inputs["embedding"] = {"", inner.hash(), std::make_shared<Recipe>(inner)};
    return recipe;
}

Analysis sampleAnalysis()
{
    Analysis a;
    a.name = "sample";
    a.parameters = {{"fraction", "Fraction", ParameterType::Real, 0.9, 0.0, 1.0, {}, "", ""},
                    {"count", "Count", ParameterType::Integer, 5, 1.0, {}, {}, "", ""},
                    {"mode", "Mode", ParameterType::Choice, "a", {}, {}, {"a", "b"}, "", ""},
                    {"on", "On", ParameterType::Flag, true, {}, {}, {}, "", ""},
                    {"layers", "Layers", ParameterType::List, Json::array(), {}, {}, {}, "", ""}};
    return a;
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void identityIgnoresPathsAndVersion();
    void identityKnowsContent_data();
    void identityKnowsContent();
    void jsonRoundTrip();
    void brokenJson_data();
    void brokenJson();
    void parametersAreCompleted();
    void wrongParameters_data();
    void wrongParameters();
    void artifactRoundTrip();
    void damagedArtifactIsAbsent();
    void sessionFolderRoundTrip();
};

void TestRecipe::identityIgnoresPathsAndVersion()
{
    Recipe a = layoutRecipe();
    Recipe b = layoutRecipe();
    b.version = "9.9";
    b.inputs["embedding"].spec = "/elsewhere/emb.h5";
    QCOMPARE(a.hash(), b.hash());
}

void TestRecipe::identityKnowsContent_data()
{
    QTest::addColumn<int>("change");
    for (int change = 0; change < 5; ++change)
        QTest::newRow(std::to_string(change).c_str()) << change;
}

void TestRecipe::identityKnowsContent()
{
    QFETCH(int, change);
    Recipe recipe = embedRecipe();
    const std::string before = recipe.hash();
    switch (change) {
    case 0: recipe.seed = 2; break;
    case 1: recipe.parameters["limit"] = 1999; break;
    case 2: recipe.inputs["data"].hash = "d1"; break;
    case 3: recipe.revision = 2; break;
    default: recipe.analysis = "layout"; break;
    }
    QVERIFY(recipe.hash() != before);
}

void TestRecipe::jsonRoundTrip()
{
    const Recipe recipe = layoutRecipe();
    const Recipe back = Recipe::fromJson(Json::parse(recipe.toJson().dump()));
    QCOMPARE(back.toJson().dump(), recipe.toJson().dump());
    QCOMPARE(back.hash(), recipe.hash());
    QCOMPARE(back.inputs.at("embedding").recipe->inputs.at("data").spec, std::string("fashion-mnist"));
}

void TestRecipe::brokenJson_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("array") << "[]" << "object";
    QTest::newRow("empty") << "{}" << "analysis";
    QTest::newRow("number as name") << R"({"analysis":3})" << "analysis";
    QTest::newRow("negative seed")
        << R"({"analysis":"a","parameters":{},"seed":-1,"revision":1,"leafscope":"0","inputs":{}})" << "seed";
    QTest::newRow("input without source")
        << R"({"analysis":"a","parameters":{},"seed":1,"revision":1,"leafscope":"0","inputs":{"x":{"hash":"h"}}})"
        << "\"x\"";
}

void TestRecipe::brokenJson()
{
    QFETCH(QString, text);
    QFETCH(QString, mentions);
    try {
        Recipe::fromJson(Json::parse(text.toStdString()));
        QFAIL("accepted");
    } catch (const Error& e) {
        QCOMPARE(e.kind(), ErrorKind::Format);
        QVERIFY2(QString::fromUtf8(e.what()).contains(mentions), e.what());
        QVERIFY(!e.remedy().empty());
    }
}

void TestRecipe::parametersAreCompleted()
{
    const Json complete = completeParameters(sampleAnalysis(), {{"count", 7}, {"fraction", 1}});
    QVERIFY(complete["count"] == 7);
    QVERIFY(complete["fraction"].is_number_float());
    QVERIFY(complete["mode"] == "a");
    QCOMPARE(complete.size(), std::size_t(5));
    // 1 and 1.0 are one parameter value, hence one recipe.
    QCOMPARE(complete.dump(), completeParameters(sampleAnalysis(), {{"count", 7}, {"fraction", 1.0}}).dump());
}

void TestRecipe::wrongParameters_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("unknown") << R"({"fractoin":1})" << "fractoin";
    QTest::newRow("too large") << R"({"fraction":1.5})" << "from 0 to 1";
    QTest::newRow("text for number") << R"({"fraction":"x"})" << "number";
    QTest::newRow("real for integer") << R"({"count":1.5})" << "whole number";
    QTest::newRow("below") << R"({"count":0})" << "at least 1";
    QTest::newRow("choice") << R"({"mode":"c"})" << "one of a, b";
    QTest::newRow("flag") << R"({"on":1})" << "true or false";
    QTest::newRow("list") << R"({"layers":"x"})" << "list";
}

void TestRecipe::wrongParameters()
{
    QFETCH(QString, given);
    QFETCH(QString, mentions);
    try {
        completeParameters(sampleAnalysis(), Json::parse(given.toStdString()));
        QFAIL("accepted");
    } catch (const Error& e) {
        QVERIFY2(QString::fromUtf8(e.what()).contains(mentions), e.what());
    }
}

void TestRecipe::artifactRoundTrip()
{
    const QTemporaryDir folder;
    const ArtifactStore store({folder.path().toStdString()});
    const Recipe recipe = layoutRecipe();
    QVERIFY(!store.find(recipe.hash()));
    PendingFile file(store.place(recipe.hash()));
    Hdf5File::create(file.path()).close();
    // Longer than HDF5's limit for compact attributes, as large results are.
    const Json result{{"text", std::string(200000, 'x')}};
    stampArtifact(file.path(), recipe, result);
    QVERIFY(!store.find(recipe.hash())); // not there before it is whole
    file.commit();
    QVERIFY(store.find(recipe.hash()));
    const auto back = readArtifact(*store.find(recipe.hash()));
    QVERIFY(back);
    QCOMPARE(back->recipe.hash(), recipe.hash());
    QVERIFY(back->result == result);
}

void TestRecipe::damagedArtifactIsAbsent()
{
    const QTemporaryDir folder;
    const ArtifactStore store({folder.path().toStdString()});
    const Recipe recipe = layoutRecipe();
    const auto place = store.place(recipe.hash());
    Hdf5File::create(place).close();
    stampArtifact(place, recipe, Json::object());
    QVERIFY(store.find(recipe.hash()));
    const auto size = std::filesystem::file_size(place);
    std::filesystem::resize_file(place, size / 2);
    QVERIFY(!store.find(recipe.hash()));
    // An artifact under another's name is not that other.
    Recipe other = recipe;
    other.seed = 5;
    Hdf5File::create(place).close();
    stampArtifact(place, other, Json::object());
    QVERIFY(!store.find(recipe.hash()));
}

void TestRecipe::sessionFolderRoundTrip()
{
    const QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "data");
    std::ofstream(root / "data/points.npy") << "x";
    SessionFolder session;
    session.folder = root;
    session.title = "Title";
    session.view = {{"layer", "fc1"}};
    Recipe recipe = layoutRecipe();
    Recipe inner = *recipe.inputs["embedding"].recipe;
    inner.inputs["data"].spec = (root / "data/points.npy").string();
    recipe.inputs["embedding"].recipe = std::make_shared<Recipe>(inner);
    session.recipes["layout"] = recipe;
    writeSessionFolder(session);
    const std::string text = readTextFile(root / "session.json");
    QVERIFY(text.find(root.string()) == std::string::npos); // the folder can be moved
    const SessionFolder back = readSessionFolder(root);
    QCOMPARE(back.title, session.title);
    QVERIFY(back.view == session.view);
    QCOMPARE(back.inputSpec("data"), (root / "data/points.npy").string());
    QCOMPARE(back.recipes.at("layout").hash(), recipe.hash());
    std::ofstream(root / "session.json") << "{\"recipes\":";
    QVERIFY_EXCEPTION_THROWN(readSessionFolder(root), Error);
}

QTEST_GUILESS_MAIN(TestRecipe)
#include "test_recipe.moc"
