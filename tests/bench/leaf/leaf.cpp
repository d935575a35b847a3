// SPDX-License-Identifier: MIT
// What a Jacobian and a step of a walk cost on the paper's network (24 MFLOP, 10 classes), one
// thread; first what the same Jacobian costs in PyTorch from Python, which also makes the network.
#include "app/work/walk_pictures.hpp"
#include "core/base/random.hpp"
#include "core/data/dataset.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/sequence.hpp"
#include "core/leaf/walk.hpp"
#include "core/session/folder.hpp"

#include <QTemporaryDir>
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using namespace leafscope;

std::string g_model;

VectorD image(std::uint64_t seed)
{
    RandomStream random(seed);
    return VectorD::NullaryExpr(784, [&] { return random.uniform(); });
}

Network network()
{
    Network loaded = Network::load(g_model);
    loaded.inspect({1, 28, 28});
    loaded.setThreads(1);
    return loaded;
}

void forward(benchmark::State& state)
{
    Network net = network();
    const MatrixF x = image(1).transpose().cast<float>();
    for (auto _ : state)
        benchmark::DoNotOptimize(net.forward(x, {}));
}

void jacobian(benchmark::State& state, JacobianMethod method)
{
    Network net = network();
    const VectorD x = image(1);
    for (auto _ : state)
        benchmark::DoNotOptimize(net.jacobian(x, Precision::Float32, method));
}

void tangent(benchmark::State& state)
{
    Network net = network();
    const OutputJacobian at = net.jacobian(image(1));
    for (auto _ : state)
        benchmark::DoNotOptimize(tangentSpace(at.jacobian, 1.2e-7));
}

/// One step with a Jacobian of its own, inside the box, everything recorded.
void step(benchmark::State& state)
{
    static const Dataset data = openDataset("fashion-mnist:test");
    NetworkMap map(network(), data, "unit", Precision::Float32);
    WalkOptions options;
    options.bounds = Box{};
    options.reuseAngle = 0;
    options.largestAngle = 90;
    options.step = 0.05;
    options.fixedStep = true;
    options.maxSteps = 100000;
    auto walker =
        std::make_unique<Walker>(map, map.sample(data, 12), map.sample(data, 840), options);
    for (auto _ : state)
        if (!walker->advance())
            walker =
                std::make_unique<Walker>(map, map.sample(data, 12), map.sample(data, 840), options);
}

/// What a movement of the mouse costs while a walk is steered: another point, and a step towards
/// it.
void steer(benchmark::State& state)
{
    static const Dataset data = openDataset("fashion-mnist:test");
    NetworkMap map(network(), data, "unit", Precision::Float32);
    WalkOptions options;
    options.kind = WalkKind::Guided;
    options.bounds = Box{};
    options.step = 0.05;
    options.maxSteps = 1000000;
    Walker walker(map, map.sample(data, 12), std::nullopt, options);
    double turn = 0;
    for (auto _ : state) {
        turn += 0.05;
        walker.guide({Eigen::Vector3d(std::cos(turn), std::sin(turn), 0.3), 1});
        walker.advance();
    }
}

/// Everything that `leaf walk` writes of 1,000 places of 28 x 28: walk.h5, walk.csv, 1,000 frames,
/// walk.png, sheet.png.
void exportWalk(benchmark::State& state)
{
    constexpr std::size_t kPlaces = 1000;
    static const Dataset data = openDataset("fashion-mnist:test");
    NetworkMap map(network(), data, "unit", Precision::Float32);
    PublishedOptions options;
    options.maxSteps = kPlaces - 1;
    options.clamp = Box{};
    const Walk walk = publishedWalk(map, map.sample(data, 12), map.sample(data, 840), options);
    const WalkFacts facts{map.unit(), headName(map.head()), map.shape(), data.classNames,
                          Box{},      map.isBlueFirst()};
    addWalkPictures();
    Recipe recipe;
    recipe.analysis = "leaf walk";
    for (auto _ : state) {
        const QTemporaryDir folder;
        const std::filesystem::path out = folder.path().toStdString();
        Json result{{"length", walk.path.back().length}};
        writeWalk(walk, facts, Json::object(), out / "walk.h5");
        writeWalkTable(walk, facts, out / "walk.csv");
        result["files"] = writeSequence(walk, facts, kPlaces, out);
        folderFinish("leaf walk")->add(recipe, out, result, {});
        state.counters["files"] = double(result["files"].size());
    }
}

} // namespace

int main(int argc, char** argv)
{
    const QTemporaryDir folder;
    g_model = folder.filePath("network.pt").toStdString();
    const std::string make = std::string(LEAFSCOPE_PYTHON) + " " + LEAFSCOPE_SOURCE_DIR +
                             "/tests/bench/leaf/paper_network.py " + g_model;
    if (std::system(make.c_str()) != 0)
        return 1;
    benchmark::RegisterBenchmark("forward", forward)->Unit(benchmark::kMillisecond);
    for (const auto& [name, method] : {std::pair("jacobian/loop", JacobianMethod::Loop),
                                       {"jacobian/replicated", JacobianMethod::Replicated},
                                       {"jacobian/batched", JacobianMethod::Batched}})
        benchmark::RegisterBenchmark(name, jacobian, method)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("tangent", tangent)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("step", step)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("steer", steer)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("export", exportWalk)->Unit(benchmark::kSecond)->UseRealTime();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
