// SPDX-License-Identifier: MIT
#include "views/session/undo.hpp"

#include <QScopedValueRollback>

#include <utility>

namespace leafscope {

UndoHistory::UndoHistory(QObject* parent)
    : QObject(parent)
{
}

void UndoHistory::record(const QString& text, std::function<void()> undo,
                         std::function<void()> redo, const QString& mergeKey)
{
    if (m_replaying)
        return;
    const auto now = std::chrono::steady_clock::now();
    const bool paused = now - std::exchange(m_last, now) >= m_pause;
    const bool merges = !paused && !mergeKey.isEmpty() && m_done == m_changes.size() &&
                        m_done > 0 && m_changes.back().mergeKey == mergeKey;
    if (merges) {
        m_changes.back().text = text;
        m_changes.back().redo = std::move(redo);
    } else {
        m_changes.resize(m_done);
        m_changes.push_back({text, std::move(undo), std::move(redo), mergeKey});
        if (m_changes.size() > kMost)
            m_changes.erase(m_changes.begin());
        m_done = m_changes.size();
    }
    Q_EMIT changed();
}

void UndoHistory::breakMerge()
{
    if (!m_changes.empty())
        m_changes.back().mergeKey.clear();
}

void UndoHistory::undo()
{
    if (!canUndo())
        return;
    breakMerge();
    const QScopedValueRollback replaying(m_replaying, true);
    m_changes[--m_done].undo();
    Q_EMIT changed();
}

void UndoHistory::redo()
{
    if (!canRedo())
        return;
    const QScopedValueRollback replaying(m_replaying, true);
    m_changes[m_done++].redo();
    Q_EMIT changed();
}

void UndoHistory::clear()
{
    m_changes.clear();
    m_done = 0;
    Q_EMIT changed();
}

QString UndoHistory::undoText() const
{
    return canUndo() ? m_changes[m_done - 1].text : QString();
}

QString UndoHistory::redoText() const
{
    return canRedo() ? m_changes[m_done].text : QString();
}

} // namespace leafscope
