// SPDX-License-Identifier: MIT
#include "core/model/train_presets.hpp"

namespace leafscope {

namespace {

/// What the paper and all presets share: the learning rate falls to a tenth at 1/3 and at 2/3 of
/// the epochs, and the checkpoints are those of the paper's curves.
Json paperSchedule()
{
    return {{"optimizer", "sgd"}, {"momentum", 0.9},    {"steps", {1.0 / 3.0, 2.0 / 3.0}},
            {"factor", 0.1},      {"batch_norm", "on"}, {"checkpoints", "paper"}};
}

/// A fully connected network of three hidden layers on a part of Fashion-MNIST. Weight decay is ten
/// times that of the paper: it is what drives collapse, and the run is short.
Json smallTraining(int width, int epochs, int batch, double learningRate)
{
    Json p = paperSchedule();
    p.update({{"arch", "mlp"},
              {"depth", 3},
              {"width", width},
              {"epochs", epochs},
              {"batch", batch},
              {"lr", learningRate},
              {"weight_decay", 5e-3},
              {"loss", "mse"},
              {"figures", "checkpoints"}});
    return p;
}

Json paperTraining()
{
    Json p = paperSchedule();
    p.update({{"arch", "vgg"},
              {"epochs", 350},
              {"batch", 128},
              {"lr", 0.0679},
              {"weight_decay", 5e-4},
              {"loss", "cross_entropy"}});
    return p;
}

} // namespace

std::vector<Preset> trainPresets()
{
    return {{"collapse-3",
             "Collapse, 3 classes",
             "three classes of Fashion-MNIST, 500 images of each, collapse to a triangle in a "
             "quarter of a minute; NC1 0.0015 at the end",
             {{"data", "fashion-mnist?classes=0-2&per_class=500"}},
             smallTraining(128, 90, 64, 0.1)},
            {"collapse-4",
             "Collapse, 4 classes",
             "four classes collapse to a tetrahedron in less than a minute; NC1 0.001 at the end",
             {{"data", "fashion-mnist?classes=0-3&per_class=500"}},
             smallTraining(128, 120, 64, 0.1)},
            {"collapse-10",
             "Collapse, 10 classes",
             "all ten classes, 200 images of each, in less than a minute; NC1 0.004 at the end",
             {{"data", "fashion-mnist?per_class=200"}},
             smallTraining(256, 120, 50, 0.05)},
            {"paper",
             "Collapse as in the paper",
             "350 epochs over all of Fashion-MNIST, as Papyan, Han and Donoho train: a run of many "
             "hours, "
             "which can be cancelled and goes on with the same command",
             {{"data", "fashion-mnist"}},
             paperTraining()}};
}

} // namespace leafscope
