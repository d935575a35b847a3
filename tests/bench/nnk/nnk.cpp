// SPDX-License-Identifier: MIT
// What NNK costs beside the exact neighbour search it follows, and per query.
//
// GraphOverSearch runs both and reports `graph/search`, so that a busy machine slows both alike.
// `bench_nnk --dump FILE.npy` writes the kernel matrices of 2,000 queries (k + 1 wide, the query
// last) and prints the time that the solver takes for them; pruning.py reads them and times the
// published pruning written in NumPy.
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/nnk/graph.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>

namespace {

using namespace leafscope;

/// Rectified random features of 20-dimensional points in 10 clusters, like a hidden layer's.
const MatrixF& features(Index n, Index d)
{
    static MatrixF points;
    if (points.rows() == n && points.cols() == d)
        return points;
    constexpr Index kLatent = 20;
    RandomStream random(1);
    MatrixF map(kLatent, d);
    MatrixF centre(10, kLatent);
    MatrixF latent(n, kLatent);
    for (MatrixF* m : {&map, &centre, &latent})
        for (Index e = 0; e < m->size(); ++e)
            m->data()[e] = float(random.normal());
    for (Index i = 0; i < n; ++i)
        latent.row(i) += 1.5F * centre.row(i % 10);
    points = (latent * map).cwiseMax(0);
    return points;
}

double seconds(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void graphOverSearch(benchmark::State& state)
{
    NnkOptions options;
    options.k = state.range(2);
    const NnkPoints points(features(state.range(0), state.range(1)), options.kernel);
    double search = 0;
    double graph = 0;
    double kkt = 0;
    double neighbors = 0;
    for (auto turn : state) {
        auto start = std::chrono::steady_clock::now();
        const Neighbors nearest = nearestNeighbors(points.searched(), options.k);
        search += seconds(start);
        start = std::chrono::steady_clock::now();
        const NnkGraph made = buildNnkGraph(points, nearest, options);
        graph += seconds(start);
        kkt = *std::max_element(made.kkt.begin(), made.kkt.end());
        neighbors = double(made.indices.size()) / double(made.rows());
    }
    using benchmark::Counter;
    state.counters["search_s"] = Counter(search, Counter::kAvgIterations);
    state.counters["graph_s"] = Counter(graph, Counter::kAvgIterations);
    state.counters["graph/search"] = graph / search;
    state.counters["kkt_max"] = kkt;
    state.counters["neighbors"] = neighbors;
    state.counters["threads"] = computeThreads();
}

/// Candidates of some queries, for solves without search.
std::vector<Candidates> candidateSets(Index n, Index d, Index k, Index queries)
{
    const NnkPoints points(features(n, d), KernelKind::Cosine);
    const Neighbors nearest = nearestNeighbors(points.searched(), k);
    CandidateGatherer gatherer(points);
    std::vector<Candidates> sets;
    for (Index i = 0; i < queries; ++i)
        sets.push_back(gatherer.gather({nearest.index.data() + i * k, std::size_t(k)}, points, i));
    return sets;
}

void solve(benchmark::State& state)
{
    const auto sets = candidateSets(5000, 512, state.range(0), 500);
    NeighborhoodSolver solver;
    NeighborhoodOptions options;
    options.mode = state.range(1) == 0 ? NnkMode::Exact : NnkMode::Published;
    std::size_t i = 0;
    for (auto turn : state)
        benchmark::DoNotOptimize(
            solver.solve(sets[i++ % sets.size()], {KernelKind::Cosine, 0}, options).error);
}

/// A slider moves: another k or sigma for candidates that are there.
void resolve(benchmark::State& state)
{
    const auto sets = candidateSets(5000, 768, state.range(0), 20);
    NeighborhoodSolver solver;
    std::size_t i = 0;
    for (auto turn : state) {
        const double sigma = 0.3 + 0.01 * double(i % 50);
        benchmark::DoNotOptimize(
            solver.solve(sets[i % sets.size()], {KernelKind::Gaussian, sigma}).error);
        ++i;
    }
}

/// A vector that is not in the set: search, Gram matrix, solve.
void newVector(benchmark::State& state)
{
    const NnkPoints points(features(state.range(0), state.range(1)), KernelKind::Cosine);
    MatrixF row = features(state.range(0), state.range(1)).row(17);
    row.array() += 0.1F;
    CandidateGatherer gatherer(points);
    NeighborhoodSolver solver;
    for (auto turn : state) {
        const NnkPoints query(row, KernelKind::Cosine);
        const Neighbors nearest = nearestNeighbors(points.searched(), query.searched(), 50);
        const Candidates& found = gatherer.gather({nearest.index.data(), 50}, query, 0);
        benchmark::DoNotOptimize(solver.solve(found, {KernelKind::Cosine, 0}).error);
    }
}

/// NumPy's format for float64, C order.
void writeArray(const std::string& file, Index a, Index b, const std::vector<double>& values)
{
    std::string head = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + std::to_string(a) +
                       ", " + std::to_string(b) + ", " + std::to_string(b) + "), }";
    head.resize((head.size() + 10) / 64 * 64 + 53, ' ');
    head += '\n';
    std::ofstream out(file, std::ios::binary);
    out.write("\x93NUMPY\x01\x00", 8);
    const auto size = std::uint16_t(head.size());
    out.write(reinterpret_cast<const char*>(&size), 2);
    out << head;
    out.write(reinterpret_cast<const char*>(values.data()),
              std::streamsize(values.size() * sizeof(double)));
}

int dump(const std::string& file)
{
    constexpr Index k = 50;
    constexpr Index queries = 2000;
    const auto sets = candidateSets(5000, 512, k, queries);
    const Kernel kernel{KernelKind::Cosine, 0};
    std::vector<double> values;
    for (const Candidates& c : sets)
        for (Index i = 0; i <= k; ++i)
            for (Index j = 0; j <= k; ++j)
                values.push_back(i == j   ? 1
                                 : i == k ? kernel.value(c.toQuery[j])
                                 : j == k ? kernel.value(c.toQuery[i])
                                          : kernel.value(c.among(i, j)));
    writeArray(file, queries, k + 1, values);
    NeighborhoodSolver solver;
    solver.solve(sets.front(), kernel); // work space
    const auto start = std::chrono::steady_clock::now();
    double error = 0;
    for (const Candidates& c : sets)
        error += solver.solve(c, kernel).error;
    std::cout << "exact, certified: " << seconds(start) / queries * 1e6 << " us per query, mean E "
              << error / queries << "\n";
    return 0;
}

BENCHMARK(solve)
    ->Name("Solve")
    ->ArgNames({"k", "published"})
    ->Args({50, 0})
    ->Args({50, 1})
    ->Args({100, 0});
BENCHMARK(resolve)->Name("Resolve")->Args({50})->Args({100});
BENCHMARK(newVector)->Name("NewVector")->Args({50000, 768})->Unit(benchmark::kMillisecond);
BENCHMARK(graphOverSearch)
    ->Name("GraphOverSearch")
    ->Args({10000, 768, 50})
    ->Args({60000, 512, 50})
    ->Unit(benchmark::kSecond)
    ->Iterations(1);

} // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && std::strcmp(argv[1], "--dump") == 0)
        return dump(argv[2]);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
