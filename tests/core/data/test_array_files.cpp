// SPDX-License-Identifier: MIT
// Files of several arrays (.npz, safetensors, HDF5 trees): which array is taken, its labels, its
// values; arrays that stay mapped in their file.
#include "core/base/hdf5.hpp"
#include "core/data/array_choice.hpp"
#include "core/data/dataset.hpp"
#include "core/data/npy.hpp"
#include "core/data/npz.hpp"
#include "core/data/safetensors.hpp"
#include "core/data/sniff.hpp"
#include "core/data/spec.hpp"
#include "core/data/zip_stream.hpp"
#include "core/embedding/embedding.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data";

std::vector<double> rowOf(const Dataset& data, Index i)
{
    std::vector<double> row(std::size_t(data.sampleSize()));
    data.copySample(i, row.data());
    return row;
}

} // namespace

class TestArrayFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void npzTrainAndTest();
    void npzArraysByName();
    void npzObjectsAreTold();
    void npzDamageIsNoticed();
    void choices_data();
    void choices();
    void safetensorsOfEveryType_data();
    void safetensorsOfEveryType();
    void badSafetensorsAreTold_data();
    void badSafetensorsAreTold();
    void treesOfHdf5();
    void annDataIsRead_data();
    void annDataIsRead();
    void largeArraysAreMapped();
    void specsAreSplit();

private:
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestArrayFiles::npzTrainAndTest()
{
    const std::string spec = (kData / "numpy_labelled.npz").string(); // deflated
    const Dataset train = openDataset(spec);
    QCOMPARE(train.size(), Index(6));
    QCOMPARE(train.sampleShape, (std::vector<std::int64_t>{1, 2, 2}));
    QVERIFY(train.isBytes());
    QCOMPARE(train.labels, (std::vector<std::int32_t>{0, 1, 2, 0, 1, 2}));
    QCOMPARE(rowOf(train, 5), (std::vector<double>{20, 21, 22, 23}));
    const std::string held = heldOutSpec(spec);
    QCOMPARE(held, spec + ":x_test");
    const Dataset test = openDataset(held);
    QCOMPARE(test.labels, (std::vector<std::int32_t>{2, 1}));
    QCOMPARE(rowOf(test, 1), (std::vector<double>{4, 5, 6, 7}));
    QCOMPARE(test.hash, datasetHash(held));
    QVERIFY(test.hash != train.hash);
    QCOMPARE(heldOutSpec(held), std::string());
}

void TestArrayFiles::npzArraysByName()
{
    const std::string file = (kData / "numpy_layers.npz").string(); // stored
    const Dataset fc = openDataset(file + ":fc");
    QCOMPARE(fc.labels, (std::vector<std::int32_t>{0, 1, 0, 1, 1}));
    QCOMPARE(rowOf(fc, 4), (std::vector<double>{12, 13, 14}));
    QCOMPARE(fc.name, std::string("numpy_layers.npz:fc"));
    QCOMPARE(flawOf(errorOf([&] { openDataset(file + ":fd"); }), ErrorKind::InvalidInput,
                    "choose one of: conv10 (5 x 2 x 2, float32), fc (5 x 3, float64), labels"),
             QByteArray());
    QCOMPARE(flawOf(errorOf([&] { openDataset(file); }), ErrorKind::InvalidInput,
                    "they are conv10 (5 x 2 x 2, float32), fc"),
             QByteArray());
}

void TestArrayFiles::npzObjectsAreTold()
{
    const std::string file = (kData / "numpy_labelled.npz").string();
    QCOMPARE(
        openDataset(file).warnings,
        (std::vector<std::string>{"left out notes: holds Python objects, not numbers (type |O)"}));
    QCOMPARE(flawOf(errorOf([&] { openDataset(file + ":notes"); }), ErrorKind::Unsupported,
                    "Python objects"),
             QByteArray());
    const Sniffed found = sniff(file);
    QCOMPARE(int(found.kind), int(FileKind::Npz));
    QVERIFY2(found.details.find("x_train (6 x 2 x 2, uint8)") != std::string::npos,
             found.details.c_str());
}

void TestArrayFiles::npzDamageIsNoticed()
{
    for (const char* name : {"numpy_labelled.npz", "numpy_layers.npz"}) {
        const std::string array = std::string(name) == "numpy_layers.npz" ? ":fc" : ":x_train";
        const std::string whole = readBytes(kData / name);
        writeBytes(at("x.npz"), whole);
        const ZipDirectory zip = readZipDirectory(at("x.npz"));
        const auto member =
            std::find_if(zip.members.begin(), zip.members.end(),
                         [&](const auto& m) { return m.name == array.substr(1) + ".npy"; });
        QVERIFY(member != zip.members.end());
        // A flipped bit amid the packed bytes is told by the header, by inflate or by the checksum.
        std::string flipped = whole;
        const std::uint64_t amid =
            ZipStream(at("x.npz"), *member).offset() + member->packed - member->packed / 8;
        flipped[amid] = char(flipped[amid] ^ 4);
        writeBytes(at("x.npz"), flipped);
        QCOMPARE(flawOf(errorOf([&] { openDataset(at("x.npz").string() + array); }),
                        ErrorKind::Format, "x.npz:"),
                 QByteArray());
    }
}

void TestArrayFiles::choices_data()
{
    QTest::addColumn<QString>("arrays"); ///< name=extents ...
    QTest::addColumn<QString>("samples");
    QTest::addColumn<QString>("labels");
    QTest::newRow("only one") << "a=5,2"
                              << "a"
                              << "";
    QTest::newRow("by name") << "z=5,2 samples=5,3"
                             << "samples"
                             << "";
    QTest::newRow("by its labels") << "a=5,2 b=6,2 labels=6"
                                   << "b"
                                   << "labels";
    QTest::newRow("not clear") << "a=5,2 b=6,2"
                               << ""
                               << "";
    QTest::newRow("keras") << "x_test=2,4 x_train=5,4 y_test=2 y_train=5"
                           << "x_train"
                           << "y_train";
    QTest::newRow("capital") << "X=5,4 y=5"
                             << "X"
                             << "y";
    QTest::newRow("own name") << "points=5,4 points_labels=5 labels=5"
                              << "points"
                              << "points_labels";
    QTest::newRow("images") << "train_images=5,4 train_labels=5"
                            << "train_images"
                            << "train_labels";
    QTest::newRow("same folder first") << "/g/x=5,2 /g/y=5 /y=5"
                                       << "/g/x"
                                       << "/g/y";
    QTest::newRow("folder above") << "/g/h/x=5,2 /labels=5"
                                  << "/g/h/x"
                                  << "/labels";
    QTest::newRow("other count") << "x=5,2 labels=4"
                                 << "x"
                                 << "";
    QTest::newRow("one column") << "x=5,2 labels=5,1"
                                << "x"
                                << "labels";
    QTest::newRow("one-hot") << "x=5,2 labels=5,3"
                             << "x"
                             << "";
    QTest::newRow("two folders") << "/a/x=5,2 /b/x=5,2"
                                 << ""
                                 << "";
    QTest::newRow("only called so") << "y=5,2"
                                    << "y"
                                    << "";
}

void TestArrayFiles::choices()
{
    QFETCH(QString, arrays);
    QFETCH(QString, samples);
    QFETCH(QString, labels);
    std::vector<ArrayOutline> outlines;
    for (const QString& array : arrays.split(' ')) {
        ArrayOutline outline;
        outline.name = array.section('=', 0, 0).toStdString();
        for (const QString& extent : array.section('=', 1).split(','))
            outline.shape.push_back(extent.toLongLong());
        outlines.push_back(outline);
    }
    if (samples.isEmpty()) {
        QCOMPARE(flawOf(errorOf([&] { chooseSamples(outlines, "file"); }), ErrorKind::InvalidInput,
                        "2 arrays that could be"),
                 QByteArray());
        return;
    }
    const std::size_t chosen = chooseSamples(outlines, "file");
    QCOMPARE(QString::fromStdString(outlines[chosen].name), samples);
    const auto found = chooseLabels(outlines, chosen);
    QCOMPARE(found ? QString::fromStdString(outlines[*found].name) : QString(), labels);
}

void TestArrayFiles::safetensorsOfEveryType_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("bytes"); ///< of the 2 x 2 values 1, 0, 3, 2
    const auto row = [](const char* type, const auto& values) {
        QTest::newRow(type) << type << QByteArray::fromStdString(bytesOfValues(values));
    };
    row("F32", std::vector<float>{1, 0, 3, 2});
    row("F64", std::vector<double>{1, 0, 3, 2});
    row("F16", std::vector<std::uint16_t>{0x3c00, 0, 0x4200, 0x4000});
    row("BF16", std::vector<std::uint16_t>{0x3f80, 0, 0x4040, 0x4000});
    row("U8", std::vector<std::uint8_t>{1, 0, 3, 2});
    row("I8", std::vector<std::int8_t>{1, 0, 3, 2});
    row("I16", std::vector<std::int16_t>{1, 0, 3, 2});
    row("U16", std::vector<std::uint16_t>{1, 0, 3, 2});
    row("I32", std::vector<std::int32_t>{1, 0, 3, 2});
    row("U32", std::vector<std::uint32_t>{1, 0, 3, 2});
    row("I64", std::vector<std::int64_t>{1, 0, 3, 2});
    row("U64", std::vector<std::uint64_t>{1, 0, 3, 2});
}

void TestArrayFiles::safetensorsOfEveryType()
{
    QFETCH(QString, type);
    QFETCH(QByteArray, bytes);
    const std::string size = std::to_string(bytes.size());
    writeBytes(at("x.safetensors"),
               safetensorsBytes("{\"__metadata__\":{\"format\":\"pt\"},\"x\":{\"dtype\":\"" +
                                    type.toStdString() + "\",\"shape\":[2,2],\"data_offsets\":[0," +
                                    size + "]},\"labels\":{\"dtype\":\"U8\",\"shape\":[2]," +
                                    "\"data_offsets\":[" + size + "," +
                                    std::to_string(bytes.size() + 2) + "]}}",
                                bytes.toStdString() + std::string("\1\0", 2)));
    const Dataset data = openDataset(at("x.safetensors").string());
    QCOMPARE(rowOf(data, 0), (std::vector<double>{1, 0}));
    QCOMPARE(rowOf(data, 1), (std::vector<double>{3, 2}));
    QCOMPARE(data.labels, (std::vector<std::int32_t>{1, 0}));
    QCOMPARE(data.isBytes(), type == "U8");
}

void TestArrayFiles::badSafetensorsAreTold_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    const auto tensor = [](const char* type, const char* shape, const char* offsets) {
        return QString("{\"x\":{\"dtype\":\"%1\",\"shape\":%2,\"data_offsets\":%3}}")
            .arg(type, shape, offsets);
    };
    QTest::newRow("too far") << tensor("F32", "[2,2]", "[0,99]") << "truncated";
    QTest::newRow("backwards") << tensor("F32", "[2,2]", "[16,0]") << "truncated";
    QTest::newRow("wrong size") << tensor("F32", "[2,2]", "[0,12]") << "12 bytes instead of 16";
    QTest::newRow("huge shape") << tensor("F32", "[4611686018427387904,4]", "[0,16]")
                                << "impossible shape";
    QTest::newRow("negative") << tensor("F32", "[-2,2]", "[0,16]") << "lacks a sound shape";
    QTest::newRow("no offsets") << tensor("F32", "[2,2]", "null") << "lacks a sound shape";
    QTest::newRow("list") << "[]"
                          << "not the JSON";
    QTest::newRow("broken") << "{\"x\":"
                            << "not the JSON";
}

void TestArrayFiles::badSafetensorsAreTold()
{
    QFETCH(QString, json);
    QFETCH(QString, text);
    writeBytes(at("x.safetensors"), safetensorsBytes(json.toStdString(), std::string(16, '\0')));
    QCOMPARE(flawOf(errorOf([&] { readSafetensorsHeader(at("x.safetensors")); }), ErrorKind::Format,
                    text.toStdString()),
             QByteArray());
    writeBytes(at("long"), std::string("\xff\xff\xff\xff\0\0\0\0{}", 10));
    QCOMPARE(flawOf(errorOf([&] { readSafetensorsHeader(at("long")); }), ErrorKind::Format,
                    "header of 4294967295 bytes"),
             QByteArray());
}

void TestArrayFiles::treesOfHdf5()
{
    const std::string file = (kData / "h5py_tree.h5").string();
    const Dataset train = openDataset(file + ":/train/images"); // float16
    QCOMPARE(train.sampleShape, (std::vector<std::int64_t>{3, 2, 2}));
    QCOMPARE(rowOf(train, 3)[11], 47 / 8.0);
    QCOMPARE(train.labels, (std::vector<std::int32_t>{0, 1, 0, 1}));
    QCOMPARE(openDataset(file + ":/train").labels.size(), std::size_t(4)); // a group of one matrix
    const std::string held = heldOutSpec(file + ":/train/images");
    QCOMPARE(held, file + ":/test/images");
    QCOMPARE(openDataset(held).size(), Index(2));
    const auto error = errorOf([&] { openDataset(file); });
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "8 arrays that could be the samples"),
             QByteArray());
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "/train/images (4 x 3 x 2 x 2, float16)"),
             QByteArray());
}

void TestArrayFiles::annDataIsRead_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("sparse") << "anndata_csr.h5ad";
    QTest::newRow("dense") << "anndata_dense.h5ad";
}

void TestArrayFiles::annDataIsRead()
{
    QFETCH(QString, file);
    const std::string spec = (kData / file.toStdString()).string();
    const Dataset data = openDataset(spec);
    QCOMPARE(data.format, std::string("AnnData"));
    QCOMPARE(data.size(), Index(4));
    QCOMPARE(rowOf(data, 0), (std::vector<double>{0, 2, 0}));
    QCOMPARE(rowOf(data, 2), (std::vector<double>{0, 0, 0}));
    QCOMPARE(rowOf(data, 3), (std::vector<double>{0, 3, 4}));
    QCOMPARE(data.labels, (std::vector<std::int32_t>{1, 0, 0, 1}));
    QCOMPARE(data.className(1), std::string("T cell"));
    QCOMPARE(data.warnings.size(), std::size_t(1)); // the other column is told
    const Dataset pca = openDataset(spec + ":/obsm/X_pca");
    QCOMPARE(rowOf(pca, 3), (std::vector<double>{6, 7}));
    QCOMPARE(pca.className(0), std::string("B cell"));
    const EmbeddingHeader embedding = openEmbedding(spec + ":/obsm");
    QCOMPARE(embedding.layers.at(0).name, std::string("X_pca"));
    QCOMPARE(embedding.classNames, pca.classNames);
}

void TestArrayFiles::largeArraysAreMapped()
{
    // 80 MB; whatever is read of it is in the system's cache, not in ours.
    const Index n = 200'000;
    std::vector<float> values(std::size_t(n) * 100);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = float(i % 1001);
    writeNpy(at("large.npy"), {n, 100}, values.data());
    Dataset data = openDataset(at("large.npy").string());
    QCOMPARE(data.size(), n);
    QFile maps("/proc/self/maps");
    QVERIFY(maps.open(QIODevice::ReadOnly) && maps.readAll().contains("large.npy"));
    QCOMPARE(rowOf(data, 177'777)[23], double((177'777 * 100 + 23) % 1001));
    const Dataset copy = data; // shares the mapping
    data = Dataset();
    fs::remove(at("large.npy")); // the mapping outlives the name
    QCOMPARE(rowOf(copy, n - 1)[99], double((std::size_t(n) * 100 - 1) % 1001));
}

void TestArrayFiles::specsAreSplit()
{
    writeBytes(at("a.h5"), "x");
    writeBytes(at("b:c.h5"), "x");
    const auto parts = [&](const char* spec) {
        const SplitSpec split = splitSpec(at(spec).string());
        return std::pair(split.file.filename().string(), split.part);
    };
    using Pair = std::pair<std::string, std::string>;
    QCOMPARE(parts("a.h5"), Pair("a.h5", ""));
    QCOMPARE(parts("a.h5:/x/y"), Pair("a.h5", "/x/y"));
    QCOMPARE(parts("a.h5:/x:y"), Pair("a.h5", "/x:y"));
    QCOMPARE(parts("b:c.h5"), Pair("b:c.h5", ""));
    QCOMPARE(parts("b:c.h5:z"), Pair("b:c.h5", "z"));
    QCOMPARE(parts("no.h5:z").second, std::string());
}

QTEST_GUILESS_MAIN(TestArrayFiles)
#include "test_array_files.moc"
