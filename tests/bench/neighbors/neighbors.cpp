// SPDX-License-Identifier: MIT
// What the exact search costs beside the matrix product it contains.
//
// ProductAlone multiplies the same tiles (J >= I) with the same threads and throws them away;
// Search is the whole search, from given values to certified neighbours; OverProduct runs both in
// turn and reports their ratios, so that a busy machine slows both alike: `search/product` of the
// time on the clock, `cpu_ratio` of the processor time of all threads. BruteForce is the plain
// double loop, at small n only.
#include "core/neighbors/neighbors.hpp"

#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/neighbors/row_search.hpp"
#include "core/neighbors/tiles.hpp"

#include <benchmark/benchmark.h>
#include <cblas.h>

#include <chrono>
#include <ctime>
#include <functional>

namespace {

using namespace leafscope;

const MatrixF& gaussian(Index n, Index d)
{
    static MatrixF points;
    if (points.rows() != n || points.cols() != d) {
        points.resize(n, d);
        RandomStream stream(1);
        for (Index e = 0; e < points.size(); ++e)
            points.data()[e] = float(stream.normal());
    }
    return points;
}

void multiplyAllTiles(const MatrixF& x)
{
    const TilePlan plan(x.rows());
    BufferPool pool(plan.side() * plan.side());
    const SerialBlas serial;
    const Progress progress;
    parallelFor(plan.tiles(), [&](Index position) {
        const TilePlan::Tile tile = plan.tile(position);
        const BlockPair<float> pair{x.data() + plan.first(tile.rowBlock) * x.cols(),
                                    plan.size(tile.rowBlock),
                                    x.data() + plan.first(tile.columnBlock) * x.cols(),
                                    plan.size(tile.columnBlock), x.cols()};
        const BufferPool::Lease out = pool.take();
        const BufferPool::Lease spare = pool.take();
        multiplyBlocks(pair, out.data(), spare.data(), progress);
        benchmark::DoNotOptimize(out.data());
    });
}

/// Seconds on the clock, and of processor time over all threads.
struct Cost {
    double clock = 0;
    double processor = 0;

    void add(const std::function<void()>& work)
    {
        const auto start = std::chrono::steady_clock::now();
        const std::clock_t ticks = std::clock();
        work();
        clock += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        processor += double(std::clock() - ticks) / CLOCKS_PER_SEC;
    }
};

void countPairs(benchmark::State& state, Index n)
{
    state.counters["pairs/s"] = benchmark::Counter(double(n) * double(n - 1) / 2,
                                                   benchmark::Counter::kIsIterationInvariantRate);
    state.counters["points/s"] =
        benchmark::Counter(double(n), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["threads"] = computeThreads();
}

void productAlone(benchmark::State& state)
{
    const MatrixF& x = gaussian(state.range(0), state.range(1));
    for (auto turn : state)
        multiplyAllTiles(x);
    countPairs(state, x.rows());
}

void search(benchmark::State& state)
{
    const Points x = gaussian(state.range(0), state.range(1));
    Index widened = 0;
    for (auto turn : state)
        widened = nearestNeighbors(x, state.range(2)).widened;
    countPairs(state, rowsOf(x));
    state.counters["widened"] = double(widened);
}

void overProduct(benchmark::State& state)
{
    const MatrixF& x = gaussian(state.range(0), state.range(1));
    const Points points = x;
    Cost product;
    Cost whole;
    for (auto turn : state) {
        product.add([&] { multiplyAllTiles(x); });
        whole.add([&] { nearestNeighbors(points, state.range(2)); });
    }
    using benchmark::Counter;
    state.counters["product_s"] = Counter(product.clock, Counter::kAvgIterations);
    state.counters["search_s"] = Counter(whole.clock, Counter::kAvgIterations);
    state.counters["search/product"] = whole.clock / product.clock;
    state.counters["cpu_ratio"] = whole.processor / product.processor;
}

/// Rows of a second set, drawn like the first.
MatrixF queriesOf(Index count, Index d)
{
    MatrixF queries(count, d);
    RandomStream stream(2);
    for (Index e = 0; e < queries.size(); ++e)
        queries.data()[e] = float(stream.normal());
    return queries;
}

/// Queries of their own against n points: n, d, k, queries.
void queries(benchmark::State& state)
{
    const Points x = gaussian(state.range(0), state.range(1));
    const Points asked = queriesOf(state.range(3), state.range(1));
    for (auto turn : state)
        benchmark::DoNotOptimize(nearestNeighbors(x, asked, state.range(2)));
    state.counters["queries/s"] =
        benchmark::Counter(double(state.range(3)), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["threads"] = computeThreads();
}

/// The same beside one product of all queries with all points.
void queriesOverProduct(benchmark::State& state)
{
    const MatrixF& x = gaussian(state.range(0), state.range(1));
    const Points points = x;
    const MatrixF asked = queriesOf(state.range(3), state.range(1));
    const Points askedPoints = asked;
    MatrixF out(asked.rows(), x.rows());
    Cost product;
    Cost whole;
    for (auto turn : state) {
        product.add([&] {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, int(asked.rows()), int(x.rows()),
                        int(x.cols()), 1, asked.data(), int(x.cols()), x.data(), int(x.cols()), 0,
                        out.data(), int(x.rows()));
        });
        whole.add([&] { nearestNeighbors(points, askedPoints, state.range(2)); });
    }
    using benchmark::Counter;
    state.counters["product_s"] = Counter(product.clock, Counter::kAvgIterations);
    state.counters["search_s"] = Counter(whole.clock, Counter::kAvgIterations);
    state.counters["search/product"] = whole.clock / product.clock;
    state.counters["cpu_ratio"] = whole.processor / product.processor;
}

void bruteForce(benchmark::State& state)
{
    const MatrixF& x = gaussian(state.range(0), state.range(1));
    for (auto turn : state) {
        for (Index i = 0; i < x.rows(); ++i) {
            RowSearch nearest(state.range(2));
            for (Index j = 0; j < x.rows(); ++j) {
                if (j != i)
                    nearest.add({squaredDistance(x.row(i).data(), x.row(j).data(), x.cols()),
                                 std::int32_t(j)});
            }
            benchmark::DoNotOptimize(nearest.found().data());
        }
    }
    countPairs(state, x.rows());
}

BENCHMARK(bruteForce)->Name("BruteForce")->Args({2000, 64, 2})->Args({2000, 1024, 2});
BENCHMARK(search)->Name("Search")->Args({2000, 64, 2})->Args({2000, 1024, 2});
BENCHMARK(productAlone)->Name("ProductAlone")->Args({10000, 1024});
BENCHMARK(search)->Name("Search")->Args({10000, 1024, 2})->Args({10000, 1024, 10});
BENCHMARK(queries)
    ->Name("Queries")
    ->Args({50000, 768, 50, 1})
    ->Args({50000, 768, 50, 8})
    ->Args({50000, 768, 50, 32})
    ->Args({50000, 768, 50, 33})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(queriesOverProduct)->Name("QueriesOverProduct")->Args({10000, 768, 10, 10000});
BENCHMARK(overProduct)
    ->Name("OverProduct")
    ->Args({10000, 1024, 2})
    ->Args({10000, 1024, 10})
    ->Args({10000, 128, 10})
    ->MinTime(4);

} // namespace

int main(int count, char** arguments)
{
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments))
        return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
