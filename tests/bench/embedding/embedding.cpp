// SPDX-License-Identifier: MIT
// Extraction of all layers against tests/support/hooks_reference.py: same network, images, batch
// and threads, in turns. Also the growth of memory with the number of samples. Wall and processor
// seconds: on a machine busy with other work only the latter (with one thread) mean something.
//
//     bench_embedding [MODEL [IMAGES [BATCH [ROUNDS [THREADS]]]]]     (resnet18 64 16 5 all)
#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/random.hpp"
#include "core/embedding/extract.hpp"

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sys/resource.h>
#include <utility>

using namespace leafscope;

namespace {

Dataset randomImages(Index n)
{
    RandomStream random(1);
    Dataset data;
    data.name = "noise";
    data.sampleShape = {3, 224, 224};
    std::vector<std::uint8_t> values(std::size_t(n) * 3 * 224 * 224);
    for (std::uint8_t& v : values)
        v = std::uint8_t(random.next());
    data.values = std::move(values);
    return data;
}

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

template <class Work>
Time timeOf(const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    const double before = processorSeconds();
    work();
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

void compare(const std::vector<Time>& ours, const std::vector<Time>& theirs)
{
    for (const auto& [name, which] :
         {std::pair("wall", &Time::wall), std::pair("processor", &Time::processor)}) {
        const double a = median(ours, which);
        const double b = median(theirs, which);
        std::printf("%-9s median %7.3f s, Python hooks %7.3f s, ratio %.3f\n", name, a, b, a / b);
    }
}

/// The next whole line that the Python program writes; "" if none comes.
QByteArray nextLine(QProcess& python)
{
    while (!python.canReadLine())
        if (!python.waitForReadyRead(600000))
            return {};
    return python.readLine().trimmed();
}

/// Asks the Python program for one run; throws if it does not answer with seconds.
Time ask(QProcess& python)
{
    python.write("run\n");
    const QList<QByteArray> numbers = nextLine(python).split(' ');
    bool wall = false;
    bool processor = false;
    const Time time{numbers.first().toDouble(&wall), numbers.last().toDouble(&processor)};
    if (numbers.size() != 2 || !wall || !processor)
        throw Error(ErrorKind::Internal, "the Python program did not answer", "hooks_reference.py");
    return time;
}

double peakMegabytes()
{
    std::ifstream file("/proc/self/status");
    std::string word;
    while (file >> word)
        if (word == "VmHWM:") {
            double kilobytes = 0;
            file >> kilobytes;
            return kilobytes / 1000;
        }
    return 0;
}

int run(const QString& model, Index images, Index batch, int rounds)
{
    const QTemporaryDir folder;
    const std::filesystem::path here = folder.path().toStdString();
    QProcess python;
    python.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    python.start(LEAFSCOPE_PYTHON,
                 {QString(LEAFSCOPE_SOURCE_DIR) + "/tests/support/hooks_reference.py", model,
                  QString::number(images), QString::number(computeThreads()),
                  QString::number(batch), folder.filePath("python.h5")});
    if (nextLine(python) != "ready") {
        std::fprintf(stderr, "the Python program does not start\n");
        return 1;
    }
    Network network = Network::load(here / (model.toStdString() + ".pt"));
    const Dataset data = randomImages(images);
    ExtractOptions options;
    options.limit = 0;
    options.batch = batch;
    std::vector<Time> ours, theirs;
    ExtractResult result;
    for (int round = -1; round < rounds; ++round) { // the first is a rehearsal
        const Time a = timeOf([&] { result = extract(network, data, options, here / "cpp.h5"); });
        const Time b = ask(python);
        if (round < 0)
            continue;
        ours.push_back(a);
        theirs.push_back(b);
    }
    python.closeWriteChannel();
    python.waitForFinished();
    std::printf("%s, %ld images, batch %ld (used %ld), %d threads, %zu layers\n", qPrintable(model),
                long(images), long(batch), long(result.batch), computeThreads(),
                result.layers.size());
    compare(ours, theirs);
    const double before = peakMegabytes();
    const Dataset twice = randomImages(2 * images);
    extract(network, twice, options, here / "cpp.h5");
    std::printf("peak memory %.0f MB; after twice the samples %.0f MB, %.0f MB of them samples\n",
                before, peakMegabytes(), double(twice.size() * twice.sampleSize()) / 1e6);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        setComputeThreads(argc > 5 ? std::atoi(argv[5]) : 0);
        return run(argc > 1 ? argv[1] : "resnet18", argc > 2 ? std::atol(argv[2]) : 64,
                   argc > 3 ? std::atol(argv[3]) : 16, argc > 4 ? std::atoi(argv[4]) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
