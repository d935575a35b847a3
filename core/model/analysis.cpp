// SPDX-License-Identifier: MIT
// The registry entry of `train`.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/model/train.hpp"

#include <cmath>
#include <cstdio>

namespace leafscope {

namespace {

/// Steps come as numbers from a recipe and may come as text from the command line.
std::vector<double> readSteps(const Json& list)
{
    std::vector<double> steps;
    for (const Json& item : list) {
        double value = -1;
        if (item.is_number()) {
            value = item.get<double>();
        } else if (item.is_string()) {
            const std::string text = item.get<std::string>();
            std::size_t used = 0;
            try {
                value = std::stod(text, &used);
            } catch (const std::exception&) {
                used = text.size() + 1;
            }
            value = used == text.size() ? value : -1;
        }
        if (!(value > 0) || !std::isfinite(value))
            throw Error(ErrorKind::InvalidInput, "not a step: " + item.dump(), "parameter steps",
                        "steps are epochs (1 or more) or shares of all epochs (below 1)",
                        "write for example --steps 0.6,0.85 or --steps 8,10");
        steps.push_back(value);
    }
    return steps;
}

TrainOptions readOptions(const Request& request)
{
    const Json& p = request.parameters;
    TrainOptions options;
    options.architecture.name = p.at("arch").get<std::string>();
    options.architecture.depth = p.at("depth").get<std::int64_t>();
    options.architecture.width = p.at("width").get<std::int64_t>();
    options.architecture.batchNorm = p.at("batch_norm").get<bool>();
    options.epochs = p.at("epochs").get<int>();
    options.batch = p.at("batch").get<Index>();
    options.step.learningRate = p.at("lr").get<double>();
    options.step.momentum = p.at("momentum").get<double>();
    options.step.weightDecay = p.at("weight_decay").get<double>();
    options.step.loss =
        p.at("loss").get<std::string>() == "mse" ? Loss::MeanSquared : Loss::CrossEntropy;
    options.steps = readSteps(p.at("steps"));
    options.factor = p.at("factor").get<double>();
    options.normalize = p.at("normalize").get<std::string>();
    options.seed = request.seed;
    return options;
}

Json numberOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json run(const Request& request, const std::filesystem::path& out, const Progress& progress)
{
    const std::string& spec = request.input("data").spec;
    const Dataset data = openDataset(spec, progress.span(0, 0.02, "reading " + spec));
    const std::string heldOutName = heldOutSpec(spec);
    std::optional<Dataset> heldOut;
    if (heldOutName.empty())
        progress.note("no held-out set belongs to " + data.name + ": there is no test accuracy");
    else
        heldOut = openDataset(heldOutName, progress.span(0.02, 0.03, "reading " + heldOutName));
    const TrainOptions options = readOptions(request);
    const TrainResult result = train(data, heldOut ? &*heldOut : nullptr, options, out,
                                     progress.span(0.03, 1, "training"));
    const EpochRecord& last = result.epochs.back();
    Json checkpoints = Json::array();
    for (const Checkpoint& checkpoint : result.checkpoints) {
        const EpochRecord& then = result.epochs.at(std::size_t(checkpoint.epoch));
        checkpoints.push_back({{"epoch", checkpoint.epoch},
                               {"file", checkpoint.file.filename().string()},
                               {"train_accuracy", numberOrNull(then.trainAccuracy)},
                               {"test_accuracy", numberOrNull(then.testAccuracy)}});
    }
    return {{"arch", options.architecture.name},
            {"n", data.size()},
            {"epochs", options.epochs},
            {"parameters", result.parameters},
            {"normalization", result.normalization.text()},
            {"train_loss", numberOrNull(last.trainLoss)},
            {"train_accuracy", numberOrNull(last.trainAccuracy)},
            {"test_loss", numberOrNull(last.testLoss)},
            {"test_accuracy", numberOrNull(last.testAccuracy)},
            {"checkpoints", checkpoints},
            {"seconds", result.seconds}};
}

std::vector<Parameter> networkParameters()
{
    using enum ParameterType;
    return {
        {"arch",
         "Architecture",
         Choice,
         "lenet",
         {},
         {},
         {"mlp", "lenet"},
         "",
         "mlp: fully connected layers; lenet: two convolutions and three linear layers"},
        {"depth", "Hidden layers", Integer, 3, 0, 200, {}, "", "mlp only: number of hidden layers"},
        {"width",
         "Width",
         Integer,
         256,
         1,
         16384,
         {},
         "units",
         "mlp only: units in each hidden layer"},
        {"batch_norm",
         "Batch normalisation",
         Flag,
         false,
         {},
         {},
         {},
         "",
         "mlp only: normalise each hidden layer over the batch before its ReLU"},
        {"normalize",
         "Normalisation",
         Choice,
         "standard",
         {},
         {},
         {"none", "unit", "standard"},
         "",
         "of the inputs; unit: bytes to 0..1; standard: then mean 0 and deviation 1 over the "
         "training set"},
    };
}

std::vector<Parameter> descentParameters()
{
    using enum ParameterType;
    const TrainOptions defaults;
    return {
        {"epochs",
         "Epochs",
         Integer,
         defaults.epochs,
         0,
         10000,
         {},
         "",
         "passes over the training set"},
        {"batch",
         "Batch",
         Integer,
         defaults.batch,
         1,
         65536,
         {},
         "samples",
         "samples per step; an epoch is split into equal batches of at most this size"},
        {"lr", "Learning rate", Real, defaults.step.learningRate, 0, 100, {}, "", "at the start"},
        {"momentum",
         "Momentum",
         Real,
         defaults.step.momentum,
         0,
         0.9999,
         {},
         "",
         "share of the last step that the next one keeps"},
        {"weight_decay",
         "Weight decay",
         Real,
         defaults.step.weightDecay,
         0,
         10,
         {},
         "",
         "strength of the pull of every parameter towards 0"},
        {"steps",
         "Learning-rate steps",
         List,
         defaults.steps,
         {},
         {},
         {},
         "",
         "where the learning rate is multiplied by the factor: epochs, or shares of all epochs "
         "below 1"},
        {"factor", "Step factor", Real, defaults.factor, 0, 1, {}, "", "see steps"},
        {"loss",
         "Loss",
         Choice,
         "cross_entropy",
         {},
         {},
         {"cross_entropy", "mse"},
         "",
         "mse: mean squared error against one-hot targets"},
    };
}

} // namespace

const Analysis& trainAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "train";
        a.title = "Train a network";
        a.summary = "Trains a built-in architecture by stochastic gradient descent and writes "
                    "TorchScript checkpoints.";
        a.inputs = {{"data", InputKind::Data, true, false, "labelled training data"}};
        a.parameters = networkParameters();
        for (const Parameter& parameter : descentParameters())
            a.parameters.push_back(parameter);
        a.output = OutputKind::Folder;
        a.outputHelp = "epoch_NNN.pt for epochs 0, 1, 2, 3, 4, 6, 8, 11, 16, ... and the last "
                       "(TorchScript, with the "
                       "normalisation and class names inside), training.csv with one row per epoch "
                       "(train figures "
                       "over at most 10,000 training samples)";
        a.seeded = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
