// SPDX-License-Identifier: MIT
// Streaming data through a network into an embedding file.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/extract.hpp"
#include "core/model/builtin.hpp"
#include "core/model/normalization.hpp"
#include "core/session/analysis.hpp"
#include "reference.hpp"
#include "small_data.hpp"

#include <QTemporaryDir>

#include <cmath>
#include <map>

using namespace leafscope;
using test::modelFile;

namespace fs = std::filesystem;

namespace {

/// What the file should hold, computed the plain way: one sample at a time, every layer.
struct Plain {
    std::vector<MatrixF> layers;
    std::vector<std::int32_t> predictions;
};

Plain plainly(Network& network, const Dataset& data, const std::vector<std::int64_t>& samples,
              double scale)
{
    const auto names = test::layerNames(network.inspect());
    Plain plain;
    plain.layers.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        Index dim = 1;
        for (const std::int64_t extent : network.inspect().layers[i].shape)
            dim *= extent;
        plain.layers[i].resize(Index(samples.size()), dim);
    }
    for (std::size_t row = 0; row < samples.size(); ++row) {
        MatrixF one(1, data.sampleSize());
        data.copySample(samples[row], one.data());
        one *= float(scale);
        const ForwardResult result = network.forward(one, names);
        for (std::size_t i = 0; i < names.size(); ++i)
            plain.layers[i].row(Index(row)) = result.layers[i];
        Index best = 0;
        result.output.row(0).maxCoeff(&best);
        plain.predictions.push_back(std::int32_t(best));
    }
    return plain;
}

} // namespace

class TestExtract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void equalsThePlainWay_data();
    void equalsThePlainWay();
    void float64IsStoredAsFloat64();
    void chosenLayersInOrderOfExecution();
    void samplingIsStratifiedAndSaid();
    void bytesAreSaidBeforehand();
    void storedNormalizationIsUsed();
    void flattensWhereTheNetworkWantsVectors();
    void nonFiniteValuesAreCounted();
    void refusals_data();
    void refusals();
    void cancelBetweenBatches();
    void runsFromItsEntry();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_out;
};

void TestExtract::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_out = fs::path(m_folder->path().toStdString()) / "emb.h5";
}

void TestExtract::equalsThePlainWay_data()
{
    QTest::addColumn<int>("batch");
    QTest::newRow("one at a time") << 1;
    QTest::newRow("uneven") << 7;
    QTest::newRow("all at once") << 256;
}

void TestExtract::equalsThePlainWay()
{
    QFETCH(int, batch);
    const Dataset data = test::bandImages(30, 8);
    Network network = Network::load(modelFile("small", "nested_scripted.pt"));
    ExtractOptions options;
    options.limit = 20;
    options.batch = batch;
    const ExtractResult result = extract(network, data, options, m_out);
    QCOMPARE(result.n, 20);
    QCOMPARE(result.batch, batch);

    const EmbeddingHeader header = openEmbedding(m_out);
    QCOMPARE(header.n, 20);
    QCOMPARE(header.total, 30);
    QCOMPARE(header.classNames, data.classNames);
    QCOMPARE(header.sampling, result.sampling);
    QCOMPARE(header.indices, stratifiedSample(data, 20, 1));
    const Plain plain = plainly(network, data, header.indices, 1.0 / 255);
    QCOMPARE(header.layers.size(), plain.layers.size());
    for (std::size_t i = 0; i < plain.layers.size(); ++i) {
        const LayerInfo& layer = network.inspect().layers[i];
        QCOMPARE(header.layers[i].name, layer.name);
        QCOMPARE(header.layers[i].type, layer.type);
        QCOMPARE(header.layers[i].shape, layer.shape);
        QCOMPARE(header.layers[i].depth, layer.depth);
        const Points points = readLayer(header, layer.name);
        QVERIFY2(test::relativeDifference(std::get<MatrixF>(points), plain.layers[i]) < 1e-5,
                 layer.name.c_str());
    }
    QCOMPARE(header.predictions, plain.predictions);
    Index correct = 0;
    for (std::size_t row = 0; row < 20; ++row) {
        QCOMPARE(header.labels[row], data.labels[std::size_t(header.indices[row])]);
        correct += header.labels[row] == plain.predictions[row];
        QVERIFY(header.confidences[row] >= 0.2F && header.confidences[row] <= 1.0F); // 5 classes
    }
    QCOMPARE(result.accuracy.value(), double(correct) / 20);
}

void TestExtract::float64IsStoredAsFloat64()
{
    const Dataset data = test::normalPoints(9, 6);
    Network network = Network::load(modelFile("small", "branches.pt"));
    ExtractOptions options;
    options.precision = Precision::Float64;
    extract(network, data, options, m_out);
    const EmbeddingHeader header = openEmbedding(m_out);
    MatrixD batch(9, 6);
    for (Index i = 0; i < 9; ++i)
        data.copySample(i, batch.data() + i * 6);
    const std::vector<std::string> names{"act#3"};
    const MatrixD expected = network.forward(batch, names).layers[0];
    QVERIFY(test::relativeDifference(std::get<MatrixD>(readLayer(header, "act#3")), expected) <
            1e-14);
    QVERIFY(header.labels.empty());
}

void TestExtract::chosenLayersInOrderOfExecution()
{
    Network network = Network::load(modelFile("small", "branches.pt"));
    ExtractOptions options;
    options.layers = {"act#2", "first", "act#2"};
    const ExtractResult result = extract(network, test::normalPoints(5, 6), options, m_out);
    QCOMPARE(result.layers.size(), std::size_t(2));
    QCOMPARE(result.layers[0].name, std::string("first"));
    QCOMPARE(result.layers[1].name, std::string("act#2"));
    QCOMPARE(openEmbedding(m_out).layers.size(), std::size_t(2));
    QCOMPARE(result.bytes, std::uint64_t(5 * 12 * 4));
}

void TestExtract::samplingIsStratifiedAndSaid()
{
    Network network = Network::load(modelFile("small", "nested_traced.pt"));
    const Dataset data = test::bandImages(3000, 8);
    ExtractOptions options;
    options.layers = {"head"};
    const ExtractResult result = extract(network, data, options, m_out);
    QCOMPARE(result.n, 2000); // the default
    QCOMPARE(result.sampling, std::string("2,000 of 3,000, stratified by label, seed 1"));
    std::map<int, int> all;
    std::map<int, int> taken;
    for (const std::int32_t label : data.labels)
        ++all[label];
    for (const std::int32_t label : openEmbedding(m_out).labels)
        ++taken[label];
    for (const auto& [label, count] : all)
        QVERIFY(std::abs(taken[label] - count * 2000.0 / 3000) <= 1);
    options.limit = 0;
    QCOMPARE(extract(network, data, options, m_out).sampling, std::string("all 3,000"));
}

void TestExtract::bytesAreSaidBeforehand()
{
    Network network = Network::load(modelFile("small", "branches.pt"));
    const Progress progress;
    ExtractOptions options;
    options.limit = 10;
    options.layers = {"first"};
    const ExtractResult result =
        extract(network, test::normalPoints(40, 6), options, m_out, progress);
    QCOMPARE(
        progress.snapshot().notes.back(),
        std::string("will write 240 B: 10 samples (of 40, drawn at random, seed 1) x 1 layers"));
    QCOMPARE(result.bytes, std::uint64_t(240));
}

void TestExtract::storedNormalizationIsUsed()
{
    const fs::path file = m_out.parent_path() / "trained.pt";
    const Dataset data = test::bandImages(12);
    const Normalization standard = standardNormalization(data);
    TrainableNetwork({"mlp", {1, 12, 12}, 3, 1, 4, false}, 1)
        .save(file,
              {{"leafscope", 1}, {"input_shape", {1, 12, 12}}, {"normalize", standard.toJson()}});
    Network network = Network::load(file);
    ExtractOptions options;
    const auto inputMean = [&](const std::string& normalize) {
        options.normalize = normalize;
        extract(network, data, options, m_out);
        const Points points = readLayer(openEmbedding(m_out), "input");
        return double(std::get<MatrixF>(points).cast<double>().mean());
    };
    QVERIFY(std::abs(inputMean("auto")) < 1e-6);
    QVERIFY(std::abs(inputMean("unit") - standard.mean[0]) < 1e-6);
    QVERIFY(std::abs(inputMean("none") - 255 * standard.mean[0]) < 1e-3);
}

void TestExtract::flattensWhereTheNetworkWantsVectors()
{
    Network network = Network::load(modelFile("small", "smooth.pt")); // Linear(6, ...)
    Dataset data = test::normalPoints(4, 6);
    data.sampleShape = {1, 2, 3};
    const ExtractResult result = extract(network, data, {}, m_out);
    QCOMPARE(result.layers[0].shape, (Shape{6}));
}

void TestExtract::nonFiniteValuesAreCounted()
{
    Network network = Network::load(modelFile("small", "non_finite.pt"));
    Dataset data = test::normalPoints(50, 4);
    Index negative = 0;
    for (Index i = 0; i < 50; ++i)
        negative += std::get<ValueArray<float>>(data.values)[std::size_t(4 * i)] < 0;
    QVERIFY(negative > 5);
    const ExtractResult result = extract(network, data, {}, m_out);
    const QString count = QString::number(4 * negative);
    QVERIFY(result.warnings.size() == 3);
    QVERIFY2(
        QString::fromStdString(result.warnings[0]).startsWith("layer root: " + count + " of 200"),
        result.warnings[0].c_str());
    QVERIFY(QString::fromStdString(result.warnings[2])
                .contains(QString::number(negative) + " samples"));
    const EmbeddingHeader header = openEmbedding(m_out);
    QCOMPARE(Index(std::count(header.predictions.begin(), header.predictions.end(), -1)), negative);
}

void TestExtract::refusals_data()
{
    QTest::addColumn<QString>("happened");
    QTest::addColumn<QString>("where");
    QTest::newRow("no samples") << "no samples"
                                << "bands";
    QTest::newRow("unknown layer") << "no layer \"conv77\""
                                   << "nested_scripted.pt";
    QTest::newRow("wrong shape") << "10 x 10"
                                 << "layer head";
}

void TestExtract::refusals()
{
    QFETCH(QString, happened);
    QFETCH(QString, where);
    const QString tag = QTest::currentDataTag();
    Network network = Network::load(modelFile("small", "nested_scripted.pt"));
    const Dataset data =
        test::bandImages(tag == "no samples" ? 0 : 5, tag == "wrong shape" ? 10 : 8);
    ExtractOptions options;
    if (tag == "unknown layer")
        options.layers = {"stem", "conv77"};
    try {
        extract(network, data, options, m_out);
        QFAIL("no error");
    } catch (const Error& error) {
        QVERIFY2(QString::fromStdString(error.happened()).contains(happened), error.what());
        QVERIFY2(QString::fromStdString(error.where()).contains(where), error.what());
        QVERIFY(!error.cause().empty() && !error.remedy().empty());
    }
    QVERIFY(!fs::exists(m_out));
}

void TestExtract::cancelBetweenBatches()
{
    Network network = Network::load(modelFile("small", "nested_scripted.pt"));
    const Progress progress;
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(extract(network, test::bandImages(40, 8), {}, m_out, progress),
                             Cancelled);
}

void TestExtract::runsFromItsEntry()
{
    const Analysis* const analysis = findAnalysis("embed");
    QVERIFY(analysis != nullptr);
    const fs::path model = modelFile("small", "branches.pt");
    Request request;
    request.inputs["model"] = {model.string(), "", model};
    request.inputs["data"] = {"synthetic:gaussian?n=50&d=6", "", {}};
    request.parameters = completeParameters(*analysis, {{"limit", 20}, {"layers", {"first"}}});
    const Json result = analysis->run(request, m_out, Progress());
    QCOMPARE(result.at("n"), 20);
    QCOMPARE(result.at("total"), 50);
    QCOMPARE(result.at("layers").at(0).at("name"), "first");
    QCOMPARE(result.at("layers").at(0).at("dim"), 6);
    QCOMPARE(openEmbedding(m_out).n, 20);
}

QTEST_GUILESS_MAIN(TestExtract)
#include "test_extract.moc"
