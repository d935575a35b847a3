// SPDX-License-Identifier: MIT
// The store: listing, checking, clearing, leftovers of dead processes, specs that move.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/hdf5.hpp"
#include "core/base/temporaries.hpp"
#include "core/session/artifacts.hpp"
#include "core/session/cache.hpp"
#include "core/session/specs.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace leafscope;

namespace fs = std::filesystem;

class TestCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsTheLongestUnusedFirst();
    void soundArtifactsPass();
    void damageIsFound_data();
    void damageIsFound();
    void pruneByTime();
    void pruneBySize();
    void foreignFilesStay();
    void temporariesOfTheDeadGo();
    void specsBecomeAbsolute();
    void movedSpecsAreFound();

private:
    /// An artifact of `bytes` or so, last used `days` ago.
    fs::path make(std::uint64_t seed, double days, std::int64_t values = 1000);
    void touch(const fs::path& file, double days);

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root;
};

void TestCache::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_root = m_folder->path().toStdString();
}

void TestCache::touch(const fs::path& file, double days)
{
    timespec times[2] = {};
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_sec = std::time(nullptr) - std::int64_t(days * 86400);
    QCOMPARE(::utimensat(AT_FDCWD, file.c_str(), times, 0), 0);
}

fs::path TestCache::make(std::uint64_t seed, double days, std::int64_t values)
{
    Recipe recipe;
    recipe.analysis = "dimension";
    recipe.seed = seed;
    recipe.version = "0.1.0";
    recipe.inputs["embedding"] = {"/somewhere/points.npy", "e0", nullptr};
    const fs::path file = ArtifactStore({m_root}).place(recipe.hash());
    const std::vector<float> numbers(std::size_t(values), 1.5F);
    Hdf5File h5 = Hdf5File::create(file);
    h5.write("/values", {values}, numbers.data());
    h5.close();
    stampArtifact(file, recipe, Json::object());
    touch(file, days);
    return file;
}

void TestCache::listsTheLongestUnusedFirst()
{
    make(1, 2);
    const fs::path oldest = make(2, 40);
    const fs::path newest = make(3, 0);
    QVERIFY(listCache(m_root / "nowhere").empty());
    auto entries = listCache(m_root);
    QCOMPARE(entries.size(), std::size_t(3));
    QCOMPARE(entries.front().file, oldest);
    QCOMPARE(entries.back().file, newest);
    QCOMPARE(entries[0].analysis, std::string("dimension"));
    QCOMPARE(entries[0].what, std::string("points"));
    QCOMPARE(entries[0].bytes, fs::file_size(oldest));
    QVERIFY(std::abs(entries[0].unused / 86400 - 40) < 0.01);
    markUsed(oldest);
    entries = listCache(m_root);
    QCOMPARE(entries.back().file, oldest);
    QVERIFY(entries.back().unused < 60);
    markUsed(m_root / "nowhere.h5"); // nothing happens
    QVERIFY(!fs::exists(m_root / "nowhere.h5"));
}

void TestCache::soundArtifactsPass()
{
    for (std::uint64_t seed = 1; seed < 5; ++seed)
        make(seed, 0);
    const CacheCheck check = verifyCache(m_root);
    QCOMPARE(check.artifacts, std::size_t(4));
    QVERIFY(check.flaws.empty() && check.bytes > 16000);
    const Progress cancelled;
    cancelled.cancel();
    QVERIFY_EXCEPTION_THROWN(verifyCache(m_root, cancelled), Cancelled);
}

void TestCache::damageIsFound_data()
{
    QTest::addColumn<int>("damage");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("cut short") << 0 << "";
    QTest::newRow("another's name") << 1 << "another recipe";
    QTest::newRow("no recipe") << 2 << "no recipe";
    QTest::newRow("not HDF5") << 3 << "";
    QTest::newRow("inner recipe changed") << 4 << "does not match";
}

void TestCache::damageIsFound()
{
    QFETCH(int, damage);
    QFETCH(QString, mentions);
    make(1, 0);
    fs::path file = make(2, 0);
    if (damage == 0) {
        fs::resize_file(file, fs::file_size(file) / 2);
    } else if (damage == 1) {
        fs::rename(file, m_root / (std::string(32, 'a') + ".h5"));
        file = m_root / (std::string(32, 'a') + ".h5");
    } else if (damage == 2) {
        Hdf5File::create(file).close();
    } else if (damage == 3) {
        std::ofstream(file) << "text";
    } else {
        Recipe inner;
        inner.analysis = "embed";
        Recipe outer;
        outer.analysis = "layout";
        outer.inputs["embedding"] = {"", "not its hash", std::make_shared<Recipe>(inner)};
        file = m_root / (outer.hash() + ".h5");
        Hdf5File::create(file).close();
        stampArtifact(file, outer, Json::object());
    }
    const CacheCheck check = verifyCache(m_root);
    QCOMPARE(check.flaws.size(), std::size_t(1));
    QCOMPARE(check.flaws[0].file, file);
    QVERIFY2(QString::fromStdString(check.flaws[0].flaw).contains(mentions),
             check.flaws[0].flaw.c_str());
    QVERIFY(!check.flaws[0].flaw.empty());
}

void TestCache::pruneByTime()
{
    const fs::path old = make(1, 40);
    const fs::path young = make(2, 10);
    const PruneResult result = pruneCache(m_root, {30 * 86400.0, {}});
    QCOMPARE(result.removed.size(), std::size_t(1));
    QVERIFY(!fs::exists(old) && fs::exists(young));
    QCOMPARE(result.kept, fs::file_size(young));
    QVERIFY(pruneCache(m_root, {}).removed.empty()); // nothing asked, nothing done
}

void TestCache::pruneBySize()
{
    std::vector<fs::path> files;
    for (int day = 5; day > 0; --day)
        files.push_back(make(std::uint64_t(day), day, 100000));
    const std::uintmax_t each = fs::file_size(files[0]);
    const PruneResult result = pruneCache(m_root, {{}, 2 * each + each / 2});
    QCOMPARE(result.removed.size(), std::size_t(3));
    QCOMPARE(result.bytes, 3 * each);
    for (std::size_t i = 0; i < files.size(); ++i)
        QCOMPARE(fs::exists(files[i]), i >= 3); // the longest unused went
    QVERIFY(pruneCache(m_root, {{}, 0}).removed.size() == 2);
}

void TestCache::foreignFilesStay()
{
    const std::vector<fs::path> foreign{
        m_root / "thesis.h5", m_root / ".hidden.partial", m_root / ".x.123-0.partial",
        m_root / (std::string(31, 'a') + ".h5"), m_root / (std::string(32, 'g') + ".h5")};
    for (const fs::path& file : foreign)
        std::ofstream(file) << "mine";
    fs::create_directories(m_root / (std::string(32, 'b') + ".h5"));
    make(1, 100);
    const PruneResult result = pruneCache(m_root, {0.0, 0});
    QCOMPARE(result.removed.size(), std::size_t(1));
    QCOMPARE(result.temporaries, std::size_t(0));
    for (const fs::path& file : foreign)
        QVERIFY2(fs::exists(file), file.c_str());
    QVERIFY(fs::exists(m_root / (std::string(32, 'b') + ".h5")));
    QVERIFY(verifyCache(m_root).flaws.empty());
}

void TestCache::temporariesOfTheDeadGo()
{
    int hand[2];
    QCOMPARE(::pipe(hand), 0);
    const pid_t child = ::fork();
    if (child == 0) { // dies in the middle of writing
        const std::string name = temporaryBeside(m_root / "result.h5").string();
        const int fd = ::open(name.c_str(), O_CREAT | O_WRONLY, 0600);
        const auto sent = ::write(hand[1], name.data(), name.size());
        ::_exit(fd >= 0 && sent > 0 ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    std::string name(4096, '\0');
    name.resize(std::size_t(std::max<ssize_t>(0, ::read(hand[0], name.data(), name.size()))));
    ::close(hand[0]);
    ::close(hand[1]);
    QVERIFY(fs::exists(name));
    const PendingFile own(m_root / "other.h5"); // a writer that lives
    std::ofstream(own.path()) << "half";
    const auto parsed = parseTemporary(name);
    QVERIFY(parsed && parsed->target == "result.h5" && parsed->process == child);
    QVERIFY(isStale(*parsed) && !isStale(*parseTemporary(own.path())));
    // One of another machine is left alone: its process cannot be asked for.
    const fs::path elsewhere =
        m_root / (".result.h5.00000000-" + std::to_string(child) + "-0.partial");
    std::ofstream(elsewhere) << "half";
    QCOMPARE(removeStaleTemporaries(m_root), std::size_t(1));
    QVERIFY(!fs::exists(name) && fs::exists(own.path()) && fs::exists(elsewhere));
}

void TestCache::specsBecomeAbsolute()
{
    const fs::path before = fs::current_path();
    fs::current_path(m_root);
    fs::create_directories("cifar");
    std::ofstream("file.h5") << "x";
    const std::string here = fs::current_path().string();
    QCOMPARE(absoluteSpec("file.h5:/group/a"), here + "/file.h5:/group/a");
    QCOMPARE(absoluteSpec("./cifar:test"), here + "/cifar:test");
    QCOMPARE(absoluteSpec("file.h5"), here + "/file.h5");
    QCOMPARE(absoluteSpec("nowhere.h5:/a"), std::string("nowhere.h5:/a"));
    fs::create_directories("fashion-mnist");
    for (const char* name : {"fashion-mnist", "fashion-mnist:test", "synthetic:torus?n=5"})
        QCOMPARE(absoluteSpec(name), std::string(name));
    QVERIFY(locateSpec("file.h5:/a")->path == "file.h5" && locateSpec("file.h5:/a")->rest == ":/a");
    fs::current_path(before);
}

void TestCache::movedSpecsAreFound()
{
    fs::create_directories(m_root / "data");
    std::ofstream(m_root / "data/x.h5") << "x";
    std::ofstream(m_root / "x.h5") << "another";
    const auto any = [](const std::string&) { return true; };
    const std::string gone = "/old/project/data/x.h5:/a";
    QVERIFY(movedSpec(gone, m_root, any) == (m_root / "data/x.h5:/a").string());
    const auto second = [&](const std::string& spec) { // content decides
        return spec == (m_root / "x.h5:/a").string();
    };
    QVERIFY(movedSpec(gone, m_root, second) == (m_root / "x.h5:/a").string());
    QVERIFY(!movedSpec(gone, m_root, [](const std::string&) { return false; }));
    QVERIFY(!movedSpec("/old/y.h5", m_root, any));
    QVERIFY(!movedSpec("synthetic:torus", m_root, any));
}

QTEST_GUILESS_MAIN(TestCache)
#include "test_cache.moc"
