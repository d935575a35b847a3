// SPDX-License-Identifier: MIT
// What many points cost the window's thread: picking, lasso, arranging, and frames of the real
// view.
//
// Pick is a projection for a new camera and one search, Lasso a projection and the rows inside a
// freehand line of 600 corners around a third of the points, Count the live count while drawing.
// The second argument is the number of threads. Place, Colour, Order and Fit are what showing a
// layer costs. MovingFrame drags the mouse through the shown view, RestFrame draws it whole after
// a change; both end when the frame is on the screen. ScrubCollapse goes through the time of a
// collapse of ten classes with that many drawn features, between its measured epochs. Run it under
// xvfb-run -a -s "-screen 0 1600x1000x24".
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "tests/support/example_collapse.hpp"
#include "views/collapse/collapse_view.hpp"
#include "views/embedding/cloud_parts.hpp"
#include "views/embedding/embedding_view.hpp"
#include "views/scene/opengl.hpp"
#include "views/scene/vtk_widget.hpp"
#include "views/style/theme.hpp"

#include <QApplication>
#include <QMouseEvent>
#include <benchmark/benchmark.h>

#include <cmath>

namespace {

using namespace leafscope;

struct Cloud {
    std::shared_ptr<EmbeddingHeader> embedding = std::make_shared<EmbeddingHeader>();
    std::shared_ptr<Layout> layout = std::make_shared<Layout>();
    SampleMetric metric{"spread", "Spread", "", {}};
};

/// Ten Gaussian classes.
const Cloud& cloudOf(Index n)
{
    static Cloud cloud;
    if (cloud.embedding->n == n)
        return cloud;
    cloud = {};
    RandomStream random(1);
    EmbeddingHeader& embedding = *cloud.embedding;
    embedding.n = embedding.total = n;
    embedding.hash = std::to_string(n);
    embedding.layers = {{"fc1", "Linear", {120}, 120, 1}};
    LayerLayout layer;
    layer.layer = embedding.layers[0];
    layer.share = {0.4, 0.2, 0.1};
    layer.coordinates.resize(n, 3);
    for (Index row = 0; row < n; ++row) {
        const auto label = std::int32_t(10 * random.uniform());
        embedding.indices.push_back(row);
        embedding.labels.push_back(label);
        embedding.confidences.push_back(float(random.uniform()));
        cloud.metric.values.push_back(float(random.normal()));
        for (Index axis = 0; axis < 3; ++axis)
            layer.coordinates(row, axis) =
                float(0.4 * random.normal() + 2 * std::sin(double((axis + 1) * label)));
    }
    cloud.layout->method = "pca";
    cloud.layout->layers.push_back(std::move(layer));
    return cloud;
}

CloudRequest requestOf(Index n, const char* colourBy = "label")
{
    const Cloud& cloud = cloudOf(n);
    CloudRequest request;
    request.layout = cloud.layout;
    request.layer = &cloud.layout->layers[0];
    request.embedding = cloud.embedding;
    request.colourBy = QLatin1String(colourBy);
    if (request.colourBy == "spread")
        request.metric = std::make_shared<const SampleMetric>(cloud.metric);
    request.inks = ColouringInks::current();
    return request;
}

/// Parts that everything is shown in, and a camera on them.
struct Scene {
    explicit Scene(Index n)
        : parts(makeParts(requestOf(n), nullptr, nullptr))
    {
        auto all = std::make_shared<DrawOrder>(*parts.order);
        all->rest = all->rows.size(); // the cost of a pick if every point were drawn
        order = all;
        camera.setFrame({1200, 800, 16, 44, 150, 40});
        camera.setContent(parts.display->points);
        camera.reset();
    }
    CloudParts parts;
    std::shared_ptr<const DrawOrder> order;
    CameraControl camera;
};

ScreenRegion lasso()
{
    std::vector<Vec2> line;
    RandomStream random(3);
    for (int i = 0; i < 600; ++i) {
        const double angle = 6.283185307 * i / 600;
        const double radius = 200 + 20 * std::sin(9 * angle) + 3 * random.uniform();
        line.emplace_back(560 + radius * std::cos(angle), 400 + radius * std::sin(angle));
    }
    return ScreenRegion::polygon(line);
}

void Pick(benchmark::State& state)
{
    Scene scene(state.range(0));
    setComputeThreads(int(state.range(1)));
    PointPicker picker;
    for (auto _ : state) {
        picker.project(scene.parts.display->points, scene.order, scene.camera, PointSize());
        benchmark::DoNotOptimize(picker.nearest(560, 400, 8));
    }
    setComputeThreads(0);
}
BENCHMARK(Pick)
    ->Args({60000, 1})
    ->Args({1000000, 1})
    ->Args({1000000, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void Lasso(benchmark::State& state)
{
    Scene scene(state.range(0));
    setComputeThreads(int(state.range(1)));
    const ScreenRegion region = lasso();
    PointPicker picker;
    std::size_t inside = 0;
    for (auto _ : state) {
        picker.project(scene.parts.display->points, scene.order, scene.camera, PointSize());
        inside = picker.inside(region).size();
    }
    state.counters["inside"] = double(inside);
    setComputeThreads(0);
}
BENCHMARK(Lasso)
    ->Args({60000, 1})
    ->Args({1000000, 1})
    ->Args({1000000, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void Count(benchmark::State& state)
{
    Scene scene(state.range(0));
    setComputeThreads(int(state.range(1)));
    const ScreenRegion region = lasso();
    PointPicker picker;
    picker.project(scene.parts.display->points, scene.order, scene.camera, PointSize());
    for (auto _ : state)
        benchmark::DoNotOptimize(picker.countInside(region));
    setComputeThreads(0);
}
BENCHMARK(Count)
    ->Args({1000000, 1})
    ->Args({1000000, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void Place(benchmark::State& state)
{
    const CloudRequest request = requestOf(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(displayPoints(*request.layer));
}
BENCHMARK(Place)->Arg(60000)->Arg(1000000)->Unit(benchmark::kMillisecond);

void colour(benchmark::State& state, const char* by)
{
    const CloudRequest request = requestOf(state.range(0), by);
    for (auto _ : state)
        benchmark::DoNotOptimize(makeColouring(request.colourBy, request.embedding.get(),
                                               request.metric.get(), request.rows(), request.inks));
}
BENCHMARK_CAPTURE(colour, label, "label")->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(colour, confidence, "confidence")->Arg(1000000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(colour, metric, "spread")->Arg(1000000)->Unit(benchmark::kMillisecond);

void Order(benchmark::State& state)
{
    const CloudParts parts = makeParts(requestOf(state.range(0)), nullptr, nullptr);
    for (auto _ : state)
        benchmark::DoNotOptimize(stratifiedOrder(parts.colouring->groups, *parts.visible,
                                                 PointCloud::kMovingCount, PointCloud::kRestCount));
}
BENCHMARK(Order)->Arg(60000)->Arg(1000000)->Unit(benchmark::kMillisecond);

void Selected(benchmark::State& state)
{
    const CloudRequest request = requestOf(state.range(0));
    std::vector<std::int64_t> half;
    for (std::int64_t sample = 0; sample < state.range(0); sample += 2)
        half.push_back(sample);
    const SampleSet set(half);
    for (auto _ : state)
        benchmark::DoNotOptimize(rowsOfSamples(set, request.embedding.get(), request.rows()));
}
BENCHMARK(Selected)->Arg(1000000)->Unit(benchmark::kMillisecond);

void Fit(benchmark::State& state)
{
    Scene scene(state.range(0));
    const auto points =
        std::make_shared<const std::vector<Eigen::Vector3f>>(scene.parts.display->points);
    for (auto _ : state)
        scene.camera.setContent(points);
}
BENCHMARK(Fit)->Arg(1000000)->Unit(benchmark::kMillisecond);

/// The view as in the window, at rest.
struct Desk {
    explicit Desk(Index n)
        : view(session)
    {
        session.setEmbedding(cloudOf(n).embedding);
        session.setLayout(cloudOf(n).layout);
        view.resize(1100, 700);
        view.show();
        scene = view.findChild<VtkWidget*>();
        while (scene->renderCount() == 0 || view.isArranging())
            QCoreApplication::processEvents();
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents();
    }
    void waitForFrame(int before) const
    {
        while (scene->renderCount() == before)
            QCoreApplication::processEvents();
    }
    void mouse(QEvent::Type type, QPointF at) const
    {
        QMouseEvent event(type, at, scene->mapToGlobal(at), Qt::LeftButton,
                          type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton,
                          Qt::NoModifier);
        QCoreApplication::sendEvent(scene, &event);
    }

    Session session;
    EmbeddingView view;
    VtkWidget* scene = nullptr;
};

void MovingFrame(benchmark::State& state)
{
    const Desk desk(state.range(0));
    desk.mouse(QEvent::MouseButtonPress, {500, 300});
    double x = 500;
    const auto step = [&] {
        const int before = desk.scene->renderCount();
        desk.mouse(QEvent::MouseMove, {x += 7, 300});
        desk.waitForFrame(before);
    };
    step(); // the subset's buffers go to the driver once
    for (auto _ : state)
        step();
    desk.mouse(QEvent::MouseButtonRelease, {x, 300});
}
BENCHMARK(MovingFrame)
    ->Arg(2000)
    ->Arg(60000)
    ->Arg(1000000)
    ->MinTime(2)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void RestFrame(benchmark::State& state)
{
    const Desk desk(state.range(0));
    for (auto _ : state) {
        const int before = desk.scene->renderCount();
        desk.scene->requestRender();
        desk.waitForFrame(before);
    }
}
BENCHMARK(RestFrame)
    ->Arg(2000)
    ->Arg(60000)
    ->Arg(1000000)
    ->MinTime(2)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

void ScrubCollapse(benchmark::State& state)
{
    auto runs = std::make_shared<CollapseRuns>();
    runs->runs.push_back(exampleCollapse(10, 20, state.range(0) / 10));
    Session session;
    session.setCollapse(runs);
    CollapseView view(session);
    view.resize(1280, 800);
    view.show();
    auto* scene = view.findChild<VtkWidget*>();
    while (scene->renderCount() == 0)
        QCoreApplication::processEvents();
    double time = 0.3;
    for (auto _ : state) {
        const int before = scene->renderCount();
        session.setCollapseTime(time = time > 1000 ? 0.3 : time + 0.37);
        while (scene->renderCount() == before)
            QCoreApplication::processEvents();
    }
}
BENCHMARK(ScrubCollapse)
    ->Arg(1000)
    ->Arg(10000)
    ->MinTime(2)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    leafscope::prepareOpenGl();
    QApplication application(argc, argv);
    leafscope::style::apply(application, leafscope::style::Theme::Light);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
