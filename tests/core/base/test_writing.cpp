// SPDX-License-Identifier: MIT
// Writing where nothing more fits: every writer says so, names the file, and leaves nothing.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/writing.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace leafscope;
using namespace leafscope::test;

namespace fs = std::filesystem;

namespace {

/// While it lives no file can grow over `bytes`, as on a disk that is full.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit m_before{};
};

std::size_t filesIn(const fs::path& folder)
{
    return std::size_t(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

class TestWriting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textFiles();
    void copies();
    void arrays_data();
    void arrays();
    void manyArrays();
    void causesAreNamed_data();
    void causesAreNamed();
};

void TestWriting::textFiles()
{
    const QTemporaryDir folder;
    const fs::path file = folder.filePath("text.json").toStdString();
    writeTextFile(file, "before");
    const auto error = [&] {
        const SmallDisk disk(1000);
        return errorOf([&] { writeTextFile(file, std::string(5000000, 'x')); });
    }();
    QCOMPARE(flawOf(error, ErrorKind::Io, "5 MB"), QByteArray());
    QVERIFY2(error->cause().find("largest size allowed") != std::string::npos, error->what());
    QVERIFY(error->where().find("text.json") != std::string::npos);
    QCOMPARE(readTextFile(file), std::string("before")); // what was there stays
    QCOMPARE(filesIn(folder.path().toStdString()), std::size_t(1));
}

void TestWriting::copies()
{
    const QTemporaryDir folder;
    const fs::path file = folder.filePath("from").toStdString();
    writeTextFile(file, std::string(100000, 'x'));
    const fs::path target = folder.filePath("to").toStdString();
    copyWhole(file, target);
    QCOMPARE(readTextFile(target), readTextFile(file));
    fs::remove(target);
    const auto error = [&] {
        const SmallDisk disk(1000);
        return errorOf([&] { copyWhole(file, target); });
    }();
    QCOMPARE(flawOf(error, ErrorKind::Io, "cannot copy"), QByteArray());
    QCOMPARE(filesIn(folder.path().toStdString()), std::size_t(1));
}

void TestWriting::arrays_data()
{
    QTest::addColumn<int>("limit");
    for (const int limit : {1, 100, 2000, 5000, 100000, 399000, 400500})
        QTest::newRow(std::to_string(limit).c_str()) << limit;
}

void TestWriting::arrays()
{
    QFETCH(int, limit);
    const QTemporaryDir folder;
    const fs::path target = folder.filePath("result.h5").toStdString();
    const std::vector<float> values(100000, 1);
    const auto error = [&] {
        const SmallDisk disk{rlim_t(limit)};
        return errorOf([&] {
            PendingFile file(target);
            Hdf5File h5 = Hdf5File::create(file.path());
            h5.createArray("/rows", ElementType::Float32, {1000, 100});
            for (int part = 0; part < 10; ++part)
                h5.writeRows("/rows", part * 100, 100, values.data());
            h5.setText("/", "recipe", std::string(3000, 'x'));
            h5.close();
            file.commit();
        });
    }();
    QCOMPARE(flawOf(error, ErrorKind::Io, "result.h5"), QByteArray());
    QVERIFY2(error->cause().find("largest size allowed") != std::string::npos, error->what());
    QCOMPARE(filesIn(folder.path().toStdString()), std::size_t(0));
}

void TestWriting::manyArrays()
{
    // After many failures the library still works: no handle is left behind.
    const QTemporaryDir folder;
    const std::vector<float> values(5000, 1);
    const auto write = [&] {
        PendingFile file(folder.filePath("result.h5").toStdString());
        Hdf5File h5 = Hdf5File::create(file.path());
        for (int array = 0; array < 20; ++array)
            h5.write("/a" + std::to_string(array), {50, 100}, values.data());
        h5.close();
        file.commit();
    };
    for (int attempt = 0; attempt < 20; ++attempt) {
        const SmallDisk disk{rlim_t(1000 + attempt * 20000)};
        QVERIFY(errorOf(write));
    }
    write();
    QCOMPARE(Hdf5File::open(folder.filePath("result.h5").toStdString()).arrays().size(),
             std::size_t(20));
    QCOMPARE(filesIn(folder.path().toStdString()), std::size_t(1));
}

void TestWriting::causesAreNamed_data()
{
    QTest::addColumn<int>("error");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("full") << ENOSPC << "disk is full";
    QTest::newRow("quota") << EDQUOT << "quota";
    QTest::newRow("limit") << EFBIG << "largest size";
    QTest::newRow("read only") << EROFS << "reading only";
    QTest::newRow("forbidden") << EACCES << "permission";
    QTest::newRow("unknown") << 0 << "full or permission";
}

void TestWriting::causesAreNamed()
{
    QFETCH(int, error);
    QFETCH(QString, mentions);
    const QString cause = QString::fromStdString(writeFailureCause(error, "/tmp/x"));
    QVERIFY2(cause.contains(mentions), qPrintable(cause));
}

QTEST_GUILESS_MAIN(TestWriting)
#include "test_writing.moc"
