// SPDX-License-Identifier: MIT
// Readers against damaged files: each of 2,000 damages to each kind of file ends in an Error or in
// a sound value. Run it in the preset `dev` as well, which has the sanitizers.
#include "core/base/error.hpp"
#include "core/data/dataset.hpp"
#include "core/data/sniff.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/frames.hpp"
#include "tests/support/file_bytes.hpp"
#include "tests/support/mutation.hpp"

#include <hdf5.h>

#include <QBuffer>
#include <QImage>
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
// What would be granted costs the sanitizer time by the gigabyte; the files here are small, so nobody
// has a reason to ask for more than 64 MB.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options()
{
    return "allocator_may_return_null=1:max_allocation_size_mb=64:quarantine_size_mb=32";
}
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions()
{
    return "leak:libhdf5";
}

namespace {

constexpr std::uint64_t kDamages = 2000;

std::string fixture(const char* name)
{
    return readBytes(fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data" / name);
}

/// A small picture as a file of this format.
std::string picture(const char* format)
{
    QImage image(9, 7, QImage::Format_RGB888);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            image.setPixel(x, y, qRgb(20 * x, 30 * y, 10 * (x + y)));
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    image.save(&out, format);
    return out.data().toStdString();
}

/// Two tensors and labels.
std::string tensors()
{
    return safetensorsBytes(R"({"a":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]},)"
                            R"("b":{"dtype":"BF16","shape":[4,3],"data_offsets":[32,56]},)"
                            R"("labels":{"dtype":"I64","shape":[4],"data_offsets":[56,88]}})",
                            std::string(88, '\0'));
}

/// Epochs x layers x samples x columns.
std::string stack()
{
    return npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4, 2), }",
                    std::string(192, '\x3e'));
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
    void initTestCase();
    void readersSurvive_data();
    void readersSurvive();

private:
    fs::path at(const std::string& name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    QTemporaryDir m_folder;
};

void TestMutations::initTestCase()
{
    // HDF5 clears half a megabyte of new memory for each file it opens, most of the time of this
    // test; kept back between the files it costs little.
    H5set_free_list_limits(-1, -1, -1, -1, -1, -1);
    // What lies, undamaged, beside the damaged files.
    for (const char* folder : {"png/a", "png/b", "jpg/a", "layers", "series", "stack"})
        fs::create_directories(at(folder));
    writeBytes(at("png/b/sound.png"), picture("PNG"));
    const std::string layer = fixture("numpy_float32.npy");
    writeBytes(at("layers/sound.npy"), layer);
    writeBytes(at("series/epoch_1.npy"), layer);
    writeBytes(at("stack/x-labels.npy"),
               npyBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }",
                        std::string("\0\1\0\1", 4)));
    writeBytes(at("vectors.tsv"), "1\t2\n3\t4\n5\t6\n");
}

void TestMutations::readersSurvive_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("name"); ///< of the damaged file
    QTest::addColumn<QString>("spec"); ///< what is opened
    const auto row = [](const char* title, const std::string& bytes, const char* name,
                        const char* spec = nullptr) {
        QTest::newRow(title) << QByteArray::fromStdString(bytes) << name << (spec ? spec : name);
    };
    row("idx", idxImages(20, 5, 4), "set-images");
    row("idx of floats", idxBytes(0x0D, {4, 2, 1}, std::string(32, '\x3f')), "floats");
    row("idx gzip", gzipped(idxImages(20, 5, 4)), "set-images.gz");
    row("npy", fixture("numpy_float32.npy"), "x.npy");
    row("npy fortran", fixture("numpy_cube_fortran_int16.npy"), "cube.npy");
    row("npy big endian", fixture("numpy_fortran_big_endian.npy"), "big.npy");
    row("npy version 3", fixture("numpy_version_3.npy"), "v3.npy");
    row("npy objects", fixture("numpy_object.npy"), "objects.npy");
    row("npy stack", stack(), "stack/x.npy");
    row("hdf5", fixture("h5py_samples.h5"), "x.h5");
    row("hdf5 tree", fixture("h5py_tree.h5"), "tree.h5", "tree.h5:/train");
    row("hdf5 epochs", fixture("h5py_tree.h5"), "epochs.h5");
    row("anndata", fixture("anndata_csr.h5ad"), "x.h5ad");
    row("npz", fixture("numpy_layers.npz"), "x.npz");
    row("npz deflated", fixture("numpy_labelled.npz"), "deflated.npz", "deflated.npz:x_train");
    row("torch script", fixture("torch_script.pt"), "script.pt");
    row("torch weights", fixture("torch_state_dict.pt"), "weights.pt");
    row("zip64", zipBytes({"m/data.pkl", "m/code/a.py", "m/constants.pkl"}, true), "zip64.pt");
    row("onnx", fixture("torch_export.onnx"), "x.onnx");
    row("safetensors", tensors(), "x.safetensors");
    row("csv", "name,x,\"y, z\",class\na,1,2.5,dog\nb,-3e2,4,cat\nc,0,\"6\",dog\n", "x.csv");
    row("tsv", "1\t2\t3\n4\t5\t6\n7\t8\t9\n", "numbers.tsv");
    row("projector metadata", "label\tsize\na\t1\nb\t2\na\t3\n", "metadata.tsv", "vectors.tsv");
    row("cifar", std::string(3073, '\7') + std::string(3073, '\1'), "data_batch_1.bin");
    row("recipe", R"({"analysis": "dimension", "parameters": {"fraction": 0.9}})", "recipe.json");
    row("png", picture("PNG"), "png/a/x.png", "png");
    row("jpeg", picture("JPG"), "jpg/a/x.jpg", "jpg");
    row("bmp", picture("BMP"), "x.bmp");
    row("ppm", picture("PPM"), "x.ppm");
    row("folder of layers", fixture("numpy_float32.npy"), "layers/x.npy", "layers");
    row("series of epochs", fixture("numpy_float32.npy"), "series/epoch_2.npy", "series");
}

void TestMutations::readersSurvive()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, name);
    QFETCH(QString, spec);
    const fs::path file = at(name.toStdString());
    const std::string opened = at(spec.toStdString()).string();
    int fine = 0;
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
                ++fine;
            } catch (const Error& error) {
                ++refused;
                if (error.happened().empty() || error.where().empty() || error.remedy().empty())
                    flaw += "an error without what, where or remedy: " + QByteArray(error.what());
            } catch (const std::exception& other) {
                flaw += "not an Error: " + QByteArray(other.what());
            }
        };
        attempt([&] { return sniff(file).title.empty() ? QByteArray("no title") : QByteArray(); });
        attempt([&] { return flawOfDataset(openDataset(opened)); });
        attempt([&] { return heldOutSpec(opened).size() > 4096 ? "a long name" : QByteArray(); });
        attempt([&] { return flawOfEmbedding(openEmbedding(opened)); });
        attempt([&] {
            const auto frames = embeddingFrames(opened);
            return frames.size() > 100 ? QByteArray("too many epochs") : QByteArray();
        });
        QVERIFY2(flaw.isEmpty(), "damage " + QByteArray::number(qulonglong(seed)) + ": " + flaw);
    }
    QCOMPARE(fine + refused, int(5 * seeds.size()));
    // Damaged images and texts may be told in warnings instead.
    const bool forgiving = spec == "png" || spec == "recipe.json";
    QVERIFY2(refused > 0 || forgiving, "no damage was ever noticed");
}

QTEST_GUILESS_MAIN(TestMutations)
#include "test_mutations.moc"
