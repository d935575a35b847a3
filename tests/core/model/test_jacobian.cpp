// SPDX-License-Identifier: MIT
// The Jacobian of all outputs: three ways that agree, with each other, with finite differences and
// with the gradient of single outputs.
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/model/builtin.hpp"
#include "reference.hpp"

#include <QTemporaryDir>

#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace leafscope;
using test::modelFile;

namespace {

VectorD randomSample(Index size, unsigned seed = 5)
{
    std::mt19937 generator(seed);
    std::normal_distribution<double> normal;
    return VectorD::NullaryExpr(size, [&] { return normal(generator); });
}

} // namespace

class TestJacobian : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waysAgree_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<std::vector<std::int64_t>>("shape");
        QTest::newRow("scripted") << "nested_scripted.pt" << Shape{1, 8, 8};
        QTest::newRow("traced") << "nested_traced.pt" << Shape{1, 8, 8};
        QTest::newRow("in place") << "in_place_first.pt" << Shape{};
        QTest::newRow("branches") << "branches.pt" << Shape{};
        QTest::newRow("odds") << "odds.pt" << Shape{};
    }

    void waysAgree()
    {
        QFETCH(QString, file);
        QFETCH(std::vector<std::int64_t>, shape);
        Network network = Network::load(modelFile("small", file.toStdString()));
        const ModelInfo& info = network.inspect(shape);
        Index size = 1;
        for (const std::int64_t extent : info.inputShape)
            size *= extent;
        const VectorD x = randomSample(size);
        for (const Precision precision : {Precision::Float32, Precision::Float64}) {
            const OutputJacobian loop = network.jacobian(x, precision, JacobianMethod::Loop);
            QCOMPARE(loop.jacobian.rows(), Index(info.outputs));
            QCOMPARE(loop.jacobian.cols(), size);
            const double most = loop.jacobian.cwiseAbs().maxCoeff();
            const double bar = precision == Precision::Float64 ? 1e-13 : 1e-6;
            for (const JacobianMethod method :
                 {JacobianMethod::Replicated, JacobianMethod::Automatic}) {
                const OutputJacobian other = network.jacobian(x, precision, method);
                QVERIFY((other.jacobian - loop.jacobian).cwiseAbs().maxCoeff() <= bar * most);
                QCOMPARE(other.output, loop.output);
            }
        }
        const MatrixD gradient = network.inputGradient(x.transpose(), 1);
        const OutputJacobian exact = network.jacobian(x, Precision::Float64);
        QVERIFY((gradient.row(0) - exact.jacobian.row(1)).norm() <= 1e-12 * (1 + gradient.norm()));
    }

    void equalsFiniteDifferences()
    {
        constexpr double kStep = 1e-6;
        Network network = Network::load(modelFile("small", "nested_scripted.pt"));
        network.inspect({1, 8, 8});
        const VectorD x = randomSample(64);
        const OutputJacobian exact = network.jacobian(x, Precision::Float64);
        for (Index i = 0; i < x.size(); ++i) {
            MatrixD ends(2, x.size());
            ends << x.transpose(), x.transpose();
            ends(0, i) += kStep;
            ends(1, i) -= kStep;
            const MatrixD s = network.forward(ends, {}).output;
            const VectorD slope = (s.row(0) - s.row(1)).transpose() / (2 * kStep);
            QVERIFY((slope - exact.jacobian.col(i)).norm() < 1e-6 * exact.jacobian.norm());
        }
    }

    /// One hidden layer: W2 diag(W1 x + b1 > 0) W1, and of p (diag p - p p') times that.
    void hiddenLayerInClosedForm()
    {
        constexpr Index kInputs = 12;
        constexpr Index kHidden = 20;
        constexpr Index kClasses = 5;
        Architecture architecture;
        architecture.name = "mlp";
        architecture.inputShape = {kInputs};
        architecture.classes = kClasses;
        architecture.depth = 1;
        architecture.width = kHidden;
        const QTemporaryDir folder;
        const std::string file = folder.filePath("net.pt").toStdString();
        const TrainableNetwork made(architecture, 7);
        made.save(file, {});
        const std::vector<float> values = made.state().values; // W1, b1, W2, b2, then moments
        using Weights = Eigen::Map<const MatrixF>;
        const float* const at = values.data();
        const MatrixD first = Weights(at, kHidden, kInputs).cast<double>();
        const VectorD bias = Weights(at + first.size(), kHidden, 1).cast<double>();
        const MatrixD second =
            Weights(at + first.size() + kHidden, kClasses, kHidden).cast<double>();
        Network network = Network::load(file);
        network.inspect({kInputs});
        for (unsigned seed = 0; seed < 10; ++seed) {
            const VectorD x = randomSample(kInputs, seed);
            const VectorD on = ((first * x + bias).array() > 0).cast<double>();
            const MatrixD exact = second * on.asDiagonal() * first;
            for (const JacobianMethod method :
                 {JacobianMethod::Loop, JacobianMethod::Replicated, JacobianMethod::Batched}) {
                const OutputJacobian found = network.jacobian(x, Precision::Float64, method);
                QVERIFY((found.jacobian - exact).cwiseAbs().maxCoeff() < 1e-12);
                const VectorD p = (found.output.array() - found.output.maxCoeff()).exp();
                const VectorD q = p / p.sum();
                const MatrixD inner = MatrixD(q.asDiagonal()) - q * q.transpose();
                QVERIFY((inner * found.jacobian - inner * exact).cwiseAbs().maxCoeff() < 1e-12);
            }
        }
    }

    /// What people walk on goes the fast way.
    void builtInNetworksAreBatched()
    {
        const QTemporaryDir folder;
        for (const char* name : {"mlp", "lenet", "vgg", "resnet"}) {
            Architecture architecture;
            architecture.name = name;
            architecture.inputShape = {1, 28, 28};
            architecture.classes = 10;
            const std::string file = folder.filePath("net.pt").toStdString();
            TrainableNetwork(architecture, 3).save(file, {});
            Network network = Network::load(file);
            network.inspect({1, 28, 28});
            const VectorD x = randomSample(784) * 0.3;
            const OutputJacobian fast = network.jacobian(x);
            QVERIFY2(fast.method == JacobianMethod::Batched, name);
            const OutputJacobian loop =
                network.jacobian(x, Precision::Float32, JacobianMethod::Loop);
            QVERIFY((fast.jacobian - loop.jacobian).cwiseAbs().maxCoeff() <=
                    1e-6 * loop.jacobian.cwiseAbs().maxCoeff());
        }
    }

    /// A walk in the window and a task beside it: LibTorch itself is not safe there.
    void threadsDoNotDisturbEachOther()
    {
        const QTemporaryDir folder;
        Architecture architecture;
        architecture.name = "lenet";
        architecture.inputShape = {1, 28, 28};
        architecture.classes = 10;
        const std::string file = folder.filePath("net.pt").toStdString();
        TrainableNetwork(architecture, 3).save(file, {});
        std::vector<MatrixD> last(3);
        std::vector<std::string> problems(last.size());
        const auto work = [&](std::size_t i) {
            try {
                Network network = Network::load(file);
                network.inspect({1, 28, 28});
                for (int round = 0; round < 60; ++round)
                    last[i] = network.jacobian(randomSample(784)).jacobian;
            } catch (const std::exception& problem) {
                problems[i] = problem.what();
            }
        };
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < last.size(); ++i)
            threads.emplace_back(work, i);
        for (std::thread& thread : threads)
            thread.join();
        for (std::size_t i = 0; i < last.size(); ++i) {
            QVERIFY2(problems[i].empty(), problems[i].c_str());
            QVERIFY((last[i] - last[0]).cwiseAbs().maxCoeff() <= 1e-6);
        }
    }

    void wrongSamplesAreTold()
    {
        Network network = Network::load(modelFile("small", "nested_scripted.pt"));
        network.inspect({1, 8, 8});
        QVERIFY_EXCEPTION_THROWN(network.jacobian(VectorD::Zero(63)), Error);
    }
};

QTEST_APPLESS_MAIN(TestJacobian)
#include "test_jacobian.moc"
