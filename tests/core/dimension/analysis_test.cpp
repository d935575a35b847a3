// SPDX-License-Identifier: MIT
// The `dimension` analysis from an embedding file to its artifact and back.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/dimension/dimension.hpp"
#include "core/session/analysis.hpp"
#include "tests/core/dimension/manifolds.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace leafscope;
using namespace leafscope::manifolds;

namespace leafscope {
const Analysis& dimensionAnalysis();
}

namespace {

/// An embedding of three layers: a torus, the same as float32 in more coordinates, and a constant
/// one.
std::filesystem::path writeEmbedding(const QTemporaryDir& folder)
{
    const std::filesystem::path path = folder.filePath("emb.h5").toStdString();
    const MatrixF torusPoints = torus(300, 2, 3).cast<float>();
    const MatrixF constant = MatrixF::Constant(300, 5, 2);
    Hdf5File file = Hdf5File::create(path);
    file.write("/embeddings/pool", {300, 4}, torusPoints.data());
    file.write("/embeddings/conv1", {300, 1, 2, 2}, torusPoints.data());
    file.write("/embeddings/dead", {300, 5}, constant.data());
    const char* order[] = {"conv1", "pool", "dead"};
    for (int i = 0; i < 3; ++i) {
        const std::string array = std::string("/embeddings/") + order[i];
        file.setNumber(array, "order", i);
        file.setNumber(array, "depth", 0.25 * (i + 1));
        file.setText(array, "type", "Conv2d");
    }
    file.close();
    return path;
}

Request requestFor(const std::filesystem::path& embedding, const Json& given)
{
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    request.parameters = {{"fraction", 0.9},
                          {"pca_share", 0.9},
                          {"pca_scaling", "correlation"},
                          {"layers", Json::array()}};
    request.parameters.update(given);
    return request;
}

} // namespace

class DimensionAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entryIsComplete();
    void writesAndReadsBack();
    void choosesLayers();
    void otherFilesAreRefused();
};

void DimensionAnalysisTest::entryIsComplete()
{
    const Analysis& analysis = dimensionAnalysis();
    QCOMPARE(analysis.name, std::string("dimension"));
    QVERIFY(analysis.run && !analysis.seeded);
    QVERIFY(analysis.inputs.at(0).positional && analysis.inputs.at(0).required);
    const Request plain = requestFor("x", Json::object());
    QCOMPARE(analysis.parameters.size(), plain.parameters.size());
    for (const Parameter& parameter : analysis.parameters) {
        QVERIFY(!parameter.title.empty() && !parameter.help.empty());
        QVERIFY(plain.parameters.at(parameter.name) == parameter.fallback);
    }
}

void DimensionAnalysisTest::writesAndReadsBack()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("dim.h5").toStdString());
    const Progress progress;
    const Json result =
        dimensionAnalysis().run(requestFor(writeEmbedding(folder), Json::object()), out, progress);
    QCOMPARE(result.at("layers").size(), std::size_t(3));
    const Json& first = result.at("layers").at(0);
    for (const char* key : {"name", "depth", "n", "dim", "twonn_fit", "twonn_ml", "ci95",
                            "ci95_fit", "pca90", "participation_ratio", "duplicates", "mean_r1",
                            "mean_r2", "convention", "warnings", "seconds"})
        QVERIFY2(first.contains(key), key);
    QCOMPARE(first.size(), std::size_t(16));
    QCOMPARE(first.at("name").get<std::string>(), std::string("conv1"));
    const Dimension direct = estimateDimension(MatrixF(torus(300, 2, 3).cast<float>()));
    QCOMPARE(first.at("twonn_ml").get<double>(), direct.twonnMl);
    QCOMPARE(first.at("pca90").get<Index>(), direct.pca90);
    const Json& dead = result.at("layers").at(2);
    QVERIFY(dead.at("twonn_ml").is_null() && dead.at("pca90").is_null());
    QVERIFY(dead.at("ci95").at(0).is_null() && !dead.at("warnings").empty());
    QCOMPARE(progress.snapshot().stage, std::string("dead: spectrum"));

    Hdf5File file = Hdf5File::modify(out);
    QCOMPARE(file.read<double>("/twonn_ml").at(0), direct.twonnMl);
    QVERIFY(std::isnan(file.read<double>("/twonn_ml").at(2)));
    QCOMPARE(file.read<double>("/depth").at(1), 0.5);
    const Json names = Json::parse(*file.text("/", "names"));
    QVERIFY(names == Json({"conv1", "pool", "dead"}));
    file.setText("/", "result", result.dump()); // as the executor does
    file.close();
    const auto profile = readDimensionProfile(out);
    QCOMPARE(profile->layers.size(), std::size_t(3));
    QCOMPARE(profile->layers[0].layer.type, std::string("Conv2d"));
    QVERIFY(profile->layers[0].layer.shape == std::vector<std::int64_t>({1, 2, 2}));
    QCOMPARE(profile->layers[0].value.twonnFit, direct.twonnFit);
    QVERIFY(profile->layers[1].value.ci95 == direct.ci95);
    QVERIFY(std::isnan(profile->layers[2].value.twonnFit));
    QCOMPARE(profile->layers[2].value.pca90, Index(0));
    QCOMPARE(profile->layers[2].value.duplicates, Index(299));
}

void DimensionAnalysisTest::choosesLayers()
{
    const QTemporaryDir folder;
    const auto embedding = writeEmbedding(folder);
    const auto out = std::filesystem::path(folder.filePath("dim.h5").toStdString());
    const Json result = dimensionAnalysis().run(
        requestFor(embedding,
                   {{"layers", {"pool"}}, {"fraction", 1.0}, {"pca_scaling", "covariance"}}),
        out, {});
    QCOMPARE(result.at("layers").size(), std::size_t(1));
    const Dimension direct =
        estimateDimension(MatrixF(torus(300, 2, 3).cast<float>()),
                          {.fraction = 1, .pcaShare = 0.9, .standardize = false});
    QCOMPARE(result.at("layers").at(0).at("twonn_fit").get<double>(), direct.twonnFit);
    try {
        dimensionAnalysis().run(requestFor(embedding, {{"layers", {"nowhere"}}}), out, {});
        QFAIL("an unknown layer was accepted");
    } catch (const Error& error) {
        QCOMPARE(error.kind(), ErrorKind::InvalidInput);
        QVERIFY(QString(error.what()).contains("nowhere"));
    }
}

void DimensionAnalysisTest::otherFilesAreRefused()
{
    const QTemporaryDir folder;
    const auto embedding = writeEmbedding(folder);
    const auto kindOf = [](const std::filesystem::path& file) {
        try {
            readDimensionProfile(file);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    };
    QCOMPARE(kindOf(embedding), ErrorKind::Format);
    Hdf5File file = Hdf5File::modify(embedding);
    file.setText("/", "result", "{\"layers\": [{}]}");
    file.setText("/", "profile", "{");
    file.close();
    QCOMPARE(kindOf(embedding), ErrorKind::Format);
    QCOMPARE(kindOf(folder.filePath("none.h5").toStdString()), ErrorKind::Io);
}

QTEST_GUILESS_MAIN(DimensionAnalysisTest)
#include "analysis_test.moc"
