// SPDX-License-Identifier: MIT
// How long studies and NNK graphs live, and what a graph says of each row.
#include "core/nnk/graph_file.hpp"
#include "lenet_fixture.hpp"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace leafscope;

namespace {

std::shared_ptr<const Study> studyOf(const std::string& analysis, Recipe embedding)
{
    Recipe recipe;
    recipe.analysis = analysis;
    recipe.inputs["embedding"] = {"", embedding.hash(),
                                  std::make_shared<const Recipe>(std::move(embedding))};
    return std::make_shared<const Study>(Study{recipe, Json{{"k", 5}}});
}

Recipe embeddingOf(const char* model, const char* data)
{
    Recipe recipe;
    recipe.analysis = "embed";
    recipe.inputs["model"] = {"/run/epoch_001.pt", model, nullptr};
    recipe.inputs["data"] = {"/data", data, nullptr};
    return recipe;
}

std::shared_ptr<const ModelInfo> model(const char* hash, const char* file = "/run/epoch_002.pt")
{
    auto info = std::make_shared<ModelInfo>();
    info->hash = hash;
    info->file = file;
    return info;
}

std::shared_ptr<const Dataset> data(const char* hash)
{
    auto set = std::make_shared<Dataset>();
    set->hash = hash;
    return set;
}

std::shared_ptr<const NnkLayerGraph> graphOf(const std::string& layer, Index n)
{
    auto graph = std::make_shared<NnkLayerGraph>();
    graph->layer.name = layer;
    graph->metrics = {{"nnk.diameter", "Diameter", "", std::vector<float>(std::size_t(n), 0.5f)}};
    return graph;
}

} // namespace

class TestStudies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void severalStandSideBySide()
    {
        Session session;
        QSignalSpy changed(&session, &Session::studiesChanged);
        QCOMPARE(session.state(Fact::Studies).readiness, Readiness::Empty);
        QVERIFY(!session.study("nnk profile"));
        session.setStudy(studyOf("nnk profile", embeddingOf("m", "d")));
        session.setStudy(studyOf("nnk classify", embeddingOf("m", "d")));
        const auto again = studyOf("nnk classify", embeddingOf("m2", "d"));
        session.setStudy(again);
        QCOMPARE(changed.size(), 3);
        QCOMPARE(session.studies().size(), std::size_t(2));
        QCOMPARE(session.study("nnk classify"), again);
        QCOMPARE(session.state(Fact::Studies).readiness, Readiness::Ready);
        session.setBusy(Fact::Studies, QStringLiteral("x"));
        session.settle(Fact::Studies, QStringLiteral("Cancelled."));
        QCOMPARE(session.state(Fact::Studies).readiness, Readiness::Ready);
    }

    void namesOfAnalyses()
    {
        QVERIFY(isStudy("nnk channels"));
        QVERIFY(!isStudy("nnk"));
        QVERIFY(!isStudy("layout"));
        QVERIFY(isMadeFrom(studyOf("nnk scales", embeddingOf("m", "d"))->recipe, "data", "d"));
        QVERIFY(!isMadeFrom(studyOf("nnk scales", embeddingOf("m", "d"))->recipe, "data", "m"));
    }

    void otherDataOrAnotherModelForgetThem()
    {
        Session session;
        Recipe ofSeries;
        ofSeries.analysis = "nnk select";
        ofSeries.inputs["model"] = {"/run", "hash of the folder", nullptr};
        ofSeries.inputs["data"] = {"/data", "d", nullptr};
        session.setStudy(studyOf("nnk profile", embeddingOf("m", "d")));
        session.setStudy(studyOf("nnk scales", embeddingOf("m2", "d")));
        session.setStudy(std::make_shared<const Study>(Study{ofSeries, Json::object()}));
        session.setData(data("d"));
        QCOMPARE(session.studies().size(), std::size_t(3));
        session.setModel(model("m2")); // which lies in the folder of the series
        QVERIFY(!session.study("nnk profile"));
        QVERIFY(session.study("nnk scales"));
        QVERIFY(session.study("nnk select"));
        session.setModel(model("m2", "/running/epoch_002.pt"));
        QVERIFY(!session.study("nnk select")); // "/running" is not inside "/run"
        QVERIFY(session.study("nnk scales"));
        session.setData(data("others"));
        QVERIFY(session.studies().empty());
        QCOMPARE(session.state(Fact::Studies).readiness, Readiness::Empty);
    }

    void anotherBroughtEmbeddingForgetsTheirs()
    {
        Session session;
        session.setEmbedding(test::lenetEmbedding());
        Recipe brought;
        brought.analysis = "nnk classify";
        brought.inputs["embedding"] = {"/my.npy", "mine", nullptr};
        session.setStudy(std::make_shared<const Study>(Study{brought, Json::object()}));
        session.setStudy(studyOf("nnk profile", embeddingOf("m", "d")));
        auto other = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        session.setEmbedding(std::make_shared<const EmbeddingHeader>(*other)); // the same again
        QCOMPARE(session.studies().size(), std::size_t(2));
        other->hash = "another";
        session.setEmbedding(other);
        QVERIFY(!session.study("nnk classify"));
        QVERIFY(session.study("nnk profile"));
    }

    void graphIsOfItsLayerAndEpoch()
    {
        Session session;
        const auto embedding = test::lenetEmbedding();
        session.setEmbedding(embedding);
        const QString layer = session.layers().front();
        QSignalSpy changed(&session, &Session::graphChanged);
        session.setGraph(graphOf(layer.toStdString(), embedding->n));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(session.state(Fact::Graph).readiness, Readiness::Ready);
        session.setLayer(layer);
        QCOMPARE(session.metrics().size(), std::size_t(1));
        QCOMPARE(session.metrics()[0].key, std::string("nnk.diameter"));
        session.setLayer(session.layers().back());
        QVERIFY(session.metrics().empty());

        session.setSeries({{0, {}, {}}, {1, {}, {}}}, 0);
        QVERIFY(session.frame(0).graph);
        Frame frame;
        frame.embedding = embedding;
        frame.layout = std::make_shared<const Layout>();
        session.setFrame(1, frame);
        session.setStudy(studyOf("nnk profile", embeddingOf("m", "d")));
        session.setEpoch(1);
        QVERIFY(!session.graph());
        QCOMPARE(session.state(Fact::Graph).readiness, Readiness::Empty);
        QVERIFY(session.study("nnk profile")); // it stays
    }

    void anotherEmbeddingForgetsTheGraph()
    {
        Session session;
        auto one = std::make_shared<EmbeddingHeader>(*test::lenetEmbedding());
        one->hash = "one";
        session.setEmbedding(one);
        session.setGraph(graphOf("x", one->n));
        auto two = std::make_shared<EmbeddingHeader>(*one);
        two->hash = "two";
        session.setEmbedding(two);
        QVERIFY(!session.graph());
    }
};

QTEST_GUILESS_MAIN(TestStudies)
#include "test_studies.moc"
