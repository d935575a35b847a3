// SPDX-License-Identifier: MIT
// Background tasks: results on the window's thread, failure, cancel within half a second, budget,
// owner gone.
#include "app/tasks/task_queue.hpp"
#include "core/base/error.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace leafscope;
using namespace std::chrono_literals;

namespace {

TaskQueue::Apply endless(const Progress& progress)
{
    for (int i = 0;; ++i) {
        progress.report(i % 100 / 100.0);
        std::this_thread::sleep_for(5ms);
    }
}

TaskInfo infoOf(const TaskQueue& queue, int id)
{
    for (const TaskInfo& task : queue.tasks())
        if (task.id == id)
            return task;
    return {};
}

} // namespace

class TestTaskQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void appliesOnThisThread();
    void failureCarriesTheMessage();
    void cancelIsQuick();
    void cancelledBeforeItBegan();
    void heavyTasksTakeTurns();
    void progressIsSeen();
    void dismissOnlyWhatIsOver();
    void glancesAreNotListed();
    void destructionCancels();
    void durations();
};

void TestTaskQueue::appliesOnThisThread()
{
    TaskQueue queue;
    QThread* worker = nullptr;
    QThread* applied = nullptr;
    QSignalSpy finished(&queue, &TaskQueue::finished);
    const int id = queue.start("a", TaskWeight::Heavy, [&](const Progress&) -> TaskQueue::Apply {
        worker = QThread::currentThread();
        return [&] { applied = QThread::currentThread(); };
    });
    QVERIFY(!queue.isIdle());
    QVERIFY(finished.wait());
    QCOMPARE(applied, thread());
    QVERIFY(worker && worker != thread());
    QCOMPARE(infoOf(queue, id).state, TaskState::Done);
    QVERIFY(queue.isIdle());
}

void TestTaskQueue::failureCarriesTheMessage()
{
    TaskQueue queue;
    QSignalSpy finished(&queue, &TaskQueue::finished);
    QString message;
    const int id = queue.start(
        "a", TaskWeight::Light,
        [](const Progress&) -> TaskQueue::Apply {
            throw Error(ErrorKind::Format, "happened", "where", "cause", "remedy");
        },
        [&](const QString& m) { message = m; });
    QVERIFY(finished.wait());
    QCOMPARE(infoOf(queue, id).state, TaskState::Failed);
    for (const char* part : {"happened", "where", "cause", "remedy"})
        QVERIFY(message.contains(part));
}

void TestTaskQueue::cancelIsQuick()
{
    TaskQueue queue;
    QSignalSpy finished(&queue, &TaskQueue::finished);
    QString message = "unset";
    const int id =
        queue.start("a", TaskWeight::Heavy, endless, [&](const QString& m) { message = m; });
    QTRY_COMPARE(infoOf(queue, id).state, TaskState::Running);
    QElapsedTimer clock;
    clock.start();
    queue.cancel(id);
    QVERIFY(finished.wait());
    QVERIFY2(clock.elapsed() < 500, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(infoOf(queue, id).state, TaskState::Cancelled);
    QCOMPARE(message, QString());
}

void TestTaskQueue::cancelledBeforeItBegan()
{
    TaskQueue queue;
    bool ran = false;
    const int first = queue.start("a", TaskWeight::Heavy, endless);
    const int second =
        queue.start("b", TaskWeight::Heavy, [&](const Progress&) -> TaskQueue::Apply {
            ran = true;
            return {};
        });
    QTRY_COMPARE(infoOf(queue, first).state, TaskState::Running);
    QCOMPARE(infoOf(queue, second).state, TaskState::Waiting);
    queue.cancel(second);
    queue.cancel(first);
    QTRY_VERIFY(queue.isIdle());
    QVERIFY(!ran);
    QCOMPARE(infoOf(queue, second).state, TaskState::Cancelled);
}

void TestTaskQueue::heavyTasksTakeTurns()
{
    TaskQueue queue;
    std::atomic<int> now{0};
    std::atomic<int> most{0};
    const auto work = [&](const Progress&) -> TaskQueue::Apply {
        most = std::max(most.load(), ++now);
        std::this_thread::sleep_for(20ms);
        --now;
        return {};
    };
    for (int i = 0; i < 5; ++i)
        queue.start("h", TaskWeight::Heavy, work);
    QTRY_VERIFY(queue.isIdle());
    QCOMPARE(most.load(), 1);
}

void TestTaskQueue::progressIsSeen()
{
    TaskQueue queue;
    std::atomic<bool> go{false};
    const int id =
        queue.start("a", TaskWeight::Heavy, [&](const Progress& progress) -> TaskQueue::Apply {
            const Progress part = progress.span(0.5, 1, "the stage");
            part.note("a note");
            part.report(0.5);
            while (!go)
                std::this_thread::sleep_for(5ms);
            return {};
        });
    QTRY_COMPARE(infoOf(queue, id).fraction, 0.75);
    QCOMPARE(infoOf(queue, id).stage, QString("the stage"));
    QCOMPARE(infoOf(queue, id).notes, QStringList("a note"));
    go = true;
    QTRY_COMPARE(infoOf(queue, id).state, TaskState::Done);
    QCOMPARE(infoOf(queue, id).fraction, 1.0);
}

void TestTaskQueue::dismissOnlyWhatIsOver()
{
    TaskQueue queue;
    const int id = queue.start("a", TaskWeight::Heavy, endless);
    queue.dismiss(id);
    QCOMPARE(queue.tasks().size(), std::size_t(1));
    queue.cancelAll();
    QTRY_VERIFY(queue.isIdle());
    queue.dismiss(id);
    QVERIFY(queue.tasks().empty());
}

void TestTaskQueue::glancesAreNotListed()
{
    TaskQueue queue;
    QSignalSpy finished(&queue, &TaskQueue::finished);
    QSignalSpy changed(&queue, &TaskQueue::changed);
    std::atomic<bool> go = false;
    bool applied = false;
    queue.start("a", TaskWeight::Glance, [&](const Progress&) -> TaskQueue::Apply {
        while (!go)
            std::this_thread::sleep_for(1ms);
        return [&] { applied = true; };
    });
    QVERIFY(queue.isIdle());
    QVERIFY(queue.tasks().empty());
    go = true;
    QVERIFY(finished.wait());
    QVERIFY(applied);
    QVERIFY(changed.isEmpty());
    const int id = queue.start("b", TaskWeight::Glance, endless);
    queue.cancel(id);
    QVERIFY(finished.wait());
    QVERIFY(queue.tasks().empty());
}

void TestTaskQueue::destructionCancels()
{
    bool applied = false;
    QElapsedTimer clock;
    clock.start();
    {
        TaskQueue queue;
        queue.start("a", TaskWeight::Heavy, endless);
        queue.start("b", TaskWeight::Light,
                    [&](const Progress&) -> TaskQueue::Apply { return [&] { applied = true; }; });
        std::this_thread::sleep_for(20ms);
    }
    QTest::qWait(50);
    QVERIFY(!applied); // its owner is gone
    QVERIFY(clock.elapsed() < 1000);
}

void TestTaskQueue::durations()
{
    QCOMPARE(durationText(0), QString("0:00"));
    QCOMPARE(durationText(72.4), QString("1:12"));
    QCOMPARE(durationText(3725), QString("1:02:05"));
}

QTEST_GUILESS_MAIN(TestTaskQueue)
#include "test_task_queue.moc"
