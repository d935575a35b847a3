// SPDX-License-Identifier: MIT
// CIFAR batches, alone and as folders.
#include "core/data/cifar.hpp"
#include "core/data/dataset.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/file_bytes.hpp"

#include <QTemporaryDir>
#include <QtTest>

using namespace leafscope;
using namespace leafscope::test;
namespace fs = std::filesystem;

namespace {

/// n records: labels first, first + 1, ...; the planes are filled with 10, 20 and 30 plus the
/// label.
std::string batch(int n, int first, bool hundred = false)
{
    std::string out;
    for (int i = 0; i < n; ++i) {
        const char label = char(first + i);
        if (hundred)
            out += char(3); // coarse
        out += label;
        for (const int plane : {10, 20, 30})
            out += std::string(1024, char(plane + first + i));
    }
    return out;
}

} // namespace

class TestCifar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void batchIsRead();
    void fineLabelsOfCifar100();
    void folderIsOneSet();
    void labelsBeyondTheClassesAreNoCifar();
    void foldersOfOtherThingsAreTold();

private:
    fs::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QTemporaryDir m_folder;
};

void TestCifar::batchIsRead()
{
    writeBytes(at("some.bin"), batch(3, 4));
    const Dataset data = openDataset(at("some.bin").string());
    QCOMPARE(data.size(), Index(3));
    QVERIFY(data.isImage() && data.isBytes());
    QCOMPARE(data.labels, (std::vector<std::int32_t>{4, 5, 6}));
    std::vector<float> sample(3072);
    data.copySample(1, sample.data());
    QCOMPARE(sample[0], 15.F);
    QCOMPARE(sample[1024], 25.F);
    QCOMPARE(sample[3071], 35.F);
}

void TestCifar::fineLabelsOfCifar100()
{
    writeBytes(at("fine.bin"), batch(2, 70, true));
    const Dataset data = openDataset(at("fine.bin").string());
    QCOMPARE(data.labels, (std::vector<std::int32_t>{70, 71}));
    QVERIFY(data.format.find("100") != std::string::npos);
}

void TestCifar::folderIsOneSet()
{
    const fs::path folder = at("cifar-10-batches-bin");
    fs::create_directory(folder);
    writeBytes(folder / "data_batch_2.bin", batch(2, 5));
    writeBytes(folder / "data_batch_1.bin", batch(3, 0));
    writeBytes(folder / "test_batch.bin", batch(1, 9));
    writeBytes(folder / "batches.meta.txt",
               "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    writeBytes(folder / "readme.html", "<html>");
    const Dataset data = openDataset(folder.string());
    QCOMPARE(data.labels, (std::vector<std::int32_t>{0, 1, 2, 5, 6}));
    QCOMPARE(data.className(5), std::string("dog"));
    QCOMPARE(heldOutSpec(folder.string()), folder.string() + ":test");
    QCOMPARE(openDataset(folder.string() + ":test").labels, std::vector<std::int32_t>{9});
    const std::string hash = data.hash;
    writeBytes(folder / "data_batch_2.bin", batch(2, 6));
    QVERIFY(datasetHash(folder.string()) != hash);
}

void TestCifar::labelsBeyondTheClassesAreNoCifar()
{
    writeBytes(at("other.bin"), batch(2, 9)); // labels 9 and 10
    QVERIFY(!cifarLayout(at("other.bin")));
    writeBytes(at("short.bin"), batch(2, 1).substr(1));
    QVERIFY(!cifarLayout(at("short.bin")));
    writeBytes(at("empty.bin"), "");
    QVERIFY(!cifarLayout(at("empty.bin")));
}

void TestCifar::foldersOfOtherThingsAreTold()
{
    fs::create_directory(at("pictures"));
    const auto error = errorOf([&] { openDataset(at("pictures").string()); });
    QCOMPARE(flawOf(error, ErrorKind::InvalidInput, "CIFAR batches"), QByteArray());
}

QTEST_GUILESS_MAIN(TestCifar)
#include "test_cifar.moc"
