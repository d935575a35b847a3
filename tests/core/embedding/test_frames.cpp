// SPDX-License-Identifier: MIT
// Embeddings of several layers and epochs in every form that people bring them.
#include "core/base/hdf5.hpp"
#include "core/data/npy.hpp"
#include "core/embedding/embedding.hpp"
#include "core/embedding/frames.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data";

std::string namesOf(const EmbeddingHeader& e)
{
    std::string names;
    for (const LayerHeader& layer : e.layers)
        names += (names.empty() ? "" : " ") + layer.name;
    return names;
}

/// "0 2 10"
std::string epochsOf(const std::string& spec)
{
    std::string text;
    for (const EmbeddingFrame& frame : embeddingFrames(spec))
        text += (text.empty() ? "" : " ") + std::to_string(frame.epoch);
    return text;
}

double valueAt(const EmbeddingHeader& e, const std::string& layer, Index i, Index j)
{
    return std::visit([&](const auto& m) { return double(m(i, j)); }, readLayer(e, layer));
}

} // namespace

class TestFrames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void archivesHoldLayers();
    void foldersHoldLayers();
    void safetensorsHoldLayers();
    void groupsHoldLayers();
    void epochsOfOneHdf5();
    void epochsOfAFolder_data();
    void epochsOfAFolder();
    void stacksAreTakenWhenLabelsSaySo();
    void whatIsNoSeries();
    void twoSeriesAreTold();
    void hashesFollowContent();
    void damagedLayersHideOnlyThemselves();
    void partsThatAreNotThere_data();
    void partsThatAreNotThere();

private:
    fs::path at(const std::string& name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    void write(const std::string& name, const std::vector<std::int64_t>& shape, float first) const
    {
        fs::create_directories(at(name).parent_path());
        std::int64_t count = 1;
        for (const std::int64_t extent : shape)
            count *= extent;
        std::vector<float> values(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = first + float(i);
        writeNpy(at(name), shape, values.data());
    }
    void writeLabels(const std::string& name, std::size_t n) const
    {
        fs::create_directories(at(name).parent_path());
        std::vector<std::int32_t> labels(n);
        for (std::size_t i = 0; i < n; ++i)
            labels[i] = std::int32_t(i % 2);
        writeNpy(at(name), {std::int64_t(n)}, labels.data());
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestFrames::archivesHoldLayers()
{
    const std::string file = (kData / "numpy_layers.npz").string();
    const EmbeddingHeader e = openEmbedding(file);
    QCOMPARE(namesOf(e), std::string("conv10 fc")); // in the archive's order
    QCOMPARE(e.n, Index(5));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{0, 1, 0, 1, 1}));
    QCOMPARE(e.layers[0].shape, (std::vector<std::int64_t>{2, 2}));
    QCOMPARE(e.layers[1].depth, 1.0);
    QCOMPARE(valueAt(e, "conv10", 4, 3), 19.0);
    QVERIFY(std::holds_alternative<MatrixD>(readLayer(e, "fc")));
    const EmbeddingHeader one = openEmbedding(file + ":fc");
    QCOMPARE(namesOf(one), std::string("fc"));
    QVERIFY(one.hash != e.hash);
    QCOMPARE(one.hash, embeddingHash(file + ":fc"));
    QCOMPARE(flawOf(errorOf([] { openEmbedding((kData / "numpy_labelled.npz").string()); }),
                    ErrorKind::InvalidInput, "layer x_test has 2 rows, layer x_train has 6"),
             QByteArray());
}

void TestFrames::foldersHoldLayers()
{
    write("emb/conv10.npy", {4, 2}, 100);
    write("emb/conv2.npy", {4, 3}, 20);
    writeLabels("emb/labels.npy", 4);
    const EmbeddingHeader e = openEmbedding(at("emb"));
    QCOMPARE(namesOf(e), std::string("conv2 conv10"));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{0, 1, 0, 1}));
    QCOMPARE(valueAt(e, "conv10", 3, 1), 107.0);
    writeLabels("emb/labels.npy", 5);
    QCOMPARE(openEmbedding(at("emb")).warnings.size(), std::size_t(1));
    write("emb/fc.npy", {3, 2}, 0);
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("emb")); }), ErrorKind::InvalidInput,
                    "layer fc has 3 rows, layer conv2 has 4"),
             QByteArray());
}

void TestFrames::safetensorsHoldLayers()
{
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    writeBytes(at("x.safetensors"),
               safetensorsBytes(R"({"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                                R"("a":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]},)"
                                R"("bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                                bytesOfValues(values)));
    const EmbeddingHeader e = openEmbedding(at("x.safetensors"));
    QCOMPARE(namesOf(e), std::string("b a"));
    QCOMPARE(valueAt(e, "a", 1, 1), 6.0);
}

void TestFrames::groupsHoldLayers()
{
    {
        Hdf5File out = Hdf5File::create(at("tree.h5"));
        const std::vector<float> values(20, 1);
        out.write("/run/acts/l10", {5, 2}, values.data());
        out.write("/run/acts/l9", {5, 4}, values.data());
        out.write("/run/acts/scale", {3}, values.data());
        out.write("/run/y", {5}, std::vector<std::int32_t>{4, 3, 2, 1, 0}.data());
        out.write("/other/z", {7, 2}, values.data());
        out.close();
    }
    const std::string spec = at("tree.h5").string() + ":/run/acts";
    const EmbeddingHeader e = openEmbedding(spec);
    QCOMPARE(namesOf(e), std::string("l9 l10"));
    QCOMPARE(e.labels, (std::vector<std::int32_t>{4, 3, 2, 1, 0}));
    QCOMPARE(e.spec, spec);
    QCOMPARE(rowsOf(readLayer(e, "l10")), Index(5));
    QCOMPARE(namesOf(openEmbedding(at("tree.h5").string() + ":/other/z")), std::string("z"));
    QCOMPARE(namesOf(openEmbedding(at("tree.h5").string() + ":/run")),
             std::string("acts/l9 acts/l10"));
}

void TestFrames::epochsOfOneHdf5()
{
    const std::string file = (kData / "h5py_tree.h5").string();
    QCOMPARE(epochsOf(file), std::string("0 2 10"));
    const EmbeddingFrame frame = embeddingFrames(file)[1];
    QCOMPARE(frame.spec, file + ":/epochs/2");
    const EmbeddingHeader e = openEmbedding(frame.spec);
    QCOMPARE(namesOf(e), std::string("conv2 conv10"));
    QCOMPARE(valueAt(e, "conv10", 3, 2), 2.0);
    QCOMPARE(e.labels, (std::vector<std::int32_t>{3, 2, 1, 0}));
    QCOMPARE(valueAt(openEmbedding(file), "conv2", 0, 0), 10.0); // the last epoch
    QCOMPARE(epochsOf(frame.spec), std::string());
}

void TestFrames::epochsOfAFolder_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("epochs");
    QTest::newRow("numbered files")
        << QStringList{"net_epoch003.npy", "net_epoch010.npy", "net_epoch1.npy", "labels.npy"}
        << "1 3 10";
    QTest::newRow("folders") << QStringList{"epoch_3/fc.npy", "epoch_12/fc.npy"} << "3 12";
    QTest::newRow("TimeVis") << QStringList{"Epoch_1/train_data.npy", "Epoch_2/train_data.npy"}
                             << "1 2";
    QTest::newRow("bare folders") << QStringList{"0/a.npy", "5/a.npy"} << "0 5";
    QTest::newRow("bare layers") << QStringList{"0.npy", "5.npy"} << "";
    QTest::newRow("layers") << QStringList{"conv1.npy", "conv2.npy"} << "";
    QTest::newRow("one epoch") << QStringList{"epoch_004.npy"} << "4";
}

void TestFrames::epochsOfAFolder()
{
    QFETCH(QStringList, files);
    QFETCH(QString, epochs);
    float first = 0;
    for (const QString& file : files)
        if (file == "labels.npy")
            writeLabels("s/labels.npy", 4);
        else
            write("s/" + file.toStdString(), {4, 2}, first += 10);
    QCOMPARE(QString::fromStdString(epochsOf(at("s"))), epochs);
    const EmbeddingHeader e = openEmbedding(at("s"));
    QCOMPARE(e.n, Index(4));
    for (const EmbeddingFrame& frame : embeddingFrames(at("s"))) {
        const EmbeddingHeader one = openEmbedding(frame.spec);
        QCOMPARE(one.n, Index(4));
        QCOMPARE(one.hash, embeddingHash(frame.spec));
        QCOMPARE(one.labels.empty(), !files.contains("labels.npy"));
    }
    QCOMPARE(e.hash, embeddingHash(at("s")));
}

void TestFrames::stacksAreTakenWhenLabelsSaySo()
{
    write("x.npy", {3, 4, 2}, 0); // 3 samples of 4 x 2, or 3 layers of 4 samples
    QCOMPARE(namesOf(openEmbedding(at("x.npy"))), std::string("x"));
    writeLabels("x-labels.npy", 4);
    const EmbeddingHeader layers = openEmbedding(at("x.npy"));
    QCOMPARE(namesOf(layers), std::string("layer_0 layer_1 layer_2"));
    QCOMPARE(layers.labels.size(), std::size_t(4));
    QCOMPARE(valueAt(layers, "layer_2", 3, 1), 23.0);
    QVERIFY(embeddingFrames(at("x.npy")).empty());

    write("s.npy", {2, 3, 4, 2}, 0);
    writeLabels("s_labels.npy", 4);
    QCOMPARE(epochsOf(at("s.npy")), std::string("0 1"));
    const std::string first = embeddingFrames(at("s.npy"))[0].spec;
    QCOMPARE(first, at("s.npy").string() + ":epoch=0");
    QCOMPARE(valueAt(openEmbedding(first), "layer_1", 0, 0), 8.0);
    QCOMPARE(valueAt(openEmbedding(at("s.npy")), "layer_1", 0, 0), 32.0);
    QVERIFY(embeddingHash(first) != embeddingHash(at("s.npy")));
    // Labels that match the first axis: these are the samples.
    writeLabels("x-labels.npy", 3);
    QCOMPARE(openEmbedding(at("x.npy")).layers[0].dim, Index(8));
}

void TestFrames::whatIsNoSeries()
{
    QVERIFY(embeddingFrames(at("missing")).empty());
    write("one.npy", {4, 2}, 0);
    QVERIFY(embeddingFrames(at("one.npy")).empty());
    fs::create_directories(at("empty"));
    QVERIFY(embeddingFrames(at("empty")).empty());
    writeBytes(at("empty/epoch_001.pt"), "weights");
    QVERIFY(embeddingFrames(at("empty")).empty());
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(at("empty")); }), ErrorKind::InvalidInput,
                    "no .npy arrays"),
             QByteArray());
}

void TestFrames::twoSeriesAreTold()
{
    write("s/train_epoch1.npy", {4, 2}, 0);
    write("s/test_epoch1.npy", {4, 2}, 0);
    QCOMPARE(
        flawOf(errorOf([&] { embeddingFrames(at("s")); }), ErrorKind::InvalidInput, "both epoch 1"),
        QByteArray());
}

void TestFrames::hashesFollowContent()
{
    write("a/fc.npy", {4, 2}, 0);
    write("b/fc.npy", {4, 2}, 0);
    QCOMPARE(embeddingHash(at("a")), embeddingHash(at("b"))); // the place does not matter
    writeLabels("b/labels.npy", 4);
    QVERIFY(embeddingHash(at("a")) != embeddingHash(at("b")));
    fs::remove(at("b/labels.npy"));
    write("b/fc.npy", {4, 2}, 1);
    QVERIFY(embeddingHash(at("a")) != embeddingHash(at("b")));
    write("s/epoch_1.npy", {4, 2}, 0);
    const std::string before = embeddingHash(at("s"));
    write("s/epoch_2.npy", {4, 2}, 0);
    QVERIFY(embeddingHash(at("s")) != before);
}

void TestFrames::damagedLayersHideOnlyThemselves()
{
    write("emb/a.npy", {4, 2}, 0);
    const std::vector<float> nothing(8, std::numeric_limits<float>::quiet_NaN());
    writeNpy(at("emb/b.npy"), {4, 2}, nothing.data());
    const EmbeddingHeader e = openEmbedding(at("emb"));
    QCOMPARE(rowsOf(readLayer(e, "a")), Index(4));
    QCOMPARE(flawOf(errorOf([&] { readLayer(e, "b"); }), ErrorKind::Numeric,
                    "layer b: 4 of 4 rows hold NaN"),
             QByteArray());
}

void TestFrames::partsThatAreNotThere_data()
{
    QTest::addColumn<QString>("spec");
    QTest::addColumn<QString>("text");
    const QString data = QString::fromStdString(kData.string());
    QTest::newRow("group") << data + "/h5py_tree.h5:/nothing"
                           << "/train/images (4 x 3 x 2 x 2, float16)";
    QTest::newRow("member") << data + "/numpy_layers.npz:fd"
                            << "there is no array fd";
    QTest::newRow("vector") << data + "/numpy_layers.npz:labels"
                            << "there is no array labels of rank 2";
    QTest::newRow("npy") << data + "/numpy_float32.npy:x"
                         << "has no part 'x'";
}

void TestFrames::partsThatAreNotThere()
{
    QFETCH(QString, spec);
    QFETCH(QString, text);
    QCOMPARE(flawOf(errorOf([&] { openEmbedding(spec.toStdString()); }), ErrorKind::InvalidInput,
                    text.toStdString()),
             QByteArray());
}

QTEST_GUILESS_MAIN(TestFrames)
#include "test_frames.moc"
