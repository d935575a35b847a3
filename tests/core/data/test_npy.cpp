// SPDX-License-Identifier: MIT
// .npy files: NumPy's own, ours, and damaged ones.
#include "core/data/dataset.hpp"
#include "core/data/labels.hpp"
#include "core/data/npy.hpp"
#include "core/data/shapes.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data";

/// The table that make_reader_fixtures.py stores.
std::vector<double> table()
{
    std::vector<double> values(12);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = double(i) * 1.5 - 4;
    return values;
}

} // namespace

class TestNpy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void numpysFilesAreRead();
    void fortranOrderOfAnyRankIsTurned();
    void halfPrecisionIsExact();
    void objectsAreRefused();
    void everyIntegerTypeIsExact_data();
    void everyIntegerTypeIsExact();
    void writtenFilesComeBack();
    void shapesBecomeSamples_data();
    void shapesBecomeSamples();
    void labelsAreFoundBeside();
    void nonFiniteRowsAreCounted();
    void badFilesAreTold_data();
    void badFilesAreTold();
    void heldOutSetsAreFoundByName();
    void countsAndShapesAreSafe();

private:
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestNpy::numpysFilesAreRead()
{
    const NpyArray single = readNpy(kData / "numpy_float32.npy");
    QCOMPARE(single.shape, (std::vector<std::int64_t>{3, 4}));
    const auto& floats = std::get<std::vector<float>>(single.values);
    QCOMPARE(floats.size(), std::size_t(12));
    for (std::size_t i = 0; i < 12; ++i)
        QCOMPARE(double(floats[i]), table()[i]);

    const StoredArray header = readNpyHeader(kData / "numpy_fortran_big_endian.npy");
    QVERIFY(header.fortranOrder);
    QVERIFY(header.encoding.bigEndian);
    QCOMPARE(header.describe(), std::string("3 x 4, float64"));
    const NpyArray turned = readNpy(kData / "numpy_fortran_big_endian.npy");
    QCOMPARE(std::get<std::vector<double>>(turned.values), table());

    const NpyArray booleans = readNpy(kData / "numpy_version_3.npy");
    QCOMPARE(std::get<std::vector<float>>(booleans.values), (std::vector<float>{1, 0, 0, 1}));
}

void TestNpy::fortranOrderOfAnyRankIsTurned()
{
    const NpyArray cube = readNpy(kData / "numpy_cube_fortran_int16.npy");
    QCOMPARE(cube.shape, (std::vector<std::int64_t>{2, 3, 4}));
    std::vector<std::int64_t> counted(24);
    std::iota(counted.begin(), counted.end(), 0);
    QCOMPARE(std::get<std::vector<std::int64_t>>(cube.values), counted);
}

void TestNpy::halfPrecisionIsExact()
{
    const NpyArray halves = readNpy(kData / "numpy_float16.npy");
    const auto& values = std::get<std::vector<float>>(halves.values);
    QCOMPARE(values, (std::vector<float>{0.5F, -2, 65504, 0x1p-24F, -0.0F, 0.333251953125F}));
    QVERIFY(std::signbit(values[4]));
}

void TestNpy::objectsAreRefused()
{
    const auto error = errorOf([] { openDataset((kData / "numpy_object.npy").string()); });
    QCOMPARE(flawOf(error, ErrorKind::Unsupported, "Python objects"), QByteArray());
    QCOMPARE(flawOf(error, ErrorKind::Unsupported, "numpy.stack"), QByteArray());
}

void TestNpy::everyIntegerTypeIsExact_data()
{
    QTest::addColumn<QString>("dtype");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const auto row = [](const char* dtype, const char* hex, double low, double high) {
        QTest::newRow(dtype) << dtype << QByteArray::fromHex(hex) << low << high;
    };
    row("|b1", "0001", 0, 1);
    row("|u1", "00ff", 0, 255);
    row("|i1", "807f", -128, 127);
    row("<u2", "0000ffff", 0, 65535);
    row(">i2", "80007fff", -32768, 32767);
    row("<u4", "00000000ffffffff", 0, 4294967295.0);
    row(">i4", "800000007fffffff", -2147483648.0, 2147483647.0);
    row("<i8", "ffffffffffffffff0000000000002000", -1, 9007199254740992.0);
    row(">u8", "00000000000000000020000000000000", 0, 9007199254740992.0);
    row("<f4", "000080bf0000803f", -1, 1);
    row(">f8", "bff00000000000003ff0000000000000", -1, 1);
}

void TestNpy::everyIntegerTypeIsExact()
{
    QFETCH(QString, dtype);
    QFETCH(QByteArray, payload);
    QFETCH(double, low);
    QFETCH(double, high);
    writeBytes(at("x.npy"), npyBytes("{'descr': '" + dtype.toStdString() +
                                         "', 'fortran_order': False, 'shape': (2, 1)}",
                                     payload.toStdString()));
    const Dataset data = openDataset(at("x.npy").string());
    double first = 0;
    double second = 0;
    data.copySample(0, &first);
    data.copySample(1, &second);
    QCOMPARE(first, low);
    QCOMPARE(second, high);
    QCOMPARE(data.isBytes(), dtype == "|u1");
}

void TestNpy::writtenFilesComeBack()
{
    const std::vector<double> doubles = table();
    writeNpy(at("d.npy"), {4, 3}, doubles.data());
    QCOMPARE(std::get<std::vector<double>>(readNpy(at("d.npy")).values), doubles);
    QCOMPARE(readNpyHeader(at("d.npy")).offset % 64, std::uint64_t(0));
    const std::vector<float> floats(12, 0.1F);
    writeNpy(at("f.npy"), {12}, floats.data());
    QCOMPARE(std::get<std::vector<float>>(readNpy(at("f.npy")).values), floats);
    const std::vector<std::uint8_t> bytes{0, 128, 255};
    writeNpy(at("b.npy"), {3, 1, 1}, bytes.data());
    QCOMPARE(std::get<std::vector<std::uint8_t>>(readNpy(at("b.npy")).values), bytes);
    const std::vector<std::int32_t> whole{-5, 7};
    writeNpy(at("i.npy"), {2}, whole.data());
    QCOMPARE(std::get<std::vector<std::int64_t>>(readNpy(at("i.npy")).values),
             (std::vector<std::int64_t>{-5, 7}));
    const std::int64_t one = 1LL << 60;
    writeNpy(at("s.npy"), {}, &one);
    const NpyArray scalar = readNpy(at("s.npy"));
    QVERIFY(scalar.shape.empty());
    QCOMPARE(std::get<std::vector<std::int64_t>>(scalar.values), std::vector<std::int64_t>{one});
}

void TestNpy::shapesBecomeSamples_data()
{
    using Sizes = std::vector<std::int64_t>;
    QTest::addColumn<Sizes>("shape");
    QTest::addColumn<Sizes>("sample");
    QTest::addColumn<bool>("image");
    QTest::addColumn<int>("warnings");
    QTest::newRow("values") << Sizes{6} << Sizes{1} << false << 0;
    QTest::newRow("points") << Sizes{2, 3} << Sizes{3} << false << 0;
    QTest::newRow("grey images") << Sizes{2, 3, 4} << Sizes{1, 3, 4} << true << 0;
    QTest::newRow("colour images") << Sizes{2, 3, 5, 6} << Sizes{3, 5, 6} << true << 0;
    QTest::newRow("channels last") << Sizes{2, 5, 6, 3} << Sizes{5, 6, 3} << false << 1;
    QTest::newRow("volumes") << Sizes{2, 2, 2, 2, 2} << Sizes{2, 2, 2, 2} << false << 0;
}

void TestNpy::shapesBecomeSamples()
{
    QFETCH(std::vector<std::int64_t>, shape);
    QFETCH(std::vector<std::int64_t>, sample);
    QFETCH(bool, image);
    QFETCH(int, warnings);
    const std::vector<float> values(*elementCount(shape), 0.5F);
    writeNpy(at("x.npy"), shape, values.data());
    const Dataset data = openDataset(at("x.npy").string());
    QCOMPARE(data.size(), Index(shape[0]));
    QCOMPARE(data.sampleShape, sample);
    QCOMPARE(data.isImage(), image);
    QCOMPARE(int(data.warnings.size()), warnings);
    QVERIFY(!data.isBytes());
    QCOMPARE(data.name, std::string("x.npy"));
}

void TestNpy::labelsAreFoundBeside()
{
    const std::vector<float> values(6, 1);
    writeNpy(at("x.npy"), {3, 2}, values.data());
    const std::string bare = openDataset(at("x.npy").string()).hash;
    const std::vector<double> labels{2, 0, 1};
    writeNpy(at("x-labels.npy"), {3, 1}, labels.data());
    const Dataset data = openDataset(at("x.npy").string());
    QCOMPARE(data.labels, (std::vector<std::int32_t>{2, 0, 1}));
    QVERIFY(data.hash != bare);
    writeNpy(at("x-labels.npy"), {2}, labels.data());
    QCOMPARE(flawOf(errorOf([&] { openDataset(at("x.npy").string()); }), ErrorKind::InvalidInput,
                    "2 labels for 3 samples"),
             QByteArray());
    writeNpy(at("x-labels.npy"), {1, 3}, labels.data());
    QCOMPARE(flawOf(errorOf([&] { readLabels(at("x-labels.npy")); }), ErrorKind::Format,
                    "one number per sample"),
             QByteArray());
}

void TestNpy::nonFiniteRowsAreCounted()
{
    std::vector<float> values(30, 1);
    values[3 * 4 + 2] = std::numeric_limits<float>::quiet_NaN();
    values[3 * 4] = std::numeric_limits<float>::infinity();
    values[3 * 9 + 1] = -std::numeric_limits<float>::infinity();
    writeNpy(at("x.npy"), {10, 3}, values.data());
    QCOMPARE(flawOf(errorOf([&] { openDataset(at("x.npy").string()); }), ErrorKind::Numeric,
                    "2 of 10 rows hold NaN or infinity; the first is row 4"),
             QByteArray());
}

void TestNpy::badFilesAreTold_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const std::string& bytes, ErrorKind kind,
                        const char* text) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << kind << text;
    };
    const auto dict = [](const std::string& descr, const std::string& shape) {
        return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }";
    };
    const std::string payload(24, '\0');
    const std::string good = npyBytes(dict("'<f4'", "(3, 2)"), payload);
    row("values cut", good.substr(0, good.size() - 1), ErrorKind::Format,
        "promises 3 x 2, float32 = 24 bytes, the file has 23");
    row("header cut", good.substr(0, 30), ErrorKind::Format, "truncated: the header");
    row("only the magic", good.substr(0, 6), ErrorKind::Format, "truncated");
    row("too long", good + "x", ErrorKind::Format, "1 bytes beyond");
    row("version 9", good.substr(0, 6) + '\x09' + good.substr(7), ErrorKind::Format, "version 9");
    row("huge", npyBytes(dict("'<f4'", "(1152921504606846976,)"), payload), ErrorKind::Format,
        "promises 1152921504606846976");
    row("overflow", npyBytes(dict("'<f8'", "(4294967296, 4294967296, 4294967296)"), payload),
        ErrorKind::Format, "impossible shape");
    row("overflow hidden by 0", npyBytes(dict("'<f8'", "(0, 9223372036854775807, 3)"), ""),
        ErrorKind::Format, "impossible shape");
    row("extent of 30 digits",
        npyBytes(dict("'<f8'", "(100000000000000000000000000000,)"), payload), ErrorKind::Format,
        "not a list of sizes");
    row("negative", npyBytes(dict("'<f4'", "(-3, 2)"), payload), ErrorKind::Format,
        "list of sizes");
    row("no shape", npyBytes("{'descr': '<f4', 'fortran_order': False}", payload),
        ErrorKind::Format, "lacks descr");
    row("no dictionary", npyBytes("[1, 2]", payload), ErrorKind::Format, "'{' expected");
    row("neither true nor false",
        npyBytes("{'descr': '<f4', 'fortran_order': 1, 'shape': (3, 2)}", payload),
        ErrorKind::Format, "neither True nor False");
    row("unknown key", npyBytes("{'color': '<f4'}", payload), ErrorKind::Format, "'color'");
    row("complex", npyBytes(dict("'<c8'", "(3,)"), payload), ErrorKind::Unsupported, "<c8");
    row("text", npyBytes(dict("'<U2'", "(3,)"), payload), ErrorKind::Unsupported, "<U2");
    row("records", npyBytes(dict("[('a', '<f4'), ('b', '<f8')]", "(2,)"), payload),
        ErrorKind::Unsupported, "named fields");
    row("objects", npyBytes(dict("'|O'", "(3,)"), payload), ErrorKind::Unsupported, "pickle");
    row("scalar", npyBytes(dict("'<f8'", "()"), payload.substr(0, 8)), ErrorKind::InvalidInput,
        "single number");
    row("zero samples", npyBytes(dict("'<f4'", "(0, 5)"), ""), ErrorKind::InvalidInput,
        "zero samples");
    row("zero columns", npyBytes(dict("'<f4'", "(5, 0)"), ""), ErrorKind::InvalidInput,
        "no values");
}

void TestNpy::badFilesAreTold()
{
    QFETCH(QByteArray, bytes);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, text);
    writeBytes(at("bad.npy"), bytes.toStdString());
    const auto error = errorOf([&] { openDataset(at("bad.npy").string()); });
    QCOMPARE(flawOf(error, kind, text.toStdString()), QByteArray());
    QCOMPARE(flawOf(error, kind, "bad.npy"), QByteArray());
}

void TestNpy::heldOutSetsAreFoundByName()
{
    const float value = 1;
    for (const char* name :
         {"train.npy", "test.npy", "train-images-x", "t10k-images-x", "other.npy"})
        writeNpy(at(name), {1}, &value);
    QCOMPARE(heldOutSpec(at("train.npy").string()), at("test.npy").string());
    QCOMPARE(heldOutSpec(at("train-images-x").string()), at("t10k-images-x").string());
    QCOMPARE(heldOutSpec(at("other.npy").string()), std::string());
    QCOMPARE(heldOutSpec(at("train-only.npy").string()), std::string());
    QCOMPARE(heldOutSpec("fashion-mnist"), std::string("fashion-mnist:test"));
    QCOMPARE(heldOutSpec("fashion-mnist:test"), std::string());
    QCOMPARE(heldOutSpec("synthetic:torus"), std::string());
}

void TestNpy::countsAndShapesAreSafe()
{
    using Sizes = std::vector<std::int64_t>;
    QVERIFY(elementCount(Sizes{}) == 1u);
    QVERIFY(elementCount(Sizes{3, 0, 5}) == 0u);
    QVERIFY(!elementCount(Sizes{-1}));
    QVERIFY(!elementCount(Sizes{1LL << 40, 1LL << 40}));
    QCOMPARE(shapeText(Sizes{2, 3}), std::string("2 x 3"));
    QCOMPARE(groupedNumber(0), std::string("0"));
    QCOMPARE(groupedNumber(999), std::string("999"));
    QCOMPARE(groupedNumber(-1000), std::string("-1,000"));
    QCOMPARE(groupedNumber(-100), std::string("-100"));
    QCOMPARE(groupedNumber(1234567), std::string("1,234,567"));
}

QTEST_GUILESS_MAIN(TestNpy)
#include "test_npy.moc"
