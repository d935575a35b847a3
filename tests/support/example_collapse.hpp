// SPDX-License-Identifier: MIT
// A collapse of known numbers for tests of views: at time t from 0 to 1 everything is t of the way
// from seeded noise to the simplex.
#pragma once

#include "core/base/random.hpp"
#include "core/collapse/collapse_run.hpp"
#include "core/collapse/measures.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace leafscope {

/// `perClass` train and half as many test samples; epochs 0, 1, 2, 4, 8, ... The rows of
/// CollapseRun::samples are 0, 1, 2, ... of class row mod C.
inline std::shared_ptr<const CollapseRun> exampleCollapse(Index classes, int epochs = 8,
                                                          Index perClass = 30,
                                                          const std::string& name = "example",
                                                          std::uint64_t seed = 1)
{
    const Index c = classes;
    const MatrixD vertices = std::sqrt(double(c) / double(c - 1)) *
                             (MatrixD::Identity(c, c) - MatrixD::Constant(c, c, 1.0 / double(c)));
    RandomStream random(seed);
    const auto noise = [&](Index rows, Index columns, bool centred) {
        MatrixD values(rows, columns);
        for (Index i = 0; i < values.size(); ++i)
            values.data()[i] = random.normal();
        if (centred)
            values.colwise() -= values.rowwise().mean();
        return values;
    };
    auto run = std::make_shared<CollapseRun>();
    run->name = name;
    run->sampling = "all drawn";
    for (Index k = 0; k < c; ++k) {
        run->classNames.push_back("class " + std::to_string(k));
        run->classes.push_back(std::int32_t(k));
        run->counts.push_back(perClass);
    }
    for (Index i = 0; i < perClass * c; ++i) {
        run->samples.push_back(i);
        run->sampleClass.push_back(std::int32_t(i % c));
        if (i % 2 == 0) {
            run->testSamples.push_back(i);
            run->testClass.push_back(std::int32_t(i % c));
        }
    }
    const auto m = Index(run->samples.size());
    const auto mt = Index(run->testSamples.size());
    const MatrixD meanNoise = noise(c, c, true);
    const MatrixD wNoise = noise(c, c, true);
    const MatrixD spread = noise(m, c, true);
    const MatrixD residual = noise(m, kResidualAxes, false);
    CollapseLayer layer;
    layer.name = "relu3";
    layer.depth = 0.75;
    layer.width = 32;
    layer.isLast = true;
    for (int e = 0; e < epochs; ++e) {
        const double left = std::pow(0.5, double(e)); // of the noise
        CollapseEpoch epoch;
        epoch.epoch = e < 2 ? e : 1 << (e - 1);
        epoch.model = "model-" + std::to_string(epoch.epoch);
        epoch.scale = 2;
        const MatrixD means = vertices + 0.5 * left * meanNoise;
        epoch.means = {means.cast<float>(), MatrixF::Zero(c, kResidualAxes), {}};
        epoch.classifiers = {
            (vertices + 0.6 * left * wNoise).cast<float>(), MatrixF::Zero(c, kResidualAxes), {}};
        MatrixF features(m, c);
        MatrixF test(mt, c);
        MatrixF testResidual(mt, kResidualAxes);
        for (Index i = 0; i < m; ++i)
            features.row(i) = (means.row(i % c) + 0.3 * left * spread.row(i)).cast<float>();
        for (Index i = 0; i < mt; ++i) {
            test.row(i) = features.row(2 * i);
            testResidual.row(i) = (0.3 * left * residual.row(2 * i)).cast<float>();
        }
        epoch.features = {features, (0.3 * left * residual).cast<float>(), {}};
        epoch.testFeatures = {test, testResidual, {}};
        epoch.cosMeans = MatrixD::Identity(c, c);
        for (Index a = 0; a < c; ++a)
            for (Index b = 0; b < c; ++b)
                if (a != b)
                    epoch.cosMeans(a, b) =
                        -1.0 / double(c - 1) + 0.4 * left * std::sin(double(a * b + a + b));
        epoch.cosClassifiers = epoch.cosMeans;
        for (const CollapseMeasure& measure : collapseMeasures())
            epoch.train.*measure.value = left;
        epoch.train.samples = m;
        epoch.train.rank = c - 1;
        epoch.train.nc1 = std::pow(10.0, -0.5 * e);
        epoch.train.accuracy = 1 - 0.2 * left;
        epoch.train.featureInside = 1 - 0.5 * left;
        epoch.train.classifierInside = 1 - 0.7 * left;
        epoch.train.selfDuality = 2 * left;
        epoch.test = epoch.train;
        epoch.test->samples = mt;
        epoch.test->nc1 = 3 * epoch.train.nc1;
        epoch.test->nccMismatch = left + 0.02;
        layer.epochs.push_back(epoch);
    }
    run->layers.push_back(std::move(layer));
    if (epochs > 5)
        run->terminal = run->layers[0].epochs[5].epoch;
    run->about = {{"convention", "an example"}, {"data", "none"}};
    return run;
}

/// Runs of these numbers of classes, named "C = 3" and so on.
inline std::shared_ptr<const CollapseRuns> exampleCollapses(const std::vector<Index>& classes)
{
    auto runs = std::make_shared<CollapseRuns>();
    for (const Index c : classes)
        runs->runs.push_back(exampleCollapse(c, 8, 30, "C = " + std::to_string(c), 1 + c));
    return runs;
}

} // namespace leafscope
