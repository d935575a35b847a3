// SPDX-License-Identifier: MIT
// Extraction of all layers against tests/support/hooks_reference.py: same network, images, batch
// and threads, in turns, medians reported. Also the growth of memory with the number of samples.
//
//     bench_embedding [MODEL [IMAGES [BATCH [ROUNDS]]]]     (resnet18 64 16 5)
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

/// Medians, and minima for machines that are busy with other work.
void compare(const char* what, std::vector<double> ours, std::vector<double> theirs)
{
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    const std::size_t middle = ours.size() / 2;
    std::printf(
        "%s: median %.3f s, Python hooks %.3f s, ratio %.3f; least %.3f s, %.3f s, ratio %.3f\n",
        what, ours[middle], theirs[middle], ours[middle] / theirs[middle], ours[0], theirs[0],
        ours[0] / theirs[0]);
}

template <class Work>
double secondsOf(const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The next whole line that the Python program writes; "" if none comes.
QByteArray nextLine(QProcess& python)
{
    while (!python.canReadLine())
        if (!python.waitForReadyRead(600000))
            return {};
    return python.readLine().trimmed();
}

/// Asks the Python program for one run of a kind; throws if it does not answer with seconds.
double ask(QProcess& python, const char* kind)
{
    python.write(QByteArray(kind) + "\n");
    bool ok = false;
    const double seconds = nextLine(python).toDouble(&ok);
    if (!ok)
        throw Error(ErrorKind::Internal, "the Python program did not answer", kind);
    return seconds;
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

/// Copies what it is given, as a hook does, and forgets it with the next batch.
double copyOnly(Network& network, const Dataset& data, Index batch)
{
    std::vector<std::string> names;
    for (const LayerInfo& layer : inspectFor(network, data).layers)
        names.push_back(layer.name);
    return secondsOf([&] {
        for (Index first = 0; first < data.size(); first += batch) {
            MatrixF rows(std::min(batch, data.size() - first), data.sampleSize());
            for (Index i = 0; i < rows.rows(); ++i)
                data.copySample(first + i, rows.data() + i * rows.cols());
            rows /= 255.F;
            std::vector<std::vector<float>> kept(names.size());
            network.forwardInto(rows, names, [&](const LayerRows<float>& r) {
                kept[r.layer].assign(r.values, r.values + r.rows * r.dim);
            });
        }
    });
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
    std::vector<double> ours, theirs, oursCopy, theirsCopy;
    ExtractResult result;
    for (int round = -1; round < rounds; ++round) { // the first is a rehearsal
        const double a =
            secondsOf([&] { result = extract(network, data, options, here / "cpp.h5"); });
        const double b = ask(python, "file");
        const double c = copyOnly(network, data, batch);
        const double d = ask(python, "copy");
        std::printf("round %d: file %.3f s (Python %.3f s), copy %.3f s (Python %.3f s)\n", round,
                    a, b, c, d);
        std::fflush(stdout);
        if (round < 0)
            continue;
        ours.push_back(a);
        theirs.push_back(b);
        oursCopy.push_back(c);
        theirsCopy.push_back(d);
    }
    python.closeWriteChannel();
    python.waitForFinished();
    std::printf("%s, %ld images, batch %ld (used %ld), %d threads, %zu layers\n", qPrintable(model),
                long(images), long(batch), long(result.batch), computeThreads(),
                result.layers.size());
    compare("to HDF5", ours, theirs);
    compare("in memory", oursCopy, theirsCopy);
    const double before = peakMegabytes();
    const Dataset four = randomImages(4 * images);
    options.layers = {"input", result.layers.back().name};
    extract(network, four, options, here / "cpp.h5");
    std::printf("peak memory: %.0f MB, after four times the samples %.0f MB, of which %.0f MB are "
                "the samples\n",
                before, peakMegabytes(), double(four.size() * four.sampleSize()) / 1e6);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc > 1 ? argv[1] : "resnet18", argc > 2 ? std::atol(argv[2]) : 64,
                   argc > 3 ? std::atol(argv[3]) : 16, argc > 4 ? std::atoi(argv[4]) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
