// SPDX-License-Identifier: MIT
// `nnk classify` and `nnk select` from files to numbers.
#include "core/base/hdf5.hpp"
#include "core/base/random.hpp"
#include "core/data/npy.hpp"
#include "core/nnk/labelled_layer.hpp"
#include "core/nnk/nnk_request.hpp"
#include "core/nnk/select.hpp"
#include "core/session/execute.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

using Labels = std::vector<std::int32_t>;

/// Three clusters in five dimensions, `spread` wide, at distance 10 from the origin; row i belongs
/// to cluster i mod 3.
MatrixD clusters(Index n, double spread, std::uint64_t seed)
{
    RandomStream random(seed);
    MatrixD x(n, 5);
    for (Index e = 0; e < x.size(); ++e)
        x.data()[e] = spread * random.normal();
    for (Index i = 0; i < n; ++i)
        x(i, i % 3) += 10;
    return x;
}

Labels labelsOf(Index n)
{
    Labels labels;
    for (Index i = 0; i < n; ++i)
        labels.push_back(std::int32_t(i % 3));
    return labels;
}

/// An embedding as `embed` would write it: a hidden layer, and the logits of a last linear map.
template <class Matrix>
void writeEmbedding(const fs::path& path, const Matrix& x, const Labels& labels,
                    const Labels& predictions = {})
{
    const Index n = x.rows();
    std::vector<std::int64_t> indices;
    for (Index i = 0; i < n; ++i)
        indices.push_back(1000 + i);
    const MatrixF logits = MatrixF::Random(n, 2);
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/relu", {n, x.cols()}, x.data());
    file.write("/embeddings/fc", {n, 2}, logits.data());
    file.setNumber("/embeddings/relu", "order", 0);
    file.setNumber("/embeddings/fc", "order", 1);
    file.setText("/embeddings/relu", "type", "ReLU");
    file.setText("/embeddings/fc", "type", "Linear");
    file.write("/indices", {n}, indices.data());
    if (!labels.empty())
        file.write("/labels", {n}, labels.data());
    if (!predictions.empty())
        file.write("/predictions", {n}, predictions.data());
    file.close();
}

Json classify(const std::map<std::string, std::string>& inputs, const Json& parameters,
              const fs::path& out)
{
    const Recipe recipe = makeRecipe(*findAnalysis("nnk classify"), inputs, parameters);
    return execute(recipe, ArtifactStore(), Progress(), out).result;
}

Json select(const std::map<std::string, std::string>& inputs, const Json& parameters,
            const fs::path& out)
{
    const Recipe recipe = makeRecipe(*findAnalysis("nnk select"), inputs, parameters);
    return execute(recipe, ArtifactStore(), Progress(), out).result;
}

std::vector<std::int64_t> rowsOf(const Json& list)
{
    std::vector<std::int64_t> rows;
    for (const Json& one : list)
        rows.push_back(one.at("row").get<std::int64_t>());
    return rows;
}

SelectedModel modelWith(const std::string& name, double error)
{
    SelectedModel model;
    model.run.name = name;
    if (!std::isnan(error)) {
        model.judgement.emplace();
        model.judgement->nnk = {1 - error, 1 - error - 0.1, 1 - error + 0.1, 100};
    }
    return model;
}

} // namespace

class ClassifyAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void lists_data();
    void lists();
    void defaultLayerIsTheLastHidden();
    void testSamplesOfTheSameLayer();
    void suspectsAndFarRows();
    void unlabelledRowsAreLeftOut();
    void countsBeyondTheSamples();
    void refusals();
    void rankingModels();
    void selectAmongEmbeddings();
    void selectOverEpochs();
    void selectKeepsTheSoundModels();
    void selectAmongTrainings();

private:
    std::string at(const char* name) const { return (m_root / name).string(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
};

void ClassifyAnalysisTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
}

void ClassifyAnalysisTest::lists_data()
{
    QTest::addColumn<QString>("list");
    QTest::addColumn<QString>("wanted"); // empty: an error
    QTest::newRow("numbers") << "[5, 10]"
                             << "5,10";
    QTest::newRow("texts, sorted, once") << R"(["20", "3", "20"])"
                                         << "3,20";
    QTest::newRow("beyond the samples") << "[10, 30, 40]"
                                        << "10";
    QTest::newRow("all beyond") << "[30]"
                                << "";
    QTest::newRow("none") << "[]"
                          << "";
    QTest::newRow("zero") << "[0]"
                          << "";
    QTest::newRow("negative") << R"(["-3"])"
                              << "";
    QTest::newRow("fraction") << "[2.5]"
                              << "";
    QTest::newRow("no number") << R"(["5x"])"
                               << "";
    QTest::newRow("too many") << "[1001]"
                              << "";
}

void ClassifyAnalysisTest::lists()
{
    QFETCH(QString, list);
    QFETCH(QString, wanted);
    std::vector<std::string> warnings;
    QStringList found;
    const auto error = errorOf([&] {
        for (const Index k : nnkCountsOf(Json::parse(list.toStdString()), 20, "here", warnings))
            found << QString::number(k);
    });
    QCOMPARE(found.join(","), wanted);
    QCOMPARE(error.has_value(), wanted.isEmpty());
    QCOMPARE(!warnings.empty(), list == "[10, 30, 40]");
}

void ClassifyAnalysisTest::defaultLayerIsTheLastHidden()
{
    Labels predictions = labelsOf(90);
    for (Index i = 0; i < 9; ++i) // the head is wrong on every tenth
        predictions[std::size_t(i)] = 2 - predictions[std::size_t(i)] % 2;
    Index right = 0;
    for (Index i = 0; i < 90; ++i)
        right += predictions[std::size_t(i)] == i % 3 ? 1 : 0;
    writeEmbedding(m_root / "emb.h5", MatrixF(clusters(90, 1, 1).cast<float>()), labelsOf(90),
                   predictions);
    const Json result = classify({{"embedding", at("emb.h5")}}, {{"k", {4, 12}}}, at("out.h5"));
    QCOMPARE(result["layer"].get<std::string>(), std::string("relu"));
    QVERIFY(result["k"] == Json({4, 12}));
    QCOMPARE(result["n"].get<int>(), 90);
    for (const char* vote : {"nnk", "knn", "weighted_knn"}) {
        QVERIFY(result["loo"][vote] == Json({1.0, 1.0}));
        QCOMPARE(result["loo"][std::string(vote) + "_low"].size(), std::size_t(2));
        QVERIFY(result["loo"][std::string(vote) + "_high"] == Json({1.0, 1.0}));
    }
    QVERIFY(std::abs(result["loo"]["head"].get<double>() - double(right) / 90) < 1e-12);
    QVERIFY(result["test"].is_null() && result["bandwidth"].is_null());
    QVERIFY(result["foreign_label_share"] == Json({0.0, 0.0}));
    QVERIFY(result["error_mean"][1].get<double>() <= result["error_mean"][0].get<double>());
    QVERIFY(result["suspects"].empty());
    QVERIFY(result["kkt_max"].get<double>() < 1e-9);
    QVERIFY(!result["convention"].get<std::string>().empty());
    Hdf5File file = Hdf5File::open(m_root / "out.h5");
    std::vector<std::int32_t> predicted(2 * 90);
    file.readRows("/predicted/nnk", 0, 2, predicted.data());
    for (Index i = 0; i < 180; ++i)
        QCOMPARE(predicted[std::size_t(i)], std::int32_t(i % 90 % 3));
    // At the logits, which are random here, labels cannot be predicted.
    const Json logits =
        classify({{"embedding", at("emb.h5")}}, {{"k", {4}}, {"layer", "fc"}}, at("logits.h5"));
    QVERIFY(logits["loo"]["nnk"][0].get<double>() < 0.7);
}

void ClassifyAnalysisTest::testSamplesOfTheSameLayer()
{
    writeEmbedding(m_root / "emb.h5", MatrixF(clusters(90, 1, 1).cast<float>()), labelsOf(90));
    // In other precision, and one of them a sample of the training.
    MatrixD other = clusters(30, 1, 2);
    other.row(6) = MatrixF(clusters(90, 1, 1).cast<float>()).row(6).cast<double>();
    Labels wrong = labelsOf(30);
    wrong[4] = 0;
    writeEmbedding(m_root / "test.h5", other, wrong, labelsOf(30));
    const Json result = classify({{"embedding", at("emb.h5")}, {"test", at("test.h5")}},
                                 {{"k", {4, 12}}, {"kernel", "gaussian"}}, at("out.h5"));
    QVERIFY(std::abs(result["test"]["nnk"][1].get<double>() - 29.0 / 30) < 1e-12);
    QVERIFY(std::abs(result["test"]["head"].get<double>() - 29.0 / 30) < 1e-12);
    QVERIFY(result["loo"]["head"].is_null());
    QCOMPARE(result["test_n"].get<int>(), 30);
    QVERIFY(result["warnings"].dump().find("1 test samples equal") != std::string::npos);
    QCOMPARE(result["sigma"].size(), std::size_t(2));
    // Another width is refused, and so is a test without that layer.
    writeEmbedding(m_root / "wide.h5", MatrixD(MatrixD::Random(30, 7)), labelsOf(30));
    const auto width = errorOf([&] {
        classify({{"embedding", at("emb.h5")}, {"test", at("wide.h5")}}, {{"k", {4}}},
                 at("none.h5"));
    });
    QCOMPARE(flawOf(width, ErrorKind::InvalidInput, "7 columns, the others 5"), QByteArray());
}

void ClassifyAnalysisTest::suspectsAndFarRows()
{
    MatrixD x = clusters(120, 1, 3);
    x.row(30) *= 4;
    x(30, 4) = 60; // away from all
    Labels labels = labelsOf(120);
    labels[7] = 0;
    labels[50] = 0;
    writeEmbedding(m_root / "emb.h5", MatrixF(x.cast<float>()), labels);
    const Json result =
        classify({{"embedding", at("emb.h5")}},
                 {{"k", {15}}, {"kernel", "gaussian"}, {"listed", 2}}, at("out.h5"));
    std::vector<std::int64_t> rows = rowsOf(result["suspects"]);
    std::sort(rows.begin(), rows.end());
    QVERIFY((rows == std::vector<std::int64_t>{7, 50}));
    const Json& first = result["suspects"][0];
    QCOMPARE(first["sample"].get<std::int64_t>(), 1000 + first["row"].get<std::int64_t>());
    QCOMPARE(first["label"].get<int>(), 0);
    QCOMPARE(first["suggested"].get<int>(), int(first["row"].get<int>() % 3));
    QVERIFY(first["same_mass"].get<double>() < 0.2 && first["reliability"].get<double>() < 0.2);
    QCOMPARE(result["far"].size(), std::size_t(2));
    QCOMPARE(result["far"][0]["row"].get<int>(), 30);
    QVERIFY(result["far"][0]["error"] >= result["far"][1]["error"]);
    QCOMPARE(result["suspect_count"].get<int>(), 2);
}

void ClassifyAnalysisTest::unlabelledRowsAreLeftOut()
{
    const MatrixD x = clusters(9, 1, 4);
    writeEmbedding(m_root / "emb.h5", x, labelsOf(9), Labels(9, 1));
    EmbeddingHeader header = openEmbedding(at("emb.h5"));
    for (const std::size_t row : {2U, 3U, 8U})
        header.labels[row] = -1;
    const LabelledLayer rows = readLabelled(header, "");
    QCOMPARE(rows.layer.name, std::string("relu"));
    QCOMPARE(rows.count(), Index(6));
    QCOMPARE(rows.unlabelled, Index(3));
    QVERIFY((rows.rows == std::vector<Index>{0, 1, 4, 5, 6, 7}));
    QVERIFY((rows.labels == Labels{0, 1, 1, 2, 0, 1}));
    QCOMPARE(rows.sample(2), std::int64_t(1004));
    QCOMPARE(rows.headAccuracy(), 0.5);
    const auto& points = std::get<MatrixD>(rows.points);
    for (Index i = 0; i < 6; ++i)
        QVERIFY(points.row(i) == x.row(rows.rows[std::size_t(i)]));
    header.labels.assign(9, -1);
    QCOMPARE(flawOf(errorOf([&] { readLabelled(header, ""); }), ErrorKind::InvalidInput,
                    "no sample has a label"),
             QByteArray());
}

void ClassifyAnalysisTest::countsBeyondTheSamples()
{
    writeEmbedding(m_root / "emb.h5", clusters(12, 1, 5), labelsOf(12));
    const Json result = classify({{"embedding", at("emb.h5")}}, Json::object(), at("out.h5"));
    QVERIFY(result["k"] == Json({5, 10})); // of 5, 10, 20, 50
    QVERIFY(result["warnings"].dump().find("k = 20, 50 left out") != std::string::npos);
}

void ClassifyAnalysisTest::refusals()
{
    writeEmbedding(m_root / "bare.h5", clusters(20, 1, 6), {});
    writeEmbedding(m_root / "two.h5", clusters(2, 1, 6), {0, 1});
    writeEmbedding(m_root / "emb.h5", clusters(20, 1, 6), labelsOf(20));
    const auto failure = [&](const std::map<std::string, std::string>& inputs,
                             const Json& parameters) {
        return errorOf([&] { classify(inputs, parameters, at("out.h5")); });
    };
    QCOMPARE(flawOf(failure({{"embedding", at("bare.h5")}}, Json::object()),
                    ErrorKind::InvalidInput, "no sample has a label"),
             QByteArray());
    QCOMPARE(flawOf(failure({{"embedding", at("two.h5")}}, Json::object()), ErrorKind::InvalidInput,
                    "5 candidates were asked for, there are 1"),
             QByteArray());
    const Labels few(20, 1);
    writeNpy(m_root / "few.npy", {20}, few.data());
    const auto lonely =
        failure({{"embedding", at("emb.h5")}, {"test-labels", at("few.npy")}}, Json::object());
    QVERIFY(lonely && std::string(lonely->what()).find("no test samples") != std::string::npos);
    MatrixD zero = clusters(20, 1, 6);
    zero.row(3).setZero();
    writeEmbedding(m_root / "zero.h5", zero, labelsOf(20));
    QCOMPARE(flawOf(failure({{"embedding", at("zero.h5")}}, Json::object()), ErrorKind::Numeric,
                    "1 of 20 rows are all zeros"),
             QByteArray());
    const Json gaussian =
        classify({{"embedding", at("zero.h5")}}, {{"kernel", "gaussian"}}, at("gaussian.h5"));
    QCOMPARE(gaussian["n"].get<int>(), 20);
}

void ClassifyAnalysisTest::rankingModels()
{
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<SelectedModel> models{modelWith("b", 0.5), modelWith("a", 0.25),
                                      modelWith("c", 0.25), modelWith("d", unknown)};
    const Selection byName = rankModels(models);
    QCOMPARE(byName.by, std::string("name"));
    QVERIFY((byName.axis == std::vector<double>{0, 1, 2, 3}));
    QCOMPARE(byName.best, Index(1));
    const std::int64_t sizes[] = {40, 10, 20, 30};
    for (std::size_t m = 0; m < 4; ++m)
        models[m].parameters = sizes[m];
    const Selection bySize = rankModels(models);
    QCOMPARE(bySize.by, std::string("parameters"));
    QVERIFY((bySize.axis == std::vector<double>{10, 20, 30, 40}));
    QCOMPARE(bySize.models[3].run.name, std::string("b"));
    QCOMPARE(bySize.best, Index(0));
    const Json json = selectionToJson(bySize);
    QVERIFY(json["names"] == Json({"a", "c", "d", "b"}));
    QVERIFY(json["loo_error"][2].is_null());
    QVERIFY(std::abs(json["loo_error_low"][0].get<double>() - 0.15) < 1e-12);
    for (std::size_t m = 0; m < 4; ++m)
        models[m].run.record.width = std::int64_t(8 - m);
    QCOMPARE(rankModels(models).by, std::string("width"));
    for (std::size_t m = 0; m < 4; ++m)
        models[m].run.epoch = int(m);
    // Numbered networks of different sizes are no epochs of one training.
    QCOMPARE(rankModels(models).by, std::string("width"));
    for (SelectedModel& model : models)
        model.parameters = 40;
    QCOMPARE(rankModels(models).by, std::string("epoch"));
    const Selection none = rankModels({modelWith("a", unknown)});
    QCOMPARE(none.best, Index(-1));
    QVERIFY(selectionToJson(none)["best"].is_null());
}

void ClassifyAnalysisTest::selectAmongEmbeddings()
{
    fs::create_directories(m_root / "runs");
    Labels predictions(90, 0);
    writeEmbedding(m_root / "runs" / "w16.h5", clusters(90, 1, 1), labelsOf(90), predictions);
    writeEmbedding(m_root / "runs" / "w4.h5", clusters(90, 12, 2), labelsOf(90));
    const Json result = select({{"model", at("runs")}}, {{"k", 10}}, at("out.h5"));
    QCOMPARE(result["by"].get<std::string>(), std::string("name"));
    QVERIFY(result["names"] == Json({"w4", "w16"}));
    QVERIFY(result["axis"] == Json({0.0, 1.0}));
    QCOMPARE(result["best"].get<int>(), 1);
    QCOMPARE(result["loo_error"][1].get<double>(), 0.0);
    QVERIFY(result["loo_error"][0].get<double>() > 0.1);
    QVERIFY(result["loo_error_low"][0] < result["loo_error"][0] &&
            result["loo_error"][0] < result["loo_error_high"][0]);
    QVERIFY(result["foreign_label_share"][0] > result["foreign_label_share"][1]);
    QVERIFY(result["test_error"] == Json({nullptr, nullptr}));
    QVERIFY(result["head_error"][0].is_null());
    QVERIFY(std::abs(result["head_error"][1].get<double>() - 2.0 / 3) < 1e-12);
    QVERIFY(result["layers"] == Json({"relu", "relu"}));
    // The same as classify says of each.
    const Json alone = classify({{"embedding", (m_root / "runs" / "w4.h5").string()}},
                                {{"k", {10}}}, at("alone.h5"));
    QCOMPARE(1 - result["loo_error"][0].get<double>(), alone["loo"]["nnk"][0].get<double>());
    QVERIFY(result["mass_purity_mean"][0] == alone["mass_purity_mean"][0]);
}

void ClassifyAnalysisTest::selectOverEpochs()
{
    fs::create_directories(m_root / "epochs");
    for (int epoch : {0, 3, 12})
        writeEmbedding(m_root / "epochs" / ("epoch_" + std::to_string(epoch) + ".h5"),
                       clusters(60, 12.0 / (1 + epoch), 1), labelsOf(60));
    const Json result = select({{"model", at("epochs")}}, {{"k", 8}}, at("out.h5"));
    QCOMPARE(result["by"].get<std::string>(), std::string("epoch"));
    QVERIFY(result["axis"] == Json({0.0, 3.0, 12.0}));
    QVERIFY(result["loo_error"][0] > result["loo_error"][2]);
}

void ClassifyAnalysisTest::selectKeepsTheSoundModels()
{
    fs::create_directories(m_root / "runs");
    writeEmbedding(m_root / "runs" / "good.h5", clusters(60, 1, 1), labelsOf(60));
    MatrixD zero = clusters(60, 1, 1);
    zero.row(5).setZero();
    writeEmbedding(m_root / "runs" / "zero.h5", zero, labelsOf(60));
    const Json result = select({{"model", at("runs")}}, {{"k", 8}}, at("out.h5"));
    QVERIFY(result["loo_error"][1].is_null() && result["loo_error"][0] == 0.0);
    QVERIFY(result["warnings"].dump().find("zero is left out: 1 of 60") != std::string::npos);
    fs::remove(m_root / "runs" / "good.h5");
    QCOMPARE(flawOf(errorOf([&] {
                        select({{"model", at("runs")}}, {{"k", 8}}, at("no.h5"));
                    }),
                    ErrorKind::Numeric, "1 of 60 rows are all zeros"),
             QByteArray());
}

void ClassifyAnalysisTest::selectAmongTrainings()
{
    const std::string data = "synthetic:circles?n=200";
    for (const int width : {16, 4}) {
        const Recipe recipe =
            makeRecipe(*findAnalysis("train"), {{"data", data}},
                       {{"arch", "mlp"}, {"depth", 1}, {"width", width}, {"epochs", 1}});
        execute(recipe, ArtifactStore(), Progress(), m_root / ("mlp_" + std::to_string(width)));
    }
    const Json parameters{{"k", 10}, {"kernel", "gaussian"}, {"limit", 120}};
    const Json widths =
        select({{"model", m_root.string()}, {"data", data}}, parameters, at("widths.h5"));
    QCOMPARE(widths["by"].get<std::string>(), std::string("width"));
    QVERIFY(widths["axis"] == Json({4.0, 16.0}));
    QVERIFY(widths["n"] == Json({120, 120}));
    QVERIFY(widths["parameters"][0] < widths["parameters"][1]);
    QVERIFY(widths["layers"][0] == widths["layers"][1]);
    const Json epochs =
        select({{"model", at("mlp_16")}, {"data", data}}, parameters, at("epochs.h5"));
    QCOMPARE(epochs["by"].get<std::string>(), std::string("epoch"));
    QVERIFY(epochs["axis"] == Json({0.0, 1.0}));
    QVERIFY(epochs["loo_error"][1] == widths["loo_error"][1]);
    QVERIFY(epochs["head_error"][0].is_number());
    const auto without = errorOf([&] {
        select({{"model", at("mlp_16")}}, parameters, at("none.h5"));
    });
    QCOMPARE(flawOf(without, ErrorKind::InvalidInput, "say on which data"), QByteArray());
}

QTEST_GUILESS_MAIN(ClassifyAnalysisTest)
#include "test_classify_analysis.moc"
