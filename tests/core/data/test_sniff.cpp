// SPDX-License-Identifier: MIT
// Recognition of files by content, whatever their names, and the cure for those we cannot use.
#include "core/data/sniff.hpp"
#include "core/data/zip_directory.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <memory>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

Q_DECLARE_METATYPE(leafscope::FileKind)

class TestSniff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void realFiles_data();
    void realFiles();
    void bytes_data();
    void bytes();
    void archives_data();
    void archives();
    void gzipIsTold();
    void hdf5WithUserBlock();
    void cutArchivesSaySo_data();
    void cutArchivesSaySo();
    void cutOnnxSaysSo();
    void remediesAreThreePythonLines_data();
    void remediesAreThreePythonLines();
    void foldersAndMissingFiles();
    void directoryListsEveryMember();

private:
    fs::path at(const char* name) const { return m_folder->filePath(name).toStdString(); }
    Sniffed sniffBytes(const std::string& content) const
    {
        writeBytes(at("some.bin"), content);
        return sniff(at("some.bin"));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::string fixture(const char* name)
{
    return readBytes(fs::path(LEAFSCOPE_SOURCE_DIR) / "tests" / "data" / name);
}

} // namespace

void TestSniff::realFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<FileKind>("kind");
    QTest::addColumn<QString>("details");
    QTest::newRow("npy") << "numpy_float32.npy" << FileKind::Npy << "3 x 4, float32";
    QTest::newRow("objects") << "numpy_object.npy" << FileKind::Npy << "Python objects";
    QTest::newRow("npz") << "numpy_two_arrays.npz" << FileKind::Npz
                         << "arrays: first (3 x 4, float64), second (";
    QTest::newRow("hdf5") << "h5py_samples.h5" << FileKind::Hdf5 << "";
    QTest::newRow("script") << "torch_script.pt" << FileKind::TorchScript << "members";
    QTest::newRow("weights") << "torch_state_dict.pt" << FileKind::StateDict
                             << "without the network";
    QTest::newRow("pickle") << "torch_legacy.pt" << FileKind::LegacyPickle << "without the network";
    QTest::newRow("onnx") << "torch_export.onnx" << FileKind::Onnx << "";
    QTest::newRow("python") << "make_reader_fixtures.py" << FileKind::Text << "";
}

void TestSniff::realFiles()
{
    QFETCH(QString, name);
    QFETCH(FileKind, kind);
    QFETCH(QString, details);
    const Sniffed found = sniffBytes(fixture(qPrintable(name)));
    QCOMPARE(int(found.kind), int(kind));
    QVERIFY(!found.title.empty());
    QVERIFY2(QString::fromStdString(found.details).contains(details), found.details.c_str());
    QVERIFY(!found.gzip);
}

void TestSniff::bytes_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<FileKind>("kind");
    QTest::addColumn<QString>("told"); ///< in title or details
    const auto row = [](const char* name, const std::string& content, FileKind kind,
                        const char* told) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << kind << told;
    };
    row("empty", "", FileKind::Empty, "empty");
    row("images", idxImages(3, 4, 5), FileKind::IdxImages, "3 x 4 x 5, uint8");
    row("labels", idxLabels(3, 2), FileKind::IdxLabels, "3, uint8");
    row("images cut", idxImages(3, 4, 5).substr(0, 30), FileKind::IdxImages, "truncated");
    row("npy cut", fixture("numpy_float32.npy").substr(0, 150), FileKind::Npy, "the file has");
    row("recipe", R"({"analysis": "dimension", "seed": 1})", FileKind::JsonText, "dimension");
    row("json", "\n [1, 2]", FileKind::JsonText, "JSON");
    row("broken json", R"({"analysis": )", FileKind::Text, "text");
    row("csv", "a,b\n1,2\n", FileKind::Table, "CSV");
    row("tsv", "1\t2\n3\t4\n", FileKind::Table, "TSV");
    row("numbers", "1.5  2\n 3 4\n", FileKind::Table, "table");
    row("uneven", "1,2\n3,4,5\n", FileKind::Table, "CSV"); // what is uneven is said when it is read
    row("prose", "a few words\nand a few more\n", FileKind::Text, "text");
    row("cifar", std::string(3073, '\7') + std::string(3073, '\1'), FileKind::Cifar,
        "2 images of 3 x 32 x 32, CIFAR-10");
    row("cifar 100", std::string(3074, '\x0b'), FileKind::Cifar, "CIFAR-100");
    row("utf-8", "caf\xc3\xa9\n", FileKind::Text, "text");
    row("safetensors", std::string("\x10\0\0\0\0\0\0\0{\"a\":{}}        ", 24),
        FileKind::Safetensors, "safetensors");
    row("safetensors cut", std::string("\x40\0\0\0\0\0\0\0{\"a\":{}}        ", 24),
        FileKind::Safetensors, "truncated");
    row("pickle", std::string("\x80\x04\x95\0", 4), FileKind::LegacyPickle, "pickle");
    row("zeros", std::string(64, '\0'), FileKind::Unknown, "00 00");
    row("noise", "\xfe\xdc\xba\x98\x01\x02\x03", FileKind::Unknown, "fe dc ba 98");
    row("one byte", std::string(1, '\x80'), FileKind::Text, "text");
    row("like ONNX", std::string("\x08\x07\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 13),
        FileKind::Unknown, "08 07");
}

void TestSniff::bytes()
{
    QFETCH(QByteArray, content);
    QFETCH(FileKind, kind);
    QFETCH(QString, told);
    const Sniffed found = sniffBytes(content.toStdString());
    QCOMPARE(int(found.kind), int(kind));
    QVERIFY2(QString::fromStdString(found.title + found.details).contains(told),
             found.details.c_str());
}

void TestSniff::archives_data()
{
    using Names = std::vector<std::string>;
    QTest::addColumn<Names>("members");
    QTest::addColumn<FileKind>("kind");
    QTest::newRow("script") << Names{"m/data.pkl", "m/code/__torch__.py", "m/constants.pkl",
                                     "m/version"}
                            << FileKind::TorchScript;
    QTest::newRow("script at the top")
        << Names{"data.pkl", "code/a.py", "constants.pkl"} << FileKind::TorchScript;
    QTest::newRow("code alone") << Names{"m/code/a.py", "m/readme"} << FileKind::Zip;
    QTest::newRow("a member named code") << Names{"m/data.pkl", "m/code"} << FileKind::StateDict;
    QTest::newRow("weights") << Names{"archive/data.pkl", "archive/data/0"} << FileKind::StateDict;
    QTest::newRow("pt2") << Names{"m/archive_format", "m/models/model.json"} << FileKind::Pt2;
    QTest::newRow("inductor") << Names{"m/data/aotinductor/model/x.so", "m/version"}
                              << FileKind::Pt2;
    QTest::newRow("npz") << Names{"a.npy", "b.npy"} << FileKind::Npz;
    QTest::newRow("npz in a folder") << Names{"d/a.npy"} << FileKind::Npz;
    QTest::newRow("documents") << Names{"a.txt", "b.npy"} << FileKind::Zip;
    QTest::newRow("no members") << Names{} << FileKind::Zip;
}

void TestSniff::archives()
{
    QFETCH(std::vector<std::string>, members);
    QFETCH(FileKind, kind);
    for (const bool zip64 : {false, true}) {
        const Sniffed found =
            sniffBytes(zip64 && members.empty() ? zipBytes(members) : zipBytes(members, zip64));
        QCOMPARE(int(found.kind), int(kind));
        // The members hold no arrays, which is told of archives of arrays.
        QCOMPARE(found.details.find("truncated") == std::string::npos, kind != FileKind::Npz);
    }
}

void TestSniff::gzipIsTold()
{
    const Sniffed images = sniffBytes(gzipped(idxImages(3, 4, 5)));
    QCOMPARE(int(images.kind), int(FileKind::IdxImages));
    QVERIFY(images.gzip);
    QCOMPARE(images.details, std::string("3 x 4 x 5, uint8"));
    const Sniffed other = sniffBytes(gzipped("hello"));
    QCOMPARE(int(other.kind), int(FileKind::Unknown));
    QVERIFY(other.gzip);
    QVERIFY(other.remedy.find("gunzip") != std::string::npos);
    const Sniffed broken = sniffBytes(gzipped(idxImages(3, 4, 5)).substr(0, 12));
    QCOMPARE(int(broken.kind), int(FileKind::Unknown));
}

void TestSniff::hdf5WithUserBlock()
{
    const std::string content = fixture("h5py_samples.h5");
    for (const std::size_t block : {512, 1024, 4096})
        QCOMPARE(int(sniffBytes(std::string(block, '\xaa') + content).kind), int(FileKind::Hdf5));
    QCOMPARE(int(sniffBytes(std::string(600, '\xaa') + content).kind), int(FileKind::Unknown));
}

void TestSniff::cutArchivesSaySo_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("percent");
    for (const char* name : {"torch_script.pt", "torch_state_dict.pt", "numpy_two_arrays.npz"})
        for (const int percent : {1, 50, 90, 99})
            QTest::addRow("%s to %d%%", name, percent) << name << percent;
}

void TestSniff::cutArchivesSaySo()
{
    QFETCH(QString, name);
    QFETCH(int, percent);
    const std::string whole = fixture(qPrintable(name));
    const std::size_t kept = std::max<std::size_t>(4, whole.size() * std::size_t(percent) / 100);
    const Sniffed found = sniffBytes(whole.substr(0, kept));
    QCOMPARE(int(found.kind), int(FileKind::Zip));
    QVERIFY(found.details.find("truncated") != std::string::npos);
    QVERIFY(found.remedy.find("again") != std::string::npos);
    if (percent == 50 && name.startsWith("torch"))
        QVERIFY2(found.details.find("PyTorch") != std::string::npos, found.details.c_str());
}

void TestSniff::cutOnnxSaysSo()
{
    const std::string whole = fixture("torch_export.onnx");
    const Sniffed found = sniffBytes(whole.substr(0, whole.size() / 2));
    QCOMPARE(int(found.kind), int(FileKind::Onnx));
    QVERIFY(found.title.find("truncated") != std::string::npos);
}

void TestSniff::remediesAreThreePythonLines_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char* name, const std::string& content) {
        QTest::newRow(name) << QByteArray::fromStdString(content);
    };
    row("weights", fixture("torch_state_dict.pt"));
    row("pickle", fixture("torch_legacy.pt"));
    row("onnx", fixture("torch_export.onnx"));
    row("pt2", zipBytes({"m/archive_format", "m/models/model.json"}));
    row("safetensors", std::string("\x10\0\0\0\0\0\0\0{\"a\":{}}        ", 24));
}

void TestSniff::remediesAreThreePythonLines()
{
    QFETCH(QByteArray, content);
    const Sniffed found = sniffBytes(content.toStdString());
    const QStringList lines = QString::fromStdString(found.remedy).split('\n');
    QCOMPARE(lines.size(), 4); // one sentence, three lines to type
    QVERIFY(lines[1].contains("model = "));
    QVERIFY(lines[2].contains("torch.jit.trace(") && lines[2].contains("torch.jit.script("));
    QVERIFY(lines[3].contains("torch.jit.save("));
    QVERIFY(found.remedy.find("FILE") == std::string::npos);
}

void TestSniff::foldersAndMissingFiles()
{
    QCOMPARE(int(sniff(m_folder->path().toStdString()).kind), int(FileKind::Folder));
    QCOMPARE(flawOf(errorOf([&] { sniff(at("missing")); }), ErrorKind::Io, "no such file"),
             QByteArray());
    QCOMPARE(flawOf(errorOf([] { sniff("/dev/null"); }), ErrorKind::Io, "no ordinary file"),
             QByteArray());
}

void TestSniff::directoryListsEveryMember()
{
    std::vector<std::string> names;
    for (int i = 0; i < 3000; ++i)
        names.push_back("folder/member" + std::to_string(i));
    for (const bool zip64 : {false, true}) {
        writeBytes(at("big.zip"), zipBytes(names, zip64));
        const ZipDirectory zip = readZipDirectory(at("big.zip"));
        QVERIFY2(zip.whole, zip.damage.c_str());
        QCOMPARE(zip.names(), names);
        QCOMPARE(zip.firstMember, names[0]);
    }
}

QTEST_GUILESS_MAIN(TestSniff)
#include "test_sniff.moc"
