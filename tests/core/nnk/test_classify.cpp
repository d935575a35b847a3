// SPDX-License-Identifier: MIT
// Classification by NNK neighbours: closed forms, leave-one-out by hand, suspects, explanations.
#include "core/base/parallel.hpp"
#include "core/nnk/judgement.hpp"
#include "core/nnk/suspects.hpp"
#include "tests/core/nnk/reference.hpp"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace leafscope;
using namespace leafscope::reference;

namespace {

using Labels = std::vector<std::int32_t>;

/// Points about `centre` in the plane.
MatrixD cloud(double x, double y, double spread, Index n, std::uint64_t seed)
{
    MatrixD points = gaussianPoints(n, 2, seed) * spread;
    points.col(0).array() += x;
    points.col(1).array() += y;
    return points;
}

struct Labelled {
    MatrixD x;
    Labels labels;

    void add(const MatrixD& points, std::int32_t label)
    {
        MatrixD all(x.rows() + points.rows(), points.cols());
        if (x.rows() > 0)
            all.topRows(x.rows()) = x;
        all.bottomRows(points.rows()) = points;
        x = all;
        labels.insert(labels.end(), std::size_t(points.rows()), label);
    }
};

Labelled twoClusters(Index each)
{
    Labelled set;
    set.add(cloud(10, 0, 1, each, 1), 0);
    set.add(cloud(-10, 0, 1, each, 2), 1);
    return set;
}

/// The label is whether the signs of the two coordinates agree.
Labelled exclusiveOr(Index each)
{
    Labelled set;
    set.add(cloud(5, 5, 1, each, 3), 1);
    set.add(cloud(-5, -5, 1, each, 4), 1);
    set.add(cloud(5, -5, 1, each, 5), 0);
    set.add(cloud(-5, 5, 1, each, 6), 0);
    return set;
}

NnkOptions gaussianOptions(Index k)
{
    NnkOptions options;
    options.k = k;
    options.kernel = KernelKind::Gaussian;
    return options;
}

struct Classified {
    NnkGraph graph;
    Judgement judgement;
};

Classified classify(const Labelled& set, const NnkOptions& options)
{
    const NnkPoints points(set.x, options.kernel, options.normalize);
    const Neighbors nearest = nearestNeighbors(points.searched(), options.k);
    Classified result{buildNnkGraph(points, nearest, options), {}};
    result.judgement = judge(result.graph, nearest, set.labels, set.labels);
    return result;
}

/// A graph with these neighbours, weights and candidates, put down by hand.
NnkGraph handMade(const std::vector<std::vector<std::pair<int, double>>>& rows,
                  const IndexMatrix& candidates)
{
    NnkGraph graph;
    graph.points = Index(rows.size());
    graph.options.k = candidates.cols();
    graph.candidates = candidates;
    graph.indptr = {0};
    for (const auto& row : rows) {
        for (const auto& [index, weight] : row) {
            graph.indices.push_back(index);
            graph.weights.push_back(weight);
        }
        graph.indptr.push_back(std::int64_t(graph.indices.size()));
    }
    graph.error.assign(rows.size(), 0);
    graph.kkt = graph.gap = graph.error;
    return graph;
}

} // namespace

class ClassifyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { setComputeThreads(0); }
    void separateClustersAreRight_data();
    void separateClustersAreRight();
    void oneClass();
    void softSharesByHand();
    void rowsWithoutNeighboursTakeTheNearest();
    void looIsRemovingTheRow_data();
    void looIsRemovingTheRow();
    void queriesAgreeWithPlainVotes();
    void manyCountsAreThatOfEach_data();
    void manyCountsAreThatOfEach();
    void countsTakeGivenWidths();
    void threadsChangeNothing();
    void flippedLabelsAreSuspects();
    void trustByHand();
    void farthestRowsByError();
    void explanations();
};

void ClassifyTest::separateClustersAreRight_data()
{
    QTest::addColumn<bool>("exclusive");
    QTest::addColumn<bool>("cosine");
    QTest::newRow("two clusters, gaussian") << false << false;
    QTest::newRow("two clusters, cosine") << false << true;
    QTest::newRow("xor, gaussian") << true << false;
    QTest::newRow("xor, cosine") << true << true;
}

void ClassifyTest::separateClustersAreRight()
{
    QFETCH(bool, exclusive);
    QFETCH(bool, cosine);
    const Labelled set = exclusive ? exclusiveOr(40) : twoClusters(60);
    NnkOptions options = gaussianOptions(10);
    if (cosine)
        options.kernel = KernelKind::Cosine;
    const Judgement judged = classify(set, options).judgement;
    for (const Share& share : {judged.nnk, judged.knn, judged.weightedKnn}) {
        QCOMPARE(share.value, 1.0);
        QCOMPARE(share.high, 1.0);
        // Wilson's interval of n hits in n: low = n / (n + z^2).
        const double n = double(set.labels.size());
        QVERIFY(std::abs(share.low - n / (n + 1.959963984540054 * 1.959963984540054)) < 1e-12);
        QCOMPARE(share.counted, Index(set.labels.size()));
    }
    QVERIFY(std::abs(judged.soft - 1) < 1e-15);
    QVERIFY(std::abs(judged.purity - 1) < 1e-15);
    QCOMPARE(judged.foreign.value, 0.0);
    QCOMPARE(judged.foreign.low, 0.0);
    QVERIFY(judged.neighbors >= 1 && judged.effective <= judged.neighbors);
    QVERIFY(judged.kkt < 1e-9);
}

void ClassifyTest::oneClass()
{
    Labelled set;
    set.add(cloud(0, 0, 1, 30, 7), 4);
    const Classified result = classify(set, gaussianOptions(6));
    QCOMPARE(result.judgement.nnk.value, 1.0);
    QCOMPARE(result.judgement.foreign.value, 0.0);
    QVERIFY(labelSuspects(labelTrust(result.graph, set.labels), set.labels).empty());
    // Nobody has a label: nothing is counted.
    const Labels none(30, -1);
    const NnkPoints points(set.x, KernelKind::Gaussian);
    const Neighbors nearest = nearestNeighbors(points.searched(), 6);
    const Judgement empty = judge(result.graph, nearest, none, none);
    QCOMPARE(empty.nnk.counted, Index(0));
    QVERIFY(std::isnan(empty.nnk.value) && std::isnan(empty.soft) && std::isnan(empty.purity));
    QVERIFY(std::isnan(empty.foreign.value));
}

void ClassifyTest::softSharesByHand()
{
    IndexMatrix candidates(4, 3);
    candidates << 1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2;
    const NnkGraph graph = handMade({{{1, 0.6}, {2, 0.2}}, // other label 0.75
                                     {{0, 0.3}, {2, 0.3}}, // a tie: the nearer, 0
                                     {{1, 0.4}},
                                     {{0, 0.1}, {1, 0.1}, {2, 0.2}}},
                                    candidates);
    const Labels labels{0, 1, 0, 1};
    const LabelVotes votes = nnkVotes(graph, labels, labels);
    QVERIFY((votes.predicted == Labels{1, 0, 1, 0}));
    QVERIFY(std::abs(votes.purity[0] - 0.25) < 1e-15);
    QCOMPARE(votes.purity[1], 0.0);
    QVERIFY(std::abs(votes.purity[3] - 0.25) < 1e-15);
    QVERIFY(std::abs(softAccuracy(votes, labels) - 0.125) < 1e-15);
    const Share foreign = foreignShare(graph, votes, labels);
    QCOMPARE(foreign.value, 1.0);
    // Unlabelled rows are not counted, unlabelled neighbours have no say.
    const Labels some{0, -1, 0, 1};
    const LabelVotes fewer = nnkVotes(graph, some, some);
    QCOMPARE(fewer.purity[0], 1.0);
    QCOMPARE(foreignShare(graph, fewer, some).counted, Index(3));
    QVERIFY(std::abs(foreignShare(graph, fewer, some).value - 1.0 / 3) < 1e-15);
}

void ClassifyTest::rowsWithoutNeighboursTakeTheNearest()
{
    IndexMatrix candidates(3, 2);
    candidates << 2, 1, 0, 2, 1, 0;
    const NnkGraph graph = handMade({{}, {{0, 0.5}}, {}}, candidates);
    const Labels labels{0, 0, 1};
    const LabelVotes votes = nnkVotes(graph, labels, labels);
    QVERIFY((votes.predicted == Labels{1, 0, 0}));
    QVERIFY(std::isnan(votes.purity[0]));
    QVERIFY(std::abs(softAccuracy(votes, labels) - 1.0 / 3) < 1e-15);
    QCOMPARE(foreignShare(graph, votes, labels).counted, Index(1));
    const Explanation alone = explainPrediction(graph, 0, labels);
    QCOMPARE(alone.predicted, 1);
    QVERIFY(alone.byNearest && alone.neighbors.empty() && alone.classes.empty());
}

void ClassifyTest::looIsRemovingTheRow_data()
{
    QTest::addColumn<bool>("cosine");
    QTest::newRow("gaussian") << false;
    QTest::newRow("cosine") << true;
}

void ClassifyTest::looIsRemovingTheRow()
{
    // Leave-one-out of row i is to ask for row i among the others.
    QFETCH(bool, cosine);
    Labelled set;
    set.add(cloud(2, 1, 1, 40, 8), 0);
    set.add(cloud(1, 2, 1, 40, 9), 1);
    NnkOptions options = gaussianOptions(12);
    options.bandwidth = Bandwidth::Fixed;
    options.sigma = 0.6;
    if (cosine)
        options.kernel = KernelKind::Cosine;
    const Classified whole = classify(set, options);
    QVERIFY(whole.judgement.nnk.value < 1); // they overlap, else this would show little
    const Index n = set.x.rows();
    for (Index i = 0; i < n; i += 7) {
        MatrixD others(n - 1, 2);
        others << set.x.topRows(i), set.x.bottomRows(n - 1 - i);
        Labels labels = set.labels;
        labels.erase(labels.begin() + i);
        const NnkPoints base(others, options.kernel);
        const NnkPoints query(MatrixD(set.x.row(i)), options.kernel);
        const Neighbors nearest = nearestNeighbors(base.searched(), query.searched(), options.k);
        const NnkGraph graph = buildNnkGraph(base, query, nearest, options);
        const Judgement alone = judge(graph, nearest, labels, {set.labels[std::size_t(i)]});
        const auto at = std::size_t(i);
        QCOMPARE(alone.votes.predicted[0], whole.judgement.votes.predicted[at]);
        QCOMPARE(alone.knnPredicted[0], whole.judgement.knnPredicted[at]);
        QCOMPARE(alone.weightedPredicted[0], whole.judgement.weightedPredicted[at]);
        QVERIFY(std::abs(alone.votes.purity[0] - whole.judgement.votes.purity[at]) < 1e-9);
        QVERIFY(std::abs(graph.error[0] - whole.graph.error[at]) < 1e-12);
    }
}

void ClassifyTest::queriesAgreeWithPlainVotes()
{
    Labelled set;
    set.add(cloud(2, 1, 1, 50, 10), 0);
    set.add(cloud(1, 2, 1, 50, 11), 3);
    set.add(cloud(3, 3, 1, 50, 12), 5);
    const MatrixD asked = cloud(2, 2, 1.5, 30, 13);
    const NnkOptions options = gaussianOptions(9);
    const NnkPoints base(set.x, options.kernel);
    const NnkPoints queries(asked, options.kernel);
    const Neighbors nearest = nearestNeighbors(base.searched(), queries.searched(), options.k);
    const NnkGraph graph = buildNnkGraph(base, queries, nearest, options);
    const Judgement judged = judge(graph, nearest, set.labels, Labels(30, 0));
    NnqpSolver solver;
    for (Index q = 0; q < 30; ++q) {
        std::vector<std::pair<double, Index>> all;
        for (Index j = 0; j < set.x.rows(); ++j)
            all.emplace_back((set.x.row(j) - asked.row(q)).squaredNorm(), j);
        std::sort(all.begin(), all.end());
        MatrixD deficit(9, 9);
        VectorD own(9);
        const Kernel kernel{KernelKind::Gaussian, graph.sigma};
        for (Index a = 0; a < 9; ++a) {
            own[a] = kernel.deficit(all[std::size_t(a)].first);
            for (Index b = 0; b < 9; ++b)
                deficit(a, b) = kernel.deficit(
                    (set.x.row(all[std::size_t(a)].second) - set.x.row(all[std::size_t(b)].second))
                        .squaredNorm());
        }
        const VectorD w = solver.solve(deficit, own).weights;
        std::map<std::int32_t, double> byWeight;
        std::map<std::int32_t, double> byCount;
        std::map<std::int32_t, double> byKernel;
        for (Index a = 0; a < 9; ++a) {
            const std::int32_t label = set.labels[std::size_t(all[std::size_t(a)].second)];
            byWeight[label] += w[a];
            byCount[label] += 1;
            byKernel[label] += 1 - own[a];
        }
        const auto wins = [](const std::map<std::int32_t, double>& votes, std::int32_t label) {
            double most = 0;
            for (const auto& [other, weight] : votes)
                most = std::max(most, weight);
            const auto found = votes.find(label);
            return found != votes.end() && found->second >= most - 1e-12;
        };
        const auto at = std::size_t(q);
        QVERIFY(wins(byWeight, judged.votes.predicted[at]));
        QVERIFY(wins(byCount, judged.knnPredicted[at]));
        QVERIFY(wins(byKernel, judged.weightedPredicted[at]));
        QVERIFY(std::abs(judged.votes.purity[at] - byWeight[0] / w.sum()) < 1e-9);
    }
}

void ClassifyTest::manyCountsAreThatOfEach_data()
{
    QTest::addColumn<int>("rule");
    for (const Bandwidth rule :
         {Bandwidth::Mean, Bandwidth::Own, Bandwidth::Median, Bandwidth::Rank, Bandwidth::Flat})
        QTest::addRow("%s", bandwidthName(rule).c_str()) << int(rule);
    QTest::newRow("cosine") << -1;
    QTest::newRow("literal") << -2;
}

void ClassifyTest::manyCountsAreThatOfEach()
{
    QFETCH(int, rule);
    const MatrixD x = gaussianPoints(150, 5, 14);
    NnkOptions options = gaussianOptions(40);
    if (rule >= 0)
        options.bandwidth = Bandwidth(rule);
    if (rule == -1)
        options.kernel = KernelKind::Cosine;
    if (rule == -2)
        options.solver.mode = NnkMode::Published;
    const NnkPoints points(x, options.kernel);
    const Neighbors nearest = nearestNeighbors(points.searched(), 40);
    const std::vector<NnkGraph> graphs =
        buildNnkGraphs(points, points, nearest, options, {{1, 7, 40}, {}});
    QCOMPARE(graphs.size(), std::size_t(3));
    for (const NnkGraph& graph : graphs) {
        NnkOptions own = options;
        own.k = graph.options.k;
        Neighbors first = nearest;
        first.index = nearest.index.leftCols(own.k).eval();
        first.squared = nearest.squared.leftCols(own.k).eval();
        const NnkGraph alone = buildNnkGraph(points, first, own);
        QVERIFY(graph.ofItself);
        QVERIFY(graph.candidates == alone.candidates);
        // In the flat limit weights below 1e-7 are as good as none, and may come out either way.
        if (rule != int(Bandwidth::Flat)) {
            QVERIFY(graph.indptr == alone.indptr && graph.indices == alone.indices);
            for (std::size_t e = 0; e < graph.weights.size(); ++e)
                QVERIFY(std::abs(graph.weights[e] - alone.weights[e]) < 1e-7);
        }
        for (std::size_t i = 0; i < graph.error.size(); ++i)
            QVERIFY(std::abs(graph.error[i] - alone.error[i]) < 1e-12);
        QVERIFY(graph.width == alone.width);
        QVERIFY(graph.diameter.empty());
    }
    if (options.solver.mode == NnkMode::Exact && (rule == -1))
        for (std::size_t i = 0; i < graphs[0].error.size(); ++i) // nested candidates
            QVERIFY(graphs[2].error[i] <= graphs[1].error[i] + 1e-12 &&
                    graphs[1].error[i] <= graphs[0].error[i] + 1e-12);
}

void ClassifyTest::countsTakeGivenWidths()
{
    const NnkPoints points(gaussianPoints(60, 3, 15), KernelKind::Gaussian);
    const Neighbors nearest = nearestNeighbors(points.searched(), 10);
    const NnkOptions options = gaussianOptions(10);
    const auto graphs = buildNnkGraphs(points, points, nearest, options, {{5, 10}, {0.25, 0.75}});
    QCOMPARE(graphs[0].sigma, 0.25);
    QCOMPARE(graphs[1].sigma, 0.75);
    QVERIFY((graphs[1].width == std::vector<double>(60, 0.75)));
    NnkOptions own = options;
    own.bandwidth = Bandwidth::Own; // has no common width that could be given
    const auto free = buildNnkGraphs(points, points, nearest, own, {{5, 10}, {0.25, 0.75}});
    QVERIFY(std::isnan(free[0].sigma));
    QVERIFY(std::abs(free[1].width[3] - std::sqrt(nearest.squared(3, 9)) / 3) < 1e-12);
}

void ClassifyTest::threadsChangeNothing()
{
    const NnkPoints points(gaussianPoints(300, 6, 16), KernelKind::Cosine);
    const Neighbors nearest = nearestNeighbors(points.searched(), 20);
    setComputeThreads(1);
    const auto one = buildNnkGraphs(points, points, nearest, {}, {{5, 20}, {}});
    setComputeThreads(2);
    const auto two = buildNnkGraphs(points, points, nearest, {}, {{5, 20}, {}});
    for (std::size_t g = 0; g < 2; ++g)
        QVERIFY(one[g].weights == two[g].weights && one[g].indices == two[g].indices &&
                one[g].error == two[g].error);
}

void ClassifyTest::flippedLabelsAreSuspects()
{
    Labelled set = twoClusters(80);
    const std::vector<Index> flipped{3, 41, 77, 100, 155};
    for (const Index i : flipped)
        set.labels[std::size_t(i)] = 1 - set.labels[std::size_t(i)];
    const Classified result = classify(set, gaussianOptions(12));
    const LabelTrust trust = labelTrust(result.graph, set.labels);
    std::vector<Index> suspects = labelSuspects(trust, set.labels);
    // Only these, whatever their order; and the votes of the others go back to the truth.
    for (std::size_t s = 1; s < suspects.size(); ++s)
        QVERIFY(trust.reliability[std::size_t(suspects[s - 1])] <=
                trust.reliability[std::size_t(suspects[s])]);
    std::sort(suspects.begin(), suspects.end());
    QVERIFY(suspects == flipped);
    for (const Index i : flipped) {
        QCOMPARE(trust.suggested[std::size_t(i)], 1 - set.labels[std::size_t(i)]);
        QVERIFY(trust.reliability[std::size_t(i)] <= trust.sameMass[std::size_t(i)] + 1e-12);
    }
}

void ClassifyTest::trustByHand()
{
    IndexMatrix candidates(4, 3);
    candidates << 1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2;
    const NnkGraph graph = handMade({{{1, 0.4}, {2, 0.2}}, // r = 1/3
                                     {{0, 0.5}},           // r = 0
                                     {{0, 0.3}, {1, 0.1}}, // r = 3/4
                                     {}},
                                    candidates);
    const Labels labels{0, 1, 0, 1};
    const LabelTrust trust = labelTrust(graph, labels);
    QVERIFY(std::abs(trust.sameMass[0] - 1.0 / 3) < 1e-15);
    QCOMPARE(trust.sameMass[1], 0.0);
    QVERIFY(std::abs(trust.sameMass[2] - 0.75) < 1e-15);
    QVERIFY(std::isnan(trust.sameMass[3]));
    // Row 0: neighbour 1 has no trust, so all of the vote is that of row 2.
    QCOMPARE(trust.reliability[0], 1.0);
    QCOMPARE(trust.suggested[0], 0);
    QCOMPARE(trust.suggested[1], 0);
    QCOMPARE(trust.reliability[2], 1.0);
    QCOMPARE(trust.suggested[3], -1);
    QVERIFY((labelSuspects(trust, labels) == std::vector<Index>{1}));
    // Nobody is trusted: the first vote stands.
    const NnkGraph pair = handMade({{{1, 0.4}}, {{0, 0.4}}}, IndexMatrix::Zero(2, 1));
    const LabelTrust doubted = labelTrust(pair, {0, 1});
    QCOMPARE(doubted.suggested[0], 1);
    QCOMPARE(doubted.reliability[0], 0.0);
}

void ClassifyTest::farthestRowsByError()
{
    Labelled set = twoClusters(30);
    set.add(MatrixD::Constant(1, 2, 40), 0);
    const Classified result = classify(set, gaussianOptions(8));
    const std::vector<Index> rows = farthestRows(result.graph, 3);
    QCOMPARE(rows.size(), std::size_t(3));
    QCOMPARE(rows[0], Index(60));
    QVERIFY(result.graph.error[std::size_t(rows[1])] >= result.graph.error[std::size_t(rows[2])]);
    QCOMPARE(farthestRows(result.graph, 1000).size(), std::size_t(61));
    QVERIFY(farthestRows(result.graph, 0).empty());
}

void ClassifyTest::explanations()
{
    IndexMatrix candidates(5, 4);
    candidates << 1, 2, 3, 4, 0, 2, 3, 4, 0, 1, 3, 4, 0, 1, 2, 4, 0, 1, 2, 3;
    const NnkGraph graph =
        handMade({{{1, 0.1}, {2, 0.3}, {3, 0.2}, {4, 0.4}}, {{0, 1}}, {{0, 1}}, {{0, 1}}, {{0, 1}}},
                 candidates);
    const Labels labels{7, 2, 2, 7, -1};
    const Explanation why = explainPrediction(graph, 0, labels);
    QCOMPARE(why.predicted, 2);
    QVERIFY(!why.byNearest);
    QCOMPARE(why.neighbors.size(), std::size_t(4));
    QCOMPARE(why.neighbors[0].point, 4);
    QCOMPARE(why.neighbors[0].label, -1);
    QVERIFY(std::abs(why.neighbors[1].weight - 0.3) < 1e-15);
    QCOMPARE(why.neighbors[3].point, 1);
    QCOMPARE(why.classes.size(), std::size_t(2));
    QCOMPARE(why.classes[0].first, 2);
    QVERIFY(std::abs(why.classes[0].second - 0.4 / 0.6) < 1e-15);
    QVERIFY(std::abs(why.classes[1].second - 0.2 / 0.6) < 1e-15);
}

QTEST_GUILESS_MAIN(ClassifyTest)
#include "test_classify.moc"
