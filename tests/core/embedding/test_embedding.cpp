// SPDX-License-Identifier: MIT
// The reading side of embeddings: our artifacts, arrays that people bring, and what can be wrong.
#include "core/base/hash.hpp"
#include "core/base/hdf5.hpp"
#include "core/data/dataset.hpp"
#include "core/data/npy.hpp"
#include "core/embedding/embedding.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <memory>
#include <numeric>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestEmbedding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void artifactsTellEverything();
    void userLayersGoByName();
    void oneArrayIsOneLayer();
    void npyKeepsItsPrecision_data();
    void npyKeepsItsPrecision();
    void furtherAxesAreFlattened();
    void dataSetsAreOneLayer();
    void samplesAreTheInput();
    void labelsMayBeGiven();
    void nonFiniteRowsAreCounted();
    void badFilesAreTold_data();
    void badFilesAreTold();
    void replacedFilesAreNoticed();
    void unknownLayersAreTold();
    void hugeLayersAreRefused();

private:
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::vector<float> counting(std::size_t count)
{
    std::vector<float> values(count);
    std::iota(values.begin(), values.end(), 0.0F);
    return values;
}

/// What `leafscope embed` writes for 4 of 60 samples and two layers.
void writeArtifact(const fs::path& path)
{
    Hdf5File out = Hdf5File::create(path);
    const std::vector<float> values = counting(32);
    out.write("/embeddings/relu.1", {4, 3}, values.data());
    out.write("/embeddings/conv", {4, 8}, values.data());
    out.setNumber("/embeddings/conv", "order", 0);
    out.setNumber("/embeddings/conv", "depth", 0.25);
    out.setText("/embeddings/conv", "type", "Conv2d");
    out.setText("/embeddings/conv", "shape", "[2, 2, 2]");
    out.setNumber("/embeddings/relu.1", "order", 1);
    out.setNumber("/embeddings/relu.1", "depth", 0.75);
    out.setText("/embeddings/relu.1", "type", "ReLU");
    out.setText("/embeddings/relu.1", "shape", "[3]");
    out.write("/indices", {4}, std::vector<std::int64_t>{3, 9, 27, 59}.data());
    out.write("/labels", {4}, std::vector<std::int32_t>{0, 1, 1, 0}.data());
    out.write("/predictions", {4}, std::vector<std::int32_t>{0, 1, 0, 0}.data());
    out.write("/confidences", {4}, std::vector<float>{0.5F, 0.75F, 1, 0.25F}.data());
    out.setText("/", "recipe", "{}");
    out.setText("/", "hash", "abc");
    out.setText("/", "class_names", R"(["cat", "dog"])");
    out.setText("/", "sampling", "4 of 60, stratified by label, seed 1");
    out.setNumber("/", "total", 60);
    out.close();
}

} // namespace

void TestEmbedding::artifactsTellEverything()
{
    writeArtifact(at("emb.h5"));
    const EmbeddingHeader e = openEmbedding(at("emb.h5"));
    QCOMPARE(e.n, Index(4));
    QCOMPARE(e.total, Index(60));
    QCOMPARE(e.hash, std::string("abc"));
    QCOMPARE(e.sampling, std::string("4 of 60, stratified by label, seed 1"));
    QCOMPARE(e.indices, (std::vector<std::int64_t>{3, 9, 27, 59}));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{0, 1, 1, 0}));
    QCOMPARE(e.predictions, (std::vector<std::int32_t>{0, 1, 0, 0}));
    QCOMPARE(e.confidences, (std::vector<float>{0.5F, 0.75F, 1, 0.25F}));
    QCOMPARE(e.classNames, (std::vector<std::string>{"cat", "dog"}));
    QCOMPARE(e.layers.size(), std::size_t(2));
    const LayerHeader& conv = e.layers[0]; // by order, not by name
    QCOMPARE(conv.name, std::string("conv"));
    QCOMPARE(conv.type, std::string("Conv2d"));
    QCOMPARE(conv.shape, (std::vector<std::int64_t>{2, 2, 2}));
    QCOMPARE(conv.dim, Index(8));
    QCOMPARE(conv.depth, 0.25);
    QCOMPARE(e.layers[1].name, std::string("relu.1"));
    QCOMPARE(e.layers[1].depth, 0.75);
    QVERIFY(e.find("relu.1") == &e.layers[1]);
    QVERIFY(!e.find("relu"));

    const auto x = std::get<MatrixF>(readLayer(e, "relu.1"));
    QCOMPARE(x.rows(), Index(4));
    QCOMPARE(x(3, 2), 11.0F);
    QCOMPARE(std::get<MatrixF>(readLayer(e, "conv"))(1, 0), 8.0F);
}

void TestEmbedding::userLayersGoByName()
{
    {
        Hdf5File out = Hdf5File::create(at("mine.h5"));
        const std::vector<float> values = counting(20);
        for (const char* name : {"/embeddings/c", "/embeddings/a", "/embeddings/block/b"})
            out.write(name, {2, 2, 5}, values.data());
        out.close();
    }
    const EmbeddingHeader e = openEmbedding(at("mine.h5"));
    QCOMPARE(e.layers.size(), std::size_t(3));
    QCOMPARE(e.layers[0].name, std::string("a"));
    QCOMPARE(e.layers[1].name, std::string("block/b"));
    QCOMPARE(e.layers[2].name, std::string("c"));
    QCOMPARE(e.layers[0].depth, 0.0);
    QCOMPARE(e.layers[1].depth, 0.5);
    QCOMPARE(e.layers[2].depth, 1.0);
    QCOMPARE(e.layers[0].shape, (std::vector<std::int64_t>{2, 5}));
    QCOMPARE(e.hash, hashFile(at("mine.h5")));
    QCOMPARE(e.sampling, std::string("all 2"));
    QCOMPARE(e.total, Index(2));
    QCOMPARE(e.indices, (std::vector<std::int64_t>{0, 1}));
    QVERIFY(e.labels.empty() && e.predictions.empty() && e.confidences.empty());
    QCOMPARE(std::get<MatrixF>(readLayer(e, "block/b"))(1, 9), 19.0F);
}

void TestEmbedding::oneArrayIsOneLayer()
{
    {
        Hdf5File out = Hdf5File::create(at("one.h5"));
        out.write("/points", {3, 2}, std::vector<double>{1, 2, 3, 4, 5, 6.5}.data());
        out.write("/labels", {3}, std::vector<std::int64_t>{2, 0, 2}.data());
        out.close();
    }
    const EmbeddingHeader e = openEmbedding(at("one.h5"));
    QCOMPARE(e.layers.size(), std::size_t(1));
    QCOMPARE(e.layers[0].name, std::string("points"));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{2, 0, 2}));
    QCOMPARE(std::get<MatrixD>(readLayer(e, "points"))(2, 1), 6.5);
}

void TestEmbedding::npyKeepsItsPrecision_data()
{
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<bool>("isDouble");
    for (const char* dtype : {"<f2", "<f4", "|u1", "|i1", "|b1"})
        QTest::newRow(dtype) << dtype << false;
    for (const char* dtype : {"<f8", ">f8", "<i2", "<i4", "<i8", "<u4"})
        QTest::newRow(dtype) << dtype << true;
}

void TestEmbedding::npyKeepsItsPrecision()
{
    QFETCH(QString, dtype);
    QFETCH(bool, isDouble);
    const std::string header =
        "{'descr': '" + dtype.toStdString() + "', 'fortran_order': False, 'shape': (3, 2)}";
    const std::size_t width = std::size_t(dtype.back().digitValue());
    writeBytes(at("points.npy"), npyBytes(header, std::string(6 * width, '\0')));
    const EmbeddingHeader e = openEmbedding(at("points.npy"));
    QCOMPARE(e.layers.at(0).name, std::string("points"));
    QCOMPARE(e.layers[0].dim, Index(2));
    const Points x = readLayer(e, "points");
    QCOMPARE(std::holds_alternative<MatrixD>(x), isDouble);
    QCOMPARE(rowsOf(x), Index(3));
    QCOMPARE(std::visit([](const auto& m) { return double(m.cwiseAbs().maxCoeff()); }, x), 0.0);
}

void TestEmbedding::furtherAxesAreFlattened()
{
    const std::vector<float> values = counting(24);
    writeNpy(at("x.npy"), {2, 3, 4}, values.data());
    const EmbeddingHeader e = openEmbedding(at("x.npy"));
    QCOMPARE(e.layers[0].shape, (std::vector<std::int64_t>{3, 4}));
    QCOMPARE(std::get<MatrixF>(readLayer(e, "x"))(1, 11), 23.0F);
    writeNpy(at("column.npy"), {24}, values.data());
    QCOMPARE(openEmbedding(at("column.npy")).layers[0].dim, Index(1));
    const fs::path fortran =
        fs::path(LEAFSCOPE_SOURCE_DIR) / "tests/data/numpy_cube_fortran_int16.npy";
    const auto turned =
        std::get<MatrixD>(readLayer(openEmbedding(fortran), fortran.stem().string()));
    for (Index i = 0; i < 24; ++i)
        QCOMPARE(turned(i / 12, i % 12), double(i));
}

void TestEmbedding::dataSetsAreOneLayer()
{
    for (const std::string spec : {"synthetic:swissroll?n=50&seed=3", "fashion-mnist:test"}) {
        const Dataset data = openDataset(spec);
        const EmbeddingHeader embedding = openEmbedding(spec);
        QCOMPARE(embedding.n, data.size());
        QCOMPARE(embedding.layers.size(), std::size_t(1));
        QCOMPARE(embedding.layers[0].name, std::string("input"));
        QCOMPARE(embedding.layers[0].shape, data.sampleShape);
        QCOMPARE(embedding.labels, data.labels);
        QCOMPARE(embedding.classNames, data.classNames);
        QCOMPARE(embedding.hash, data.hash);
        const Points points = readLayer(embedding, "input");
        std::vector<double> row(std::size_t(data.sampleSize()));
        data.copySample(7, row.data());
        for (std::size_t c = 0; c < row.size(); ++c)
            QCOMPARE(std::visit([&](const auto& m) { return double(m(7, Index(c))); }, points),
                     row[c]);
    }
}

/// A result of `sample` is opened by its content, not by the names of its arrays.
void TestEmbedding::samplesAreTheInput()
{
    const fs::path path = at("samples.h5");
    {
        Hdf5File out = Hdf5File::create(path);
        const std::vector<float> values = counting(12);
        const std::vector<std::int64_t> indices{5, 8, 13, 21};
        out.write("/samples", {4, 3}, values.data());
        out.write("/indices", {4}, indices.data());
        out.setText("/", "recipe", R"({"analysis": "sample"})");
        out.setText("/", "sampling", "4 of 30, drawn at random, seed 1");
        out.setNumber("/", "total", 30);
        out.close();
    }
    const EmbeddingHeader embedding = openEmbedding(path);
    QCOMPARE(embedding.layers.size(), std::size_t(1));
    QCOMPARE(embedding.layers[0].name, std::string("input"));
    QCOMPARE(embedding.indices, (std::vector<std::int64_t>{5, 8, 13, 21}));
    QCOMPARE(embedding.total, Index(30));
    QCOMPARE(std::get<MatrixF>(readLayer(embedding, "input"))(3, 2), 11.0F);
}

void TestEmbedding::labelsMayBeGiven()
{
    const std::vector<float> values = counting(6);
    writeNpy(at("x.npy"), {3, 2}, values.data());
    writeBytes(at("labels.idx"), idxLabels(3, 2));
    const EmbeddingHeader e = openEmbedding(at("x.npy"), at("labels.idx"));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{0, 1, 0}));
    QVERIFY(e.hash != openEmbedding(at("x.npy")).hash);
    writeBytes(at("labels.idx"), idxLabels(4, 2));
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("x.npy"), at("labels.idx")); }),
                    ErrorKind::InvalidInput, "4 labels for 3 samples"),
             QByteArray());
    // Given labels take the place of wrong ones in the file.
    writeArtifact(at("emb.h5"));
    QCOMPARE(openEmbedding(at("emb.h5"), at("labels.idx")).labels,
             (std::vector<std::int32_t>{0, 1, 0, 1}));
}

void TestEmbedding::nonFiniteRowsAreCounted()
{
    writeArtifact(at("emb.h5"));
    {
        Hdf5File out = Hdf5File::modify(at("emb.h5"));
        out.writeRows("/embeddings/conv", 1, 1, std::vector<float>(8, NAN).data());
        out.writeRows("/embeddings/conv", 3, 1, std::vector<float>(8, INFINITY).data());
        out.close();
    }
    const EmbeddingHeader e = openEmbedding(at("emb.h5"));
    const auto error = errorOf([&] { readLayer(e, "conv"); });
    QCOMPARE(
        flawOf(error, ErrorKind::Numeric, "2 of 4 rows hold NaN or infinity; the first is row 1"),
        QByteArray());
    QCOMPARE(flawOf(error, ErrorKind::Numeric, "layer conv"), QByteArray());
    QCOMPARE(rowsOf(readLayer(e, "relu.1")), Index(4));
}

void TestEmbedding::badFilesAreTold_data()
{
    QTest::addColumn<QString>("arrays"); ///< path=rows,columns;...
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    const auto input = ErrorKind::InvalidInput;
    QTest::newRow("one sample") << "/embeddings/a=1,5" << input << "one sample only";
    QTest::newRow("zero samples") << "/embeddings/a=0,5" << input << "zero samples";
    QTest::newRow("zero columns") << "/embeddings/a=5,0" << input << "no columns";
    QTest::newRow("unequal layers")
        << "/embeddings/a=4,2;/embeddings/b=3,2" << input << "layer b has 3 rows, layer a has 4";
    QTest::newRow("labels") << "/embeddings/a=4,2;/labels=3" << input << "3 labels for 4 samples";
    QTest::newRow("predictions") << "/embeddings/a=4,2;/predictions=5" << input
                                 << "/predictions has shape 5, the layers have 4 rows";
    QTest::newRow("indices of two columns")
        << "/embeddings/a=4,2;/indices=4,2" << input << "/indices has shape 4 x 2";
    QTest::newRow("ambiguous") << "/a=4,2;/b=5,2" << input
                               << "/a (4 x 2, float32), /b (5 x 2, float32)";
    QTest::newRow("nothing") << "" << ErrorKind::Format << "no numeric array";
}

void TestEmbedding::badFilesAreTold()
{
    QFETCH(QString, arrays);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    {
        Hdf5File out = Hdf5File::create(at("x.h5"));
        const std::vector<float> ones(100, 1);
        for (const QString& array : arrays.split(';', Qt::SkipEmptyParts)) {
            std::vector<std::int64_t> shape;
            for (const QString& extent : array.section('=', 1).split(','))
                shape.push_back(extent.toLongLong());
            out.write(array.section('=', 0, 0).toStdString(), shape, ones.data());
        }
        out.close();
    }
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("x.h5")); }), kind, text.toStdString()),
             QByteArray());
}

void TestEmbedding::replacedFilesAreNoticed()
{
    const std::vector<float> values = counting(6);
    writeNpy(at("x.npy"), {3, 2}, values.data());
    const EmbeddingHeader e = openEmbedding(at("x.npy"));
    writeNpy(at("x.npy"), {2, 3}, values.data());
    QCOMPARE(flawOf(errorOf([&] { readLayer(e, "x"); }), ErrorKind::InvalidInput, "no longer"),
             QByteArray());
}

void TestEmbedding::unknownLayersAreTold()
{
    writeArtifact(at("emb.h5"));
    const EmbeddingHeader e = openEmbedding(at("emb.h5"));
    QCOMPARE(flawOf(errorOf([&] { readLayer(e, "fc"); }), ErrorKind::InvalidInput, "conv, relu.1"),
             QByteArray());
    writeBytes(at("x.pt"),
               readBytes(fs::path(LEAFSCOPE_SOURCE_DIR) / "tests/data/torch_script.pt"));
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("x.pt")); }), ErrorKind::Format, "TorchScript"),
             QByteArray());
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("no.h5")); }), ErrorKind::Io, "no such file"),
             QByteArray());
}

void TestEmbedding::hugeLayersAreRefused()
{
    // HDF5 takes no disk for an array that nobody wrote into, so small files can promise much.
    const auto refusal = [&](std::int64_t rows, std::int64_t columns) {
        Hdf5File out = Hdf5File::create(at("huge.h5"));
        out.createArray("/embeddings/a", ElementType::Float32, {rows, columns});
        out.close();
        return errorOf([&] { readLayer(openEmbedding(at("huge.h5")), "a"); });
    };
    QCOMPARE(flawOf(refusal(1 << 20, 1 << 29), ErrorKind::OutOfMemory, "layer a"), QByteArray());
    QCOMPARE(flawOf(refusal(1 << 30, 1 << 30), ErrorKind::Format, "impossible shape"),
             QByteArray());
}

QTEST_GUILESS_MAIN(TestEmbedding)
#include "test_embedding.moc"
