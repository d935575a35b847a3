// SPDX-License-Identifier: MIT
// The journal and the session's description under kills, torn lines and damage.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/session/journal.hpp"
#include "core/session/session_folder.hpp"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace leafscope;
namespace fs = std::filesystem;

namespace {

/// The n-th state of a session that is being worked on; some are long.
Json stateOf(int n)
{
    Json selected = Json::array();
    for (int i = 0; i < (n % 7) * 300; ++i)
        selected.push_back(i * 3 + n);
    return {{"n", n},
            {"view", {{"layer", "conv" + std::to_string(n % 4)}, {"selected", selected}}}};
}

/// Runs `work` in a child process, and kills it so many microseconds after it called its argument
/// for the first time.
void killAfter(unsigned microseconds, const std::function<void(const std::function<void()>&)>& work)
{
    std::array<int, 2> pipe{};
    QVERIFY(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            work([&] {
                if (::write(pipe[1], "x", 1) != 1)
                    ::_exit(2);
            });
        } catch (...) {
        }
        ::_exit(1);
    }
    ::close(pipe[1]);
    char byte = 0;
    const ssize_t begun = ::read(pipe[0], &byte, 1);
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    int state = 0;
    ::waitpid(child, &state, 0);
    ::close(pipe[0]);
    QCOMPARE(begun, ssize_t(1));
    QVERIFY(WIFSIGNALED(state)); // it was at work
}

/// In memory where the system has such a place: a kill does not ask whether the disk was reached,
/// and hundreds of flushes of a busy disk take minutes.
QString fastPlace()
{
    return QFileInfo(QStringLiteral("/dev/shm")).isWritable()
               ? QStringLiteral("/dev/shm/leafscope-XXXXXX")
               : QDir::tempPath() + QStringLiteral("/leafscope-XXXXXX");
}

} // namespace

class TestJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lastStateComesBack()
    {
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        {
            Journal journal(place);
            QVERIFY(journal.file().empty()); // nothing to say yet
            for (int n = 0; n < 40; ++n)
                journal.write(stateOf(n));
            QVERIFY2(lostWork(place).empty(), "its owner lives");
        }
        const auto lost = lostWork(place);
        QCOMPARE(lost.size(), std::size_t(1));
        QVERIFY(lost[0].state == stateOf(39));
        QCOMPARE(lost[0].savedAt.size(), std::size_t(16));
    }

    void aCleanEndLeavesNothing()
    {
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        Journal journal(place);
        journal.write(stateOf(1));
        journal.remove();
        QVERIFY(lostWork(place).empty());
        QVERIFY(fs::is_empty(place));
        journal.write(stateOf(2)); // work goes on after a save
        QVERIFY(fs::exists(journal.file()));
    }

    void theFileStaysSmall()
    {
        const QTemporaryDir folder(fastPlace());
        const fs::path place = folder.path().toStdString();
        Journal journal(place);
        std::uintmax_t largest = 0;
        for (int n = 0; n < 500; ++n) {
            journal.write(stateOf(n));
            largest = std::max(largest, fs::file_size(journal.file()));
        }
        QVERIFY2(largest < 400'000, qPrintable(QString::number(largest)));
        QCOMPARE(std::distance(fs::directory_iterator(place), fs::directory_iterator()), 1);
    }

    void damage_data()
    {
        QTest::addColumn<int>("cut");  // bytes taken off the end
        QTest::addColumn<int>("flip"); // byte changed, counted from the end
        QTest::newRow("torn last line") << 5 << -1;
        QTest::newRow("last line without its end") << 1 << -1;
        QTest::newRow("changed byte in the last line") << 0 << 10;
    }

    void damage()
    {
        QFETCH(int, cut);
        QFETCH(int, flip);
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        fs::path file;
        {
            Journal journal(place);
            for (int n = 0; n < 3; ++n)
                journal.write({{"n", n}});
            file = journal.file();
        }
        std::string text = readTextFile(file);
        text.resize(text.size() - std::size_t(cut));
        if (flip >= 0)
            text[text.size() - std::size_t(flip)] ^= 1;
        std::ofstream(file, std::ios::binary) << text;
        const auto lost = lostWork(place);
        QCOMPARE(lost.size(), std::size_t(1));
        QCOMPARE(lost[0].state.at("n").get<int>(), 1); // all but the damaged line
    }

    void garbageIsRemoved()
    {
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        std::ofstream(place / "1-2-3.journal") << "not a journal\n";
        std::ofstream(place / "1-2-4.journal.partial") << "half";
        std::ofstream(place / "notes.txt") << "the user's own";
        QVERIFY(lostWork(place).empty());
        QVERIFY(fs::exists(place / "notes.txt"));
        QCOMPARE(std::distance(fs::directory_iterator(place), fs::directory_iterator()), 1);
        QVERIFY(lostWork(place / "no such folder").empty());
    }

    void aFullDiskIsSaidAndLosesNothing()
    {
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        const pid_t child = ::fork();
        if (child == 0) {
            std::signal(SIGXFSZ, SIG_IGN);
            Journal journal(place);
            journal.write(stateOf(0));
            const rlimit limit{4096, 4096};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            int refused = 0;
            for (int n = 1; n < 8; ++n) {
                try {
                    journal.write(stateOf(n == 7 ? 7 : n)); // state 7 is short again
                } catch (const Error& e) {
                    refused += e.kind() == ErrorKind::Io;
                }
            }
            ::_exit(refused);
        }
        int state = 0;
        ::waitpid(child, &state, 0);
        QVERIFY(WIFEXITED(state) && WEXITSTATUS(state) > 0);
        const auto lost = lostWork(place);
        QCOMPARE(lost.size(), std::size_t(1));
        QVERIFY(lost[0].state == stateOf(7));
    }

    void twoHundredKillsWhileSaving()
    {
        const QTemporaryDir folder(fastPlace());
        const fs::path session = fs::path(folder.path().toStdString()) / "work.leafscope";
        const fs::path journals = fs::path(folder.path().toStdString()) / "journals";
        SessionFolder first;
        first.folder = session;
        first.title = "kept";
        writeSessionFolder(first);
        RandomStream random(11);
        std::set<int> reached;
        for (int kill = 0; kill < 200; ++kill) {
            killAfter(unsigned(random.below(20000)), [&](const std::function<void()>& begin) {
                Journal journal(journals);
                for (int n = 0;; ++n) {
                    SessionFolder now = first;
                    now.view = stateOf(n);
                    journal.write(now.toJson()); // first here, then in the session's folder
                    if (n == 0)
                        begin();
                    writeSessionFolder(now);
                }
            });
            QCOMPARE(readSessionFolder(session).title, std::string("kept")); // always whole
            const auto lost = lostWork(journals);
            QCOMPARE(lost.size(), std::size_t(1));
            const int n = lost[0].state.at("view").at("n").get<int>();
            QVERIFY(lost[0].state.at("view") == stateOf(n));
            reached.insert(n);
            // Only the state that was being written may be missing.
            if (const int saved = readSessionFolder(session).view.value("n", -1); kill == 0)
                QVERIFY2(n >= saved, qPrintable(QStringLiteral("%1 < %2").arg(n).arg(saved)));
            fs::remove(lost[0].file);
        }
        QVERIFY2(reached.size() > 1, "the kills came at different moments");
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "test_journal.moc"
