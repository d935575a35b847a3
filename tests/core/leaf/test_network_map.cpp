// SPDX-License-Identifier: MIT
// A network as the classifier of walks: its coordinates, its head, its tangent spaces.
#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/leaf/anchors.hpp"
#include "core/leaf/network_map.hpp"
#include "core/leaf/tangent.hpp"
#include "core/leaf/walk.hpp"
#include "core/model/builtin.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <memory>

using namespace leafscope;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTrained =
    LEAFSCOPE_SOURCE_DIR "/resources/samples/fashion-lenet.leafscope/checkpoints/epoch_032.pt";

nlohmann::json normalization()
{
    return {{"leafscope", "0.1.0"},
            {"input_shape", {1, 28, 28}},
            {"normalize", Normalization{1.0 / 255, {0.3}, {0.35}}.toJson()}};
}

} // namespace

class TestNetworkMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Architecture architecture;
        architecture.name = "lenet";
        architecture.inputShape = {1, 28, 28};
        architecture.classes = 10;
        TrainableNetwork(architecture, 5).save(model(), normalization());
        m_data = openDataset("fashion-mnist:test");
    }

    void coordinatesAreTheStoredUnit()
    {
        NetworkMap map = made(Precision::Float64);
        QCOMPARE(map.unit(), std::string("x / 255"));
        QVERIFY(map.isBounded());
        QCOMPARE(map.inputs(), Index(784));
        QCOMPARE(map.classes(), Index(10));
        std::vector<double> stored(784);
        m_data.copySample(12, stored.data());
        const VectorD x = map.sample(m_data, 12);
        for (Index i = 0; i < 784; ++i)
            QVERIFY(std::abs(x[i] - stored[std::size_t(i)] / 255) < 1e-15);
        // What the network says of the normalised sample.
        Network network = Network::load(model());
        network.inspect({1, 28, 28});
        const MatrixD given = ((x.array() - 0.3) / 0.35).matrix().transpose();
        const VectorD expected = network.forward(given, {}).output.row(0).transpose();
        const double off = (map.logits(x.transpose()).row(0).transpose() - expected).norm();
        QVERIFY2(off < 1e-12, QByteArray::number(off));
        QVERIFY_EXCEPTION_THROWN(map.sample(m_data, 10000), Error);
    }

    void jacobianIsPerUnitOfTheCoordinates()
    {
        NetworkMap map = made(Precision::Float64);
        // No picture: in its flat background pooling has ties, where there is no derivative.
        RandomStream random(4);
        const VectorD x = VectorD::NullaryExpr(784, [&] { return random.uniform(); });
        const Linearization at = map.linearize(x);
        double worst = 0;
        for (Index i = 200; i < 260; ++i) {
            const double step = 1e-6;
            MatrixD ends(2, 784);
            ends << x.transpose(), x.transpose();
            ends(0, i) += step;
            ends(1, i) -= step;
            const MatrixD s = map.logits(ends);
            const VectorD slope = (s.row(0) - s.row(1)).transpose() / (2 * step);
            worst = std::max(worst, (slope - at.jacobian.col(i)).cwiseAbs().maxCoeff());
        }
        QVERIFY2(worst < 1e-6, QByteArray::number(worst));
    }

    /// In float32 as in float64: C - 1 directions, and the same ones.
    void rankIsThatOfTheClasses()
    {
        NetworkMap narrow = made(Precision::Float32);
        NetworkMap wide = made(Precision::Float64);
        for (Index i = 0; i < 40; ++i) {
            const VectorD x = wide.sample(m_data, 7 * i);
            const Tangent a = tangentSpace(narrow.linearize(x).jacobian, narrow.epsilon());
            const Tangent b = tangentSpace(wide.linearize(x).jacobian, wide.epsilon());
            QCOMPARE(a.rank(), Index(9));
            QCOMPARE(b.rank(), Index(9));
            const VectorD d = VectorD::LinSpaced(784, -1, 1);
            QVERIFY((a.project(d) - b.project(d)).norm() < 1e-3 * d.norm());
        }
    }

    /// Of a trained network, whose probabilities are nearly certain, in float32.
    void rankOfTwoHundredImages()
    {
        Network network = Network::load(kTrained);
        network.inspect({1, 28, 28});
        NetworkMap map(Network::load(kTrained), m_data, "auto", Precision::Float32);
        int whole = 0;
        for (Index i = 0; i < 200; ++i) {
            const VectorD x = map.sample(m_data, i);
            const Tangent leaf = tangentSpace(map.linearize(x).jacobian, map.epsilon());
            whole += leaf.rank() == 9 && !leaf.deficient;
            if (i % 20 != 0)
                continue;
            // The batched way is as near to the truth as the loop: both round to float32.
            const MatrixD truth =
                network.jacobian(x, Precision::Float64, JacobianMethod::Loop).jacobian;
            const auto off = [&](Precision precision, JacobianMethod method) {
                return (network.jacobian(x, precision, method).jacobian - truth).norm() /
                       truth.norm();
            };
            QVERIFY(off(Precision::Float64, JacobianMethod::Batched) <= 1e-13);
            const double batched = off(Precision::Float32, JacobianMethod::Batched);
            const double loop = off(Precision::Float32, JacobianMethod::Loop);
            QVERIFY2(batched <= 5e-7 && batched <= 2 * loop, QByteArray::number(batched));
        }
        QCOMPARE(whole, 200);
    }

    /// Where walks towards foreign samples start.
    void anchorsAreTheNearest()
    {
        const NetworkMap map = made(Precision::Float32);
        std::vector<std::string> notes;
        const VectorD y = map.sample(m_data, 12);
        const Anchors all(map, m_data, AnchorKind::Nearest, 0, 1, notes);
        QVERIFY(all.nearest(map, y, 1).front().row == 12);
        QCOMPARE(all.nearest(map, y, 1).front().distance, 0.0);
        const auto near = all.nearest(map, y, 3, 12);
        QCOMPARE(near.size(), std::size_t(3));
        double least = 1e9;
        for (Index i = 0; i < m_data.size(); ++i)
            if (i != 12)
                least = std::min(least, (map.sample(m_data, i) - y).norm());
        QVERIFY(std::abs(near[0].distance - least) < 1e-12);
        QVERIFY(near[0].distance <= near[1].distance && near[1].distance <= near[2].distance);
        QVERIFY(near[0].x == map.sample(m_data, Index(near[0].row)));
        // The mean of a class, with and without the sample itself.
        const Anchors means(map, m_data, AnchorKind::Means, 0, 1, notes);
        const auto label = m_data.labels[12];
        const auto meanOf = [&](bool without) {
            VectorD sum = VectorD::Zero(784);
            double count = 0;
            for (Index i = 0; i < m_data.size(); ++i)
                if (m_data.labels[std::size_t(i)] == label && !(without && i == 12)) {
                    sum += map.sample(m_data, i);
                    ++count;
                }
            return VectorD(sum / count);
        };
        for (const bool without : {false, true})
            for (const Anchor& anchor : means.nearest(
                     map, y, 10, without ? std::optional<std::int64_t>(12) : std::nullopt))
                if (anchor.row == label)
                    QVERIFY((anchor.x - meanOf(without)).norm() < 1e-10);
        QVERIFY(notes.empty());
        Dataset unlabelled = m_data;
        unlabelled.labels.clear();
        QVERIFY_EXCEPTION_THROWN(Anchors(map, unlabelled, AnchorKind::Means, 0, 1, notes), Error);
        QVERIFY_EXCEPTION_THROWN(map.requireFit(openDataset("synthetic:swissroll?n=50")), Error);
    }

    void kernelWalkKeepsTheLogits()
    {
        NetworkMap map = made(Precision::Float32);
        WalkOptions o;
        o.kind = WalkKind::Kernel;
        o.length = 30;
        o.step = 2;
        o.maxSteps = 2000;
        const Walk walk = takeWalk(map, map.sample(m_data, 12), std::nullopt, o);
        QCOMPARE(walk.ended, std::string("the length is reached"));
        QVERIFY2(walk.largestDrift < 1e-3, QByteArray::number(walk.largestDrift));
        QVERIFY(std::abs(walk.path.back().length - 30) < 0.1);
    }

    void walksAreTheSameTwice()
    {
        WalkOptions o;
        o.maxSteps = 20;
        o.bounds = Box{};
        const auto end = [&] {
            NetworkMap map = made(Precision::Float32);
            return takeWalk(map, map.sample(m_data, 12), map.sample(m_data, 840), o).path.back().x;
        };
        const VectorD first = end();
        QVERIFY(first == end());
    }

private:
    fs::path model() const { return m_folder.filePath("net.pt").toStdString(); }
    NetworkMap made(Precision precision) const
    {
        return {Network::load(model()), m_data, "auto", precision};
    }
    QTemporaryDir m_folder;
    Dataset m_data;
};

QTEST_APPLESS_MAIN(TestNetworkMap)
#include "test_network_map.moc"
