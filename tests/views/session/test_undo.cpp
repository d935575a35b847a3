// SPDX-License-Identifier: MIT
// The undo history by itself, against a plain list of states.
#include "views/session/undo.hpp"

#include <QSignalSpy>
#include <QTest>

#include <functional>
#include <stdexcept>

using leafscope::UndoHistory;

namespace {

/// A number with an undoable setter.
struct Number {
    int value = 0;
    UndoHistory history;

    void set(int now, const QString& key = {})
    {
        const int before = value;
        value = now;
        history.record(
            QStringLiteral("Set %1").arg(now), [this, before] { value = before; },
            [this, now] { value = now; }, key);
    }
};

} // namespace

class TestUndo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void backAndForth()
    {
        Number n;
        QVERIFY(!n.history.canUndo() && !n.history.canRedo());
        QCOMPARE(n.history.undoText(), QString());
        for (int i = 1; i <= 5; ++i)
            n.set(i);
        QCOMPARE(n.history.undoText(), QStringLiteral("Set 5"));
        for (int i = 4; i >= 0; --i) {
            n.history.undo();
            QCOMPARE(n.value, i);
        }
        n.history.undo(); // nothing left
        QCOMPARE(n.value, 0);
        QCOMPARE(n.history.redoText(), QStringLiteral("Set 1"));
        for (int i = 1; i <= 5; ++i) {
            n.history.redo();
            QCOMPARE(n.value, i);
        }
        n.history.redo();
        QCOMPARE(n.value, 5);
    }

    void aNewChangeEndsRedo()
    {
        Number n;
        n.set(1);
        n.set(2);
        n.history.undo();
        n.set(9);
        QVERIFY(!n.history.canRedo());
        n.history.undo();
        QCOMPARE(n.value, 1);
    }

    void changesWithOneKeyMerge()
    {
        Number n;
        for (int i = 1; i <= 4; ++i)
            n.set(i, QStringLiteral("step"));
        QCOMPARE(n.history.undoText(), QStringLiteral("Set 4"));
        n.history.undo();
        QCOMPARE(n.value, 0);
        QVERIFY(!n.history.canUndo());
        n.history.redo();
        QCOMPARE(n.value, 4);
        n.set(7, QStringLiteral("step")); // undo ended the run, so this is an entry of its own
        n.history.undo();
        QCOMPARE(n.value, 4);
    }

    void pausesSeparate()
    {
        Number n;
        n.history.setPause(std::chrono::milliseconds(0));
        n.set(1, QStringLiteral("step"));
        n.set(2, QStringLiteral("step"));
        n.history.undo();
        QCOMPARE(n.value, 1);
    }

    void keysAndBreaksSeparate()
    {
        Number n;
        n.set(1, QStringLiteral("a"));
        n.set(2, QStringLiteral("b"));
        n.history.breakMerge();
        n.set(3, QStringLiteral("b"));
        for (const int expected : {2, 1, 0}) {
            n.history.undo();
            QCOMPARE(n.value, expected);
        }
    }

    void replayingIsNotRecorded()
    {
        UndoHistory history;
        int value = 1;
        std::function<void(int)> set = [&](int now) {
            const int before = value;
            value = now;
            history.record(
                QStringLiteral("Set"), [&set, before] { set(before); }, [&set, now] { set(now); });
        };
        set(2);
        history.undo();
        QCOMPARE(value, 1);
        QVERIFY(!history.canUndo() && history.canRedo());
        history.redo();
        QCOMPARE(value, 2);
    }

    void recordsAgainAfterAFailedUndo()
    {
        Number n;
        n.history.record(
            QStringLiteral("Bad"), [] { throw std::runtime_error("cannot"); }, [] {});
        QVERIFY_EXCEPTION_THROWN(n.history.undo(), std::runtime_error);
        n.set(3);
        QVERIFY(n.history.canUndo());
        n.history.undo();
        QCOMPARE(n.value, 0);
    }

    void keepsTheLastThousand()
    {
        Number n;
        for (int i = 1; i <= 1500; ++i)
            n.set(i);
        int steps = 0;
        for (; n.history.canUndo(); ++steps)
            n.history.undo();
        QCOMPARE(steps, 1000);
        QCOMPARE(n.value, 500);
    }

    void tellsOfEveryChange()
    {
        Number n;
        QSignalSpy spy(&n.history, &UndoHistory::changed);
        n.set(1);
        n.history.undo();
        n.history.redo();
        n.history.clear();
        QCOMPARE(spy.size(), 4);
        n.history.undo();
        QCOMPARE(spy.size(), 4);
    }
};

QTEST_GUILESS_MAIN(TestUndo)
#include "test_undo.moc"
