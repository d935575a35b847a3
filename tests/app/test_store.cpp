// SPDX-License-Identifier: MIT
// The store through the program: kills at random moments, two processes at once, a disk that is
// full, and `leafscope cache`.
#include "core/base/random.hpp"
#include "core/base/temporaries.hpp"
#include "core/data/npy.hpp"
#include "tests/support/program.hpp"

#include <QElapsedTimer>

#include <csignal>
#include <sys/resource.h>

using namespace leafscope;
using namespace leafscope::test;

namespace fs = std::filesystem;

namespace {

constexpr int kKills = 12; // tests/bench/kill_embed.sh takes 50

/// Files of the store: artifacts and temporaries.
std::pair<int, int> countStore(const fs::path& folder)
{
    std::pair<int, int> count;
    if (fs::exists(folder))
        for (const auto& entry : fs::directory_iterator(folder))
            ++(parseTemporary(entry.path()) ? count.second : count.first);
    return count;
}

/// No file may grow over `bytes`, as on a disk that is full.
std::function<void()> limitedTo(rlim_t bytes)
{
    return [bytes] {
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
    };
}

} // namespace

class TestStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void killsLeaveNothingHalf();
    void twoAtOnce();
    void fullDiskIsTold_data();
    void fullDiskIsTold();
    void cacheVerb();

private:
    QStringList embed(int seed) const
    {
        return {"embed",
                "--model",
                "run",
                "--data",
                "fashion-mnist:test",
                "--limit",
                "3000",
                "--seed",
                QString::number(seed)};
    }

    Program m_program;
};

void TestStore::initTestCase()
{
    const Outcome train = m_program.run({"train", "--data", "fashion-mnist:test", "--arch", "lenet",
                                         "--epochs", "0", "--out", "run"});
    QVERIFY2(train.code == 0, qPrintable(train.err));
}

void TestStore::killsLeaveNothingHalf()
{
    QElapsedTimer clock;
    clock.start();
    QVERIFY(m_program.run(embed(1000)).code == 0);
    const double whole = double(clock.elapsed());
    RandomStream random(9);
    int finished = 1;
    for (int kill = 0; kill < kKills; ++kill) {
        QProcess process;
        m_program.prepare(process);
        process.start(Program::program(), embed(kill));
        QVERIFY(process.waitForStarted());
        QTest::qSleep(int(random.uniform() * whole));
        process.kill();
        QVERIFY(process.waitForFinished());
        finished += process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
        const Outcome check = m_program.run({"cache", "verify", "--json"});
        QVERIFY2(check.code == 0, qPrintable(check.out + check.err));
        QVERIFY(check.json().at("artifacts") >=
                finished); // renamed just before the kill: whole too
        QVERIFY(countStore(m_program.file("cache")).second <= 1); // the next run cleans up
    }
    QVERIFY(m_program.run(embed(2000)).code == 0);
    QCOMPARE(countStore(m_program.file("cache")).second, 0);
}

void TestStore::twoAtOnce()
{
    QProcess first;
    QProcess second;
    for (QProcess* process : {&first, &second}) {
        m_program.prepare(*process);
        process->start(Program::program(), embed(3000) + QStringList{"--json", "--quiet"});
    }
    QVERIFY(first.waitForFinished(60000) && second.waitForFinished(60000));
    QCOMPARE(first.exitCode(), 0);
    QCOMPARE(second.exitCode(), 0);
    Json a = Json::parse(first.readAllStandardOutput().toStdString());
    Json b = Json::parse(second.readAllStandardOutput().toStdString());
    a.erase("seconds");
    b.erase("seconds");
    QCOMPARE(a.dump(), b.dump());
    QCOMPARE(countStore(m_program.file("cache")).second, 0);
    QVERIFY(m_program.run({"cache", "verify"}).code == 0);
}

void TestStore::fullDiskIsTold_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("limit");
    QTest::newRow("arrays into the store") << embed(4000) << 100000;
    QTest::newRow("arrays into a file") << embed(4000) + QStringList{"--out", "x.h5"} << 3000000;
    QTest::newRow("almost enough") << QStringList{"layout", "small.npy", "--out", "x.h5"} << 9000;
    QTest::newRow("nothing at all") << QStringList{"layout", "small.npy", "--out", "x.h5"} << 1;
    QTest::newRow("a picture's numbers")
        << QStringList{"render", "small.h5", "--view", "curve", "--out", "x.csv"} << 100;
    QTest::newRow("checkpoints") << QStringList{"train",  "--data", "fashion-mnist:test",
                                                "--arch", "lenet",  "--epochs",
                                                "0",      "--out",  "other"}
                                 << 20000;
}

void TestStore::fullDiskIsTold()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, limit);
    RandomStream random(1);
    std::vector<float> values(500 * 6);
    for (float& v : values)
        v = float(random.normal());
    writeNpy(m_program.file("small.npy"), {500, 6}, values.data());
    QVERIFY(m_program.run({"dimension", "small.npy", "--out", "small.h5"}).code == 0);
    const QStringList before = m_program.inventory();
    m_program.usePlatform("offscreen"); // a virtual display could not start, either
    const Outcome outcome = m_program.run(arguments, limitedTo(rlim_t(limit)));
    m_program.usePlatform({});
    QVERIFY2(outcome.code == 1, qPrintable(outcome.err));
    QCOMPARE(outcome.err.count("leafscope: error:"), 1);
    QVERIFY2(outcome.err.contains("largest size allowed") && outcome.err.contains("what to do:"),
             qPrintable(outcome.err));
    QVERIFY2(outcome.err.contains(m_program.folder()) || outcome.err.contains("x.") ||
                 outcome.err.contains("other"),
             qPrintable(outcome.err)); // names the file
    QCOMPARE(m_program.inventory(), before);
    QVERIFY(!QFile::exists(m_program.path("other")));
}

void TestStore::cacheVerb()
{
    const Outcome where = m_program.run({"cache", "path"});
    QCOMPARE(where.out.trimmed(), m_program.path("cache"));
    const Json list = m_program.run({"cache", "list", "--json"}).json();
    const Json& artifacts = list.at("artifacts");
    QVERIFY(artifacts.size() >= 3 && list.at("bytes") > 1000000);
    QVERIFY(artifacts[0].at("analysis") == "embed" && artifacts[0].at("what") == "epoch_000");
    QVERIFY(m_program.run({"cache", "list"}).out.contains("epoch_000"));
    QVERIFY(m_program.run({"cache", "prune", "--older", "1d"}).code == 0);
    QCOMPARE(countStore(m_program.file("cache")).first, int(artifacts.size()));
    const auto bytes = artifacts[0].at("bytes").get<double>();
    const QString most = QString::number(bytes * 1.5 / 1e6, 'f', 3) + "MB";
    QVERIFY(m_program.run({"cache", "prune", "--max", most}).code == 0);
    QCOMPARE(countStore(m_program.file("cache")).first, 1);
    // Damage is reported with exit 1, and removed on request.
    const fs::path left = fs::directory_iterator(m_program.file("cache"))->path();
    fs::resize_file(left, fs::file_size(left) / 2);
    QCOMPARE(m_program.run({"cache", "verify"}).code, 1);
    QVERIFY(fs::exists(left));
    QCOMPARE(m_program.run({"cache", "verify", "--remove"}).code, 0);
    QVERIFY(!fs::exists(left));
}

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
