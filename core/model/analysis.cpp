// SPDX-License-Identifier: MIT
// The registry entry of `train`.
#include "core/session/analysis.hpp"

#include "core/base/error.hpp"
#include "core/base/json_number.hpp"
#include "core/model/train.hpp"
#include "core/model/train_presets.hpp"

#include <algorithm>
#include <cmath>

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
    options.architecture.blocks = p.at("blocks").get<std::int64_t>();
    options.architecture.width = p.at("width").get<std::int64_t>();
    if (p.at("batch_norm") != "auto")
        options.architecture.batchNorm = p.at("batch_norm") == "on";
    options.limit = p.at("limit").get<std::int64_t>();
    options.shuffleLabels = p.at("shuffle_labels").get<double>();
    options.epochs = p.at("epochs").get<int>();
    options.batch = p.at("batch").get<Index>();
    options.step.optimizer = p.at("optimizer") == "adam" ? Optimizer::Adam : Optimizer::Sgd;
    options.step.learningRate = p.at("lr").get<double>();
    if (options.step.learningRate == 0)
        options.step.learningRate = usualLearningRate(options.step.optimizer);
    options.step.momentum = p.at("momentum").get<double>();
    options.step.weightDecay = p.at("weight_decay").get<double>();
    options.step.loss = p.at("loss") == "mse" ? Loss::MeanSquared : Loss::CrossEntropy;
    options.steps = readSteps(p.at("steps"));
    options.factor = p.at("factor").get<double>();
    options.normalize = p.at("normalize").get<std::string>();
    const auto& schedules = checkpointSchedules();
    options.figuresOfEveryEpoch = p.at("figures") == "every epoch";
    options.checkpoints = CheckpointSchedule(
        std::find(schedules.begin(), schedules.end(), p.at("checkpoints").get<std::string>()) -
        schedules.begin());
    options.seed = request.seed;
    return options;
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
    Json numbers = {{"arch", options.architecture.name},
                    {"n", result.samples},
                    {"total", data.size()},
                    {"epochs", options.epochs},
                    {"learning_rate", options.step.learningRate},
                    {"parameters", result.parameters},
                    {"normalization", result.normalization.text()},
                    {"train_loss", numberOrNull(last.trainLoss)},
                    {"train_accuracy", numberOrNull(last.trainAccuracy)},
                    {"test_loss", numberOrNull(last.testLoss)},
                    {"test_accuracy", numberOrNull(last.testAccuracy)},
                    {"checkpoints", checkpoints},
                    {"seconds", result.seconds}};
    if (!result.shuffledLabels.is_null())
        numbers["shuffled_labels"] = result.shuffledLabels;
    return numbers;
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
         architectureNames(),
         "",
         "mlp: fully connected layers; lenet: two convolutions and three linear layers; vgg: pairs "
         "of 3x3 convolutions; resnet: the same with shortcuts, three stages"},
        {"depth", "Hidden layers", Integer, 3, 0, 200, {}, "", "mlp only: number of hidden layers"},
        {"blocks",
         "Blocks",
         Integer,
         0,
         0,
         50,
         {},
         "",
         "vgg: blocks of two convolutions (0: 3); resnet: blocks in each of the three stages (0: "
         "1); of no effect for mlp and lenet"},
        {"width",
         "Width",
         Integer,
         0,
         0,
         16384,
         {},
         "units",
         "mlp: units in each hidden layer (0: 256); vgg, resnet: maps of the first block or stage, "
         "which the next ones double (0: 16); of no effect for lenet"},
        {"batch_norm",
         "Batch normalisation",
         Choice,
         "auto",
         {},
         {},
         {"auto", "on", "off"},
         "",
         "before each ReLU, over the batch or a quarter of it; auto: on for vgg, off for mlp; "
         "resnet always has it, lenet never"},
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

std::vector<Parameter> dataParameters()
{
    using enum ParameterType;
    return {
        {"limit",
         "Samples",
         Integer,
         0,
         0,
         1e9,
         {},
         "samples",
         "train on this many, stratified by label (0: all); the test figures are over the whole "
         "held-out set"},
        {"shuffle_labels",
         "Random labels",
         Real,
         0,
         0,
         1,
         {},
         "",
         "share of the training labels that are replaced by classes drawn at random, which a "
         "network can only learn by heart (Zhang et al., ICLR 2017); shuffled_labels.csv lists "
         "them"},
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
        {"optimizer",
         "Optimizer",
         Choice,
         "sgd",
         {},
         {},
         {"sgd", "adam"},
         "",
         "sgd: stochastic gradient descent with momentum; adam: with beta 0.9 and 0.999, epsilon "
         "1e-8, bias corrected (Kingma and Ba, ICLR 2015)"},
        {"lr",
         "Learning rate",
         Real,
         0,
         0,
         100,
         {},
         "",
         "at the start (0: 0.05 for sgd, 0.001 for adam)"},
        {"momentum",
         "Momentum",
         Real,
         defaults.step.momentum,
         0,
         0.9999,
         {},
         "",
         "sgd only: share of the last step that the next one keeps"},
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
         "mse: mean squared error against one-hot targets, over samples and classes"},
        {"figures",
         "Train and test figures",
         Choice,
         "every epoch",
         {},
         {},
         {"every epoch", "checkpoints"},
         "",
         "when loss and accuracy are measured; at checkpoints only is faster where the test set is "
         "large beside the training set"},
        {"checkpoints",
         "Checkpoints",
         Choice,
         "sparse",
         {},
         {},
         checkpointSchedules(),
         "",
         "epochs that are written, 0 and the last among them; sparse: 1, 2, 3, 4, 6, 8, 11, 16, "
         "... ; paper: the 50 epochs that Papyan, Han and Donoho measure, 1 to 14, 16, 17, 19, ... "
         "320, 350; all: every one"},
    };
}

} // namespace

const Analysis& trainAnalysis()
{
    static const Analysis analysis = [] {
        Analysis a;
        a.name = "train";
        a.title = "Train a network";
        a.summary = "Trains a built-in architecture and writes TorchScript checkpoints.";
        a.revision = 2; // 2: batch normalisation over parts of a batch
        a.inputs = {{"data", InputKind::Data, true, false, "labelled training data"}};
        a.parameters = networkParameters();
        for (const auto& more : {dataParameters(), descentParameters()})
            a.parameters.insert(a.parameters.end(), more.begin(), more.end());
        a.presets = trainPresets();
        a.output = OutputKind::Folder;
        a.outputHelp =
            "epoch_NNN.pt for epochs 0, 1, 2, 3, 4, 6, 8, 11, 16, ... and the last, or as "
            "--checkpoints says (TorchScript, with the "
            "normalisation and class names inside), training.csv with one row per epoch "
            "(train figures "
            "over at most 10,000 training samples). A training that was killed or "
            "cancelled goes on when the same command is given again";
        a.seeded = true;
        a.resumable = true;
        a.run = run;
        return a;
    }();
    return analysis;
}

} // namespace leafscope
