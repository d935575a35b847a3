// SPDX-License-Identifier: MIT
// Readers against damaged files: each of a few hundred damages ends in an Error or in a sound
// value.
#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/data/sniff.hpp"
#include "core/embedding/embedding.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/mutation.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

// Under the address sanitizer: HDF5 asks for absurd sizes when a damaged file says so and copes
// with the refusal, and keeps a little memory when opening fails. Both happen inside its library.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options()
{
    return "allocator_may_return_null=1";
}
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions()
{
    return "leak:libhdf5";
}

namespace {

constexpr std::uint64_t kDamages = 400;

std::string fixture(const char* name)
{
    return readBytes(fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data" / name);
}

/// Empty if the data set is sound.
QByteArray flawOfDataset(const Dataset& data)
{
    const std::size_t values = std::visit([](const auto& v) { return v.size(); }, data.values);
    if (data.size() < 1 || data.sampleSize() < 1)
        return "no samples";
    if (std::size_t(data.size() * data.sampleSize()) != values)
        return "shape and values disagree";
    if (!data.labels.empty() && Index(data.labels.size()) != data.size())
        return "labels and samples disagree";
    std::vector<double> row(static_cast<std::size_t>(data.sampleSize()));
    data.copySample(data.size() - 1, row.data());
    for (const double value : row)
        if (!std::isfinite(value))
            return "a value is not finite";
    return {};
}

QByteArray flawOfEmbedding(const EmbeddingHeader& embedding)
{
    for (const LayerHeader& layer : embedding.layers) {
        try {
            const Points x = readLayer(embedding, layer.name);
            if (rowsOf(x) != embedding.n || colsOf(x) != layer.dim)
                return "a layer has another shape than told";
        } catch (const Error&) {
            // a layer of its own may be damaged
        }
    }
    const bool rows = Index(embedding.indices.size()) == embedding.n;
    return rows && embedding.n > 1 ? QByteArray() : QByteArray("rows and indices disagree");
}

} // namespace

class TestMutations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readersSurvive_data();
    void readersSurvive();

private:
    QTemporaryDir m_folder;
};

void TestMutations::readersSurvive_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* title, const std::string& bytes, const char* name) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << name;
    };
    row("idx", idxImages(20, 5, 4), "set-images");
    row("idx of floats", idxBytes(0x0D, {4, 2, 1}, std::string(32, '\x3f')), "floats");
    row("idx gzip", gzipped(idxImages(20, 5, 4)), "set-images.gz");
    row("npy", fixture("numpy_float32.npy"), "x.npy");
    row("npy fortran", fixture("numpy_cube_fortran_int16.npy"), "cube.npy");
    row("npy big endian", fixture("numpy_fortran_big_endian.npy"), "big.npy");
    row("npy version 3", fixture("numpy_version_3.npy"), "v3.npy");
    row("npy objects", fixture("numpy_object.npy"), "objects.npy");
    row("hdf5", fixture("h5py_samples.h5"), "x.h5");
    row("npz", fixture("numpy_two_arrays.npz"), "x.npz");
    row("torch script", fixture("torch_script.pt"), "script.pt");
    row("torch weights", fixture("torch_state_dict.pt"), "weights.pt");
    row("zip64", zipBytes({"m/data.pkl", "m/code/a.py", "m/constants.pkl"}, true), "zip64.pt");
    row("onnx", fixture("torch_export.onnx"), "x.onnx");
    row("safetensors", std::string("\x10\0\0\0\0\0\0\0{\"a\":{}}        ", 24), "x.safetensors");
    row("csv", "name,x,\"y, z\",class\na,1,2.5,dog\nb,-3e2,4,cat\nc,0,\"6\",dog\n", "x.csv");
    row("tsv", "1\t2\t3\n4\t5\t6\n7\t8\t9\n", "vectors.tsv");
    row("cifar", std::string(3073, '\7') + std::string(3073, '\1'), "data_batch_1.bin");
    row("recipe", R"({"analysis": "dimension", "parameters": {"fraction": 0.9}})", "recipe.json");
}

void TestMutations::readersSurvive()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    const fs::path file = m_folder.filePath(name).toStdString();
    int opened = 0;
    int refused = 0;
    std::vector<std::uint64_t> seeds(kDamages);
    std::iota(seeds.begin(), seeds.end(), std::uint64_t(0));
    // These once ended or hung the program, inside HDF5 (tried: 0 to 50,000).
    if (name == "x.h5")
        seeds.insert(seeds.end(), {4013, 8153, 10895, 16016, 17768, 29312, 41438, 42934});
    for (const std::uint64_t seed : seeds) {
        writeBytes(file, mutated(bytes.toStdString(), seed));
        QByteArray flaw;
        const auto attempt = [&](const std::function<QByteArray()>& action) {
            try {
                flaw += action();
                ++opened;
            } catch (const Error& error) {
                ++refused;
                if (error.happened().empty() || error.where().empty() || error.remedy().empty())
                    flaw += "an error without what, where or remedy: " + QByteArray(error.what());
            } catch (const std::exception& other) {
                flaw += "not an Error: " + QByteArray(other.what());
            }
        };
        attempt([&] { return sniff(file).title.empty() ? QByteArray("no title") : QByteArray(); });
        attempt([&] { return flawOfDataset(openDataset(file.string())); });
        attempt([&] { return flawOfEmbedding(openEmbedding(file)); });
        QVERIFY2(flaw.isEmpty(), "damage " + QByteArray::number(qulonglong(seed)) + ": " + flaw);
    }
    QCOMPARE(opened + refused, int(3 * seeds.size()));
    QVERIFY2(refused > 0, "no damage was ever noticed");
}

QTEST_GUILESS_MAIN(TestMutations)
#include "test_mutations.moc"
