// SPDX-License-Identifier: MIT
// Opening a large .npy as data and as an embedding, and what identifies it costs. The file is in
// the system's cache, as it is when it has just been written.
//
//     bench_data [ROWS [COLUMNS [ROUNDS]]]     (60000 512 5)
#include "core/base/hash.hpp"
#include "core/data/npy.hpp"
#include "core/embedding/embedding.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

using namespace leafscope;

namespace {

template <class Work>
double secondsOf(const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Work>
void report(const char* what, int rounds, double bytes, const Work& work)
{
    std::vector<double> seconds;
    for (int i = 0; i < rounds; ++i)
        seconds.push_back(secondsOf(work));
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    std::printf("%-28s %.3f s (%.3f to %.3f), %.2f GB/s\n", what, median, seconds.front(),
                seconds.back(), bytes / median / 1e9);
}

} // namespace

int main(int argc, char** argv)
{
    const long rows = argc > 1 ? std::atol(argv[1]) : 60000;
    const long columns = argc > 2 ? std::atol(argv[2]) : 512;
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
    const auto file = std::filesystem::temp_directory_path() / "leafscope-bench.npy";
    {
        std::vector<float> values(std::size_t(rows) * std::size_t(columns));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = float(i % 1009) / 7;
        writeNpy(file, {rows, columns}, values.data());
    }
    const double bytes = double(std::filesystem::file_size(file));
    report("openDataset", rounds, bytes, [&] { openDataset(file.string()); });
    report("openEmbedding", rounds, bytes, [&] { openEmbedding(file.string()); });
    report("openEmbedding + readLayer", rounds, bytes, [&] {
        const EmbeddingHeader embedding = openEmbedding(file.string());
        readLayer(embedding, embedding.layers[0].name);
    });
    report("hashFile", rounds, bytes, [&] { hashFile(file); });
    std::filesystem::remove(file);
    return 0;
}
