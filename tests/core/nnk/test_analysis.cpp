// SPDX-License-Identifier: MIT
// The `nnk` analysis from arrays to its file and numbers, and what it says of wrong input.
#include "core/base/hdf5.hpp"
#include "core/embedding/sample_facts.hpp"
#include "core/nnk/graph_file.hpp"
#include "core/session/analysis.hpp"
#include "tests/core/nnk/reference.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leafscope;
using namespace leafscope::reference;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

/// Two clusters, far apart in direction; the labels of `flipped` rows are wrong.
struct Clusters {
    MatrixD x;
    std::vector<std::int32_t> labels;
};

Clusters clusters(Index n, std::uint64_t seed)
{
    Clusters made{gaussianPoints(n, 6, seed), {}};
    for (Index i = 0; i < n; ++i) {
        made.x(i, i % 2 == 0 ? 0 : 1) += 8;
        made.labels.push_back(std::int32_t(i % 2));
    }
    return made;
}

class Files {
public:
    fs::path write(const char* name, const Clusters& points, bool labelled = true)
    {
        const fs::path file = m_folder.filePath(name).toStdString();
        Hdf5File h5 = Hdf5File::create(file);
        h5.write("/embeddings/hidden", {points.x.rows(), points.x.cols()}, points.x.data());
        if (labelled)
            h5.write("/labels", {std::int64_t(points.labels.size())}, points.labels.data());
        h5.close();
        return file;
    }
    fs::path place(const char* name) const { return m_folder.filePath(name).toStdString(); }

private:
    QTemporaryDir m_folder;
};

Json run(const fs::path& embedding, const Json& given, const fs::path& out,
         const fs::path& queries = {})
{
    const Analysis& analysis = *findAnalysis("nnk");
    Request request;
    request.inputs["embedding"] = {embedding.string(), "hash", embedding};
    if (!queries.empty())
        request.inputs["queries"] = {queries.string(), "hash", queries};
    request.parameters = completeParameters(analysis, given);
    return analysis.run(request, out, Progress());
}

} // namespace

class NnkAnalysisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void separateClusters()
    {
        Files files;
        const Clusters points = clusters(80, 1);
        const fs::path out = files.place("graph.h5");
        const Json result = run(files.write("emb.h5", points), {{"k", 15}}, out);
        for (const char* key :
             {"n", "k", "kernel", "sigma", "neighbors_mean", "effective_mean",
              "foreign_label_share", "mass_purity_mean", "diameter_mean", "error_mean", "kkt_max",
              "loo_accuracy", "knn_loo_accuracy", "edges"})
            QVERIFY2(result.contains(key), key);
        QCOMPARE(result["n"].get<int>(), 80);
        QVERIFY(result["sigma"].is_null()); // the cosine kernel has none
        QCOMPARE(result["loo_accuracy"].get<double>(), 1.0);
        QCOMPARE(result["foreign_label_share"].get<double>(), 0.0);
        QCOMPARE(result["mass_purity_mean"].get<double>(), 1.0);
        QVERIFY(result["kkt_max"].get<double>() <= 1e-8);
        QCOMPARE(result["components"].get<int>() >= 2, true);
        const auto graph = readNnkGraph(out);
        QCOMPARE(result["edges"].get<Index>(), graph->undirected.edges());
        QCOMPARE(readSampleFacts(out).n, Index(80));
        double sum = 0;
        for (Index i = 0; i < 80; ++i)
            sum += double(graph->graph.count(i));
        QVERIFY(std::abs(result["neighbors_mean"].get<double>() - sum / 80) < 1e-12);
    }

    void gaussianKernelTellsItsWidth()
    {
        Files files;
        const fs::path emb = files.write("emb.h5", clusters(60, 2));
        const fs::path out = files.place("graph.h5");
        const Json mean = run(emb, {{"k", 10}, {"kernel", "gaussian"}}, out);
        QVERIFY(mean["sigma"].get<double>() > 0);
        const Json fixed =
            run(emb, {{"k", 10}, {"kernel", "gaussian"}, {"bandwidth", "0.75"}}, out);
        QCOMPARE(fixed["sigma"].get<double>(), 0.75);
        const Json own = run(emb, {{"k", 10}, {"kernel", "gaussian"}, {"bandwidth", "own"}}, out);
        const auto graph = readNnkGraph(out);
        double sum = 0;
        for (const double width : graph->graph.width)
            sum += width;
        QVERIFY(std::abs(own["sigma"].get<double>() - sum / 60) < 1e-12);
    }

    void queriesOfTheirOwn()
    {
        Files files;
        const fs::path emb = files.write("emb.h5", clusters(80, 3));
        const fs::path queries = files.write("queries.h5", clusters(30, 4));
        const fs::path out = files.place("graph.h5");
        const Json result = run(emb, {{"k", 12}}, out, queries);
        QCOMPARE(result["queries"].get<int>(), 30);
        QCOMPARE(result["accuracy"].get<double>(), 1.0);
        QCOMPARE(result["knn_accuracy"].get<double>(), 1.0);
        QCOMPARE(result["loo_accuracy"].get<double>(), 1.0); // of the samples
        const auto graph = readNnkGraph(out);
        QCOMPARE(graph->graph.rows(), Index(30));
        QVERIFY(!graph->graph.ofItself);
        QCOMPARE(readSampleFacts(out).n, Index(30));
        // A sample asked for as a query finds itself.
        const Json own = run(emb, {{"k", 12}}, out, emb);
        QVERIFY(own["error_mean"].get<double>() < 1e-12);
    }

    void literalModeStopsShort()
    {
        Files files;
        const fs::path emb = files.write("emb.h5", clusters(80, 5));
        const fs::path out = files.place("graph.h5");
        const Json exact = run(emb, {{"k", 25}}, out);
        const Json literal = run(emb, {{"k", 25}, {"mode", "literal"}}, out);
        QVERIFY(literal["error_mean"].get<double>() > exact["error_mean"].get<double>());
        QVERIFY(literal["kkt_max"].get<double>() > 1e-6);
        QVERIFY(literal["singular"].get<int>() > 0); // 25 candidates in 6 dimensions
    }

    void withoutLabels()
    {
        Files files;
        const Json result =
            run(files.write("emb.h5", clusters(40, 6), false), {{"k", 5}}, files.place("graph.h5"));
        for (const char* key : {"loo_accuracy", "foreign_label_share", "mass_purity_mean"})
            QVERIFY2(result[key].is_null(), key);
        QVERIFY(!result["warnings"].empty());
    }

    void wrongInput()
    {
        Files files;
        const fs::path emb = files.write("emb.h5", clusters(20, 7));
        const fs::path out = files.place("graph.h5");
        QCOMPARE(flawOf(errorOf([&] {
                            run(emb, {{"k", 20}}, out);
                        }),
                        ErrorKind::InvalidInput, "20 candidates"),
                 QByteArray());
        QCOMPARE(
            flawOf(errorOf([&] {
                       run(emb, {{"k", 5}, {"kernel", "gaussian"}, {"bandwidth", "wide"}}, out);
                   }),
                   ErrorKind::InvalidInput, "\"wide\" is no bandwidth"),
            QByteArray());
        QCOMPARE(flawOf(errorOf([&] {
                            run(emb, {{"k", 5}, {"layer", "fc9"}}, out);
                        }),
                        ErrorKind::InvalidInput, "no layer \"fc9\""),
                 QByteArray());
        Clusters narrow = clusters(20, 8);
        narrow.x = MatrixD(narrow.x.leftCols(3));
        const fs::path other = files.write("narrow.h5", narrow);
        QCOMPARE(flawOf(errorOf([&] {
                            run(emb, {{"k", 5}}, out, other);
                        }),
                        ErrorKind::InvalidInput, "3 columns"),
                 QByteArray());
    }
};

QTEST_APPLESS_MAIN(NnkAnalysisTest)
#include "test_analysis.moc"
