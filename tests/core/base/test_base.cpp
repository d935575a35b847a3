// SPDX-License-Identifier: MIT
// The ground everything stands on: errors, progress, random numbers, hashes, whole files, threads.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/parallel.hpp"
#include "core/base/progress.hpp"
#include "core/base/random.hpp"
#include "tests/support/errors.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <fstream>
#include <set>

using namespace leafscope;
using leafscope::test::errorOf;
using leafscope::test::flawOf;
namespace fs = std::filesystem;

class TestBase : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void errorJoinsItsParts();
    void errorLeavesOutWhatIsUnknown();
    void contractsHoldInRelease();
    void progressOfSpansIsNested();
    void progressCancelsEveryCopy();
    void progressCollectsNotes();
    void randomStreamIsSplitMix64();
    void normalsArePairs();
    void belowIsInRangeAndEven();
    void permutationHoldsEveryIndexOnce();
    void hashKnowsContentOnly();
    void pendingFileIsWholeOrAbsent();
    void pendingFileReplacesOnlyOnCommit();
    void unwritableFolderIsNamed();
    void textFilesRoundTrip();
    void memoryIsRefusedWithBothNumbers();
    void bytesAreReadable_data();
    void bytesAreReadable();
    void parallelForVisitsAllOnce_data();
    void parallelForVisitsAllOnce();
    void parallelForRethrows_data();
    void parallelForRethrows();
};

void TestBase::errorJoinsItsParts()
{
    const Error error(ErrorKind::Format, "is cut", "a.npy", "a copy broke off", "copy it again");
    QCOMPARE(std::string(error.what()), std::string("a.npy: is cut\n  likely cause: a copy broke "
                                                    "off\n  what to do: copy it again"));
    QVERIFY(error.kind() == ErrorKind::Format);
}

void TestBase::errorLeavesOutWhatIsUnknown()
{
    QCOMPARE(std::string(Error(ErrorKind::Io, "gone").what()), std::string("gone"));
}

void TestBase::contractsHoldInRelease()
{
    const auto error = errorOf([] { EXPECTS(1 + 1 == 3, "sum=2"); });
    QCOMPARE(flawOf(error, ErrorKind::Internal, "1 + 1 == 3 (sum=2)"), QByteArray());
    QVERIFY(!errorOf([] { EXPECTS(1 + 1 == 2, "sum=2"); }));
}

void TestBase::progressOfSpansIsNested()
{
    const Progress whole;
    const Progress half = whole.span(0.5, 1, "second half");
    QCOMPARE(whole.snapshot().fraction, 0.5);
    QCOMPARE(whole.snapshot().stage, std::string("second half"));
    const Progress inner = half.span(0.5, 1, "last quarter");
    inner.report(0.5);
    QCOMPARE(whole.snapshot().fraction, 0.875);
    QCOMPARE(whole.snapshot().stage, std::string("last quarter"));
    inner.report(7); // clamped to the span
    QCOMPARE(whole.snapshot().fraction, 1.0);
}

void TestBase::progressCancelsEveryCopy()
{
    const Progress whole;
    const Progress part = whole.span(0, 0.3, "part");
    part.report(0.5);
    whole.cancel();
    QVERIFY(part.cancelled());
    QVERIFY_EXCEPTION_THROWN(part.report(0.6), Cancelled);
    QVERIFY_EXCEPTION_THROWN(part.checkpoint(), Cancelled);
    QVERIFY_EXCEPTION_THROWN(part.span(0, 1, "never"), Cancelled);
    QCOMPARE(whole.snapshot().fraction, 0.15);
    QVERIFY(!Progress().cancelled());
}

void TestBase::progressCollectsNotes()
{
    const Progress whole;
    whole.span(0, 1, "work").note("3 rows dropped");
    whole.note("done");
    QCOMPARE(whole.snapshot().notes, (std::vector<std::string>{"3 rows dropped", "done"}));
}

void TestBase::randomStreamIsSplitMix64()
{
    RandomStream bits(12345);
    QCOMPARE(bits.next(), 0x22118258a9d111a0ULL);
    QCOMPARE(bits.next(), 0x346edce5f713f8edULL);
    QCOMPARE(bits.next(), 0x1e9a57bc80e6721dULL);
    RandomStream uniforms(12345);
    QVERIFY(std::abs(uniforms.uniform() - 0.1330796686614273) < 1e-16);
}

void TestBase::normalsArePairs()
{
    RandomStream uniforms(7);
    RandomStream normals(7);
    for (int pair = 0; pair < 100; ++pair) {
        const double radius = std::sqrt(-2 * std::log(1 - uniforms.uniform()));
        const double angle = 2 * M_PI * uniforms.uniform();
        QVERIFY(std::abs(normals.normal() - radius * std::cos(angle)) < 1e-14);
        QVERIFY(std::abs(normals.normal() - radius * std::sin(angle)) < 1e-14);
    }
}

void TestBase::belowIsInRangeAndEven()
{
    RandomStream random(3);
    std::array<int, 6> seen{};
    for (int i = 0; i < 60000; ++i) {
        const std::uint64_t r = random.below(6);
        QVERIFY(r < 6);
        ++seen[r];
    }
    for (const int count : seen) // 5 standard deviations of a fair die
        QVERIFY(std::abs(count - 10000) < 5 * std::sqrt(60000 * 5.0 / 36));
    QCOMPARE(random.below(1), std::uint64_t(0));
}

void TestBase::permutationHoldsEveryIndexOnce()
{
    const auto order = RandomStream(9).permutation(1000);
    QCOMPARE(std::set<std::int64_t>(order.begin(), order.end()).size(), std::size_t(1000));
    QCOMPARE(*std::max_element(order.begin(), order.end()), 999);
    QVERIFY(!std::is_sorted(order.begin(), order.end()));
    QCOMPARE(RandomStream(9).permutation(1000), order);
    QVERIFY(RandomStream(10).permutation(1000) != order);
    QVERIFY(RandomStream(9).permutation(0).empty());
}

void TestBase::hashKnowsContentOnly()
{
    // Published test vector of XXH3 with 128 bits for the empty input.
    QCOMPARE(hashText(""), std::string("99aa06d3014798d86001c324468d497f"));
    const QTemporaryDir folder;
    const fs::path file = folder.filePath("big").toStdString();
    std::string text(3 << 20, 'x'); // longer than the reading buffer
    text[2'500'000] = 'y';
    writeTextFile(file, text);
    QCOMPARE(hashFile(file), hashText(text));
    text[2'500'000] = 'z';
    QVERIFY(hashFile(file) != hashText(text));
    QCOMPARE(
        flawOf(errorOf([&] { hashFile(file.string() + "-missing"); }), ErrorKind::Io, "missing"),
        QByteArray());
}

void TestBase::pendingFileIsWholeOrAbsent()
{
    const QTemporaryDir folder;
    const fs::path target = fs::path(folder.path().toStdString()) / "new" / "result.h5";
    {
        const PendingFile pending(target);
        std::ofstream(pending.path()) << "half";
        QVERIFY(fs::exists(pending.path()));
        QVERIFY(!fs::exists(target));
    }
    QVERIFY(fs::is_empty(target.parent_path()));
}

void TestBase::pendingFileReplacesOnlyOnCommit()
{
    const QTemporaryDir folder;
    const fs::path target = folder.filePath("a.txt").toStdString();
    writeTextFile(target, "old");
    try {
        const PendingFile pending(target);
        std::ofstream(pending.path()) << "half";
        throw Cancelled();
    } catch (const Cancelled&) {
    }
    QCOMPARE(readTextFile(target), std::string("old"));
    PendingFile pending(target);
    std::ofstream(pending.path()) << "new";
    pending.commit();
    QCOMPARE(readTextFile(target), std::string("new"));
    QCOMPARE(std::distance(fs::directory_iterator(folder.path().toStdString()), {}), 1);
}

void TestBase::unwritableFolderIsNamed()
{
    const auto error = errorOf([] { PendingFile("/proc/nowhere/result.h5"); });
    QCOMPARE(flawOf(error, ErrorKind::Io, "/proc/nowhere"), QByteArray());
}

void TestBase::textFilesRoundTrip()
{
    const QTemporaryDir folder;
    const fs::path file = folder.filePath("t").toStdString();
    for (const std::string& text :
         {std::string(), std::string("a\0b\n", 4), std::string(100000, 'q')}) {
        writeTextFile(file, text);
        QVERIFY(readTextFile(file) == text);
    }
    QCOMPARE(
        flawOf(errorOf([&] { readTextFile(folder.path().toStdString()); }), ErrorKind::Io, "read"),
        QByteArray());
}

void TestBase::memoryIsRefusedWithBothNumbers()
{
    requireMemory(1024, "a little");
    const auto error = errorOf([] { requireMemory(std::uint64_t(1) << 60, "layer conv1"); });
    QCOMPARE(flawOf(error, ErrorKind::OutOfMemory, "layer conv1"), QByteArray());
    QCOMPARE(flawOf(error, ErrorKind::OutOfMemory, formatBytes(0x1p60)), QByteArray());
    QVERIFY(availableMemoryBytes() > 1 << 20);
}

void TestBase::bytesAreReadable_data()
{
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << "0 B";
    QTest::newRow("bytes") << 999.0 << "999 B";
    QTest::newRow("kilo") << 1000.0 << "1 kB";
    QTest::newRow("giga") << 1.4e9 << "1.4 GB";
    QTest::newRow("rounds up") << 999.6e6 << "1 GB";
}

void TestBase::bytesAreReadable()
{
    QFETCH(double, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatBytes(bytes)), text);
}

void TestBase::parallelForVisitsAllOnce_data()
{
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("count");
    for (const int threads : {1, 2, 5})
        for (const int count : {0, 1, 3, 1000})
            QTest::addRow("%d threads, %d steps", threads, count) << threads << count;
}

void TestBase::parallelForVisitsAllOnce()
{
    QFETCH(int, threads);
    QFETCH(int, count);
    setComputeThreads(threads);
    QCOMPARE(computeThreads(), threads);
    std::vector<int> visits(std::size_t(count), 0);
    std::vector<double> values(std::size_t(count), 0);
    parallelFor(count, [&](Index i) {
        ++visits[std::size_t(i)];
        values[std::size_t(i)] = std::sin(double(i));
    });
    setComputeThreads(0);
    QCOMPARE(std::count(visits.begin(), visits.end(), 1), std::ptrdiff_t(count));
    for (int i = 0; i < count; ++i)
        QCOMPARE(values[std::size_t(i)], std::sin(double(i)));
}

void TestBase::parallelForRethrows_data()
{
    QTest::addColumn<int>("threads");
    QTest::newRow("one") << 1;
    QTest::newRow("two") << 2;
}

void TestBase::parallelForRethrows()
{
    QFETCH(int, threads);
    setComputeThreads(threads);
    std::atomic<int> done{0};
    const auto error = errorOf([&] {
        parallelFor(1'000'000, [&](Index i) {
            if (i == 10)
                throw Error(ErrorKind::Numeric, "row 10", "here", "test", "none");
            ++done;
        });
    });
    setComputeThreads(0);
    QCOMPARE(flawOf(error, ErrorKind::Numeric, "row 10"), QByteArray());
    QVERIFY2(done < 999'999, "the remaining steps were handed out after the failure");
}

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"
