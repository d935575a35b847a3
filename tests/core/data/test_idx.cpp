// SPDX-License-Identifier: MIT
// IDX files: values, pairing with labels, gzip, and everything that can be wrong with them.
#include "core/data/dataset.hpp"
#include "core/data/labels.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

class TestIdx : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void imagesAndLabelsArePaired_data();
    void imagesAndLabelsArePaired();
    void otherTypesArePoints_data();
    void otherTypesArePoints();
    void labelCountsMustAgree();
    void labelsAreNotSamples();
    void badFilesAreTold_data();
    void badFilesAreTold();
    void hashCoversImagesAndLabels();
    void progressReachesTheEndAndCancels();
    void readLabelsRefusesWhatIsNoLabel_data();
    void readLabelsRefusesWhatIsNoLabel();

private:
    fs::path at(const QString& name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestIdx::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestIdx::imagesAndLabelsArePaired_data()
{
    QTest::addColumn<QString>("images");
    QTest::addColumn<QString>("labels");
    QTest::addColumn<bool>("paired");
    QTest::newRow("plain") << "train-images-idx3-ubyte"
                           << "train-labels-idx1-ubyte" << true;
    QTest::newRow("gzip") << "t10k-images-idx3-ubyte.gz"
                          << "t10k-labels-idx1-ubyte.gz" << true;
    QTest::newRow("mixed") << "a-images.idx3-ubyte"
                           << "a-labels.idx1-ubyte.gz" << true;
    QTest::newRow("short names") << "images.gz"
                                 << "labels" << true;
    QTest::newRow("no labels") << "train-images-idx3-ubyte"
                               << "" << false;
    QTest::newRow("another set's labels") << "x-images"
                                          << "y-labels" << false;
    QTest::newRow("name without images") << "pixels"
                                         << "labels" << false;
}

void TestIdx::imagesAndLabelsArePaired()
{
    QFETCH(QString, images);
    QFETCH(QString, labels);
    QFETCH(bool, paired);
    const auto write = [&](const QString& name, const std::string& bytes) {
        writeBytes(at(name), name.endsWith(".gz") ? gzipped(bytes) : bytes);
    };
    write(images, idxImages(5, 2, 3));
    if (!labels.isEmpty())
        write(labels, idxLabels(5, 3));

    const Dataset data = openDataset(at(images).string());
    QCOMPARE(data.size(), Index(5));
    QCOMPARE(data.sampleShape, (std::vector<std::int64_t>{1, 2, 3}));
    QVERIFY(data.isImage());
    QVERIFY(data.isBytes());
    QCOMPARE(data.format, std::string(images.endsWith(".gz") ? "IDX (gzip)" : "IDX"));
    std::array<float, 6> pixels{};
    data.copySample(4, pixels.data());
    QCOMPARE(pixels, (std::array<float, 6>{28, 29, 30, 31, 32, 33}));
    QCOMPARE(data.labels,
             paired ? (std::vector<std::int32_t>{0, 1, 2, 0, 1}) : std::vector<std::int32_t>());
    QCOMPARE(data.classCount(), paired ? 3 : 0);
    QCOMPARE(data.className(2), std::string(paired ? "2" : ""));
    QCOMPARE(data.hash, datasetHash(data.spec));
    QVERIFY(data.warnings.empty());
}

void TestIdx::otherTypesArePoints_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("single");
    QTest::newRow("int8") << 0x09 << QByteArray::fromHex("ff02807f") << true;
    QTest::newRow("int16") << 0x0B << QByteArray::fromHex("ffff0002ff80007f") << false;
    QTest::newRow("int32") << 0x0C << QByteArray::fromHex("ffffffff00000002ffffff800000007f")
                           << false;
    QTest::newRow("float32") << 0x0D << QByteArray::fromHex("bf80000040000000c300000042fe0000")
                             << true;
    QTest::newRow("float64") << 0x0E
                             << QByteArray::fromHex("bff00000000000004000000000000000"
                                                    "c060000000000000405fc00000000000")
                             << false;
}

void TestIdx::otherTypesArePoints()
{
    QFETCH(int, type);
    QFETCH(QByteArray, payload);
    QFETCH(bool, single);
    writeBytes(at("points"),
               idxBytes(static_cast<unsigned char>(type), {2, 2}, payload.toStdString()));
    const Dataset data = openDataset(at("points").string());
    QCOMPARE(data.sampleShape, std::vector<std::int64_t>{2});
    QCOMPARE(std::holds_alternative<ValueArray<float>>(data.values), single);
    std::array<double, 4> values{};
    data.copySample(0, values.data());
    data.copySample(1, values.data() + 2);
    QCOMPARE(values, (std::array<double, 4>{-1, 2, -128, 127}));
}

void TestIdx::labelCountsMustAgree()
{
    writeBytes(at("train-images-idx3-ubyte"), idxImages(5, 2, 2));
    writeBytes(at("train-labels-idx1-ubyte"), idxLabels(4, 2));
    const auto error = errorOf([&] { openDataset(at("train-images-idx3-ubyte").string()); });
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "4 labels for 5 samples"), QByteArray());
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "train-labels-idx1-ubyte"), QByteArray());
}

void TestIdx::labelsAreNotSamples()
{
    writeBytes(at("train-labels-idx1-ubyte"), idxLabels(4, 2));
    const auto error = errorOf([&] { openDataset(at("train-labels-idx1-ubyte").string()); });
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "labels, not samples"), QByteArray());
}

void TestIdx::badFilesAreTold_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const std::string& bytes, ErrorKind kind,
                        const char* text) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << kind << text;
    };
    const std::string good = idxImages(3, 4, 4);
    row("empty", "", ErrorKind::Format, "empty");
    row("header cut", good.substr(0, 10), ErrorKind::Format, "truncated: the IDX header");
    row("values cut", good.substr(0, good.size() - 1), ErrorKind::Format,
        "truncated: 3 x 4 x 4, uint8 needs 48 bytes, the file holds 47");
    row("too long", good + "x", ErrorKind::Format, "more bytes than its header says");
    row("unknown type", idxBytes(0x0F, {1, 1}, "x"), ErrorKind::Format, "not a data set");
    row("huge", idxBytes(0x08, {0xffffffff, 0xfffffff, 0x1}, "x"), ErrorKind::Format, "truncated");
    row("overflow", idxBytes(0x0E, {0xffffffff, 0xffffffff, 0xffffffff}, "x"), ErrorKind::Format,
        "impossible shape");
    row("zero samples", idxBytes(0x08, {0, 28, 28}, ""), ErrorKind::InvalidInput, "zero samples");
    row("zero pixels", idxBytes(0x08, {3, 0, 28}, ""), ErrorKind::InvalidInput, "no values");
    row("gzip cut", gzipped(idxImages(30, 28, 28)).substr(0, 200), ErrorKind::Format, "truncated");
    const std::string packed = gzipped(good);
    row("gzip trailer cut", packed.substr(0, packed.size() - 5), ErrorKind::Format, "truncated");
    std::string wrongSum = packed;
    wrongSum[packed.size() - 6] = char(wrongSum[packed.size() - 6] ^ 1);
    row("gzip checksum", wrongSum, ErrorKind::Format, "cannot be read further");
    row("gzip bomb", gzipped(idxBytes(0x08, {1u << 30, 1u << 10, 1u << 10}, "x")),
        ErrorKind::Format, "truncated");
    row("gzip of something else", gzipped("hello world"), ErrorKind::Format, "gzip-compressed");
    row("nan", idxBytes(0x0D, {2, 1}, std::string("\x7f\xc0\0\0\x3f\x80\0\0", 8)),
        ErrorKind::Numeric, "1 of 2 rows hold NaN or infinity; the first is row 0");
}

void TestIdx::badFilesAreTold()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    writeBytes(at("bad-images"), bytes.toStdString());
    const auto error = errorOf([&] { openDataset(at("bad-images").string()); });
    QCOMPARE(flawOf(error, kind, text.toStdString()), QByteArray());
    QCOMPARE(flawOf(error, kind, "bad-images"), QByteArray());
}

void TestIdx::hashCoversImagesAndLabels()
{
    writeBytes(at("a-images"), idxImages(4, 2, 2));
    const std::string bare = datasetHash(at("a-images").string());
    writeBytes(at("a-labels"), idxLabels(4, 2));
    const std::string labelled = datasetHash(at("a-images").string());
    writeBytes(at("a-labels"), idxLabels(4, 3));
    const std::string relabelled = datasetHash(at("a-images").string());
    QVERIFY(bare != labelled);
    QVERIFY(labelled != relabelled);
    writeBytes(at("b-images"), idxImages(4, 2, 2));
    writeBytes(at("b-labels"), idxLabels(4, 3));
    QCOMPARE(datasetHash(at("b-images").string()), relabelled);
}

void TestIdx::progressReachesTheEndAndCancels()
{
    writeBytes(at("a-images.gz"), gzipped(idxImages(2000, 28, 28)));
    const Progress progress;
    openDataset(at("a-images.gz").string(), progress);
    QCOMPARE(progress.snapshot().fraction, 1.0);
    progress.cancel();
    QVERIFY_EXCEPTION_THROWN(openDataset(at("a-images.gz").string(), progress), Cancelled);
}

void TestIdx::readLabelsRefusesWhatIsNoLabel_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const std::string& bytes, const char* text) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << text;
    };
    row("images", idxImages(2, 2, 2), "one number per sample");
    row("negative", idxBytes(0x09, {2}, "\x01\xff"), "label -1 in row 1");
    row("identifiers", idxBytes(0x0C, {1}, std::string("\x7f\0\0\0", 4)), "no class number");
    row("measurements", idxBytes(0x0D, {1}, std::string("\x3f\0\0\0", 4)), "not a whole number");
    row("text", "cat\ndog\n", "cannot be read as labels");
}

void TestIdx::readLabelsRefusesWhatIsNoLabel()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    writeBytes(at("labels"), bytes.toStdString());
    const auto error = errorOf([&] { readLabels(at("labels")); });
    QVERIFY(error);
    QCOMPARE(flawOf(error, error->kind(), text.toStdString()), QByteArray());
}

QTEST_GUILESS_MAIN(TestIdx)
#include "test_idx.moc"
