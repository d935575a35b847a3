// SPDX-License-Identifier: MIT
// The `neighbors` analysis from an embedding to its artifact and back, and the numbers per sample.
#include "core/base/hdf5.hpp"
#include "core/base/random.hpp"
#include "core/neighbors/neighbor_table.hpp"
#include "core/neighbors/sample_metrics.hpp"
#include "core/session/analysis.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leafscope;
namespace fs = std::filesystem;

namespace leafscope {
const Analysis& neighborsAnalysis();
}

namespace {

/// Points on a line: 0 1 3 7 15.
MatrixF line()
{
    MatrixF x(5, 1);
    x << 0, 1, 3, 7, 15;
    return x;
}

const RowClasses kClasses{{0, 0, 1, 1, 1}, {0, 0, 0, 1, -1}};

/// "line" as above and "plane", where the first two of five rows are equal.
fs::path writeEmbedding(const QTemporaryDir& folder, bool labelled)
{
    const fs::path path = folder.filePath("emb.h5").toStdString();
    const MatrixF points = line();
    MatrixF plane(5, 2);
    plane << 0, 0, 0, 0, 3, 4, 6, 8, 9, 12;
    const std::vector<std::int64_t> indices{2, 4, 6, 8, 10};
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/line", {5, 1}, points.data());
    file.write("/embeddings/plane", {5, 1, 2}, plane.data());
    file.setNumber("/embeddings/line", "order", 1);
    file.setNumber("/embeddings/plane", "order", 0);
    file.setNumber("/embeddings/line", "depth", 0.5);
    file.setNumber("/embeddings/plane", "depth", 0.25);
    file.setText("/embeddings/plane", "type", "Linear");
    file.write("/indices", {5}, indices.data());
    if (labelled) {
        file.write("/labels", {5}, kClasses.labels.data());
        file.write("/predictions", {5}, kClasses.predictions.data());
    }
    file.close();
    return path;
}

Request requestFor(const fs::path& embedding, int k, const Json& layers = Json::array())
{
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    request.parameters = {{"k", k}, {"layers", layers}};
    return request;
}

const std::vector<float>& valuesOf(const std::vector<SampleMetric>& metrics, const char* key)
{
    for (const SampleMetric& metric : metrics)
        if (metric.key == key)
            return metric.values;
    static const std::vector<float> none;
    return none;
}

using Values = std::vector<float>;

} // namespace

class NeighborsAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entryIsComplete();
    void numbersOfALine();
    void localDimensionOfALine();
    void duplicatesHaveNoRatio();
    void withoutLabels();
    void localDimensionOfASheet();
    void writesAndReadsBack();
    void tooManyNeighbours();
    void otherFilesAreRefused();
};

void NeighborsAnalysisTest::entryIsComplete()
{
    const Analysis& analysis = neighborsAnalysis();
    QCOMPARE(analysis.name, std::string("neighbors"));
    QVERIFY(analysis.run && !analysis.seeded && analysis.inputs.at(0).positional);
    for (const Parameter& parameter : analysis.parameters)
        QVERIFY(!parameter.title.empty() && !parameter.help.empty());
}

void NeighborsAnalysisTest::numbersOfALine()
{
    const Neighbors nearest = nearestNeighbors(line(), 2);
    LayerNeighbors layer;
    layer.metrics = sampleMetrics(nearest, kClasses);
    QCOMPARE(valuesOf(layer.metrics, "nearest_distance"), (Values{1, 1, 2, 4, 8}));
    QCOMPARE(valuesOf(layer.metrics, "ratio"), (Values{3, 2, 1.5F, 1.5F, 1.5F}));
    QCOMPARE(valuesOf(layer.metrics, "label_agreement"), (Values{0.5F, 0.5F, 0, 0.5F, 1}));
    QCOMPARE(valuesOf(layer.metrics, "hubness"), (Values{2, 3, 4, 1, 0}));
    const Values& predicted = valuesOf(layer.metrics, "prediction_agreement");
    QCOMPARE(Values(predicted.begin(), predicted.end() - 1), (Values{1, 1, 1, 0}));
    QVERIFY(std::isnan(predicted.back())); // the last row has no prediction
    const Json numbers = neighborSummary(layer, nearest, kClasses);
    QCOMPARE(numbers.at("label_agreement").get<double>(), 0.5);
    QCOMPARE(numbers.at("prediction_agreement").get<double>(), 0.75);
    // Rows 0, 1 and 3 have one neighbour of each class: the nearer decides, and is right.
    QCOMPARE(numbers.at("knn_accuracy").get<double>(), 0.8);
    QCOMPARE(numbers.at("mean_r1").get<double>(), 3.2);
    QCOMPARE(numbers.at("mean_ratio").get<double>(), 1.9);
    QCOMPARE(numbers.at("largest_hubness").get<double>(), 4.0);
    QCOMPARE(numbers.at("duplicates").get<int>(), 0);
    QVERIFY(numbers.at("local_dimension").is_null());
    QVERIFY(numbers.at("warnings").dump().find("it takes 3 neighbours") != std::string::npos);
}

void NeighborsAnalysisTest::localDimensionOfALine()
{
    const Values dimensions =
        valuesOf(sampleMetrics(nearestNeighbors(line(), 3), {}), "local_dimension");
    QCOMPARE(dimensions[0], float(2 / (std::log(7.0) + std::log(7.0 / 3))));
    QCOMPARE(dimensions[4], float(2 / (std::log(14.0 / 8) + std::log(14.0 / 12))));
}

void NeighborsAnalysisTest::duplicatesHaveNoRatio()
{
    MatrixF x(6, 1);
    x << 5, 5, 6, 8, 9, 20;
    const Neighbors nearest = nearestNeighbors(x, 4);
    LayerNeighbors layer;
    layer.metrics = sampleMetrics(nearest, {});
    QCOMPARE(valuesOf(layer.metrics, "nearest_distance")[0], 0.0F);
    QVERIFY(std::isnan(valuesOf(layer.metrics, "ratio")[0]));
    // The neighbours at 0 say nothing of a dimension: 1, 3, 4 remain.
    QCOMPARE(valuesOf(layer.metrics, "local_dimension")[1],
             float(2 / (std::log(4.0) + std::log(4.0 / 3))));
    const Json numbers = neighborSummary(layer, nearest, {});
    QCOMPARE(numbers.at("duplicates").get<int>(), 1);
    QVERIFY(numbers.at("warnings").dump().find("repeat an earlier row") != std::string::npos);
    const MatrixF same = MatrixF::Constant(6, 3, 2);
    const auto metrics = sampleMetrics(nearestNeighbors(same, 4), {});
    for (const char* key : {"ratio", "local_dimension"})
        for (const float value : valuesOf(metrics, key))
            QVERIFY(std::isnan(value));
}

void NeighborsAnalysisTest::withoutLabels()
{
    const Neighbors nearest = nearestNeighbors(line(), 2);
    LayerNeighbors layer;
    layer.metrics = sampleMetrics(nearest, {});
    QVERIFY(!layer.metric("label_agreement") && !layer.metric("prediction_agreement"));
    QVERIFY(layer.metric("hubness"));
    const Json numbers = neighborSummary(layer, nearest, {});
    QVERIFY(numbers.at("label_agreement").is_null() && numbers.at("knn_accuracy").is_null());
    QVERIFY(numbers.at("warnings").dump().find("no labels") != std::string::npos);
}

void NeighborsAnalysisTest::localDimensionOfASheet()
{
    MatrixD x(3000, 5); // a square in 5 coordinates
    RandomStream random(5);
    for (Index i = 0; i < x.rows(); ++i) {
        const double u = random.uniform();
        const double v = random.uniform();
        x.row(i) << u, v, u + v, u - v, 2 * v;
    }
    const Neighbors nearest = nearestNeighbors(x, 10);
    LayerNeighbors layer;
    layer.metrics = sampleMetrics(nearest, {});
    const double pooled = neighborSummary(layer, nearest, {}).at("local_dimension").get<double>();
    QVERIFY2(pooled > 1.85 && pooled < 2.15, QByteArray::number(pooled));
}

void NeighborsAnalysisTest::writesAndReadsBack()
{
    const QTemporaryDir folder;
    const fs::path out = folder.filePath("nn.h5").toStdString();
    const Json result =
        neighborsAnalysis().run(requestFor(writeEmbedding(folder, true), 2), out, Progress());
    QCOMPARE(result.at("layers").size(), std::size_t(2));
    QCOMPARE(result.at("layers").at(0).at("name").get<std::string>(), std::string("plane"));
    QCOMPARE(result.at("layers").at(0).at("duplicates").get<int>(), 1);
    for (const char* key : {"depth", "n", "dim", "k", "mean_r1", "convention", "seconds"})
        QVERIFY2(result.at("layers").at(1).contains(key), key);
    const auto table = readNeighborTable(out);
    QCOMPARE(table->k, Index(2));
    QCOMPARE(table->layers.size(), std::size_t(2));
    QCOMPARE(table->layers[0].layer.type, std::string("Linear"));
    QCOMPARE(table->layers[0].layer.dim, Index(2));
    const LayerNeighbors* first = table->find("line");
    QVERIFY(first && !table->find("none"));
    QCOMPARE(first->layer.depth, 0.5);
    QCOMPARE(first->rows, (std::vector<std::int32_t>{1, 2, 0, 2, 1, 0, 2, 1, 3, 2}));
    QCOMPARE(first->distances, (Values{1, 3, 1, 2, 2, 3, 4, 6, 8, 12}));
    const SampleMetric* agreement = first->metric("label_agreement");
    QVERIFY(agreement);
    QCOMPARE(agreement->values, (Values{0.5F, 0.5F, 0, 0.5F, 1}));
    QCOMPARE(agreement->title, std::string("Neighbours with the same label"));
    QCOMPARE(agreement->unit, std::string("share"));
    const Hdf5File file = Hdf5File::open(out);
    QCOMPARE(file.read<std::int64_t>("/indices").at(3), std::int64_t(8));
    QVERIFY(file.text("/", "embedding_layers").has_value());
}

void NeighborsAnalysisTest::tooManyNeighbours()
{
    const QTemporaryDir folder;
    const fs::path out = folder.filePath("nn.h5").toStdString();
    const auto error = test::errorOf([&] {
        neighborsAnalysis().run(requestFor(writeEmbedding(folder, false), 5), out, Progress());
    });
    QCOMPARE(test::flawOf(error, ErrorKind::InvalidInput, "--k from 1 to 4"), QByteArray());
}

void NeighborsAnalysisTest::otherFilesAreRefused()
{
    const QTemporaryDir folder;
    const fs::path embedding = writeEmbedding(folder, false);
    QCOMPARE(test::flawOf(test::errorOf([&] { readNeighborTable(embedding); }), ErrorKind::Format,
                          "holds no neighbours"),
             QByteArray());
    const fs::path out = folder.filePath("nn.h5").toStdString();
    neighborsAnalysis().run(requestFor(embedding, 2), out, Progress());
    {
        Hdf5File file = Hdf5File::modify(out);
        const std::int32_t rows[] = {1, 2, 0, 2, 1, 0, 2, 1, 3, 99};
        file.writeRows("/neighbors/line", 0, 5, rows);
        file.close();
    }
    QCOMPARE(test::flawOf(test::errorOf([&] { readNeighborTable(out); }), ErrorKind::Format,
                          "rows that the embedding does not have"),
             QByteArray());
    {
        Hdf5File file = Hdf5File::modify(out);
        file.setText("/neighbors/line", "metrics", "[\"ratio\", \"missing\"]");
        file.close();
    }
    QVERIFY(test::errorOf([&] { readNeighborTable(out); }).has_value());
}

QTEST_GUILESS_MAIN(NeighborsAnalysisTest)
#include "analysis_test.moc"
