// SPDX-License-Identifier: MIT
// Built-in networks: their layers, a step of descent, and PyTorch doing the same steps.
#include "core/base/error.hpp"
#include "core/model/builtin.hpp"
#include "core/model/train.hpp"
#include "reference.hpp"
#include "small_data.hpp"

#include <QProcess>
#include <QTemporaryDir>

#include <cmath>
#include <fstream>

using namespace leafscope;

namespace fs = std::filesystem;

namespace {

fs::path at(const QTemporaryDir& folder)
{
    return folder.path().toStdString();
}

} // namespace

class TestBuiltin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void builtinLayers();
    void planned_data();
    void planned();
    void stepFollowsTheDefinition();
    void pythonLoadsAndAgrees_data();
    void pythonLoadsAndAgrees();
};

void TestBuiltin::builtinLayers()
{
    const QTemporaryDir folder;
    Architecture lenet{"lenet", {1, 28, 28}, 10};
    TrainableNetwork(lenet, 1).save(at(folder) / "lenet.pt", nullptr);
    Network network = Network::load(at(folder) / "lenet.pt");
    const ModelInfo& info = network.inspect({1, 28, 28});
    QCOMPARE(info.parameters, 61706);
    QCOMPARE(info.type, std::string("LeNet"));
    QVERIFY(info.metadata.is_null());
    std::vector<std::string> found;
    for (const LayerInfo& layer : info.layers)
        found.push_back(layer.name + ":" + layer.type);
    QCOMPARE(found, (std::vector<std::string>{"input:Input", "conv1:Conv2d", "relu1:ReLU",
                                              "pool1:MaxPool2d", "conv2:Conv2d", "relu2:ReLU",
                                              "pool2:MaxPool2d", "fc1:Linear", "relu3:ReLU",
                                              "fc2:Linear", "relu4:ReLU", "fc3:Linear"}));
    QCOMPARE(info.layers[6].shape, (Shape{16, 5, 5}));
    QCOMPARE(info.layers[6].depth, 0.4);

    Architecture mlp{"mlp", {2, 3}, 4, 2, 8, true};
    TrainableNetwork(mlp, 1).save(at(folder) / "mlp.pt", nullptr);
    Network second = Network::load(at(folder) / "mlp.pt");
    QCOMPARE(
        test::layerNames(second.inspect({2, 3})),
        (std::vector<std::string>{"input", "fc1", "bn1", "relu1", "fc2", "bn2", "relu2", "fc3"}));
    QCOMPARE(second.inspect().layers[2].type, std::string("BatchNorm1d"));
    QCOMPARE(second.inspect().parameters, 6 * 8 + 8 + 16 + 8 * 8 + 8 + 16 + 8 * 4 + 4);
}

void TestBuiltin::planned_data()
{
    QTest::addColumn<QString>("arch");
    QTest::addColumn<int>("blocks");
    QTest::addColumn<bool>("normalised");
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("parameters");
    QTest::addColumn<QStringList>("layers"); // name:shape/depth in units of one linear map
    const auto pair = [](const QString& block, int maps, int side, int maps0, bool bn) {
        QStringList names;
        for (int k = 1; k <= 2; ++k) {
            const QString at = QString("%1x%2x%2/%3").arg(maps).arg(side).arg(maps0 + k);
            for (const char* kind : {"conv", "bn", "relu"})
                if (bn || QString(kind) != "bn")
                    names << QString("%1.%2%3:%4").arg(block, kind).arg(k).arg(at);
        }
        return names;
    };
    // 1x6x6: 6 -> 3 -> 1, and a map of 1 is not pooled again.
    QStringList vgg = pair("block1", 2, 6, 0, true);
    vgg << "block1.pool:2x3x3/2"
        << "block1:2x3x3/2" << pair("block2", 4, 3, 2, true);
    vgg << "block2.pool:4x1x1/4"
        << "block2:4x1x1/4" << pair("block3", 8, 1, 4, true);
    vgg << "block3:8x1x1/6"
        << "fc1:16/7"
        << "relu:16/7"
        << "fc2:3/8";
    const int convs = 9 * (1 * 2 + 2 * 2 + 2 * 4 + 4 * 4 + 4 * 8 + 8 * 8);
    const int maps = 2 * 2 + 2 * 4 + 2 * 8;
    const int linear = 8 * 16 + 16 + 16 * 3 + 3;
    QTest::newRow("vgg") << "vgg" << 3 << true << 6 << convs + 2 * maps + linear << vgg;
    QStringList plain;
    for (const QString& layer : std::as_const(vgg))
        if (!layer.contains(".bn"))
            plain << layer;
    QTest::newRow("vgg without normalisation")
        << "vgg" << 3 << false << 6 << convs + maps + linear << plain;

    const auto block = [](const QString& name, const QString& at, int first, bool projected) {
        const auto layer = [&](const QString& part, int depth) {
            return QString("%1%2:%3/%4").arg(name, part, at).arg(depth);
        };
        QStringList names{layer(".conv1", first), layer(".bn1", first), layer(".relu1", first),
                          layer(".conv2", first + 1), layer(".bn2", first + 1)};
        if (projected)
            names << layer(".shortcut.conv", first + 2) << layer(".shortcut.bn", first + 2)
                  << layer(".shortcut", first + 2);
        const int last = first + (projected ? 2 : 1);
        return names << layer(".add", last) << layer(".relu2", last) << layer("", last);
    };
    QStringList resnet{"conv1:2x6x6/1", "bn1:2x6x6/1", "relu1:2x6x6/1"};
    resnet << block("stage1.block1", "2x6x6", 2, false) << block("stage1.block2", "2x6x6", 4, false)
           << "stage1:2x6x6/5" << block("stage2.block1", "4x3x3", 6, true)
           << block("stage2.block2", "4x3x3", 9, false) << "stage2:4x3x3/10"
           << block("stage3.block1", "8x2x2", 11, true)
           << block("stage3.block2", "8x2x2", 14, false) << "stage3:8x2x2/15"
           << "pool:8x1x1/15"
           << "fc:3/16";
    const auto stage = [](int from, int to) { // weights and normalisation of two blocks
        return 9 * (from * to + 3 * to * to) + 8 * to + (from == to ? 0 : from * to + 2 * to);
    };
    QTest::newRow("resnet") << "resnet" << 2 << true << 6
                            << 9 * 2 + 4 + stage(2, 2) + stage(2, 4) + stage(4, 8) + 8 * 3 + 3
                            << resnet;
}

void TestBuiltin::planned()
{
    QFETCH(QString, arch);
    QFETCH(int, blocks);
    QFETCH(bool, normalised);
    QFETCH(int, side);
    QFETCH(int, parameters);
    QFETCH(QStringList, layers);
    const QTemporaryDir folder;
    Architecture architecture{arch.toStdString(), {1, side, side}, 3};
    architecture.width = 2;
    architecture.blocks = blocks;
    architecture.batchNorm = normalised;
    TrainableNetwork(architecture, 1).save(at(folder) / "net.pt", nullptr);
    Network network = Network::load(at(folder) / "net.pt");
    const ModelInfo& info = network.inspect(architecture.inputShape);
    const int maps = layers.last().section('/', 1).toInt();
    QStringList found;
    for (std::size_t i = 1; i < info.layers.size(); ++i) {
        QStringList shape;
        for (const std::int64_t extent : info.layers[i].shape)
            shape << QString::number(extent);
        found << QString("%1:%2/%3")
                     .arg(QString::fromStdString(info.layers[i].name), shape.join('x'))
                     .arg(info.layers[i].depth * maps);
    }
    QCOMPARE(found, layers);
    QCOMPARE(info.parameters, parameters);
    QVERIFY(info.notes.empty()); // every submodule is a layer
}

void TestBuiltin::stepFollowsTheDefinition()
{
    // With a zero learning rate nothing moves; with a small one the loss of the same batch falls.
    Architecture architecture{"mlp", {5}, 3, 1, 8, false};
    TrainableNetwork network(architecture, 3);
    MatrixF batch = MatrixF::Random(12, 5);
    const std::vector<std::int32_t> labels{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    StepOptions still{0, 0.9, 0, Loss::CrossEntropy};
    const double first = network.step(batch, labels, still).loss;
    QCOMPARE(network.evaluate(batch, labels, Loss::CrossEntropy).loss, first);
    StepOptions move{0.05, 0, 0, Loss::CrossEntropy};
    double before = first;
    for (int step = 0; step < 5; ++step) {
        network.step(batch, labels, move);
        const double after = network.evaluate(batch, labels, Loss::CrossEntropy).loss;
        QVERIFY(after < before);
        before = after;
    }
}

void TestBuiltin::pythonLoadsAndAgrees_data()
{
    QTest::addColumn<bool>("adam");
    QTest::newRow("lenet, adam") << true;
    QTest::newRow("vgg, sgd") << false;
    QTest::newRow("resnet, adam") << true;
}

/// PyTorch loads the untrained checkpoint, takes three steps with its own optimiser on the same
/// batch, and arrives where this network arrives; then both evaluate the same images.
void TestBuiltin::pythonLoadsAndAgrees()
{
    QFETCH(bool, adam);
    const QString name = QString(QTest::currentDataTag()).section(',', 0, 0);
    const QTemporaryDir folder;
    const Dataset data = test::bandImages(24); // one part where there is batch normalisation
    MatrixF batch(data.size(), data.sampleSize());
    for (Index i = 0; i < data.size(); ++i)
        data.copySample(i, batch.row(i).data());
    batch /= 255;
    std::ofstream(at(folder) / "batch.bin", std::ios::binary)
        .write(reinterpret_cast<const char*>(batch.data()),
               std::streamsize(batch.size() * Index(sizeof(float))));
    QStringList labels;
    for (const std::int32_t label : data.labels)
        labels << QString::number(label);
    Architecture architecture{name.toStdString(), data.sampleShape, 3};
    architecture.width = 4;
    TrainableNetwork network(architecture, 1);
    network.save(at(folder) / "start.pt", nullptr);
    StepOptions step;
    step.optimizer = adam ? Optimizer::Adam : Optimizer::Sgd;
    step.learningRate = usualLearningRate(step.optimizer);
    for (int k = 0; k < 3; ++k)
        network.step(batch, data.labels, step);
    network.save(at(folder) / "end.pt", nullptr);
    Network trained = Network::load(at(folder) / "end.pt");
    trained.inspect(data.sampleShape);
    const MatrixF ours = trained.forward(batch, {}).output;

    QProcess python;
    python.start(
        LEAFSCOPE_PYTHON,
        {"-c",
         "import sys, torch\n"
         "x = torch.frombuffer(open(sys.argv[1] + '/batch.bin', 'rb').read(), "
         "dtype=torch.float32).reshape(24, 1, 12, 12)\n"
         "y = torch.tensor([int(v) for v in sys.argv[3].split(',')])\n"
         "m = torch.jit.load(sys.argv[1] + '/start.pt').train()\n"
         "o = torch.optim.Adam(m.parameters(), 0.001, weight_decay=5e-4) if sys.argv[2] == '1' "
         "else torch.optim.SGD(m.parameters(), 0.05, momentum=0.9, weight_decay=5e-4)\n"
         "for _ in range(3):\n"
         "    o.zero_grad(); torch.nn.functional.cross_entropy(m(x), y).backward(); o.step()\n"
         "print(*m.eval()(x).flatten().tolist())",
         folder.path(), adam ? "1" : "0", labels.join(',')});
    QVERIFY(python.waitForFinished(60000));
    const QString errors = QString::fromUtf8(python.readAllStandardError());
    QVERIFY2(python.exitCode() == 0, qPrintable(errors));
    const QStringList numbers = QString::fromUtf8(python.readAllStandardOutput()).split(' ');
    QCOMPARE(numbers.size(), ours.size());
    double worst = 0;
    for (Index i = 0; i < ours.size(); ++i)
        worst = std::max(worst, std::abs(numbers[i].toDouble() - double(ours.data()[i])));
    qInfo("largest difference %.1e of %.1f", worst, double(ours.cwiseAbs().maxCoeff()));
    QVERIFY(worst < 1e-4 * double(ours.cwiseAbs().maxCoeff()));
}

QTEST_GUILESS_MAIN(TestBuiltin)
#include "test_builtin.moc"
