// SPDX-License-Identifier: MIT
// What all numbers of collapse cost on one thread, beside the limits of the machine measured in the
// same run: reading the features twice, and the products at the speed of a large product.
//
// ByTheBook is the usual way for comparison: an outer product per sample into p x p matrices, and a
// pseudo-inverse of Sigma_B.
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/collapse/class_statistics.hpp"

#include <Eigen/Eigenvalues>
#include <benchmark/benchmark.h>
#include <cblas.h>

#include <ctime>
#include <vector>

namespace {

using namespace leafscope;
using benchmark::Counter;

struct Case {
    Points features;
    std::vector<std::int32_t> labels;
    Classifier classifier;
};

MatrixF normal(Index rows, Index columns, RandomStream& random)
{
    MatrixF out(rows, columns);
    for (Index i = 0; i < out.size(); ++i)
        out.data()[i] = float(random.normal());
    return out;
}

/// Classes in turn around random means far from 0; the noise of a row is one of 997.
const Case& made(Index p, Index classes, Index n)
{
    static Case made;
    static Index key[3] = {0, 0, 0};
    if (key[0] == p && key[1] == classes && key[2] == n)
        return made;
    RandomStream random(1);
    constexpr Index kNoise = 997;
    const MatrixF means = normal(classes, p, random).array() + 5;
    const MatrixF noise = 0.3F * normal(kNoise, p, random);
    MatrixF features(n, p);
    made.labels.resize(std::size_t(n));
    for (Index i = 0; i < n; ++i) {
        made.labels[std::size_t(i)] = std::int32_t(i % classes);
        features.row(i) = means.row(i % classes) + noise.row(i % kNoise);
    }
    made.features = std::move(features);
    made.classifier.weights = (means.array() - 5).cast<double>();
    made.classifier.bias = VectorD::Zero(classes);
    key[0] = p;
    key[1] = classes;
    key[2] = n;
    return made;
}

/// Processor time of all threads: others who use the machine change it less than the clock.
double now()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

/// Seconds for one pass over the features, nothing but a sum in vector registers.
double readingOnce(const MatrixF& m)
{
    const double start = now();
    benchmark::DoNotOptimize(cblas_sasum(int(m.size()), m.data(), 1));
    return now() - start;
}

/// Multiply-adds per second of a single-precision product of 1,024 x 1,024 matrices.
double productSpeed()
{
    constexpr int kSide = 1024;
    const std::vector<float> a(std::size_t(kSide * kSide), 1);
    std::vector<float> c(a.size());
    const auto multiply = [&] {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSide, kSide, kSide, 1, a.data(),
                    kSide, a.data(), kSide, 0, c.data(), kSide);
    };
    multiply();
    const double start = now();
    for (int turn = 0; turn < 3; ++turn)
        multiply();
    return 3.0 * kSide * kSide * kSide / (now() - start);
}

void allNumbers(benchmark::State& state)
{
    const Index p = state.range(0);
    const Index classes = state.range(1);
    const Index n = state.range(2);
    setComputeThreads(int(state.range(3)));
    const Case& c = made(p, classes, n);
    double took = 0;
    double nc1 = 0;
    for (auto turn : state) {
        const double start = now();
        nc1 = measureCollapse(c.features, c.labels, classes, &c.classifier, {}).measures.nc1;
        took += (now() - start);
    }
    took /= double(state.iterations());
    setComputeThreads(1);
    const auto& features = std::get<MatrixF>(c.features);
    readingOnce(features);
    const double reading = 2 * readingOnce(features);
    // Whitened axes and classifiers against every row, and from the axes to the class means.
    const double products = double(n) * (double(p) * (2.0 * double(classes) - 1) +
                                         double(classes) * (double(classes) - 1));
    const double speed = productSpeed();
    state.counters["nc1"] = nc1;
    state.counters["reading_s"] = reading;
    state.counters["over_reading"] = took / reading;
    state.counters["Gmadd/s"] = speed * 1e-9;
    state.counters["over_products"] = took * speed / products;
    setComputeThreads(0);
}

/// Means about a plain sum, an outer product per sample, p x p eigenvalues: what the limit of a
/// tool is that follows the formula.
void byTheBook(benchmark::State& state)
{
    const Index p = state.range(0);
    const Index classes = state.range(1);
    const Index n = state.range(2);
    setComputeThreads(1);
    const Case& c = made(p, classes, n);
    const auto& features = std::get<MatrixF>(c.features);
    double nc1 = 0;
    for (auto turn : state) {
        MatrixF means = MatrixF::Zero(classes, p);
        VectorD counts = VectorD::Zero(classes);
        for (Index i = 0; i < n; ++i) {
            means.row(c.labels[std::size_t(i)]) += features.row(i);
            counts[c.labels[std::size_t(i)]] += 1;
        }
        means.array().colwise() /= counts.cast<float>().array();
        Eigen::MatrixXf within = Eigen::MatrixXf::Zero(p, p);
        for (Index i = 0; i < n; ++i) {
            const Eigen::VectorXf d =
                (features.row(i) - means.row(c.labels[std::size_t(i)])).transpose();
            cblas_sger(CblasColMajor, int(p), int(p), 1 / float(n), d.data(), 1, d.data(), 1,
                       within.data(), int(p));
        }
        const MatrixF centred = means.rowwise() - means.colwise().mean();
        const Eigen::MatrixXd between =
            (centred.transpose() * centred / float(classes)).cast<double>();
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(between);
        nc1 = 0;
        for (Index k = p - std::min(p, classes - 1); k < p; ++k) {
            const VectorD axis = eigen.eigenvectors().col(k);
            nc1 += axis.dot(within.cast<double>() * axis) / eigen.eigenvalues()[k];
        }
        nc1 /= double(classes);
    }
    state.counters["nc1"] = nc1;
    setComputeThreads(0);
}

BENCHMARK(allNumbers)
    ->Name("AllNumbers")
    ->ArgNames({"p", "C", "N", "threads"})
    ->Args({512, 10, 60000, 1})
    ->Args({512, 10, 60000, 2})
    ->Args({512, 100, 60000, 1})
    ->Args({2048, 1000, 20000, 1})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(byTheBook)
    ->Name("ByTheBook")
    ->ArgNames({"p", "C", "N"})
    ->Args({512, 10, 60000})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

} // namespace

BENCHMARK_MAIN();
