// SPDX-License-Identifier: MIT
// A session as it looks after a LeNet was opened and computed: made by hand, for tests of views.
#pragma once

#include "core/base/random.hpp"
#include "views/session/session.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace leafscope::test {

inline constexpr Index kImages = 60;

/// Small grey images: class c has a bright bar in row c + 4 and some noise.
inline std::shared_ptr<const Dataset> barImages()
{
    auto data = std::make_shared<Dataset>();
    data->name = "Bars";
    data->spec = "bars.npy";
    data->hash = "d0";
    data->format = "IDX (gzip)";
    data->sampleShape = {1, 28, 28};
    data->classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                        "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
    RandomStream random(7);
    std::vector<std::uint8_t> pixels;
    for (Index i = 0; i < kImages; ++i) {
        const int label = int(i % 10);
        data->labels.push_back(label);
        for (int y = 0; y < 28; ++y)
            for (int x = 0; x < 28; ++x)
                pixels.push_back(
                    std::uint8_t(y / 2 == label + 2 && x > 4 && x < 24 ? 230 : random.below(60)));
    }
    data->values = pixels;
    return data;
}

struct LenetLayer {
    const char* name;
    const char* type;
    std::vector<std::int64_t> shape;
    int weighted; ///< convolutions and linear maps up to here
    double dimension;
    Index pca;
};

inline const std::vector<LenetLayer>& lenetLayers()
{
    static const std::vector<LenetLayer> layers{{"input", "", {1, 28, 28}, 0, 12.4, 84},
                                                {"conv1", "Conv2d", {6, 28, 28}, 1, 13.9, 131},
                                                {"relu1", "ReLU", {6, 28, 28}, 1, 14.6, 152},
                                                {"pool1", "MaxPool2d", {6, 14, 14}, 1, 14.9, 96},
                                                {"conv2", "Conv2d", {16, 10, 10}, 2, 17.8, 171},
                                                {"relu2", "ReLU", {16, 10, 10}, 2, 18.6, 203},
                                                {"pool2", "MaxPool2d", {16, 5, 5}, 2, 18.1, 118},
                                                {"fc1", "Linear", {120}, 3, 13.2, 21},
                                                {"relu3", "ReLU", {120}, 3, 12.6, 19},
                                                {"fc2", "Linear", {84}, 4, 9.8, 12},
                                                {"relu4", "ReLU", {84}, 4, 9.3, 11},
                                                {"fc3", "Linear", {10}, 5, 6.9, 6}};
    return layers;
}

inline LayerHeader lenetHeader(const LenetLayer& layer)
{
    LayerHeader header{layer.name, layer.type, layer.shape, 1, layer.weighted / 5.0};
    for (const std::int64_t side : layer.shape)
        header.dim *= side;
    return header;
}

inline std::shared_ptr<const ModelInfo> lenetModel()
{
    auto model = std::make_shared<ModelInfo>();
    model->file = "/runs/fashion/checkpoint_0005.pt";
    model->hash = "m0";
    model->type = "LeNet";
    model->parameters = 61706;
    model->inputShape = {1, 28, 28};
    model->outputs = 10;
    for (const LenetLayer& layer : lenetLayers())
        model->layers.push_back({layer.name, layer.type, layer.shape, layer.weighted / 5.0, 100});
    return model;
}

/// Rows are the samples 0, 1, 2, ... 49 of the data set; one prediction in seven is wrong.
inline std::shared_ptr<const EmbeddingHeader> lenetEmbedding()
{
    auto embedding = std::make_shared<EmbeddingHeader>();
    embedding->file = "/runs/fashion/embedding.h5";
    embedding->hash = "e0";
    embedding->n = 50;
    embedding->total = 60;
    embedding->sampling = "50 of 60, stratified by label, seed 1";
    for (const LenetLayer& layer : lenetLayers())
        embedding->layers.push_back(lenetHeader(layer));
    const auto data = barImages();
    embedding->classNames = data->classNames;
    for (int i = 0; i < 50; ++i) {
        embedding->indices.push_back(i);
        embedding->labels.push_back(data->labels[std::size_t(i)]);
        embedding->predictions.push_back(i % 7 == 3 ? (i + 1) % 10 : i % 10);
        embedding->confidences.push_back(i % 7 == 3 ? 0.62F : 0.97F);
    }
    return embedding;
}

/// `gap`: this layer has no value at all, as one with fewer than three distinct points.
inline std::shared_ptr<const DimensionProfile> lenetProfile(int gap = -1)
{
    auto profile = std::make_shared<DimensionProfile>();
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t i = 0; i < lenetLayers().size(); ++i) {
        const LenetLayer& layer = lenetLayers()[i];
        Dimension d;
        d.n = 2000;
        d.dim = lenetHeader(layer).dim;
        d.twonnMl = layer.dimension;
        d.twonnFit = layer.dimension * 0.96 + 0.3 * std::sin(double(i));
        d.ci95 = {layer.dimension * 0.95, layer.dimension * 1.055};
        d.ci95Fit = {d.twonnFit * 0.95, d.twonnFit * 1.05};
        d.pca90 = layer.pca;
        d.participationRatio = double(layer.pca) * 0.31 + 2;
        d.duplicates = i == 11 ? 3 : 0;
        d.convention = "TwoNN on float32 activations";
        d.seconds = 0.4;
        if (int(i) == gap) {
            d.twonnMl = d.twonnFit = d.participationRatio = none;
            d.ci95 = d.ci95Fit = {none, none};
            d.pca90 = 0;
            d.warnings = {
                "fewer than 3 distinct points: the activations of this layer are constant"};
        }
        profile->layers.push_back({lenetHeader(layer), d});
    }
    return profile;
}

inline void fillLenet(Session& session)
{
    session.setData(barImages());
    session.setModel(lenetModel());
    session.setEmbedding(lenetEmbedding());
    session.setDimension(lenetProfile());
}

} // namespace leafscope::test
