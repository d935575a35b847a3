// SPDX-License-Identifier: MIT
// The journal and the session's description under kills, torn lines and damage.
#include "core/base/error.hpp"
#include "core/base/files.hpp"
#include "core/base/random.hpp"
#include "core/session/journal.hpp"
#include "core/session/session_folder.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

using namespace leafscope;
namespace fs = std::filesystem;

namespace {

/// The n-th state of a session that is being worked on; some are long.
Json stateOf(int n)
{
    Json selected = Json::array();
    for (int i = 0; i < (n % 7) * 300; ++i)
        selected.push_back(i * 3 + n);
    return {{"n", n}, {"view", {{"layer", "conv" + std::to_string(n % 4)}, {"selected", selected}}}};
}

/// Runs `work` in a child process and kills it after so many microseconds.
void killAfter(unsigned microseconds, const std::function<void()>& work)
{
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            work();
        } catch (...) {
        }
        ::_exit(0);
    }
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    int state = 0;
    ::waitpid(child, &state, 0);
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
        const QTemporaryDir folder;
        const fs::path place = folder.path().toStdString();
        Journal journal(place);
        std::uintmax_t largest = 0;
        for (int n = 0; n < 2000; ++n) {
            journal.write(stateOf(n));
            largest = std::max(largest, fs::file_size(journal.file()));
        }
        QVERIFY2(largest < 400'000, qPrintable(QString::number(largest)));
        QCOMPARE(std::distance(fs::directory_iterator(place), fs::directory_iterator()), 1);
    }

    void damage_data()
    {
        QTest::addColumn<int>("cut"); // bytes taken off the end
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

    void twoHundredKillsWhileWorking()
    {
        const QTemporaryDir folder;
        const fs::path session = fs::path(folder.path().toStdString()) / "work.leafscope";
        const fs::path journals = fs::path(folder.path().toStdString()) / "journals";
        SessionFolder first;
        first.folder = session;
        first.title = "kept";
        writeSessionFolder(first);
        RandomStream random(11);
        int recovered = 0;
        for (int kill = 0; kill < 200; ++kill) {
            killAfter(unsigned(500 + random.below(12000)), [&] {
                Journal journal(journals);
                for (int n = 0;; ++n) {
                    SessionFolder now = first;
                    now.view = stateOf(n);
                    journal.write(now.toJson());
                    writeSessionFolder(now);
                }
            });
            const SessionFolder read = readSessionFolder(session); // always whole
            QCOMPARE(read.title, std::string("kept"));
            const auto lost = lostWork(journals);
            QVERIFY(lost.size() <= 1);
            if (lost.empty())
                continue; // killed before the first line
            ++recovered;
            const int written = read.view.value("n", -1);
            const int journaled = lost[0].state.at("view").at("n").get<int>();
            // Each state is in the journal before it is in the session's folder.
            if (written >= 0 && kill == 0)
                QVERIFY(journaled >= written);
            QVERIFY(lost[0].state.at("view") == stateOf(journaled));
            fs::remove(lost[0].file);
        }
        QVERIFY2(recovered > 100, qPrintable(QString::number(recovered)));
        int leftovers = 0;
        for (const auto& entry : fs::directory_iterator(session))
            leftovers += entry.path().extension() == ".partial";
        qInfo("%d of 200 kills left a journal, %d unfinished files", recovered, leftovers);
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "test_journal.moc"
