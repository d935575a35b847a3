// SPDX-License-Identifier: MIT
// The polytopes of layers in numbers, and the analyses `nnk profile` and `nnk scales` from an
// embedding file to their artifacts.
#include "core/base/error.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/layer_polytopes.hpp"
#include "core/session/analysis.hpp"
#include "tests/core/nnk/reference.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace leafscope;

namespace leafscope {
const Analysis& nnkProfileAnalysis();
const Analysis& nnkScalesAnalysis();
} // namespace leafscope

namespace {

constexpr Index kRows = 150;

std::vector<std::int32_t> threeClasses()
{
    std::vector<std::int32_t> labels;
    for (Index i = 0; i < kRows; ++i)
        labels.push_back(std::int32_t(i % 3));
    return labels;
}

/// Three layers: noise, far classes, and one of zeros in a row, which has no direction.
std::filesystem::path writeEmbedding(const QTemporaryDir& folder, bool labelled)
{
    const std::filesystem::path path = folder.filePath("emb.h5").toStdString();
    const MatrixF noise = reference::gaussianPoints(kRows, 6, 5).cast<float>();
    MatrixF classes = noise;
    for (Index i = 0; i < kRows; ++i)
        classes(i, i % 3) += 40;
    MatrixF zero = noise;
    zero.row(11).setZero();
    Hdf5File file = Hdf5File::create(path);
    const MatrixF* layers[] = {&noise, &classes, &zero};
    const char* names[] = {"noise", "classes", "zero"};
    for (int i = 0; i < 3; ++i) {
        const std::string array = std::string("/embeddings/") + names[i];
        file.write(array, {kRows, 6}, layers[i]->data());
        file.setNumber(array, "order", i);
        file.setNumber(array, "depth", 0.5 * i);
    }
    if (labelled) {
        const auto labels = threeClasses();
        file.write("/labels", {kRows}, labels.data());
    }
    file.close();
    return path;
}

Request requestFor(const Analysis& analysis, const std::filesystem::path& embedding,
                   const Json& given)
{
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    request.parameters = completeParameters(analysis, given);
    return request;
}

LayerHeader headerOf(Index dim)
{
    return {"a", "", {}, dim, 0, {}};
}

PolytopeOptions optionsWith(Index k)
{
    PolytopeOptions options;
    options.nnk.k = k;
    options.nnk.kernel = KernelKind::Gaussian;
    options.affinitySample = 0;
    return options;
}

} // namespace

class NnkProfileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreThoseOfTheGraph();
    void orderOfRowsDoesNotMatter();
    void copiesAndOneClass();
    void profileTellsEveryLayer();
    void profileWithoutLabels();
    void profileRefuses();
    void scalesAnalysis();
};

void NnkProfileTest::numbersAreThoseOfTheGraph()
{
    const MatrixD x = reference::gaussianPoints(kRows, 5, 4);
    const PolytopeOptions options = optionsWith(20);
    const LayerPolytopes layer = layerPolytopes(headerOf(5), Points(x), threeClasses(), options);
    const NnkPoints points(Points(x), KernelKind::Gaussian);
    const NnkGraph graph =
        buildNnkGraph(points, nearestNeighbors(points.searched(), 20), options.nnk);
    const LabelVotes votes = nnkVotes(graph, threeClasses(), threeClasses());
    QCOMPARE(layer.columns.size(), std::size_t(9));
    for (Index i = 0; i < kRows; ++i) {
        const auto at = std::size_t(i);
        QCOMPARE(layer.column("neighbors").values[at], double(graph.count(i)));
        QCOMPARE(layer.column("effective").values[at], graph.effective(i));
        QCOMPARE(layer.column("diameter").values[at], graph.diameter[at]);
        QCOMPARE(layer.column("mass_purity").values[at], votes.purity[at]);
        QCOMPARE(layer.column("polytope_dimension").values[at], graph.dimension[at]);
        const double affinity = layer.column("affinity").values[at];
        QVERIFY(affinity > 0 && affinity <= 1);
    }
    QCOMPARE(layer.affinityPairs, kRows);
    QCOMPARE(layer.sigma, graph.sigma);
    QVERIFY(layer.kktMax < 1e-10);
    const auto foreign = std::accumulate(votes.foreign.begin(), votes.foreign.end(), 0);
    QCOMPARE(layer.foreignLabels.value, double(foreign) / double(kRows));
    const nlohmann::json told = polytopesToJson(layer);
    double sum = 0;
    for (const double count : layer.column("neighbors").values)
        sum += count;
    QVERIFY(std::abs(told.at("neighbors_mean").get<double>() - sum / double(kRows)) < 1e-12);
    QVERIFY(told.at("mgm").at("neighbors_mean") == told.at("neighbors_mean"));
    QVERIFY(told.at("mgm").at("affinity_spread").get<double>() > 0);
    for (const char* name : {"neighbors", "diameter", "error", "mass_purity"}) {
        const auto& histogram = told.at("histograms").at(name);
        const auto counts = histogram.at("counts").get<std::vector<std::int64_t>>();
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::int64_t(0)), kRows);
        QCOMPARE(histogram.at("edges").size(), counts.size() + 1);
    }
}

void NnkProfileTest::orderOfRowsDoesNotMatter()
{
    const MatrixD x = reference::gaussianPoints(kRows, 5, 4);
    const MatrixD reversed = x.colwise().reverse();
    auto labels = threeClasses();
    const auto run = [](const MatrixD& m, const std::vector<std::int32_t>& of, int threads) {
        setComputeThreads(threads);
        return polytopesToJson(layerPolytopes(headerOf(5), Points(m), of, optionsWith(15)));
    };
    nlohmann::json one = run(x, labels, 1);
    nlohmann::json four = run(x, labels, 4);
    std::reverse(labels.begin(), labels.end());
    const nlohmann::json other = run(reversed, labels, 2);
    setComputeThreads(0);
    for (const char* name : {"neighbors_mean", "diameter_high", "mass_purity_mean", "affinity_mean",
                             "loo_accuracy", "error_low"})
        QVERIFY2(std::abs(one.at(name).get<double>() - other.at(name).get<double>()) < 1e-9, name);
    one.erase("seconds");
    four.erase("seconds");
    QVERIFY(one == four);
}

void NnkProfileTest::copiesAndOneClass()
{
    const LayerPolytopes copies =
        layerPolytopes(headerOf(3), Points(MatrixD(MatrixD::Constant(30, 3, 2))),
                       std::vector<std::int32_t>(30, 4), optionsWith(5));
    const nlohmann::json told = polytopesToJson(copies);
    QCOMPARE(told.at("diameter_mean").get<double>(), 0.0);
    QCOMPARE(told.at("mass_purity_mean").get<double>(), 1.0);
    QCOMPARE(told.at("foreign_label_share").get<double>(), 0.0);
    QVERIFY(told.at("affinity_mean").is_null() && told.at("mgm").at("affinity_mean").is_null());
    QCOMPARE(told.at("warnings").size(), std::size_t(2));
}

void NnkProfileTest::profileTellsEveryLayer()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const auto embedding = writeEmbedding(folder, true);
    const Json result = nnkProfileAnalysis().run(
        requestFor(nnkProfileAnalysis(), embedding, {{"k", 20}, {"affinity_samples", 40}}), out,
        {});
    QCOMPARE(result.at("kernel").get<std::string>(), std::string("cosine"));
    QVERIFY(result.at("bandwidth").is_null());
    QCOMPARE(result.at("layers").size(), std::size_t(2)); // one has a row without direction
    QCOMPARE(result.at("skipped").at(0).at("name").get<std::string>(), std::string("zero"));
    const Json& noise = result.at("layers").at(0);
    const Json& classes = result.at("layers").at(1);
    for (const char* name : {"neighbors", "effective", "diameter", "mass_purity", "label_entropy",
                             "error", "polytope_dimension", "affinity", "affinity_random"})
        for (const char* part : {"_mean", "_low", "_high"})
            QVERIFY2(noise.at(std::string(name) + part).is_number(), name);
    QVERIFY(classes.at("loo_accuracy").get<double>() == 1.0);
    QVERIFY(classes.at("mass_purity_mean").get<double>() > 0.999);
    QVERIFY(noise.at("knn_loo_accuracy").get<double>() < 0.6);
    QCOMPARE(noise.at("affinity_pairs").get<int>(), 40);

    const Hdf5File file = Hdf5File::open(out);
    const auto affinity = file.read<float>("/metrics/classes/nnk.affinity");
    QCOMPARE(std::count_if(affinity.begin(), affinity.end(), [](float v) { return v == v; }), 40);
    QCOMPARE(file.read<float>("/metrics/noise/nnk.neighbors").size(), std::size_t(kRows));
    QVERIFY(file.text("/metrics/noise/nnk.diameter", "title").has_value());
    QVERIFY(file.has("/indices") && file.has("/labels"));

    const Json all = nnkProfileAnalysis().run(
        requestFor(nnkProfileAnalysis(), embedding, {{"k", 20}, {"kernel", "gaussian"}}),
        folder.filePath("second.h5").toStdString(), {});
    QCOMPARE(all.at("layers").size(), std::size_t(3));
    QCOMPARE(all.at("bandwidth").get<std::string>(), std::string("mean"));
    QVERIFY(all.at("skipped").empty());
}

void NnkProfileTest::profileWithoutLabels()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const Json result =
        nnkProfileAnalysis().run(requestFor(nnkProfileAnalysis(), writeEmbedding(folder, false),
                                            {{"k", 10}, {"layers", {"noise"}}}),
                                 out, {});
    const Json& layer = result.at("layers").at(0);
    for (const char* name : {"mass_purity_mean", "label_entropy_low", "foreign_label_share",
                             "loo_accuracy", "knn_loo_accuracy"})
        QVERIFY2(layer.at(name).is_null(), name);
    QVERIFY(layer.at("histograms").at("mass_purity").at("counts").empty());
    QCOMPARE(result.at("warnings").size(), std::size_t(1));
}

void NnkProfileTest::profileRefuses()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const auto embedding = writeEmbedding(folder, true);
    const auto errorWith = [&](const Json& given) {
        return test::errorOf([&] {
            nnkProfileAnalysis().run(requestFor(nnkProfileAnalysis(), embedding, given), out, {});
        });
    };
    QCOMPARE(test::flawOf(errorWith({{"k", 150}}), ErrorKind::InvalidInput, "--k from 1 to 149"),
             QByteArray());
    QCOMPARE(test::flawOf(errorWith({{"k", 9}, {"layers", {"zero"}}}), ErrorKind::Numeric,
                          "no direction"),
             QByteArray());
    QCOMPARE(test::flawOf(errorWith({{"layers", {"none"}}}), ErrorKind::InvalidInput, "none"),
             QByteArray());
}

void NnkProfileTest::scalesAnalysis()
{
    const QTemporaryDir folder;
    const auto out = std::filesystem::path(folder.filePath("out.h5").toStdString());
    const auto embedding = writeEmbedding(folder, true);
    const Json result = nnkScalesAnalysis().run(
        requestFor(nnkScalesAnalysis(), embedding, {{"layer", "noise"}, {"k", 200}, {"rounds", 4}}),
        out, {});
    QCOMPARE(result.at("rounds").size(), std::size_t(4));
    for (const char* name :
         {"points", "sigma", "dimension", "curvature_degrees", "curvature_random_degrees",
          "diameter_mean", "diameter_low", "diameter_high", "neighbors_mean"})
        QVERIFY2(result.at("rounds").at(3).at(name).is_number(), name);
    QCOMPARE(result.at("rounds").at(3).at("points").get<int>(), 147);
    QCOMPARE(result.at("method").get<std::string>(), std::string("nnk"));
    QCOMPARE(result.at("warnings").size(), std::size_t(1)); // k
    const Hdf5File file = Hdf5File::open(out);
    QVERIFY(file.info("/merges").shape == std::vector<std::int64_t>({4, 3}));
    QCOMPARE(file.read<double>("/rounds/points").at(3), 147.0);
    QVERIFY(file.has("/labels"));
}

QTEST_GUILESS_MAIN(NnkProfileTest)
#include "test_profile.moc"
