// SPDX-License-Identifier: MIT
// Graphs of point sets: the same for any number of threads, undirected forms, components, votes,
// files.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/parallel.hpp"
#include "core/nnk/classify.hpp"
#include "core/nnk/graph_file.hpp"
#include "core/nnk/graph_metrics.hpp"
#include "tests/core/nnk/reference.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace leafscope;
using namespace leafscope::reference;
using namespace leafscope::test;

namespace {

NnkGraph graphOf(const MatrixD& x, const NnkOptions& options)
{
    const NnkPoints points(x, options.kernel, options.normalize);
    return buildNnkGraph(points, nearestNeighbors(points.searched(), options.k), options);
}

bool same(const NnkGraph& a, const NnkGraph& b)
{
    return a.indptr == b.indptr && a.indices == b.indices && a.weights == b.weights &&
           a.error == b.error && a.kkt == b.kkt && a.diameter == b.diameter;
}

/// Four nodes with candidates and weights put down by hand.
NnkGraph handMade()
{
    NnkGraph graph;
    graph.options.k = 2;
    graph.points = 4;
    graph.candidates.resize(4, 2);
    graph.candidates << 1, 2, 0, 2, 0, 1, 0, 1; // nobody has 3 among its candidates
    graph.indptr = {0, 2, 3, 4, 5};
    graph.indices = {1, 2, 0, 1, 0};
    graph.weights = {0.6, 0.2, 0.5, 0.3, 0.4};
    graph.error = {0.1, 0.2, 0.1, 0.05};
    graph.kkt = graph.gap = graph.diameter = graph.dimension = {0, 0, 0, 0};
    return graph;
}

double edge(const UndirectedGraph& graph, Index i, std::int32_t j)
{
    for (auto e = graph.indptr[std::size_t(i)]; e < graph.indptr[std::size_t(i) + 1]; ++e)
        if (graph.indices[std::size_t(e)] == j)
            return graph.weights[std::size_t(e)];
    return 0;
}

} // namespace

class GraphTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void sameForAnyNumberOfThreads();
    void rulesOfBandwidth();
    void rowsAreTheirOwnProblems();
    void undirectedForms();
    void componentsAndIsolated();
    void votes();
    void wilson();
    void fileComesBack();
    void damagedFiles();
    void edgeListAndGraphMl();
    void zeroRowsHaveNoDirection();
    void allEqual();
    void singlePrecision();
};

void GraphTest::sameForAnyNumberOfThreads()
{
    const MatrixD x = gaussianPoints(400, 12, 1);
    NnkOptions options;
    options.k = 25;
    for (const KernelKind kernel : {KernelKind::Cosine, KernelKind::Gaussian}) {
        options.kernel = kernel;
        setComputeThreads(1);
        const NnkGraph one = graphOf(x, options);
        setComputeThreads(2);
        QVERIFY(same(one, graphOf(x, options)));
        QVERIFY(*std::max_element(one.kkt.begin(), one.kkt.end()) < 1e-11);
        QCOMPARE(one.unsettled, Index(0));
    }
}

void GraphTest::rulesOfBandwidth()
{
    const MatrixD x = gaussianPoints(200, 4, 2);
    NnkOptions options;
    options.k = 20;
    options.kernel = KernelKind::Gaussian;
    const Neighbors nearest = nearestNeighbors(x, 20);
    std::vector<double> farthest;
    double sum = 0;
    for (Index i = 0; i < 200; ++i) {
        farthest.push_back(std::sqrt(nearest.squared(i, 19)));
        sum += farthest.back();
    }
    QVERIFY(std::abs(graphOf(x, options).sigma - sum / 600) < 1e-12);
    options.bandwidth = Bandwidth::Median;
    std::sort(farthest.begin(), farthest.end());
    QVERIFY(std::abs(graphOf(x, options).sigma - farthest[100] / 3) < 1e-12);
    options.bandwidth = Bandwidth::Own;
    const NnkGraph own = graphOf(x, options);
    QVERIFY(std::isnan(own.sigma));
    QVERIFY(std::abs(own.width[7] - std::sqrt(nearest.squared(7, 19)) / 3) < 1e-12);
    options.bandwidth = Bandwidth::Flat;
    const NnkGraph flat = graphOf(x, options);
    for (Index i = 0; i < 200; ++i)
        QVERIFY(std::abs(flat.sum(i) - 1) < 1e-4);
    // Scaling the data changes sigma and nothing else.
    for (const Bandwidth rule :
         {Bandwidth::Mean, Bandwidth::Median, Bandwidth::Own, Bandwidth::Rank, Bandwidth::Flat}) {
        options.bandwidth = rule;
        const NnkGraph a = graphOf(x, options);
        const NnkGraph b = graphOf(8 * x, options);
        QVERIFY(a.indices == b.indices);
        for (std::size_t e = 0; e < a.weights.size(); ++e)
            QVERIFY(std::abs(a.weights[e] - b.weights[e]) < 1e-9);
    }
}

void GraphTest::rowsAreTheirOwnProblems()
{
    const MatrixD x = gaussianPoints(120, 6, 3);
    NnkOptions options;
    options.k = 15;
    const NnkGraph graph = graphOf(x, options);
    const NnkPoints points(x, KernelKind::Cosine);
    CandidateGatherer gatherer(points);
    NeighborhoodSolver solver;
    for (Index i = 0; i < 120; i += 7) {
        std::vector<std::int32_t> rows(graph.candidates.row(i).begin(),
                                       graph.candidates.row(i).end());
        const Neighborhood found =
            solver.solve(gatherer.gather(rows, points, i), {KernelKind::Cosine, 0});
        QCOMPARE(graph.count(i), found.count());
        QCOMPARE(graph.error[std::size_t(i)], found.error);
        QVERIFY(std::abs(graph.effective(i) - found.effective()) < 1e-12);
        for (Index e = 0; e < found.count(); ++e)
            QCOMPARE(graph.neighbors(i)[std::size_t(e)],
                     rows[std::size_t(found.kept[std::size_t(e)])]);
    }
}

void GraphTest::undirectedForms()
{
    const NnkGraph graph = handMade();
    const UndirectedGraph any = symmetrise(graph, Symmetry::Union);
    QCOMPARE(any.edges(), Index(4));
    QCOMPARE(edge(any, 0, 1), 0.6);
    QCOMPARE(edge(any, 1, 0), 0.6);
    QCOMPARE(edge(any, 0, 2), 0.2);
    QCOMPARE(edge(any, 3, 0), 0.4);
    const UndirectedGraph mutual = symmetrise(graph, Symmetry::Mutual);
    QCOMPARE(mutual.edges(), Index(1));
    QCOMPARE(edge(mutual, 0, 1), 0.6);
    const UndirectedGraph lower = symmetrise(graph, Symmetry::LowerError);
    QCOMPARE(edge(lower, 0, 1), 0.6); // node 0 is the better one
    QCOMPARE(edge(lower, 0, 2), 0.2); // equal errors: the larger weight of the two ends
    QCOMPARE(edge(lower, 1, 2), 0.3);
    QCOMPARE(edge(lower, 0, 3), 0.4); // node 0 does not know node 3
    const UndirectedGraph published = symmetrise(graph, Symmetry::Published);
    QCOMPARE(edge(published, 0, 1), 0.6);
    QCOMPARE(edge(published, 0, 2), 0.0); // a tie drops the edge
    QCOMPARE(edge(published, 1, 2), 0.3);
    QCOMPARE(edge(published, 0, 3), 0.0); // only one of them is a candidate
    QVERIFY(std::abs(any.strength(0) - 1.2) < 1e-15);
}

void GraphTest::componentsAndIsolated()
{
    UndirectedGraph graph;
    graph.indptr = {0, 1, 2, 2, 3, 4};
    graph.indices = {1, 0, 4, 3};
    graph.weights = {1, 1, 1, 1};
    const Components found = componentsOf(graph);
    QCOMPARE(found.count, Index(3));
    QCOMPARE(found.isolated, Index(1));
    QCOMPARE(found.largest, Index(2));
    QVERIFY((found.of == std::vector<std::int32_t>{0, 0, 1, 2, 2}));
}

void GraphTest::votes()
{
    const NnkGraph graph = handMade();
    const std::vector<std::int32_t> labels{0, 1, 1, 0};
    const LabelVotes votes = nnkVotes(graph, labels, labels);
    QVERIFY((votes.predicted == std::vector<std::int32_t>{1, 0, 1, 0}));
    QCOMPARE(votes.purity[0], 0.0);
    QCOMPARE(votes.purity[2], 1.0);
    QCOMPARE(int(votes.foreign[0]), 1);
    QCOMPARE(int(votes.foreign[3]), 0);
    QCOMPARE(votes.entropy[0], 0.0); // both neighbours have the same label
    const Share accuracy = accuracyOf(votes.predicted, labels);
    QCOMPARE(accuracy.value, 0.5);
    // Ties among candidates go to the class that comes nearest.
    QVERIFY((knnVotes(graph.candidates, labels) == std::vector<std::int32_t>{1, 0, 0, 0}));
    // Rows without a label are neither right nor wrong; neighbours without one have no say.
    const std::vector<std::int32_t> some{-1, 1, 1, -1};
    const LabelVotes fewer = nnkVotes(graph, some, some);
    QVERIFY(std::isnan(fewer.purity[0]));
    QVERIFY(std::isnan(fewer.entropy[3]));
    QCOMPARE(accuracyOf(fewer.predicted, some).counted, Index(2));
    QCOMPARE(fewer.predicted[3], 1); // its only neighbour has none: the nearest candidate with one
}

void GraphTest::wilson()
{
    const Share share = shareOf(8, 10); // 0.490 to 0.943 in the tables
    QVERIFY(std::abs(share.low - 0.4901625) < 1e-6);
    QVERIFY(std::abs(share.high - 0.9433178) < 1e-6);
    QVERIFY(std::isnan(shareOf(0, 0).value));
    QCOMPARE(shareOf(0, 5).low, 0.0);
}

void GraphTest::fileComesBack()
{
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.filePath("graph.h5").toStdString());
    NnkLayerGraph layer;
    layer.layer.name = "fc1";
    layer.layer.dim = 5;
    NnkOptions options;
    options.k = 8;
    options.kernel = KernelKind::Gaussian;
    options.bandwidth = Bandwidth::Own;
    layer.graph = graphOf(gaussianPoints(60, 5, 4), options);
    layer.symmetry = Symmetry::Mutual;
    layer.undirected = symmetrise(layer.graph, layer.symmetry);
    layer.metrics = graphMetrics(layer, std::nullopt);
    Hdf5File made = Hdf5File::create(file);
    writeNnkGraph(made, layer);
    made.close();
    const auto read = readNnkGraph(file);
    QVERIFY(same(read->graph, layer.graph));
    QVERIFY(read->graph.candidates == layer.graph.candidates);
    QVERIFY(read->graph.width == layer.graph.width);
    QVERIFY(std::isnan(read->graph.sigma));
    QVERIFY(read->symmetry == Symmetry::Mutual);
    QVERIFY(read->undirected.indices == layer.undirected.indices);
    QCOMPARE(read->layer.name, std::string("fc1"));
    QCOMPARE(read->metrics.size(), layer.metrics.size());
    QVERIFY(read->metrics[2].values == layer.metrics[2].values);
}

void GraphTest::damagedFiles()
{
    QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.filePath("graph.h5").toStdString());
    NnkLayerGraph layer;
    NnkOptions options;
    options.k = 4;
    layer.graph = graphOf(gaussianPoints(20, 3, 5), options);
    layer.undirected = symmetrise(layer.graph, layer.symmetry);
    const auto write = [&](const NnkLayerGraph& graph) {
        Hdf5File made = Hdf5File::create(file);
        writeNnkGraph(made, graph);
        made.close();
    };
    NnkLayerGraph bad = layer;
    bad.graph.indices[0] = 20;
    write(bad);
    QCOMPARE(
        flawOf(errorOf([&] { readNnkGraph(file); }), ErrorKind::Format, "rows that the embedding"),
        QByteArray());
    bad = layer;
    bad.graph.indptr[3] = 10000;
    write(bad);
    QCOMPARE(flawOf(errorOf([&] { readNnkGraph(file); }), ErrorKind::Format, "sparse rows"),
             QByteArray());
    bad = layer;
    bad.undirected.indices[0] = -1;
    write(bad);
    QCOMPARE(
        flawOf(errorOf([&] { readNnkGraph(file); }), ErrorKind::Format, "rows that the embedding"),
        QByteArray());
    Hdf5File other = Hdf5File::create(file);
    other.close();
    QCOMPARE(flawOf(errorOf([&] { readNnkGraph(file); }), ErrorKind::Format, "no NNK graph"),
             QByteArray());
}

void GraphTest::edgeListAndGraphMl()
{
    QTemporaryDir folder;
    const std::filesystem::path place = folder.path().toStdString();
    const UndirectedGraph graph = symmetrise(handMade(), Symmetry::Mutual);
    const NodeFacts nodes{{10, 20, 30, 40}, {"a<b", "b", "\"c\"", "d&e"}};
    writeEdgeList(graph, nodes, place / "edges.csv");
    QCOMPARE(readTextFile(place / "edges.csv"), std::string("source,target,weight\n10,20,0.6\n"));
    writeGraphMl(graph, nodes, place / "graph.graphml");
    const std::string text = readTextFile(place / "graph.graphml");
    QVERIFY(text.find("<data key=\"label\">a&lt;b</data>") != std::string::npos);
    QVERIFY(text.find("<edge source=\"n0\" target=\"n1\"><data key=\"weight\">0.6</data></edge>") !=
            std::string::npos);
    QVERIFY(text.find("&amp;e") != std::string::npos);
}

void GraphTest::zeroRowsHaveNoDirection()
{
    MatrixD x = gaussianPoints(10, 3, 6);
    x.row(4).setZero();
    QCOMPARE(flawOf(errorOf([&] { NnkPoints(x, KernelKind::Cosine); }), ErrorKind::Numeric,
                    "no direction"),
             QByteArray());
    x(4, 0) = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(flawOf(errorOf([&] { NnkPoints(x, KernelKind::Cosine); }), ErrorKind::Numeric, "NaN"),
             QByteArray());
}

void GraphTest::allEqual()
{
    NnkOptions options;
    options.k = 5;
    for (const KernelKind kernel : {KernelKind::Cosine, KernelKind::Gaussian}) {
        options.kernel = kernel;
        const NnkGraph graph = graphOf(MatrixD::Constant(12, 3, 0.3), options);
        for (Index i = 0; i < 12; ++i) {
            QVERIFY(std::abs(graph.sum(i) - 1) < 1e-12);
            QVERIFY(graph.error[std::size_t(i)] < 1e-14);
            QVERIFY(graph.diameter[std::size_t(i)] < 1e-7);
        }
    }
}

void GraphTest::singlePrecision()
{
    const MatrixF x = gaussianPoints(150, 20, 7).cast<float>();
    NnkOptions options;
    options.k = 20;
    for (const KernelKind kernel : {KernelKind::Cosine, KernelKind::Gaussian}) {
        options.kernel = kernel;
        const NnkPoints single(x, kernel);
        const NnkGraph a = buildNnkGraph(single, nearestNeighbors(single.searched(), 20), options);
        const NnkGraph b = graphOf(x.cast<double>(), options);
        for (std::size_t i = 0; i < 150; ++i)
            QVERIFY(std::abs(a.error[i] - b.error[i]) < 1e-12);
    }
}

QTEST_APPLESS_MAIN(GraphTest)
#include "test_graph.moc"
