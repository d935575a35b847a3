// SPDX-License-Identifier: MIT
// HDF5 files: what is written comes back, converted or not, and damage is told.
#include "core/base/hdf5.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <numeric>
#include <thread>

using namespace leafscope;
using leafscope::test::errorOf;
using leafscope::test::flawOf;
namespace fs = std::filesystem;

class TestHdf5 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_file = m_folder.filePath("test.h5").toStdString(); }
    void cleanup() { fs::remove(m_file); }
    void arraysRoundTripInEveryType();
    void rowsAreWrittenInParts();
    void valuesAreConverted();
    void attributesKeepTextAndNumbers();
    void contentsAreListedByName();
    void badRequestsAreTold_data();
    void badRequestsAreTold();
    void brokenFilesAreTold_data();
    void brokenFilesAreTold();
    void threadsMayReadTogether();

private:
    template <class T>
    void roundTrip(ElementType type);

    QTemporaryDir m_folder;
    fs::path m_file;
};

template <class T>
void TestHdf5::roundTrip(ElementType type)
{
    std::vector<T> values(24);
    std::iota(values.begin(), values.end(), T(3));
    Hdf5File out = Hdf5File::create(m_file);
    out.write("/a/b/values", {2, 3, 4}, values.data());
    out.close();
    const Hdf5File in = Hdf5File::open(m_file);
    const ArrayInfo info = in.info("/a/b/values");
    QVERIFY(info.type == type);
    QCOMPARE(info.shape, (std::vector<std::int64_t>{2, 3, 4}));
    QVERIFY(in.read<T>("/a/b/values") == values);
}

void TestHdf5::arraysRoundTripInEveryType()
{
    roundTrip<float>(ElementType::Float32);
    roundTrip<double>(ElementType::Float64);
    roundTrip<std::uint8_t>(ElementType::UInt8);
    roundTrip<std::int32_t>(ElementType::Int32);
    roundTrip<std::int64_t>(ElementType::Int64);
}

void TestHdf5::rowsAreWrittenInParts()
{
    const std::vector<float> rows{1, 2, 3, 4, 5, 6};
    {
        Hdf5File out = Hdf5File::create(m_file);
        out.createArray("/x", ElementType::Float32, {3, 2});
        out.writeRows("/x", 2, 1, rows.data() + 4);
        out.writeRows("/x", 0, 2, rows.data());
        out.writeRows<float>("/x", 3, 0, nullptr);
        out.close();
    }
    const Hdf5File in = Hdf5File::open(m_file);
    QCOMPARE(in.read<float>("/x"), rows);
    std::vector<float> middle(2);
    in.readRows("/x", 1, 1, middle.data());
    QCOMPARE(middle, (std::vector<float>{3, 4}));
}

void TestHdf5::valuesAreConverted()
{
    const std::vector<float> rows{0.5F, -2, 7};
    Hdf5File out = Hdf5File::create(m_file);
    out.write("/x", {3}, rows.data());
    QCOMPARE(out.read<double>("/x"), (std::vector<double>{0.5, -2, 7}));
    QCOMPARE(out.read<std::int64_t>("/x"), (std::vector<std::int64_t>{0, -2, 7}));
}

void TestHdf5::attributesKeepTextAndNumbers()
{
    const std::string text = "{\"name\": \"\xc3\xa9t\xc3\xa9\"}" + std::string(100000, ' ');
    {
        Hdf5File out = Hdf5File::create(m_file);
        out.write("/x", {1}, std::vector<float>{1}.data());
        out.setText("/", "recipe", "first");
        out.setText("/", "recipe", text);
        out.setNumber("/x", "depth", 0.1);
        out.close();
    }
    {
        Hdf5File again = Hdf5File::modify(m_file);
        again.setNumber("/x", "depth", 0.25);
        again.close();
    }
    const Hdf5File in = Hdf5File::open(m_file);
    QVERIFY(in.text("/", "recipe") == text);
    QVERIFY(in.number("/x", "depth") == 0.25);
    QVERIFY(!in.text("/", "other"));
    QVERIFY(!in.number("/y", "depth"));
    QVERIFY(!in.text("/x", "depth"));
    QVERIFY(!in.number("/", "recipe"));
}

void TestHdf5::contentsAreListedByName()
{
    Hdf5File out = Hdf5File::create(m_file);
    const std::vector<float> value{1};
    for (const char* name : {"/b", "/g/z", "/a", "/g/c"})
        out.write(name, {1, 1}, value.data());
    std::vector<std::string> names;
    for (const ArrayInfo& array : out.arrays())
        names.push_back(array.path);
    QCOMPARE(names, (std::vector<std::string>{"/a", "/b", "/g/c", "/g/z"}));
    QVERIFY(out.has("/g"));
    QVERIFY(out.has("/g/c"));
    QVERIFY(!out.has("/g/d"));
    QVERIFY(!out.has("/none/at/all"));
}

void TestHdf5::badRequestsAreTold_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("path");
    QTest::newRow("past the end") << 1 << 2 << "/x";
    QTest::newRow("negative") << -1 << 1 << "/x";
    QTest::newRow("no such array") << 0 << 1 << "/y";
    QTest::newRow("a group") << 0 << 1 << "/";
}

void TestHdf5::badRequestsAreTold()
{
    QFETCH(int, first);
    QFETCH(int, count);
    QFETCH(QString, path);
    Hdf5File out = Hdf5File::create(m_file);
    out.write("/x", {2}, std::vector<float>{1, 2}.data());
    std::vector<float> room(4);
    const auto error =
        errorOf([&] { out.readRows(path.toStdString(), first, count, room.data()); });
    QCOMPARE(flawOf(error, ErrorKind::Format, "test.h5"), QByteArray());
}

void TestHdf5::brokenFilesAreTold_data()
{
    QTest::addColumn<int>("kept");
    QTest::addColumn<bool>("ours");
    QTest::newRow("cut in half") << 50 << true;
    QTest::newRow("only the signature") << 1 << true;
    QTest::newRow("empty") << 0 << true;
    QTest::newRow("another format") << 100 << false;
}

void TestHdf5::brokenFilesAreTold()
{
    QFETCH(int, kept);
    QFETCH(bool, ours);
    {
        Hdf5File out = Hdf5File::create(m_file);
        const std::vector<float> values(1000, 1);
        out.write("/x", {1000}, values.data());
        out.close();
    }
    const std::string bytes = ours ? test::readBytes(m_file) : std::string(1000, 'x');
    test::writeBytes(m_file, bytes.substr(0, bytes.size() * std::size_t(kept) / 100));
    const auto error = errorOf([&] { Hdf5File::open(m_file).read<float>("/x"); });
    QCOMPARE(flawOf(error, ErrorKind::Format, "test.h5"), QByteArray());
    QCOMPARE(flawOf(errorOf([&] { Hdf5File::open("/nowhere.h5"); }), ErrorKind::Io, "/nowhere.h5"),
             QByteArray());
}

void TestHdf5::threadsMayReadTogether()
{
    Hdf5File out = Hdf5File::create(m_file);
    std::vector<std::int64_t> values(10000);
    std::iota(values.begin(), values.end(), 0);
    out.write("/x", {10000}, values.data());
    std::array<int, 2> wrong{};
    {
        std::vector<std::jthread> readers;
        for (int& mine : wrong)
            readers.emplace_back([&] {
                for (int round = 0; round < 50; ++round)
                    mine += out.read<std::int64_t>("/x") != values;
            });
    }
    QCOMPARE(wrong[0] + wrong[1], 0);
}

QTEST_GUILESS_MAIN(TestHdf5)
#include "test_hdf5.moc"
