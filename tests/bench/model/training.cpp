// SPDX-License-Identifier: MIT
// Steps of training against tests/support/training_reference.py: the same network, batch, optimiser
// and threads, in turns. Wall and processor seconds: on a machine busy with other work only the
// latter (with one thread) mean something.
//
//     bench_training [ARCH [STEPS [BATCH [ROUNDS [THREADS]]]]]     (resnet 20 128 5 all)
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/model/builtin.hpp"

#include <QProcess>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace leafscope;

namespace {

constexpr Index kSide = 28; ///< as Fashion-MNIST
constexpr std::int32_t kClasses = 10;

struct Time {
    double wall = 0;
    double processor = 0; ///< of all threads
};

double processorSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return double(t.tv_sec) + 1e-6 * double(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Time timeOf(TrainableNetwork& network, const MatrixF& batch,
            const std::vector<std::int32_t>& labels, int steps)
{
    const auto start = std::chrono::steady_clock::now();
    const double before = processorSeconds();
    for (int step = 0; step < steps; ++step)
        network.step(batch, labels, StepOptions());
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
            processorSeconds() - before};
}

double median(const std::vector<Time>& times, double Time::*which)
{
    std::vector<double> values;
    for (const Time& time : times)
        values.push_back(time.*which);
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// The next whole line that the Python program writes; "" if none comes.
QByteArray nextLine(QProcess& python)
{
    while (!python.canReadLine())
        if (!python.waitForReadyRead(600000))
            return {};
    return python.readLine().trimmed();
}

/// Asks the Python program for one round; throws if it does not answer with seconds.
Time ask(QProcess& python)
{
    python.write("run\n");
    const QList<QByteArray> numbers = nextLine(python).split(' ');
    if (numbers.size() != 2)
        throw Error(ErrorKind::Internal, "the Python program did not answer",
                    "training_reference.py");
    return {numbers.first().toDouble(), numbers.last().toDouble()};
}

int run(const QString& arch, int steps, Index rows, int rounds)
{
    QProcess python;
    python.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    python.start(LEAFSCOPE_PYTHON,
                 {QString(LEAFSCOPE_SOURCE_DIR) + "/tests/support/training_reference.py", arch,
                  QString::number(steps), QString::number(rows),
                  QString::number(computeThreads())});
    const QByteArray parameters = nextLine(python);
    Architecture architecture;
    architecture.name = arch.toStdString();
    architecture.inputShape = {1, kSide, kSide};
    architecture.classes = kClasses;
    TrainableNetwork network(architecture, 1);
    if (parameters.toLongLong() != network.parameterCount())
        throw Error(ErrorKind::Internal,
                    "the Python network has " + parameters.toStdString() + " parameters, ours " +
                        std::to_string(network.parameterCount()),
                    "training_reference.py");
    RandomStream random(1);
    MatrixF batch(rows, kSide * kSide);
    for (Index i = 0; i < batch.size(); ++i)
        batch.data()[i] = float(random.normal());
    std::vector<std::int32_t> labels;
    for (Index i = 0; i < rows; ++i)
        labels.push_back(std::int32_t(i % kClasses));
    std::vector<Time> ours;
    std::vector<Time> theirs;
    for (int round = -1; round < rounds; ++round) { // the first is a rehearsal
        const Time here = timeOf(network, batch, labels, steps);
        const Time there = ask(python);
        if (round < 0)
            continue;
        ours.push_back(here);
        theirs.push_back(there);
    }
    std::printf("%s, %lld parameters, batches of %lld, %d threads\n", qPrintable(arch),
                static_cast<long long>(network.parameterCount()), static_cast<long long>(rows),
                computeThreads());
    for (const auto& [name, which] :
         {std::pair("wall", &Time::wall), std::pair("processor", &Time::processor)}) {
        const double images = double(rows) * steps;
        const double a = median(ours, which);
        const double b = median(theirs, which);
        std::printf("%-9s median %7.0f images/s, PyTorch in Python %7.0f, time ratio %.3f\n", name,
                    images / a, images / b, a / b);
    }
    python.closeWriteChannel();
    python.waitForFinished();
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const auto number = [&](int at, int fallback) {
        return argc > at ? std::atoi(argv[at]) : fallback;
    };
    setComputeThreads(number(5, 0));
    try {
        return run(argc > 1 ? argv[1] : "resnet", number(2, 20), number(3, 128), number(4, 5));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
