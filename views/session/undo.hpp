// SPDX-License-Identifier: MIT
// Undo and redo for small, named changes of the session. Qt Core only, so that it can be tested
// without a window.
#pragma once

#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <vector>

namespace leafscope {

class UndoHistory : public QObject {
    Q_OBJECT

public:
    explicit UndoHistory(QObject* parent = nullptr);

    /// After this pause a change starts an entry of its own.
    void setPause(std::chrono::milliseconds pause) { m_pause = pause; }

    /// Records a change that was already made. `mergeKey`: changes with the same non-empty key that
    /// follow each other without a pause become one entry (stepping through layers is one thing to
    /// undo).
    void record(const QString& text, std::function<void()> undo, std::function<void()> redo,
                const QString& mergeKey = {});
    /// The next change starts an entry of its own, whatever its key.
    void breakMerge();
    void undo();
    void redo();
    void clear();
    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_changes.size(); }
    QString undoText() const; ///< "Select 3 samples", or ""
    QString redoText() const;

Q_SIGNALS:
    void changed();

private:
    struct Change {
        QString text;
        std::function<void()> undo;
        std::function<void()> redo;
        QString mergeKey;
    };
    static constexpr std::size_t kMost = 1000;
    std::chrono::milliseconds m_pause{1500};
    std::chrono::steady_clock::time_point m_last; ///< when the last change came
    std::vector<Change> m_changes;
    std::size_t m_done = 0; ///< changes before this one are in effect
    bool m_replaying = false;
};

} // namespace leafscope
